//! Who people are, and how that changes.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;

use super::Person;
use crate::inbound::{Ack, send_event};
use crate::world::team::User;

impl Person {
    /// Makes them an admin of the workspace.
    pub fn admin(self) -> Person {
        self.set(|user| user.is_admin = true);
        self
    }

    /// Gives them a language: `de-DE`.
    pub fn speaking(self, locale: &str) -> Person {
        self.set(|user| locale.clone_into(&mut user.locale));
        self
    }

    /// Makes them a bot, which nobody can write to.
    pub fn bot(self) -> Person {
        self.set(|user| user.is_bot = true);
        self
    }

    /// Moves to another time zone; the app hears of it.
    ///
    /// # Panics
    /// When there is no such zone.
    pub async fn moves_to(&self, tz: &str) -> Option<Ack> {
        let tz: Tz = tz.parse().expect("the name of a time zone");
        self.changes(|user| user.tz = tz).await
    }

    /// Leaves the workspace; the app hears of it.
    pub async fn leaves(&self) -> Option<Ack> {
        self.changes(|user| user.deleted = true).await
    }

    /// Wants no noise from here to there, or none of that any more; the app hears of it.
    pub async fn wants_quiet(&self, time: Option<(DateTime<Utc>, DateTime<Utc>)>) -> Option<Ack> {
        self.set(|user| user.dnd = time);
        let (start, end) = time.map_or((1, 1), |(from, until)| (from.timestamp(), until.timestamp()));
        let status = json!({
            "dnd_enabled": time.is_some(), "next_dnd_start_ts": start, "next_dnd_end_ts": end,
        });
        self.tells(json!({ "type": "dnd_updated_user", "user": self.id, "dnd_status": status })).await
    }

    /// Joins a channel; the app hears of it where it is a member itself.
    pub async fn joins(&self, channel: &str) -> Option<Ack> {
        let hears = {
            let mut world = self.inner.world();
            let team = world.team_mut(&self.team);
            let bot = team.install().map(|install| install.bot_user.clone());
            let place = team.channels.get_mut(channel).expect("a channel of this workspace");
            place.members.insert(self.id.clone());
            bot.is_some_and(|bot| place.members.contains(&bot))
        };
        if !hears {
            return None;
        }
        self.tells(json!({
            "type": "member_joined_channel", "user": self.id, "channel": channel, "channel_type": "C",
            "team": self.team,
        }))
        .await
    }

    async fn changes(&self, how: impl FnOnce(&mut User)) -> Option<Ack> {
        self.set(how);
        let user = {
            let now = self.inner.now();
            let world = self.inner.world();
            let user = &world.team(&self.team).users[&self.id];
            let mut shown = user.json(&self.team, now);
            shown["locale"] = json!(user.locale);
            shown
        };
        self.tells(json!({ "type": "user_change", "user": user, "cache_ts": self.inner.now().timestamp() }))
            .await
    }

    fn set(&self, how: impl FnOnce(&mut User)) {
        how(self.inner.world().team_mut(&self.team).user_mut(&self.id));
    }

    async fn tells(&self, mut event: serde_json::Value) -> Option<Ack> {
        let now = self.inner.now();
        event["event_ts"] = json!(self.inner.world().ts(now));
        send_event(&self.inner, &self.team, event).await
    }
}
