//! The session itself: it begins with the agenda, and its minutes end with the note.

use chrono::{NaiveTime, TimeDelta};

use super::route::working_days_later;
use crate::action::{Action, Wake};
use crate::ask::Stage as AskStage;
use crate::decision::{Change, Decision, Refusal, tell, wake};
use crate::fact::Event;
use crate::follow_up::{Policy, Wish};
use crate::member::{Held, Holding, Member};
use crate::moment::Moment;
use crate::script::say;
use crate::session::{Ending, Session, Stage};
use crate::store::SessionStory;
use crate::task::{Manner, Subject};

/// A session may be started by hand so long before its time.
const EARLY: TimeDelta = TimeDelta::hours(1);

/// One of the two wants to begin.
pub(super) fn start(story: SessionStory, speaker: &Member, moment: &mut Moment) -> Result<Decision, Refusal> {
    super::booking::partner(&story, speaker)?;
    match story.session.stage {
        Stage::Booked { starts_at } if starts_at - moment.now <= EARLY => {
            Ok(begin(story, Some(speaker), moment))
        }
        Stage::Booked { starts_at } => Err(Refusal::because(say("start.early").with("at", starts_at))),
        Stage::Choosing { .. } => {
            let times = Action::Times(story.session.id, None);
            Err(Refusal::because(say("start.no-time").button("times", times)))
        }
        Stage::Meeting { .. } | Stage::Noting { .. } | Stage::Following { .. } => {
            Err(Refusal::because(say("start.begun")))
        }
        Stage::Closed { .. } => Err(Refusal::because(say("book.over"))),
    }
}

/// Its time has come.
pub(super) fn on_time(story: SessionStory, moment: &mut Moment) -> Decision {
    match story.session.stage {
        Stage::Booked { starts_at } if moment.now >= starts_at => begin(story, None, moment),
        _ => Decision::silent(),
    }
}

/// The two begin: both get the agenda, and the minutes run.
pub(super) fn begin(story: SessionStory, speaker: Option<&Member>, moment: &mut Moment) -> Decision {
    let SessionStory { mut session, mut ask, mut learner, mut mentor } = story;
    let (now, about) = (moment.now, Subject::Session(session.id));
    session.stage = Stage::Meeting { started_at: now };
    ask.stage = AskStage::Booked { session: session.id };
    let held = Held { what: Holding::Session(session.id), at: now, minutes: session.minutes };
    mentor.mentor = mentor.mentor.map(|profile| profile.holding(held, now));
    learner.met.insert(mentor.id, now);
    let agenda = |partner: &Member| {
        say("agenda")
            .with("partner", &partner.name)
            .with("learner", &learner.name)
            .with("question", &ask.question)
            .with("minutes", session.minutes)
            .button("note", Action::Note(Some(session.id), None))
            .message()
    };
    let mut decision = Decision::silent();
    for (reader, partner) in [(&learner, &mentor), (&mentor, &learner)] {
        if speaker.is_some_and(|speaker| speaker.id == reader.id) {
            decision.reply = agenda(partner).into();
        } else {
            decision = decision.and(tell(reader.id, about, Manner::Appointment, agenda(partner), moment));
        }
    }
    let end = now + session.minutes.time();
    let held = Event::SessionHeld { session: session.id, mentor: mentor.id, minutes: session.minutes };
    decision
        .and(Change::Drop(about))
        .and(wake(Action::Clock(Wake::WrapUp(session.id)), end, None, about, moment))
        .and_fact(learner.id, held, moment)
        .and(Change::Ask(ask))
        .and(Change::Member(Box::new(learner)))
        .and(Change::Member(Box::new(mentor)))
        .and(Change::Session(Box::new(session)))
}

/// The minutes are over: both are asked for the note, unless it is written already.
pub(super) fn wrap_up(story: SessionStory, moment: &mut Moment) -> Decision {
    let SessionStory { mut session, learner, mentor, .. } = story;
    let Stage::Meeting { started_at } = session.stage else { return Decision::silent() };
    session.stage = Stage::Noting { started_at, ended_at: moment.now };
    let about = Subject::Session(session.id);
    let mut decision = Decision::silent();
    for (reader, partner) in [(&learner, &mentor), (&mentor, &learner)] {
        let message = say("wrap-up")
            .with("partner", &partner.name)
            .with("learner", &learner.name)
            .with("is_learner", reader.id == learner.id)
            .with("minutes", session.minutes)
            .button("note", Action::Note(Some(session.id), None))
            .message();
        decision = decision.and_tell(reader.id, about, Manner::Appointment, message, moment);
    }
    let later = working_days_later(&learner, moment.now, 1);
    let wish = Wish::at(later, &learner.calendar, Policy::OnDay);
    let unwritten = Action::Clock(Wake::Unwritten(session.id));
    decision.and(wake(unwritten, later, Some(wish), about, moment)).and(Change::Session(Box::new(session)))
}

/// The note is still missing a day later: the learner is asked once more, then the session closes quietly.
pub(super) fn unwritten(story: SessionStory, moment: &mut Moment) -> Decision {
    let SessionStory { session, learner, mentor, .. } = story;
    let Stage::Noting { .. } = session.stage else { return Decision::silent() };
    let about = Subject::Session(session.id);
    let message = say("unwritten")
        .with("partner", &mentor.name)
        .button("note", Action::Note(Some(session.id), None))
        .message();
    let later = working_days_later(&learner, moment.now, 2);
    let close = Action::Clock(Wake::Close(session.id));
    Decision::silent()
        .and_tell(learner.id, about, Manner::Proactive, message, moment)
        .and(wake(close, later, None, about, moment))
}

/// Closes a session whose note was never written, and its ask with it.
pub(super) fn close_unwritten(mut session: Session, mut ask: crate::ask::Ask, moment: &Moment) -> Decision {
    session.stage = Stage::Closed { at: moment.now, ending: Ending::Unwritten, note: None };
    ask.stage = AskStage::Closed { at: moment.now, ending: crate::ask::Ending::Met };
    Decision::silent().and(Change::Session(Box::new(session))).and(Change::Ask(ask))
}

/// The hour at which a checkpoint without a time is asked.
pub(super) fn ten_oclock() -> NaiveTime {
    NaiveTime::from_hms_opt(10, 0, 0).expect("ten o'clock exists")
}
