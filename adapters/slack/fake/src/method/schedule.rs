//! Messages for later. Slack sends them when their time has come, whatever has happened since.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::method::args::{Arg, Kind};
use crate::method::post::{destination, message};
use crate::method::{Body, Call, Method, Token};
use crate::refusal::Refusal;

/// How far ahead.
const FURTHEST: TimeDelta = TimeDelta::days(120);
/// How many within five minutes, in one conversation.
const CROWD: usize = 30;

pub(super) const METHODS: &[Method] = &[
    Method {
        name: "chat.scheduleMessage",
        token: Token::Bot,
        scopes: &["chat:write"],
        body: Body::Json,
        a_minute: 50,
        args: &[
            Arg::needed("channel", Kind::Text),
            Arg::needed("post_at", Kind::Number),
            Arg::may("text", Kind::Text),
            Arg::may("blocks", Kind::List),
            Arg::may("thread_ts", Kind::Ts),
            Arg::may("unfurl_links", Kind::Flag),
            Arg::may("unfurl_media", Kind::Flag),
        ],
        run: schedule,
    },
    Method {
        name: "chat.deleteScheduledMessage",
        token: Token::Bot,
        scopes: &["chat:write"],
        body: Body::Json,
        a_minute: 50,
        args: &[Arg::needed("channel", Kind::Text), Arg::needed("scheduled_message_id", Kind::Text)],
        run: delete,
    },
];

fn schedule(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let channel = destination(call)?;
    let message = message(call)?;
    let post_at = call.number("post_at").unwrap_or_default();
    let ahead = TimeDelta::seconds(post_at - call.now.timestamp());
    if ahead <= TimeDelta::zero() {
        return Err(Refusal::wrong("time_in_past", "post_at is over"));
    }
    if ahead > FURTHEST {
        return Err(Refusal::wrong("time_too_far", "post_at is more than 120 days ahead"));
    }
    let id = call.world.id("Q", "");
    let (team, install, app) = (call.team_id(), call.install(), call.world.app.id.clone());
    let place = call.team_mut().channels.get_mut(&channel).expect("the channel was just looked up");
    let near = |(_, at, _): &&(String, i64, _)| *at / 300 == post_at / 300;
    if place.scheduled.iter().filter(near).count() >= CROWD {
        return Err(Refusal::wrong("restricted_too_many", "30 messages within five minutes"));
    }
    let shown = message.json(&team, Some(&install), &app);
    place.scheduled.push((id.clone(), post_at, message));
    Ok(json!({ "channel": channel, "scheduled_message_id": id, "post_at": post_at, "message": shown }))
}

fn delete(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let (channel, id) = (call.text("channel").to_owned(), call.text("scheduled_message_id").to_owned());
    call.team().channel(&channel)?;
    let place = call.team_mut().channels.get_mut(&channel).expect("the channel was just looked up");
    let before = place.scheduled.len();
    place.scheduled.retain(|(scheduled, _, _)| *scheduled != id);
    match place.scheduled.len() < before {
        true => Ok(json!({})),
        false => Err(Refusal::told("invalid_scheduled_message_id")),
    }
}
