//! `/api/{method}`: one call of the Web API, from the wire to the world and back.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::{HeaderMap, Method as Verb, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::calls::Called;
use crate::fault::Fault;
use crate::inner::Inner;
use crate::method::{self, Call, Caller, Method, Token};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::world::World;
use smallwins_fake_chat::Scissors;

/// What goes back, before a fault gets at it.
struct Answer {
    status: u16,
    retry_after: Option<u32>,
    scopes: Option<String>,
    body: Value,
}

pub(super) async fn answer(
    State(inner): State<Arc<Inner>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    verb: Verb,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request { verb, query: query.unwrap_or_default(), headers, body: body.to_vec() };
    let fault = inner.world().faults.next(&name);
    match &fault {
        Some(Fault::ResetBefore) => {
            note(&inner, &name, "reset before");
            scissors.cut();
            return StatusCode::OK.into_response();
        }
        Some(Fault::Silent) => {
            note(&inner, &name, "never answered");
            pending::<()>().await;
        }
        Some(Fault::Status(status)) => {
            note(&inner, &name, &status.to_string());
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, "<html>Something went wrong</html>").into_response();
        }
        Some(Fault::Slow(time)) => tokio::time::sleep(*time).await,
        Some(Fault::Held(held)) => held.stand().await,
        _ => {}
    }
    let answer = answered(&inner, &name, &request, fault.as_ref());
    match fault {
        Some(Fault::ResetAfter) => scissors.cut(),
        Some(Fault::HalfBody) => scissors.cut_in_half(),
        Some(Fault::SilentAfter) => pending::<()>().await,
        _ => {}
    }
    answer.into_response()
}

fn answered(inner: &Inner, name: &str, request: &Request, fault: Option<&Fault>) -> Answer {
    let now = inner.now();
    let mut world = inner.world();
    world.deliver_scheduled(now);
    let mut called = Called { method: name.to_owned(), team: None, args: Map::new(), error: None, at: now };
    let outcome = done(&mut world, inner, request, fault, &mut called);
    let mut answer = match outcome {
        Ok(Value::Object(fields)) => {
            let mut body = json!({ "ok": true });
            for (name, value) in fields {
                body[name] = value;
            }
            Answer { status: 200, retry_after: None, scopes: None, body }
        }
        Ok(_) => unreachable!("methods answer with objects"),
        Err(refusal) => {
            if let Some(why) = &refusal.why {
                world.violate(name, &refusal.error, why, now);
            }
            called.error = Some(refusal.error.clone());
            let retry_after = refusal.details.get("retry_after").and_then(Value::as_u64);
            let retry_after = retry_after.and_then(|seconds| u32::try_from(seconds).ok());
            let body = match retry_after {
                Some(_) => json!({ "ok": false, "error": refusal.error }),
                None => refusal.body(),
            };
            Answer { status: if retry_after.is_some() { 429 } else { 200 }, retry_after, scopes: None, body }
        }
    };
    let install = called.team.as_ref().and_then(|team| world.team(team).install());
    answer.scopes = install.map(|install| install.scopes.join(","));
    world.calls.push(called);
    answer
}

/// Transport, token, limits, scopes, arguments: then the method itself.
fn done(
    world: &mut World,
    inner: &Inner,
    request: &Request,
    fault: Option<&Fault>,
    called: &mut Called,
) -> Result<Value, Refusal> {
    let name = called.method.clone();
    let method = method::find(&name)
        .ok_or_else(|| Refusal::wrong("unknown_method", "no such method, or none that this Slack knows"))?;
    let mut given = request.given(method)?;
    called.args = given.args.clone();
    let caller = caller(world, method, request, &mut given.args)?;
    if let Caller::Bot { team, .. } = &caller {
        called.team = Some(team.clone());
    }
    limited(world, method, called, fault)?;
    if let Some(Fault::Error(error)) = fault {
        if matches!(error.as_str(), "token_revoked" | "account_inactive")
            && let Some(team) = &called.team
        {
            world.revoke(team);
        }
        return Err(Refusal::told(error));
    }
    let args = method::check(method, given)?;
    let mut call = Call { world, now: called.at, base: &inner.base, caller, args };
    for scope in method.scopes {
        call.may(scope)?;
    }
    (method.run)(&mut call).map_err(|refusal| foreign(&call, refusal))
}

