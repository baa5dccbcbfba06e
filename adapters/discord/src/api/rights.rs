//! What somebody may do in a guild, for where an interaction does not tell.

use serde::Deserialize;
use serenity::all::{GuildId, UserId};
use serenity::http::{LightMethod, Route};

use super::calls::{GUILD, NOTHING, USER, id};
use super::{Api, ApiError};

/// What a code of Discord's says: nobody of that id is in the guild.
const MEMBER: isize = 10_007;

/// Somebody in a guild, by their roles.
#[derive(Deserialize)]
struct Member {
    roles: Vec<String>,
}

/// A guild, as far as it says who may do what.
#[derive(Deserialize)]
struct Guild {
    owner_id: String,
    roles: Vec<Role>,
}

#[derive(Deserialize)]
struct Role {
    id: String,
    permissions: String,
}

impl Api {
    /// What somebody may do in a guild, bit by bit: nothing, when they are not in it.
    ///
    /// # Errors
    /// We are not in it, or as of every call.
    pub(crate) async fn rights(&self, guild: &str, user: &str) -> Result<u64, ApiError> {
        let (guild_id, user_id) = (GuildId::from(id(guild, GUILD)?), UserId::from(id(user, USER)?));
        let member = self.call(LightMethod::Get, Route::GuildMember { guild_id, user_id }, NOTHING).await;
        let member: Member = match member {
            Err(error) if matches!(error.code(), Some(MEMBER | USER)) => return Ok(0),
            member => member?,
        };
        let there: Guild = self.call(LightMethod::Get, Route::Guild { guild_id }, NOTHING).await?;
        if there.owner_id == user {
            return Ok(u64::MAX);
        }
        // The role that everybody has goes by the guild's own id.
        let held = there.roles.iter().filter(|role| role.id == guild || member.roles.contains(&role.id));
        Ok(held.filter_map(|role| role.permissions.parse::<u64>().ok()).fold(0, |all, bits| all | bits))
    }
}
