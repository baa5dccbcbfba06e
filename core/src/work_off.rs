//! The one loop that does what is due: decides what the clock says, delivers what was promised, and settles both.
//!
//! A delivery is looked at once more before it leaves: outside the recipient's hours it waits for them, the fourth
//! proactive message of a day waits for the next, and what waits for the same person leaves as one.

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::Calendar;
use crate::community::Community;
use crate::follow_up::{DMS_A_DAY, Speak, may_speak};
use crate::id::TaskId;
use crate::member::Member;
use crate::mentoring::{Call, Mentoring, Said, Who};
use crate::message::{Block, Message};
use crate::platform::{DeliveryError, Outgoing, Platform, Recipient};
use crate::store::{CallId, StoreError};
use crate::task::{Address, Delivery, Kind, Lease, Manner, Outcome, Settlement, Work};

/// How long a worker may take before somebody else looks after its tasks.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How many tasks are claimed at once.
const BATCH: u32 = 100;
/// After so many tries a delivery has failed.
const TRIES: u32 = 8;
/// What cannot reach anybody waits for so long before it is tried again.
const UNREACHED: TimeDelta = TimeDelta::days(30);
/// The longest message that others are still added to, in blocks; Slack takes 50.
const LONGEST_BUNDLE: usize = 40;
/// The most rows of buttons that one message holds; Discord takes five.
const MOST_ROWS: usize = 5;
/// The most characters that one message holds; Discord takes 2000.
const MOST_CHARACTERS: usize = 1900;

/// Does everything that is due on a platform, and answers when the next thing is.
///
/// # Errors
/// When the memory does not answer. Nothing is lost then: what was claimed becomes due again.
pub async fn work_off(
    mentoring: &Mentoring,
    platform: &dyn Platform,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    loop {
        let decided = decide_what_is_due(mentoring, platform).await?;
        let said = say_what_is_due(mentoring, platform).await?;
        if !decided && !said {
            return mentoring.store().next_due(platform.name()).await;
        }
    }
}

async fn decide_what_is_due(mentoring: &Mentoring, platform: &dyn Platform) -> Result<bool, StoreError> {
    let now = mentoring.now();
    let leases = mentoring.store().claim(platform.name(), Kind::Act, now, LEASE, BATCH).await?;
    let mut settlements = Vec::with_capacity(leases.len());
    for lease in &leases {
        let Work::Act(action) = &lease.task.work else { continue };
        let call = Call {
            id: CallId(lease.task.id.to_string()),
            scope: lease.community.scope(),
            who: Who::Clock,
            said: Said::Due(action.clone()),
        };
        let outcome = match mentoring.wake(call).await {
            Ok(()) => Outcome::Done { message: None },
            Err(error) => after_trouble(lease, &error, now),
        };
        settlements.push(lease.settle(outcome));
    }
    settle(mentoring, &settlements).await?;
    Ok(!leases.is_empty())
}

/// Says what is due. What cannot be read of one recipient holds up nobody else.
async fn say_what_is_due(mentoring: &Mentoring, platform: &dyn Platform) -> Result<bool, StoreError> {
    let now = mentoring.now();
    let leases = mentoring.store().claim(platform.name(), Kind::Deliver, now, LEASE, BATCH).await?;
    let claimed = !leases.is_empty();
    for Letters { community, to, leases } in by_recipient(leases) {
        let speaks_first = leases.iter().any(is_proactive);
        let reader = match reader(mentoring, &community, to, speaks_first, now).await {
            Ok(reader) => reader,
            Err(error) => {
                let put_off = leases.iter().map(|lease| lease.settle(after_trouble(lease, &error, now)));
                settle(mentoring, &put_off.collect::<Vec<_>>()).await?;
                continue;
            }
        };
        let Post { bundles, settled } = sorted(leases, &reader, now);
        settle(mentoring, &settled).await?;
        for bundle in bundles {
            send(mentoring, platform, &community, &reader, bundle, now).await?;
        }
    }
    Ok(claimed)
}

/// What is due for one recipient, in the order in which it became due.
struct Letters {
    community: Community,
    to: Address,
    leases: Vec<Lease>,
}

fn by_recipient(leases: Vec<Lease>) -> Vec<Letters> {
    let mut all: Vec<Letters> = Vec::new();
    for lease in leases {
        let Some(to) = delivery(&lease).map(|delivery| delivery.to) else { continue };
        let scope = lease.community.scope();
        match all.iter_mut().find(|letters| letters.to == to && letters.community.scope() == scope) {
            Some(letters) => letters.leases.push(lease),
            None => all.push(Letters { community: lease.community.clone(), to, leases: vec![lease] }),
        }
    }
    all
}

