//! What an answer of Discord's means. What a library prints of an error holds its address, with tokens in it, so only
//! codes are kept.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serenity::all::HttpError;

use super::ApiError;

/// How long to wait when Discord says "too many" without saying until when.
const A_WHILE: Duration = Duration::from_secs(5);
/// No wait is longer, whatever stands in a header.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// What was answered, with status 2xx.
pub(crate) struct Answer {
    /// Its headers.
    pub(crate) headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// What it says.
    ///
    /// # Errors
    /// It says something else.
    pub(crate) fn json<R: DeserializeOwned>(&self) -> Result<R, ApiError> {
        serde_json::from_slice(&self.body).map_err(|_| ApiError::Unknown("an answer that cannot be read"))
    }
}

/// An error of Discord's.
#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    code: isize,
}

/// Reads an answer.
pub(super) async fn read(response: Response) -> Result<Answer, ApiError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.map_err(|_| ApiError::Unknown("half an answer"));
    judged(status, &headers, body.as_deref().unwrap_or_default())?;
    Ok(Answer { headers, body: body? })
}

fn judged(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<(), ApiError> {
    if status.is_success() {
        return Ok(());
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(ApiError::TooMany(wait(headers)));
    }
    if status.is_server_error() {
        return Err(ApiError::Unknown("a server error"));
    }
    let code = serde_json::from_slice(body).map_or(0, |Refusal { code }| code);
    Err(ApiError::Refused { status: status.as_u16(), code })
}

/// Whether it says that there are too many calls of all routes together.
pub(super) fn is_for_all(headers: &HeaderMap) -> bool {
    headers.contains_key("x-ratelimit-global")
        || headers.get("x-ratelimit-scope").is_some_and(|scope| scope == "global")
}

/// Whether it says that somebody else made too many calls.
pub(super) fn is_shared(headers: &HeaderMap) -> bool {
    headers.get("x-ratelimit-scope").is_some_and(|scope| scope == "shared")
}

/// How long it says that is to be waited.
pub(super) fn wait(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<f64>().ok());
    let wait = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    wait.map_or(A_WHILE, |wait| wait.min(LONGEST))
}

/// What it means that serenity made no call of a request, or that the call broke.
pub(super) fn broken(error: &serenity::Error) -> ApiError {
    match error {
        serenity::Error::Http(HttpError::Request(error)) => broken_off(error),
        _ => ApiError::Unknown("the library gave up"),
    }
}

/// What a connection that failed means: before it stood, nothing was sent.
pub(super) fn broken_off(error: &reqwest::Error) -> ApiError {
    if error.is_connect() { ApiError::NotReached } else { ApiError::Unknown("the connection broke") }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn an_answer_is_judged_by_its_status_and_its_code() {
        let judged = |status: u16, body: &str| {
            super::judged(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes())
        };
        let refused = |status, code| Err(ApiError::Refused { status, code });
        assert_eq!(judged(204, ""), Ok(()));
        assert_eq!(judged(403, r#"{"code": 50007, "message": "What a person wrote"}"#), refused(403, 50007));
        assert_eq!(judged(403, "<html>What a person wrote</html>"), refused(403, 0));
        assert_eq!(judged(502, "bad gateway"), Err(ApiError::Unknown("a server error")));
        assert_eq!(judged(429, "{}"), Err(ApiError::TooMany(A_WHILE)));
    }

    #[test]
    fn a_wait_is_what_the_header_says_and_nothing_absurd() {
        assert_eq!(wait(&headers(&[("retry-after", "7")])), Duration::from_secs(7));
        assert_eq!(wait(&headers(&[("retry-after", "0.25")])), Duration::from_millis(250));
        assert_eq!(wait(&headers(&[("retry-after", "1e300")])), A_WHILE);
        assert_eq!(wait(&headers(&[("retry-after", "-1")])), A_WHILE);
        assert_eq!(wait(&headers(&[("retry-after", "999999999")])), LONGEST);
        assert_eq!(wait(&headers(&[])), A_WHILE);
    }

    #[test]
    fn too_many_of_all_routes_is_told_from_too_many_of_one() {
        assert!(is_for_all(&headers(&[("x-ratelimit-global", "true")])));
        assert!(is_for_all(&headers(&[("x-ratelimit-scope", "global")])));
        assert!(!is_for_all(&headers(&[("x-ratelimit-scope", "shared")])));
    }
}
