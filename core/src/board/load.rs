//! How much each mentor carries, against what they want to give.

use chrono::{DateTime, Utc};

use super::PAGE;
use crate::community::Scope;
use crate::id::MemberId;
use crate::member::{Caps, Member, Mentor};
use crate::store::{Store, StoreError};
use crate::text::Typed;

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
    /// Since when nothing is offered to them, as three times they did not answer.
    pub rests_since: Option<DateTime<Utc>>,
    /// Whether nothing reaches them.
    pub unreachable: bool,
}

impl Load {
    /// Whether there is no room left this week, not even for the shortest session.
    pub fn is_full(&self) -> bool {
        self.week >= self.caps.week || self.minutes + 10 > self.caps.minutes
    }
}

/// What those carry who mentor, in the order of their ids, from the first after that one on; and the last, while there
/// are more.
///
/// # Errors
/// The memory does not answer.
pub(super) async fn mentors(
    store: &dyn Store,
    scope: Scope,
    after: Option<MemberId>,
    now: DateTime<Utc>,
) -> Result<(Vec<Load>, Option<MemberId>), StoreError> {
    let mentors = store.mentors(scope, after, PAGE).await?;
    let more = mentors.last().map(|mentor| mentor.id).filter(|_| mentors.len() == PAGE as usize);
    Ok((mentors.iter().filter_map(|member| load_of(member, now)).collect(), more))
}

/// What these mentors carry, those of them who mentor still, in no stated order.
///
/// # Errors
/// The memory does not answer.
pub async fn loads(
    store: &dyn Store,
    scope: Scope,
    mentors: &[MemberId],
    now: DateTime<Utc>,
) -> Result<Vec<Load>, StoreError> {
    let members = store.members(scope, mentors).await?;
    Ok(members.iter().filter_map(|member| load_of(member, now)).collect())
}

fn load_of(member: &Member, now: DateTime<Utc>) -> Option<Load> {
    member.mentor.as_ref().map(|mentor| load(member, mentor, now))
}

fn load(member: &Member, mentor: &Mentor, now: DateTime<Utc>) -> Load {
    let caps = mentor.caps;
    let room = mentor.room(&member.calendar, now, None);
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
        rests_since: member.unanswered.rests,
        unreachable: member.unreachable.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::member::{Held, Holding};
    use crate::sample::{id, mentor, now};
    use crate::session::Minutes;

    fn held(number: i64) -> Held {
        let what = Holding::Session(id(&format!("held {number}")));
        Held { what, at: now() + TimeDelta::hours(number), minutes: Minutes::Twenty }
    }

    fn loaded(sessions: i64) -> Load {
        let mut member = mentor("ben");
        let offers = member.mentor.as_mut().unwrap();
        offers.held = (0..sessions).map(held).collect();
        let offers = offers.clone();
        load(&member, &offers, now())
    }

    #[test]
    fn a_week_is_full_when_not_even_the_shortest_session_fits() {
        assert_eq!((loaded(2).week, loaded(2).minutes), (2, 40));
        assert!(!loaded(2).is_full());
        assert!(loaded(3).is_full());
    }
}
