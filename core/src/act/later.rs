//! What follows a session is decided when it can be said: it would be said of the session as it was otherwise.

use chrono::{DateTime, TimeDelta, Utc};

use super::{follow, meeting};
use crate::action::{Action, Wake};
use crate::decision::{self, Decision};
use crate::moment::Moment;
use crate::session::{Session, Stage};
use crate::store::SessionStory;
use crate::task::Subject;

/// Decides about a session what is said as soon as it is decided.
pub(super) fn follow_up(wake: Wake, story: SessionStory, moment: &mut Moment) -> Decision {
    match wake {
        Wake::Unwritten(_) => meeting::unwritten(story, moment),
        Wake::Nudge(_, time) => follow::nudge(story, time, moment),
        Wake::CheckIn(_) => follow::check_in(story, moment),
        Wake::Close(_) => follow::close(story, moment),
        _ => Decision::silent(),
    }
}

/// Whether anybody hears of it: where no note was written a session is closed without a word, so that it need not wait
/// until something may be said.
pub(super) fn says_something(wake: Wake, session: &Session) -> bool {
    !matches!((wake, &session.stage), (Wake::Close(_), Stage::Noting { .. }))
}

/// A nudge that would come later than this is left to the next question.
pub(super) const LATEST_NUDGE: TimeDelta = TimeDelta::days(2);

/// What cannot be said now is not decided now: it would be said of a session as it was, not as it is by then.
pub(super) fn put_off(
    wake: Wake,
    story: &SessionStory,
    later: DateTime<Utc>,
    moment: &mut Moment,
) -> Decision {
    let too_late = matches!(wake, Wake::Nudge(..)) && later - moment.now > LATEST_NUDGE;
    if too_late || !story.session.is_open() {
        return Decision::silent();
    }
    let about = Subject::Session(story.session.id);
    Decision::silent().and(decision::wake(Action::Clock(wake), later, None, about, moment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{following, id, now, session};

    #[test]
    fn closing_what_was_never_noted_says_nothing_and_everything_else_does() {
        let noting = Session { stage: Stage::Noting { started_at: now(), ended_at: now() }, ..session() };
        let noted = Session { stage: following(), ..session() };
        let close = Wake::Close(id("session"));
        assert!(!says_something(close, &noting) && says_something(close, &noted));
        assert!(says_something(Wake::Unwritten(id("session")), &noting));
    }
}
