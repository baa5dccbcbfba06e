//! A platform without a screen: it writes down what reaches whom, and fails now and then as real ones do. Some people
//! it does not reach for a time, or never again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use smallwins_core::action::{Action, Affirmable};
use smallwins_core::id::{AskId, TaskId};
use smallwins_core::message::{Block, Message};
use smallwins_core::moment::Moments;
use smallwins_core::platform::{DeliveryError, MessageId, Outgoing, Platform, PlatformName, Recipient};
use smallwins_core::task::Manner;

use super::cast::{Away, Someone};
use super::checks::cards::Live;
use super::clock::{Clock, mixed};

/// What the platform is called.
pub(crate) const PLATFORM: &str = "rehearsal";
/// Of so many messages one is put off for minutes.
const PUT_OFF: u32 = 200;
/// Of so many messages one stays in doubt: half of those arrived, half did not.
const IN_DOUBT: u32 = 200;

/// What reached somebody.
pub(crate) struct Arrived {
    pub(crate) at: DateTime<Utc>,
    /// Their id on the platform; `None` for everybody, in the channel.
    pub(crate) to: Option<String>,
    pub(crate) manner: Manner,
    /// The promises in it.
    pub(crate) tasks: Vec<TaskId>,
    pub(crate) message: Message,
}

/// The platform.
pub(crate) struct Silence {
    name: PlatformName,
    clock: Arc<Clock>,
    lost: HashMap<String, Away>,
    inside: Mutex<Inside>,
}

struct Inside {
    chance: StdRng,
    arrived: Vec<Arrived>,
    known: HashMap<TaskId, MessageId>,
    live: Live,
    failed: HashMap<String, DateTime<Utc>>,
    found: HashMap<String, Vec<DateTime<Utc>>>,
}

impl Silence {
    pub(crate) fn new(clock: Arc<Clock>, cast: &[Someone], seed: u64) -> Silence {
        let lost = cast.iter().filter_map(|someone| Some((someone.person.handle.0.clone(), someone.lost?)));
        let chance = StdRng::seed_from_u64(mixed(seed, u64::MAX / 2));
        let inside = Inside {
            chance,
            arrived: Vec::new(),
            known: HashMap::new(),
            live: Live::new(),
            failed: HashMap::new(),
            found: HashMap::new(),
        };
        Silence { name: PlatformName::new(PLATFORM), clock, lost: lost.collect(), inside: Mutex::new(inside) }
    }

    /// What arrived since the last time, in the order in which it did.
    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        std::mem::take(&mut self.inside().arrived)
    }

    /// The messages in the channel by which an ask can be taken now.
    pub(crate) fn live(&self) -> Live {
        self.inside().live.clone()
    }

    /// When it last failed to say something to somebody, or could not tell whether it did.
    pub(crate) fn failed(&self, to: &str) -> Option<DateTime<Utc>> {
        self.inside().failed.get(to).copied()
    }

    /// When it found of messages that nobody had asked for that they had reached somebody before: as of then they count.
    pub(crate) fn found(&self, to: &str) -> Vec<DateTime<Utc>> {
        self.inside().found.get(to).cloned().unwrap_or_default()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The ask that anybody can take by a message that tells everybody of it.
fn taken_by(message: &Message) -> Option<AskId> {
    let rows = message.blocks.iter().filter_map(|block| match block {
        Block::Buttons(buttons) if message.receipt.key == "pool.open" => Some(buttons),
        _ => None,
    });
    rows.flatten().find_map(|button| match button.action {
        Action::Affirm(Affirmable::Ask(ask), _) => Some(ask),
        _ => None,
    })
}

#[async_trait]
impl Platform for Silence {
    fn name(&self) -> &PlatformName {
        &self.name
    }

    async fn deliver(&self, outgoing: Outgoing<'_>) -> Result<MessageId, DeliveryError> {
        let mut inside = self.inside();
        let to = match outgoing.to {
            Recipient::Member(member) => Some(member.handle.0.clone()),
            Recipient::Channel(_) => None,
        };
        let now = self.clock.now();
        let tasks: Vec<TaskId> = [outgoing.task].into_iter().chain(outgoing.also.iter().copied()).collect();
        // As the others do, it looks before it says again what may have arrived.
        if outgoing.in_doubt
            && tasks.iter().all(|task| inside.known.contains_key(task))
            && let Some(message) = inside.known.get(&outgoing.task).cloned()
        {
            if let Some(to) = to.filter(|_| outgoing.manner == Manner::Proactive) {
                inside.found.entry(to).or_default().push(now);
            }
            return Ok(message);
        }
        if let Some(away) = to.as_ref().and_then(|to| self.lost.get(to))
            && away.from <= now
            && now < away.until
        {
            return Err(DeliveryError::Unreachable { lost: away.lost, why: "nobody there".into() });
        }
        if inside.chance.random_ratio(1, PUT_OFF) {
            inside.failed.extend(to.map(|to| (to, now)));
            return Err(DeliveryError::Later { after: Duration::from_secs(180), why: "rate limited".into() });
        }
        let in_doubt = inside.chance.random_ratio(1, IN_DOUBT);
        if in_doubt {
            inside.failed.extend(to.clone().map(|to| (to, now)));
        }
        let lost = || DeliveryError::Unknown { why: "the connection broke".into() };
        if in_doubt && inside.chance.random_ratio(1, 2) {
            return Err(lost());
        }
        inside.known.extend(tasks.iter().map(|task| (*task, MessageId(outgoing.task.to_string()))));
        if matches!(outgoing.to, Recipient::Channel(_)) {
            let stands = outgoing.instead_of.cloned().unwrap_or(MessageId(outgoing.task.to_string()));
            match taken_by(outgoing.message) {
                Some(ask) => inside.live.insert(stands.0, ask),
                None => inside.live.remove(&stands.0),
            };
        }
        // What is changed says nothing to anybody anew.
        if let Some(old) = outgoing.instead_of {
            return if in_doubt { Err(lost()) } else { Ok(old.clone()) };
        }
        let (at, manner, message) = (now, outgoing.manner, outgoing.message.clone());
        inside.arrived.push(Arrived { at, to, manner, tasks, message });
        if in_doubt { Err(lost()) } else { Ok(MessageId(outgoing.task.to_string())) }
    }
}
