//! Facts put together into what they are about.
//!
//! A fact is filed with everything that it tells of, under the time at which it happened. Nothing is worked out while
//! filing, so the order does not matter, a fact that comes twice counts once, and a journal that begins late has
//! things of which only the end is known.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::counts::Happening;
use super::history::{History, Stamp};
use crate::fact::{Event, Fact, FirstResponse};
use crate::id::{AskId, MemberId, OfferId, SessionId};
use crate::session::{Answer, Fit, Item, Minutes};

/// The facts of one community, put together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Journal {
    pub(super) people: BTreeMap<MemberId, Person>,
    pub(super) asks: BTreeMap<AskId, Asking>,
    pub(super) offers: BTreeMap<OfferId, Offering>,
    pub(super) sessions: BTreeMap<SessionId, Meeting>,
    /// What is counted by itself, each one more or one less.
    pub(super) happened: BTreeMap<Happening, History<i64>>,
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Person {
    /// When they first spoke to Smallwins.
    pub(super) joined: History<()>,
    /// When they said yes to what is held about them.
    pub(super) onboarded: History<()>,
    /// When they left.
    pub(super) left: History<()>,
    /// When they did something that shows that they are still there: an ask, a session, an answer.
    pub(super) acts: History<()>,
    /// Since when they mentor, and since when not.
    pub(super) mentoring: History<bool>,
    /// How likely they said they are to recommend it, 0 to 10.
    pub(super) recommended: History<u8>,
    /// When they said of somebody they met that the two fit well.
    pub(super) fitted: History<()>,
}

/// What is known of an ask.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Asking {
    /// By whom.
    pub(super) asked: History<MemberId>,
    /// When it was taken back.
    pub(super) withdrew: History<()>,
    /// The offers that were made for it.
    pub(super) offered: History<OfferId>,
    /// The offers by which it was accepted.
    affirmed: History<OfferId>,
    /// What the two clocks showed at the first human act on it, and on which offer that was.
    responses: History<(OfferId, FirstResponse)>,
    /// The offers whose answers were taken back.
    reopened: History<OfferId>,
}

/// What is known of an offer.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Offering {
    /// To whom it was made. What a mentor takes out of the pool was not made to them.
    pub(super) offered: History<MemberId>,
    /// How it ended.
    ended: History<OfferEnd>,
    /// When its answer was taken back.
    reopened: History<()>,
}

/// How an offer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfferEnd {
    /// The mentor accepted.
    Accepted,
    /// The mentor passed.
    Passed,
    /// It ran out.
    Missed,
}

/// What is known of a session.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Meeting {
    /// The compliment by which it was accepted.
    pub(super) affirmed: History<Affirmed>,
    /// When that landed.
    pub(super) landed: History<()>,
    /// When it is to begin, and for whom.
    pub(super) booked: History<Booking>,
    /// When it was called off, and whether that was late.
    pub(super) cancelled: History<Late>,
    /// When the two did not meet.
    pub(super) missed: History<()>,
    /// When it was not known whether the two met.
    pub(super) unheard: History<()>,
    /// When it was known to take place, and of whom.
    pub(super) held: History<Held>,
    notes: History<Noted>,
    undone: History<()>,
    one: History<Answer>,
    two: History<Answer>,
}

/// A compliment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Affirmed {
    /// Whether it names a deed.
    pub(super) specific: bool,
    /// Whether it says nearly the same as an earlier one of the mentor's, or is a copy.
    pub(super) repeated: bool,
}

/// A time for a session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Booking {
    /// Who asked.
    pub(super) learner: MemberId,
    /// When it is to begin.
    pub(super) starts_at: DateTime<Utc>,
}

/// Whether somebody called off so late that the other could hardly do anything else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Late(pub(super) bool);

/// A session that took place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Held {
    /// Who asked.
    pub(super) learner: MemberId,
    /// Who helped.
    pub(super) mentor: MemberId,
    /// For how long.
    pub(super) minutes: Minutes,
}

/// A note.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Noted {
    /// Whose actionables they are.
    pub(super) learner: MemberId,
    /// By when they are due.
    pub(super) due: DateTime<Utc>,
    /// Whether it holds a compliment of the mentor's, and whether that is specific.
    pub(super) affirmation: Option<bool>,
    /// Whether that says nearly what the mentor said before, or is a copy.
    pub(super) repeated: bool,
}

impl Meeting {
    /// Whether one of the two said last, before an instant, that they did not meet at what the journal calls held.
    pub(super) fn is_in_doubt(&self, to: DateTime<Utc>) -> bool {
        let agreed = self.held.last(to).map(|(at, _)| at);
        let in_doubt = self.unheard.last(to).map(|(at, ())| at);
        agreed.is_some() && in_doubt >= agreed
    }
}

