//! The doors: what is taken, and what a sender is answered; `let_in` says who gets in, and to which community.
//!
//! | answer | when |
//! |---|---|
//! | 202 | it was taken, now or before; or nothing is made of it (200 and 204 for statements, as their specification says) |
//! | 400 | it cannot be read: `{"error":…,"field":…}` |
//! | 401 | it is not signed, or not by whom it should be; where there are several communities each has a secret of its own |
//! | 404 | there is no such community, or several and none was named |
//! | 408, 413 | its body dawdles, or is longer than 2 MiB |
//! | 503 | the memory does not answer: to be sent again |

mod let_in;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use metrics::counter;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json as object};
use sha2::{Digest, Sha256};
use smallwins_core::community::Scope;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::platform::PlatformName;
use smallwins_core::signal::{Content, Incoming, Outcome, Source};
use smallwins_core::store::{CallId, StoreError};
use tokio::time::timeout;

use crate::ledger::Ledger;
use crate::proof::Proof;
use crate::reading::Malformed;
use crate::{github, signals, xapi};

/// The longest body that is read.
const LONGEST: usize = 2 << 20;
/// How long a body may take to arrive: GitHub itself gives up after ten seconds.
const DAWDLES: Duration = Duration::from_secs(10);
/// The longest id of a delivery.
const LONGEST_ID: usize = 100;
/// What a sender waits before it tries again, in seconds.
const AGAIN: &str = "30";

/// What proves who speaks. A door whose secret is missing is not there.
#[derive(Clone, Default)]
pub struct Secrets {
    /// GitHub's: the webhook's own secret.
    pub github: Option<SecretString>,
    /// That of signed JSON and of statements.
    pub signals: Option<SecretString>,
    /// The one before that, while senders change to the new one.
    pub signals_before: Option<SecretString>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets")
            .field("github", &self.github.is_some())
            .field("signals", &self.signals.is_some())
            .field("signals_before", &self.signals_before.is_some())
            .finish()
    }
}

/// What other tools tell, on its way in.
pub struct Hooks {
    mentoring: Mentoring,
    platforms: Vec<PlatformName>,
    secrets: Secrets,
    ledger: Ledger,
    /// The only community, and when it was looked whether there is one.
    only: Mutex<Option<(DateTime<Utc>, Option<Scope>)>>,
}

impl Hooks {
    /// Doors to the communities of these platforms.
    pub fn new(mentoring: Mentoring, platforms: Vec<PlatformName>, secrets: Secrets) -> Hooks {
        Hooks { mentoring, platforms, secrets, ledger: Ledger::default(), only: Mutex::default() }
    }

    /// The doors that are open.
    pub fn router(self) -> Router {
        let Secrets { github, signals, signals_before } = self.secrets.clone();
        let hooks = Arc::new(self);
        let mut router = Router::new();
        if let Some(proof) = Proof::of(github) {
            let door = Door { hooks: Arc::clone(&hooks), proof };
            router = router.route("/hooks/github", post(from_github).with_state(door));
        }
        if let Some(proof) = Proof::of(signals.into_iter().chain(signals_before)) {
            let door = Door { hooks, proof };
            let statements = || post(from_xapi).put(from_xapi).with_state(door.clone());
            router = router
                .route("/hooks/signals/schema.json", get(schema))
                .route("/hooks/signals/{source}", post(from_anybody).with_state(door.clone()))
                .route("/hooks/xapi", statements())
                .route("/hooks/xapi/statements", statements());
        }
        router
    }
}

/// One door.
#[derive(Clone)]
struct Door {
    hooks: Arc<Hooks>,
    proof: Proof,
}

/// Which community is meant.
#[derive(Deserialize)]
struct Whither {
    /// `slack/T123`: a platform, and the community's id there.
    community: Option<String>,
}

/// Why something is not taken.
enum Refused {
    TooLong,
    CutOff,
    Dawdled,
    Unsigned,
    Shared,
    Malformed(Malformed),
    NoCommunity,
    Store(StoreError),
}

