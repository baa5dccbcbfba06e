//! `round`: asks that wait are matched together: looked at, held at once, or every week. `why` says what the last went
//! by.
//!
//! A look tells nobody but the one who looks. A round that is held makes the same offers as an ask by itself does, and
//! keeps what scarce mentors were worth in it. Mentors on leave are left out, and named.

mod why;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};

use super::admin::only;
use super::digest::READERS;
use super::offer::tell_learner;
use super::route::{Chosen, offer};
use super::why::{left_out, says};
use crate::action::{Action, Wake, Words, words};
use crate::ask::{Ask, Stage};
use crate::calendar::{WorkingTime, read_day};
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal, tell_until, wake};
use crate::fact::Event;
use crate::id::MemberId;
use crate::matching::gather::{Gathered, Matched, Waiting, gather};
use crate::matching::{Candidate, Excluded, PRESSES, Part, Terms, Why};
use crate::member::Member;
use crate::message::{Message, TimeForm};
use crate::moment::Moment;
use crate::rights::Right;
use crate::rounds::Rounds;
use crate::script::{Value, record, say};
use crate::session::Minutes;
use crate::signal::urgency;
use crate::store::AskStory;
use crate::task::{Manner, Subject};
use crate::topic::Topic;

pub(super) use why::{Pair, of_the_last, why};

/// So many asks are matched together at most: what presses most, and of that what was asked first.
pub(super) const MOST: usize = 300;
/// So long after its round the clock looks for somebody for an ask that found nobody in it.
const AFTERWARDS: TimeDelta = TimeDelta::hours(1);
/// So many matches and mentors on leave are named.
const SHOWN: usize = 4;
const AWAY_SHOWN: usize = 3;

/// What a round is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Asks that wait, the oldest first.
    pub waiting: Vec<AskStory>,
    /// Those who mentor.
    pub mentors: Vec<Arc<Member>>,
}

/// A round that was worked out, and of which nobody has heard yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Matching {
    /// Asks that are matched together, in the order in which they were asked.
    pub waiting: Vec<Waiting>,
    /// How many more wait than are matched together.
    beyond: usize,
    /// Those who mentor.
    pub mentors: Vec<Arc<Member>>,
    gathered: Gathered,
}

/// An ask that is gathered for a round, and whoever asked it.
pub(super) type Awaiting = (Ask, Member);

/// What somebody says about rounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// When is the next?
    When,
    /// What would one come to?
    Preview,
    /// Why did the last match as it did: everybody, or somebody?
    Why(Option<String>),
    /// Hold one now.
    Run,
    /// From now on like this, or not at all.
    Weekly(Option<(Weekday, NaiveTime)>),
}

/// What an admin says about rounds.
pub(super) fn wish(text: Option<&Words>, speaker: &Member) -> Result<Wish, Refusal> {
    only(Right::Rounds, speaker)?;
    let lower = text.map_or(String::new(), |text| text.get().to_lowercase());
    let typed: Vec<&str> = lower.split_whitespace().collect();
    let ten = NaiveTime::MIN + TimeDelta::hours(10);
    let time = |time: &str| NaiveTime::parse_from_str(time, "%H:%M").ok();
    match typed[..] {
        [] => return Ok(Wish::When),
        ["preview"] => return Ok(Wish::Preview),
        ["why"] => return Ok(Wish::Why(None)),
        ["why", ..] => return Ok(Wish::Why(text.and_then(named))),
        _ => {}
    }
    only(Right::HoldRounds, speaker)?;
    let weekly = match typed[..] {
        ["run"] => return Ok(Wish::Run),
        ["off"] => return Ok(Wish::Weekly(None)),
        ["weekly"] => Some((Weekday::Mon, ten)),
        ["weekly", day] | [day] => read_day(day).map(|day| (day, ten)),
        ["weekly", day, at] | [day, at] => read_day(day).zip(time(at)),
        _ => None,
    };
    weekly.map(|weekly| Wish::Weekly(Some(weekly))).ok_or_else(|| Refusal::because(say("round.problem")))
}

/// Whom somebody names after a first word, as they typed it: of a mention, capitals count.
fn named(text: &Words) -> Option<String> {
    text.get().trim().split_once(char::is_whitespace).map(|(_, who)| who.trim().to_owned())
}

