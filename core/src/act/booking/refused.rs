//! Why a time cannot be picked, though a button said so once.

use chrono::{DateTime, TimeDelta, Utc};

use super::{BOOKABLE, has_room, in_the_way, is_free};
use crate::follow_up::{BUFFER, Busy, noons};
use crate::member::Member;
use crate::session::Session;

/// The key of the sentence that says why, if there is a reason.
pub(super) fn why_not(
    session: &Session,
    learner: &Member,
    mentor: &Member,
    at: DateTime<Utc>,
    busy: &[Busy],
    now: DateTime<Utc>,
) -> Option<&'static str> {
    if at < now || at > now + BOOKABLE + TimeDelta::days(1) {
        return Some("pick.past");
    }
    if ![learner, mentor].into_iter().all(|member| works_through(member, session, at)) {
        return Some("pick.not-working");
    }
    let (taken, row) = in_the_way(session, learner, mentor, at, busy);
    if !is_free(session, at, &taken) {
        return Some("pick.taken");
    }
    let around = [learner, mentor].map(|member| noons(&member.calendar, at, at + session.minutes.time()));
    if !is_free(session, at, &around.concat()) {
        return Some("pick.noon");
    }
    if !is_free(session, at, &row) {
        return Some("pick.row");
    }
    (!has_room(mentor, session, at)).then_some("pick.no-room")
}

/// Whether the reminder and the whole session lie in somebody's working hours.
fn works_through(member: &Member, session: &Session, at: DateTime<Utc>) -> bool {
    let whole = session.minutes.time() + BUFFER;
    member.calendar.working_between(at - BUFFER, at + session.minutes.time()) == whole
}
