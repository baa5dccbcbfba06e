//! Every call to Slack's Web API: under a time limit, and with errors in terms of what is to be done.
//!
//! slack-morphism makes the call. Its own retries and rate control stay off: they know neither channels nor what a
//! connection that broke means, and the core's tasks are the queue. What goes to an address that Slack hands out, or
//! has to be read whole, goes over the same way by [`plain`].

mod plain;

use std::time::Duration;

use axum::body::Body;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use slack_morphism::errors::SlackClientError;
use slack_morphism::hyper_tokio::SlackClientHyperConnector;
use slack_morphism::{SlackApiToken, SlackClient};
use url::Url;

use crate::slack::NotOpened;

pub(crate) use plain::Answer;

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait when Slack says "too many" without saying until when.
const A_WHILE: Duration = Duration::from_secs(30);

type Https = HttpsConnector<HttpConnector>;

/// The way to Slack's Web API.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    client: SlackClient<SlackClientHyperConnector<Https>>,
    plain: legacy::Client<Https, Body>,
    home: Url,
}

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    /// Slack understood and refuses, with this code.
    #[error("Slack says {0}")]
    Refused(String),
    /// Too many calls: again after this long.
    #[error("Slack asks to wait {0:?}")]
    TooMany(Duration),
    /// Slack was not reached: nothing happened.
    #[error("Slack cannot be reached")]
    NotReached,
    /// Slack was reached and did not say what became of it.
    #[error("Slack did not say what became of it: {0}")]
    Unknown(&'static str),
}

impl ApiError {
    /// The code with which Slack refuses, when it does.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            ApiError::Refused(code) => Some(code),
            ApiError::TooMany(_) | ApiError::NotReached | ApiError::Unknown(_) => None,
        }
    }
}

impl Api {
    /// The Web API at an address without a slash at its end.
    ///
    /// # Errors
    /// The address is none, or the machine has no root certificates.
    pub(crate) fn at(url: &str) -> Result<Api, NotOpened> {
        let home = Url::parse(url).map_err(|_| NotOpened::Address(url.to_owned()))?;
        let https = HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
        let connector = SlackClientHyperConnector::with_connector(https.clone()).with_slack_api_url(url);
        let plain = legacy::Client::builder(TokioExecutor::new()).build(https);
        Ok(Api { client: SlackClient::new(connector), plain, home })
    }

    /// Calls a method with JSON.
    pub(crate) async fn call<A, R>(&self, token: &SecretString, method: &str, args: &A) -> Result<R, ApiError>
    where
        A: Serialize + Send + Sync,
        R: DeserializeOwned + Send,
    {
        let token = SlackApiToken::new(token.expose_secret().into());
        let slack = self.client.open_session(&token);
        in_time(slack.http_session_api.http_post(method, args, None)).await
    }

    /// Calls a method that only reads, with its arguments in the address.
    pub(crate) async fn read<R>(
        &self,
        token: &SecretString,
        method: &str,
        args: &[(&str, &str)],
    ) -> Result<R, ApiError>
    where
        R: DeserializeOwned + Send,
    {
        let token = SlackApiToken::new(token.expose_secret().into());
        let slack = self.client.open_session(&token);
        let args: Vec<(&str, Option<&str>)> =
            args.iter().map(|(name, value)| (*name, Some(*value))).collect();
        in_time(slack.http_session_api.http_get(method, &args, None)).await
    }
}

async fn in_time<R>(call: impl Future<Output = Result<R, SlackClientError>>) -> Result<R, ApiError> {
    match tokio::time::timeout(PATIENCE, call).await {
        Ok(answer) => answer.map_err(meaning),
        Err(_) => Err(ApiError::Unknown("no answer in time")),
    }
}

/// What an error of the library means. What it prints holds Slack's whole answer, so only codes are kept.
fn meaning(error: SlackClientError) -> ApiError {
    match error {
        SlackClientError::ApiError(error) => refusal(error.code),
        SlackClientError::RateLimitError(error) => ApiError::TooMany(error.retry_after.unwrap_or(A_WHILE)),
        SlackClientError::HttpError(error) if error.status_code.is_server_error() => {
            ApiError::Unknown("a server error")
        }
        SlackClientError::HttpError(error) => {
            ApiError::Refused(format!("http_{}", error.status_code.as_u16()))
        }
        SlackClientError::HttpProtocolError(error) => {
            match error.cause.as_deref().and_then(|cause| cause.downcast_ref::<legacy::Error>()) {
                Some(cause) => broken(cause),
                None => ApiError::Unknown("the connection broke"),
            }
        }
        SlackClientError::ProtocolError(_) => ApiError::Unknown("an answer that cannot be read"),
        SlackClientError::EndOfStream(_)
        | SlackClientError::SystemError(_)
        | SlackClientError::SocketModeProtocolError(_) => ApiError::Unknown("the library gave up"),
    }
}

/// What a connection that failed means: before it stood, nothing was sent.
fn broken(error: &legacy::Error) -> ApiError {
    if error.is_connect() { ApiError::NotReached } else { ApiError::Unknown("the connection broke") }
}

/// What a refusal means. Of two codes Slack says itself that part of the work may have been done before.
fn refusal(code: String) -> ApiError {
    match code.as_str() {
        "fatal_error" | "internal_error" => ApiError::Unknown("an internal error of Slack's"),
        "ratelimited" | "rate_limited" => ApiError::TooMany(A_WHILE),
        _ => ApiError::Refused(code),
    }
}
