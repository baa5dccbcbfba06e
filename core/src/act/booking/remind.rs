//! What is said before a session: a day ahead, ten minutes ahead, and that somebody is on their way.

use chrono::{DateTime, TimeDelta, Utc};

use super::partner;
use crate::act::meeting::EARLY;
use crate::act::place::with_place;
use crate::action::{Action, Notice, Wake};
use crate::decision::{Change, Decision, Refusal, wake};
use crate::follow_up::{Policy, Wish};
use crate::member::Member;
use crate::moment::Moment;
use crate::script::say;
use crate::session::{Session, Stage};
use crate::store::SessionStory;
use crate::task::{Address, Delivery, Manner, Subject, Task, Work};

/// Whose hours begin this close together are reminded at once.
const REMINDED_TOGETHER: TimeDelta = TimeDelta::minutes(30);
/// A reminder a day before is sent when the booking is at least so far ahead.
const WORTH_A_REMINDER: TimeDelta = TimeDelta::hours(26);

/// The wake-ups of a session that has a time.
pub(in crate::act) fn reminders(
    session: &Session,
    learner: &Member,
    mentor: &Member,
    at: DateTime<Utc>,
    moment: &mut Moment,
) -> Vec<Change> {
    let about = Subject::Session(session.id);
    // An appointment keeps the learner's wall time: they picked it.
    let wish = |due| Some(Wish::at(due, &learner.calendar, Policy::Exactly));
    let mut changes = Vec::new();
    if at - moment.now >= WORTH_A_REMINDER {
        for due in reminded_at(at, learner, mentor) {
            let remind = Action::Clock(Wake::Remind(session.id, Notice::Day));
            changes.push(wake(remind, due, wish(due), about, moment));
        }
    }
    let soon = at - TimeDelta::minutes(10);
    if soon > moment.now {
        let remind = Action::Clock(Wake::Remind(session.id, Notice::Minutes));
        changes.push(wake(remind, soon, wish(soon), about, moment));
    }
    let begin = Action::Clock(Wake::Begin(session.id));
    changes.push(wake(begin, at, wish(at), about, moment));
    changes
}

/// When somebody is reminded of a session a day before: in their hours, so that what they read is still true.
fn a_day_before(starts_at: DateTime<Utc>, reader: &Member) -> Option<DateTime<Utc>> {
    let due = reader.calendar.opening(starts_at - TimeDelta::days(1))?;
    (due <= starts_at - TimeDelta::hours(1)).then_some(due)
}

/// When the two are reminded a day before: at once when their hours begin close together.
fn reminded_at(starts_at: DateTime<Utc>, learner: &Member, mentor: &Member) -> Vec<DateTime<Utc>> {
    match (a_day_before(starts_at, learner), a_day_before(starts_at, mentor)) {
        (Some(one), Some(other)) if (one - other).abs() < REMINDED_TOGETHER => vec![one.max(other)],
        (one, other) => one.into_iter().chain(other).collect(),
    }
}

/// The session comes near. A session that was moved meanwhile is not near, and a day's notice that comes too late is
/// left to the one of ten minutes.
pub(in crate::act) fn remind(story: &SessionStory, notice: Notice, moment: &mut Moment) -> Decision {
    let SessionStory { session, ask, learner, mentor } = story;
    let Stage::Booked { starts_at } = session.stage else { return Decision::silent() };
    let about = Subject::Session(session.id);
    let (key, manner, of_use_until) = match notice {
        Notice::Day => ("remind.day", Manner::Proactive, starts_at - TimeDelta::hours(1)),
        Notice::Minutes => ("remind.minutes", Manner::Appointment, starts_at),
    };
    let now = moment.now;
    let is_time = |reader: &Member| match notice {
        Notice::Day => a_day_before(starts_at, reader)
            .is_some_and(|due| (TimeDelta::zero()..REMINDED_TOGETHER).contains(&(now - due))),
        Notice::Minutes => starts_at - now <= TimeDelta::minutes(11),
    };
    let readers = [(learner, mentor), (mentor, learner)].into_iter().filter(|(reader, _)| is_time(reader));
    let mut decision = Decision::silent();
    for (reader, partner) in readers {
        let message = say(key)
            .with("partner", &partner.name)
            .with("question", &ask.question)
            .with("at", starts_at)
            .button("on_my_way", Action::OnMyWay(session.id))
            .button("move", Action::Move(Some(session.id)))
            .button("cancel", Action::Cancel(Some(session.id)))
            .message();
        let message = match notice {
            Notice::Day => message,
            Notice::Minutes => with_place(message, reader, learner, mentor),
        };
        let work = Work::Deliver(Delivery::new(Address::Member(reader.id), message, manner));
        let not_after = Some(of_use_until);
        let task = Task { id: moment.id(), due: moment.now, wish: None, not_after, about, work };
        decision = decision.and(Change::Task(task));
    }
    decision
}

/// One of the two says that they will be there, or comes a little late. The other hears it once, and again where they
/// say meanwhile that they are alone.
pub(in crate::act) fn on_my_way(
    story: &SessionStory,
    speaker: &Member,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let partner = partner(story, speaker)?;
    let mut session = story.session.clone();
    let (Stage::Booked { starts_at } | Stage::Meeting { started_at: starts_at }) = session.stage else {
        return Err(Refusal::because(say("on-my-way.over")));
    };
    let told = say("on-my-way.told").with("partner", &speaker.name).with("at", starts_at).message();
    let reply = say("on-my-way").with("partner", &partner.name).message();
    let about = Subject::Session(story.session.id);
    // Long before its time it is no part of the appointment yet.
    let near = starts_at - moment.now <= EARLY;
    let manner = if near { Manner::Appointment } else { Manner::Awaited };
    let before = session.attendance;
    if near {
        session.comes(speaker.id);
    }
    let is_new = session.attendance != before;
    let mut decision = Decision::reply(reply);
    if is_new || !near || before.somebody_is_alone() {
        decision = decision.and_tell(partner.id, about, manner, told, moment);
    }
    Ok(decision.and_all(is_new.then(|| Change::Session(Box::new(session)))))
}
