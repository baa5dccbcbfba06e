//! Requests that we write ourselves: to the addresses that Slack hands out, where no token may go, and where a header
//! of the answer or the form of the request matters.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use crate::render::Json;

use super::{A_WHILE, Api, ApiError, PATIENCE, broken, refusal};

/// The longest answer that is read.
const LONGEST: usize = 1 << 20;
/// The longest code that Slack answers with instead of JSON.
const LONGEST_CODE: usize = 64;

/// What was answered, with status 2xx. It may hold a token, so it is not shown by `Debug`.
pub(crate) struct Answer {
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its body.
    pub(crate) body: Bytes,
}

impl Answer {
    /// What the token may do with which it was asked; `None` when Slack does not tell.
    pub(crate) fn scopes(&self) -> Option<Vec<&str>> {
        let told = self.headers.get("x-oauth-scopes")?.to_str().ok()?;
        Some(told.split(',').map(str::trim).collect())
    }
}

impl Api {
    /// Calls a method without arguments, for the headers of its answer too.
    ///
    /// # Errors
    /// As any call.
    pub(crate) async fn look(&self, method: &str, token: Option<&SecretString>) -> Result<Answer, ApiError> {
        let mut request = Request::get(self.method(method));
        if let Some(token) = token {
            let bearer = HeaderValue::try_from(format!("Bearer {}", token.expose_secret()));
            let mut bearer = bearer.map_err(|_| ApiError::Refused("not_a_token".to_owned()))?;
            bearer.set_sensitive(true);
            request = request.header(AUTHORIZATION, bearer);
        }
        self.ask(request.body(Body::empty())).await
    }

    /// Answers by a `response_url`. No token goes there: the address is the permission.
    ///
    /// # Errors
    /// As any call; [`ApiError::Refused`] with `used_url` or `expired_url` once it takes no more.
    pub(crate) async fn respond(&self, url: &str, body: &Json) -> Result<(), ApiError> {
        let request = Request::post(self.slacks(url)?.as_str())
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .body(Body::from(body.as_str().to_owned()));
        self.ask(request).await.map(drop)
    }

    /// An address that Slack handed out, when it is Slack's or lies where the Web API does.
    pub(crate) fn slacks(&self, url: &str) -> Result<Url, ApiError> {
        let strange = || ApiError::Refused("not_an_address_of_slack".to_owned());
        let url = Url::parse(url).map_err(|_| strange())?;
        if url.origin() == self.home.origin() || is_slacks(&url) { Ok(url) } else { Err(strange()) }
    }

    /// The address of a method of the Web API.
    pub(crate) fn method(&self, name: &str) -> String {
        format!("{}/{name}", self.home.as_str().trim_end_matches('/'))
    }

    /// Slack's address outside the Web API, where people sign in.
    pub(crate) fn page(&self, path: &str) -> Url {
        let mut page = self.home.clone();
        page.set_path(path);
        page
    }

    /// Sends a request as it is.
    ///
    /// # Errors
    /// As any call, also when the answer is JSON that says `"ok": false`.
    pub(crate) async fn ask(
        &self,
        request: Result<Request<Body>, axum::http::Error>,
    ) -> Result<Answer, ApiError> {
        let request = request.map_err(|_| ApiError::Refused("not_a_request".to_owned()))?;
        let asking = async {
            let answer = self.plain.request(request).await.map_err(|error| broken(&error))?;
            let (head, body) = answer.into_parts();
            let body = to_bytes(Body::new(body), LONGEST).await;
            let body = body.map_err(|_| ApiError::Unknown("half an answer"))?;
            judged(head.status, &head.headers, &body)?;
            Ok(Answer { headers: head.headers, body })
        };
        tokio::time::timeout(PATIENCE, asking).await.unwrap_or(Err(ApiError::Unknown("no answer in time")))
    }
}

fn is_slacks(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let of =
        |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    url.scheme() == "https" && url.port().is_none() && (of("slack.com") || of("slack-gov.com"))
}

fn judged(status: StatusCode, headers: &HeaderMap, body: &Bytes) -> Result<(), ApiError> {
    if status == StatusCode::TOO_MANY_REQUESTS {
        let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        return Err(ApiError::TooMany(seconds.map_or(A_WHILE, Duration::from_secs)));
    }
    if status.is_server_error() {
        return Err(ApiError::Unknown("a server error"));
    }
    match (code(body), status.is_success()) {
        (Some(code), false) => Err(refusal(code)),
        (None, false) => Err(ApiError::Refused(format!("http_{}", status.as_u16()))),
        (Some(code), true) if is_refusal(body) => Err(refusal(code)),
        (_, true) => Ok(()),
    }
}

fn is_refusal(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok_and(|json| json["ok"] == Value::Bool(false))
}

/// The code of a refusal: out of JSON, or the whole body when it is one word.
fn code(body: &[u8]) -> Option<String> {
    let code = match serde_json::from_slice::<Value>(body) {
        Ok(json) => json["error"].as_str()?.to_owned(),
        Err(_) => std::str::from_utf8(body).ok()?.trim().to_owned(),
    };
    let is_word = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    (is_word && !code.is_empty() && code.len() <= LONGEST_CODE).then_some(code)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn api() -> Api {
        Api::at("http://127.0.0.1:4100/api").unwrap()
    }

    #[test]
    fn words_go_to_slack_alone() {
        for url in [
            "https://hooks.slack.com/commands/T1/2/3",
            "https://slack.com/x",
            "https://files.slack-gov.com/upload/v1/a",
            "http://127.0.0.1:4100/respond/1",
        ] {
            assert!(api().slacks(url).is_ok(), "{url}");
        }
        for url in [
            "http://hooks.slack.com/commands/1",
            "https://hooks.slack.com:8443/commands/1",
            "https://slack.com.example.org/x",
            "https://evilslack.com/x",
            "https://hooks.slack.com@example.org/x",
            "http://127.0.0.1:4101/respond/1",
            "file:///etc/passwd",
            "",
        ] {
            assert!(api().slacks(url).is_err(), "{url}");
        }
    }

    #[test]
    fn an_answer_is_judged_by_its_status_and_by_what_it_says() {
        let judged = |status: u16, body: &'static str| {
            let status = StatusCode::from_u16(status).unwrap();
            super::judged(status, &HeaderMap::new(), &Bytes::from_static(body.as_bytes()))
        };
        let refused = |code: &str| Err(ApiError::Refused(code.to_owned()));
        assert_eq!(judged(200, "ok"), Ok(()));
        assert_eq!(judged(200, r#"{"ok":true}"#), Ok(()));
        assert_eq!(judged(200, r#"{"ok":false,"error":"invalid_code"}"#), refused("invalid_code"));
        assert_eq!(judged(404, "used_url"), refused("used_url"));
        assert_eq!(judged(404, "<html>What a person wrote</html>"), refused("http_404"));
        assert_eq!(judged(502, "bad gateway"), Err(ApiError::Unknown("a server error")));
        assert_eq!(judged(429, ""), Err(ApiError::TooMany(A_WHILE)));
        let seven = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static("7"))]);
        let wait = super::judged(StatusCode::TOO_MANY_REQUESTS, &seven, &Bytes::new());
        assert_eq!(wait, Err(ApiError::TooMany(Duration::from_secs(7))));
    }

    #[test]
    fn pages_and_methods_lie_beside_one_another() {
        assert_eq!(api().method("auth.test"), "http://127.0.0.1:4100/api/auth.test");
        assert_eq!(api().page("/oauth/v2/authorize").as_str(), "http://127.0.0.1:4100/oauth/v2/authorize");
    }
}
