//! The app's own account, and conversations with people.

use chrono::TimeDelta;
use serde_json::json;

use super::{Answer, Body, Call, Route, Token};
use crate::judge;
use crate::refusal::Refusal;

pub(super) const ROUTES: &[Route] = &[
    Route { verb: "GET", path: "/users/@me", token: Token::Bot, body: Body::Nothing, query: &[], run: me },
    Route {
        verb: "GET",
        path: "/users/@me/guilds",
        token: Token::Bot,
        body: Body::Nothing,
        query: &["limit", "after"],
        run: guilds,
    },
    Route {
        verb: "POST",
        path: "/users/@me/channels",
        token: Token::Bot,
        body: Body::Json,
        query: &[],
        run: open,
    },
];

fn me(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let mut me = call.world.user(&call.world.app.id).json();
    for (name, value) in [
        ("verified", json!(true)),
        ("mfa_enabled", json!(true)),
        ("locale", json!("en-US")),
        ("email", json!(null)),
        ("flags", json!(0)),
    ] {
        me[name] = value;
    }
    Ok(Answer::json(me))
}

/// The guilds in which the app is, by their ids.
fn guilds(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let limit = call.queried("limit").map_or(Ok(200), str::parse::<usize>);
    let limit = limit.ok().filter(|limit| (1..=200).contains(limit));
    let limit = limit.ok_or_else(|| Refusal::form("/limit", "int value should be between 1 and 200."))?;
    let number = |id: &str| id.parse::<u64>().unwrap_or_default();
    let after = call.queried("after").map(number);
    let reached = call.world.guilds.values().filter(|guild| guild.is_reached());
    let mut found: Vec<_> =
        reached.filter(|guild| after.is_none_or(|bound| number(&guild.id) > bound)).collect();
    found.sort_by_key(|guild| number(&guild.id));
    let shown = found.into_iter().take(limit).map(|guild| {
        json!({
            "id": guild.id, "name": guild.name, "icon": null, "banner": null, "owner": false,
            "permissions": guild.permissions(&call.world.app.id).to_string(), "features": [],
        })
    });
    Ok(Answer::json(shown.collect()))
}

fn open(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    judge::shape("recipient", &call.body)?;
    let user = call.body["recipient_id"].as_str().unwrap_or_default().to_owned();
    match call.world.users.get(&user) {
        None => {
            let unknown = Refusal::told(400, 50033, "Invalid Recipient(s)");
            return Err(unknown.because(format!("nobody has the id {user}")));
        }
        Some(user) if user.is_bot => {
            let refusal = Refusal::told(403, 50007, "Cannot send messages to this user");
            return Err(refusal.because("an app cannot write to an app"));
        }
        Some(_) => {}
    }
    if call.world.dm_with(&user).is_none() {
        let now = call.now;
        call.world.openings.retain(|at| now - *at < TimeDelta::minutes(1));
        if call.world.app.openings.is_some_and(|most| call.world.openings.len() >= most) {
            return Err(Refusal::told(403, 40003, "You are opening direct messages too fast"));
        }
        call.world.openings.push(now);
    }
    let id = call.world.open_dm(&user, call.now);
    Ok(Answer::json(call.world.channel(&id).json(call.world)))
}
