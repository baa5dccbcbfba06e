//! When a member wants no noise.

use serde_json::{Map, Value, json};

use crate::method::args::{Arg, Kind};
use crate::method::{Body, Call, Method, Token};
use crate::refusal::Refusal;
use crate::world::team::User;

pub(super) const METHODS: &[Method] = &[
    Method {
        name: "dnd.info",
        token: Token::Bot,
        scopes: &["dnd:read"],
        body: Body::Form,
        a_minute: 50,
        args: &[Arg::may("user", Kind::Text), Arg::may("team_id", Kind::Text)],
        run: info,
    },
    Method {
        name: "dnd.teamInfo",
        token: Token::Bot,
        scopes: &["dnd:read"],
        body: Body::Form,
        a_minute: 20,
        args: &[Arg::needed("users", Kind::Text), Arg::may("team_id", Kind::Text)],
        run: team_info,
    },
];

fn info(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let user = match call.text("user") {
        "" => call.install().bot_user,
        user => user.to_owned(),
    };
    Ok(shown(call.team().user(&user)?))
}

fn team_info(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let asked: Vec<&str> = call.text("users").split(',').collect();
    if asked.len() > 50 {
        return Err(Refusal::wrong("too_many_users", "fifty at a time"));
    }
    let mut users = Map::new();
    for id in asked {
        users.insert(id.to_owned(), shown(call.team().user(id)?));
    }
    Ok(json!({ "users": users }))
}

/// Without a schedule both ends are the first second of 1970, as Slack has it.
fn shown(user: &User) -> Value {
    let (start, end) = user.dnd.map_or((1, 1), |(from, until)| (from.timestamp(), until.timestamp()));
    json!({ "dnd_enabled": user.dnd.is_some(), "next_dnd_start_ts": start, "next_dnd_end_ts": end })
}
