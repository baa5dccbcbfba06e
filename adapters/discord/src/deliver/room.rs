//! Direct messages: the channel of each member, opened once and remembered.
//!
//! Opening is what Discord watches: a bot that opens many at once is taken for a spammer, and may write to nobody new
//! for a while. So each is opened when it is first needed, one in three seconds, and only with people who have used
//! Smallwins, as every member has. The channel is the same for all servers that somebody shares with us; it is kept
//! beside their community, so that a restart opens nothing anew.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use smallwins_chat::pace::What;
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::store::{CallId, Commit};

use super::BOT;
use super::post::{Stop, in_turn, once_more};
use crate::api::ApiError;
use crate::discord::Discord;

/// How many are remembered at most, at about 100 bytes each.
const MOST: usize = 50_000;

/// The direct messages that have been opened.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    known: Mutex<HashMap<String, String>>,
}

impl Discord {
    /// The direct message with a user.
    pub(super) async fn room(
        &self,
        community: &Community,
        user: &str,
        tasks: &[String],
    ) -> Result<String, Stop> {
        if let Some(channel) = self.outbox.rooms.get(user) {
            return Ok(channel);
        }
        if let Some(channel) = self.kept_room(community, user).await? {
            self.outbox.rooms.put(user, &channel);
            return Ok(channel);
        }
        in_turn(|| self.outbox.pace.turn_to_open(BOT, tasks)).await?;
        let opened = once_more(|| self.api.open_dm(user)).await;
        let channel = opened.map_err(|error| Stop::Discord(What::Open, error))?.id;
        self.outbox.rooms.put(user, &channel);
        self.keep_room(community, user, Some(&channel)).await;
        Ok(channel)
    }

    /// The direct message with a user who is answered in it. It is opened in the same turns as all are.
    pub(crate) async fn room_for_answer(&self, user: &str, call: u64) -> Result<String, ApiError> {
        if let Some(channel) = self.outbox.rooms.get(user) {
            return Ok(channel);
        }
        let turn = self.outbox.pace.turn_to_open(BOT, &[format!("answer/{call}")]);
        turn.map_err(ApiError::TooMany)?;
        let channel = self.api.open_dm(user).await?.id;
        self.outbox.rooms.put(user, &channel);
        Ok(channel)
    }

    /// Forgets a direct message that is one no longer; `false` when none was remembered.
    pub(super) async fn leave_room(&self, community: &Community, user: &str) -> bool {
        let was_known = self.outbox.rooms.forget(user);
        if was_known {
            self.keep_room(community, user, None).await;
        }
        was_known
    }

    async fn kept_room(&self, community: &Community, user: &str) -> Result<Option<String>, Stop> {
        let name = keepsake(user);
        // Longer ids begin alike.
        let kept = self.mentoring.store().keepsakes(community.scope(), &name).await;
        let kept = kept.map_err(|error| {
            tracing::warn!(%error, "Nobody knows where somebody is written to");
            Stop::Memory
        })?;
        Ok(kept.into_iter().find(|(known, _)| *known == name).map(|(_, channel)| channel))
    }

    /// Writes a room down, or that there is none. What could not be written costs one opening after a restart.
    async fn keep_room(&self, community: &Community, user: &str, channel: Option<&str>) {
        let at = self.mentoring.now();
        // Two changes within an instant are two calls, so each is named by chance.
        let chance = RandomState::new().hash_one(user);
        let call = CallId(format!("discord/dm/{user}/{}/{chance:016x}", at.timestamp_millis()));
        let changes = vec![Change::Keepsake(keepsake(user), channel.map(str::to_owned))];
        let commit = Commit { scope: community.scope(), call, at, reply: Reply::default(), changes };
        if let Err(error) = self.mentoring.store().commit(commit).await {
            tracing::warn!(%error, "Where somebody is written to was not kept");
        }
    }
}

fn keepsake(user: &str) -> String {
    format!("discord/dm/{user}")
}

impl Rooms {
    fn get(&self, user: &str) -> Option<String> {
        self.lock().get(user).cloned()
    }

    fn put(&self, user: &str, channel: &str) {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(user.to_owned(), channel.to_owned());
    }

    fn forget(&self, user: &str) -> bool {
        self.lock().remove(user).is_some()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
