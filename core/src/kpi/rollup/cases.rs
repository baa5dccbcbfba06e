//! The cases that a fold works on, and what hangs on more than one of them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ask::AskCase;
use super::case::When;
use super::entry::{Sign, Sums};
use super::pair::{PairCase, Turn, numbers};
use super::person::PersonCase;
use super::session::{Held, SessionCase};
use crate::id::{AskId, MemberId, OfferId, SessionId};
use crate::kpi::Terms;
use crate::kpi::frame::Day;

/// What is known of the things that the facts are about.
#[derive(Debug, Default)]
pub(super) struct Cases {
    pub(super) asks: BTreeMap<AskId, AskCase>,
    pub(super) sessions: BTreeMap<SessionId, SessionCase>,
    pub(super) persons: BTreeMap<MemberId, PersonCase>,
    pub(super) pairs: BTreeMap<(u32, u32), PairCase>,
}

/// A thing of which a case is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseId {
    /// A person, first of all: the others go by their numbers.
    Person(MemberId),
    /// An ask.
    Ask(AskId),
    /// A session.
    Session(SessionId),
    /// Two people, by their numbers, the lower first.
    Pair(u32, u32),
}

impl std::fmt::Display for CaseId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CaseId::Person(id) => id.fmt(f),
            CaseId::Ask(id) => id.fmt(f),
            CaseId::Session(id) => id.fmt(f),
            CaseId::Pair(lower, higher) => write!(f, "pair_{lower}_{higher}"),
        }
    }
}

impl Cases {
    /// Takes a case as it was kept. Somebody of whom nothing is kept gets the next number.
    pub(super) fn give(
        &mut self,
        id: CaseId,
        kept: Option<&str>,
        people: &mut u32,
    ) -> Result<(), serde_json::Error> {
        match id {
            CaseId::Ask(id) => drop(self.asks.insert(id, parsed(kept)?)),
            CaseId::Session(id) => drop(self.sessions.insert(id, parsed(kept)?)),
            CaseId::Pair(lower, higher) => drop(self.pairs.insert((lower, higher), parsed(kept)?)),
            CaseId::Person(id) => {
                let person = match kept {
                    Some(kept) => serde_json::from_str(kept)?,
                    None => {
                        *people += 1;
                        PersonCase::new(*people)
                    }
                };
                self.persons.insert(id, person);
            }
        }
        Ok(())
    }

    pub(super) fn has(&self, id: CaseId) -> bool {
        match id {
            CaseId::Person(id) => self.persons.contains_key(&id),
            CaseId::Ask(id) => self.asks.contains_key(&id),
            CaseId::Session(id) => self.sessions.contains_key(&id),
            CaseId::Pair(lower, higher) => self.pairs.contains_key(&(lower, higher)),
        }
    }

    /// The numbers of two people, once both are known.
    pub(super) fn pair_of(&self, one: MemberId, other: MemberId) -> Option<(u32, u32)> {
        Some(numbers((self.persons.get(&one)?.number, self.persons.get(&other)?.number)))
    }

    pub(super) fn person(&mut self, id: MemberId) -> &mut PersonCase {
        self.persons.get_mut(&id).expect("everybody whom a fact is about was given")
    }

    pub(super) fn ask(&mut self, id: AskId) -> &mut AskCase {
        self.asks.entry(id).or_default()
    }

    pub(super) fn session(&mut self, id: SessionId) -> &mut SessionCase {
        self.sessions.entry(id).or_default()
    }

    pub(super) fn leave(&mut self, member: MemberId, when: When) {
        self.person(member).leave(when);
        for ask in self.person(member).waiting.clone() {
            self.ask(ask).leave(when);
        }
    }

    /// An answer is taken back: who asked waits again, and their leaving since then is known to it.
    pub(super) fn reopen(&mut self, when: When, offer: OfferId, id: AskId) {
        let ask = self.asks.entry(id).or_default();
        ask.reopen(when, offer);
        let (Some(asker), Some(asked)) = (ask.asker, ask.asked()) else { return };
        let person = self.persons.get_mut(&asker).expect("whoever asked was given with the ask");
        person.waiting.insert(id);
        if let Some(left) = person.left_since(asked) {
            ask.leave(left);
        }
    }

    pub(super) fn hold(
        &mut self,
        learner: MemberId,
        mentor: MemberId,
        id: SessionId,
        when: When,
        minutes: u32,
    ) {
        let [one, other] = [learner, mentor].map(|member| {
            let person = self.person(member);
            person.act(when.1);
            person.number
        });
        if self.session(id).hold(when, Held { learner: one, mentor: other, minutes }) {
            self.person(learner).meet(when);
            self.pairs.entry(numbers((one, other))).or_default().meet(Turn::of(one, other), when, id);
        }
    }

    /// What is done of each session.
    pub(super) fn done(&self) -> BTreeMap<SessionId, Vec<(MemberId, Day, i32)>> {
        self.sessions.iter().map(|(id, session)| (*id, session.done())).collect()
    }

    /// What hangs on several cases: who has done something, and whose asks wait.
    pub(super) fn settle(&mut self, before: BTreeMap<SessionId, Vec<(MemberId, Day, i32)>>) {
        let after = self.done();
        for (session, now) in after {
            let earlier = before.get(&session).map_or(&[][..], Vec::as_slice);
            if earlier == now.as_slice() {
                continue;
            }
            earlier.iter().for_each(|(member, day, by)| self.person(*member).change_done(*day, -by));
            now.iter().for_each(|(member, day, by)| self.person(*member).change_done(*day, *by));
        }
        for (id, ask) in self.asks.iter().filter(|(_, ask)| !ask.waits()) {
            let asker = ask.asker.and_then(|member| self.persons.get_mut(&member));
            asker.map(|person| person.waiting.remove(id));
        }
    }

    pub(super) fn count(&self, terms: &Terms, sums: &mut Sums, sign: Sign) {
        self.asks.values().for_each(|ask| ask.count(terms, sums, sign));
        self.persons.values().for_each(|person| person.count(sums, sign));
        self.pairs.iter().for_each(|(numbers, pair)| pair.count(*numbers, sums, sign));
        for session in self.sessions.values() {
            let pair = session.between().and_then(|two| self.pairs.get(&numbers(two)));
            session.count(pair, sums, sign);
        }
    }

    pub(super) fn texts(&self) -> Vec<(CaseId, String)> {
        let persons = self.persons.iter().map(|(id, case)| (CaseId::Person(*id), text(case)));
        let asks = self.asks.iter().map(|(id, case)| (CaseId::Ask(*id), text(case)));
        let sessions = self.sessions.iter().map(|(id, case)| (CaseId::Session(*id), text(case)));
        let pairs = self.pairs.iter().map(|(two, case)| (CaseId::Pair(two.0, two.1), text(case)));
        persons.chain(asks).chain(sessions).chain(pairs).collect()
    }
}

fn text(case: &impl Serialize) -> String {
    serde_json::to_string(case).expect("a case has text keys and no failing parts")
}

fn parsed<T: DeserializeOwned + Default>(kept: Option<&str>) -> Result<T, serde_json::Error> {
    kept.map_or_else(|| Ok(T::default()), serde_json::from_str)
}
