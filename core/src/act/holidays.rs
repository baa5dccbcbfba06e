//! `holidays`: the days on which everybody in a community is free, as those who run it tell them.
//!
//! What only adds days is kept at once. Where days would go, or another changed them since they were looked at, it is
//! shown first, and the button beneath it keeps it: what is wished waits for that in a draft.

mod draft;
mod show;

use chrono::NaiveDate;

use super::admin::only;
use super::begun::Begun;
use super::memory::Memory;
use super::round::{self, Awaiting};
use super::{digest, forms};
use crate::action::Words;
use crate::audit::{Speaker, Told};
use crate::calendar::Calendar;
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::holidays::{Holidays, Problem, Reading, read};
use crate::member::Member;
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::say;
use crate::store::{Store, StoreError};
use crate::text::Typed;

pub(super) use draft::Draft;

/// Those that are longer than this as lines are not put into a form: what is changed there is all that is kept.
const LONGEST: usize = 2900;

/// What somebody says about holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// Which are they?
    Show,
    /// I want to change them.
    Open,
    /// These, and no others, as typed; with the line of the audit that had been seen.
    Set(String, Option<u64>),
    /// One more, or one less: lines that begin with a sign.
    Alter(String),
    /// None.
    Forget,
    /// As in the draft of that number.
    Save(u64),
    /// I want to change my draft.
    Edit,
    /// As they are.
    Keep,
}

impl Wish {
    /// Whether other days may be kept by it at once.
    pub(super) fn may_change(&self) -> bool {
        match self {
            Wish::Set(..) | Wish::Alter(_) | Wish::Forget | Wish::Save(_) => true,
            Wish::Show | Wish::Open | Wish::Edit | Wish::Keep => false,
        }
    }
}

/// What is known when a wish is decided.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// What they wished before and did not save.
    pub draft: Option<Draft>,
    /// What was changed since the line that they had seen.
    pub since: Vec<Told>,
    /// What waits for the next round, where other days may move it.
    pub gathered: Vec<Awaiting>,
}

/// What an admin says about holidays.
pub(super) fn wish(said: Option<&Words>, speaker: &Member) -> Result<Wish, Refusal> {
    only(Right::Holidays, speaker)?;
    let Some(said) = said.map(|said| said.get().trim()) else { return Ok(Wish::Open) };
    let lower = said.to_lowercase();
    let parts: Vec<&str> = lower.split_whitespace().take(3).collect();
    let number = |text: &str| text.parse::<u64>().ok();
    let (first, lines) = said.split_once('\n').unwrap_or((said, ""));
    let seen = first.strip_prefix("at ").and_then(number);
    Ok(match parts[..] {
        ["show"] => Wish::Show,
        ["none"] => Wish::Forget,
        ["edit"] => Wish::Edit,
        ["keep"] => Wish::Keep,
        ["save", draft] if number(draft).is_some() => Wish::Save(number(draft).unwrap_or_default()),
        _ if seen.is_some() && lines.trim().is_empty() => Wish::Open,
        _ if seen.is_some() => Wish::Set(lines.to_owned(), seen),
        _ if said.lines().all(|line| line.trim_start().starts_with(['+', '-'])) => {
            Wish::Alter(said.to_owned())
        }
        _ => Wish::Set(said.to_owned(), None),
    })
}

/// The line of the audit that was seen when a wish was made: what came after it is loaded.
pub(super) fn seen(wish: &Wish, draft: Option<&Draft>, community: &Community) -> u64 {
    match wish {
        Wish::Set(_, Some(seen)) => *seen,
        Wish::Save(_) => draft.map_or(community.audit.number, |draft| draft.seen),
        _ => community.audit.number,
    }
}

/// An admin tells on which days everybody is free, or asks which they are.
pub(super) fn holidays(
    wish: Wish,
    facts: &Facts,
    me: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let today = today(community, moment);
    let ahead = community.holidays.since(today);
    match wish {
        Wish::Show => Ok(Decision::reply(show::card(&ahead, today))),
        Wish::Open => Ok(opened(&ahead, &ahead, community, today)),
        Wish::Edit => {
            let draft = facts.draft.as_ref().ok_or(Refusal::Gone)?;
            Ok(opened(&draft.wished, &ahead, community, today))
        }
        Wish::Keep => Ok(Decision::reply(say("settings.kept").message()).and(Draft::dropped(me))),
        Wish::Forget => Ok(wished(Reading::default(), &ahead, facts, me, community, moment)),
        Wish::Set(text, seen) => {
            let reading = read(&text, today).map_err(|problem| misread(problem, &text, seen, community))?;
            Ok(wished(reading, &ahead, facts, me, community, moment))
        }
        Wish::Alter(text) => {
            let reading = ahead.altered(&text, today).map_err(problem_alone)?;
            Ok(wished(reading, &ahead, facts, me, community, moment))
        }
        Wish::Save(number) => {
            let draft = facts.draft.as_ref().filter(|draft| draft.number() == number);
            let draft = draft.ok_or_else(|| Refusal::because(show::no_draft()))?;
            let reading = Reading { holidays: draft.wished.since(today), ..Reading::default() };
            if draft.saw(&ahead) {
                Ok(settled(reading, facts, me, community, moment))
            } else {
                Ok(wished(reading, &ahead, facts, me, community, moment))
            }
        }
    }
}