/// When rounds are held.
pub(super) fn when(community: &Community, set: bool) -> Message {
    let Rounds { weekly, planned } = community.rounds;
    say("round.when")
        .with("set", set)
        .with("at", planned.map(|at| Value::on_the_wall(at, community.zone, TimeForm::Full)))
        .with("day", weekly.map(|(day, _)| day))
        .with("clock", weekly.map(|(_, time)| time.format("%H:%M").to_string()))
        .with("zone", community.zone.name())
        .button("preview", Action::Round(words("preview")))
        .button_if(weekly.is_some(), "off", Action::Round(words("off")))
        .button_if(weekly.is_none(), "weekly", Action::Round(words("weekly mon 10:00")))
        .message()
}

/// Rounds are held then from now on, or not any more. What was gathered for another time waits for the new one, and
/// whoever asked it hears so; where no rounds are held any more, the clock looks for somebody at once.
pub(super) fn settled(
    weekly: Option<(Weekday, NaiveTime)>,
    gathered: Vec<Awaiting>,
    community: &Community,
    moment: &mut Moment,
) -> Decision {
    let mut community = community.clone();
    community.rounds.weekly = weekly;
    let changes = planned(&mut community, moment);
    let next = community.rounds.planned;
    let reply = Decision::reply(when(&community, true));
    reply.and(Change::Community(Box::new(community))).and_all(changes).and_all(moved(gathered, next, moment))
}

/// What was gathered for another time waits for the next round, and whoever asked it hears so; where there is none, the
/// clock looks for somebody at once.
pub(super) fn moved(
    gathered: Vec<Awaiting>,
    next: Option<DateTime<Utc>>,
    moment: &mut Moment,
) -> Vec<Change> {
    let mut decision = Decision::silent();
    for (ask, learner) in gathered {
        let (id, about) = (ask.id, Subject::Ask(ask.id));
        match next {
            None => decision = decision.and_all(at_once(ask, moment)),
            Some(next) if matches!(ask.stage, Stage::Waiting { again_at, .. } if again_at == next) => {}
            Some(next) => {
                let message = say("round.moved").with("question", &ask.question).with("at", next);
                let message = message.button("withdraw", Action::Withdraw(Some(id))).message();
                decision = decision.and(Change::Drop(about)).and_all(awaiting(ask, next, moment)).and_tell(
                    learner.id,
                    about,
                    Manner::Awaited,
                    message,
                    moment,
                );
            }
        }
    }
    decision.changes
}

/// Plans the next round of a community, if it wants any.
fn planned(community: &mut Community, moment: &mut Moment) -> Option<Change> {
    let next = community.rounds.next(moment.now, community.zone);
    community.rounds.planned = next.map(|next| community.holidays.not_on_one(next, community.zone));
    awaited(community, moment)
}

/// The promise of the round that is planned. One that comes at another time than the round was moved to is too early or
/// too late, and does nothing.
pub(super) fn awaited(community: &Community, moment: &mut Moment) -> Option<Change> {
    let next = community.rounds.planned?;
    let about = Subject::Community(community.scope().community());
    Some(wake(Action::Clock(Wake::Round), next, None, about, moment))
}

/// What a round would come to. Nobody is told but the one who looks.
pub(super) fn preview(matching: &Matching, moment: &Moment) -> Message {
    report(matching, false, moment)
}

/// A round is held at once.
pub(super) fn run(matching: Matching, community: &Community, moment: &mut Moment) -> Decision {
    let report = report(&matching, true, moment);
    let lasts = community.settings.pace().offer_lasts;
    let mut community = community.clone();
    community.prices = matching.gathered.prices.clone();
    let decision = Decision::reply(report).and(Change::Community(Box::new(community)));
    offered(matching, lasts, decision, moment)
}

