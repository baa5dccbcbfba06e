//! Whether mentors say what they noticed.
//!
//! - Cases: the sessions that took place in the window. Their people are the mentors.
//! - `compliments.density`: Σ min(3, specific compliments of a session) / sessions. A compliment is the one by which
//!   the mentor accepted, or theirs in the note that stands; a specific one names a deed. From 10 sessions.
//! - `compliments.specific`: specific / all compliments, from 10 compliments.
//! - `compliments.landed`: sessions whose learner said that it landed / sessions, from 10.
//! - `compliments.left-out`: what the others leave out / all compliments, from 10 compliments.
//! - All intervals go by how mentors differ, for the compliments of one mentor are alike: t for the density, and
//!   Wilson's of as many independent cases as say as much for the shares
//!   ([`clustered_share`](crate::stats::ratio::clustered_share)).
//! - Left out: a compliment that says nearly what its mentor said in one of their last ten sessions, or that is a copy
//!   of one in the last fifty sessions of anybody or of what the learner wrote; it counts as none. Sessions in a ring,
//!   where the two also met the other way round within 14 days; they do not count at all. Sessions of whose compliment
//!   the journal does not know.

use std::collections::BTreeMap;

use super::Kpi;
use super::figure::{Cell, Figure, LeftOut, Unit};
use super::frame::{Day, Frame};
use super::journal::{Held, Journal, Meeting};
use super::repeat::grouped;
use super::sample::{Sample, clusters};
use crate::id::MemberId;
use crate::stats::ratio::Cluster;

const FROM: u64 = 10;
/// How the shares of what mentors do are told.
pub(super) const SHARE_BY_MENTOR: &str = "Wilson, by mentor";
/// More of one session do not count, so that nobody collects them. A session has two today, one by which the mentor
/// accepted and one in the note; books and figures count three alike.
const MOST: u64 = 3;
/// Two who praise each other within so many days praise in turn.
pub(super) const RING: Day = 14;

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tally {
    /// What each mentor adds, in any order.
    pub(super) mentors: Vec<Praise>,
    pub(super) repeated: u64,
    pub(super) ring_sessions: u64,
    pub(super) unknown: u64,
}

/// What one mentor said.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Praise {
    /// In so many sessions whose compliments count.
    pub(super) sessions: u64,
    /// The specific compliments of a session that count, together.
    pub(super) density: u64,
    pub(super) compliments: u64,
    pub(super) specific: u64,
    /// Sessions in which it landed.
    pub(super) landed: u64,
    /// Compliments that were said before or copied, or in a ring.
    pub(super) left_out: u64,
}

/// How many of the specific compliments of a session count.
pub(super) fn density(specific: u64) -> u64 {
    specific.min(MOST)
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let held = journal.held(frame.until());
    let pairs = grouped(&held, frame, |held| (held.learner, held.mentor));
    let in_ring = |day: Day, held: &Held| {
        pairs.get(&(held.mentor, held.learner)).is_some_and(|turned| any_near(turned, day))
    };
    let (mut tally, mut mentors) = (Tally::default(), BTreeMap::new());
    for (at, held, meeting) in &journal.agreed(frame.until()) {
        let day = frame.day(*at);
        if frame.holds(day) {
            tally.add(&mut mentors, held, meeting, frame, in_ring(day, held));
        }
    }
    tally.mentors = mentors.into_values().collect();
    tally
}

fn any_near(days: &[Day], day: Day) -> bool {
    let first = days.partition_point(|other| day - *other > RING);
    days.get(first).is_some_and(|other| *other - day <= RING)
}