fn delivery(lease: &Lease) -> Option<&Delivery> {
    match &lease.task.work {
        Work::Deliver(delivery) => Some(delivery),
        Work::Act(_) => None,
    }
}

/// Who reads it.
enum Reader {
    /// Everybody in the channel.
    Everybody,
    /// One member, to whom Smallwins spoke first so often on their day.
    Member { member: Box<Member>, said_today: u32 },
    /// Nobody who is known any more.
    Nobody,
}

async fn reader(
    mentoring: &Mentoring,
    community: &Community,
    to: Address,
    speaks_first: bool,
    now: DateTime<Utc>,
) -> Result<Reader, StoreError> {
    let Address::Member(id) = to else { return Ok(Reader::Everybody) };
    let scope = community.scope();
    let Some(member) = mentoring.store().members(scope, &[id]).await?.pop() else {
        return Ok(Reader::Nobody);
    };
    let today = member.calendar.day_start(now);
    let said_today =
        if speaks_first { mentoring.store().proactive_since(scope, id, today).await? } else { 0 };
    Ok(Reader::Member { member: Box::new(member), said_today })
}

/// What leaves now, each bundle as one message, and how the rest is settled.
struct Post {
    bundles: Vec<Vec<Lease>>,
    settled: Vec<Settlement>,
}

/// Looks at what is due for one reader once more: what comes too late is dropped, and what does not belong into
/// their day, or would be the fourth message of it that nobody asked for, waits.
fn sorted(leases: Vec<Lease>, reader: &Reader, now: DateTime<Utc>) -> Post {
    let mut post = Post { bundles: Vec::new(), settled: Vec::new() };
    let mut leaving = Vec::new();
    for lease in leases {
        if lease.task.not_after.is_some_and(|last| now > last) {
            post.settled.push(lease.settle(Outcome::Dropped { why: "too late to be of use".into() }));
            continue;
        }
        match reader {
            Reader::Everybody => leaving.push(lease),
            Reader::Nobody => {
                post.settled.push(lease.settle(Outcome::Dropped { why: "nobody there".into() }));
            }
            Reader::Member { member, said_today } => {
                match not_now(&lease, &member.calendar, *said_today, now) {
                    None => leaving.push(lease),
                    Some(outcome) => post.settled.push(lease.settle(outcome)),
                }
            }
        }
    }
    let mut said = match reader {
        Reader::Member { said_today, .. } => *said_today,
        Reader::Everybody | Reader::Nobody => 0,
    };
    for bundle in bundles(leaving) {
        let first_to_speak = is_proactive(&bundle[0]);
        match reader {
            Reader::Member { member, .. } if first_to_speak && said >= DMS_A_DAY => {
                let waiting = bundle
                    .iter()
                    .filter_map(|lease| Some(lease.settle(not_now(lease, &member.calendar, said, now)?)));
                post.settled.extend(waiting);
            }
            _ => {
                said += u32::from(first_to_speak);
                post.bundles.push(bundle);
            }
        }
    }
    post
}

/// Why a delivery does not leave now, and what becomes of it; `None` when it leaves.
fn not_now(lease: &Lease, calendar: &Calendar, said_today: u32, now: DateTime<Utc>) -> Option<Outcome> {
    let speak = match delivery(lease)?.manner {
        Manner::Appointment => Some(Speak::Now),
        // Somebody without any hours still gets the answers that they wait for.
        Manner::Awaited => may_speak(calendar, 0, now).or(Some(Speak::Now)),
        Manner::Proactive => may_speak(calendar, said_today, now),
    };
    match speak {
        Some(Speak::Now) => None,
        Some(Speak::Later(due)) => Some(Outcome::Later { due, why: "waits for their working hours".into() }),
        None => Some(Outcome::Dropped { why: "they have no working hours".into() }),
    }
}

fn is_proactive(lease: &Lease) -> bool {
    delivery(lease).is_some_and(|delivery| delivery.manner == Manner::Proactive)
}

/// Proactive messages leave as one, as long as one message of every platform holds them; everything else leaves as
/// it is.
fn bundles(leases: Vec<Lease>) -> Vec<Vec<Lease>> {
    let mut bundles: Vec<Vec<Lease>> = Vec::new();
    let mut open: Option<usize> = None;
    for lease in leases {
        let joins = is_proactive(&lease) && !lease.in_doubt;
        match open.filter(|_| joins) {
            Some(place) if fit_together(&bundles[place], &lease) => bundles[place].push(lease),
            _ => {
                if joins {
                    open = Some(bundles.len());
                }
                bundles.push(vec![lease]);
            }
        }
    }
    bundles
}

