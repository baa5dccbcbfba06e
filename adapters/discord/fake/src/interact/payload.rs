//! What people do, as Discord describes it to the app.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::judge;
use crate::world::World;
use crate::world::channel::Channel;
use crate::world::interaction::Interaction;

/// What the app may do where something happens.
const APP_PERMISSIONS: &str = "2248473465835073";
/// The largest file that may be attached, in bytes.
const ATTACHMENT: u64 = 10 * 1024 * 1024;

/// An interaction that has begun and is not delivered yet.
pub(crate) struct Begun {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) guild: Option<String>,
    pub(crate) payload: Value,
}

/// Begins an interaction: of this kind, by somebody in a channel, on a message or not.
///
/// # Panics
/// When twilight cannot read what this Discord would send.
pub(crate) fn begin(
    world: &mut World,
    (kind, name): (u8, &str),
    (user, channel): (&str, &str),
    message: Option<&str>,
    data: Value,
    now: DateTime<Utc>,
) -> Begun {
    let id = world.id(now);
    let guild = world.channel(channel).guild().map(str::to_owned);
    let interaction = Interaction {
        id: id.clone(),
        // As long as Discord's, so that nobody keeps them where they do not fit.
        token: format!("aW50ZXJhY3Rpb246{id}{:0<150}", "5ecret"),
        kind,
        user: user.to_owned(),
        guild: guild.clone(),
        channel: channel.to_owned(),
        message: message.map(str::to_owned),
        at: now,
        answered: None,
        original: None,
        given_up: false,
    };
    let mut payload = described(world, &interaction);
    payload["data"] = data;
    if let Some(message) = message.and_then(|id| world.find(id)) {
        let shown = world.message_json(message);
        payload["message"] = shown;
    }
    if let Err(why) = judge::is_interaction(&payload) {
        panic!("twilight cannot read this interaction: {why}\n{payload:#}");
    }
    world.interactions.insert(id.clone(), interaction);
    Begun { id, name: name.to_owned(), guild, payload }
}

/// Everything but what was done.
fn described(world: &World, interaction: &Interaction) -> Value {
    let user = world.user(&interaction.user);
    let channel = world.channel(&interaction.channel);
    let mut payload = json!({
        "id": interaction.id,
        "application_id": world.app.id,
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "channel_id": channel.id,
        "channel": channel_json(world, channel, &user.id),
        "locale": user.locale,
        "app_permissions": APP_PERMISSIONS,
        "authorizing_integration_owners": interaction.owners(),
        "context": if interaction.guild.is_some() { 0 } else { 1 },
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": ATTACHMENT,
    });
    match interaction.guild.as_deref().map(|id| world.guild(id)) {
        None => payload["user"] = user.json(),
        Some(guild) => {
            let mut member = world.member_json(&guild.id, &user.id).expect("who acts in a guild is a member");
            member["permissions"] = json!(guild.permissions(&user.id).to_string());
            member["unusual_dm_activity_until"] = json!(null);
            payload["member"] = member;
            payload["guild_id"] = json!(guild.id);
            payload["guild_locale"] = json!(guild.locale);
            payload["guild"] = json!({ "id": guild.id, "locale": guild.locale, "features": [] });
        }
    }
    payload
}

/// A channel as it stands in an interaction: with what somebody may do there.
pub(crate) fn channel_json(world: &World, channel: &Channel, user: &str) -> Value {
    let mut shown = channel.json(world);
    if let Some(guild) = channel.guild() {
        shown["permissions"] = json!(world.guild(guild).permissions(user).to_string());
    }
    shown
}
