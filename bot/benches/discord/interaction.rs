//! A command as Discord tells of it.

use serde_json::{Value, json};

use crate::loopback::{APPLICATION, GUILD};
use crate::place::Typed;

const CHANNEL: &str = "1100000000000000102";
const COMMAND: &str = "1300000000000000000";
const SUB_COMMAND: u8 = 1;
const TEXT: u8 = 3;

/// `/mentor` and what is typed after it, said in the guild. Its beginning is left out: the brace, its id and its token,
/// of which every interaction has its own.
pub(crate) fn of(typed: &Typed) -> String {
    let whole = whole(typed).to_string();
    whole.strip_prefix('{').expect("an object").to_owned()
}

fn whole(typed: &Typed) -> Value {
    let sub_command = match typed.text.split_once(' ') {
        None => json!({ "name": typed.text, "type": SUB_COMMAND, "options": [] }),
        Some((verb, question)) => {
            let question = json!({ "name": "question", "type": TEXT, "value": question });
            json!({ "name": verb, "type": SUB_COMMAND, "options": [question] })
        }
    };
    let permissions = "2248473465835073";
    json!({
        "version": 1, "type": 2, "application_id": APPLICATION, "guild_id": GUILD, "channel_id": CHANNEL,
        "guild": { "id": GUILD, "locale": "en-US", "features": ["COMMUNITY", "NEWS"] },
        "channel": {
            "id": CHANNEL, "type": 0, "guild_id": GUILD, "name": "channel-1", "position": 1, "parent_id": null,
            "topic": null, "nsfw": false, "rate_limit_per_user": 0, "last_message_id": null, "flags": 0,
            "permissions": permissions,
        },
        "member": {
            "user": {
                "id": typed.user, "username": format!("member_{}", typed.user), "global_name": "A member",
                "discriminator": "0", "avatar": null, "avatar_decoration_data": null, "collectibles": null,
                "clan": null, "primary_guild": null, "public_flags": 0,
            },
            "nick": null, "avatar": null, "banner": null, "roles": [], "joined_at": "2026-01-05T09:30:00.000000+00:00",
            "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
            "communication_disabled_until": null, "unusual_dm_activity_until": null, "permissions": permissions,
        },
        "data": { "id": COMMAND, "name": "mentor", "type": 1, "options": [sub_command] },
        "locale": "en-GB", "guild_locale": "en-US", "app_permissions": "2248473465835073", "entitlements": [],
        "entitlement_sku_ids": [], "authorizing_integration_owners": { "0": GUILD }, "context": 0,
        "attachment_size_limit": 10_485_760,
    })
}
