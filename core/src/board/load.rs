//! How much each mentor carries, against what they want to give.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::PAGE;
use crate::community::Scope;
use crate::id::MemberId;
use crate::member::{Caps, Member, Mentor, Record};
use crate::session::{Ending, Session, Stage};
use crate::store::{Store, StoreError};
use crate::text::Typed;

/// Of how much time it is told what a mentor took on.
const LATELY: TimeDelta = TimeDelta::days(30);

/// What a mentor carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// Who.
    pub id: MemberId,
    /// What they are called.
    pub name: Typed,
    /// The most that they want to give.
    pub caps: Caps,
    /// Sessions and offers of this week of theirs.
    pub week: u32,
    /// The minutes of those.
    pub minutes: u32,
    /// Until when they are paused.
    pub paused_until: Option<DateTime<Utc>>,
    /// Whether nothing reaches them.
    pub unreachable: bool,
    /// How they answered offers so far.
    pub record: Record,
    /// Sessions that they took on in the last 30 days.
    pub taken_on: u32,
    /// How many of those took place.
    pub held: u32,
    /// The minutes of those that did.
    pub held_minutes: u32,
}

impl Load {
    /// Whether there is no room left this week, not even for the shortest session.
    pub fn is_full(&self) -> bool {
        self.week >= self.caps.week || self.minutes + 10 > self.caps.minutes
    }
}

/// Those who mentor, in the order of their ids, from the first after that one on; and the last, while there are more.
///
/// # Errors
/// The memory does not answer.
pub async fn mentors(
    store: &dyn Store,
    scope: Scope,
    after: Option<MemberId>,
    now: DateTime<Utc>,
) -> Result<(Vec<Load>, Option<MemberId>), StoreError> {
    let mentors = store.mentors(scope, after, PAGE).await?;
    let more = mentors.last().map(|mentor| mentor.id).filter(|_| mentors.len() == PAGE as usize);
    let ids: Vec<MemberId> = mentors.iter().map(|mentor| mentor.id).collect();
    let mut sessions: BTreeMap<MemberId, Vec<Session>> = BTreeMap::new();
    if !ids.is_empty() {
        for session in store.taken_on(scope, &ids, now - LATELY).await? {
            sessions.entry(session.mentor).or_default().push(session);
        }
    }
    let load = |member: &Member| {
        let lately = sessions.get(&member.id).map_or(&[][..], Vec::as_slice);
        member.mentor.as_ref().map(|mentor| load(member, mentor, lately, now))
    };
    Ok((mentors.iter().filter_map(load).collect(), more))
}

fn load(member: &Member, mentor: &Mentor, lately: &[Session], now: DateTime<Utc>) -> Load {
    let caps = mentor.caps;
    let room = mentor.room(&member.calendar, now, None);
    let held: Vec<&Session> = lately.iter().filter(|session| took_place(session)).collect();
    Load {
        id: member.id,
        name: member.name.clone(),
        caps,
        week: caps.week - room.week,
        minutes: caps.minutes - room.minutes,
        paused_until: member
            .calendar
            .pause
            .filter(|pause| pause.from <= now && now < pause.until)
            .map(|pause| pause.until),
        unreachable: member.unreachable.is_some(),
        record: mentor.record,
        taken_on: lately.len() as u32,
        held: held.len() as u32,
        held_minutes: held.iter().map(|session| session.minutes.count()).sum(),
    }
}

fn took_place(session: &Session) -> bool {
    match session.stage {
        Stage::Choosing { .. } | Stage::Booked { .. } => false,
        // Before anybody has said so, nothing tells that both came.
        Stage::Meeting { .. } | Stage::Noting { .. } => session.attendance.held,
        Stage::Following { .. } => true,
        Stage::Closed { ending, .. } => match ending {
            Ending::Answered | Ending::Quiet | Ending::Unwritten => true,
            Ending::Cancelled { .. } | Ending::Lapsed | Ending::Missed => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::member::{Held, Holding};
    use crate::sample::{id, mentor, now, session};
    use crate::session::{Attendance, Minutes};

    fn held(number: i64) -> Held {
        let what = Holding::Session(id(&format!("held {number}")));
        Held { what, at: now() + TimeDelta::hours(number), minutes: Minutes::Twenty }
    }

    fn loaded(sessions: i64, lately: &[Session]) -> Load {
        let mut member = mentor("ben");
        let offers = member.mentor.as_mut().unwrap();
        offers.held = (0..sessions).map(held).collect();
        let offers = offers.clone();
        load(&member, &offers, lately, now())
    }

    #[test]
    fn a_week_is_full_when_not_even_the_shortest_session_fits() {
        assert_eq!((loaded(2, &[]).week, loaded(2, &[]).minutes), (2, 40));
        assert!(!loaded(2, &[]).is_full());
        assert!(loaded(3, &[]).is_full());
    }

    #[test]
    fn minutes_are_those_of_sessions_that_took_place() {
        let with = |stage| Session { stage, ..session() };
        let ended = |ending| with(Stage::Closed { at: now(), ending, note: None });
        let meeting = with(Stage::Meeting { started_at: now() });
        let lately = [
            Session { attendance: Attendance { held: true, ..Attendance::default() }, ..meeting.clone() },
            meeting,
            with(Stage::Choosing { until: now() }),
            ended(Ending::Answered),
            ended(Ending::Lapsed),
            ended(Ending::Missed),
            ended(Ending::Cancelled { by: id("ana") }),
        ];
        let load = loaded(0, &lately);
        let minutes = 2 * session().minutes.count();
        assert_eq!((load.taken_on, load.held, load.held_minutes), (7, 2, minutes));
    }
}
