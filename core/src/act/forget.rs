//! Words that are too old to be kept are forgotten, once a week, and with them every signal that has ended.

use chrono::TimeDelta;

use super::report;
use crate::action::{Action, Wake};
use crate::community::Community;
use crate::decision::{Change, Decision, wake};
use crate::fact::Event;
use crate::moment::Moment;
use crate::retention::Retention;
use crate::session::Session;
use crate::task::Subject;

/// So many sessions are forgotten at once; where there are more, the next follow a minute later.
pub(super) const AT_ONCE: u32 = 200;
/// One that is overdue by more was given up, and is planned anew.
const OVERDUE: TimeDelta = TimeDelta::weeks(2);

/// Forgets what is too old of these sessions, which are the oldest that have words, and of everything that was said.
pub(super) fn forget(community: &Community, sessions: Vec<Session>, moment: &mut Moment) -> Decision {
    let bygone = community.retention.bygone(&community.settings, moment.now);
    let more = sessions.len() >= AT_ONCE as usize;
    let mut changed = community.clone();
    let next = if more {
        moment.now + TimeDelta::minutes(1)
    } else {
        changed.retention.done_to = Some(bygone.before);
        Retention::next(moment.now, community.zone)
    };
    let over = |session: &Session| session.words_since().is_some_and(|since| since < bygone.before);
    // Whatever was kept before it was known since when, is written as it is: then that is known.
    let sessions =
        sessions.into_iter().map(|session| if over(&session) { session.without_words() } else { session });
    let sessions = sessions.map(|session| Change::Session(Box::new(session))).collect::<Vec<_>>();
    Decision::silent().and_all(sessions).and(Change::Forget(bygone)).and_all(planned(changed, next, moment))
}

fn planned(
    mut community: Community,
    next: chrono::DateTime<chrono::Utc>,
    moment: &mut Moment,
) -> [Change; 2] {
    community.retention.planned = Some(next);
    let about = Subject::Community(community.scope().community());
    let look = wake(Action::Clock(Wake::Forget), next, None, about, moment);
    [Change::Community(Box::new(community)), look]
}

/// The promise of the look that is planned.
pub(super) fn awaited(community: &Community, moment: &mut Moment) -> Option<Change> {
    let next = community.retention.planned?;
    let about = Subject::Community(community.scope().community());
    Some(wake(Action::Clock(Wake::Forget), next, None, about, moment))
}

/// Plans the first look.
pub(super) fn first(community: &Community, moment: &mut Moment) -> Decision {
    let next = Retention::next(moment.now, community.zone);
    Decision::silent().and_all(planned(community.clone(), next, moment))
}

/// Plans the first look as soon as there is a note to forget some day, a report or a signal, beside whatever was said.
pub(super) fn planned_beside(mut decision: Decision, community: &Community, moment: &mut Moment) -> Decision {
    let noted = |change: &Change| match change {
        Change::Fact(fact) => matches!(fact.event, Event::Noted { .. }),
        Change::Signal(_) => true,
        Change::Keepsake(name, Some(_)) => name.starts_with(report::SENT),
        _ => false,
    };
    let is_alive = community.retention.planned.is_some_and(|next| moment.now - next < OVERDUE);
    if is_alive || community.is_closed() || !decision.changes.iter().any(noted) {
        return decision;
    }
    let written = decision.changes.iter().position(|change| matches!(change, Change::Community(_)));
    let known = match written.map(|place| decision.changes.remove(place)) {
        Some(Change::Community(written)) => *written,
        _ => community.clone(),
    };
    let next = Retention::next(moment.now, known.zone);
    let planned = planned(known, next, moment);
    decision.and_all(planned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community, id, later, member, note, now, session};
    use crate::session::{Ending, Stage};

    const NOTES_KEPT_DAYS: i64 = 180;

    fn closed(days: i64) -> Session {
        let at = now() - TimeDelta::days(days);
        Session { stage: Stage::Closed { at, ending: Ending::Answered, note: Some(note()) }, ..session() }
    }

    fn written(decision: &Decision) -> &Community {
        let community = decision.changes.iter().find_map(|change| match change {
            Change::Community(community) => Some(&**community),
            _ => None,
        });
        community.unwrap()
    }

    #[test]
    fn what_is_over_for_long_enough_is_forgotten_and_what_is_not_stays() {
        for (days, forgotten) in [(NOTES_KEPT_DAYS + 1, true), (NOTES_KEPT_DAYS, false), (1, false)] {
            let decision = forget(&community(), vec![closed(days)], &mut crate::sample::moment());
            assert_eq!(decision.session().forgotten, forgotten, "{days}");
            let before = now() - TimeDelta::days(NOTES_KEPT_DAYS);
            assert!(
                decision
                    .changes
                    .contains(&Change::Forget(community().retention.bygone(&community().settings, now())))
            );
            assert_eq!(written(&decision).retention.done_to, Some(before));
            let next = Retention::next(now(), community().zone);
            assert_eq!(decision.wakes(), [(&Action::Clock(Wake::Forget), next)]);
        }
        let many = vec![closed(300); AT_ONCE as usize];
        let decision = forget(&community(), many, &mut crate::sample::moment());
        assert_eq!(decision.wakes()[0].1, now() + TimeDelta::minutes(1));
        assert_eq!(written(&decision).retention.done_to, None);
    }

    #[test]
    fn it_is_planned_with_the_first_note_or_signal_and_once() {
        let mut moment = crate::sample::moment();
        let event = Event::Noted { session: id("session"), due: now(), affirmation: None, repeated: false };
        let noted =
            |moment: &mut Moment| Decision::silent().and_fact(member("ana").id, event.clone(), moment);
        let decision = planned_beside(noted(&mut moment), &community(), &mut moment);
        let planned = written(&decision).clone();
        assert_eq!(decision.wakes(), [(&Action::Clock(Wake::Forget), Retention::next(now(), planned.zone))]);
        assert!(planned_beside(noted(&mut moment), &planned, &mut moment).wakes().is_empty());
        assert!(planned_beside(Decision::silent(), &community(), &mut moment).changes.is_empty());
        let told =
            Decision::silent().and(Change::Signal(crate::sample::signal(crate::signal::Kind::Submission)));
        assert_eq!(planned_beside(told, &community(), &mut moment).wakes().len(), 1);
        let given_up = &mut later(TimeDelta::weeks(9));
        assert!(!planned_beside(noted(given_up), &planned, given_up).wakes().is_empty());
    }
}
