//! Which commands people can type.

use serde_json::{Value, json};

use super::{Answer, Body, Call, Route, Token};
use crate::judge;
use crate::refusal::Refusal;

pub(super) const ROUTES: &[Route] = &[
    Route {
        verb: "GET",
        path: "/applications/{application}/commands",
        token: Token::Bot,
        body: Body::Nothing,
        query: &["with_localizations"],
        run: get,
    },
    Route {
        verb: "PUT",
        path: "/applications/{application}/commands",
        token: Token::Bot,
        body: Body::Json,
        query: &[],
        run: put,
    },
    Route {
        verb: "GET",
        path: "/applications/{application}/guilds/{guild}/commands",
        token: Token::Bot,
        body: Body::Nothing,
        query: &["with_localizations"],
        run: get,
    },
    Route {
        verb: "PUT",
        path: "/applications/{application}/guilds/{guild}/commands",
        token: Token::Bot,
        body: Body::Json,
        query: &[],
        run: put,
    },
];

/// The guild in the path, where there is one.
fn guild(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    call.own_application()?;
    let guild = call.params.iter().find(|(name, _)| *name == "guild").map(|(_, id)| id.clone());
    match &guild {
        Some(id) if !call.world.guilds.get(id).is_some_and(|guild| guild.is_reached()) => {
            Err(Refusal::told(403, 50001, "Missing Access"))
        }
        _ => Ok(guild),
    }
}

fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let guild = guild(call)?;
    let mut commands = call.world.commands.of(guild.as_deref()).to_vec();
    if !call.flag("with_localizations") {
        for command in commands.iter_mut().filter_map(Value::as_object_mut) {
            command.remove("name_localizations");
            command.remove("description_localizations");
        }
    }
    Ok(Answer::json(json!(commands)))
}

fn put(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let guild = guild(call)?;
    judge::commands(&call.body)?;
    let before = call.world.commands.of(guild.as_deref()).to_vec();
    let same = |command: &Value, other: &Value| {
        command["name"] == other["name"]
            && command["type"].as_u64().unwrap_or(1) == other["type"].as_u64().unwrap_or(1)
    };
    let mut commands = Vec::new();
    let mut created = 0;
    for command in call.body.as_array().cloned().unwrap_or_default() {
        let known = before.iter().find(|known| same(known, &command)).and_then(|known| known["id"].as_str());
        let id = known.map_or_else(|| call.world.id(call.now), str::to_owned);
        created += usize::from(known.is_none());
        let version = call.world.id(call.now);
        commands.push(kept(command, &id, &version, &call.world.app.id, guild.as_deref()));
    }
    if call.world.commands.create(guild.as_deref(), created, call.now) {
        let message = "Max number of daily application command creates has been reached (200)";
        return Err(Refusal::wrong(400, 30034, message, "send commands only when they have changed"));
    }
    call.world.commands.set(guild.as_deref(), commands.clone());
    Ok(Answer::json(json!(commands)))
}

/// A command as Discord keeps it: with ids, and with what goes without saying.
fn kept(mut command: Value, id: &str, version: &str, app: &str, guild: Option<&str>) -> Value {
    let given = [("id", json!(id)), ("version", json!(version)), ("application_id", json!(app))];
    for (name, value) in given {
        command[name] = value;
    }
    if let Some(guild) = guild {
        command["guild_id"] = json!(guild);
    }
    let said = [
        ("type", json!(1)),
        ("description", json!("")),
        ("default_member_permissions", json!(null)),
        ("nsfw", json!(false)),
        ("name_localizations", json!(null)),
        ("description_localizations", json!(null)),
        ("integration_types", json!([0])),
        ("contexts", json!(null)),
        ("dm_permission", json!(true)),
    ];
    for (name, value) in said {
        if command.get(name).is_none() {
            command[name] = value;
        }
    }
    command
}
