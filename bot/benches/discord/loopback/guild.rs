//! What a guild looks like: a community of middling size, with thirty channels and fifteen roles.

use serde_json::{Value, json};

use super::GUILD;

/// Other guilds have ids from here on, and what is in them further on.
const OTHERS: u64 = 1_200_000_000_000_000_000;
/// There is room for so much in each.
const ROOM: u64 = 1_000;
const CHANNELS: u64 = 30;
const ROLES: u64 = 15;
const EMOJIS: u64 = 10;

/// The guild in which everything is said.
pub(super) fn ours() -> String {
    whole(GUILD.parse().expect("an id"), "Makers").to_string()
}

/// Another guild.
pub(super) fn another(number: usize) -> String {
    whole(OTHERS + number as u64 * ROOM, &format!("Guild {number}")).to_string()
}

fn whole(id: u64, name: &str) -> Value {
    let (owner, joined) = (super::user(0), "2026-01-05T09:30:00.000000+00:00");
    let id_of = |kind: u64, number: u64| (id + kind * 100 + number + 1).to_string();
    let channel = |number: u64| {
        let category = number / 6 * 6;
        let (kind, parent) = if number == category { (4, None) } else { (0, Some(id_of(1, category))) };
        let roles = id_of(2, number % ROLES);
        json!({
            "id": id_of(1, number), "type": kind, "name": format!("channel-{number}"),
            "position": number, "topic": "What is said here, and what is not", "nsfw": false, "rate_limit_per_user": 0,
            "last_message_id": null, "parent_id": parent,
            "flags": 0, "version": 1, "permission_overwrites": [
                { "id": id.to_string(), "type": 0, "allow": "0", "deny": "2048" },
                { "id": roles, "type": 0, "allow": "3072", "deny": "0" },
            ],
        })
    };
    let role = |id: String, name: String, position: u64| {
        json!({
            "id": id, "name": name, "position": position, "permissions": "2248473465835073", "color": 3_447_003,
            "colors": { "primary_color": 3_447_003, "secondary_color": null, "tertiary_color": null },
            "hoist": false, "managed": false, "mentionable": true, "icon": null, "unicode_emoji": null, "flags": 0,
        })
    };
    let emoji = |number: u64| {
        json!({
            "id": id_of(3, number), "name": format!("emoji_{number}"), "roles": [], "require_colons": true,
            "managed": false, "animated": false, "available": true,
        })
    };
    let everyone = role(id.to_string(), "@everyone".to_owned(), 0);
    let roles = (0..ROLES).map(|number| role(id_of(2, number), format!("Role {number}"), number + 1));
    let member = json!({
        "user": super::rest::bot(), "nick": null, "avatar": null, "roles": [id_of(2, 0)], "joined_at": joined,
        "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
        "communication_disabled_until": null,
    });
    let mut guild = json!({
        "id": id.to_string(), "name": name, "owner_id": owner, "joined_at": joined, "member_count": 400,
        "system_channel_id": id_of(1, 1), "rules_channel_id": id_of(1, 2), "public_updates_channel_id": id_of(1, 3),
        "channels": (0..CHANNELS).map(channel).collect::<Vec<_>>(),
        "roles": std::iter::once(everyone).chain(roles).collect::<Vec<_>>(),
        "emojis": (0..EMOJIS).map(emoji).collect::<Vec<_>>(), "members": [member],
    });
    if let (Value::Object(guild), Value::Object(usual)) = (&mut guild, usual()) {
        guild.extend(usual);
    }
    guild
}

/// What is the same of all.
fn usual() -> Value {
    json!({
        "icon": null, "splash": null, "discovery_splash": null, "banner": null, "description": null,
        "region": "deprecated", "afk_channel_id": null, "afk_timeout": 300, "widget_enabled": false,
        "verification_level": 1, "default_message_notifications": 1, "explicit_content_filter": 2, "mfa_level": 0,
        "nsfw_level": 0, "nsfw": false, "premium_tier": 1, "premium_subscription_count": 3,
        "premium_progress_bar_enabled": false, "preferred_locale": "en-US", "features": ["COMMUNITY", "NEWS"],
        "vanity_url_code": null, "application_id": null, "system_channel_flags": 0,
        "safety_alerts_channel_id": null, "max_members": 500_000, "max_presences": null,
        "max_video_channel_users": 25, "max_stage_video_channel_users": 50, "large": true, "unavailable": false,
        "lazy": true, "version": 1, "voice_states": [], "threads": [], "presences": [], "stickers": [],
        "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
    })
}
