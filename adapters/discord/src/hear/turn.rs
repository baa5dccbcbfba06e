//! One thing that somebody said, and what the core says to it.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::UTC;
use smallwins_chat::asked::{Answer, Asked};
use smallwins_core::interlude;
use smallwins_core::member::Person;
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::news::News;
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
    /// When it arrived.
    begun: Instant,
}

impl Turn {
    pub(super) fn new(discord: &Arc<Discord>, at: At, id: u64, begun: Instant) -> Turn {
        Turn { discord: Arc::clone(discord), at, id, begun }
    }

    /// Asks the core what somebody's words come to.
    pub(super) fn ask(&self, from: &Speaker, said: Said) -> Asked {
        let (discord, at, id, from) = (Arc::clone(&self.discord), self.at.clone(), self.id, from.clone());
        let tongue = from.tongue();
        let thinking = self.discord.errands.run(async move {
            let reply = match discord.known(from, &at, id, &said).await {
                Some(person) => {
                    let (id, who) = (CallId(id.to_string()), Who::Person(person));
                    discord.mentoring.act(Call { id, scope: at.scope, who, said }).await
                }
                None => interlude::not_known_as_admin(tongue).into(),
            };
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

impl Discord {
    /// Somebody as well as they have to be known for what they say. A direct message does not tell whether they run the
    /// community, and what they were before may be over; `None` when Discord does not say it either.
    async fn known(&self, from: Speaker, at: &At, id: u64, said: &Said) -> Option<Person> {
        let named = |from: Speaker| Person { name: at.name.clone(), ..from.person() };
        if from.permissions.is_some() || !said.is_for_admins() {
            return Some(named(from));
        }
        let person = named(self.with_rights(from, at.guild).await?);
        // A refusal writes nothing, and who runs the community no more is not to be told what concerns it.
        if person.admin == Some(false) {
            let id = CallId(format!("{id}/described"));
            if let Err(error) = self.mentoring.tell(id, at.scope, News::Described(person.clone())).await {
                tracing::warn!(%error, "Somebody runs a community no more, and is remembered as if they did");
            }
        }
        Some(person)
    }
}
