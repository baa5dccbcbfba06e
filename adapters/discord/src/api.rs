//! Every call to Discord's REST API: under a time limit, and with errors in terms of what is to be done.
//!
//! serenity writes the requests and keeps the books of each route's limit. By them it would wait as long as Discord
//! asks, however long that is, so a call is cut short where it waits ([`limited`]); what Discord answered is read by
//! us, with its headers ([`read`]); and there are times when no call may be made at all ([`guard`]). Nothing is tried
//! again here. What the rest of the crate calls has a name of its own ([`calls`], [`rights`]).
//!
//! Answers to interactions speak by a token in their address. They are outside the limit of all routes and have a limit
//! each, so serenity's limiter, which counts them as one and forgets none of them, never hears of them ([`answer`]).

mod answer;
mod calls;
mod guard;
mod limited;
mod read;
mod rights;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{AUTHORIZATION, USER_AGENT};
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serenity::all::{ApplicationId, Http};
use serenity::constants;
use serenity::http::{HttpBuilder, LightMethod, Ratelimiter, RatelimitingBucket, Request, Route};

use crate::settings::API_URL;
use guard::Guard;

pub(crate) use calls::{Application, PAGE, Written};
pub(crate) use read::Answer;

/// How long one call may take, with the time it waits for its route.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// Where the API is, of the version that is spoken here.
const API: &str = "/api/v10";

/// The way to Discord's REST API.
#[derive(Debug)]
pub(crate) struct Api {
    http: Arc<Http>,
    client: reqwest::Client,
    guard: Arc<Guard>,
}

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    /// Discord understood and refuses.
    #[error("Discord says {}", said(*status, *code))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's own code; 0 or less where it has none.
        code: isize,
    },
    /// Too many calls, and nothing was done: again after this long.
    #[error("Discord asks to wait {0:?}")]
    TooMany(Duration),
    /// Discord was not reached: nothing happened.
    #[error("Discord cannot be reached")]
    NotReached,
    /// Discord was reached, or may have been, and did not say what became of it.
    #[error("Discord did not say what became of it: {0}")]
    Unknown(&'static str),
}

/// What Discord says: most refusals have a code of its own, some have the status alone.
fn said(status: u16, code: isize) -> String {
    if code > 0 { format!("{code} (HTTP {status})") } else { format!("HTTP {status}") }
}

impl ApiError {
    /// The code with which Discord refuses, when it does.
    pub(crate) fn code(&self) -> Option<isize> {
        match self {
            ApiError::Refused { code, .. } => Some(*code),
            ApiError::TooMany(_) | ApiError::NotReached | ApiError::Unknown(_) => None,
        }
    }

    /// Whether Discord refuses the token by which it was called. Where that is ours, it ends everything.
    pub(crate) fn refuses_us(&self) -> bool {
        matches!(self, ApiError::Refused { status: 401, .. })
    }
}

impl Api {
    /// The API at an address without a slash at its end.
    ///
    /// # Errors
    /// The machine cannot speak TLS.
    pub(crate) fn at(url: &str, token: &SecretString) -> Result<Api, reqwest::Error> {
        let client = reqwest::Client::builder().use_rustls_tls().timeout(PATIENCE).build()?;
        Ok(Api::over(client, url, token))
    }

    /// As [`Api::at`], by a client of the caller's. serenity's limits per route go to Discord itself whatever the
    /// address, so they are off wherever that is another one.
    pub(crate) fn over(client: reqwest::Client, url: &str, token: &SecretString) -> Api {
        let guard = Arc::new(Guard::default());
        let bot = format!("Bot {}", token.expose_secret());
        let http = HttpBuilder::new(&bot).client(client.clone());
        let http = match url {
            API_URL => http.ratelimiter(Ratelimiter::new(client.clone(), &bot)),
            url => http.proxy(url).ratelimiter_disabled(true),
        };
        Api { http: Arc::new(http.build()), client, guard }
    }

    /// Whom calls about the application itself concern.
    pub(crate) fn belongs_to(&self, application: u64) {
        self.http.set_application_id(ApplicationId::new(application));
    }

    /// What serenity calls where it makes calls of its own, and what knows our token.
    pub(crate) fn http(&self) -> &Arc<Http> {
        &self.http
    }

    /// Waits until Discord refuses our token: then nothing is called any more.
    pub(crate) async fn until_refused(&self) {
        self.guard.until_refused().await;
    }

    /// Calls a route, and reads the answer.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn call<R: DeserializeOwned>(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<R, ApiError> {
        self.ask(Request::new(route, method).body(body.map(json)), PATIENCE).await?.json()
    }

    /// Calls a route whose answer says nothing more.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn tell(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<(), ApiError> {
        self.ask(Request::new(route, method).body(body.map(json)), PATIENCE).await.map(drop)
    }

    /// Sends a request as it is, within a time.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn ask(&self, request: Request<'_>, within: Duration) -> Result<Answer, ApiError> {
        let is_an_answer = answers_an_interaction(request.route_ref());
        let bucket = (!is_an_answer).then(|| request.route_ref().ratelimiting_bucket());
        let performed = async {
            match self.http.ratelimiter.as_ref().filter(|_| !is_an_answer) {
                Some(limiter) => self.in_turn(limiter, &request).await,
                None => self.send_now(request).await,
            }
        };
        self.guarded(bucket, within, performed).await
    }

    /// Asks for what lies at a path, past serenity: it knows no such route, or keeps an answer's headers to itself.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn look(&self, path: &str) -> Result<Answer, ApiError> {
        let home = self.http.proxy.as_deref().unwrap_or(API_URL);
        let request = self
            .client
            .get(format!("{home}{API}{path}"))
            .header(USER_AGENT, constants::USER_AGENT)
            .header(AUTHORIZATION, self.http.token());
        self.guarded(None, PATIENCE, self.sent(request)).await
    }

    /// Sends a request as serenity writes it.
    async fn send_now(&self, request: Request<'_>) -> Result<Response, ApiError> {
        let request = request.build(&self.client, self.http.token(), self.http.proxy.as_deref());
        self.sent(request.map_err(|error| read::broken(&error))?).await
    }

    /// Sends a request, and remembers what its answer says of all calls.
    async fn sent(&self, request: RequestBuilder) -> Result<Response, ApiError> {
        let response = request.send().await.map_err(|error| read::broken_off(&error))?;
        self.guard.answered(response.status(), response.headers());
        Ok(response)
    }

    /// Makes a call when it may be made, and remembers what its answer says of others.
    async fn guarded(
        &self,
        bucket: Option<RatelimitingBucket>,
        within: Duration,
        performed: impl Future<Output = Result<Response, ApiError>>,
    ) -> Result<Answer, ApiError> {
        self.guard.admit(bucket)?;
        let answered = limited::in_time(within, async { read::read(performed.await?).await }).await;
        if let Err(error) = &answered {
            self.guard.learn(bucket, error);
        }
        answered
    }
}

fn json(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("what we send has text for keys")
}

/// Whether a route speaks by the token of an interaction.
fn answers_an_interaction(route: &Route<'_>) -> bool {
    matches!(
        route,
        Route::InteractionResponse { .. }
            | Route::WebhookOriginalInteractionResponse { .. }
            | Route::WebhookFollowupMessage { .. }
            | Route::WebhookFollowupMessages { .. }
    )
}