impl From<Malformed> for Refused {
    fn from(malformed: Malformed) -> Refused {
        Refused::Malformed(malformed)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Refused {
        Refused::Store(error)
    }
}

async fn from_github(State(door): State<Door>, Query(whither): Query<Whither>, request: Request) -> Response {
    let source = Source::github();
    let taken = async {
        let (headers, body) = read(request).await?;
        let signed = |proof: &Proof| proof.is_signed(&headers, "x-hub-signature-256", &body);
        let scope = door.let_in(&source, whither, signed).await?;
        let told = async {
            let delivery = header(&headers, "x-github-delivery")?;
            let event = header(&headers, "x-github-event")?;
            let payload = payload(&headers, &body)?;
            let told = github::read(event, &payload, door.hooks.mentoring.now());
            Ok::<_, Malformed>((delivery.to_owned(), told))
        };
        let (delivery, told) = door.or_counted(scope, &source, &body, told.await).await?;
        for (place, what) in told.into_iter().enumerate() {
            let id = CallId(format!("hook/github/{delivery}/{place}"));
            door.take(id, scope, Incoming { source: source.clone(), what }).await?;
        }
        Ok(object!({}))
    };
    answer(&source, taken.await)
}

async fn from_anybody(
    State(door): State<Door>,
    Path(name): Path<String>,
    Query(whither): Query<Whither>,
    request: Request,
) -> Response {
    // What is refused is counted under a name of ours: anybody may make up names.
    let refused = Source::parse("signals").expect("it is a name");
    let taken = async {
        let (headers, body) = read(request).await?;
        let signed = |proof: &Proof| proof.is_signed(&headers, "x-smallwins-signature-256", &body);
        let scope = door.let_in(&refused, whither, signed).await?;
        let told = async {
            let source = Source::parse(&name)
                .ok()
                .filter(|source| ![Source::github(), Source::xapi()].contains(source));
            let source = source.ok_or_else(|| {
                Malformed::at("source", "it is not a name of small letters, digits and hyphens that is free")
            })?;
            let (id, what) = signals::read(&source, &json(&body)?, door.hooks.mentoring.now())?;
            Ok::<_, Malformed>((id, Incoming { source, what }))
        };
        let (id, incoming) = door.or_counted(scope, &refused, &body, told.await).await?;
        let id = CallId(format!("hook/signals/{}/{}", incoming.source, print(id.as_bytes())));
        door.take(id, scope, incoming).await?;
        Ok(object!({}))
    };
    answer(&refused, taken.await)
}

async fn from_xapi(State(door): State<Door>, Query(whither): Query<Whither>, request: Request) -> Response {
    let source = Source::xapi();
    let is_put = request.method() == Method::PUT;
    let taken = async {
        let (headers, body) = read(request).await?;
        let signed = |proof: &Proof| {
            proof.is_password(&headers) || proof.is_signed(&headers, "x-smallwins-signature-256", &body)
        };
        let scope = door.let_in(&source, whither, signed).await?;
        let told = async { xapi::read(&json(&body)?, door.hooks.mentoring.now()) };
        let statements = door.or_counted(scope, &source, &body, told.await).await?;
        let mut ids = Vec::new();
        for xapi::Statement { id, content } in statements {
            let call = CallId(format!("hook/xapi/{id}"));
            door.take(call, scope, Incoming { source: source.clone(), what: content }).await?;
            ids.push(id);
        }
        Ok(object!(ids))
    };
    let mut response = answer(&source, taken.await);
    if response.status() == StatusCode::ACCEPTED {
        // As its specification says: the ids of what was posted, and nothing about what was put.
        if is_put {
            response = StatusCode::NO_CONTENT.into_response();
        } else {
            *response.status_mut() = StatusCode::OK;
        }
    }
    response.headers_mut().insert("x-experience-api-version", HeaderValue::from_static("1.0.3"));
    response
}

async fn schema() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/schema+json")], signals::SCHEMA)
}

impl Door {
    /// What was read; of what could not be, it is counted that it came, once for each body.
    async fn or_counted<T>(
        &self,
        scope: Scope,
        source: &Source,
        body: &[u8],
        read: Result<T, Malformed>,
    ) -> Result<T, Refused> {
        if read.is_err() {
            let id = CallId(format!("hook/malformed/{}", print(body)));
            let what = Content::Nothing(Outcome::Malformed, 1);
            self.hooks.mentoring.receive(id, scope, Incoming { source: source.clone(), what }).await?;
        }
        Ok(read?)
    }

    async fn take(&self, id: CallId, scope: Scope, incoming: Incoming) -> Result<(), Refused> {
        Ok(self.hooks.mentoring.receive(id, scope, incoming).await?)
    }
}

