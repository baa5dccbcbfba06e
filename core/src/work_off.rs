//! The one loop that does what is due: decides what the clock says, delivers what was promised, and settles both.
//!
//! A delivery is looked at once more before it leaves: outside the recipient's hours it waits for them, the fourth
//! proactive message of a day waits for the next, and what waits for the same person leaves as one.
//!
//! `post` says what leaves now and in which messages, `send` delivers one and says what becomes of it, `patience` when
//! something is tried again, and when it is given up.

mod patience;
mod post;
mod send;

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt, stream};

use crate::community::{Community, Scope};
use crate::member::Member;
use crate::mentoring::{Call, Mentoring, Said, Who};
use crate::platform::Platform;
use crate::store::{CallId, StoreError};
use crate::task::{Address, Delivery, Kind, Lease, Outcome, Settlement, Work};
use crate::tongue::Tongue;
use patience::after_trouble;
use post::{Post, is_proactive, sorted};
use send::{Barrier, held_up, send};

/// How long a worker may take before somebody else looks after its tasks.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How many tasks are claimed at once.
const BATCH: u32 = 100;
/// How many deliveries are claimed for each that leaves at the same time: so many are said well within a lease, and
/// enough that what waits for the same person still leaves as one.
const EACH: u32 = 4;
/// No fewer deliveries are claimed at once.
const FEWEST: u32 = 16;
/// What has less left of its lease is not begun: another worker might begin it as well.
const ENOUGH: TimeDelta = TimeDelta::seconds(20);
/// What is in doubt for longer holds up nothing: what is wrong with one message alone may not hold up all others.
const IN_DOUBT: TimeDelta = TimeDelta::minutes(1);

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
        // A look ahead costs less than claiming in vain.
        let next = mentoring.store().next_due(platform.name()).await?;
        if (!decided && !said) || next.is_none_or(|next| next > mentoring.now()) {
            return Ok(next);
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

/// Says what is due: to one recipient in order, to several at the same time where the platform takes it. What cannot
/// be read of one recipient, or takes long, holds up nobody else.
async fn say_what_is_due(mentoring: &Mentoring, platform: &dyn Platform) -> Result<bool, StoreError> {
    let now = mentoring.now();
    let lanes = platform.at_once().max(1);
    let many = u32::try_from(lanes).unwrap_or(BATCH).saturating_mul(EACH).clamp(FEWEST, BATCH);
    let leases = mentoring.store().claim(platform.name(), Kind::Deliver, now, LEASE, many).await?;
    let claimed = !leases.is_empty();
    let closed = Closed::default();
    // Each is said to its end: a message that is broken off in the middle would be in doubt.
    let said = stream::iter(by_recipient(leases))
        .map(|letters| say_to_one(mentoring, platform, letters, &closed, now))
        .buffer_unordered(lanes);
    let all: Vec<Result<(), StoreError>> = said.collect().await;
    all.into_iter().collect::<Result<(), _>>()?;
    Ok(claimed)
}

/// The communities that turned out to be closed while this batch was said.
#[derive(Default)]
struct Closed(Mutex<Vec<Scope>>);

impl Closed {
    fn has(&self, scope: Scope) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&scope)
    }

    fn add(&self, scope: Scope) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(scope);
    }
}

async fn say_to_one(
    mentoring: &Mentoring,
    platform: &dyn Platform,
    Letters { community, to, leases }: Letters,
    closed: &Closed,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if closed.has(community.scope()) {
        return put_off(mentoring, &leases, held_up(Barrier::Community, now)).await;
    }
    let reader = match reader(mentoring, &community, to, &leases, now).await {
        Ok(reader) => reader,
        Err(error) => {
            let put_off = leases.iter().map(|lease| lease.settle(after_trouble(lease, &error, now)));
            return settle(mentoring, &put_off.collect::<Vec<_>>()).await;
        }
    };
    let tongue = reader.tongue(&community);
    let leases = leases.into_iter().map(|lease| lease.read_in(tongue, now)).collect();
    let Post { bundles, settled } = sorted(leases, &reader, now);
    settle(mentoring, &settled).await?;
    let mut barrier = None;
    for bundle in bundles {
        let late = mentoring.now();
        match barrier {
            None if late > now + LEASE - ENOUGH => {
                let why = "those before it took long".to_owned();
                put_off(mentoring, &bundle, Outcome::Later { due: late, why }).await?;
            }
            None => barrier = send(mentoring, platform, &community, &reader, &bundle, now).await?,
            Some(barrier) => put_off(mentoring, &bundle, held_up(barrier, now)).await?,
        }
    }
    if barrier == Some(Barrier::Community) {
        closed.add(community.scope());
    }
    Ok(())
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
    /// One member, to whom Smallwins spoke first so often on their day; and when it is known whether they heard what
    /// is in doubt besides.
    Member { member: Box<Member>, said_today: u32, known_at: Option<DateTime<Utc>> },
    /// Nobody who is known any more.
    Nobody,
}

impl Reader {
    /// The language in which they are spoken to. What several read is said in that of their community.
    fn tongue(&self, community: &Community) -> Tongue {
        match self {
            Reader::Member { member, .. } => member.tongue(community),
            Reader::Everybody | Reader::Nobody => community.tongue,
        }
    }
}

async fn reader(
    mentoring: &Mentoring,
    community: &Community,
    to: Address,
    leases: &[Lease],
    now: DateTime<Utc>,
) -> Result<Reader, StoreError> {
    let Address::Member(id) = to else { return Ok(Reader::Everybody) };
    let scope = community.scope();
    let known = mentoring.store().members(scope, &[id]).await?.pop();
    // Nothing is said to whoever leaves, but for what they ask for after that.
    let asked_for = leases.iter().filter_map(delivery).any(|delivery| delivery.message.has_archive());
    let is_there = |member: &Member| member.parting.is_none() || asked_for;
    let Some(mut member) = known.filter(is_there) else { return Ok(Reader::Nobody) };
    if !community.holidays.is_empty() {
        member.calendar.holidays = community.holidays.days_off();
    }
    let (mut said_today, mut known_at) = (0, None);
    if leases.iter().any(is_proactive) {
        let today = member.calendar.day_start(now);
        said_today = mentoring.store().proactive_since(scope, id, today).await?;
        // What is in doubt among these is looked for now, in its turn.
        if !leases.iter().any(|lease| lease.in_doubt) {
            known_at = mentoring.store().in_doubt(scope, id, now - IN_DOUBT).await?;
        }
    }
    Ok(Reader::Member { member: Box::new(member), said_today, known_at })
}

/// Settles what is not tried now.
async fn put_off(mentoring: &Mentoring, leases: &[Lease], outcome: Outcome) -> Result<(), StoreError> {
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

#[cfg(test)]
mod tests;
