//! One call over HTTP, from the wire to the world and back.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, Method as Verb, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::calls::Called;
use crate::fault::Fault;
use crate::inner::Inner;
use crate::limit::{Bucket, Standing};
use crate::refusal::{Refusal, Scope, Wait};
use crate::request::Request;
use crate::rest::{self, Answer, Call, Params, Route, Token};
use crate::world::World;
use smallwins_fake_chat::Scissors;

/// Where the API is, of the version that is spoken here.
const API: &str = "/api/v10";

/// What goes back, before a fault gets at it.
struct Reply {
    outcome: Result<Answer, Refusal>,
    bucket: Option<(Bucket, Standing)>,
    at: DateTime<Utc>,
}

pub(super) async fn answer(
    State(inner): State<Arc<Inner>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    verb: Verb,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().strip_prefix(API).unwrap_or_default().to_owned();
    let query = uri.query().unwrap_or_default().to_owned();
    let request = Request { verb, path, query, headers, body: body.to_vec() };
    let found = rest::find(request.verb.as_str(), &request.path);
    let (route, params) = match found {
        Ok(found) => found,
        Err(is_known) => return unknown(&inner, &request, uri.path(), is_known),
    };
    let fault = inner.world().faults.next(&route.name());
    match &fault {
        Some(Fault::ResetBefore) => {
            note(&inner, route, &request, 0);
            scissors.cut();
            return StatusCode::OK.into_response();
        }
        Some(Fault::Silent) => {
            note(&inner, route, &request, 0);
            pending::<()>().await;
        }
        Some(Fault::Status(status)) => {
            note(&inner, route, &request, *status);
            return broken(*status);
        }
        Some(Fault::Slow(time)) => tokio::time::sleep(*time).await,
        _ => {}
    }
    let reply = answered(&inner, route, params, &request, fault.as_ref());
    inner.stir();
    match fault {
        Some(Fault::ResetAfter) => scissors.cut(),
        Some(Fault::HalfBody) => scissors.cut_in_half(),
        Some(Fault::SilentAfter) => pending::<()>().await,
        Some(Fault::StatusAfter(status)) => return broken(status),
        _ => {}
    }
    reply.into_response()
}

/// No JSON: what stands before Discord has answered in its place.
fn broken(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, "<html>Something went wrong</html>").into_response()
}

/// A call of something that is not there, or not in this way.
fn unknown(inner: &Inner, request: &Request, path: &str, is_known: bool) -> Response {
    let (status, message) = match is_known {
        true => (405, "405: Method Not Allowed"),
        false => (404, "404: Not Found"),
    };
    inner.violate(&format!("{} {path}", request.verb), 0, "no such route, or none that this Discord knows");
    Reply { outcome: Err(Refusal::told(status, 0, message)), bucket: None, at: inner.now() }.into_response()
}

fn answered(
    inner: &Inner,
    route: &'static Route,
    params: Params,
    request: &Request,
    fault: Option<&Fault>,
) -> Reply {
    let now = inner.now();
    let mut world = inner.world();
    let bucket = bucket(route, &params);
    let mut called = called(route, request, now);
    let outcome = done(&mut world, inner, (route, params), request, &bucket, fault, &mut called);
    called.status = match &outcome {
        Ok(answer) => answer.status,
        Err(refusal) => refusal.status,
    };
    if let Err(refusal) = &outcome {
        called.code = Some(refusal.code);
        if let Some(why) = &refusal.why {
            world.violate(&called.route, refusal.code, why, now);
        }
        count_bad(&mut world, refusal, now);
    }
    world.calls.push(called);
    let standing = world.limits.standing(&bucket, now);
    Reply { outcome, bucket: Some((bucket, standing)), at: now }
}