impl Journal {
    /// Files one fact.
    pub fn add(&mut self, fact: &Fact) {
        let (stamp, member) = ((fact.at, fact.id), fact.member);
        if let Some((happening, n)) = Happening::of(&fact.event) {
            self.happened.entry(happening).or_default().add(stamp, n);
        }
        match fact.event {
            Event::JoinedCommunity => self.person(member).joined.add(stamp, ()),
            Event::Onboarded => self.person(member).onboarded.add(stamp, ()),
            Event::BecameMentor => self.person(member).mentoring.add(stamp, true),
            Event::StoppedMentoring => self.person(member).mentoring.add(stamp, false),
            Event::Left => self.person(member).left.add(stamp, ()),
            Event::Recommended { score, .. } => self.person(member).recommended.add(stamp, score),
            Event::Fitted { fit: Fit::Good, .. } => self.person(member).fitted.add(stamp, ()),
            Event::Asked { ask, .. } => {
                self.person(member).acts.add(stamp, ());
                self.ask(ask).asked.add(stamp, member);
            }
            Event::Withdrew { ask } => self.ask(ask).withdrew.add(stamp, ()),
            Event::Offered { offer, ask } => {
                self.ask(ask).offered.add(stamp, offer);
                self.offer(offer).offered.add(stamp, member);
            }
            Event::Passed { offer, ask, first_response } => {
                self.ask(ask).respond(stamp, offer, first_response);
                self.offer(offer).ended.add(stamp, OfferEnd::Passed);
            }
            Event::Missed { offer, .. } => self.offer(offer).ended.add(stamp, OfferEnd::Missed),
            Event::Affirmed { offer, ask, session, specific, repeated, first_response, .. } => {
                self.ask(ask).respond(stamp, offer, first_response);
                self.ask(ask).affirmed.add(stamp, offer);
                self.offer(offer).ended.add(stamp, OfferEnd::Accepted);
                self.session(session).affirmed.add(stamp, Affirmed { specific, repeated });
            }
            Event::Reopened { offer, ask } => {
                self.ask(ask).reopened.add(stamp, offer);
                self.offer(offer).reopened.add(stamp, ());
            }
            Event::Landed { session } => self.session(session).landed.add(stamp, ()),
            Event::SessionBooked { session, starts_at, .. } => {
                self.session(session).booked.add(stamp, Booking { learner: member, starts_at });
            }
            Event::Cancelled { session, late } => self.session(session).cancelled.add(stamp, Late(late)),
            Event::SessionHeld { session, mentor, minutes } => {
                self.person(member).acts.add(stamp, ());
                self.person(mentor).acts.add(stamp, ());
                self.session(session).held.add(stamp, Held { learner: member, mentor, minutes });
            }
            Event::SessionMissed { session } => self.session(session).missed.add(stamp, ()),
            Event::SessionUnheard { session } => self.session(session).unheard.add(stamp, ()),
            Event::Noted { session, due, affirmation, repeated } => {
                let note = Noted { learner: member, due, affirmation, repeated };
                self.session(session).notes.add(stamp, note);
            }
            Event::NoteUndone { session } => self.session(session).undone.add(stamp, ()),
            Event::Answered { session, item, answer } => {
                self.person(member).acts.add(stamp, ());
                match item {
                    Item::One => self.session(session).one.add(stamp, answer),
                    Item::Two => self.session(session).two.add(stamp, answer),
                    Item::Checkpoint => {}
                }
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

    /// The sessions of which both agree before an instant that they took place, the earliest first.
    pub(super) fn agreed(&self, to: DateTime<Utc>) -> Vec<(DateTime<Utc>, Held, &Meeting)> {
        let mut held = self.held(to);
        held.retain(|(.., meeting)| !meeting.is_in_doubt(to));
        held
    }

    /// The sessions that were said to take place before an instant, the earliest first.
    pub(super) fn held(&self, to: DateTime<Utc>) -> Vec<(DateTime<Utc>, Held, &Meeting)> {
        let began = self.sessions.values().filter_map(|meeting| {
            let (at, held) = meeting.held.first(to)?;
            Some((at, *held, meeting))
        });
        let mut held: Vec<_> = began.collect();
        held.sort_by_key(|(at, ..)| *at);
        held
    }

    fn person(&mut self, member: MemberId) -> &mut Person {
        self.people.entry(member).or_default()
    }

    fn ask(&mut self, ask: AskId) -> &mut Asking {
        self.asks.entry(ask).or_default()
    }

    fn offer(&mut self, offer: OfferId) -> &mut Offering {
        self.offers.entry(offer).or_default()
    }

    fn session(&mut self, session: SessionId) -> &mut Meeting {
        self.sessions.entry(session).or_default()
    }
}

impl Asking {
    fn respond(&mut self, stamp: Stamp, offer: OfferId, first: Option<FirstResponse>) {
        if let Some(response) = first {
            self.responses.add(stamp, (offer, response));
        }
    }

    /// The first match before an instant, by which offer it was, as far as none is known to be taken back.
    pub(super) fn matched(
        &self,
        before: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Option<(DateTime<Utc>, OfferId)> {
        let mut matches = self.affirmed.before(before).map(|(at, offer)| (at, *offer));
        matches.find(|(at, offer)| !self.is_taken_back(*at, *offer, to))
    }

    /// What the two clocks showed at the first human act that was not taken back.
    pub(super) fn response(&self, to: DateTime<Utc>) -> Option<(DateTime<Utc>, &FirstResponse)> {
        let mut responses = self.responses.before(to);
        let first = responses.find(|(at, (offer, _))| !self.is_taken_back(*at, *offer, to));
        first.map(|(at, (_, response))| (at, response))
    }

    fn is_taken_back(&self, at: DateTime<Utc>, offer: OfferId, to: DateTime<Utc>) -> bool {
        self.reopened.before(to).any(|(back, reopened)| *reopened == offer && at <= back)
    }
}

impl Offering {
    /// How it ended first, after whatever was taken back.
    pub(super) fn end(&self, to: DateTime<Utc>) -> Option<(DateTime<Utc>, OfferEnd)> {
        let back = self.reopened.last(to).map(|(back, ())| back);
        let mut ends = self.ended.before(to).filter(|(at, _)| back.is_none_or(|back| back < *at));
        ends.next().map(|(at, end)| (at, *end))
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
