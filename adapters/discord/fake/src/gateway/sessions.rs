//! Sessions: who is connected, who may come back, and what they missed.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::snowflake;

/// How often Discord wants to hear a heartbeat.
const HEARTBEAT: Duration = Duration::from_millis(41_250);

/// All sessions, and what a test wants of them.
#[derive(Debug)]
pub(crate) struct Sessions {
    pub(crate) all: BTreeMap<String, Session>,
    /// Every IDENTIFY that was taken.
    pub(crate) identified: Vec<DateTime<Utc>>,
    /// How many sessions were resumed.
    pub(crate) resumed: usize,
    /// How many heartbeats came in.
    pub(crate) heartbeats: usize,
    /// How often a heartbeat is wanted.
    pub(crate) heartbeat: Duration,
    /// Whether heartbeats are not acknowledged.
    pub(crate) is_silent: bool,
    /// The next so many sessions that want to come back cannot.
    pub(crate) unresumable: u32,
    /// The next so many sockets are not answered.
    pub(crate) unopened: u32,
    /// The next so many IDENTIFY are not answered.
    pub(crate) unready: u32,
}

/// One session: a connection, or the memory of one.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) shard: (u64, u64),
    pub(crate) intents: u64,
    /// Every event so far; the first has the number 1.
    pub(crate) events: Vec<Value>,
    /// Where it is connected: the number of the socket, and its ear.
    pub(crate) link: Option<(u64, UnboundedSender<Order>)>,
}

/// What a socket is to do.
#[derive(Debug, Clone)]
pub(crate) enum Order {
    Say(Value),
    /// Closes, with a code.
    Close(u16),
    /// Closes without a word.
    End,
    /// The connection is reset.
    Reset,
}

impl Default for Sessions {
    fn default() -> Sessions {
        Sessions {
            all: BTreeMap::new(),
            identified: Vec::new(),
            resumed: 0,
            heartbeats: 0,
            heartbeat: HEARTBEAT,
            is_silent: false,
            unresumable: 0,
            unopened: 0,
            unready: 0,
        }
    }
}

impl Sessions {
    /// How many are connected.
    pub(crate) fn connected(&self) -> usize {
        self.all.values().filter(|session| session.link.is_some()).count()
    }

    /// Whether this socket is one that is not answered.
    pub(crate) fn leaves_waiting(&mut self) -> bool {
        let leaves = self.unopened > 0;
        self.unopened = self.unopened.saturating_sub(1);
        leaves
    }

    /// How often the app has identified itself within a day.
    pub(crate) fn identified_lately(&self, now: DateTime<Utc>) -> u32 {
        let lately = self.identified.iter().filter(|at| now - **at < TimeDelta::days(1));
        u32::try_from(lately.count()).unwrap_or(u32::MAX)
    }

    /// Whether anybody hears of this guild, or of what is said to the app alone, now or when they come back.
    pub(crate) fn hears(&self, guild: Option<&str>) -> bool {
        self.all.values().any(|session| session.is_for(guild))
    }

    /// Tells an event to whoever asked for it.
    pub(crate) fn tell(&mut self, event: &str, guild: Option<&str>, intent: u64, data: &Value) {
        for session in self.all.values_mut() {
            if session.is_for(guild) && (intent == 0 || session.intents & intent != 0) {
                session.tell(event, data.clone());
            }
        }
    }

    /// Gives every connected socket an order. Who is sent away like this may come back, unless `ends` says otherwise.
    pub(crate) fn order(&mut self, order: &Order, ends: bool) {
        for session in self.all.values_mut() {
            if let Some((_, link)) = session.link.take() {
                // A socket that is gone needs no order.
                let _ = link.send(order.clone());
            }
        }
        if ends {
            self.all.clear();
        }
    }

    /// Says something to everybody who is connected, outside of all events.
    pub(crate) fn say(&self, packet: &Value) {
        for (_, link) in self.all.values().filter_map(|session| session.link.as_ref()) {
            let _ = link.send(Order::Say(packet.clone()));
        }
    }
}

impl Session {
    fn is_for(&self, guild: Option<&str>) -> bool {
        let (shard, shards) = self.shard;
        guild.map_or(0, |guild| snowflake::shard(guild, shards)) == shard
    }

    /// Tells an event, or keeps it for later.
    pub(crate) fn tell(&mut self, event: &str, data: Value) {
        let number = self.events.len() + 1;
        let packet = json!({ "op": 0, "t": event, "s": number, "d": data });
        self.events.push(packet.clone());
        if let Some((_, link)) = &self.link {
            // A socket that closes in this moment finds the event when it comes back.
            let _ = link.send(Order::Say(packet));
        }
    }
}
