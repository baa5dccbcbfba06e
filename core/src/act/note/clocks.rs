//! A day that two people read on two clocks: whoever writes a note means their own, and it is kept on the learner's.

use chrono::{DateTime, Utc};

use crate::calendar::Calendar;
use crate::member::Member;
use crate::message::TimeForm;
use crate::note::{Draft, When};
use crate::script::Value;

/// A draft whose day is read on another clock. A draft is kept on the learner's, as two people in two zones may write
/// it; a day without a time is the same on each.
pub(super) fn on_the_clock_of(reader: &Calendar, writer: &Calendar, mut draft: Draft) -> Draft {
    if let Some(checkpoint) = &mut draft.checkpoint
        && let Some(time) = checkpoint.when.time
    {
        let wall = reader.local(writer.instant(checkpoint.when.date.and_time(time)));
        checkpoint.when = When { date: wall.date(), time: Some(wall.time()) };
    }
    draft
}

/// A draft without a day that has passed since it was written.
pub(super) fn still_ahead(mut draft: Draft, theirs: &Calendar, now: DateTime<Utc>) -> Draft {
    let ahead = |when: When| match when.time {
        Some(time) => theirs.instant(when.date.and_time(time)) > now,
        None => when.date > theirs.local_date(now),
    };
    draft.checkpoint = draft.checkpoint.filter(|checkpoint| ahead(checkpoint.when));
    draft
}

/// What the learner's clock shows then, for a reader whose own shows something else.
pub(super) fn on_their_clock(at: DateTime<Utc>, learner: &Member, reader: &Member) -> Option<Value> {
    let other = learner.calendar.local(at) != reader.calendar.local(at);
    other.then(|| Value::on_the_wall(at, learner.calendar.zone, TimeForm::Full))
}
