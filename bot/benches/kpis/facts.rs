//! Made-up facts: three years of a community in which one session follows on the other, and what is told of each.

use std::io::{self, Write};

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use smallwins_core::fact::{Event, Fact, FirstResponse};
use smallwins_core::id::MemberId;
use smallwins_core::session::{Answer, Item, Minutes};
use uuid::Uuid;

/// For how long.
const DAYS: i64 = 3 * 365;
/// Of so many sessions, each learner has one, and each mentor.
const EACH_LEARNER: u128 = 20;
const EACH_MENTOR: u128 = 200;
/// The head of the table for the others.
const HEAD: &str = "told,kind,member,other,ask,offer,session,a,b";

/// Facts, made one session after another and told in order of time as far as one session goes.
pub(crate) struct Facts {
    chance: StdRng,
    now: DateTime<Utc>,
    sessions: u128,
    told: u128,
    out: Vec<Fact>,
}

impl Facts {
    /// Those of so many sessions, the last of them asked for just now.
    pub(crate) fn of(sessions: usize, now: DateTime<Utc>) -> Facts {
        let chance = StdRng::seed_from_u64(7);
        Facts { chance, now, sessions: sessions as u128, told: 0, out: Vec::new() }
    }

    fn learners(&self) -> u128 {
        (self.sessions / EACH_LEARNER).max(30)
    }

    fn mentors(&self) -> u128 {
        (self.sessions / EACH_MENTOR).max(10)
    }

    /// Everybody who mentors.
    pub(crate) fn who_mentors(&self) -> Vec<MemberId> {
        (0..self.mentors()).map(id).collect()
    }

    /// All of one session. Sessions are asked for in order.
    pub(crate) fn session(&mut self, number: usize) -> Vec<Fact> {
        let number = number as u128;
        let span = TimeDelta::days(DAYS).num_milliseconds();
        let since = span - (span as f64 * (number as f64 / self.sessions as f64)) as i64;
        let asked = self.now - TimeDelta::milliseconds(since);
        let (learners, mentors) = (self.learners(), self.mentors());
        // People come one after another, so that some are new whenever one looks.
        let here = (learners * (number + 1) / self.sessions).max(learners / 20).max(1);
        let learner = mentors + self.chance.random_range(here / 2..here);
        // Some mentors are asked much more often than others.
        let mentor = (self.chance.random::<f64>().powi(2) * mentors as f64) as u128;
        if number < mentors {
            self.tell(asked, number, Event::BecameMentor);
        }
        self.joined(number, asked, learners, mentors);
        self.story(number, asked, learner, mentor);
        std::mem::take(&mut self.out)
    }

    /// Everybody joins when those of their number do.
    fn joined(&mut self, number: u128, asked: DateTime<Utc>, learners: u128, mentors: u128) {
        let here = |number: u128| (learners * number / self.sessions).max(learners / 20).max(1);
        let before = if number == 0 { 0 } else { here(number) };
        for newcomer in before..here(number + 1) {
            self.tell(asked - TimeDelta::minutes(1), mentors + newcomer, Event::JoinedCommunity);
        }
    }

    fn story(&mut self, number: u128, asked: DateTime<Utc>, learner: u128, mentor: u128) {
        let (ask, session) = (id(number), id(number));
        let minutes = Minutes::ALL[self.chance.random_range(0..3)];
        self.tell(asked, learner, Event::Asked { ask, minutes });
        let mut at = asked;
        let mut first = true;
        for turn in 0..self.chance.random_range(1..4_u128) {
            let offer = id(number * 4 + turn);
            self.tell(at, mentor, Event::Offered { offer, ask });
            let waited = TimeDelta::seconds(self.chance.random_range(60..40_000));
            at += waited;
            let wall = (at - asked).num_milliseconds();
            let first_response = first.then_some(FirstResponse { wall, working: wall / 3 });
            match self.chance.random_range(0..10) {
                0 => self.tell(at, mentor, Event::Missed { offer, ask }),
                1 => {
                    self.tell(at, mentor, Event::Passed { offer, ask, first_response });
                    first = false;
                }
                _ => {
                    let (specific, repeated) = (self.chance.random_bool(0.7), self.chance.random_bool(0.1));
                    let event = Event::Affirmed {
                        offer,
                        ask,
                        session,
                        specific,
                        warned: false,
                        repeated,
                        first_response,
                    };
                    self.tell(at, mentor, event);
                    return self.meeting(session, at, learner, mentor, minutes);
                }
            }
        }
    }