/// The time of a round has come: it is held, the next is planned, and where anybody waited, the first few of those who
/// run the community read what came of it.
pub(super) fn on_time(
    matching: Matching,
    community: &Community,
    admins: &[Member],
    moment: &mut Moment,
) -> Decision {
    let report = report(&matching, true, moment);
    let lasts = community.settings.pace().offer_lasts;
    let mut community = community.clone();
    community.prices = matching.gathered.prices.clone();
    let next = planned(&mut community, moment);
    let last = community.rounds.planned;
    let about = Subject::Community(community.scope().community());
    let mut decision = Decision::silent().and(Change::Community(Box::new(community))).and_all(next);
    if let Some(last) = last.filter(|_| !matching.waiting.is_empty()) {
        let readers = admins.iter().filter(|admin| admin.unreachable.is_none()).take(READERS);
        for reader in readers {
            let told = tell_until(last, reader.id, about, Manner::Proactive, report.clone(), moment);
            decision = decision.and(told);
        }
    }
    offered(matching, lasts, decision, moment)
}

/// By what a round is worked out.
pub(super) fn terms(community: &Community) -> Terms {
    Terms {
        weights: community.weights.clone(),
        prices: community.prices.clone(),
        pressed: community.pressed.clone(),
        pace: community.settings.pace(),
        ..Terms::default()
    }
}

/// Works out a round. That may take as long as a second.
pub(super) fn matched(facts: Facts, terms: &Terms, now: DateTime<Utc>) -> Matching {
    let waits = |about: AskStory| Waiting {
        urgency: urgency(&about.learner, &about.signals, now),
        ask: about.ask,
        learner: about.learner,
    };
    let waiting: Vec<Waiting> = facts.waiting.into_iter().map(waits).collect();
    let beyond = waiting.len().saturating_sub(MOST);
    let waiting = first(waiting);
    let gathered = gather(&waiting, &facts.mentors, terms, now);
    Matching { waiting, beyond, mentors: facts.mentors, gathered }
}

/// Those that are matched together where more wait than can be, in the order in which they were asked.
fn first(mut waiting: Vec<Waiting>) -> Vec<Waiting> {
    let asked = |one: &Waiting| (one.ask.at, one.ask.id);
    waiting.sort_by_key(|one| (Reverse(one.urgency), asked(one)));
    waiting.truncate(MOST);
    waiting.sort_by_key(asked);
    waiting
}

/// The offers that a round makes. A mentor who gets several is written once, as they are after all of them.
fn offered(
    Matching { waiting, gathered, .. }: Matching,
    lasts: WorkingTime,
    mut decision: Decision,
    moment: &mut Moment,
) -> Decision {
    let mut written = BTreeMap::<MemberId, Member>::new();
    for Matched { place, mut best, why } in gathered.matched {
        let Waiting { ask, learner, .. } = &waiting[place];
        let mentor = written.get(&best.mentor.id).cloned().map_or(best.mentor.clone(), Arc::new);
        if !has_room(&mentor, &best, ask.minutes) {
            continue;
        }
        let reasons = best.reasons();
        best.mentor = mentor;
        let chosen = Chosen { best, reasons, why };
        let mut routed = offer(ask.clone(), chosen, lasts, moment);
        routed.changes.retain(|change| match change {
            Change::Member(mentor) => {
                written.insert(mentor.id, Member::clone(mentor));
                false
            }
            _ => true,
        });
        // What the clock was to do about it is done.
        decision = decision.and(Change::Drop(Subject::Ask(ask.id)));
        decision = tell_learner("ask.found", routed, decision, learner, moment);
    }
    decision.and_all(written.into_values().map(|mentor| Change::Member(Box::new(mentor))))
}

/// Whether one more session of that length fits, after what the round gave them already.
fn has_room(mentor: &Member, best: &Candidate, minutes: Minutes) -> bool {
    let profile = mentor.mentor.as_ref();
    profile.is_some_and(|profile| profile.room(&mentor.calendar, best.opens_at, None).fits(minutes))
}