impl Tally {
    fn add(
        &mut self,
        mentors: &mut BTreeMap<MemberId, Praise>,
        held: &Held,
        meeting: &Meeting,
        frame: &Frame<'_>,
        in_ring: bool,
    ) {
        let Some((_, affirmed)) = meeting.affirmed.first(frame.until()) else {
            self.unknown += 1;
            return;
        };
        let accepted = (!affirmed.repeated).then_some(affirmed.specific);
        let note = meeting.note(frame.until());
        let noted = note.and_then(|note| note.affirmation);
        let again = noted.is_some() && note.is_some_and(|note| note.repeated);
        let fresh = [accepted, noted.filter(|_| !again)].into_iter().flatten();
        let mentor = mentors.entry(held.mentor).or_default();
        if in_ring {
            self.ring_sessions += 1;
            mentor.left_out += 1 + u64::from(noted.is_some());
            return;
        }
        let repeated = u64::from(affirmed.repeated) + u64::from(again);
        self.repeated += repeated;
        mentor.left_out += repeated;
        mentor.landed += u64::from(meeting.landed.first(frame.until()).is_some());
        let specific = fresh.clone().filter(|specific| *specific).count() as u64;
        mentor.compliments += fresh.count() as u64;
        mentor.specific += specific;
        mentor.sessions += 1;
        mentor.density += density(specific);
    }

