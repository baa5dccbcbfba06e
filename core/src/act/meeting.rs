//! The session itself: it begins with the agenda, and its minutes end with the note.

use chrono::{NaiveTime, TimeDelta};

use super::attendance::{did_not_take_place, held};
use super::place::with_place;
use super::route::working_days_later;
use crate::action::{Action, Met, Wake};
use crate::ask::Stage as AskStage;
use crate::decision::{Change, Decision, Refusal, tell_until, wake};
use crate::follow_up::{BUFFER, Busy, Policy, Wish};
use crate::member::{Held, Holding, Member};
use crate::moment::Moment;
use crate::script::say;
use crate::session::{Attendance, Ending, Session, Stage, Word};
use crate::store::SessionStory;
use crate::task::{Manner, Subject};

/// A session may be started by hand so long before its time.
pub(super) const EARLY: TimeDelta = TimeDelta::hours(1);

/// One of the two wants to begin: in the minutes that both keep free before it, or earlier when both say so.
pub(super) fn start(
    story: SessionStory,
    speaker: &Member,
    busy: &[Busy],
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let partner = super::booking::partner(&story, speaker)?.name.clone();
    match story.session.stage {
        // In office hours another may lie right before it.
        Stage::Booked { starts_at }
            if starts_at - moment.now <= BUFFER
                && !super::booking::collides(&story.session, busy, moment.now) =>
        {
            Ok(begin(story, Some(speaker), moment))
        }
        Stage::Booked { starts_at } if starts_at - moment.now <= EARLY => {
            super::booking::now(story, speaker, busy, moment)
        }
        Stage::Booked { starts_at } => {
            Err(Refusal::because(say("start.early").with("at", starts_at).with("partner", &partner)))
        }
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

/// The two begin: both get the agenda, the minutes run, and the ask has what it wanted.
pub(super) fn begin(story: SessionStory, speaker: Option<&Member>, moment: &mut Moment) -> Decision {
    let SessionStory { mut session, mut ask, learner, mut mentor } = story;
    let (now, about) = (moment.now, Subject::Session(session.id));
    session.stage = Stage::Meeting { started_at: now };
    session.attendance = Attendance { held: false, unheard: None, ..session.attendance };
    ask.stage = AskStage::Booked { session: session.id };
    // Who says to begin is there, and so is who is free at once.
    let free = session.free.filter(|free| now <= free.until).map(|free| free.who);
    speaker.map(|speaker| speaker.id).into_iter().chain(free).for_each(|who| session.comes(who));
    let held = Held { what: Holding::Session(session.id), at: now, minutes: session.minutes };
    mentor.mentor = mentor.mentor.map(|profile| profile.holding(held, now));
    let agenda = |reader: &Member, partner: &Member| {
        let message = say("agenda")
            .with("partner", &partner.name)
            .with("learner", &learner.name)
            .with("question", &ask.question)
            .with("minutes", session.minutes)
            .button("note", Action::Note(Some(session.id), None))
            .button("alone", Action::Met(session.id, Met::No))
            .message();
        with_place(message, reader, &learner, &mentor)
    };
    let end = now + session.minutes.time();
    let mut decision = Decision::silent();
    for (reader, partner) in [(&learner, &mentor), (&mentor, &learner)] {
        if speaker.is_some_and(|speaker| speaker.id == reader.id) {
            decision.reply = agenda(reader, partner).into();
        } else {
            let manner = Manner::Appointment;
            decision =
                decision.and(tell_until(end, reader.id, about, manner, agenda(reader, partner), moment));
        }
    }
    decision
        .and(Change::Drop(about))
        .and(wake(Action::Clock(Wake::WrapUp(session.id)), end, None, about, moment))
        .and(Change::Ask(ask))
        .and(Change::Member(Box::new(learner)))
        .and(Change::Member(Box::new(mentor)))
        .and(Change::Session(Box::new(session)))
}

/// The minutes are over: both are asked for the note, unless it is written already, and whether they met, unless that
/// is known. Who has said that they did not is not asked again.
pub(super) fn wrap_up(mut story: SessionStory, moment: &mut Moment) -> Decision {
    let Stage::Meeting { started_at } = story.session.stage else { return Decision::silent() };
    story.session.stage = Stage::Noting { started_at, ended_at: moment.now };
    let (story, changes) =
        if story.session.attendance.both_came() { held(story, moment) } else { (story, Vec::new()) };
    let SessionStory { session, learner, mentor, .. } = story;
    let about = Subject::Session(session.id);
    let later = working_days_later(&learner, moment.now, 1);
    let mut decision = Decision::silent().and_all(changes);
    for (reader, partner) in [(&learner, &mentor), (&mentor, &learner)] {
        if session.word_of(reader.id) == Some(Word::NotMet) {
            continue;
        }
        let asks = !session.attendance.held;
        let message = say("wrap-up")
            .with("partner", &partner.name)
            .with("learner", &learner.name)
            .with("is_learner", reader.id == learner.id)
            .with("minutes", session.minutes)
            .with("asks", asks)
            .button("note", Action::Note(Some(session.id), None))
            .button_if(asks, "yes", Action::Met(session.id, Met::Yes))
            .button_if(asks, "no", Action::Met(session.id, Met::No))
            .message();
        // By then the learner is asked once more.
        decision = decision.and(tell_until(later, reader.id, about, Manner::Appointment, message, moment));
    }
    let wish = Wish::at(later, &learner.calendar, Policy::OnDay);
    let unwritten = Action::Clock(Wake::Unwritten(session.id));
    decision.and(wake(unwritten, later, Some(wish), about, moment)).and(Change::Session(Box::new(session)))
}

/// The note is still missing a day later: the learner is asked once more, then the session closes quietly. Where nobody
/// has said whether they met, what they did counts.
pub(super) fn unwritten(story: SessionStory, moment: &mut Moment) -> Decision {
    let Stage::Noting { .. } = story.session.stage else { return Decision::silent() };
    let Attendance { held: was_held, .. } = story.session.attendance;
    if was_held && story.session.attendance.differs() {
        return close_unwritten(story.session, moment);
    }
    if !was_held && !story.session.attendance.seems_held() {
        return did_not_take_place(story, None, moment);
    }
    let (SessionStory { session, learner, mentor, .. }, mut changes) = held(story, moment);
    let about = Subject::Session(session.id);
    let message = say("unwritten")
        .with("partner", &mentor.name)
        .button("note", Action::Note(Some(session.id), None))
        .message();
    let later = working_days_later(&learner, moment.now, 2);
    let close = Action::Clock(Wake::Close(session.id));
    if !was_held {
        changes.push(Change::Session(Box::new(session.clone())));
    }
    Decision::silent()
        .and_all(changes)
        .and_tell(learner.id, about, Manner::Proactive, message, moment)
        .and(wake(close, later, None, about, moment))
}

/// Closes a session whose note was never written.
pub(super) fn close_unwritten(mut session: Session, moment: &Moment) -> Decision {
    session.stage = Stage::Closed { at: moment.now, ending: Ending::Unwritten, note: None };
    Decision::silent().and(Change::Session(Box::new(session)))
}

/// The hour at which a checkpoint without a time is asked.
pub(super) fn ten_oclock() -> NaiveTime {
    NaiveTime::from_hms_opt(10, 0, 0).expect("ten o'clock exists")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{following, id, later, meeting, member, mentor, moment, now, refused};
    use crate::task::Address;

    fn booked(left: TimeDelta) -> SessionStory {
        meeting(Stage::Booked { starts_at: now() + left })
    }

    fn noting() -> Stage {
        Stage::Noting { started_at: now() - TimeDelta::minutes(10), ended_at: now() }
    }

    fn closed() -> Stage {
        Stage::Closed { at: now(), ending: Ending::Unwritten, note: None }
    }

    fn other(left: i64) -> Busy {
        let from = now() + TimeDelta::minutes(left);
        Busy::kept_free(from, from + TimeDelta::minutes(10))
    }

    #[test]
    fn a_session_is_started_early_only_when_both_are_free() {
        let starts = |left, busy: &[Busy]| {
            let story = booked(TimeDelta::minutes(left));
            start(story, &member("ana"), busy, &mut moment()).map(|_| ()).map_err(|refusal| refusal.key())
        };
        assert_eq!(starts(10, &[]), Ok(()));
        assert_eq!(starts(50, &[]), Ok(()));
        assert_eq!(starts(50, &[other(5)]), Err("now.busy"));
        assert_eq!(starts(61, &[]), Err("start.early"));
    }

    #[test]
    fn only_a_booked_session_can_be_started() {
        let start = |stage, who: &str| refused(start(meeting(stage), &member(who), &[], &mut moment()));
        assert_eq!(start(crate::sample::session().stage, "ana"), "start.no-time");
        assert_eq!(start(Stage::Meeting { started_at: now() }, "ana"), "start.begun");
        assert_eq!(start(noting(), "ben"), "start.begun");
        assert_eq!(start(following(), "ben"), "start.begun");
        assert_eq!(start(closed(), "ana"), "book.over");
        assert_eq!(start(Stage::Booked { starts_at: now() }, "eve"), "refusal.not-yours");
    }

    #[test]
    fn the_clock_begins_a_session_at_its_time_and_not_one_that_was_moved() {
        let begun = on_time(booked(TimeDelta::zero()), &mut moment());
        assert_eq!(begun.session().stage, Stage::Meeting { started_at: now() });
        assert_eq!(begun.told().len(), 2);
        assert!(on_time(booked(TimeDelta::hours(1)), &mut moment()).changes.is_empty());
        assert!(on_time(meeting(Stage::Meeting { started_at: now() }), &mut moment()).changes.is_empty());
    }

    #[test]
    fn who_begins_reads_the_agenda_at_once_and_the_other_is_told() {
        let decision = start(booked(TimeDelta::zero()), &mentor("ben"), &[], &mut moment()).unwrap();
        assert_eq!(decision.answered(), "agenda");
        assert_eq!(decision.told(), [(Address::Member(id("ana")), "agenda")]);
    }

    #[test]
    fn the_minutes_end_with_the_note_and_a_written_note_with_nothing() {
        let decision =
            wrap_up(meeting(Stage::Meeting { started_at: now() }), &mut later(TimeDelta::minutes(10)));
        assert_eq!(decision.told().len(), 2);
        assert!(matches!(decision.session().stage, Stage::Noting { .. }));
        for stage in [noting(), following(), closed()] {
            assert!(wrap_up(meeting(stage), &mut moment()).changes.is_empty());
        }
    }

    #[test]
    fn a_missing_note_is_asked_for_once() {
        let mut story = meeting(noting());
        story.session.attendance.held = true;
        let decision = unwritten(story, &mut moment());
        assert_eq!(decision.told(), [(Address::Member(id("ana")), "unwritten")]);
        assert_eq!(decision.wakes()[0].0, &Action::Clock(Wake::Close(id("session"))));
        assert!(unwritten(meeting(following()), &mut moment()).changes.is_empty());
    }
}
