//! Folding: what some new facts add to the books, and what is kept of the things that they are about.
//!
//! A fold asks for the cases that it needs ([`Folding::wanted`]), is given them, and says what is to be kept
//! ([`Folding::fold`]). It is pure: what a case adds is worked out before and after the new facts, and the difference
//! is what is added to the books. So a fact may change what was counted of a case long ago, and nothing is counted
//! twice.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::End;
use super::book::{Book, Key};
use super::case::When;
use super::cases::{CaseId, Cases};
use super::entry::{Place, Shelf, Sign, Sums};
use super::pair::numbers;
use super::session::Note;
use super::volume;
use super::what::What;
use crate::fact::{Event, Fact};
use crate::id::{AskId, SessionId};
use crate::kpi::Terms;
use crate::kpi::counts::Happening;
use crate::kpi::frame::{Day, day_of};
use crate::session::Fit;

/// What some facts come to.
#[derive(Debug)]
pub struct Folding {
    terms: Terms,
    facts: Vec<Fact>,
    /// How many people have a number.
    people: u32,
    cases: Cases,
}

/// What is to be kept of some facts.
#[derive(Debug)]
pub struct Folded {
    /// The cases as they are now, as texts.
    pub cases: Vec<(CaseId, String)>,
    /// What is to be added to books.
    pub books: BTreeMap<Place, Book>,
    /// How many people have a number now.
    pub people: u32,
}

impl Folding {
    /// Begins to fold facts of one community, of which so many people have a number.
    pub fn new(mut facts: Vec<Fact>, terms: Terms, people: u32) -> Folding {
        facts.sort_by_key(|fact| (fact.at, fact.id));
        Folding { terms, facts, people, cases: Cases::default() }
    }

    /// The cases that are still needed; when there are none, it can be folded.
    pub fn wanted(&self) -> Vec<CaseId> {
        let mut wanted = BTreeSet::new();
        for fact in &self.facts {
            self.want_of(fact, &mut wanted);
        }
        wanted.into_iter().filter(|id| !self.cases.has(*id)).collect()
    }

    /// A case as it was kept; none when nothing is kept of it yet.
    ///
    /// # Errors
    /// The text is not that of such a case.
    pub fn give(&mut self, id: CaseId, kept: Option<&str>) -> Result<(), serde_json::Error> {
        self.cases.give(id, kept, &mut self.people)
    }

    fn want_of(&self, fact: &Fact, wanted: &mut BTreeSet<CaseId>) {
        wanted.insert(CaseId::Person(fact.member));
        match fact.event {
            Event::Asked { ask, .. }
            | Event::Withdrew { ask }
            | Event::Offered { ask, .. }
            | Event::Passed { ask, .. }
            | Event::Missed { ask, .. }
            | Event::Reopened { ask, .. } => self.want_ask(ask, wanted),
            Event::Affirmed { ask, session, .. } => {
                self.want_ask(ask, wanted);
                self.want_session(session, wanted);
            }
            Event::SessionHeld { session, mentor, .. } => {
                wanted.insert(CaseId::Person(mentor));
                self.want_session(session, wanted);
                if let Some(pair) = self.cases.pair_of(fact.member, mentor) {
                    wanted.insert(CaseId::Pair(pair.0, pair.1));
                    if let Some(pair) = self.cases.pairs.get(&pair) {
                        wanted.extend(pair.sessions_near(self.day(fact)).map(CaseId::Session));
                    }
                }
            }
            Event::Landed { session }
            | Event::SessionBooked { session, .. }
            | Event::Cancelled { session, .. }
            | Event::SessionMissed { session }
            | Event::SessionUnheard { session }
            | Event::Noted { session, .. }
            | Event::NoteUndone { session }
            | Event::Answered { session, .. } => self.want_session(session, wanted),
            Event::Left => {
                let person = self.cases.persons.get(&fact.member);
                wanted.extend(
                    person.into_iter().flat_map(|person| &person.waiting).map(|ask| CaseId::Ask(*ask)),
                );
            }
            Event::JoinedCommunity
            | Event::Onboarded
            | Event::BecameMentor
            | Event::StoppedMentoring
            | Event::Recommended { .. }
            | Event::Paused { .. }
            | Event::Resumed
            | Event::WonSomething { .. }
            | Event::WinUndone { .. }
            | Event::Pooled { .. }
            | Event::Rewritten { .. }
            | Event::Fitted { .. }
            | Event::Thanked { .. }
            | Event::WentQuiet { .. } => {}
        }
    }

    fn want_ask(&self, ask: AskId, wanted: &mut BTreeSet<CaseId>) {
        wanted.insert(CaseId::Ask(ask));
        wanted.extend(self.cases.asks.get(&ask).and_then(|ask| ask.asker).map(CaseId::Person));
    }

