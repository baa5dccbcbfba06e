//! The one loop that does what is due: decides what the clock says, delivers what was promised, and settles both.
//!
//! A delivery is looked at once more before it leaves: outside the recipient's hours it waits for them, the fourth
//! proactive message of a day waits for the next, and what waits for the same person leaves as one.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::community::Community;
use crate::follow_up::{Speak, may_speak};
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
/// The longest message that others are still added to, in blocks; Slack takes 50.
const LONGEST_BUNDLE: usize = 40;

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
            Err(error) => later_or_failed(lease, now, "the memory did not take it", &error.to_string()),
        };
        settlements.push(lease.settle(outcome));
    }
    settle(mentoring, &settlements).await?;
    Ok(!leases.is_empty())
}

async fn say_what_is_due(mentoring: &Mentoring, platform: &dyn Platform) -> Result<bool, StoreError> {
    let now = mentoring.now();
    let leases = mentoring.store().claim(platform.name(), Kind::Deliver, now, LEASE, BATCH).await?;
    let claimed = !leases.is_empty();
    for letters in by_recipient(leases) {
        deliver(mentoring, platform, letters, now).await?;
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

async fn deliver(
    mentoring: &Mentoring,
    platform: &dyn Platform,
    letters: Letters,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Letters { community, to, leases } = letters;
    let scope = community.scope();
    let member = match to {
        Address::Channel => None,
        Address::Member(id) => match mentoring.store().members(scope, &[id]).await?.pop() {
            Some(member) => Some(member),
            None => {
                return settle_all(mentoring, &leases, Outcome::Dropped { why: "nobody there".into() }).await;
            }
        },
    };
    let (late, leases): (Vec<Lease>, Vec<Lease>) =
        leases.into_iter().partition(|lease| lease.task.not_after.is_some_and(|last| now > last));
    settle_all(mentoring, &late, Outcome::Dropped { why: "too late to be of use".into() }).await?;
    let (leases, waiting) = match &member {
        None => (leases, Vec::new()),
        Some(member) => within_their_day(mentoring, &community, member, leases, now).await?,
    };
    settle(mentoring, &waiting).await?;
    for bundle in bundles(leases) {
        send(mentoring, platform, &community, member.as_ref(), bundle, now).await?;
    }
    Ok(())
}

/// Which deliveries may leave now, and when the others may.
async fn within_their_day(
    mentoring: &Mentoring,
    community: &Community,
    member: &Member,
    leases: Vec<Lease>,
    now: DateTime<Utc>,
) -> Result<(Vec<Lease>, Vec<Settlement>), StoreError> {
    let manners: BTreeMap<_, _> =
        leases.iter().filter_map(|lease| Some((lease.task.id, delivery(lease)?.manner))).collect();
    let said_today = if manners.values().any(|manner| *manner == Manner::Proactive) {
        let today = member.calendar.day_start(now);
        mentoring.store().proactive_since(community.scope(), member.id, today).await?
    } else {
        0
    };
    let (mut leaving, mut waiting) = (Vec::new(), Vec::new());
    for lease in leases {
        let speak = match manners[&lease.task.id] {
            Manner::Appointment => Some(Speak::Now),
            Manner::Awaited => may_speak(&member.calendar, 0, now),
            Manner::Proactive => may_speak(&member.calendar, said_today, now),
        };
        match speak {
            Some(Speak::Now) => leaving.push(lease),
            Some(Speak::Later(due)) => {
                waiting
                    .push(lease.settle(Outcome::Later { due, why: "waits for their working hours".into() }));
            }
            None => waiting.push(lease.settle(Outcome::Dropped { why: "they have no working hours".into() })),
        }
    }
    Ok((leaving, waiting))
}

/// Proactive messages leave as one; everything else leaves as it is.
fn bundles(leases: Vec<Lease>) -> Vec<Vec<Lease>> {
    let mut bundles: Vec<Vec<Lease>> = Vec::new();
    let mut open: Option<usize> = None;
    for lease in leases {
        let proactive = delivery(&lease).is_some_and(|delivery| delivery.manner == Manner::Proactive);
        match open.filter(|_| proactive && !lease.in_doubt) {
            Some(place)
                if length(&bundles[place]) + length(std::slice::from_ref(&lease)) <= LONGEST_BUNDLE =>
            {
                bundles[place].push(lease);
            }
            _ => {
                if proactive && !lease.in_doubt {
                    open = Some(bundles.len());
                }
                bundles.push(vec![lease]);
            }
        }
    }
    bundles
}

fn length(bundle: &[Lease]) -> usize {
    bundle.iter().filter_map(delivery).map(|delivery| delivery.message.blocks.len() + 1).sum()
}

async fn send(
    mentoring: &Mentoring,
    platform: &dyn Platform,
    community: &Community,
    member: Option<&Member>,
    bundle: Vec<Lease>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(message) = bundled(&bundle) else { return Ok(()) };
    let first = &bundle[0];
    let to = member.map_or(Recipient::Channel, Recipient::Member);
    let outgoing =
        Outgoing { task: first.task.id, community, to, message: &message, in_doubt: first.in_doubt };
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

fn later_or_failed(lease: &Lease, now: DateTime<Utc>, why: &str, error: &str) -> Outcome {
    tracing::error!(task.id = %lease.task.id, attempt = lease.attempt, error, "A wake-up could not be decided");
    later(lease, now + pause_after(lease.attempt), why)
}

/// 2 s, 4 s, 8 s … at most about four minutes.
fn pause_after(attempt: u32) -> TimeDelta {
    TimeDelta::seconds(1 << attempt.min(TRIES))
}

async fn settle_all(mentoring: &Mentoring, leases: &[Lease], outcome: Outcome) -> Result<(), StoreError> {
    let settlements: Vec<_> = leases.iter().map(|lease| lease.settle(outcome.clone())).collect();
    settle(mentoring, &settlements).await
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