fn report(matching: &Matching, held: bool, moment: &Moment) -> Message {
    let Matching { waiting, beyond, mentors, gathered } = matching;
    let pairs = gathered.matched.iter().take(SHOWN).map(|one| pair(one, &waiting[one.place]));
    let away = mentors.iter().filter_map(|mentor| {
        let pause = mentor.calendar.pause.filter(|pause| pause.covers(moment.now))?;
        Some(record([
            ("name", mentor.name.as_str().into()),
            ("until", pause.until.timestamp_millis().into()),
        ]))
    });
    let away: Vec<Value> = away.collect();
    let excluded = gathered.left.iter().fold(Excluded::default(), |all, (_, one)| all.with(one));
    say("round.report")
        .with("held", held)
        .with("n", waiting.len())
        .with("found", gathered.matched.len())
        .with("pairs", pairs.collect::<Vec<_>>())
        .with("more", gathered.matched.len().saturating_sub(SHOWN))
        .with("left", gathered.left.len())
        .with("kept", gathered.held_back)
        .with("beyond", *beyond)
        .with("left_out", left_out(&excluded))
        .with("more_away", away.len().saturating_sub(AWAY_SHOWN))
        .with("away", away.into_iter().take(AWAY_SHOWN).collect::<Vec<_>>())
        .button_if(!held && !gathered.matched.is_empty(), "run", Action::Round(words("run")))
        .message()
}

fn pair(one: &Matched, waiting: &Waiting) -> Value {
    let presses = waiting.urgency.points() >= PRESSES;
    paired(waiting.learner.name.as_str(), one.best.mentor.name.as_str(), &one.why, presses)
}

/// Two who are matched, with what spoke for it most.
fn paired(learner: &str, mentor: &str, why: &Why, presses: bool) -> Value {
    let mut parts: Vec<(Part, i64)> = why.parts.clone();
    parts.sort_by_key(|(part, points)| (-*points, *part));
    let told =
        |(part, points): &(Part, i64)| record([("says", says(*part).into()), ("points", (*points).into())]);
    record([
        ("learner", learner.into()),
        ("mentor", mentor.into()),
        ("points", why.total().into()),
        ("reasons", parts.iter().take(3).map(told).collect()),
        ("presses", presses.into()),
    ])
}

/// Where an ask pressed, that is counted, so that room is kept for the next that does. What is asked of nobody is no
/// ask.
pub(super) fn counted(
    decision: Decision,
    pressing: Option<Topic>,
    community: &Community,
    moment: &Moment,
) -> Decision {
    let asks = decision.changes.iter().any(|change| matches!(change, Change::Ask(_)));
    let Some(topic) = pressing.filter(|_| asks) else { return decision };
    let mut community = community.clone();
    community.pressed = community.pressed.with(topic, moment.now);
    decision.and(Change::Community(Box::new(community)))
}

/// An ask that waits for a round, with the look that the clock takes afterwards.
fn awaiting(mut ask: Ask, round: DateTime<Utc>, moment: &mut Moment) -> [Change; 2] {
    ask.stage = Stage::Waiting { again_at: round, tries: 0 };
    let rematch = Action::Clock(Wake::Rematch(ask.id));
    [wake(rematch, round + AFTERWARDS, None, Subject::Ask(ask.id), moment), Change::Ask(ask)]
}

/// The clock looks for somebody at once for an ask that waits.
pub(super) fn at_once(mut ask: Ask, moment: &mut Moment) -> Vec<Change> {
    let Stage::Waiting { tries, .. } = ask.stage else { return Vec::new() };
    ask.stage = Stage::Waiting { again_at: moment.now, tries };
    let (about, rematch) = (Subject::Ask(ask.id), Action::Clock(Wake::Rematch(ask.id)));
    vec![Change::Drop(about), wake(rematch, moment.now, None, about, moment), Change::Ask(ask)]
}

/// A new ask that waits for the next round.
pub(super) fn gathered(ask: Ask, learner: &Member, at: DateTime<Utc>, moment: &mut Moment) -> Decision {
    let (id, minutes) = (ask.id, ask.minutes);
    let reply = say("ask.gathered")
        .with("question", &ask.question)
        .with("minutes", minutes)
        .with("at", at)
        .button("withdraw", Action::Withdraw(Some(id)))
        .message();
    Decision::reply(reply)
        .and_fact(learner.id, Event::Asked { ask: id, minutes }, moment)
        // As every ask, so that two at once cannot both be the second.
        .and(Change::Member(Box::new(learner.clone())))
        .and_all(awaiting(ask, at, moment))
}

#[cfg(test)]
mod tests;
