//! How often Discord lets us open a session, and where.

use std::time::Duration;

use serde::Deserialize;
use serenity::http::{LightMethod, Route};
use tokio::time::sleep;

use crate::discord::{Discord, NotOpened};
use crate::settings::Shards;

/// The part of the sessions that Discord allows in a day that we open, in all processes together and however often they
/// begin: a healthy day needs a handful of the thousand.
const PART: usize = 5;
/// So many are left for whoever mends what is wrong.
const RESERVE: usize = 50;
/// How long to wait before Discord is asked again.
const AGAIN: Duration = Duration::from_secs(5);

/// What `GET /gateway/bot` tells.
#[derive(Debug, Deserialize)]
struct Told {
    url: String,
    shards: u32,
    session_start_limit: Sessions,
}

#[derive(Debug, Deserialize)]
struct Sessions {
    total: usize,
    remaining: usize,
    /// In milliseconds.
    reset_after: u64,
}

/// Where sessions are opened, and how many.
#[derive(Debug)]
pub(super) struct Limit {
    pub(super) url: String,
    pub(super) sessions: usize,
}

/// Asks Discord until it answers.
pub(super) async fn asked(discord: &Discord, shards: Shards) -> Result<Limit, NotOpened> {
    loop {
        match discord.api.call::<Told>(LightMethod::Get, Route::GatewayBot, None::<&()>).await {
            Ok(told) => return told.limit(shards),
            Err(error) if error.refuses_us() => return Err(NotOpened::Token),
            Err(error) => tracing::warn!(%error, "Discord does not say where its gateway is"),
        }
        sleep(AGAIN).await;
    }
}

impl Told {
    fn limit(self, shards: Shards) -> Result<Limit, NotOpened> {
        let Sessions { total, remaining, reset_after } = self.session_start_limit;
        if shards.total < self.shards {
            tracing::warn!(shards.total, wanted = self.shards, "Discord wants these servers in more shards");
        }
        let opened = total.saturating_sub(remaining);
        let sessions = (total / PART).saturating_sub(opened).min(remaining.saturating_sub(RESERVE));
        if sessions == 0 {
            let hours = reset_after / 3_600_000;
            tracing::error!(remaining, total, hours, "Too few sessions are left for the next hours");
            return Err(NotOpened::Sessions(opened));
        }
        Ok(Limit { url: self.url, sessions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions(total: usize, remaining: usize) -> Option<usize> {
        let session_start_limit = Sessions { total, remaining, reset_after: 1000 };
        let told = Told { url: "ws://127.0.0.1".to_owned(), shards: 1, session_start_limit };
        told.limit(Shards::ALL).ok().map(|limit| limit.sessions)
    }

    #[test]
    fn what_was_opened_before_counts_also_when_another_process_did() {
        assert_eq!(sessions(1000, 1000), Some(200));
        assert_eq!(sessions(1000, 801), Some(1));
        assert_eq!(sessions(1000, 800), None);
        assert_eq!(sessions(4000, 3800), Some(600));
    }

    #[test]
    fn some_sessions_are_left_for_whoever_mends_what_is_wrong() {
        assert_eq!(sessions(60, 60), Some(10));
        assert_eq!(sessions(50, 50), None);
        assert_eq!(sessions(1000, 0), None);
    }
}
