//! One delivery over whichever transport the app listens on, with its acknowledgement timed.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::ack::{Ack, Failure};
use super::signature::sign;
use super::{Transport, link};
use crate::form;
use crate::inner::{Inner, Sent, lock};
use smallwins_fake_chat::http;

const FORM: &str = "application/x-www-form-urlencoded";

/// What is delivered.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    /// A command's fields.
    Command(Vec<(&'static str, String)>),
    /// A press, a submission, a closed modal; and whether the answer may say something.
    Interactive(Value, bool),
    /// An event; and which attempt this is, with the reason for it.
    Event(Value, Option<(u32, &'static str)>),
}

/// Delivers, waits for the acknowledgement and writes down what was wrong with it.
pub(crate) async fn deliver(inner: &Inner, of: &str, delivery: &Delivery) -> Ack {
    let of = format!("ack of {of}");
    let started = Instant::now();
    let within = inner.ack_within();
    let answer = match inner.transport() {
        Transport::Http { url, signing_secret } => {
            tokio::time::timeout(within, post(inner, &url, &signing_secret, delivery)).await
        }
        Transport::Socket => link::send(inner, delivery, within).await,
    };
    let took = started.elapsed();
    let failed = |status, failure| Ack { in_time: false, status, took, body: Value::Null, failure };
    match answer {
        Err(_) => {
            inner.violate(&of, "operation_timeout", &format!("nothing came within {within:?}"));
            failed(0, Some(Failure::Timeout))
        }
        Ok(Err(why)) => {
            inner.violate(&of, "dispatch_failed", &why);
            failed(0, Some(Failure::Connection))
        }
        Ok(Ok(answer)) if answer.status != 200 => {
            inner.violate(&of, "dispatch_failed", &format!("the status is {}", answer.status));
            let failure = if answer.is_final { Failure::Final } else { Failure::Status };
            failed(answer.status, Some(failure))
        }
        Ok(Ok(answer)) => Ack { in_time: true, status: 200, took, body: answer.body, failure: None },
    }
}

/// What the app answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
    /// Whether it asked not to be sent this again.
    pub(super) is_final: bool,
}

/// The answer, or why there is none.
pub(super) type Outcome = Result<Answer, String>;

async fn post(inner: &Inner, url: &str, secret: &str, delivery: &Delivery) -> Outcome {
    let (kind, body) = match delivery {
        Delivery::Command(fields) => (FORM, form::encode(fields)),
        Delivery::Interactive(payload, _) => (FORM, form::encode(&[("payload", payload.to_string())])),
        Delivery::Event(payload, _) => ("application/json", payload.to_string()),
    };
    let timestamp = inner.now().timestamp();
    let mut headers = vec![
        ("content-type".to_owned(), kind.to_owned()),
        ("user-agent".to_owned(), "Slackbot 1.0 (+https://api.slack.com/robots)".to_owned()),
        ("x-slack-signature".to_owned(), sign(secret, timestamp, &body)),
        ("x-slack-request-timestamp".to_owned(), timestamp.to_string()),
    ];
    if let Delivery::Event(_, Some((number, reason))) = delivery {
        headers.push(("x-slack-retry-num".to_owned(), number.to_string()));
        headers.push(("x-slack-retry-reason".to_owned(), (*reason).to_owned()));
    }
    let sent = Sent { url: url.to_owned(), headers, body };
    *lock(&inner.last_sent) = Some(sent.clone());
    let reply = send(&sent).await.map_err(|error| error.to_string())?;
    let is_final = reply.header("x-slack-no-retry") == Some("1");
    Ok(Answer { status: reply.status, body: said(&reply)?, is_final })
}

/// Sends a signed request, for the first time or again.
pub(crate) async fn send(sent: &Sent) -> std::io::Result<http::Reply> {
    let headers: Vec<(&str, &str)> =
        sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    http::send("POST", &sent.url, &headers, sent.body.as_bytes()).await
}

/// The body: JSON if it says so, plain text otherwise.
fn said(reply: &http::Reply) -> Result<Value, String> {
    if reply.body.is_empty() {
        return Ok(Value::Null);
    }
    let kind = reply.header("content-type").unwrap_or_default();
    match kind.split(';').next().unwrap_or_default() {
        "application/json" => {
            serde_json::from_slice(&reply.body).map_err(|error| format!("the body is no JSON: {error}"))
        }
        "text/plain" => Ok(json!(reply.text())),
        kind => Err(format!("a body of content-type {kind:?} is not read")),
    }
}

/// Not a limit of Slack's: how long a test waits for an app that has no socket open.
pub(super) const SOCKET_WAIT: Duration = Duration::from_secs(10);
