//! Whether what was promised to everybody is kept, judged from what was written and said, and by nobody's own word.
//!
//! Each check knows what people told of themselves and reads their hours and days by itself; none of them asks the
//! function that decided what is checked.

pub(crate) mod agenda;
pub(crate) mod budget;
pub(crate) mod cards;
pub(crate) mod kept;
pub(crate) mod matched;
pub(crate) mod order;
pub(crate) mod promises;
pub(crate) mod quiet;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use smallwins_core::ask::{Offer, OfferStage};
use smallwins_core::decision::Change;
use smallwins_core::fact::Fact;
use smallwins_core::id::{MemberId, TaskId};
use smallwins_core::message::Message;
use smallwins_core::session::{Ending, Session, Stage};
use smallwins_core::task::{Manner, Task};

use super::cast::{self, Someone, Told};
use super::plan::Plan;
use super::silence::{Arrived, Silence};
use agenda::{Agenda, Slot};
use budget::Budget;
use cards::{Cards, Live};
use kept::UnderWay;
use matched::Matched;
use order::Order;
use promises::{Promises, Reader};
use quiet::quiet;

/// Whom the platform failed a shorter while ago is not waited for: what comes after it comes later too.
const LATELY: TimeDelta = TimeDelta::hours(2);

/// Something that is promised to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nothing is said outside the reader's hours or in their pause.
    Quiet,
    /// At most three messages a day are said unasked.
    Budget,
    /// Nothing is said twice.
    Twice,
    /// No mentor gives more than they want to.
    Caps,
    /// Nobody is in two sessions at once.
    Overlap,
    /// Ten minutes stay free between two sessions, but in a mentor's office hours.
    Crowded,
    /// Nobody is asked who cannot be.
    Excluded,
    /// Every promise is kept in time, it is always somebody's turn, and what stands in the channel holds.
    Kept,
    /// The journal is in order.
    Order,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 9] = [
        Rule::Quiet,
        Rule::Budget,
        Rule::Twice,
        Rule::Caps,
        Rule::Overlap,
        Rule::Crowded,
        Rule::Excluded,
        Rule::Kept,
        Rule::Order,
    ];

    /// What it would mean to break it.
    pub fn says(self) -> &'static str {
        match self {
            Rule::Quiet => "said outside somebody's hours or in their pause",
            Rule::Budget => "a fourth message of a day that nobody asked for",
            Rule::Twice => "said twice",
            Rule::Caps => "a mentor over what they want to give",
            Rule::Overlap => "somebody in two sessions at once",
            Rule::Crowded => "two sessions without ten minutes between them",
            Rule::Excluded => "somebody asked who cannot be",
            Rule::Kept => "a promise not kept, nobody's turn, or a card in the channel that does not hold",
            Rule::Order => "a fact out of order",
        }
    }
}

/// A reader, or everybody, and the name of what is said.
type Kind = (Option<String>, String);

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Violation {
    /// Which.
    pub rule: Rule,
    /// When.
    pub at: DateTime<Utc>,
    /// On which day of the rehearsal, from 1.
    pub day: u32,
    /// The ids of what it is about.
    pub ids: Vec<String>,
    /// What happened.
    pub what: String,
}

/// Sees everything, and keeps a list of what is wrong.
pub(crate) struct Judge {
    plan: Plan,
    people: HashMap<MemberId, usize>,
    budget: Budget,
    said: HashSet<TaskId>,
    /// The words of each kind to each reader that were promised last, and when.
    words: HashMap<Kind, Vec<(DateTime<Utc>, Message)>>,
    agenda: Agenda,
    matched: Matched,
    order: Order,
    under_way: UnderWay,
    promises: Promises,
    cards: Cards,
    pub(crate) violations: Vec<Violation>,
}

impl Judge {
    pub(crate) fn new(plan: Plan) -> Judge {
        Judge {
            plan,
            people: HashMap::new(),
            budget: Budget::default(),
            said: HashSet::new(),
            words: HashMap::new(),
            agenda: Agenda::default(),
            matched: Matched::default(),
            order: Order::default(),
            under_way: UnderWay::default(),
            promises: Promises::default(),
            cards: Cards::default(),
            violations: Vec::new(),
        }
    }

    fn finds(&mut self, rule: Rule, at: DateTime<Utc>, ids: Vec<String>, what: impl Into<String>) {
        let (day, what) = (self.plan.day(at), what.into());
        self.violations.push(Violation { rule, at, day, ids, what });
    }

