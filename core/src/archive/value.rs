//! What an archive holds, as JSON.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Everything, FORMAT, VERSION};
use crate::ask::{Ask, Ending as AskEnding, Offer, Stage as AskStage};
use crate::audit::{Changed, Told};
use crate::fact::{Event, Fact};
use crate::id::{AskId, SessionId};
use crate::member::{Member, Mentor};
use crate::session::{Actionable, ActionableStage, CheckpointStage, Note, Session, Stage};
use crate::settings::Setting;
use crate::signal::Signal;
use crate::task::{Task, Work};
use crate::welcome::Consent;
use crate::win::Win;

/// All of it.
pub(super) fn value(all: &Everything<'_>, now: DateTime<Utc>) -> Value {
    let Everything { community, member, held, journal, .. } = all;
    let accounts =
        held.links.iter().map(|link| json!({ "account": link.account.to_string(), "since": link.since }));
    json!({
        "format": FORMAT,
        "version": VERSION,
        "made_at": now,
        "community": { "platform": community.platform, "id": community.external },
        "person": person(all),
        "wins": held.wins.iter().map(win).collect::<Vec<_>>(),
        "asks": held.asks.iter().map(ask).collect::<Vec<_>>(),
        "offers": held.offers.iter().map(offer).collect::<Vec<_>>(),
        "sessions": held.sessions.iter().map(|one| session(one, all)).collect::<Vec<_>>(),
        "reasons": held.signals.iter().map(reason).collect::<Vec<_>>(),
        "accounts": accounts.collect::<Vec<_>>(),
        "reports": all.sent.iter().map(|one| report(one, all)).collect::<Vec<_>>(),
        "waiting": held.waiting.iter().filter_map(|task| waiting(task, member)).collect::<Vec<_>>(),
        "changes": all.changes.iter().flat_map(changes).collect::<Vec<_>>(),
        "journal": journal.iter().map(|one| fact(one, &held.asks)).collect::<Vec<_>>(),
    })
}

fn person(all: &Everything<'_>) -> Value {
    let Everything { member, others, waits, read, .. } = all;
    let waits: Vec<&str> = waits.iter().map(|waits| waits.said.get().as_str()).collect();
    let blocked = others.iter().filter(|other| member.blocked.contains(&other.id)).map(|other| &other.name);
    json!({
        "id": member.handle,
        "name": member.name,
        "zone": member.calendar.zone,
        "hours": member.calendar.hours.to_string(),
        "pause": member.calendar.pause.map(|pause| json!({ "from": pause.from, "until": pause.until })),
        "days_off": member.calendar.off.leaves().map(|leave| json!({ "from": leave.from, "to": leave.to })).collect::<Vec<_>>(),
        "unanswered": member.unanswered,
        "language": member.language,
        "spoken_to_in": member.tongue,
        "runs_the_community": member.admin,
        "organises": member.organiser,
        "since": member.since,
        "unreachable_since": member.unreachable,
        "asked_to_recommend": member.asked_to_recommend,
        "blocked": blocked.collect::<Vec<_>>(),
        "suggestions": member.suggestions,
        "agreed": match member.welcome.consent { Consent::Given { at } => json!(at), _ => Value::Null },
        "waits_for_a_yes": (!waits.is_empty()).then(|| waits.join("\n")),
        "reports_read": read.iter().map(|(session, at)| json!({ "session": session, "at": at })).collect::<Vec<_>>(),
        "before_the_last_change": member.earlier.as_ref().map(|earlier| json!({
            "at": earlier.at,
            "zone": earlier.calendar.zone,
            "hours": earlier.calendar.hours.to_string(),
            "mentor": earlier.mentor.as_ref().map(mentor),
        })),
        "mentor": member.mentor.as_ref().map(mentor),
    })
}

fn mentor(mentor: &Mentor) -> Value {
    json!({
        "topics": mentor.topics.iter().map(|topic| topic.as_str()).collect::<Vec<_>>(),
        "languages": mentor.languages,
        "link": mentor.link.as_ref().map(|link| link.as_str()),
        "office_hours": mentor.office.as_ref().map(|office| office.to_string()),
        "caps": { "day": mentor.caps.day, "week": mentor.caps.week, "minutes": mentor.caps.minutes },
        "offers_answered": mentor.record.answered,
        "offers_missed": mentor.record.missed,
        "since": mentor.since,
    })
}

fn win(win: &Win) -> Value {
    let link = win.link.as_ref().map(|link| link.as_str());
    json!({ "id": win.id, "at": win.at, "deed": win.deed, "link": link, "taken_back": win.undone })
}

