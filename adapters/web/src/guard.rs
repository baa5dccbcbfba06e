//! What keeps other sites out: names that are not ours, posts from elsewhere, and headers that make the browser help.
//!
//! A page on the internet can point its own name at 127.0.0.1 (DNS rebinding) and would then share an origin with
//! the playground; it cannot make the browser say `Host: 127.0.0.1`. Posts are refused unless the browser says that
//! they come from this origin; what is no browser says nothing and is let through.

use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::pages::trouble::Trouble;

/// Who may reach the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// This machine alone: only loopback names are answered.
    Loopback,
    /// Whoever reaches the socket, under any name: behind a proxy or in a trusted network.
    Anyone,
}

/// Nothing is loaded but our own files, nothing inline runs, nobody frames the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];

/// Refuses what comes under a name or from a site that is not ours, and sets the headers of every answer.
pub(crate) async fn guard(State(exposure): State<Exposure>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let mut response = if exposure == Exposure::Loopback && !is_for_loopback(headers) {
        Trouble::ForeignHost.into_response()
    } else if request.method() != Method::GET && request.method() != Method::HEAD && !is_from_here(headers) {
        Trouble::ForeignSite.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

fn is_for_loopback(headers: &HeaderMap) -> bool {
    let host = text(headers, &HOST).map(without_port).unwrap_or_default();
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host.eq_ignore_ascii_case(name))
}

/// `Sec-Fetch-Site` says it outright; older browsers send an `Origin`, whose authority has to be our `Host`. A form of
/// a page that sends no referrer comes from `null`, which the other header alone can vouch for.
fn is_from_here(headers: &HeaderMap) -> bool {
    let site = headers.contains_key("sec-fetch-site");
    let same_site = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin" || site == "none");
    let origin =
        text(headers, &ORIGIN).map(|origin| origin.split_once("://").map(|(_, authority)| authority));
    let same_origin = match origin {
        None => !headers.contains_key(ORIGIN),
        Some(None) => headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin"),
        Some(authority) => authority == text(headers, &HOST),
    };
    same_origin && (!site || same_site)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_last_colon_before_digits_begins_a_port() {
        assert_eq!(without_port("[::1]:8420"), "[::1]");
        assert_eq!(without_port("[::1]"), "[::1]");
        assert_eq!(without_port("localhost:8420"), "localhost");
        assert_eq!(without_port("localhost:evil"), "localhost:evil");
    }
}
