//! What becomes of a message on its way into a conversation.

use serde_json::{Value, json};

use crate::method::Call;
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::channel::{Channel, Kind};
use crate::world::message::Message;

/// The conversation that a bot may write to: by its id, or by the id of the member.
pub(super) fn destination(call: &mut Call<'_>) -> Result<String, Refusal> {
    let asked = call.text("channel").to_owned();
    if !asked.starts_with(['C', 'G', 'D', 'U', 'W']) {
        return Err(Refusal::wrong("channel_not_found", format!("{asked:?} is no id of a conversation")));
    }
    let id = match asked.starts_with(['U', 'W']) {
        true => open_im(call, &asked)?,
        false => asked,
    };
    let bot = call.install().bot_user;
    let team = call.team();
    let channel = team.channel(&id)?;
    if let Kind::Im(user) = &channel.kind {
        if !call.world.app.messages_tab {
            return Err(Refusal::told("messages_tab_disabled"));
        }
        if team.user(user)?.deleted {
            return Err(Refusal::told("is_archived"));
        }
    } else if channel.archived {
        return Err(Refusal::told("is_archived"));
    } else if !channel.members.contains(&bot) {
        return Err(Refusal::told("not_in_channel"));
    }
    Ok(id)
}

/// Opens the conversation with a member, or finds it open.
pub(super) fn open_im(call: &mut Call<'_>, user: &str) -> Result<String, Refusal> {
    let team = call.team_id();
    let member = call.team().user(user)?;
    if member.is_bot {
        return Err(Refusal::told("cannot_dm_bot"));
    }
    if member.deleted {
        return Err(Refusal::told("user_disabled"));
    }
    Ok(call.world.im(&team, user, call.now.timestamp()))
}

/// The message that these arguments are, judged, with ids filled in.
pub(super) fn message(call: &mut Call<'_>) -> Result<Message, Refusal> {
    let args = Value::Object(call.args.clone());
    crate::judge::message(&args, &call.world.intended)?;
    let user = call.install().bot_user;
    Ok(written(call.world, user, &args))
}

/// A judged message by this member; it has no `ts` yet.
pub(crate) fn written(world: &mut World, user: String, args: &Value) -> Message {
    let mut blocks = args["blocks"].as_array().cloned().unwrap_or_default();
    fill_ids(world, &mut blocks);
    Message {
        user,
        text: args["text"].as_str().unwrap_or_default().to_owned(),
        blocks,
        metadata: args.get("metadata").cloned(),
        thread_ts: args["thread_ts"].as_str().map(str::to_owned),
        ..Message::default()
    }
}

/// Gives every block and element that has no id one, as Slack does.
pub(crate) fn fill_ids(world: &mut World, blocks: &mut [Value]) {
    for block in blocks {
        for name in ["elements", "accessory", "element"] {
            let elements = match block.get_mut(name) {
                Some(Value::Array(elements)) => elements.iter_mut().collect(),
                Some(element) => vec![element],
                None => Vec::new(),
            };
            for element in elements {
                let kind = element["type"].as_str().unwrap_or_default();
                let acts = kind != "image" && (crate::elements::initial(element).is_some() || is_press(kind));
                if acts && element.get("action_id").is_none() {
                    element["action_id"] = json!(format!("a{:04}", world.number()));
                }
            }
        }
        if block.get("block_id").is_none() {
            block["block_id"] = json!(format!("b{:04}", world.number()));
        }
    }
}

fn is_press(kind: &str) -> bool {
    matches!(kind, "button" | "overflow" | "icon_button" | "feedback_buttons" | "workflow_button")
}

/// Puts a message into its conversation, and says when.
pub(crate) fn broadcast(channel: &mut Channel, mut message: Message, ts: String) -> Message {
    message.ts = ts;
    channel.messages.push(message.clone());
    message
}