pub(super) fn ask(ask: &Ask) -> Value {
    let closed = match ask.stage {
        // Nobody reads of themselves that they took back what others took out.
        AskStage::Closed { at, ending: AskEnding::Withdrawn } if ask.taken_out => {
            json!({ "at": at, "how": "taken_out" })
        }
        AskStage::Closed { at, ending } => json!({ "at": at, "how": ending }),
        _ => Value::Null,
    };
    json!({ "id": ask.id, "at": ask.at, "question": ask.question, "minutes": ask.minutes.count(), "closed": closed })
}

/// A line of the journal. Of an ask that others took out it does not say that the learner withdrew it.
pub(super) fn fact(fact: &Fact, asks: &[Ask]) -> Value {
    let taken_out = |id: AskId| asks.iter().any(|ask| ask.id == id && ask.taken_out);
    let event = match &fact.event {
        Event::Withdrew { ask } if taken_out(*ask) => json!({ "kind": "taken_out", "ask": ask }),
        event => json!(event),
    };
    json!({ "id": fact.id, "at": fact.at, "event": event })
}

fn offer(offer: &Offer) -> Value {
    let draft = offer.draft.as_ref().map(|(_, words)| words);
    json!({ "id": offer.id, "ask": offer.ask, "made_at": offer.id.made_at(), "draft": draft, "open": offer.is_open() })
}

fn session(session: &Session, all: &Everything<'_>) -> Value {
    let learner = session.learner == all.member.id;
    let other = session.partner_of(all.member.id);
    let other = all.others.iter().find(|member| Some(member.id) == other).map(|member| &member.name);
    let noticed = &session.affirmation;
    // Whether it landed, and how likely somebody is to recommend it, is the learner's to tell.
    let landed = noticed.landed.filter(|_| learner);
    json!({
        "id": session.id,
        "made_at": session.id.made_at(),
        "role": if learner { "learner" } else { "mentor" },
        "with": other,
        "minutes": session.minutes.count(),
        "starts_at": session.starts_at(),
        "open": session.is_open(),
        "ending": match session.stage { Stage::Closed { at, .. } => json!(at), _ => Value::Null },
        "noticed": { "words": noticed.words, "landed": landed },
        "note": session.note().map(note),
        "recommended": session.recommended.filter(|_| learner),
        "came": if learner { session.attendance.learner } else { session.attendance.mentor },
        "thanks": session.thanks.as_ref().filter(|_| learner),
        "fit": if learner { session.fits.learner } else { session.fits.mentor },
    })
}

fn note(note: &Note) -> Value {
    let question = &note.checkpoint.question;
    let answer = match &note.checkpoint.stage {
        CheckpointStage::Answered { answer, at } => json!({ "answer": answer, "at": at }),
        CheckpointStage::Planned | CheckpointStage::Asked { .. } => Value::Null,
    };
    json!({
        "at": note.at,
        "affirmation": note.affirmation,
        "actionables": note.actionables.iter().map(actionable).collect::<Vec<_>>(),
        "checkpoint": { "due": note.checkpoint.due, "question": question, "answered": answer },
    })
}

fn actionable(actionable: &Actionable) -> Value {
    let answer = match &actionable.stage {
        ActionableStage::Answered { answer, at } => json!({ "answer": answer, "at": at }),
        ActionableStage::Open { .. } | ActionableStage::Quiet { .. } => Value::Null,
    };
    json!({ "words": actionable.words, "answered": answer })
}

/// What a line of the audit tells, a value for each thing.
fn changes(told: &Told) -> Vec<Value> {
    let (line, at) = (told.number, told.at);
    let change = |changed: &Changed| {
        let Changed { word, whom, before, after } = changed;
        json!({ "line": line, "at": at, "what": word, "of": whom, "before": before, "after": after })
    };
    told.changes.iter().map(change).collect()
}

/// A report of theirs. Its words are with whoever reads reports, and no list of theirs.
fn report((session, at): &(SessionId, DateTime<Utc>), all: &Everything<'_>) -> Value {
    let of = all.held.sessions.iter().find(|one| one.id == *session);
    let other = of.and_then(|one| one.partner_of(all.member.id));
    let other = all.others.iter().find(|member| Some(member.id) == other).map(|member| &member.name);
    let read = all.read.iter().find(|(read, _)| read == session).map(|(_, at)| at);
    let days = i64::from(all.community.settings.of(Setting::NotesKeptDays));
    json!({ "session": session, "about": other, "at": at, "read": read, "kept_until": *at + TimeDelta::days(days) })
}

fn reason(signal: &Signal) -> Value {
    let link = signal.link.as_ref().map(|link| link.as_str());
    json!({
        "id": signal.id,
        "at": signal.at,
        "kind": signal.kind,
        "what": signal.what,
        "link": link,
        "from": signal.source.to_string(),
        "until": signal.until,
        "taken_back": signal.undone,
    })
}

fn waiting(task: &Task, member: &Member) -> Option<Value> {
    let Work::Deliver(delivery) = &task.work else { return None };
    Some(json!({ "due": task.due, "words": delivery.message.bare(member.calendar.zone) }))
}
