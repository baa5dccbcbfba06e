//! Messages that the app sends on its own.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Answer, Body, Call, Route, Token, changed, composed};
use crate::judge::{self, What};
use crate::refusal::Refusal;
use crate::world::channel::Channel;
use crate::world::message::Message;

/// How long a nonce is remembered. Discord says "a few minutes".
const NONCE: TimeDelta = TimeDelta::minutes(5);

pub(super) const ROUTES: &[Route] = &[
    Route {
        verb: "POST",
        path: "/channels/{channel}/messages",
        token: Token::Bot,
        body: Body::Files,
        query: &[],
        run: create,
    },
    Route {
        verb: "GET",
        path: "/channels/{channel}/messages",
        token: Token::Bot,
        body: Body::Nothing,
        query: &["limit", "before", "after"],
        run: list,
    },
    Route {
        verb: "GET",
        path: "/channels/{channel}/messages/{message}",
        token: Token::Bot,
        body: Body::Nothing,
        query: &[],
        run: get,
    },
    Route {
        verb: "PATCH",
        path: "/channels/{channel}/messages/{message}",
        token: Token::Bot,
        body: Body::Files,
        query: &[],
        run: edit,
    },
];

fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let channel = call.writable()?;
    judge::message(What::Message, &call.body, &call.files, &call.world.intended)?;
    if let Some(reference) = call.body["message_reference"]["message_id"].as_str()
        && call.world.channel(&channel).message(reference).is_none()
        && call.body["message_reference"]["fail_if_not_exists"] != false
    {
        return Err(Refusal::form("/message_reference", "Unknown message"));
    }
    let nonce = call.body.get("nonce").map(Value::to_string);
    let enforced = nonce.filter(|_| call.body["enforce_nonce"] == true);
    if let Some(sent) = enforced.as_ref().and_then(|nonce| call.world.nonces.get(nonce))
        && call.now - sent.0 < NONCE
    {
        // The first one is shown, also where it was deleted since, and wherever it stands.
        let first = call.world.channel(&sent.1).messages.iter().find(|message| message.id == sent.2);
        return Ok(Answer::json(call.world.message_json(first.expect("messages are never forgotten"))));
    }
    let author = call.world.app.id.clone();
    let message = composed(call.world, (&channel, &author), &call.body, &call.files, call.now);
    let shown = call.world.message_json(&message);
    if let Some(nonce) = enforced {
        call.world.nonces.insert(nonce, (call.now, channel, message.id.clone()));
    }
    call.world.put(message.clone());
    call.world.tell_of("MESSAGE_CREATE", &message);
    Ok(Answer::json(shown))
}

/// What the app can read of a channel: not what only one person sees.
fn readable(channel: &Channel) -> impl DoubleEndedIterator<Item = &Message> {
    channel.messages.iter().filter(|message| !message.deleted && message.only_for.is_none())
}

fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let limit = call.queried("limit").map_or(Ok(50), str::parse::<usize>);
    let limit = limit.ok().filter(|limit| (1..=100).contains(limit));
    let limit = limit.ok_or_else(|| Refusal::form("/limit", "int value should be between 1 and 100."))?;
    let bound = |name: &str| call.queried(name).map(|id| id.parse::<u64>().unwrap_or_default());
    let (before, after) = (bound("before"), bound("after"));
    if before.is_some() && after.is_some() {
        return Err(Refusal::form("/before", "before and after exclude one another"));
    }
    let channel = call.channel()?;
    let fits = |id: &str| {
        let id = id.parse::<u64>().unwrap_or_default();
        before.is_none_or(|bound| id < bound) && after.is_none_or(|bound| id > bound)
    };
    let found = readable(channel).filter(|message| channel.has_history && fits(&message.id));
    // The youngest come first; behind `after`, the oldest that fit are taken.
    let mut found: Vec<_> = match after {
        Some(_) => found.take(limit).collect(),
        None => found.rev().take(limit).collect(),
    };
    if after.is_some() {
        found.reverse();
    }
    Ok(Answer::json(json!(found.into_iter().map(|one| read(call, one)).collect::<Vec<_>>())))
}

fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = call.param("message");
    let found = readable(call.channel()?).find(|message| message.id == id);
    let found = found.ok_or_else(|| Refusal::unknown(10008, "Message"))?;
    Ok(Answer::json(read(call, found)))
}

/// A message as it is read: its nonce was for whoever sent it, at the time.
fn read(call: &Call<'_>, message: &Message) -> Value {
    call.world.message_json(&Message { nonce: None, ..message.clone() })
}

fn edit(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = call.param("message");
    let channel = call.writable()?;
    let found = readable(call.world.channel(&channel)).find(|message| message.id == id);
    let mut message = found.ok_or_else(|| Refusal::unknown(10008, "Message"))?.clone();
    if message.author != call.world.app.id {
        let refusal = Refusal::told(403, 50005, "Cannot edit a message authored by another user");
        return Err(refusal.because("this message is somebody else's"));
    }
    judge::message(What::Edit(&message), &call.body, &call.files, &call.world.intended)?;
    changed(call.world, &mut message, &call.body, &call.files, call.now);
    let shown = call.world.message_json(&message);
    call.world.replace(message);
    Ok(Answer::json(shown))
}
