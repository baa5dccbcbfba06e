//! What comes first on a socket: IDENTIFY, for a new session, or RESUME, for an old one.

use serde_json::{Value, json};

use super::frame::Writing;
use super::hear::{Next, wrong};
use super::sessions::{Order, Session};
use super::socket::Link;
use crate::inner::Inner;
use crate::judge;
use crate::world::World;
use crate::world::app::GUILDS;

/// Members, presences, and what is written in guilds: only for whom Discord has let ask.
const PRIVILEGED: u64 = (1 << 1) | (1 << 8) | (1 << 15);
/// Every intent there is.
const INTENTS: u64 = 0b11_0011_0001_1111_1111_1111_1111;

/// A new session.
pub(super) fn identify(inner: &Inner, link: &mut Link, data: &Value) -> Next {
    if let Err(refusal) = judge::shape("identify", data) {
        return wrong(inner, 4002, refusal.why.as_deref().unwrap_or_default());
    }
    let now = inner.now();
    let mut world = inner.world();
    if let Err((code, why)) = check(&world, data) {
        drop(world);
        return wrong(inner, code, &why);
    }
    let intents = data["intents"].as_u64().unwrap_or_default();
    if intents != world.app.intents {
        let why = format!("asks for the intents {intents}, and needs {}", world.app.intents);
        world.violate("gateway", 0, &why, now);
    }
    world.sessions.identified.push(now);
    if world.sessions.identified_lately(now) > world.app.identifies {
        // All sessions end, and the token is another one: somebody has to put that into the app's settings.
        world.app.token.push('x');
        world.sessions.order(&Order::Close(4004), true);
        drop(world);
        return wrong(inner, 4004, "too many IDENTIFY within a day: Discord resets the token");
    }
    if world.sessions.unready > 0 {
        world.sessions.unready -= 1;
        return Next::Nothing;
    }
    if data["compress"] == true && matches!(link.writing, Writing::Text) {
        link.writing = Writing::Packets;
    }
    let shard = shard(data);
    let id = format!("{:032x}", world.number());
    let session =
        Session { shard, intents, events: Vec::new(), link: Some((link.number, link.orders.clone())) };
    world.sessions.all.insert(id.clone(), session);
    link.session = Some(id.clone());
    greet(&mut world, &inner.base, &id);
    Next::Nothing
}

fn check(world: &World, data: &Value) -> Result<(), (u16, String)> {
    let intents = data["intents"].as_u64().unwrap_or_default();
    let (number, count) = shard(data);
    let is_pair = data["shard"].as_array().is_none_or(|shard| shard.len() == 2);
    let wrong = |code, why: &str| Err((code, why.to_owned()));
    match () {
        () if !is_token(world, &data["token"]) => wrong(4004, "this is not the bot's token"),
        () if !is_pair || number >= count => wrong(4010, "there is no such shard"),
        () if count < world.app.shards => wrong(4011, "so many guilds need more shards"),
        () if intents & !INTENTS != 0 => wrong(4013, "there are no such intents"),
        () if intents & PRIVILEGED != 0 => wrong(4014, "Discord has not let this app ask for these intents"),
        () => Ok(()),
    }
}

fn shard(data: &Value) -> (u64, u64) {
    let part = |place: usize, other: u64| data["shard"][place].as_u64().unwrap_or(other);
    (part(0, 0), part(1, 1))
}

/// Also with `Bot ` before it, which some clients send.
fn is_token(world: &World, token: &Value) -> bool {
    token.as_str().is_some_and(|token| token.strip_prefix("Bot ").unwrap_or(token) == world.app.token)
}

/// READY, and every guild of the shard.
fn greet(world: &mut World, base: &str, id: &str) {
    let (shard, shards) = world.sessions.all[id].shard;
    let guilds = world.guilds.values().filter(|guild| guild.is_reached());
    let guilds = guilds.filter(|guild| crate::snowflake::shard(&guild.id, shards) == shard);
    let ids: Vec<(String, bool)> = guilds.map(|guild| (guild.id.clone(), guild.available)).collect();
    let mut user = world.user(&world.app.id).json();
    for (name, value) in
        [("verified", json!(true)), ("mfa_enabled", json!(true)), ("email", json!(null)), ("flags", json!(0))]
    {
        user[name] = value;
    }
    let ready = json!({
        "v": 10, "user": user, "session_id": id, "session_type": "normal", "shard": [shard, shards],
        "guilds": ids.iter().map(|(id, _)| json!({ "id": id, "unavailable": true })).collect::<Vec<_>>(),
        "resume_gateway_url": base.replacen("http://", "ws://", 1),
        "application": { "id": world.app.id, "flags": 0 },
        "private_channels": [], "relationships": [], "presences": [], "user_settings": {}, "geo_ordered_rtc_regions": [],
    });
    let told: Vec<Value> =
        ids.iter().filter(|(_, available)| *available).map(|(id, _)| world.guild_create(id)).collect();
    let session = world.sessions.all.get_mut(id).expect("the session was just made");
    session.tell("READY", ready);
    if session.intents & GUILDS != 0 {
        told.into_iter().for_each(|guild| session.tell("GUILD_CREATE", guild));
    }
}

/// An old session: what was missed is told.
pub(super) fn resume(inner: &Inner, link: &mut Link, data: &Value) -> Next {
    if let Err(refusal) = judge::shape("resume", data) {
        return wrong(inner, 4002, refusal.why.as_deref().unwrap_or_default());
    }
    let mut world = inner.world();
    if !is_token(&world, &data["token"]) {
        drop(world);
        return wrong(inner, 4004, "this is not the bot's token");
    }
    let id = data["session_id"].as_str().unwrap_or_default().to_owned();
    if world.sessions.unresumable > 0 {
        world.sessions.unresumable -= 1;
        world.sessions.all.remove(&id);
    }
    let Some(session) = world.sessions.all.get_mut(&id) else {
        return Next::Say(vec![json!({ "op": 9, "s": null, "t": null, "d": false })]);
    };
    let seen = usize::try_from(data["seq"].as_u64().unwrap_or_default()).unwrap_or(usize::MAX);
    if seen > session.events.len() {
        world.sessions.all.remove(&id);
        drop(world);
        return wrong(inner, 4007, "there was no event of this number");
    }
    let missed = session.events[seen..].to_vec();
    if let Some((_, old)) = session.link.replace((link.number, link.orders.clone())) {
        let _ = old.send(Order::End);
    }
    for packet in missed {
        let _ = link.orders.send(Order::Say(packet));
    }
    session.tell("RESUMED", json!({}));
    link.session = Some(id);
    world.sessions.resumed += 1;
    Next::Nothing
}
