//! The welcome: what would be held about somebody, before anything of theirs is; then a win and a first ask, each of
//! which they may skip.
//!
//! Nobody stands before a wall: what they said goes on as soon as they say yes. Help, and what is held about them, need
//! no yes.

use super::safety::is_heavy;
use super::setup;
use super::suggest::first_days;
use crate::action::{Action, Care, Greeting};
use crate::decision::{Change, Decision, Refusal};
use crate::fact::Event;
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::parting::Erasure;
use crate::script::{Saying, say};
use crate::settings::{Setting, Settings};
use crate::text::cut;
use crate::waiting::{For, Waiting};
use crate::welcome::{Stage, Step, Welcome};

/// What a button carries behind its yes, in UTF-16 units: Discord takes 100 characters with the name of a server among
/// them.
const CARRIED: usize = 72;
/// What ends the action where Discord's buttons carry several things.
const MARK: char = '|';
/// So much of somebody's hours is shown.
const HOURS_SHOWN: usize = 120;

/// What becomes of what somebody says.
pub(crate) enum Received {
    /// It is heard. Whether that is by a yes which they say with it.
    Heard(Result<Action, Refusal>, Yes),
    /// They read first what would be held about them, or say no to it.
    Answered(Box<Decision>),
}

/// Whether somebody says yes in this very moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Yes {
    /// They do.
    Now,
    /// They did before, or need not.
    Before,
}

/// Receives what somebody says, who may be new.
pub(crate) fn receive(
    said: Result<Action, Refusal>,
    member: &mut Member,
    settings: &Settings,
    moment: &mut Moment,
) -> Received {
    let is_in = member.welcome.is_in();
    match said {
        Ok(Action::Welcome(Greeting::Agree(then))) => {
            let waited = if is_in { None } else { member.welcome.agree(moment.now) };
            let then = then.map(|then| *then).or(waited).unwrap_or(Action::Welcome(Greeting::Next));
            Received::Heard(Ok(then), if is_in { Yes::Before } else { Yes::Now })
        }
        Ok(Action::Welcome(Greeting::Decline)) if !is_in => {
            Received::Answered(Box::new(declined(member, moment)))
        }
        // Whoever said yes before, and would rather not any more, reads how.
        Ok(Action::Welcome(Greeting::Decline)) => {
            Received::Heard(Ok(Action::Privacy(Care::Show)), Yes::Before)
        }
        // Whoever is no member yet has nothing to look at, and nothing to take along or away.
        Ok(Action::Privacy(Care::Show | Care::Export | Care::Leave | Care::Erase(_)))
            if !is_in && member.version == 0 =>
        {
            Received::Answered(Box::new(Decision::reply(nothing_is_held(member))))
        }
        Ok(action) if !is_in && !is_free(&action) => {
            Received::Answered(Box::new(noticed(&action, member, settings, moment)))
        }
        said => Received::Heard(said, Yes::Before),
    }
}

/// What needs no yes: it tells what this is, and is about what is held.
fn is_free(action: &Action) -> bool {
    matches!(action, Action::Help | Action::Privacy(_))
}

/// What would be held, who sees it and for how long. What they said goes on by their yes.
fn noticed(action: &Action, member: &Member, settings: &Settings, moment: &mut Moment) -> Decision {
    let carried = is_carried(action);
    let says_nothing = matches!(action, Action::Welcome(_) | Action::Me);
    let waits = (!carried).then(|| Waiting::begins(action, moment.now));
    let then = (carried && !matches!(action, Action::Welcome(_))).then(|| Box::new(action.clone()));
    let hours = Action::Welcome(Greeting::Agree(Some(Box::new(Action::Hours(None)))));
    let notice = on_the_clock_of(member, say("welcome.notice"))
        .with("days", settings.of(Setting::NotesKeptDays))
        .with("carried", carried && !says_nothing)
        .with("until", waits.as_ref().map(|waits| waits.until))
        .button("yes", Action::Welcome(Greeting::Agree(then)))
        .button_if(says_nothing, "hours", hours)
        .button("no", Action::Welcome(Greeting::Decline))
        .message();
    let kept = waits.map(|waits| waits.kept(For::Yes, &member.handle, moment));
    Decision::reply(notice).and_all(kept.into_iter().flatten())
}

/// What somebody who has not said yes reads of what is held about them.
fn nothing_is_held(member: &Member) -> Message {
    let waits = member.welcome.waiting.as_ref();
    say("welcome.nothing")
        .with("until", waits.map(|waits| waits.until))
        .button("notice", Action::Welcome(Greeting::Next))
        .button_if(waits.is_some(), "no", Action::Welcome(Greeting::Decline))
        .message()
}

/// Whether a button can carry what was said.
pub(super) fn is_carried(action: &Action) -> bool {
    let text = action.to_string();
    text.encode_utf16().count() <= CARRIED && !text.contains([MARK, '\n'])
}

/// They say no: nothing waits any more, and whom an earlier release knew without a yes is not known any more.
fn declined(member: &Member, moment: &mut Moment) -> Decision {
    let forgets = member.welcome.waiting.is_some().then(|| Waiting::dropped(For::Yes, &member.handle));
    let erases = (member.version > 0).then(|| Change::Erase(Erasure::unmarked(member, moment)));
    Decision::reply(say("welcome.declined").message()).and_all(forgets).and_all(erases)
}

