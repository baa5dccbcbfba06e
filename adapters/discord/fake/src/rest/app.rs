//! The app itself, and the way to the gateway.

use serde_json::json;

use super::{Answer, Body, Call, Route, Token};
use crate::refusal::Refusal;
use crate::signature;

pub(super) const ROUTES: &[Route] = &[
    Route {
        verb: "GET",
        path: "/gateway",
        token: Token::Path,
        body: Body::Nothing,
        query: &[],
        run: gateway,
    },
    Route {
        verb: "GET",
        path: "/gateway/bot",
        token: Token::Bot,
        body: Body::Nothing,
        query: &[],
        run: gateway_bot,
    },
    Route {
        verb: "GET",
        path: "/applications/@me",
        token: Token::Bot,
        body: Body::Nothing,
        query: &[],
        run: me,
    },
    Route {
        verb: "GET",
        path: "/oauth2/applications/@me",
        token: Token::Bot,
        body: Body::Nothing,
        query: &[],
        run: me,
    },
];

fn gateway(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::json(json!({ "url": url(call) })))
}

fn gateway_bot(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (total, shards) = (call.world.app.identifies, call.world.app.shards);
    let remaining = total.saturating_sub(call.world.sessions.identified_lately(call.now));
    Ok(Answer::json(json!({
        "url": url(call),
        "shards": shards,
        "session_start_limit": {
            "total": total, "remaining": remaining, "reset_after": 86_400_000, "max_concurrency": 1,
        },
    })))
}

fn url(call: &Call<'_>) -> String {
    call.base.replacen("http://", "ws://", 1)
}

fn me(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let app = &call.world.app;
    Ok(Answer::json(json!({
        "id": app.id, "name": app.name, "icon": null, "description": "", "summary": "", "type": null,
        "bot": call.world.user(&app.id).json(), "bot_public": true, "bot_require_code_grant": false,
        "verify_key": signature::public_key(), "flags": app.flags, "hook": true, "is_monetized": false,
        "is_verified": false, "is_discoverable": false, "redirect_uris": [], "interactions_endpoint_url": app.interactions_endpoint,
        "role_connections_verification_url": null, "team": null, "rpc_origins": [],
        "approximate_guild_count": call.world.guilds.values().filter(|guild| guild.is_reached()).count(),
        "approximate_user_install_count": 0,
        "owner": { "id": "100000000000000001", "username": "owner", "discriminator": "0", "global_name": null,
            "avatar": null, "public_flags": 0 },
        "integration_types_config": { "0": {} },
    })))
}
