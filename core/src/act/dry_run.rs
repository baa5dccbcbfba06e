//! `dry-run`: what would be said to whom if a round were held now, and what is said next anyway. Nothing is sent, and
//! nobody else hears that somebody looked. Of what others are told it says to whom and when, and no word of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::round::{self, Matching};
use crate::action::{Action, Wake, words};
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::id::{MemberId, OfferId};
use crate::message::Message;
use crate::moment::Moment;
use crate::script::{Value, record, say};
use crate::task::{Address, Task, Work};
use crate::text::Typed;

/// So many lines of either kind are shown.
const SHOWN: usize = 6;
/// So much of what is promised is looked at.
pub(super) const LOOKED_AT: u32 = 200;

/// What is looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Promised {
    /// What a round would come to.
    pub round: Matching,
    /// What is promised already, the first due first.
    pub next: Vec<Task>,
    /// The names of those to whom it is to be said.
    pub names: BTreeMap<MemberId, Typed>,
}

/// What would be said, and what is said next.
pub(super) fn dry_run(promised: Promised, community: &Community, moment: &mut Moment) -> Message {
    let Promised { round, next, mut names } = promised;
    names.extend(round.mentors.iter().map(|mentor| (mentor.id, mentor.name.clone())));
    names.extend(round.waiting.iter().map(|about| (about.learner.id, about.learner.name.clone())));
    let asks = round.waiting.len();
    let held = round::run(round, community, moment);
    let would: Vec<Value> =
        said(&held, &names).into_iter().map(|(to, offer, at)| line(&to, offer, at, moment)).collect();
    let next: Vec<Value> = next
        .iter()
        .filter_map(|task| match &task.work {
            Work::Deliver(delivery) => Some((to(delivery.to, &names), task.due)),
            Work::Act(_) => None,
        })
        .map(|(to, at)| line(&to, false, at, moment))
        .collect();
    let any = !would.is_empty();
    say("dry-run")
        .with("n", asks)
        .with("more", would.len().saturating_sub(SHOWN))
        .with("would", would.into_iter().take(SHOWN).collect::<Vec<_>>())
        .with("rest", next.len().saturating_sub(SHOWN))
        .with("next", next.into_iter().take(SHOWN).collect::<Vec<_>>())
        .button_if(any, "run", Action::Round(words("run")))
        .button("health", Action::Health)
        .message()
}

/// To whom something would be said by a decision, whether it is an offer, and when.
fn said(held: &Decision, names: &BTreeMap<MemberId, Typed>) -> Vec<(String, bool, DateTime<Utc>)> {
    let mentors: BTreeMap<OfferId, MemberId> = held
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Offer(offer) => Some((offer.id, offer.mentor)),
            _ => None,
        })
        .collect();
    let tasks = held.changes.iter().filter_map(|change| match change {
        Change::Task(task) => Some(task),
        _ => None,
    });
    tasks
        .filter_map(|task| match &task.work {
            Work::Deliver(delivery) => Some((to(delivery.to, names), false, task.due)),
            Work::Act(Action::Clock(Wake::Present(offer))) => {
                Some((to(Address::Member(*mentors.get(offer)?), names), true, task.due))
            }
            Work::Act(_) => None,
        })
        .collect()
}

/// Whom an address means; nothing for the channel.
fn to(address: Address, names: &BTreeMap<MemberId, Typed>) -> String {
    match address {
        Address::Member(member) => {
            names.get(&member).map_or_else(|| "?".to_owned(), |name| name.as_str().to_owned())
        }
        Address::Channel | Address::Digest => String::new(),
    }
}

fn line(to: &str, offer: bool, at: DateTime<Utc>, moment: &Moment) -> Value {
    record([
        ("to", to.into()),
        ("offer", offer.into()),
        ("now", (at <= moment.now).into()),
        ("at", at.timestamp_millis().into()),
    ])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::act::round::{Facts, matched, terms};
    use crate::ask::{Ask, Stage};
    use crate::sample::{asked, community, id, mentor, moment, now};
    use crate::task::{Delivery, Manner, Subject};

    fn told(promised: Promised) -> String {
        dry_run(promised, &community(), &mut moment()).bare(chrono_tz::UTC)
    }

    #[test]
    fn it_says_to_whom_a_round_would_say_something_and_when() {
        let ask = Ask { stage: Stage::Waiting { again_at: now(), tries: 0 }, ..crate::sample::ask() };
        let round = Facts { waiting: vec![asked(ask, vec![])], mentors: vec![Arc::new(mentor("ben"))] };
        let round = matched(round, &terms(&community()), now());
        let told = told(Promised { round, ..Promised::default() });
        assert!(told.contains("to Ben, an offer") && told.contains("to Ana"), "{told}");
        assert!(!told.contains("parser"), "no word of what is said: {told}");
    }

    #[test]
    fn how_many_find_nobody_is_told_in_a_whole_sentence() {
        let ask = |n: u128| {
            let stage = Stage::Waiting { again_at: now(), tries: 0 };
            asked(Ask { id: uuid::Uuid::from_u128(n).into(), stage, ..crate::sample::ask() }, vec![])
        };
        let told = |waiting: Vec<_>| {
            let round = matched(Facts { waiting, mentors: vec![] }, &terms(&community()), now());
            told(Promised { round, ..Promised::default() })
        };
        let one = told(vec![ask(1)]);
        assert!(one.contains("nobody could be found for the ask that waits."), "{one}");
        assert!(told(vec![ask(1), ask(2)]).contains("for 2 asks that wait."));
    }

    #[test]
    fn what_is_promised_already_is_told_with_its_time_and_the_rest_is_counted() {
        let task = |number: i64, to: Address| Task {
            id: moment().id(),
            due: now() + chrono::TimeDelta::hours(number),
            wish: None,
            not_after: None,
            about: Subject::Member(id("ana")),
            work: Work::Deliver(Delivery::new(to, say("appointment.none").message(), Manner::Proactive)),
        };
        let ana = Address::Member(id("ana"));
        let next = [ana, Address::Channel, ana, ana, ana, ana, ana, ana];
        let next = next.into_iter().zip(1..).map(|(to, number)| task(number, to)).collect();
        let names = [(id("ana"), crate::sample::member("ana").name)].into();
        let told = told(Promised { next, names, ..Promised::default() });
        assert!(told.contains("to Ana, Tue 24 Nov, 10:00") && told.contains("to the channel"), "{told}");
        assert!(told.contains("and 2 more"), "{told}");
    }
}
