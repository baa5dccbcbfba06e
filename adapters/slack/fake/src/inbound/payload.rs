//! The payloads themselves, field for field as Slack sends them.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::escape;
use crate::elements::Placed;
use crate::world::World;
use crate::world::channel::Kind;
use crate::world::ticket::{ReplyUrl, Trigger};

/// Slack still sends the token that it tells everybody to ignore.
const LEGACY_TOKEN: &str = "legacy-token-to-be-ignored";

/// Something pressed or chosen.
#[derive(Debug, Clone)]
pub(crate) struct Press {
    pub(crate) team: String,
    pub(crate) user: String,
    pub(crate) on: Surface,
    pub(crate) placed: Placed,
    /// What was chosen, for what is no button.
    pub(crate) chosen: Value,
}

/// Where it was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Surface {
    /// Channel and `ts`.
    Message(String, String),
    /// A modal or the home.
    View(String),
}

/// A command, with what it may be answered to.
pub(crate) fn command(
    world: &mut World,
    base: &str,
    (team, user, channel): (&str, &str, &str),
    (command, text): (&str, &str),
    now: DateTime<Utc>,
) -> (Vec<(&'static str, String)>, ReplyUrl) {
    let trigger = trigger(world, team, user, None, now);
    let (url, reply) = reply_url(world, base, "commands", (team, user, channel), None, now);
    let place = world.team(team);
    let channel_name = match &place.channels[channel].kind {
        Kind::Public => place.channels[channel].name.clone(),
        Kind::Private => "privategroup".to_owned(),
        Kind::Im(_) => "directmessage".to_owned(),
    };
    let fields = vec![
        ("token", LEGACY_TOKEN.to_owned()),
        ("team_id", team.to_owned()),
        ("team_domain", place.name.clone()),
        ("channel_id", channel.to_owned()),
        ("channel_name", channel_name),
        ("user_id", user.to_owned()),
        ("user_name", place.users[user].name.clone()),
        ("command", command.to_owned()),
        ("text", escape(place, text)),
        ("api_app_id", world.app.id.clone()),
        ("is_enterprise_install", "false".to_owned()),
        ("response_url", url),
        ("trigger_id", trigger),
    ];
    (fields, reply)
}

/// `block_actions`.
pub(crate) fn press(world: &mut World, base: &str, press: &Press, now: DateTime<Utc>) -> Value {
    let (team, user) = (press.team.as_str(), press.user.as_str());
    let in_modal = match &press.on {
        Surface::View(id) if !world.views[id].is_home() => Some(id.clone()),
        _ => None,
    };
    let mut payload = about(world, "block_actions", team, user);
    payload["trigger_id"] = json!(trigger(world, team, user, in_modal, now));
    let action_ts = world.ts(now);
    payload["actions"] = json!([action(press, &action_ts)]);
    let bot = world.team(team).install().cloned();
    match &press.on {
        Surface::View(id) => {
            let view = world.views[id].json(&world.app.id, bot.as_ref().map_or("", |bot| &bot.bot_id));
            payload["container"] = json!({ "type": "view", "view_id": id });
            payload["state"] = view["state"].clone();
            payload["view"] = view;
        }
        Surface::Message(channel, ts) => {
            let (url, _) = reply_url(world, base, "actions", (team, user, channel), Some(ts), now);
            let place = &world.team(team).channels[channel];
            let message = place.message(ts).expect("what is pressed is on the screen");
            let is_ephemeral = message.only_for.is_some();
            let name = if place.im_with().is_some() { "directmessage" } else { &place.name };
            payload["container"] = json!({
                "type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": is_ephemeral,
            });
            payload["channel"] = json!({ "id": channel, "name": name });
            payload["message"] = message.json(team, bot.as_ref(), &world.app.id);
            payload["state"] = json!({ "values": crate::elements::values(&message.blocks, &message.typed) });
            payload["response_url"] = json!(url);
        }
    }
    payload
}

/// The one entry of `actions`.
fn action(press: &Press, action_ts: &str) -> Value {
    let element = &press.placed.element;
    let mut action = json!({
        "type": press.placed.kind(), "action_id": press.placed.action_id, "block_id": press.placed.block_id,
        "action_ts": action_ts,
    });
    if press.placed.is_button() {
        for name in ["text", "value", "style", "url"] {
            if let Some(value) = element.get(name) {
                action[name] = value.clone();
            }
        }
    }
    for (name, value) in press.chosen.as_object().into_iter().flatten() {
        action[name] = value.clone();
    }
    action
}

/// `view_submission`.
pub(crate) fn submission(world: &mut World, view: &str, now: DateTime<Utc>) -> Value {
    let (team, user) = (world.views[view].team.clone(), world.views[view].user.clone());
    let mut payload = about(world, "view_submission", &team, &user);
    payload["trigger_id"] = json!(trigger(world, &team, &user, Some(view.to_owned()), now));
    payload["view"] = view_json(world, view);
    payload["response_urls"] = json!([]);
    payload
}

/// `view_closed`.
pub(crate) fn view_closed(world: &World, view: &str, is_cleared: bool) -> Value {
    let mut payload = about(world, "view_closed", &world.views[view].team, &world.views[view].user);
    payload["view"] = view_json(world, view);
    payload["is_cleared"] = json!(is_cleared);
    payload
}

/// An event in its envelope.
pub(crate) fn event_callback(world: &mut World, team: &str, event: Value, now: DateTime<Utc>) -> Value {
    let (event_id, context) = (world.id("Ev", ""), world.number());
    // The bot is still named when its token is gone: that is what the event may be about.
    let bot = world.team(team).installs.last().map(|install| install.bot_user.clone());
    json!({
        "token": LEGACY_TOKEN,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": null,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": now.timestamp(),
        "authorizations": [{
            "enterprise_id": null, "team_id": team, "user_id": bot, "is_bot": true, "is_enterprise_install": false,
        }],
        "is_ext_shared_channel": false,
        "event_context": format!("4-{context}"),
    })
}

/// What every interaction begins with.
fn about(world: &World, kind: &str, team: &str, user: &str) -> Value {
    let name = &world.team(team).users[user].name;
    json!({
        "type": kind,
        "user": { "id": user, "username": name, "name": name, "team_id": team },
        "api_app_id": world.app.id,
        "token": LEGACY_TOKEN,
        "team": { "id": team, "domain": world.team(team).name },
        "enterprise": null,
        "is_enterprise_install": false,
    })
}

fn view_json(world: &World, view: &str) -> Value {
    let view = &world.views[view];
    let bot = world.team(&view.team).installs.last().map_or("", |install| &install.bot_id);
    view.json(&world.app.id, bot)
}

fn trigger(
    world: &mut World,
    team: &str,
    user: &str,
    in_modal: Option<String>,
    now: DateTime<Utc>,
) -> String {
    let number = world.number();
    let id = format!("{number}.{}.{:032x}", now.timestamp(), number * 7919);
    let trigger = Trigger { team: team.to_owned(), user: user.to_owned(), at: now, used: false, in_modal };
    world.triggers.insert(id.clone(), trigger);
    id
}

fn reply_url(
    world: &mut World,
    base: &str,
    door: &str,
    (team, user, channel): (&str, &str, &str),
    original: Option<&str>,
    now: DateTime<Utc>,
) -> (String, ReplyUrl) {
    let number = world.number();
    let path = format!("/{door}/{team}/{number}/5ecret{number}");
    let reply = ReplyUrl {
        team: team.to_owned(),
        channel: channel.to_owned(),
        user: user.to_owned(),
        at: now,
        uses: 0,
        original: original.map(str::to_owned),
    };
    world.replies.insert(path.clone(), reply.clone());
    (format!("{base}{path}"), reply)
}