    pub(super) fn figures(&self, frame: &Frame<'_>) -> Vec<Figure> {
        let Tally { repeated, ring_sessions, unknown, .. } = *self;
        let cell = |clusters: &[Cluster]| Cell {
            kpi: Kpi::Compliments,
            window: frame.window,
            n: clusters.iter().map(|mentor| mentor.units).sum::<f64>() as u64,
            people: self.mentors.iter().filter(|mentor| mentor.sessions > 0).count() as u64,
            needed: FROM,
            left_out: vec![
                LeftOut { what: "repeated", n: repeated },
                LeftOut { what: "sessions_in_rings", n: ring_sessions },
                LeftOut { what: "sessions_of_unknown_compliment", n: unknown },
            ],
        };
        let of = |total: fn(&Praise) -> u64, units: fn(&Praise) -> u64| {
            let each = self.mentors.iter().map(|mentor| (total(mentor) as f64, units(mentor) as f64));
            clusters(each.filter(|(_, units)| *units > 0.0).map(|(total, units)| Cluster { total, units }))
        };
        let share = |name, k, n| {
            let clusters = of(k, n);
            cell(&clusters).figure(name, Unit::Share, SHARE_BY_MENTOR, Sample::ShareByPerson(clusters))
        };
        let density = of(|mentor| mentor.density, |mentor| mentor.sessions);
        vec![
            cell(&density).figure(
                "compliments.density",
                Unit::PerSession,
                "ratio with t interval over mentors",
                Sample::PerUnit(density),
            ),
            share("compliments.specific", |mentor| mentor.specific, |mentor| mentor.compliments),
            share("compliments.landed", |mentor| mentor.landed, |mentor| mentor.sessions),
            share(
                "compliments.left-out",
                |mentor| mentor.left_out,
                |mentor| mentor.compliments + mentor.left_out,
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Event;
    use crate::kpi::figure::Reading;
    use crate::kpi::told::{Told, days_ago, figure, last_days, reading, value};
    use crate::sample::id;

    /// Twelve sessions of six mentors; each mentor's first compliment is specific.
    fn twelve() -> Told {
        let mut told = Told::default();
        (0..12).for_each(|n| held(&mut told, n, 5, &format!("p{n}"), &format!("m{}", n % 6), n < 6, false));
        told
    }

    fn held(told: &mut Told, n: i64, days: i64, learner: &str, mentor: &str, specific: bool, repeated: bool) {
        let (session, name) = (id(&format!("s{n}")), format!("s{n}"));
        let (offer, ask) = (id(&format!("o{n}")), id(&format!("a{n}")));
        let affirmed =
            Event::Affirmed { offer, ask, session, specific, warned: false, repeated, first_response: None };
        told.say(days_ago(days + 1), mentor, affirmed).held(days_ago(days), &name, learner, mentor);
    }

    fn noted(told: &mut Told, n: i64, affirmation: Option<bool>) {
        noted_again(told, n, affirmation, false);
    }

    fn noted_again(told: &mut Told, n: i64, affirmation: Option<bool>, repeated: bool) {
        let (session, due) = (id(&format!("s{n}")), days_ago(1));
        let event = Event::Noted { session, due, affirmation, repeated };
        told.say(days_ago(4), &format!("p{n}"), event);
    }

    fn read(told: &Told) -> Vec<Figure> {
        told.read(Kpi::Compliments, last_days(30))
    }

    #[test]
    fn the_compliment_of_the_note_counts_with_that_of_the_acceptance() {
        let mut told = twelve();
        noted(&mut told, 0, Some(true));
        noted(&mut told, 1, Some(true));
        noted(&mut told, 2, Some(false));
        noted(&mut told, 3, None);
        told.say(days_ago(3), "p1", Event::NoteUndone { session: id("s1") });
        let figures = read(&told);
        // Of m0 to m5: 2, 1, 1, 1, 1, 1 in two sessions each.
        assert_eq!(value(&figures, "compliments.density"), 7.0 / 12.0);
        assert_eq!(value(&figures, "compliments.specific"), 7.0 / 14.0);
        let Reading::Value { limits, .. } = figures[0].reading else { panic!("six mentors") };
        // t(0.975, 5) = 2.570582; deviations 10/12 once and −2/12 five times; √(6/5 · 30/36)/12 = 1/12.
        assert!((limits.high.unwrap() - 7.0 / 12.0 - 2.570_581_8 / 12.0).abs() < 1e-7);
    }

    #[test]
    fn a_compliment_that_was_said_before_counts_as_none() {
        let mut told = twelve();
        (12..16).for_each(|n| held(&mut told, n, 5, &format!("p{n}"), "m0", true, true));
        let figures = read(&told);
        assert_eq!(value(&figures, "compliments.density"), 6.0 / 16.0);
        assert_eq!(value(&figures, "compliments.specific"), 6.0 / 12.0);
        assert_eq!(value(&figures, "compliments.left-out"), 4.0 / 16.0);
    }

    #[test]
    fn a_note_that_says_the_compliment_of_the_acceptance_again_adds_none() {
        let mut told = twelve();
        noted_again(&mut told, 0, Some(true), true);
        noted(&mut told, 1, Some(true));
        let figures = read(&told);
        assert_eq!(value(&figures, "compliments.density"), 7.0 / 12.0);
        assert_eq!(value(&figures, "compliments.specific"), 7.0 / 13.0);
        assert_eq!(value(&figures, "compliments.left-out"), 1.0 / 14.0);
    }

    #[test]
    fn two_who_met_the_other_way_round_within_fourteen_days_are_left_out_and_no_others() {
        let mut told = twelve();
        held(&mut told, 20, 6, "ana", "ben", true, false);
        held(&mut told, 21, 20, "ben", "ana", true, false);
        held(&mut told, 30, 6, "cleo", "dan", true, false);
        held(&mut told, 31, 21, "dan", "cleo", true, false);
        let figures = read(&told);
        let density = figure(&figures, "compliments.density");
        assert_eq!((density.n, value(&figures, "compliments.density")), (14, 8.0 / 14.0));
        assert_eq!(density.left_out, [LeftOut { what: "sessions_in_rings", n: 2 }]);
        assert_eq!(value(&figures, "compliments.left-out"), 2.0 / 16.0);
    }

    #[test]
    fn what_landed_is_a_share_of_the_sessions() {
        let mut told = twelve();
        told.say(days_ago(4), "p1", Event::Landed { session: id("s1") });
        told.say(days_ago(3), "p1", Event::Landed { session: id("s1") });
        told.say(days_ago(4), "p2", Event::Landed { session: id("s2") });
        assert_eq!(value(&read(&told), "compliments.landed"), 2.0 / 12.0);
    }

    #[test]
    fn a_session_of_unknown_compliment_is_left_out() {
        let mut told = twelve();
        told.held(days_ago(5), "late", "ana", "ben");
        let figures = read(&told);
        assert_eq!((figures[0].n, figures[0].left_out[0].what), (12, "sessions_of_unknown_compliment"));
    }

    #[test]
    fn four_mentors_are_not_shown_and_nine_sessions_are_too_few() {
        let mut told = Told::default();
        (0..9).for_each(|n| held(&mut told, n, 5, &format!("p{n}"), &format!("m{}", n % 4), true, false));
        assert_eq!(reading(&read(&told), "compliments.density"), Reading::TooFew { needed: 10 });
        held(&mut told, 9, 5, "p9", "m1", true, false);
        assert_eq!(reading(&read(&told), "compliments.density"), Reading::Suppressed);
    }
}