async fn read(request: Request) -> Result<(HeaderMap, Bytes), Refused> {
    let (head, body) = request.into_parts();
    Ok((head.headers, whole(body).await?))
}

async fn whole(body: Body) -> Result<Bytes, Refused> {
    if body.size_hint().lower() > LONGEST as u64 {
        return Err(Refused::TooLong);
    }
    match timeout(DAWDLES, to_bytes(body, LONGEST)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_long(&error) => Err(Refused::TooLong),
        Ok(Err(_)) => Err(Refused::CutOff),
        Err(_) => Err(Refused::Dawdled),
    }
}

/// Whether a body was longer than what is read, and not broken off.
fn is_too_long(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Malformed> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    let value = value.filter(|value| (1..=LONGEST_ID).contains(&value.len()));
    value.ok_or_else(|| Malformed::at(name, "the header is missing, or longer than 100 bytes"))
}

/// What GitHub sends: JSON, or a form with JSON in its field `payload`.
fn payload(headers: &HeaderMap, body: &[u8]) -> Result<Value, Malformed> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return json(body);
    }
    let mut fields = form_urlencoded::parse(body);
    let field = fields.find(|(name, _)| name == "payload");
    let (_, text) = field.ok_or_else(|| Malformed::at("payload", "it is missing"))?;
    json(text.as_bytes())
}

/// JSON, whatever the sender calls it.
fn json(body: &[u8]) -> Result<Value, Malformed> {
    serde_json::from_slice(body).map_err(|_| Malformed::at("", "it is not JSON"))
}

/// So much of a SHA-256 as tells one thing from every other.
fn print(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..16])
}

fn answer(source: &Source, taken: Result<Value, Refused>) -> Response {
    let (outcome, mut response) = match taken {
        Ok(said) => ("taken", (StatusCode::ACCEPTED, axum::Json(said)).into_response()),
        Err(refused) => refusal(source, refused),
    };
    counter!("hooks_total", "source" => source.as_str().to_owned(), "outcome" => outcome).increment(1);
    if matches!(response.status(), StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
        // What is still on its way in is not waited for.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn refusal(source: &Source, refused: Refused) -> (&'static str, Response) {
    let says =
        |status: StatusCode, error: &str| (status, axum::Json(object!({ "error": error }))).into_response();
    match refused {
        Refused::TooLong => ("too-long", says(StatusCode::PAYLOAD_TOO_LARGE, "it is longer than 2 MiB")),
        Refused::CutOff => ("cut-off", says(StatusCode::BAD_REQUEST, "it broke off")),
        Refused::Dawdled => ("dawdled", says(StatusCode::REQUEST_TIMEOUT, "it took longer than 10 seconds")),
        Refused::Unsigned => {
            tracing::debug!(%source, "A hook was not let in: it is not signed, or not by whom it should be");
            (
                "unsigned",
                unproven(source, "it is not signed with the secret that is set here, or not over this body"),
            )
        }
        Refused::Shared => {
            tracing::debug!(%source, "A hook was not let in: there are several communities, each with a secret");
            (
                "unsigned",
                unproven(source, "there are several communities here, and each has a secret of its own"),
            )
        }
        Refused::Malformed(Malformed { field, why }) => {
            let said = object!({ "error": why, "field": field });
            ("malformed", (StatusCode::BAD_REQUEST, axum::Json(said)).into_response())
        }
        Refused::NoCommunity => {
            let error = "there is no such community here, or more than one: name it in the address, as ?community=slack/T0123";
            ("no-community", says(StatusCode::NOT_FOUND, error))
        }
        Refused::Store(error) => {
            tracing::error!(%source, %error, "A hook could not be taken; its sender may try again");
            let mut response =
                says(StatusCode::SERVICE_UNAVAILABLE, "the memory does not answer: send it again");
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(AGAIN));
            ("unavailable", response)
        }
    }
}

/// The answer to whoever has not proven who they are.
fn unproven(source: &Source, error: &str) -> Response {
    let mut response = (StatusCode::UNAUTHORIZED, axum::Json(object!({ "error": error }))).into_response();
    if *source == Source::xapi() {
        let how = HeaderValue::from_static("Basic realm=\"smallwins\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, how);
    }
    response
}