/// Asking in one workspace for what belongs to another is no bad luck.
fn foreign(call: &Call<'_>, refusal: Refusal) -> Refusal {
    let (Caller::Bot { team, .. }, None) = (&call.caller, &refusal.why) else { return refusal };
    let asked = ["channel", "channel_id", "user", "user_id", "users"].iter().find_map(|name| {
        let id = call.args.get(*name)?.as_str()?;
        let mut others = call.world.teams.values().filter(|other| other.id != *team);
        others.any(|other| other.users.contains_key(id) || other.channels.contains_key(id)).then_some(id)
    });
    match asked {
        Some(id) => Refusal::wrong(&refusal.error, format!("{id} belongs to another workspace")),
        None => refusal,
    }
}

/// Whose token it is, and whether it is one for this method.
fn caller(
    world: &World,
    method: &Method,
    request: &Request,
    args: &mut Map<String, Value>,
) -> Result<Caller, Refusal> {
    let authorization = request.header("authorization");
    if method.token == Token::Secret {
        if let Some((id, secret)) = authorization.and_then(basic) {
            args.insert("client_id".to_owned(), json!(id));
            args.insert("client_secret".to_owned(), json!(secret));
        }
        return Ok(Caller::App);
    }
    let token = authorization.and_then(|value| value.strip_prefix("Bearer "));
    let token =
        token.ok_or_else(|| Refusal::wrong("not_authed", "no bearer token in the Authorization header"))?;
    let is_app = token == world.app.app_token;
    let team = world.teams.values().find(|team| team.installs.iter().any(|install| install.token == token));
    match (method.token, team) {
        (Token::App, _) if is_app => Ok(Caller::App),
        (Token::App, Some(_)) => {
            Err(Refusal::wrong("not_allowed_token_type", "this wants the app's own token"))
        }
        (Token::Bot, _) if is_app => {
            Err(Refusal::wrong("not_allowed_token_type", "this wants the token of an installation"))
        }
        (Token::Bot, Some(team)) => {
            let install = team.installs.iter().find(|install| install.token == token);
            match install.is_some_and(|install| install.revoked) {
                true => Err(Refusal::told("token_revoked")),
                false => Ok(Caller::Bot { team: team.id.clone(), token: token.to_owned() }),
            }
        }
        _ => Err(Refusal::wrong("invalid_auth", "nobody was given this token")),
    }
}

/// `Basic` credentials: id and secret.
fn basic(authorization: &str) -> Option<(String, String)> {
    let plain = STANDARD.decode(authorization.strip_prefix("Basic ")?).ok()?;
    let plain = String::from_utf8(plain).ok()?;
    plain.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

/// Whether it is too soon, or too much.
fn limited(
    world: &mut World,
    method: &Method,
    called: &Called,
    fault: Option<&Fault>,
) -> Result<(), Refusal> {
    let (now, team) = (called.at, called.team.clone().unwrap_or_default());
    let channel = called.args.get("channel").and_then(Value::as_str).unwrap_or_default().to_owned();
    let key = (team.clone(), method.name.to_owned(), channel.clone());
    if let Some(left) = world.limits.is_early(&key, now) {
        let why = format!("called again {left} seconds too early");
        return Err(Refusal::wrong("ratelimited", why).with("retry_after", left));
    }
    let wait = match fault {
        Some(Fault::RateLimited(seconds)) => Some(*seconds),
        _ if method.name == "chat.postMessage" => world.limits.post((team, String::new(), channel), now),
        _ => world.limits.call(&team, method.name, method.a_minute, now),
    };
    let Some(seconds) = wait else { return Ok(()) };
    world.limits.hush(key, now + Duration::from_secs(u64::from(seconds)));
    Err(Refusal::told("ratelimited").with("retry_after", seconds))
}

/// A call that no method saw.
fn note(inner: &Inner, name: &str, error: &str) {
    let at = inner.now();
    let error = Some(error.to_owned());
    inner.world().calls.push(Called { method: name.to_owned(), team: None, args: Map::new(), error, at });
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = (status, self.body.to_string()).into_response();
        let headers = response.headers_mut();
        let mut set = |name: header::HeaderName, value: &str| {
            if let Ok(value) = value.parse() {
                headers.insert(name, value);
            }
        };
        set(header::CONTENT_TYPE, "application/json; charset=utf-8");
        if let Some(seconds) = self.retry_after {
            set(header::RETRY_AFTER, &seconds.to_string());
        }
        if let Some(scopes) = &self.scopes {
            set(header::HeaderName::from_static("x-oauth-scopes"), scopes);
        }
        response
    }
}
