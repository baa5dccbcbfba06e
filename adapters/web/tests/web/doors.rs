//! Who is let in, and what every answer carries.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;

use crate::stage::Stage;

#[tokio::test]
async fn a_name_that_is_not_this_machines_is_refused() {
    let stage = Stage::set().await;
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8420", ""] {
        let answer = stage.get_with("/play", &[("host", host)]).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert!(!answer.body.contains("Ana"));
    }
    for host in ["127.0.0.1", "localhost:8420", "LOCALHOST", "[::1]:8420"] {
        assert_eq!(stage.get_with("/play", &[("host", host)]).await.status, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn a_post_from_another_site_changes_nothing() {
    let stage = Stage::set().await;
    let line = [("call", "play-1"), ("line", "/mentor win Something forged")];
    let strangers: [&[(&str, &str)]; 5] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1:9999")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:8420")],
    ];
    for headers in strangers {
        let answer = stage.post_with("/play/people/ana/say", &line, headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert!(!stage.page().await.contains("Something forged"));
    let own = [("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:8420")];
    let answer = stage.post_with("/play/people/ana/say", &line, &own).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_answer_carries_the_policies() {
    let stage = Stage::set().await;
    for path in ["/play", "/nowhere", "/healthz", "/assets/play.js"] {
        let headers = stage.get(path).await.headers;
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
    }
    let page = stage.page().await;
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick"));
    assert!(!page.contains("src=\"http") && !page.contains("href=\"http"));
}

#[tokio::test]
async fn machines_are_told_whether_it_lives_and_is_ready() {
    let stage = Stage::set().await;
    assert_eq!(stage.get("/healthz").await.body, "alive\n");
    assert_eq!(stage.get("/readyz").await.body, "ready\n");
    assert_eq!(stage.get("/metrics").await.status, StatusCode::OK);
    stage.store.down.store(true, Ordering::SeqCst);
    assert_eq!(stage.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(stage.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    let page = stage.get("/play").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.body.contains("The store does not answer"));
}

#[tokio::test]
async fn a_request_longer_than_any_form_is_refused() {
    let stage = Stage::set().await;
    let long = "x".repeat(80 * 1024);
    let answer = stage.post("/play/people/ana/say", &[("call", "play-1"), ("line", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn an_address_where_nothing_is_leads_to_the_playground() {
    let stage = Stage::set().await;
    let answer = stage.get("/plya").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("Nothing is at this address") && answer.body.contains("href=\"/play\""));
    assert_eq!(stage.get("/").await.headers["location"], "/play");
    assert_eq!(stage.get("/assets/../Cargo.toml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_that_did_not_change_is_not_sent_again() {
    let stage = Stage::set().await;
    let first = stage.get("/assets/vendor/htmx.min.js").await;
    assert_eq!(first.headers["content-type"], "text/javascript; charset=utf-8");
    let tag = first.headers["etag"].to_str().unwrap();
    let again = [("host", "localhost"), ("if-none-match", tag)];
    let second = stage.get_with("/assets/vendor/htmx.min.js", &again).await;
    assert_eq!((second.status, second.body.len()), (StatusCode::NOT_MODIFIED, 0));
}