/// Caller, limits, body: then the route itself.
fn done(
    world: &mut World,
    inner: &Inner,
    (route, params): (&'static Route, Params),
    request: &Request,
    bucket: &Bucket,
    fault: Option<&Fault>,
    called: &mut Called,
) -> Result<Answer, Refusal> {
    let now = called.at;
    identified(world, route, request)?;
    limited(world, route, bucket, fault, now)?;
    if let Some(Fault::Error(status, code)) = fault {
        return Err(Refusal::told(*status, *code, "It did not work"));
    }
    let (body, files) = request.read(route.body)?;
    called.body = body.clone();
    called.files = files.iter().map(|file| (file.name.clone(), file.bytes.clone())).collect();
    let query = request.pairs();
    if let Some((name, _)) = query.iter().find(|(name, _)| !route.query.contains(&name.as_str())) {
        return Err(Refusal::form(&format!("/{name}"), "is nothing that this route is asked"));
    }
    let mut call = Call { world, now, base: &inner.base, params, query, body, files };
    (route.run)(&mut call)
}

/// Who calls, with what program, with whose token.
fn identified(world: &World, route: &Route, request: &Request) -> Result<(), Refusal> {
    let agent = request.header("user-agent").unwrap_or_default();
    let is_known = match route.token {
        Token::Bot => agent.starts_with("DiscordBot (") && agent.contains(')'),
        Token::Path => !agent.is_empty(),
    };
    if !is_known {
        let refusal = Refusal::told(403, 40333, "internal network error");
        return Err(
            refusal.because(format!("the User-Agent is {agent:?}, not \"DiscordBot (url, version)\""))
        );
    }
    if route.token == Token::Path {
        return Ok(());
    }
    let refusal = Refusal::told(401, 0, "401: Unauthorized");
    match request.header("authorization") {
        None => Err(refusal.because("no Authorization header")),
        Some(token) if token == format!("Bot {}", world.app.token) => Ok(()),
        // A token that was reset is nobody's fault; the app has to stop all the same.
        Some(token) if token.starts_with("Bot ") => Err(refusal),
        Some(_) => Err(refusal.because("the Authorization header does not begin with \"Bot \"")),
    }
}

/// Whether it is too soon, or too much.
fn limited(
    world: &mut World,
    route: &Route,
    bucket: &Bucket,
    fault: Option<&Fault>,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    // Answers to interactions do not count among all calls.
    let is_global = route.token == Token::Bot;
    if let Some(wait) =
        world.limits.is_early(bucket, now).filter(|wait| is_global || wait.scope != Scope::Global)
    {
        let why = format!("called again {} seconds too early", wait.seconds);
        return Err(Refusal::limited(wait).because(why));
    }
    let wait = match fault {
        Some(Fault::RateLimited(seconds, scope)) => {
            Some(Wait { seconds: f64::from(*seconds), scope: *scope })
        }
        _ => world.limits.call(bucket, is_global, now),
    };
    let Some(wait) = wait else { return Ok(()) };
    world.limits.hush(bucket, &wait, now);
    Err(Refusal::limited(wait))
}

/// Answers of 401, 403 and 429 are what Discord bans an address for; not those that are everybody's fault.
fn count_bad(world: &mut World, refusal: &Refusal, now: DateTime<Utc>) {
    let is_shared = refusal.wait.is_some_and(|wait| wait.scope == Scope::Shared);
    if !matches!(refusal.status, 401 | 403 | 429) || is_shared {
        return;
    }
    let most = world.app.bad_answers;
    if world.limits.bad(now) == most + 1 {
        let why = format!("more than {most} answers of 401, 403 and 429 within ten minutes");
        world.violate("every route", 0, &why, now);
    }
}

fn bucket(route: &Route, params: &Params) -> Bucket {
    let major = params.iter().find(|(name, _)| ["channel", "guild", "token"].contains(name));
    (route.name(), major.map(|(_, id)| id.clone()).unwrap_or_default())
}

fn called(route: &Route, request: &Request, at: DateTime<Utc>) -> Called {
    let (path, query) = (request.path.clone(), request.query.clone());
    Called {
        route: route.name(),
        path,
        query,
        body: Value::Null,
        files: Vec::new(),
        status: 0,
        code: None,
        at,
    }
}

/// A call that no route saw.
fn note(inner: &Inner, route: &Route, request: &Request, status: u16) {
    let mut called = called(route, request, inner.now());
    called.status = status;
    inner.world().calls.push(called);
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let (status, body, wait) = match &self.outcome {
            Ok(answer) => (answer.status, answer.body.clone(), None),
            Err(refusal) => (refusal.status, Some(refusal.body()), refusal.wait),
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = match body {
            // To the letter: some clients read any other, also with a charset, as text.
            Some(body) => (status, [("content-type", "application/json")], body.to_string()).into_response(),
            None => status.into_response(),
        };
        let headers = response.headers_mut();
        let mut set = |name: &'static str, value: &str| {
            if let Ok(value) = value.parse() {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        if let Some((bucket, standing)) = &self.bucket {
            set("x-ratelimit-bucket", &hash(&bucket.0));
            set("x-ratelimit-limit", &standing.limit.to_string());
            set("x-ratelimit-remaining", &standing.remaining.to_string());
            let reset = self.at + Duration::from_secs_f64(standing.reset_after);
            set(
                "x-ratelimit-reset",
                &format!("{}.{:03}", reset.timestamp(), reset.timestamp_subsec_millis()),
            );
            set("x-ratelimit-reset-after", &format!("{:.3}", standing.reset_after));
        }
        if let Some(wait) = wait {
            set("retry-after", &format!("{}", wait.seconds.ceil()));
            set("x-ratelimit-scope", wait.scope.word());
            if wait.scope == Scope::Global {
                set("x-ratelimit-global", "true");
            }
        }
        response
    }
}

/// A name for a bucket that says nothing, as Discord's do.
fn hash(route: &str) -> String {
    let hash = route.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
