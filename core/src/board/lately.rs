//! What mentors gave lately. It goes by the journal and by the rules of the numbers, so that it adds up to what the
//! numbers say; what is still to come of what they took on stands in the memory alone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::PAGE;
use crate::community::Community;
use crate::fact::{Event, Fact};
use crate::id::{MemberId, SessionId};
use crate::kpi::{Given, Journal, Span, Terms, given};
use crate::session::{Session, Stage};
use crate::store::{Store, StoreError};

/// An offer that ended within the time was made at most so long before it.
const OFFERED: TimeDelta = TimeDelta::days(30);

/// What mentors gave in the last 30 days and today, which are days of the community.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lately {
    /// Each of those who were asked for.
    pub mentors: BTreeMap<MemberId, Recent>,
    /// All others together: who helped without mentoring, and who mentors no more. Offers are not counted.
    pub others: Given,
}

/// What one mentor gave, and took on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recent {
    /// What they gave.
    pub given: Given,
    /// Sessions that they took on meanwhile and that are still to come, or of which it is not known whether they met.
    pub open: u32,
    /// Sessions that they took on meanwhile and that did not take place, and will not.
    pub not_held: u32,
}

/// What these mentors gave lately, and all others together.
///
/// # Errors
/// The memory does not answer.
pub async fn lately(
    store: &dyn Store,
    community: &Community,
    mentors: &[MemberId],
    now: DateTime<Utc>,
) -> Result<Lately, StoreError> {
    let (scope, terms) = (community.scope(), Terms::of(community.zone));
    let window = Span::Days30.up_to(now, &terms);
    let since = window.from.unwrap_or(now);
    let told = store.told_of_mentoring(scope, since - OFFERED).await?;
    let given = given(&told.iter().collect::<Journal>(), &window, &terms);
    let mut lately = shared(given, mentors);
    for mentors in mentors.chunks(PAGE as usize) {
        let sessions = store.taken_on(scope, mentors, since).await?;
        for session in &sessions {
            lately.add(session);
        }
        lately.add_gone(&told, &sessions, mentors, since);
    }
    Ok(lately)
}

/// Given by each of some, and by all others together.
fn shared(given: BTreeMap<MemberId, Given>, mentors: &[MemberId]) -> Lately {
    let mut lately = Lately::default();
    lately.mentors.extend(mentors.iter().map(|mentor| (*mentor, Recent::default())));
    for (who, given) in given {
        match lately.mentors.get_mut(&who) {
            Some(recent) => recent.given = given,
            None => {
                lately.others.sessions += given.sessions;
                lately.others.minutes += given.minutes;
            }
        }
    }
    lately
}

impl Lately {
    /// Counts a session that was taken on.
    fn add(&mut self, session: &Session) {
        let Some(recent) = self.mentors.get_mut(&session.mentor) else { return };
        match session.stage {
            _ if session.was_taken_back() => {}
            Stage::Choosing { .. } | Stage::Booked { .. } => recent.open += 1,
            _ if session.attendance.differs() => recent.open += 1,
            // Before anybody has said so, nothing tells that both came.
            Stage::Meeting { .. } | Stage::Noting { .. } if !session.attendance.held => recent.open += 1,
            Stage::Closed { .. } if !session.took_place() => recent.not_held += 1,
            Stage::Meeting { .. } | Stage::Noting { .. } | Stage::Following { .. } | Stage::Closed { .. } => {
            }
        }
    }

    /// Counts what the journal tells of sessions that were taken on since an instant, did not take place, and are gone
    /// with a learner who was erased.
    fn add_gone(&mut self, told: &[Fact], there: &[Session], mentors: &[MemberId], since: DateTime<Utc>) {
        let there: BTreeSet<SessionId> = there.iter().map(|session| session.id).collect();
        let mut gone: BTreeMap<SessionId, MemberId> = BTreeMap::new();
        for fact in told {
            match fact.event {
                Event::Affirmed { session, .. }
                    if session.made_at() >= since
                        && !there.contains(&session)
                        && mentors.contains(&fact.member) =>
                {
                    gone.insert(session, fact.member);
                }
                Event::SessionHeld { session, .. } => drop(gone.remove(&session)),
                _ => {}
            }
        }
        for recent in gone.values() {
            self.mentors.entry(*recent).or_default().not_held += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{id, moment, now, session};
    use crate::session::{Attendance, Ending, Minutes};

    fn recent(lately: &Lately) -> (u32, u32) {
        let recent = lately.mentors[&id("ben")];
        (recent.open, recent.not_held)
    }

    #[test]
    fn a_session_that_did_not_take_place_yet_is_told_from_one_that_never_will() {
        let with = |stage| Session { stage, ..session() };
        let ended = |ending| with(Stage::Closed { at: now(), ending, note: None });
        let meeting = with(Stage::Meeting { started_at: now() });
        let known =
            Session { attendance: Attendance { held: true, ..Attendance::default() }, ..meeting.clone() };
        let mut taken_back = ended(Ending::Cancelled { by: id("ben") });
        taken_back.affirmation.undone = Some(now());
        let counted = |session: &Session| {
            let mut lately = shared(BTreeMap::new(), &[id("ben")]);
            lately.add(session);
            recent(&lately)
        };
        for open in
            [with(Stage::Choosing { until: now() }), with(Stage::Booked { starts_at: now() }), meeting]
        {
            assert_eq!(counted(&open), (1, 0));
        }
        for not_held in [Ending::Lapsed, Ending::Missed, Ending::Cancelled { by: id("ana") }] {
            assert_eq!(counted(&ended(not_held)), (0, 1));
        }
        for neither in [known, ended(Ending::Answered), taken_back] {
            assert_eq!(counted(&neither), (0, 0));
        }
    }

    #[test]
    fn what_others_gave_stands_together_and_without_a_name() {
        let some = |minutes| Given { sessions: 1, minutes, ended: 2, missed: 1 };
        let given = [(id("ben"), some(10)), (id("cleo"), some(15)), (id("dan"), some(20))].into();
        let lately = shared(given, &[id("ben"), id("eve")]);
        assert_eq!(lately.others, Given { sessions: 2, minutes: 35, ..Given::default() });
        assert_eq!(lately.mentors[&id("ben")].given, some(10));
        assert_eq!((lately.mentors.len(), lately.mentors[&id("eve")]), (2, Recent::default()));
    }

    #[test]
    fn a_session_that_is_gone_with_its_learner_stays_in_the_count() {
        let mut moment = moment();
        let since = now() - TimeDelta::days(1);
        let [gone, kept, before]: [SessionId; 3] = [moment.id(), moment.id(), id("before")];
        let affirmed = |session| Event::Affirmed {
            offer: id("offer"),
            ask: id("ask"),
            session,
            specific: true,
            warned: false,
            repeated: false,
            first_response: None,
        };
        let mut told: Vec<Fact> = [gone, kept, before]
            .into_iter()
            .map(|session| Fact::new(id("ben"), affirmed(session), &mut moment))
            .collect();
        let there = [Session { id: kept, ..session() }];
        let counted = |told: &[Fact]| {
            let mut lately = shared(BTreeMap::new(), &[id("ben")]);
            lately.add_gone(told, &there, &[id("ben")], since);
            recent(&lately)
        };
        assert_eq!(counted(&told), (0, 1));
        // That it was held is counted by what the journal tells of it.
        let held = Event::SessionHeld { session: gone, mentor: id("ben"), minutes: Minutes::Ten };
        told.push(Fact::new(id("ana"), held, &mut moment));
        assert_eq!(counted(&told), (0, 0));
    }
}