    /// Something was said.
    pub(crate) fn heard(&mut self, arrived: &Arrived, cast: &[Someone]) {
        let Arrived { at, manner, tasks, message, .. } = arrived;
        let speaks_first = self.promises.heard(tasks) || *manner == Manner::Proactive;
        let again: Vec<TaskId> = tasks.iter().copied().filter(|task| !self.said.insert(*task)).collect();
        for task in &again {
            self.finds(Rule::Twice, *at, vec![task.to_string()], message.receipt.key.clone());
        }
        // The same words may be true again a moment later, as where two things are done of which nothing is quoted.
        let promised = tasks[0].made_at();
        let at_once = self.words.entry((arrived.to.clone(), message.receipt.key.clone())).or_default();
        at_once.retain(|(before, _)| *before == promised);
        let same = again.is_empty() && at_once.iter().any(|(_, words)| words == message);
        at_once.push((promised, message.clone()));
        if same {
            let ids = vec![tasks[0].to_string()];
            self.finds(Rule::Twice, *at, ids, format!("{}, in the same words", message.receipt.key));
        }
        let Some(who) = arrived.to.as_deref().and_then(cast::number) else { return };
        let told = &cast[who].told;
        let ids = || vec![cast[who].person.handle.0.clone(), tasks[0].to_string()];
        if let Some(why) = quiet(told, *manner, *at) {
            self.finds(Rule::Quiet, *at, ids(), format!("{} {why}", message.receipt.key));
        }
        // What goes along with an answer is no message more, and none is left for it later.
        if speaks_first
            && let Some(count) = self.budget.spent(who, told.zone, *at)
            && *manner == Manner::Proactive
        {
            self.finds(Rule::Budget, *at, ids(), format!("{}, the {count}th that day", message.receipt.key));
        }
    }

