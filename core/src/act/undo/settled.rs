//! What a member settled for themselves is as it was before: hours, zone, a pause, and what they offer.

use chrono::{DateTime, Utc};

use super::{is_fresh, with_blocks};
use crate::act::{day, mentor};
use crate::decision::{Change, Decision, Refusal};
use crate::fact::Event;
use crate::member::{Changed, Member, Mentor};
use crate::moment::Moment;
use crate::script::say;
use crate::session::Session;
use crate::store::Desk;
use crate::task::{Address, Subject};

/// A member takes back what they changed at an instant, as long as that is what they changed last. Offers that went on
/// to others meanwhile stay with them.
pub(in crate::act) fn undo(
    member: &Member,
    changed_at: DateTime<Utc>,
    desk: &Desk,
    given: &[Session],
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let last = member.earlier.as_deref().filter(|earlier| earlier.at.timestamp() == changed_at.timestamp());
    let Some(earlier) = last else { return Err(Refusal::because(say("undo.settled-gone"))) };
    if !is_fresh(earlier.at, moment.now) {
        return Err(Refusal::because(say("undo.settled-late")));
    }
    let mut back = member.clone();
    back.earlier = None;
    let key = match earlier.changed {
        Changed::Hours => "undo.hours",
        Changed::Pause => "undo.pause",
        Changed::Resume => "undo.resume",
        Changed::Join => "undo.join",
        Changed::Leave => "undo.leave",
        Changed::Pass(_) => return Err(Refusal::because(with_blocks(say("undo.nothing"), member))),
    };
    let mut changes = Vec::new();
    let event = match earlier.changed {
        Changed::Hours => {
            back.calendar.hours.clone_from(&earlier.calendar.hours);
            back.calendar.zone = earlier.calendar.zone;
            back.zone_told = earlier.zone_told;
            None
        }
        Changed::Pause | Changed::Resume => {
            back.calendar.pause = earlier.calendar.pause.filter(|pause| pause.until > moment.now);
            changes.push(Change::Drop(Subject::Pause(member.id)));
            // What waited for the end of a pause that is not any more waits no longer.
            changes.push(Change::Hasten(Address::Member(member.id)));
            changes.extend(day::planned(&back, moment));
            let until = back.calendar.pause.map(|pause| pause.until);
            Some(until.map_or(Event::Resumed, |until| Event::Paused { until }))
        }
        Changed::Join => match (&earlier.mentor, back.mentor.take()) {
            (Some(before), Some(now)) => {
                let Mentor { held, record, absences, .. } = now;
                back.mentor = Some(Mentor { held, record, absences, ..before.clone() });
                None
            }
            _ => {
                changes.extend(mentor::pass_on(&desk.offers, moment));
                Some(Event::StoppedMentoring)
            }
        },
        Changed::Leave => {
            let held = mentor::promised(member, given);
            back.mentor = earlier.mentor.clone().map(|before| Mentor { held, ..before });
            Some(Event::BecameMentor)
        }
        Changed::Pass(_) => None,
    };
    let office = |mentor: Option<&Mentor>| mentor.and_then(|mentor| mentor.office.clone());
    let (is, was) = (office(back.mentor.as_ref()), office(member.mentor.as_ref()));
    let reply = say(key)
        .with("hours", back.calendar.hours.to_string())
        .with("zone", back.calendar.zone.name())
        .with("until", back.calendar.pause.map(|pause| pause.until))
        .with("mentors", back.mentor.is_some())
        .with("moved", back.mentor.is_some() && is != was)
        .with("office", is.map(|office| office.to_string()))
        .message();
    let decision = Decision::reply(reply).and_all(changes);
    let decision = match event {
        Some(event) => decision.and_fact(member.id, event, moment),
        None => decision,
    };
    Ok(decision.and(Change::Member(Box::new(back))))
}
