//! How much each mentor carries, against what they want to give.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::PAGE;
use crate::community::Scope;
use crate::fact::{Event, Fact};
use crate::id::{MemberId, SessionId};
use crate::member::{Caps, Member, Mentor, Record};
use crate::parting;
use crate::session::{Minutes, Session, Stage};
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
    /// Since when nothing is offered to them, as three times they did not answer.
    pub rests_since: Option<DateTime<Utc>>,
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
    // Sessions go with somebody who is erased alone, so the journal is seldom read for them.
    let was_erased = parting::somebody_was_erased(store, scope, now - LATELY).await?;
    let told = if was_erased { store.told_of_sessions(scope, now - LATELY).await? } else { Vec::new() };
    let mut gone = gone(&told, &sessions, now - LATELY);
    let load = |member: &Member| {
        let lately = sessions.get(&member.id).map_or(&[][..], Vec::as_slice);
        let gone = gone.remove(&member.id).unwrap_or_default();
        member.mentor.as_ref().map(|mentor| load(member, mentor, lately, &gone, now))
    };
    Ok((mentors.iter().filter_map(load).collect(), more))
}

/// Of a mentor's sessions that are gone with a learner who was erased: the minutes of each that took place.
type Gone = BTreeMap<SessionId, Option<Minutes>>;

/// What the journal tells of sessions that were taken on since an instant and are there no more, by mentor.
fn gone(
    told: &[Fact],
    there: &BTreeMap<MemberId, Vec<Session>>,
    since: DateTime<Utc>,
) -> BTreeMap<MemberId, Gone> {
    let there: BTreeSet<SessionId> = there.values().flatten().map(|session| session.id).collect();
    let is_gone = |session: &SessionId| session.made_at() >= since && !there.contains(session);
    let mut gone: BTreeMap<MemberId, Gone> = BTreeMap::new();
    for fact in told {
        match fact.event {
            Event::Affirmed { session, .. } if is_gone(&session) => {
                gone.entry(fact.member).or_default().entry(session).or_default();
            }
            Event::SessionHeld { session, mentor, minutes } if is_gone(&session) => {
                gone.entry(mentor).or_default().insert(session, Some(minutes));
            }
            // Said of one that was held, it takes back that this is known.
            Event::SessionUnheard { session } => {
                gone.values_mut().filter_map(|gone| gone.get_mut(&session)).for_each(|held| *held = None);
            }
            _ => {}
        }
    }
    gone
}

fn load(member: &Member, mentor: &Mentor, lately: &[Session], gone: &Gone, now: DateTime<Utc>) -> Load {
    let caps = mentor.caps;
    let room = mentor.room(&member.calendar, now, None);
    let taken_on = lately.iter().filter(|session| !session.was_taken_back()).count();
    let held = lately.iter().filter(|session| took_place(session)).map(|session| session.minutes);
    let held: Vec<Minutes> = held.chain(gone.values().copied().flatten()).collect();
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
        record: mentor.record,
        taken_on: (taken_on + gone.len()) as u32,
        held: held.len() as u32,
        held_minutes: held.iter().map(|minutes| minutes.count()).sum(),
    }
}

fn took_place(session: &Session) -> bool {
    match session.stage {
        Stage::Choosing { .. } | Stage::Booked { .. } => false,
        // Before anybody has said so, nothing tells that both came.
        Stage::Meeting { .. } | Stage::Noting { .. } => session.attendance.held && session.took_place(),
        Stage::Following { .. } | Stage::Closed { .. } => session.took_place(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::member::{Held, Holding};
    use crate::sample::{id, mentor, now, session};
    use crate::session::{Attendance, Ending};

    fn held(number: i64) -> Held {
        let what = Holding::Session(id(&format!("held {number}")));
        Held { what, at: now() + TimeDelta::hours(number), minutes: Minutes::Twenty }
    }

    fn loaded(sessions: i64, lately: &[Session]) -> Load {
        let mut member = mentor("ben");
        let offers = member.mentor.as_mut().unwrap();
        offers.held = (0..sessions).map(held).collect();
        let offers = offers.clone();
        load(&member, &offers, lately, &Gone::new(), now())
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
        let mut taken_back = ended(Ending::Cancelled { by: id("ben") });
        taken_back.affirmation.undone = Some(now());
        let lately = [
            Session { attendance: Attendance { held: true, ..Attendance::default() }, ..meeting.clone() },
            meeting,
            with(Stage::Choosing { until: now() }),
            ended(Ending::Answered),
            ended(Ending::Lapsed),
            ended(Ending::Missed),
            ended(Ending::Cancelled { by: id("ana") }),
            taken_back,
        ];
        let load = loaded(0, &lately);
        let minutes = 2 * session().minutes.count();
        assert_eq!((load.taken_on, load.held, load.held_minutes), (7, 2, minutes));
    }

    #[test]
    fn a_session_that_is_gone_with_its_learner_stays_in_the_count() {
        let mut moment = crate::sample::moment();
        let since = now() - LATELY;
        let [gone_one, kept, before]: [SessionId; 3] = [moment.id(), moment.id(), id("before")];
        let held = |session| Event::SessionHeld { session, mentor: id("ben"), minutes: Minutes::Ten };
        let affirmed = Event::Affirmed {
            offer: id("offer"),
            ask: id("ask"),
            session: gone_one,
            specific: true,
            warned: false,
            repeated: false,
            first_response: None,
        };
        let mut told = vec![Fact::new(id("ben"), affirmed, &mut moment)];
        let there = [(id("ben"), vec![Session { id: kept, ..session() }])].into();
        let counted = |told: &[Fact]| gone(told, &there, since).remove(&id("ben")).unwrap();
        assert_eq!(counted(&told), [(gone_one, None)].into());
        // Of one that is there, and of one that was taken on before, nothing is counted twice.
        for session in [gone_one, kept, before] {
            told.push(Fact::new(id("ana"), held(session), &mut moment));
        }
        assert_eq!(counted(&told), [(gone_one, Some(Minutes::Ten))].into());
        let ben = mentor("ben");
        let load = load(&ben, ben.mentor.as_ref().unwrap(), &[session()], &counted(&told), now());
        assert_eq!((load.taken_on, load.held, load.held_minutes), (2, 1, 10));
        told.push(Fact::new(id("ana"), Event::SessionUnheard { session: gone_one }, &mut moment));
        assert_eq!(counted(&told), [(gone_one, None)].into());
    }
}
