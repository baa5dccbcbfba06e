//! What stays free though both work and neither has anything else, and each start that is hidden by it.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::times::{Times, Wanted, has_room};
use crate::follow_up::{BUFFER, Busy, noons, packed, packed_starts, rows, slots};
use crate::member::Member;
use crate::message::TimeForm;
use crate::script::{Phrase, Value, label, say};

/// So many stretches of hidden starts are told at once.
pub(super) const TOLD: usize = 6;

/// Why a time is not suggested though both work at it and neither has anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::act) enum Hidden {
    /// It is noon.
    Noon,
    /// It would be a third session in a row.
    Row,
    /// The mentor gives no more on that day or in that week.
    Full,
    /// It lies in the mentor's office hours, where one is right after the other.
    Office,
}

impl Hidden {
    fn says(self) -> Phrase {
        label(match self {
            Hidden::Noon => "hidden.noon",
            Hidden::Row => "hidden.row",
            Hidden::Full => "hidden.full",
            Hidden::Office => "hidden.office",
        })
    }
}

/// What stays free, by its reason, beside what is busy.
pub(super) struct KeptFree {
    busy: Vec<Busy>,
    blocks: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    why: [(Hidden, Vec<Busy>); 4],
}

impl KeptFree {
    /// That between two instants.
    pub(super) fn of(
        wanted: Wanted,
        learner: &Member,
        mentor: &Member,
        busy: &[Busy],
        (from, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> KeptFree {
        let busy = busy.iter().copied().filter(|busy| Some(*busy) != wanted.has).collect::<Vec<_>>();
        let mut noons = [learner, mentor].map(|member| noons(&member.calendar, from, until)).concat();
        // Where one of them does not work at it, nothing is kept free for noon.
        noons.retain(|noon| {
            let (from, to) = (noon.from - BUFFER, noon.to + BUFFER);
            let both = [learner, mentor];
            both.iter().all(|member| member.calendar.working_between(from, to) > TimeDelta::zero())
        });
        let office = mentor.mentor.as_ref().and_then(|profile| profile.office.as_ref());
        let blocks = office.map_or(Vec::new(), |office| office.blocks(&mentor.calendar, from, until));
        let why = [
            (Hidden::Full, full_days(wanted, mentor, from, until)),
            (Hidden::Noon, noons),
            (Hidden::Row, rows(&busy, wanted.minutes.count())),
            (Hidden::Office, blocks.iter().map(|block| Busy::kept_free(block.0, block.1).bare()).collect()),
        ];
        KeptFree { busy, blocks, why }
    }

    /// All that is in the way of a time out of office hours.
    pub(super) fn all(&self) -> Vec<Busy> {
        self.busy.iter().chain(self.why.iter().flat_map(|(_, kept)| kept)).copied().collect()
    }

    /// The starts in each block of office hours.
    pub(super) fn office_starts(
        &self,
        wanted: Wanted,
        learner: &Member,
        mentor: &Member,
        from: DateTime<Utc>,
    ) -> Vec<Vec<DateTime<Utc>>> {
        let minutes = wanted.minutes.count();
        let is_anywhere = |why: Hidden| matches!(why, Hidden::Full | Hidden::Noon);
        let anywhere = self.why.iter().filter(|(why, _)| is_anywhere(*why));
        let anywhere: Vec<Busy> = anywhere.flat_map(|(_, kept)| kept.iter().copied()).collect();
        let starts = |block: &(DateTime<Utc>, DateTime<Utc>)| {
            let (taken, row) = packed(&self.busy, *block, learner.id, mentor.id, minutes);
            let taken = [taken, row, anywhere.clone()].concat();
            let mut starts =
                packed_starts(&learner.calendar, &mentor.calendar, &taken, *block, minutes, from);
            starts.retain(|at| Some(*at) != wanted.starts_at);
            starts
        };
        self.blocks.iter().map(starts).collect()
    }

    /// Why a start of so long is hidden, if it is.
    fn hides(&self, at: DateTime<Utc>, length: TimeDelta) -> Option<Hidden> {
        let (from, to) = (at - BUFFER, at + length + BUFFER);
        let reaches = |kept: &[Busy]| kept.iter().any(|kept| kept.from < to && kept.to > from);
        self.why.iter().find(|(_, kept)| reaches(kept)).map(|(why, _)| *why)
    }
}

/// Starts one after the other that are hidden for the same reason: the first and the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) why: Hidden,
    pub(super) first: DateTime<Utc>,
    pub(super) last: DateTime<Utc>,
}

/// Each start that is hidden on the days on which times are shown, as their reader knows days.
pub(super) fn hidden(
    wanted: impl Into<Wanted>,
    learner: &Member,
    mentor: &Member,
    busy: &[Busy],
    times: &Times,
    (reader, now): (&Member, DateTime<Utc>),
) -> Vec<Stretch> {
    let wanted = wanted.into();
    let days: BTreeSet<NaiveDate> = times.at.iter().map(|at| reader.calendar.local_date(*at)).collect();
    let on_day = |day: NaiveDate| {
        let from = reader.calendar.start_of(day).max(now);
        on_one_day(wanted, learner, mentor, busy, (from, reader.calendar.start_of(day + Days::new(1))))
    };
    days.into_iter().flat_map(on_day).collect()
}

fn on_one_day(
    wanted: Wanted,
    learner: &Member,
    mentor: &Member,
    busy: &[Busy],
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Vec<Stretch> {
    let (minutes, length) = (wanted.minutes.count(), wanted.minutes.time());
    let kept = KeptFree::of(wanted, learner, mentor, busy, (from, until));
    let office = kept.office_starts(wanted, learner, mentor, from).concat();
    let all = slots(&learner.calendar, &mentor.calendar, &kept.busy, minutes, from, until, usize::MAX);
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut goes_on = false;
    for at in all {
        // The time that is moved is there already.
        let is_shown = office.contains(&at) || wanted.starts_at == Some(at);
        let Some(why) = kept.hides(at, length).filter(|_| !is_shown) else {
            goes_on = false;
            continue;
        };
        match stretches.last_mut().filter(|stretch| goes_on && stretch.why == why) {
            Some(stretch) => stretch.last = at,
            None => stretches.push(Stretch { why, first: at, last: at }),
        }
        goes_on = true;
    }
    stretches
}

/// Stretches in words, on their reader's clock, as many as are told at once: each reason once, with what it hides.
pub(super) fn told(stretches: &[Stretch], reader: &Member) -> Vec<Phrase> {
    let on_the_clock = |at, form| Value::on_the_wall(at, reader.calendar.zone, form);
    let one = |stretch: &Stretch| {
        let last = (stretch.last > stretch.first).then(|| on_the_clock(stretch.last, TimeForm::Clock));
        let first = on_the_clock(stretch.first, TimeForm::DayClock);
        Value::from(say("hidden.stretch").with("from", first).with("to", last).text())
    };
    let mut reasons: Vec<(Hidden, Vec<Value>)> = Vec::new();
    for stretch in stretches.iter().take(TOLD) {
        match reasons.iter_mut().find(|(why, _)| *why == stretch.why) {
            Some((_, times)) => times.push(one(stretch)),
            None => reasons.push((stretch.why, vec![one(stretch)])),
        }
    }
    let because = |(why, times): (Hidden, Vec<Value>)| {
        say("hidden").with("why", why.says()).with("times", times).text()
    };
    reasons.into_iter().map(because).collect()
}

/// The mentor's days between two instants on which their caps leave no room.
fn full_days(wanted: Wanted, mentor: &Member, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Busy> {
    let next = |day: &DateTime<Utc>| mentor.calendar.day_start(*day + TimeDelta::hours(36));
    let first = mentor.calendar.day_start(from);
    let days = std::iter::successors(Some(first), |day| Some(next(day))).take_while(|day| *day < until);
    let full = days.filter(|day| !has_room(mentor, wanted, *day));
    // What is busy keeps a buffer around itself; the night around a day needs none.
    full.map(|day| Busy::kept_free(day, next(&day)).bare()).collect()
}
