//! The journal tells what happened in the order in which it did, and nothing that follows from what never was.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::{FactId, SessionId};

/// What has been told so far.
#[derive(Default)]
pub(crate) struct Order {
    latest: Option<DateTime<Utc>>,
    ids: HashSet<FactId>,
    /// When something came into the world: somebody, an ask, a session, that it was held, that it was noted.
    since: HashMap<String, DateTime<Utc>>,
    /// Of which sessions it is not known any more whether they were held.
    doubted: HashSet<SessionId>,
}

impl Order {
    /// What is wrong with the next facts, which were written at the same time or one after another.
    pub(crate) fn told(&mut self, facts: &[&Fact], now: DateTime<Utc>) -> Vec<(FactId, String)> {
        let mut wrong = Vec::new();
        for fact in facts {
            if self.latest.is_some_and(|latest| fact.at < latest) {
                wrong.push((fact.id, "it lies before the fact that was told before it".to_owned()));
            }
            if fact.at > now {
                wrong.push((fact.id, "it lies in the future".to_owned()));
            }
            if !self.ids.insert(fact.id) {
                wrong.push((fact.id, "it is told twice".to_owned()));
            }
            for needed in follows(fact) {
                if self.since.get(&needed).is_none_or(|since| *since > fact.at) {
                    wrong.push((fact.id, format!("it follows from {needed}, which was not yet")));
                }
            }
            if let Event::SessionUnheard { session } = fact.event {
                self.doubted.insert(session);
            }
            if let Some(begins) = begins(fact)
                && let Some(before) = self.since.insert(begins.clone(), fact.at)
                && !self.may_be_told_anew(&fact.event)
            {
                self.since.insert(begins.clone(), before);
                wrong.push((fact.id, format!("{begins} is told twice")));
            }
            self.latest = self.latest.max(Some(fact.at));
        }
        wrong
    }

    /// A note is, that somebody came who was erased and comes again, and that a session was held once that was not
    /// known any more.
    fn may_be_told_anew(&mut self, event: &Event) -> bool {
        match event {
            Event::Noted { .. } | Event::JoinedCommunity => true,
            Event::SessionHeld { session, .. } => self.doubted.remove(session),
            _ => false,
        }
    }
}

/// What comes into the world by a fact.
fn begins(fact: &Fact) -> Option<String> {
    match &fact.event {
        Event::JoinedCommunity => Some(fact.member.to_string()),
        Event::Asked { ask, .. } => Some(ask.to_string()),
        Event::Affirmed { session, .. } => Some(session.to_string()),
        Event::SessionHeld { session, .. } => Some(format!("held {session}")),
        Event::Noted { session, .. } => Some(format!("noted {session}")),
        _ => None,
    }
}

