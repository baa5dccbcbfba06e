//! Facts put together into what they are about.
//!
//! A fact is filed with everything that it tells of, under the time at which it happened. Nothing is worked out while
//! filing, so the order does not matter, a fact that comes twice counts once, and a journal that begins late has
//! things of which only the end is known.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::history::History;
use crate::fact::{Event, Fact};
use crate::id::{MemberId, SessionId};
use crate::session::{Answer, Item};

/// The facts of one community, put together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Journal {
    pub(super) people: BTreeMap<MemberId, Person>,
    pub(super) sessions: BTreeMap<SessionId, Meeting>,
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Person {
    /// How likely they said they are to recommend it, 0 to 10.
    pub(super) recommended: History<u8>,
}

/// What is known of a session.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Meeting {
    notes: History<Noted>,
    undone: History<()>,
    one: History<Answer>,
    two: History<Answer>,
}

/// A note.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Noted {
    /// Whose actionables they are.
    pub(super) learner: MemberId,
    /// By when they are due.
    pub(super) due: DateTime<Utc>,
}

impl Journal {
    /// Files one fact.
    pub fn add(&mut self, fact: &Fact) {
        let (stamp, member) = ((fact.at, fact.id), fact.member);
        match fact.event {
            Event::Noted { session, due, .. } => {
                self.session(session).notes.add(stamp, Noted { learner: member, due });
            }
            Event::NoteUndone { session } => self.session(session).undone.add(stamp, ()),
            Event::Answered { session, item: Item::One, answer } => {
                self.session(session).one.add(stamp, answer)
            }
            Event::Answered { session, item: Item::Two, answer } => {
                self.session(session).two.add(stamp, answer)
            }
            Event::Recommended { score, .. } => self.person(member).recommended.add(stamp, score),
            _ => {}
        }
    }

    fn person(&mut self, member: MemberId) -> &mut Person {
        self.people.entry(member).or_default()
    }

    fn session(&mut self, session: SessionId) -> &mut Meeting {
        self.sessions.entry(session).or_default()
    }
}

impl Meeting {
    /// The note that stands at an instant: the last one, unless it was taken back later.
    ///
    /// A note that is rewritten is taken back and written in the same instant.
    pub(super) fn note(&self, to: DateTime<Utc>) -> Option<&Noted> {
        let (written, note) = self.notes.last(to)?;
        let stands = self.undone.last(to).is_none_or(|(undone, ())| undone <= written);
        stands.then_some(note)
    }

    /// What was last said of the two actionables.
    pub(super) fn answers(&self, to: DateTime<Utc>) -> [Option<Answer>; 2] {
        [&self.one, &self.two].map(|history| history.last(to).map(|(_, answer)| *answer))
    }
}

impl<'a> Extend<&'a Fact> for Journal {
    fn extend<T: IntoIterator<Item = &'a Fact>>(&mut self, facts: T) {
        facts.into_iter().for_each(|fact| self.add(fact));
    }
}

impl<'a> FromIterator<&'a Fact> for Journal {
    fn from_iter<T: IntoIterator<Item = &'a Fact>>(facts: T) -> Journal {
        let mut journal = Journal::default();
        journal.extend(facts);
        journal
    }
}

/// How many different ones.
pub(super) fn distinct<T: Ord>(of: impl IntoIterator<Item = T>) -> u64 {
    of.into_iter().collect::<BTreeSet<T>>().len() as u64
}
