//! How the world comes to be what it is: installations made and revoked, conversations opened.

use std::collections::BTreeSet;
use std::mem::take;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::method::broadcast;
use crate::world::World;
use crate::world::channel::{Channel, Kind};
use crate::world::message::Message;
use crate::world::team::{Install, User};

impl World {
    /// Installs the app, with these scopes. The bot keeps its user; the token is new.
    pub(crate) fn install(&mut self, team: &str, scopes: &[String]) -> Install {
        let number = self.number();
        let known = self.team(team).installs.last().cloned();
        let (bot_user, bot_id) = match known {
            Some(install) => (install.bot_user, install.bot_id),
            None => (self.id("U", "BOT"), self.id("B", "BOT")),
        };
        let bot = User { is_bot: true, ..User::new(bot_user.clone(), "mentor", Tz::America__Los_Angeles) };
        let team = self.team_mut(team);
        team.users.entry(bot_user.clone()).or_insert(bot);
        let token = format!("xoxb-{}-{number}-5ecret", team.id);
        let install = Install { token, scopes: scopes.to_vec(), bot_user, bot_id, revoked: false };
        team.installs.push(install.clone());
        install
    }

    /// Takes every token of a workspace back.
    pub(crate) fn revoke(&mut self, team: &str) {
        for install in &mut self.team_mut(team).installs {
            install.revoked = true;
        }
    }

    /// The conversation of the bot with a member.
    pub(crate) fn im(&mut self, team: &str, user: &str, now: i64) -> String {
        if let Some(channel) = self.team(team).im_with(user) {
            return channel.id.clone();
        }
        let name = self.team(team).users.get(user).map_or(String::new(), |user| user.name.clone());
        let id = self.id("D", &name);
        let bot = self.team(team).installs.last().map(|install| install.bot_user.clone());
        let members: BTreeSet<String> = bot.into_iter().chain([user.to_owned()]).collect();
        let channel = Channel::new(id.clone(), &name, Kind::Im(user.to_owned()), members, now);
        self.team_mut(team).channels.insert(id.clone(), channel);
        id
    }

    /// Posts what was scheduled and whose time has come.
    pub(crate) fn deliver_scheduled(&mut self, now: DateTime<Utc>) {
        let mut due = Vec::new();
        for team in self.teams.values_mut() {
            for channel in team.channels.values_mut() {
                let (ripe, later) =
                    take(&mut channel.scheduled).into_iter().partition(|(_, at, _)| *at <= now.timestamp());
                channel.scheduled = later;
                let ripe: Vec<(String, i64, Message)> = ripe;
                due.extend(
                    ripe.into_iter()
                        .map(|(_, at, message)| (at, team.id.clone(), channel.id.clone(), message)),
                );
            }
        }
        due.sort_by_key(|(at, ..)| *at);
        for (_, team, channel, message) in due {
            let ts = self.ts(now);
            let place = self.team_mut(&team).channels.get_mut(&channel).expect("channels are never removed");
            broadcast(place, message, ts);
        }
    }
}
