//! Everybody's sessions: no two of one person at the same time, ten minutes between them but in a mentor's office
//! hours, and of a mentor no more than they want to give.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use smallwins_core::id::{MemberId, SessionId};

use crate::rehearse::cast::Caps;
use crate::rehearse::hours::{Week, date, monday};

/// What stays free between two sessions of one person.
const BREAK: TimeDelta = TimeDelta::minutes(10);

/// A session that has a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) learner: MemberId,
    pub(crate) mentor: MemberId,
    pub(crate) from: DateTime<Utc>,
    pub(crate) minutes: u32,
}

impl Slot {
    fn to(&self) -> DateTime<Utc> {
        self.from + TimeDelta::minutes(i64::from(self.minutes))
    }

    fn shares_somebody(&self, other: &Slot) -> bool {
        [other.learner, other.mentor].iter().any(|who| *who == self.learner || *who == self.mentor)
    }
}

/// Every session that has, or had, a time.
#[derive(Default)]
pub(crate) struct Agenda {
    slots: BTreeMap<SessionId, Slot>,
}

impl Agenda {
    /// A session gets a time. Answers with whether that is news.
    pub(crate) fn book(&mut self, id: SessionId, slot: Slot) -> bool {
        self.slots.insert(id, slot) != Some(slot)
    }

    /// A session is over, perhaps before its minutes are.
    pub(crate) fn end(&mut self, id: SessionId, at: DateTime<Utc>) {
        if let Some(slot) = self.slots.get_mut(&id).filter(|slot| slot.from < at && at < slot.to()) {
            slot.minutes = u32::try_from((at - slot.from).num_minutes() + 1).unwrap_or(slot.minutes);
        }
    }

    /// A session does not take place.
    pub(crate) fn cancel(&mut self, id: SessionId) {
        self.slots.remove(&id);
    }

    /// The session of one of the two that lies at the same time.
    pub(crate) fn overlap(&self, id: SessionId) -> Option<SessionId> {
        let slot = self.slots.get(&id)?;
        let at_once = |other: &Slot| slot.from < other.to() && other.from < slot.to();
        let mut others = self.slots.iter().filter(|(other, _)| **other != id);
        others.find(|(_, other)| slot.shares_somebody(other) && at_once(other)).map(|(other, _)| *other)
    }

    /// The session of one of the two with fewer than ten minutes between, unless both lie in one block of their
    /// mentor's office hours and are with different learners.
    pub(crate) fn crowded(&self, id: SessionId, offices: &[&Week], zone: Tz) -> Option<SessionId> {
        let slot = self.slots.get(&id)?;
        let close = |other: &Slot| slot.from < other.to() + BREAK && other.from < slot.to() + BREAK;
        let in_office = |office: &Week, slot: &Slot| {
            office.covers(zone, slot.from) && office.covers(zone, slot.to() - TimeDelta::minutes(1))
        };
        let is_waived = |other: &Slot| {
            let one_day = date(zone, slot.from) == date(zone, other.from);
            let both = |office: &&Week| in_office(office, slot) && in_office(office, other);
            slot.mentor == other.mentor
                && slot.learner != other.learner
                && one_day
                && offices.iter().any(both)
        };
        let mut others = self.slots.iter().filter(|(other, _)| **other != id);
        let crowds = |other: &Slot| slot.shares_somebody(other) && close(other) && !is_waived(other);
        others.find(|(_, other)| crowds(other)).map(|(other, _)| *other)
    }

    /// Which cap of its mentor a session breaks, on the day and in the week that their clock shows.
    pub(crate) fn over(&self, id: SessionId, caps: Caps, zone: Tz) -> Option<String> {
        let slot = self.slots.get(&id)?;
        let theirs = || self.slots.values().filter(|other| other.mentor == slot.mentor);
        let on_day = theirs().filter(|other| date(zone, other.from) == date(zone, slot.from)).count();
        let in_week = || theirs().filter(|other| monday(zone, other.from) == monday(zone, slot.from));
        let minutes: u32 = in_week().map(|other| other.minutes).sum();
        if on_day > caps.day as usize {
            return Some(format!("{on_day} sessions on a day, of at most {}", caps.day));
        }
        if in_week().count() > caps.week as usize {
            return Some(format!("{} sessions in a week, of at most {}", in_week().count(), caps.week));
        }
        (minutes > caps.minutes).then(|| format!("{minutes} minutes in a week, of at most {}", caps.minutes))
    }
}

#[cfg(test)]
mod tests {
    use smallwins_core::moment::Moment;

    use super::*;

    const CAPS: Caps = Caps { day: 1, week: 2, minutes: 30 };

    struct Names(Moment);

    impl Names {
        fn new() -> Names {
            Names(Moment::new(DateTime::from_timestamp(1_790_000_000, 0).unwrap(), 1))
        }

        fn session(&mut self) -> SessionId {
            self.0.id()
        }

