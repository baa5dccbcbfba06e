//! Servers that shut us out: they are asked for again, more and more seldom, and open by themselves.
//!
//! The gateway tells when a server lets us in again; over HTTP nobody does. A server is known to be shut when a message
//! was refused there, and is asked for every few minutes then. Those that were shut before this process began are not
//! known to it: at its start Discord lists where we are, and whichever of those is remembered as shut is opened.
//!
//! Nothing is forgotten here, whatever the admins of a server chose for its removal: that a server is not found may be
//! an outage, or a token of another bot. Only Discord's own word of the removal has that end.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::community::Community;
use smallwins_core::news::News;
use smallwins_core::store::{CallId, StoreError};
use tokio::time::sleep;

use crate::discord::Discord;

/// When a server is first asked for; then after twice as long each time.
const FIRST: TimeDelta = TimeDelta::minutes(2);
/// The most seldom.
const SELDOM: TimeDelta = TimeDelta::hours(1);
/// How often it is looked whose turn it is.
const ROUND: Duration = Duration::from_secs(30);

/// The servers that shut us out while this process ran, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Shut {
    known: Mutex<HashMap<String, Turn>>,
    /// Whether Discord has listed where we are, and whatever was shut there before is open.
    listed: AtomicBool,
}

#[derive(Debug, Clone, Copy)]
struct Turn {
    at: DateTime<Utc>,
    after: TimeDelta,
}

impl Shut {
    /// A server shuts us out. Whoever is known to already keeps its turn.
    pub(crate) fn add(&self, guild: &str, now: DateTime<Utc>) {
        let turn = Turn { at: now + FIRST, after: FIRST };
        self.lock().entry(guild.to_owned()).or_insert(turn);
    }

    /// A server lets us in.
    pub(crate) fn remove(&self, guild: &str) {
        self.lock().remove(guild);
    }

    /// Whose turn it is; each has its next one later.
    fn due(&self, now: DateTime<Utc>) -> Vec<String> {
        let mut due = Vec::new();
        for (guild, turn) in self.lock().iter_mut().filter(|(_, turn)| turn.at <= now) {
            turn.after = (turn.after * 2).min(SELDOM);
            turn.at = now + turn.after;
            due.push(guild.clone());
        }
        due
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Turn>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Discord {
    /// Opens the servers that let us in while nobody looked, and asks for those that shut us out from then on. It has
    /// no end.
    pub(crate) async fn look_after_the_shut(&self) {
        loop {
            self.ask_the_shut().await;
            sleep(ROUND).await;
        }
    }

    /// Asks for every server whose turn it is whether it lets us in, and first of all where we are until Discord has
    /// said so once: one turn of the loop, for whoever moves the clock by hand.
    pub async fn ask_the_shut(&self) {
        if !self.shut.listed.load(Ordering::Relaxed) {
            self.open_where_we_are().await;
        }
        for guild in self.shut.due(self.mentoring.now()) {
            match self.api.guild(&guild).await {
                Ok(()) => self.opened(&guild).await,
                Err(error) => tracing::debug!(guild, %error, "A server is still shut"),
            }
        }
    }

    /// Opens the servers in which we are, as Discord lists them.
    async fn open_where_we_are(&self) {
        match self.api.guilds().await {
            Ok(guilds) => {
                for guild in guilds {
                    self.opened(&guild).await;
                }
                self.shut.listed.store(true, Ordering::Relaxed);
            }
            Err(error) => tracing::warn!(%error, "Discord does not say in which servers we are so far"),
        }
    }

    /// A server lets us in: where it was shut, what waits there is due. What the memory does not take up is tried again
    /// when it is the server's turn.
    pub(crate) async fn opened(&self, guild: &str) {
        match self.open_up(guild).await {
            Ok(()) => self.shut.remove(guild),
            Err(error) => {
                tracing::warn!(guild, %error, "A server that lets us in could not be opened so far");
                self.shut.add(guild, self.mentoring.now());
            }
        }
    }

    async fn open_up(&self, guild: &str) -> Result<(), StoreError> {
        let community = self.mentoring.store().community(&self.name, guild).await?;
        let Some(community) = community.filter(Community::is_closed) else { return Ok(()) };
        let id = CallId(format!("discord/opened/{guild}/{}", self.mentoring.now().timestamp_millis()));
        self.mentoring.tell(id, community.scope(), News::Opened).await?;
        self.worker.stir();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_asked_for_more_and_more_seldom() {
        let (shut, mut now) = (Shut::default(), DateTime::UNIX_EPOCH);
        shut.add("1", now);
        let mut asked = Vec::new();
        for minute in 1..=400 {
            now = DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
            shut.add("1", now);
            asked.extend(shut.due(now).iter().map(|_| minute));
        }
        assert_eq!(asked, [2, 6, 14, 30, 62, 122, 182, 242, 302, 362]);
        shut.remove("1");
        assert_eq!(shut.due(now + SELDOM), [""; 0]);
    }
}