fn fit_together(bundle: &[Lease], lease: &Lease) -> bool {
    let messages = || bundle.iter().chain([lease]).filter_map(delivery).map(|delivery| &delivery.message);
    messages().map(|message| message.blocks.len() + 1).sum::<usize>() <= LONGEST_BUNDLE
        && messages().map(Message::rows).sum::<usize>() <= MOST_ROWS
        && messages().map(|message| message.length() + 4).sum::<usize>() <= MOST_CHARACTERS
}

async fn send(
    mentoring: &Mentoring,
    platform: &dyn Platform,
    community: &Community,
    reader: &Reader,
    bundle: Vec<Lease>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(message) = bundled(&bundle) else { return Ok(()) };
    let first = &bundle[0];
    let to = match reader {
        Reader::Everybody => Recipient::Channel,
        Reader::Member { member, .. } => Recipient::Member(member),
        Reader::Nobody => return Ok(()),
    };
    let also: Vec<TaskId> = bundle[1..].iter().map(|lease| lease.task.id).collect();
    let outgoing = Outgoing {
        task: first.task.id,
        also: &also,
        community,
        to,
        message: &message,
        manner: delivery(first).map_or(Manner::Awaited, |delivery| delivery.manner),
        in_doubt: first.in_doubt,
    };
    let sent = platform.deliver(outgoing).await;
    if let Err(error) = &sent {
        tracing::warn!(task.id = %first.task.id, attempt = first.attempt, error = %error, "Not delivered");
    }
    let settlements: Vec<_> = bundle
        .iter()
        .map(|lease| {
            lease.settle(match &sent {
                Ok(id) => Outcome::Done { message: Some(id.0.clone()) },
                Err(DeliveryError::Later { after, why }) => {
                    let after = TimeDelta::from_std(*after).unwrap_or(LEASE);
                    later(lease, now + after, why)
                }
                Err(DeliveryError::Never { why }) => Outcome::Failed { why: why.clone() },
                Err(DeliveryError::Unreachable { why } | DeliveryError::Closed { why }) => {
                    Outcome::Later { due: now + UNREACHED, why: why.clone() }
                }
                Err(DeliveryError::Unknown { why }) if lease.attempt < TRIES => {
                    Outcome::Unknown { due: now + pause_after(lease.attempt), why: why.clone() }
                }
                Err(DeliveryError::Unknown { why }) => Outcome::Failed { why: why.clone() },
            })
        })
        .collect();
    settle(mentoring, &settlements).await
}

/// The messages of a bundle as one. Its receipt is that of the first; the others keep their own beside their tasks.
fn bundled(bundle: &[Lease]) -> Option<Message> {
    let mut messages = bundle.iter().filter_map(delivery).map(|delivery| &delivery.message);
    let mut message = messages.next()?.clone();
    for other in messages {
        message.blocks.push(Block::Divider);
        message.blocks.extend(other.blocks.iter().cloned());
    }
    Some(message)
}

fn later(lease: &Lease, due: DateTime<Utc>, why: &str) -> Outcome {
    if lease.attempt < TRIES {
        Outcome::Later { due, why: why.to_owned() }
    } else {
        Outcome::Failed { why: format!("given up after {TRIES} tries: {why}") }
    }
}

/// What becomes of a task that the memory could not do. A row that cannot be read stays so, and is given up after
/// some tries; trouble of any other kind passes, however long it takes, so nothing is given up for it.
fn after_trouble(lease: &Lease, error: &StoreError, now: DateTime<Utc>) -> Outcome {
    tracing::error!(task.id = %lease.task.id, attempt = lease.attempt, error = %error, "A task could not be done");
    let due = now + pause_after(lease.attempt);
    match error {
        StoreError::Corrupt { .. } => later(lease, due, "a row of it cannot be read"),
        StoreError::Conflict | StoreError::Full(_) | StoreError::Unavailable(_) => {
            Outcome::Later { due, why: "the memory did not take it".into() }
        }
    }
}

/// 2 s, 4 s, 8 s … at most about four minutes.
fn pause_after(attempt: u32) -> TimeDelta {
    TimeDelta::seconds(1 << attempt.min(TRIES))
}

async fn settle(mentoring: &Mentoring, settlements: &[Settlement]) -> Result<(), StoreError> {
    if settlements.is_empty() {
        return Ok(());
    }
    for task in mentoring.store().settle(settlements, mentoring.now()).await? {
        tracing::warn!(task.id = %task, "The lease had been lost to another worker");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
