//! Messages: posting, changing, deleting.

use serde_json::{Value, json};

use crate::method::args::{Arg, Kind};
use crate::method::post::{broadcast, destination, message};
use crate::method::{Body, Call, Method, Token};
use crate::refusal::Refusal;
use crate::world::message::Message;

pub(super) const METHODS: &[Method] = &[
    Method {
        name: "chat.postMessage",
        token: Token::Bot,
        scopes: &["chat:write"],
        body: Body::Json,
        a_minute: 600,
        args: &[
            Arg::needed("channel", Kind::Text),
            Arg::may("text", Kind::Text),
            Arg::may("blocks", Kind::List),
            Arg::may("metadata", Kind::Object),
            Arg::may("mrkdwn", Kind::Flag),
            Arg::may("thread_ts", Kind::Ts),
            Arg::may("reply_broadcast", Kind::Flag),
            Arg::may("unfurl_links", Kind::Flag),
            Arg::may("unfurl_media", Kind::Flag),
        ],
        run: post,
    },
    Method {
        name: "chat.postEphemeral",
        token: Token::Bot,
        scopes: &["chat:write"],
        body: Body::Json,
        a_minute: 100,
        args: &[
            Arg::needed("channel", Kind::Text),
            Arg::needed("user", Kind::Text),
            Arg::may("text", Kind::Text),
            Arg::may("blocks", Kind::List),
            Arg::may("thread_ts", Kind::Ts),
        ],
        run: post_ephemeral,
    },
    Method {
        name: "chat.update",
        token: Token::Bot,
        scopes: &["chat:write"],
        body: Body::Json,
        a_minute: 50,
        args: &[
            Arg::needed("channel", Kind::Text),
            Arg::needed("ts", Kind::Ts),
            Arg::may("text", Kind::Text),
            Arg::may("blocks", Kind::List),
            Arg::may("metadata", Kind::Object),
            Arg::may("reply_broadcast", Kind::Flag),
        ],
        run: update,
    },
    Method {
        name: "chat.delete",
        token: Token::Bot,
        scopes: &["chat:write"],
        body: Body::Json,
        a_minute: 50,
        args: &[Arg::needed("channel", Kind::Text), Arg::needed("ts", Kind::Ts)],
        run: delete,
    },
];

fn post(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let channel = destination(call)?;
    let message = message(call)?;
    if let Some(thread) = &message.thread_ts
        && call.team().channel(&channel)?.message(thread).is_none()
    {
        return Err(Refusal::told("thread_not_found"));
    }
    let ts = call.world.ts(call.now);
    let (team, install, app) = (call.team_id(), call.install(), call.world.app.id.clone());
    let place = call.team_mut().channels.get_mut(&channel).expect("the channel was just looked up");
    let posted = broadcast(place, message, ts);
    Ok(json!({ "channel": channel, "ts": posted.ts, "message": posted.json(&team, Some(&install), &app) }))
}

fn post_ephemeral(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let channel = destination(call)?;
    let user = call.text("user").to_owned();
    if !call.team().channel(&channel)?.members.contains(&user) {
        return Err(Refusal::told("user_not_in_channel"));
    }
    let message = Message { only_for: Some(user), ..message(call)? };
    let ts = call.world.ts(call.now);
    let place = call.team_mut().channels.get_mut(&channel).expect("the channel was just looked up");
    Ok(json!({ "message_ts": broadcast(place, message, ts).ts }))
}

fn update(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let (channel, ts) = (call.text("channel").to_owned(), call.text("ts").to_owned());
    own(call, "cant_update_message")?;
    let message = message(call)?;
    let edited = call.world.ts(call.now);
    let (team, install, app) = (call.team_id(), call.install(), call.world.app.id.clone());
    let place = call.team_mut().channels.get_mut(&channel).expect("the channel was just looked up");
    let old = place.message_mut(&ts).expect("the message was just looked up");
    let (text, blocks) = (message.text.clone(), message.blocks);
    let metadata = message.metadata.or_else(|| old.metadata.take());
    *old = Message { text: text.clone(), blocks, metadata, edited: Some(edited), ..old.clone() };
    let shown = old.json(&team, Some(&install), &app);
    Ok(json!({ "channel": channel, "ts": ts, "text": text, "message": shown }))
}

fn delete(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let (channel, ts) = (call.text("channel").to_owned(), call.text("ts").to_owned());
    own(call, "cant_delete_message")?;
    let place = call.team_mut().channels.get_mut(&channel).expect("the channel was just looked up");
    place.messages.retain(|message| message.ts != ts);
    Ok(json!({ "channel": channel, "ts": ts }))
}

/// Only what the bot wrote, and what is not ephemeral, can be changed.
fn own(call: &Call<'_>, error: &str) -> Result<(), Refusal> {
    let place = call.team().channel(call.text("channel"))?;
    let message = place.message(call.text("ts")).filter(|message| message.only_for.is_none());
    let message = message.ok_or_else(|| Refusal::told("message_not_found"))?;
    match message.user == call.install().bot_user {
        true => Ok(()),
        false => Err(Refusal::told(error)),
    }
}