        fn member(&mut self) -> MemberId {
            self.0.id()
        }
    }

    fn slot(learner: MemberId, mentor: MemberId, from: &str) -> Slot {
        Slot { learner, mentor, from: from.parse().unwrap(), minutes: 15 }
    }

    #[test]
    fn two_sessions_of_one_person_at_once_are_found_whatever_their_role() {
        let mut names = Names::new();
        let (ana, ben, cleo) = (names.member(), names.member(), names.member());
        let (one, other, later) = (names.session(), names.session(), names.session());
        let mut agenda = Agenda::default();
        agenda.book(one, slot(ana, ben, "2026-09-07T10:00:00Z"));
        agenda.book(other, slot(ben, cleo, "2026-09-07T10:14:00Z"));
        agenda.book(later, slot(ana, cleo, "2026-09-07T10:29:00Z"));
        assert_eq!(agenda.overlap(one), Some(other));
        assert_eq!(agenda.overlap(later), None);
        agenda.end(one, "2026-09-07T10:12:00Z".parse().unwrap());
        assert_eq!(agenda.overlap(one), None, "it was over early");
        agenda.end(other, "2026-09-07T10:31:00Z".parse().unwrap());
        agenda.book(later, slot(ana, cleo, "2026-09-07T10:28:00Z"));
        assert_eq!(agenda.overlap(later), Some(other), "it took no longer for being written late");
        agenda.cancel(other);
        assert_eq!(agenda.overlap(later), None);
    }

    #[test]
    fn a_mentor_over_the_day_the_week_or_the_minutes_is_found() {
        let mut names = Names::new();
        let (ana, ben) = (names.member(), names.member());
        let over = |starts: &[&str], caps| {
            let mut names = Names::new();
            let mut agenda = Agenda::default();
            let ids: Vec<SessionId> = starts.iter().map(|_| names.session()).collect();
            for (id, start) in ids.iter().zip(starts) {
                agenda.book(*id, slot(ana, ben, start));
            }
            agenda.over(*ids.last()?, caps, Tz::Asia__Tokyo)
        };
        let (monday, same, tuesday, friday) =
            ("2026-09-07T01:00:00Z", "2026-09-07T14:00:00Z", "2026-09-07T16:00:00Z", "2026-09-11T01:00:00Z");
        let next_week = "2026-09-13T16:00:00Z";
        assert_eq!(over(&[monday, same], CAPS), Some("2 sessions on a day, of at most 1".into()));
        assert_eq!(over(&[monday, tuesday], CAPS), None);
        let more = Caps { minutes: 60, ..CAPS };
        assert_eq!(over(&[monday, tuesday, friday], more), Some("3 sessions in a week, of at most 2".into()));
        let less = Caps { minutes: 20, ..CAPS };
        assert_eq!(over(&[monday, tuesday], less), Some("30 minutes in a week, of at most 20".into()));
        assert_eq!(over(&[monday, tuesday, next_week], more), None);
    }

    #[test]
    fn sessions_without_ten_minutes_between_are_found_but_in_the_office_hours_of_their_mentor() {
        let mut names = Names::new();
        let [ana, ben, cleo, dan] = [(); 4].map(|()| names.member());
        let office = Week { typed: "mon 10-11", shifts: &[(0, 0, 600, 660)] };
        let crowded = |first: Slot, next: Slot, offices: &[&Week]| {
            let mut names = Names::new();
            let (one, other) = (names.session(), names.session());
            let mut agenda = Agenda::default();
            agenda.book(one, first);
            agenda.book(other, next);
            agenda.crowded(other, offices, Tz::UTC).is_some()
        };
        let at = |learner, clock: &str| slot(learner, ben, &format!("2026-09-07T{clock}:00Z"));
        let (first, next) = (at(ana, "10:00"), at(cleo, "10:15"));
        assert!(crowded(first, next, &[]) && !crowded(first, next, &[&office]));
        assert!(!crowded(first, at(cleo, "10:25"), &[]));
        // The first lies before the block; the last ends behind it; the same learner; a mentor who learns.
        assert!(crowded(at(ana, "09:45"), at(cleo, "10:00"), &[&office]));
        assert!(crowded(at(ana, "10:35"), at(cleo, "10:50"), &[&office]));
        assert!(crowded(first, at(ana, "10:15"), &[&office]));
        assert!(crowded(slot(ben, dan, "2026-09-07T10:00:00Z"), next, &[&office]));
    }

    #[test]
    fn a_time_that_stays_as_it_was_is_no_news() {
        let mut names = Names::new();
        let (ana, ben, one) = (names.member(), names.member(), names.session());
        let mut agenda = Agenda::default();
        assert!(agenda.book(one, slot(ana, ben, "2026-09-07T01:00:00Z")));
        assert!(!agenda.book(one, slot(ana, ben, "2026-09-07T01:00:00Z")));
        assert!(agenda.book(one, slot(ana, ben, "2026-09-08T01:00:00Z")));
    }
}