    fn want_session(&self, session: SessionId, wanted: &mut BTreeSet<CaseId>) {
        wanted.insert(CaseId::Session(session));
        if let Some(case) = self.cases.sessions.get(&session) {
            wanted.extend(case.note_takers().map(CaseId::Person));
            wanted.extend(case.between().map(numbers).map(|(lower, higher)| CaseId::Pair(lower, higher)));
        }
    }

    fn day(&self, fact: &Fact) -> Day {
        day_of(fact.at, self.terms.calendar.zone)
    }

    /// Folds the facts. Every case that is wanted has to be given before.
    pub fn fold(mut self) -> Folded {
        let mut sums = Sums::default();
        self.cases.count(&self.terms, &mut sums, Sign::Minus);
        let before = self.cases.done();
        for fact in std::mem::take(&mut self.facts) {
            self.happened(&fact, &mut sums);
            self.add(&fact);
        }
        self.cases.settle(before);
        self.cases.count(&self.terms, &mut sums, Sign::Plus);
        volume::bind(&mut sums);
        sums.0.retain(|_, book| !book.is_empty());
        Folded { cases: self.cases.texts(), books: sums.0, people: self.people }
    }

    /// Counts what is one more or one less of itself, of which no case has to be known.
    fn happened(&self, fact: &Fact, sums: &mut Sums) {
        let Some((happening, n)) = Happening::of(&fact.event) else { return };
        let what = match happening {
            Happening::Won => What::Won,
            Happening::SaidYes => What::SaidYes,
            Happening::SentBack => What::SentBack,
            Happening::Left => What::Left,
        };
        let day = self.day(fact);
        let key = Key { what, known: day, who: 0, number: 0 };
        sums.add(Place { shelf: Shelf::Days, day }, key, n, Sign::Plus);
    }

    fn add(&mut self, fact: &Fact) {
        let when = When::of(fact.at, self.terms.calendar.zone);
        let zone = self.terms.calendar.zone;
        let cases = &mut self.cases;
        let who = cases.person(fact.member).number;
        match fact.event {
            Event::JoinedCommunity => cases.person(fact.member).join(when),
            Event::Onboarded => cases.person(fact.member).onboard(when),
            Event::BecameMentor => cases.person(fact.member).mentor(when, true),
            Event::StoppedMentoring => cases.person(fact.member).mentor(when, false),
            Event::Recommended { score, .. } => cases.person(fact.member).recommend(when, score),
            Event::Fitted { fit: Fit::Good, .. } => cases.person(fact.member).fit(when),
            Event::Left => cases.leave(fact.member, when),
            Event::Asked { ask, .. } => {
                let person = cases.person(fact.member);
                person.act(when.1);
                person.ask(when);
                person.waiting.insert(ask);
                let left = person.left_since(when);
                cases.ask(ask).ask(when, who, fact.member);
                left.into_iter().for_each(|left| cases.ask(ask).leave(left));
            }
            Event::Withdrew { ask } => cases.ask(ask).withdraw(when),
            Event::Offered { offer, ask } => cases.ask(ask).offer(when, offer, who),
            Event::Passed { offer, ask, first_response } => {
                cases.ask(ask).end(when, offer, End::Passed, first_response);
            }
            Event::Missed { offer, ask } => cases.ask(ask).end(when, offer, End::Missed, None),
            Event::Affirmed { offer, ask, session, specific, repeated, first_response, .. } => {
                cases.ask(ask).end(when, offer, End::Accepted(who), first_response);
                cases.session(session).affirm(when, specific, repeated);
            }
            Event::Reopened { offer, ask } => cases.reopen(when, offer, ask),
            Event::Landed { session } => cases.session(session).land(when),
            Event::SessionBooked { session, starts_at, .. } => {
                cases.session(session).book(when, who, day_of(starts_at, zone));
            }
            Event::Cancelled { session, late } => cases.session(session).cancel(when, late),
            Event::SessionHeld { session, mentor, minutes } => {
                cases.hold(fact.member, mentor, session, when, minutes.count());
            }
            Event::SessionMissed { session } => cases.session(session).miss(when),
            Event::SessionUnheard { session } => cases.session(session).hear_nothing(when),
            Event::Noted { session, due, affirmation, repeated } => {
                let due = day_of(due, zone);
                let note = Note { learner: who, member: fact.member, due, affirmation, repeated };
                cases.session(session).note(when, note);
            }
            Event::NoteUndone { session } => cases.session(session).undo(when),
            Event::Answered { session, item, answer } => {
                cases.person(fact.member).act(when.1);
                cases.session(session).answer(when, item, answer);
            }
            // No case is one of these.
            Event::Paused { .. }
            | Event::Resumed
            | Event::WonSomething { .. }
            | Event::WinUndone { .. }
            | Event::Pooled { .. }
            | Event::Rewritten { .. }
            | Event::Fitted { .. }
            | Event::Thanked { .. }
            | Event::WentQuiet { .. } => {}
        }
    }
}
