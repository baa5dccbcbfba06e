//! Who am I: `auth.test`, `auth.revoke`, and the socket of `apps.connections.open`.

use serde_json::{Value, json};

use crate::method::args::{Arg, Kind};
use crate::method::{Body, Call, Method, Token};
use crate::refusal::Refusal;

pub(super) const METHODS: &[Method] = &[
    Method {
        name: "auth.test",
        token: Token::Bot,
        scopes: &[],
        body: Body::Form,
        a_minute: 300,
        args: &[],
        run: test,
    },
    Method {
        name: "api.test",
        token: Token::Secret,
        scopes: &[],
        body: Body::Form,
        a_minute: 100,
        args: &[],
        run: |_| Ok(json!({})),
    },
    Method {
        name: "auth.revoke",
        token: Token::Bot,
        scopes: &[],
        body: Body::Form,
        a_minute: 50,
        args: &[Arg::may("test", Kind::Flag)],
        run: revoke,
    },
    Method {
        name: "team.info",
        token: Token::Bot,
        scopes: &["team:read"],
        body: Body::Form,
        a_minute: 50,
        args: &[Arg::may("team", Kind::Text), Arg::may("domain", Kind::Text)],
        run: team_info,
    },
    Method {
        name: "apps.connections.open",
        token: Token::App,
        scopes: &[],
        body: Body::Json,
        a_minute: 10,
        args: &[],
        run: open_connection,
    },
    Method {
        name: "apps.uninstall",
        token: Token::Bot,
        scopes: &[],
        body: Body::Form,
        a_minute: 1,
        args: &[Arg::needed("client_id", Kind::Text), Arg::needed("client_secret", Kind::Text)],
        run: uninstall,
    },
];

fn test(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let (team, install) = (call.team(), call.install());
    Ok(json!({
        "url": format!("https://{}.slack.com/", team.name),
        "team": team.name,
        "user": team.user(&install.bot_user)?.name,
        "team_id": team.id,
        "user_id": install.bot_user,
        "bot_id": install.bot_id,
        "is_enterprise_install": false,
    }))
}

fn revoke(call: &mut Call<'_>) -> Result<Value, Refusal> {
    if call.flag("test") {
        return Ok(json!({ "revoked": false }));
    }
    let team = call.team_id();
    call.world.revoke(&team);
    Ok(json!({ "revoked": true }))
}

fn team_info(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let team = call.team();
    let asked = call.text("team");
    if !asked.is_empty() && asked != team.id {
        return Err(Refusal::told("team_not_found"));
    }
    Ok(json!({ "team": {
        "id": team.id, "name": team.name, "domain": team.name, "email_domain": "", "icon": { "image_default": true },
        "url": format!("https://{}.slack.com/", team.name), "is_verified": false,
    } }))
}

fn open_connection(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let ticket = format!("ticket-{}", call.world.number());
    call.world.tickets.insert(ticket.clone(), call.now);
    let host = call.base.strip_prefix("http://").unwrap_or(call.base);
    Ok(json!({ "url": format!("ws://{host}/link/?ticket={ticket}&app_id={}", call.world.app.id) }))
}

fn uninstall(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let app = &call.world.app;
    if call.text("client_id") != app.client_id || call.text("client_secret") != app.client_secret {
        return Err(Refusal::wrong("client_id_token_mismatch", "these are not the app's id and secret"));
    }
    let team = call.team_id();
    call.world.revoke(&team);
    Ok(json!({}))
}
