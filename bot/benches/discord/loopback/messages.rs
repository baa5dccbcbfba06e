//! Messages that are written into channels, each nonce once within a few minutes.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::World;
use super::faults::Faults;
use super::rest::Reply;
use crate::place::NUDGE;

/// For how long a nonce is remembered. Discord says "a few minutes".
const REMEMBERED: Duration = Duration::from_secs(180);
/// So many messages of a channel are told at most when nobody says how many.
const USUALLY: usize = 50;

/// What was written, and what goes wrong while it is.
#[derive(Default)]
pub(super) struct Messages {
    /// Of each channel, the oldest first.
    channels: HashMap<String, Vec<(u64, Value)>>,
    /// The message that each nonce led to.
    nonces: HashMap<String, (Instant, Value)>,
    /// How many there were.
    count: u64,
    /// What was counted of reminders.
    pub(super) reminders: Reminders,
    /// What goes wrong; nothing while there is none.
    pub(super) faults: Option<Faults>,
}

/// What was counted of reminders, which is every message with [`NUDGE`] in it.
#[derive(Debug, Default)]
pub(crate) struct Reminders {
    /// When each came that was the first in its channel.
    pub(crate) first: Vec<Instant>,
    /// How many came into a channel that had one already.
    pub(crate) doubled: usize,
    /// How many were written and answered with an error.
    pub(crate) broken: usize,
    /// How many calls were refused as too many.
    pub(crate) refused: usize,
    /// How many were sent again under the same nonce, and were not written again.
    pub(crate) known: usize,
    channels: HashMap<String, usize>,
}

impl Messages {
    /// The refusal of a call that is one too many in its second.
    pub(super) fn limited(&mut self) -> Option<Reply> {
        let refusal = self.faults.as_mut()?.limited();
        self.reminders.refused += usize::from(refusal.is_some());
        refusal
    }

    /// The message that was written under the same nonce before, when Discord was told to look.
    fn known(&self, told: &Value) -> Option<Value> {
        if told["enforce_nonce"] != true {
            return None;
        }
        let (at, message) = self.nonces.get(&told["nonce"].to_string())?;
        (at.elapsed() < REMEMBERED).then(|| message.clone())
    }
}

impl Reminders {
    fn came(&mut self, channel: &str) {
        let times = self.channels.entry(channel.to_owned()).or_default();
        *times += 1;
        match *times {
            1 => self.first.push(Instant::now()),
            _ => self.doubled += 1,
        }
    }
}

impl World {
    /// Somebody writes a message.
    pub(super) fn post(&self, channel: &str, body: &[u8]) -> Reply {
        let told: Value = serde_json::from_slice(body).unwrap_or_default();
        let mut seen = self.lock();
        let messages = &mut seen.messages;
        if let Some(limited) = messages.limited() {
            return limited;
        }
        if let Some(busy) = messages.faults.as_mut().and_then(Faults::busy) {
            messages.reminders.refused += 1;
            return busy;
        }
        if let Some(known) = messages.known(&told) {
            messages.reminders.known += 1;
            return known.into();
        }
        messages.count += 1;
        let id = self.id(messages.count);
        let mut written = self.message(&id.to_string(), channel, &told);
        messages.channels.entry(channel.to_owned()).or_default().push((id, written.clone()));
        written["nonce"] = told["nonce"].clone();
        messages.nonces.insert(told["nonce"].to_string(), (Instant::now(), written.clone()));
        if String::from_utf8_lossy(body).contains(NUDGE) {
            messages.reminders.came(channel);
        }
        if let Some(broken) = messages.faults.as_mut().and_then(Faults::broken) {
            messages.reminders.broken += 1;
            return broken;
        }
        written.into()
    }

    /// What was written into a channel, the latest first.
    pub(super) fn history(&self, channel: &str, query: &str) -> Reply {
        let arg = |name: &str| {
            let mut args = query.split('&').filter_map(|arg| arg.split_once('='));
            args.find(|(found, _)| *found == name).and_then(|(_, value)| value.parse::<u64>().ok())
        };
        let limit = arg("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(USUALLY);
        let (after, before) = (arg("after").unwrap_or(0), arg("before").unwrap_or(u64::MAX));
        let mut seen = self.lock();
        if let Some(limited) = seen.messages.limited() {
            return limited;
        }
        let all = seen.messages.channels.get(channel).map_or(&[][..], Vec::as_slice);
        let wanted = all.iter().rev().filter(|(id, _)| *id > after && *id < before).take(limit);
        json!(wanted.map(|(_, message)| message).collect::<Vec<_>>()).into()
    }
}
