//! The week ahead, as mentors of one calendar share it with a learner.

use chrono::{DateTime, TimeDelta, Utc};

use super::score::{overlap, soon};
use super::why::Excluded;
use crate::ask::Ask;
use crate::calendar::{Calendar, common};
use crate::member::{DayAndWeek, Member};

/// So far ahead common hours are looked for.
pub(super) const LOOK_AHEAD: TimeDelta = TimeDelta::days(7);
/// Whoever is away for longer is not asked now.
pub(super) const LONGEST_ABSENCE: TimeDelta = TimeDelta::days(4);

/// The week ahead as mentors of one calendar share it with the learner.
#[derive(Debug)]
pub(super) struct Week {
    /// When their hours are open next.
    pub(super) opens_at: DateTime<Utc>,
    /// The day and the week of that, for which caps hold.
    pub(super) caps: DayAndWeek,
    /// The first common hours in which the two can meet.
    pub(super) meeting: (DateTime<Utc>, DateTime<Utc>),
    /// How long their hours overlap, in points.
    pub(super) overlap: i32,
    /// How soon their hours are open, in points.
    pub(super) soon: i32,
}

/// Why two cannot meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Apart {
    /// The mentor is away for long.
    Away,
    /// They have no hours in common.
    Hours,
}

impl Apart {
    /// Counts somebody who is left out for that.
    pub(super) fn count(self, excluded: &mut Excluded) {
        match self {
            Apart::Away => excluded.away += 1,
            Apart::Hours => excluded.hours += 1,
        }
    }
}

/// The weeks of the calendars that were met in one ranking. Mentors have few different calendars, and all that is asked
/// of one is the same for each of them, so it is worked out once.
pub(super) struct Weeks {
    pub(super) now: DateTime<Utc>,
    shortest: TimeDelta,
    learners: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    known: Vec<(Calendar, Result<Week, Apart>)>,
}

impl Weeks {
    pub(super) fn new(ask: &Ask, learner: &Member, now: DateTime<Utc>) -> Weeks {
        let learners = learner.calendar.open_spans(now, now + LOOK_AHEAD).collect();
        Weeks { now, shortest: ask.minutes.time(), learners, known: Vec::new() }
    }

    pub(super) fn of(&mut self, calendar: &Calendar) -> Result<&Week, Apart> {
        let known = self.known.iter().position(|(known, _)| known == calendar);
        let place = known.unwrap_or_else(|| {
            let week = self.work_out(calendar);
            self.known.push((calendar.clone(), week));
            self.known.len() - 1
        });
        self.known[place].1.as_ref().map_err(|apart| *apart)
    }

    fn work_out(&self, calendar: &Calendar) -> Result<Week, Apart> {
        let theirs: Vec<_> = calendar.open_spans(self.now, self.now + LOOK_AHEAD).collect();
        // Whoever has no hours at all is not back some day either.
        let never = if calendar.opening(self.now).is_some() { Apart::Away } else { Apart::Hours };
        let (opens_at, _) = *theirs.first().ok_or(never)?;
        if opens_at - self.now > LONGEST_ABSENCE {
            return Err(Apart::Away);
        }
        let common = common(self.learners.iter().copied(), theirs.into_iter());
        let meets = common.iter().find(|(from, to)| *to - *from >= self.shortest);
        let meeting = meets.copied().ok_or(Apart::Hours)?;
        let overlap = overlap(common.iter().map(|(from, to)| (*to - *from).num_minutes()).sum());
        let (caps, soon) = (DayAndWeek::of(calendar, opens_at), soon(opens_at - self.now));
        Ok(Week { opens_at, caps, meeting, overlap, soon })
    }
}
