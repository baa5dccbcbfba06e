//! What is said in return to a command or a press, in the acknowledgement or to its `response_url`.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::method::{broadcast, written};
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::message::Message;
use crate::world::ticket::ReplyUrl;

/// The fields that such a message may have.
const FIELDS: &[&str] = &[
    "text",
    "blocks",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "mrkdwn",
    "unfurl_links",
    "unfurl_media",
    "metadata",
];

/// Judges the message and puts it where it belongs: beside the original, or in its place.
pub(crate) fn apply(
    world: &mut World,
    reply: &ReplyUrl,
    said: &Value,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let invalid = |why: &str| Refusal::wrong("invalid_payload", why);
    let fields = said.as_object().ok_or_else(|| invalid("a message is a JSON object"))?;
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        return Err(invalid(&format!("a message has no field {unknown:?}")));
    }
    let flag = |name: &str| match fields.get(name) {
        None => Ok(false),
        Some(value) => value.as_bool().ok_or_else(|| invalid(&format!("{name} is a boolean"))),
    };
    let original = || {
        let original = reply.original.clone();
        original.ok_or_else(|| invalid("a command has no original that could be replaced or deleted"))
    };
    if flag("delete_original")? {
        let original = original()?;
        let channel = channel(world, reply)?;
        channel.messages.retain(|message| message.ts != original);
        return match fields.contains_key("text") || fields.contains_key("blocks") {
            true => Err(invalid("what is deleted has no text")),
            false => Ok(()),
        };
    }
    crate::judge::message(said, &world.intended)?;
    let bot = world.team(&reply.team).install().map(|install| install.bot_user.clone());
    let bot = bot.ok_or_else(|| Refusal::told("invalid_token"))?;
    let message = written(world, bot, said);
    if flag("replace_original")? {
        let (original, edited) = (original()?, world.ts(now));
        let old = channel(world, reply)?
            .message_mut(&original)
            .ok_or_else(|| Refusal::told("message_not_found"))?;
        *old = Message { text: message.text, blocks: message.blocks, edited: Some(edited), ..old.clone() };
        return Ok(());
    }
    let only_for = match fields.get("response_type").map(|kind| kind.as_str()) {
        None | Some(Some("ephemeral")) => Some(reply.user.clone()),
        Some(Some("in_channel")) => None,
        Some(_) => return Err(invalid("response_type is ephemeral or in_channel")),
    };
    let ts = world.ts(now);
    broadcast(channel(world, reply)?, Message { only_for, ..message }, ts);
    Ok(())
}

fn channel<'a>(
    world: &'a mut World,
    reply: &ReplyUrl,
) -> Result<&'a mut crate::world::channel::Channel, Refusal> {
    let channel = world.team_mut(&reply.team).channels.get_mut(&reply.channel);
    channel.ok_or_else(|| Refusal::told("channel_not_found"))
}