    /// Something was decided and written.
    pub(crate) fn decided(&mut self, changes: &[Change], now: DateTime<Utc>, cast: &[Someone]) {
        // What a later change is about may stand before it or after it, so nouns are kept first.
        for change in changes {
            match change {
                Change::Member(member) => {
                    self.people.extend(cast::number(&member.handle.0).map(|number| (member.id, number)));
                }
                Change::Ask(ask) => {
                    let before = self.under_way.asks.insert(ask.id, ask.clone());
                    self.cards.asked(ask, before.as_ref(), now);
                }
                _ => {}
            }
        }
        let people = &self.people;
        let told = |member| people.get(&member).map(|number| &cast[*number].told);
        for (id, why) in self.promises.decided(changes, &self.under_way, now, told) {
            self.finds(Rule::Kept, now, vec![id], why);
        }
        for change in changes {
            match change {
                Change::Offer(offer) => self.offered(offer, now, cast),
                Change::Session(session) => self.met(session, now, cast),
                _ => {}
            }
        }
        let facts: Vec<&Fact> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Fact(fact) => Some(fact),
                _ => None,
            })
            .collect();
        for (fact, why) in self.order.told(&facts, now) {
            self.finds(Rule::Order, now, vec![fact.to_string()], why);
        }
    }

    fn told<'a>(&self, member: MemberId, cast: &'a [Someone]) -> Option<&'a Told> {
        self.people.get(&member).map(|number| &cast[*number].told)
    }

    fn offered(&mut self, offer: &Offer, now: DateTime<Utc>, cast: &[Someone]) {
        let before = self.under_way.offers.insert(offer.id, offer.clone());
        let was_shown =
            !matches!(before.as_ref().map(|before| &before.stage), Some(OfferStage::Planned { .. }));
        if matches!(offer.stage, OfferStage::Recalled { .. }) && !was_shown {
            self.matched.spared(offer.ask, offer.mentor);
        }
        let known = before.is_some();
        let Some(told) = self.told(offer.mentor, cast).filter(|_| !known && !offer.is_volunteered()) else {
            return;
        };
        let learner = self.under_way.asks.get(&offer.ask).map(|ask| ask.learner);
        if let Some(why) = self.matched.asked(offer.ask, learner, offer.mentor, told, now) {
            let ids = vec![offer.id.to_string(), offer.ask.to_string(), offer.mentor.to_string()];
            self.finds(Rule::Excluded, now, ids, format!("asked {why}"));
        }
    }

    fn met(&mut self, session: &Session, now: DateTime<Utc>, cast: &[Someone]) {
        let before = self.under_way.sessions.insert(session.id, session.clone());
        let (Stage::Booked { starts_at: from } | Stage::Meeting { started_at: from }) = session.stage else {
            if matches!(
                session.stage,
                Stage::Closed { ending: Ending::Cancelled { .. } | Ending::Lapsed | Ending::Missed, .. }
            ) {
                self.agenda.cancel(session.id);
            }
            if matches!(session.stage, Stage::Noting { .. } | Stage::Following { .. }) {
                self.agenda.end(session.id, now);
            }
            return;
        };
        let Session { id, learner, mentor, minutes, .. } = *session;
        if !self.agenda.book(id, Slot { learner, mentor, from, minutes: minutes.count() }) {
            return;
        }
        if let Some(other) = self.agenda.overlap(id) {
            self.finds(
                Rule::Overlap,
                now,
                vec![id.to_string(), other.to_string()],
                format!("both at {from}"),
            );
        }
        // Who begins early does so by their own word.
        let is_booked = matches!(session.stage, Stage::Booked { .. });
        let told = self.told(mentor, cast).filter(|_| is_booked);
        let offices = told.map(|told| (told.offices.as_slice(), told.zone));
        if let Some(other) = offices.and_then(|(offices, zone)| self.agenda.crowded(id, offices, zone)) {
            let ids = vec![id.to_string(), other.to_string()];
            self.finds(Rule::Crowded, now, ids, format!("close to one at {from}"));
        }
        let was_to_begin = before.as_ref().map(|before| &before.stage);
        let is_early =
            matches!(was_to_begin, Some(Stage::Booked { starts_at }) if !is_booked && from < *starts_at);
        let told = self.told(mentor, cast).filter(|_| !is_early);
        let caps = told.and_then(|told| Some((told.mentor?, told.zone)));
        if let Some(why) = caps.and_then(|(caps, zone)| self.agenda.over(id, caps, zone)) {
            self.finds(Rule::Caps, now, vec![id.to_string(), mentor.to_string()], why);
        }
    }

    /// Time has passed up to an instant, at which nothing was done yet: what was to be done before it and was not.
    pub(crate) fn passes(&mut self, now: DateTime<Utc>, cast: &[Someone], silence: &Silence) {
        let (people, budget) = (&self.people, &self.budget);
        let reader = |member: MemberId, at: DateTime<Utc>| {
            let Someone { number, person, told, lost, .. } = &cast[*people.get(&member)?];
            let is_lost = lost.is_some_and(|away| away.from <= at);
            let failed = silence.failed(&person.handle.0);
            let is_failed = failed.is_some_and(|failed| at - failed < LATELY);
            let is_full = budget.is_spent(*number, told.zone, at, &silence.found(&person.handle.0));
            Some(Reader { told, is_lost, is_failed, is_full })
        };
        let late = self.promises.late(now, reader);
        let untrue = self.cards.late(now, || silence.live(), &self.under_way);
        for (id, at, why) in late.into_iter().chain(untrue) {
            self.finds(Rule::Kept, at, vec![id], why);
        }
    }

    /// The end: what is promised and still waits, and by which messages in the channel an ask can be taken.
    pub(crate) fn ends(&mut self, waiting: &[Task], live: &Live, now: DateTime<Utc>) {
        let untrue = cards::untrue(live, &self.under_way, waiting);
        for (id, why) in self.under_way.forgotten(waiting, now).into_iter().chain(untrue) {
            self.finds(Rule::Kept, now, vec![id], why);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use smallwins_core::moment::Moment;
    use smallwins_core::script::say;

    use super::*;

    const PLAN: Plan = Plan { days: 9, members: 3, mentors: 1, seed: 5, asks_every: 5 };

    /// What a judge finds when these reach a member, each so many minutes after the beginning.
    fn found(minutes: &[i64], same: bool) -> Vec<Rule> {
        found_of(minutes, same, ["Ben", "Cleo", "Dan", "Eve"])
    }

    fn found_of(minutes: &[i64], same: bool, names: [&str; 4]) -> Vec<Rule> {
        let mut cast = cast::cast(&PLAN);
        cast[2].told.zone = chrono_tz::UTC;
        let mut judge = Judge::new(PLAN);
        let first = Moment::new(PLAN.begins(), 1).id();
        for ((minutes, name), seed) in minutes.iter().zip(names).zip(2..) {
            let message = say("landed").with("mentor", name).message();
            let at = PLAN.begins() + TimeDelta::minutes(*minutes);
            judge.heard(
                &Arrived {
                    at,
                    to: Some("p2".to_owned()),
                    manner: Manner::Proactive,
                    tasks: vec![if same { first } else { Moment::new(at, seed).id() }],
                    message,
                },
                &cast,
            );
        }
        judge.violations.iter().map(|violation| violation.rule).collect()
    }

    #[test]
    fn what_is_said_in_the_night_twice_or_too_often_is_found() {
        assert_eq!(found(&[600, 601, 602], false), []);
        assert_eq!(found(&[60], false), [Rule::Quiet]);
        assert_eq!(found(&[600, 601], true), [Rule::Twice]);
        assert_eq!(found(&[600, 601, 602, 603], false), [Rule::Budget]);
        assert_eq!(found_of(&[600, 600], false, ["Ben"; 4]), [Rule::Twice]);
        assert_eq!(found_of(&[600, 601], false, ["Ben"; 4]), []);
    }

    #[test]
    fn what_is_found_says_when_and_about_what() {
        let mut judge = Judge::new(PLAN);
        let at = PLAN.begins() + TimeDelta::hours(30);
        judge.finds(Rule::Kept, at, vec!["task_1".to_owned()], "late");
        let violation = Violation {
            rule: Rule::Kept,
            at,
            day: 2,
            ids: vec!["task_1".to_owned()],
            what: "late".to_owned(),
        };
        assert_eq!(judge.violations, [violation]);
    }
}
