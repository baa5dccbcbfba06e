//! What becomes of a session that does not take place, and of its ask.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::act::cards;
use crate::act::route::{Field, route};
use crate::ask::{Ending as AskEnding, Stage as AskStage};
use crate::decision::{Change, Decision};
use crate::fact::Event;
use crate::id::MemberId;
use crate::member::{Holding, Member};
use crate::moment::Moment;
use crate::session::{Ending, Session, Stage};
use crate::store::SessionStory;
use crate::task::Subject;

/// A cancellation with less notice is counted as late.
const LATE: TimeDelta = TimeDelta::hours(3);

/// A session that has not begun does not take place. What its ask keeps is its place, when it is the mentor who cannot.
pub(in crate::act) fn call_off(
    decision: Decision,
    story: SessionStory,
    by: &Member,
    field: Field,
    moment: &mut Moment,
) -> Decision {
    let keeps_its_place = by.id != story.learner.id;
    called_off(decision, story, by.id, keeps_its_place, field, moment)
}

/// As [`call_off`], also by somebody who is neither of the two.
pub(in crate::act) fn called_off(
    decision: Decision,
    story: SessionStory,
    by: MemberId,
    keeps_its_place: bool,
    field: Field,
    moment: &mut Moment,
) -> Decision {
    let mut story = story;
    let late = story.session.starts_at().is_some_and(|at| at - moment.now < LATE);
    let event = Event::Cancelled { session: story.session.id, late };
    story.session.stage = Stage::Closed { at: moment.now, ending: Ending::Cancelled { by }, note: None };
    let decision = decision.and(Change::Drop(Subject::Session(story.session.id))).and_fact(by, event, moment);
    came_to_nothing(decision, story, keeps_its_place, field, moment)
}

/// A session that is closed, and came to nothing, leaves its ask its place, or nobody.
pub(in crate::act) fn came_to_nothing(
    decision: Decision,
    story: SessionStory,
    keeps_its_place: bool,
    field: Field,
    moment: &mut Moment,
) -> Decision {
    if keeps_its_place { goes_on(decision, story, field, moment) } else { ends(decision, story, moment) }
}

/// A session that is closed leaves its ask without anybody: the ask is closed as well.
fn ends(decision: Decision, story: SessionStory, moment: &Moment) -> Decision {
    let SessionStory { session, mut ask, mentor, .. } = story;
    ask.stage = AskStage::Closed { at: moment.now, ending: AskEnding::Lapsed };
    cards::untrue(&mut ask);
    let mentor = without(mentor, &session);
    decision
        .and(Change::Ask(ask))
        .and(Change::Member(Box::new(mentor)))
        .and(Change::Session(Box::new(session)))
}

/// A session that is closed leaves its ask its place: it goes to somebody else, unless it was taken out.
fn goes_on(decision: Decision, story: SessionStory, field: Field, moment: &mut Moment) -> Decision {
    if story.ask.taken_out {
        return ends(decision, story, moment);
    }
    let SessionStory { session, mut ask, learner, mentor } = story;
    ask.tried.push(mentor.id);
    let others =
        |field: Vec<Arc<Member>>| field.into_iter().filter(|member| member.id != mentor.id).collect();
    let field = Field { on_topic: others(field.on_topic), nearby: others(field.nearby), ..field };
    ask.stage = AskStage::Waiting { again_at: moment.now, tries: 0 };
    cards::untrue(&mut ask);
    let routed = route(ask, &learner, field, moment);
    let mentor = without(mentor, &session);
    routed.into(decision).and(Change::Member(Box::new(mentor))).and(Change::Session(Box::new(session)))
}

/// A mentor whose caps a session uses up no more.
fn without(mentor: Member, session: &Session) -> Member {
    let profile = mentor.mentor.map(|profile| profile.without(Holding::Session(session.id)));
    Member { mentor: profile, ..mentor }
}
