//! Conversations: opening one with a member, and what can be read of one.

use serde_json::{Value, json};

use crate::method::args::{Arg, Kind};
use crate::method::post::open_im;
use crate::method::{Body, Call, Method, Token};
use crate::refusal::Refusal;
use crate::world::message::Message;

pub(super) const METHODS: &[Method] = &[
    Method {
        name: "conversations.open",
        token: Token::Bot,
        scopes: &["im:write"],
        body: Body::Json,
        a_minute: 50,
        args: &[
            Arg::may("users", Kind::Text),
            Arg::may("channel", Kind::Text),
            Arg::may("return_im", Kind::Flag),
            Arg::may("prevent_creation", Kind::Flag),
        ],
        run: open,
    },
    Method {
        name: "conversations.info",
        token: Token::Bot,
        scopes: &[],
        body: Body::Form,
        a_minute: 50,
        args: &[
            Arg::needed("channel", Kind::Text),
            Arg::may("include_locale", Kind::Flag),
            Arg::may("include_num_members", Kind::Flag),
        ],
        run: info,
    },
    Method {
        name: "conversations.members",
        token: Token::Bot,
        scopes: &[],
        body: Body::Form,
        a_minute: 100,
        args: &[
            Arg::needed("channel", Kind::Text),
            Arg::may("cursor", Kind::Text),
            Arg::may("limit", Kind::Number),
        ],
        run: members,
    },
    Method {
        name: "conversations.history",
        token: Token::Bot,
        scopes: &[],
        body: Body::Form,
        a_minute: 50,
        args: &[
            Arg::needed("channel", Kind::Text),
            Arg::may("cursor", Kind::Text),
            Arg::may("limit", Kind::Number),
            Arg::may("latest", Kind::Ts),
            Arg::may("oldest", Kind::Ts),
            Arg::may("inclusive", Kind::Flag),
            Arg::may("include_all_metadata", Kind::Flag),
        ],
        run: history,
    },
];

fn open(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let users: Vec<String> = call.text("users").split(',').map(|user| user.trim().to_owned()).collect();
    let (id, was_open) = match &users[..] {
        _ if !call.text("channel").is_empty() => {
            let id = call.text("channel").to_owned();
            let is_im = call.team().channel(&id)?.im_with().is_some();
            if !is_im {
                return Err(Refusal::told("method_not_supported_for_channel_type"));
            }
            (id, true)
        }
        [user] if user.is_empty() => {
            return Err(Refusal::wrong("users_list_not_supplied", "users, or channel, has to be given"));
        }
        [user] => {
            let known = call.team().im_with(user).is_some();
            if !known && call.flag("prevent_creation") {
                return Err(Refusal::told("channel_not_found"));
            }
            (open_im(call, user)?, known)
        }
        _ => {
            call.may("mpim:write")?;
            return Err(Refusal::wrong("not_enough_users", "this Slack opens conversations with one member"));
        }
    };
    let channel = match call.flag("return_im") {
        false => json!({ "id": id }),
        true => call.team().channel(&id)?.json(&call.team_id(), &call.install().bot_user),
    };
    match was_open {
        true => Ok(json!({ "channel": channel, "no_op": true, "already_open": true })),
        false => Ok(json!({ "channel": channel })),
    }
}

fn info(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let channel = call.team().channel(call.text("channel"))?;
    call.may(&format!("{}:read", channel.family()))?;
    let mut shown = channel.json(&call.team_id(), &call.install().bot_user);
    if call.flag("include_num_members") {
        shown["num_members"] = json!(channel.members.len());
    }
    if call.flag("include_locale") {
        shown["locale"] = json!("en-US");
    }
    Ok(json!({ "channel": shown }))
}

fn members(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let channel = call.team().channel(call.text("channel"))?;
    call.may(&format!("{}:read", channel.family()))?;
    let members: Vec<&String> = channel.members.iter().collect();
    let (page, next) = page(call, &members, 100)?;
    Ok(json!({ "members": page, "response_metadata": { "next_cursor": next } }))
}

fn history(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let channel = call.team().channel(call.text("channel"))?;
    call.may(&format!("{}:history", channel.family()))?;
    let (install, app) = (call.install(), &call.world.app.id);
    if !channel.members.contains(&install.bot_user) {
        return Err(Refusal::told("not_in_channel"));
    }
    let (oldest, latest) = (call.text("oldest"), call.text("latest"));
    let inclusive = call.flag("inclusive");
    let within = |message: &&Message| {
        let (ts, edge) = (message.ts.as_str(), inclusive);
        let after = oldest.is_empty() || ts > oldest || (edge && ts == oldest);
        let before = latest.is_empty() || ts < latest || (edge && ts == latest);
        after && before && message.only_for.is_none()
    };
    let newest_first: Vec<&Message> = channel.messages.iter().rev().filter(within).collect();
    let (page, next) = page(call, &newest_first, 999)?;
    let shown = page.iter().map(|message| {
        let mut shown = message.json(&call.team_id(), Some(&install), app);
        if let (true, Some(metadata)) = (call.flag("include_all_metadata"), &message.metadata) {
            shown["metadata"] = metadata.clone();
        }
        shown
    });
    let shown: Vec<Value> = shown.collect();
    Ok(json!({
        "messages": shown, "has_more": !next.is_empty(), "pin_count": 0,
        "response_metadata": { "next_cursor": next },
    }))
}

/// So many from the cursor on, and the next cursor.
pub(super) fn page<T: Clone>(call: &Call<'_>, all: &[T], most: i64) -> Result<(Vec<T>, String), Refusal> {
    let limit = call.number("limit").unwrap_or(100);
    if !(1..=most).contains(&limit) {
        return Err(Refusal::wrong("invalid_limit", format!("limit is 1 to {most}")));
    }
    let start =
        match call.text("cursor") {
            "" => 0,
            cursor => cursor.strip_prefix("from:").and_then(|start| start.parse::<usize>().ok()).ok_or_else(
                || Refusal::wrong("invalid_cursor", "a cursor is what next_cursor was, to the letter"),
            )?,
        };
    let end = start + usize::try_from(limit).unwrap_or(usize::MAX);
    let next = if end < all.len() { format!("from:{end}") } else { String::new() };
    Ok((all.iter().skip(start).take(end - start).cloned().collect(), next))
}