/// Somebody goes on with the welcome, or skips a step of it.
pub(super) fn greeted(greeting: &Greeting, member: &Member) -> Decision {
    let mut member = member.clone();
    let saying = match greeting {
        Greeting::Skip(step) => {
            member.welcome = member.welcome.with(*step, Stage::Skipped);
            say("welcome.skipped")
        }
        _ => on_the_clock_of(&member, say("welcome.in")).button("hours", Action::Hours(None)),
    };
    let over = member.welcome.next().is_none();
    let mut message = saying.with("over", over).message();
    if let Some(step) = step(&member) {
        message.blocks.extend(step.message().blocks);
    }
    if let Some(step) = member.welcome.next() {
        member.welcome = member.welcome.with(step, Stage::Shown);
    }
    Decision::reply(message).and(Change::Member(Box::new(member)))
}

/// The step that somebody has not done or skipped, as it is put to them. Whoever mentors is asked for none.
pub(super) fn step(member: &Member) -> Option<Saying> {
    let step = member.welcome.next().filter(|_| member.mentor.is_none())?;
    let skip = Action::Welcome(Greeting::Skip(step));
    Some(match step {
        Step::Win => say("welcome.win").button("win", Action::Win(None)).button("skip", skip),
        Step::Ask => say("welcome.ask").button("ask", Action::Ask(None)).button("skip", skip),
    })
}

/// A decision of somebody who is being welcomed: what they did of it is done, and beneath the answer stands the next
/// step, once. `action` is what they said.
pub(crate) fn onwards(
    mut decision: Decision,
    action: &Action,
    yes: Yes,
    member: &Member,
    moment: &mut Moment,
) -> Decision {
    if yes == Yes::Now {
        decision = came_in(decision, member, moment);
    }
    if let (Yes::Now, Some(invitation), Some(answer)) =
        (yes, setup::invited(member), decision.reply.message.as_mut())
    {
        answer.blocks.extend(invitation.message().blocks);
    }
    if matches!(action, Action::Welcome(_)) || member.welcome.next().is_none() {
        return decision;
    }
    let mut welcome = member.welcome.clone();
    for change in &decision.changes {
        welcome = match change {
            Change::Fact(fact) if matches!(fact.event, Event::WonSomething { .. }) => {
                welcome.with(Step::Win, Stage::Done)
            }
            Change::Fact(fact) if matches!(fact.event, Event::Asked { .. }) => {
                welcome.with(Step::Ask, Stage::Done)
            }
            _ => welcome,
        };
    }
    // One question at a time: where the zone is asked for, the step is put with the next answer.
    let asks_zone = decision.changes.iter().any(|change| {
        matches!(change, Change::Member(other) if other.id == member.id && other.zone_asked && !member.zone_asked)
    });
    let is_time = (yes == Yes::Now || is_a_time(action)) && !asks_zone && !is_grave(action);
    let next = welcome.next().filter(|step| is_time && welcome.stage(*step) == Stage::Ahead);
    let here = Member { welcome: welcome.clone(), ..member.clone() };
    if let (Some(next), Some(saying), None, Some(answer)) =
        (next, step(&here), &decision.reply.form, decision.reply.message.as_mut())
    {
        // The card of what is open has it on it.
        if *action != Action::Me {
            answer.blocks.extend(saying.message().blocks);
        }
        welcome = welcome.with(next, Stage::Shown);
    }
    if welcome == member.welcome { decision } else { with_welcome(decision, member, welcome) }
}

/// A decision with which somebody came in.
pub(crate) fn came_in(decision: Decision, member: &Member, moment: &mut Moment) -> Decision {
    let first_days = first_days(member, moment);
    decision.and_fact(member.id, Event::Onboarded, moment).and(first_days)
}

/// Whether this is no time for a next step, even for whoever says yes with it: it sounds heavy, or tells what somebody
/// did to them.
fn is_grave(action: &Action) -> bool {
    is_heavy(action)
        || matches!(
            action,
            Action::Report(..) | Action::ReportPage(_) | Action::Block(_) | Action::BlockNamed(_)
        )
}

/// Whether the next step may be put beneath the answer to this.
fn is_a_time(action: &Action) -> bool {
    matches!(action, Action::Win(Some(_)) | Action::Ask(Some(_)) | Action::Hours(Some(_)))
}

/// A decision after which a member has been welcomed so far.
fn with_welcome(mut decision: Decision, member: &Member, welcome: Welcome) -> Decision {
    let mut written = false;
    for change in &mut decision.changes {
        if let Change::Member(other) = change
            && other.id == member.id
        {
            other.welcome.clone_from(&welcome);
            written = true;
        }
    }
    if written {
        return decision;
    }
    decision.and(Change::Member(Box::new(Member { welcome, ..member.clone() })))
}

fn on_the_clock_of(member: &Member, saying: Saying) -> Saying {
    let calendar = &member.calendar;
    saying.with("hours", cut(&calendar.hours.to_string(), HOURS_SHOWN)).with("zone", calendar.zone.name())
}

#[cfg(test)]
mod tests;