    fn meeting(
        &mut self,
        session: smallwins_core::id::SessionId,
        matched: DateTime<Utc>,
        learner: u128,
        mentor: u128,
        minutes: Minutes,
    ) {
        let starts_at = matched + TimeDelta::minutes(self.chance.random_range(60..4_000));
        self.tell(matched, learner, Event::SessionBooked { session, starts_at, moved: false });
        if self.chance.random_bool(0.08) {
            let late = self.chance.random();
            return self.tell(
                starts_at - TimeDelta::minutes(30),
                learner,
                Event::Cancelled { session, late },
            );
        }
        self.tell(starts_at, learner, Event::SessionHeld { session, mentor: person(mentor), minutes });
        let due = starts_at + TimeDelta::days(self.chance.random_range(2..12));
        let affirmation = self.chance.random_bool(0.5).then(|| self.chance.random_bool(0.6));
        let noted = starts_at + TimeDelta::minutes(15);
        self.tell(noted, learner, Event::Noted { session, due, affirmation, repeated: false });
        if self.chance.random_bool(0.8) {
            self.tell(noted, learner, Event::Landed { session });
        }
        for item in [Item::One, Item::Two] {
            if self.chance.random_bool(0.8) {
                let answer = if self.chance.random_bool(0.7) { Answer::Done } else { Answer::Stuck };
                let at = due + TimeDelta::minutes(self.chance.random_range(0..2_000));
                self.tell(at, learner, Event::Answered { session, item, answer });
            }
        }
        if self.chance.random_bool(0.5) {
            let score = self.chance.random_range(0..=10);
            self.tell(due, learner, Event::Recommended { session, score });
        }
    }

    fn tell(&mut self, at: DateTime<Utc>, who: u128, event: Event) {
        if at < self.now {
            self.told += 1;
            // Ids grow with time, as those of the house do.
            let id = Uuid::from_u128((at.timestamp_millis() as u128) << 80 | 7 << 76 | 2 << 62 | self.told);
            self.out.push(Fact { id: id.into(), at, member: person(who), event });
        }
    }
}

fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

fn person(number: u128) -> MemberId {
    id(number)
}

/// A table of facts.
pub(crate) struct Table<W>(W);

impl<W: Write> Table<W> {
    pub(crate) fn begin(mut out: W) -> io::Result<Table<W>> {
        writeln!(out, "{HEAD}")?;
        Ok(Table(out))
    }

    /// One fact; people and things as numbers, which is the easiest for whoever reads it.
    pub(crate) fn add(&mut self, fact: &Fact) -> io::Result<()> {
        let Table(out) = self;
        let (at, member) = (fact.at.timestamp_millis(), fact.member);
        let number = |id: &dyn std::fmt::Display| number_of(&id.to_string());
        let member = number(&member);
        match &fact.event {
            Event::JoinedCommunity => writeln!(out, "{at},joined,{member},,,,,,"),
            Event::BecameMentor => writeln!(out, "{at},mentor,{member},,,,,,"),
            Event::Asked { ask, .. } => writeln!(out, "{at},asked,{member},,{},,,,", number(ask)),
            Event::Offered { offer, ask } => {
                writeln!(out, "{at},offered,{member},,{},{},,,", number(ask), number(offer))
            }
            Event::Missed { offer, ask } => {
                writeln!(out, "{at},missed,{member},,{},{},,,", number(ask), number(offer))
            }
            Event::Passed { offer, ask, first_response } => {
                let wall = wall(first_response);
                writeln!(out, "{at},passed,{member},,{},{},,{wall},", number(ask), number(offer))
            }
            Event::Affirmed { offer, ask, session, specific, repeated, first_response, .. } => {
                let (wall, b) = (wall(first_response), 2 * u8::from(*specific) + u8::from(*repeated));
                let (ask, offer, session) = (number(ask), number(offer), number(session));
                writeln!(out, "{at},affirmed,{member},,{ask},{offer},{session},{wall},{b}")
            }
            Event::SessionBooked { session, starts_at, .. } => {
                writeln!(out, "{at},booked,{member},,,,{},{},", number(session), starts_at.timestamp_millis())
            }
            Event::Cancelled { session, late } => {
                writeln!(out, "{at},cancelled,{member},,,,{},{},", number(session), u8::from(*late))
            }
            Event::SessionHeld { session, mentor, minutes } => {
                writeln!(out, "{at},held,{member},{},,,{},{minutes},", number(mentor), number(session))
            }
            Event::Noted { session, due, affirmation, .. } => {
                let b = affirmation.map_or(String::new(), |specific| u8::from(specific).to_string());
                writeln!(out, "{at},noted,{member},,,,{},{},{b}", number(session), due.timestamp_millis())
            }
            Event::Landed { session } => writeln!(out, "{at},landed,{member},,,,{},,", number(session)),
            Event::Answered { session, item, answer } => {
                let (a, b) = (1 + u8::from(*item == Item::Two), u8::from(*answer == Answer::Done));
                writeln!(out, "{at},answered,{member},,,,{},{a},{b}", number(session))
            }
            Event::Recommended { session, score } => {
                writeln!(out, "{at},recommended,{member},,,,{},{score},", number(session))
            }
            other => unreachable!("no such fact is made up: {other:?}"),
        }
    }

    pub(crate) fn end(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn wall(first: &Option<FirstResponse>) -> String {
    first.map_or(String::new(), |response| response.wall.to_string())
}

/// The number of which an id was made.
fn number_of(id: &str) -> u64 {
    let digits = id.rsplit('_').next().unwrap_or_default();
    digits.bytes().fold(0, |number, digit| {
        let value = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".iter().position(|known| *known == digit);
        number * 32 + value.unwrap_or_default() as u64
    })
}
