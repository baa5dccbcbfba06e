//! Members: who they are and where.

use serde_json::{Value, json};

use crate::method::args::{Arg, Kind};
use crate::method::conversations::page;
use crate::method::{Body, Call, Method, Token};
use crate::refusal::Refusal;

pub(super) const METHODS: &[Method] = &[
    Method {
        name: "users.info",
        token: Token::Bot,
        scopes: &["users:read"],
        body: Body::Form,
        a_minute: 100,
        args: &[Arg::needed("user", Kind::Text), Arg::may("include_locale", Kind::Flag)],
        run: info,
    },
    Method {
        name: "users.list",
        token: Token::Bot,
        scopes: &["users:read"],
        body: Body::Form,
        a_minute: 20,
        args: &[
            Arg::may("cursor", Kind::Text),
            Arg::may("limit", Kind::Number),
            Arg::may("include_locale", Kind::Flag),
        ],
        run: list,
    },
];

fn info(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let user = call.team().user(call.text("user"))?;
    let mut shown = user.json(&call.team_id(), call.now);
    if call.flag("include_locale") {
        shown["locale"] = json!(user.locale);
    }
    Ok(json!({ "user": shown }))
}

fn list(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let users = call.team().users.values();
    let users: Vec<Value> = users
        .map(|user| {
            let mut shown = user.json(&call.team_id(), call.now);
            if call.flag("include_locale") {
                shown["locale"] = json!(user.locale);
            }
            shown
        })
        .collect();
    let (page, next) = page(call, &users, 1000)?;
    let cache_ts = call.now.timestamp();
    Ok(json!({ "members": page, "cache_ts": cache_ts, "response_metadata": { "next_cursor": next } }))
}