/// What has to be there before a fact.
fn follows(fact: &Fact) -> Vec<String> {
    match &fact.event {
        Event::Withdrew { ask }
        | Event::Offered { ask, .. }
        | Event::Passed { ask, .. }
        | Event::Missed { ask, .. }
        | Event::Reopened { ask, .. }
        | Event::Pooled { ask }
        | Event::Rewritten { ask }
        | Event::Affirmed { ask, .. } => vec![ask.to_string()],
        Event::SessionBooked { session, .. }
        | Event::Landed { session }
        | Event::Cancelled { session, .. }
        | Event::SessionMissed { session }
        | Event::SessionUnheard { session }
        | Event::SessionHeld { session, .. } => vec![session.to_string()],
        Event::Noted { session, .. } => vec![format!("held {session}")],
        Event::NoteUndone { session }
        | Event::Answered { session, .. }
        | Event::WentQuiet { session }
        | Event::Fitted { session, .. }
        | Event::Thanked { session, .. }
        | Event::Recommended { session, .. } => vec![format!("noted {session}")],
        Event::Onboarded | Event::BecameMentor | Event::WonSomething { .. } | Event::Asked { .. } => {
            vec![fact.member.to_string()]
        }
        Event::JoinedCommunity
        | Event::StoppedMentoring
        | Event::Paused { .. }
        | Event::Resumed
        | Event::WinUndone { .. }
        | Event::Left => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use smallwins_core::moment::Moment;
    use smallwins_core::session::Minutes;

    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn fact(event: Event, minutes: i64) -> Fact {
        let mut moment = Moment::new(noon() + TimeDelta::minutes(minutes), minutes.unsigned_abs());
        Fact::new(moment.id(), event, &mut moment)
    }

    /// What is found wrong with facts of people who are there.
    fn told(facts: &[Fact]) -> Vec<String> {
        let mut order = Order::default();
        let later = noon() + TimeDelta::minutes(60);
        for fact in facts {
            order.since.insert(fact.member.to_string(), noon());
        }
        facts.iter().flat_map(|fact| order.told(&[fact], later)).map(|(_, why)| why).collect()
    }

    #[test]
    fn a_fact_before_the_one_that_was_told_before_it_is_found() {
        assert_eq!(told(&[fact(Event::Resumed, 1), fact(Event::Resumed, 2)]), [""; 0]);
        let found = told(&[fact(Event::Resumed, 2), fact(Event::Resumed, 1)]);
        assert_eq!(found, ["it lies before the fact that was told before it"]);
    }

    #[test]
    fn a_fact_that_lies_ahead_or_is_told_twice_is_found() {
        assert_eq!(told(&[fact(Event::Resumed, 61)]), ["it lies in the future"]);
        assert_eq!(told(&[fact(Event::Resumed, 1), fact(Event::Resumed, 1)]), ["it is told twice"]);
    }

    #[test]
    fn what_follows_from_what_never_was_is_found() {
        let mut moment = Moment::new(noon(), 1);
        let (ask, session, mentor) = (moment.id(), moment.id(), moment.id());
        let minutes = Minutes::Ten;
        let asked = fact(Event::Asked { ask, minutes }, 1);
        assert_eq!(told(&[asked.clone(), fact(Event::Pooled { ask }, 2)]), [""; 0]);
        let found = told(&[fact(Event::Pooled { ask }, 2)]);
        assert_eq!(found, [format!("it follows from {ask}, which was not yet")]);
        let again = fact(Event::Asked { ask, minutes }, 2);
        assert_eq!(told(&[asked, again]), [format!("{ask} is told twice")]);
        let held = fact(Event::SessionHeld { session, mentor, minutes }, 1);
        let noted = fact(Event::Noted { session, due: noon(), affirmation: None, repeated: false }, 2);
        assert_eq!(told(&[held, noted]), [format!("it follows from {session}, which was not yet")]);
    }

    #[test]
    fn within_one_decision_too_somebody_joins_before_they_ask_and_asks_before_it_lies_with_everybody() {
        let mut moment = Moment::new(noon(), 1);
        let (ask, who) = (moment.id(), moment.id());
        let joined = Fact::new(who, Event::JoinedCommunity, &mut moment);
        let asked = Fact::new(who, Event::Asked { ask, minutes: Minutes::Ten }, &mut moment);
        let pooled = Fact::new(who, Event::Pooled { ask }, &mut moment);
        let found = |facts: [&Fact; 3]| Order::default().told(&facts, noon()).len();
        assert_eq!(found([&joined, &asked, &pooled]), 0);
        assert_eq!(found([&asked, &joined, &pooled]), 1);
        assert_eq!(found([&joined, &pooled, &asked]), 1);
    }

    #[test]
    fn that_a_session_was_held_is_told_anew_only_once_that_was_in_doubt() {
        let mut moment = Moment::new(noon(), 1);
        let (ask, offer, session, mentor) = (moment.id(), moment.id(), moment.id(), moment.id());
        let minutes = Minutes::Ten;
        let held = |at| fact(Event::SessionHeld { session, mentor, minutes }, at);
        let affirmed = Event::Affirmed {
            offer,
            ask,
            session,
            specific: true,
            warned: false,
            repeated: false,
            first_response: None,
        };
        let begun = [fact(Event::Asked { ask, minutes }, 1), fact(affirmed, 2), held(3)];
        let doubted = fact(Event::SessionUnheard { session }, 4);
        let anew = [&begun[..], &[doubted, held(5)]].concat();
        assert_eq!(told(&anew), [""; 0]);
        for before in [&begun[..], &anew[..]] {
            let twice = [before, &[held(6)]].concat();
            assert_eq!(told(&twice), [format!("held {session} is told twice")]);
        }
    }
}
