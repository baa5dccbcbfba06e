//! One thing that somebody said, and what the core says to it.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::UTC;
use smallwins_chat::asked::{Answer, Asked};
use smallwins_core::member::Person;
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::store::CallId;
use tokio::time::Instant;

use super::enter::At;
use crate::discord::Discord;
use crate::inbound::Speaker;

/// How long the first answer waits for the core. A form is waited for as long as anything else: once it is said that
/// the answer comes later, Discord opens none.
const PATIENCE: Duration = Duration::from_secs(2);

/// One thing that somebody said, in a community, on its way to its answer.
pub(super) struct Turn {
    discord: Arc<Discord>,
    pub(super) at: At,
    id: u64,
    begun: Instant,
}

impl Turn {
    pub(super) fn new(discord: &Arc<Discord>, at: At, id: u64, begun: Instant) -> Turn {
        Turn { discord: Arc::clone(discord), at, id, begun }
    }

    /// Asks the core what somebody's words come to.
    pub(super) fn ask(&self, from: &Speaker, said: Said) -> Asked {
        let discord = Arc::clone(&self.discord);
        let who = Who::Person(Person { name: self.at.name.clone(), ..from.person() });
        let call = Call { id: CallId(self.id.to_string()), scope: self.at.scope, who, said };
        let thinking = self.discord.errands.run(async move {
            let reply = discord.mentoring.act(call).await;
            // What somebody else is to be told of it may be due.
            discord.worker.stir();
            // Discord shows instants in each reader's zone.
            Answer { reply, zone: UTC }
        });
        Asked::of(thinking)
    }

    /// Until when the first answer waits.
    pub(super) fn patience(&self) -> Instant {
        self.begun + PATIENCE
    }
}
