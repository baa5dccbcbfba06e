//! `/oauth/v2/authorize`: the page where somebody presses "Allow". Here it is pressed at once.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::form;
use crate::inner::Inner;
use crate::world::World;
use crate::world::ticket::Code;

pub(super) async fn answer(State(inner): State<Arc<Inner>>, RawQuery(query): RawQuery) -> Response {
    let query = form::decode(&query.unwrap_or_default()).unwrap_or_default();
    let field = |name: &str| query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
    let now = inner.now();
    let mut world = inner.world();
    if let Err(why) = check(&world, &field) {
        world.violate("oauth/v2/authorize", "invalid_request", &why, now);
        return (StatusCode::BAD_REQUEST, why).into_response();
    }
    let redirect = field("redirect_uri").to_owned();
    let back = |outcome: &str| {
        let state = form::encode(&[("state", field("state"))]);
        let joint = if redirect.contains('?') { '&' } else { '?' };
        let to = format!("{redirect}{joint}{outcome}&{state}");
        (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
    };
    let Some((team, user)) = world.installer.clone() else { return back("error=access_denied") };
    let code = format!("{team}.{}", world.number());
    let scopes = field("scope").split(',').map(str::to_owned).collect();
    let redirect = redirect.clone();
    world.codes.insert(code.clone(), Code { team, user, scopes, redirect, at: now, used: false });
    back(&form::encode(&[("code", &code)]))
}

fn check<'a>(world: &World, field: &impl Fn(&str) -> &'a str) -> Result<(), String> {
    if field("client_id") != world.app.client_id {
        return Err("client_id is not the app's".to_owned());
    }
    if field("state").is_empty() {
        return Err("without a state anybody's installation can be smuggled in".to_owned());
    }
    if field("scope").is_empty() {
        return Err("no scopes are asked for".to_owned());
    }
    let redirect = field("redirect_uri");
    match world.app.redirect_urls.iter().any(|known| redirect.starts_with(known.as_str())) {
        true => Ok(()),
        false => Err(format!("redirect_uri {redirect:?} is none of the app's")),
    }
}
