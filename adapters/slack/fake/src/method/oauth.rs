//! The end of an installation: a code becomes a token.

use serde_json::{Value, json};

use crate::method::args::{Arg, Kind};
use crate::method::{Body, Call, Method, Token};
use crate::refusal::Refusal;
use crate::world::ticket::CODE_LASTS;

pub(super) const METHODS: &[Method] = &[Method {
    name: "oauth.v2.access",
    token: Token::Secret,
    scopes: &[],
    body: Body::Form,
    a_minute: 100,
    args: &[
        Arg::may("client_id", Kind::Text),
        Arg::may("client_secret", Kind::Text),
        Arg::needed("code", Kind::Text),
        Arg::may("redirect_uri", Kind::Text),
        Arg::may("grant_type", Kind::Text),
    ],
    run: access,
}];

fn access(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let app = &call.world.app;
    if call.text("client_id") != app.client_id {
        return Err(Refusal::wrong("invalid_client_id", "this is not the app's client_id"));
    }
    if call.text("client_secret") != app.client_secret {
        return Err(Refusal::wrong("bad_client_secret", "this is not the app's secret"));
    }
    let app_id = app.id.clone();
    let (redirect, now) = (call.text("redirect_uri").to_owned(), call.now);
    let code = call.text("code").to_owned();
    let code = call.world.codes.get_mut(&code).ok_or_else(|| Refusal::told("invalid_code"))?;
    if code.used {
        return Err(Refusal::wrong("code_already_used", "a code is exchanged once"));
    }
    if now - code.at >= CODE_LASTS {
        return Err(Refusal::told("invalid_code"));
    }
    if redirect != code.redirect {
        return Err(Refusal::wrong("bad_redirect_uri", "redirect_uri is not the one that was authorized"));
    }
    code.used = true;
    let code = code.clone();
    let install = call.world.install(&code.team, &code.scopes);
    let team = call.world.team(&code.team);
    Ok(json!({
        "app_id": app_id,
        "authed_user": { "id": code.user },
        "scope": install.scopes.join(","),
        "token_type": "bot",
        "access_token": install.token,
        "bot_user_id": install.bot_user,
        "team": { "id": team.id, "name": team.name },
        "enterprise": null,
        "is_enterprise_install": false,
    }))
}
