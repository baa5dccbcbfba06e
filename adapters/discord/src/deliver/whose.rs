//! Channels that were chosen: a community is written to in its own server alone.
//!
//! A channel is chosen by its id, and Discord lets us write wherever we are, in the servers of others too. So before
//! the first message to a channel Discord is asked in which server it is. The answer is remembered, as no channel ever
//! moves. What is another's, or a direct message, is for this community a channel that does not exist.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use smallwins_chat::pace::What;
use smallwins_core::platform::Outgoing;

use super::doubt::unseen;
use super::meaning::UNKNOWN_CHANNEL;
use super::post::{Stop, once_more};
use crate::api::ApiError;
use crate::discord::Discord;

/// How many are remembered at most, at about 100 bytes each.
const MOST: usize = 1 << 13;

/// In which server each channel is; in none where it is a direct message.
#[derive(Debug, Default)]
pub(super) struct Whose {
    known: Mutex<HashMap<String, Option<String>>>,
}

impl Discord {
    /// A channel for everybody, once it is known to be in the server of its community.
    pub(super) async fn own(&self, outgoing: &Outgoing<'_>, channel: &str) -> Result<String, Stop> {
        let guild = match self.outbox.whose.get(channel) {
            Some(known) => known,
            None => {
                let place = once_more(|| self.api.channel(channel)).await.map_err(|error| match outgoing
                    .in_doubt
                {
                    true => unseen(error),
                    false => Stop::Discord(What::Look, error),
                })?;
                self.outbox.whose.put(channel, place.guild_id.clone());
                place.guild_id
            }
        };
        match guild {
            Some(guild) if guild == outgoing.community.external => Ok(channel.to_owned()),
            _ => Err(Stop::Discord(What::Look, ApiError::Refused { status: 404, code: UNKNOWN_CHANNEL })),
        }
    }
}

impl Whose {
    fn get(&self, channel: &str) -> Option<Option<String>> {
        self.lock().get(channel).cloned()
    }

    fn put(&self, channel: &str, guild: Option<String>) {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(channel.to_owned(), guild);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Option<String>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