/// The date on the clock of a community.
fn today(community: &Community, moment: &Moment) -> NaiveDate {
    Calendar::new(community.zone, Default::default()).local_date(moment.now)
}

/// The form with some of them, or those that are there, where they are too many for it.
fn opened(days: &Holidays, ahead: &Holidays, community: &Community, today: NaiveDate) -> Decision {
    if fit(days) {
        let lines = days.lines();
        Decision::reply(forms::holidays(lines.trim_end(), community.audit.number, None))
    } else {
        Decision::reply(show::card(ahead, today))
    }
}

/// Whether they stand in a form whole.
fn fit(days: &Holidays) -> bool {
    days.lines().len() <= LONGEST
}

fn misread(problem: Problem, text: &str, seen: Option<u64>, community: &Community) -> Refusal {
    if text.len() > LONGEST {
        return problem_alone(problem);
    }
    let seen = seen.unwrap_or(community.audit.number);
    let form = forms::holidays(text, seen, Some(problem.says()));
    Refusal::form(form, say("holidays.problem").with("problem", problem.says()))
}

fn problem_alone(problem: Problem) -> Refusal {
    Refusal::because(say("holidays.problem").with("problem", problem.says()))
}

/// Kept at once where nothing is lost by it; else shown, with a button that keeps it.
fn wished(
    reading: Reading,
    ahead: &Holidays,
    facts: &Facts,
    me: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Decision {
    let others = changed_by_others(&facts.since);
    let gone = ahead.without(&reading.holidays);
    if reading.holidays == *ahead {
        return Decision::reply(show::same(&reading, &others)).and(Draft::dropped(me));
    }
    if gone.is_empty() && others.is_empty() {
        return settled(reading, facts, me, community, moment);
    }
    let draft = Draft::of(&reading.holidays, ahead, community);
    Decision::reply(show::change(&draft, &reading, ahead, &others, today(community, moment)))
        .and(draft.kept(me))
}

/// As they were read from now on.
fn settled(
    reading: Reading,
    facts: &Facts,
    me: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Decision {
    let reply = show::settled(&reading);
    let changes = kept(community, reading.holidays, facts.gathered.clone(), moment);
    Decision::reply(reply).and(Draft::dropped(me)).and_all(changes)
}

/// Who else changed holidays; `None` stands for somebody who has no name here.
fn changed_by_others(since: &[Told]) -> Vec<Option<Typed>> {
    let changes = since.iter().filter(|told| told.changes.iter().any(|changed| changed.word == "holidays"));
    let mut others: Vec<Option<Typed>> = Vec::new();
    for told in changes {
        let by = match &told.by {
            Speaker::Person(name) => Some(name.clone()),
            Speaker::Nobody | Speaker::Platform | Speaker::Clock | Speaker::Operator => None,
        };
        if !others.contains(&by) {
            others.push(by);
        }
    }
    others
}

/// The community with other holidays. What comes by itself is planned anew around them, and what waits for a round goes
/// with it; whatever else was to come on one of them waits when its time comes, as every clock goes by them from now
/// on.
fn kept(
    community: &Community,
    holidays: Holidays,
    gathered: Vec<Awaiting>,
    moment: &mut Moment,
) -> Vec<Change> {
    let mut changed = community.clone();
    changed.holidays = holidays;
    let mut asks = Vec::new();
    if changed.rounds.planned.is_some() {
        let next = changed.rounds.next(moment.now, changed.zone);
        changed.rounds.planned = next.map(|next| changed.holidays.not_on_one(next, changed.zone));
        asks = round::moved(gathered, changed.rounds.planned, moment);
    }
    let mut changes = digest::replanned(changed, moment);
    changes.extend(asks);
    changes
}

/// The community with other holidays, told by whoever runs the machine.
///
/// # Errors
/// The memory does not answer.
pub(crate) async fn with_holidays(
    store: &dyn Store,
    community: &Community,
    holidays: &Holidays,
    moment: &mut Moment,
) -> Result<Vec<Change>, StoreError> {
    let memory = Memory { store, scope: community.scope(), moment: moment.now };
    let gathered = memory.gathered_for(community).await?;
    Ok(kept(community, holidays.clone(), gathered, moment))
}

#[cfg(test)]
mod tests;
