//! Do other tools get in, and does nobody else? Over real sockets, on a real memory.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod client;

use std::time::Duration;

use chrono::TimeDelta;
use client::{Place, SECRET, SIGNALS, signed};
use serde_json::{Value, json};
use smallwins_core::signal::{Outcome, Source};

fn merged(number: u32) -> Value {
    json!({
        "action": "closed",
        "pull_request": {
            "title": "Replace the nested matches", "html_url": format!("https://git.example/pull/{number}"),
            "merged": true, "merged_at": "2026-11-24T08:30:00Z", "user": { "login": "Ana-Dev", "type": "User" }
        }
    })
}

fn passed(id: &str) -> Value {
    json!({
        "id": id,
        "actor": { "account": { "homePage": "https://school.example", "name": "ana" } },
        "verb": { "id": "http://adlnet.gov/expapi/verbs/passed" },
        "object": { "id": "https://school.example/parsing", "definition": { "name": { "en": "Parsing" } } }
    })
}

fn handed_in(id: &str) -> Value {
    json!({ "id": id, "account": "ana", "kind": "submission", "title": "Essay", "deed": "handed in" })
}

#[tokio::test]
async fn a_merged_pull_request_becomes_a_win_with_its_address() {
    let place = Place::open().await;
    place.link("github ana-dev").await;
    let response = place.github("pull_request", "d-1", &merged(41)).await;
    assert_eq!(response.status, 202, "{}", response.body);
    let desk = place.desk().await;
    assert_eq!(desk.wins[0].deed.as_str(), "merged “Replace the nested matches”");
    assert_eq!(desk.wins[0].link.as_ref().unwrap().as_str(), "https://git.example/pull/41");
    assert_eq!(desk.signals.len(), 1);
}

#[tokio::test]
async fn what_is_sent_again_changes_nothing_twice() {
    let place = Place::open().await;
    place.link("github ana-dev").await;
    // The same delivery twice, and a replay of it under a name of its own.
    for delivery in ["d-1", "d-1", "d-2"] {
        assert_eq!(place.github("pull_request", delivery, &merged(41)).await.status, 202);
    }
    assert_eq!((place.desk().await.wins.len(), place.desk().await.signals.len()), (1, 1));
    assert_eq!(place.tally(Source::github()).await, [(Outcome::Noted, 1), (Outcome::Repeated, 1)]);
}

#[tokio::test]
async fn whoever_is_not_github_is_not_let_in_and_it_is_counted_now_and_then() {
    let place = Place::open().await;
    place.link("github ana-dev").await;
    let body = merged(41).to_string();
    let headers = |signature: Option<String>| {
        let mut headers =
            vec![("x-github-event", "pull_request".to_owned()), ("x-github-delivery", "d".to_owned())];
        headers.extend(signature.map(|signature| ("x-hub-signature-256", signature)));
        headers
    };
    let of_another = signed(SECRET, merged(42).to_string().as_bytes());
    let guessed = signed("guess", body.as_bytes());
    for signature in [None, Some(""), Some("sha256=00"), Some(&*guessed), Some(&*of_another)] {
        let headers = headers(signature.map(str::to_owned));
        let response = place.post("/hooks/github", &headers, body.as_bytes()).await;
        assert_eq!(response.status, 401, "{}", response.body);
    }
    assert!(place.desk().await.wins.is_empty());
    assert_eq!(place.tally(Source::github()).await, [(Outcome::Unsigned, 1)]);
    place.passes(TimeDelta::minutes(2));
    place.post("/hooks/github", &headers(None), body.as_bytes()).await;
    assert_eq!(place.tally(Source::github()).await, [(Outcome::Unsigned, 6)]);
    place.post("/hooks/github", &headers(None), body.as_bytes()).await;
    place.passes(TimeDelta::minutes(1));
    // A minute, for whatever waits on the machine's clock.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    tokio::time::resume();
    let written = async {
        while place.tally(Source::github()).await != [(Outcome::Unsigned, 7)] {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), written).await.expect("what waited is written by itself");
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_refused_before_it_is_read_and_the_next_one_is_heard() {
    let place = Place::open().await;
    let body = vec![b' '; 10 << 20];
    for path in ["/hooks/github", "/hooks/signals/school", "/hooks/xapi"] {
        assert_eq!(place.post_head(path, body.len()).await, 413, "{path}, by its length");
        assert_eq!(place.post_in_pieces(path, &body).await, 413, "{path}, in pieces");
    }
    let ping = json!({ "zen": "Keep it logically awesome." });
    assert_eq!(place.github("ping", "d", &ping).await.status, 202);
}

#[tokio::test]
async fn every_event_is_acknowledged_and_what_is_not_used_is_counted() {
    let place = Place::open().await;
    for (number, event) in ["ping", "star", "fork", "no_such_event", "pull_request"].into_iter().enumerate() {
        let response = place.github(event, &format!("d-{number}"), &json!({ "action": "edited" })).await;
        assert_eq!(response.status, 202, "{event}: {}", response.body);
    }
    assert_eq!(place.tally(Source::github()).await, [(Outcome::Unused, 5)]);
    let form = "payload=%7B%7D";
    let headers = [
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ("x-github-event", "ping".to_owned()),
        ("x-github-delivery", "form".to_owned()),
        ("x-hub-signature-256", signed(SECRET, form.as_bytes())),
    ];
    assert_eq!(place.post("/hooks/github", &headers, form.as_bytes()).await.status, 202);
}

#[tokio::test]
async fn what_github_sends_and_nobody_can_read_is_answered_with_what_is_wrong() {
    let place = Place::open().await;
    let body = b"{ broken";
    let mut headers =
        vec![("x-github-event", "push".to_owned()), ("x-hub-signature-256", signed(SECRET, body))];
    let response = place.post("/hooks/github", &headers, body).await;
    assert_eq!((response.status, response.json()["field"].as_str()), (400, Some("x-github-delivery")));
    headers.push(("x-github-delivery", "d".to_owned()));
    let response = place.post("/hooks/github", &headers, body).await;
    assert_eq!((response.status, response.json()["error"].as_str()), (400, Some("it is not JSON")));
    assert_eq!(place.tally(Source::github()).await, [(Outcome::Malformed, 1)], "one body counts once");
}

#[tokio::test]
async fn signed_json_is_taken_under_the_new_secret_and_the_old_one() {
    let place = Place::open().await;
    place.link("school ana").await;
    let tries = [(SIGNALS[0], "1", 202), (SIGNALS[1], "2", 202), ("guess", "3", 401), (SECRET, "4", 401)];
    for (secret, id, status) in tries {
        let body = handed_in(id).to_string();
        // What curl calls everything.
        let kind = ("content-type", "application/x-www-form-urlencoded".to_owned());
        let headers = [kind, ("x-smallwins-signature-256", signed(secret, body.as_bytes()))];
        let response = place.post("/hooks/signals/school", &headers, body.as_bytes()).await;
        assert_eq!(response.status, status, "{secret}: {}", response.body);
    }
    assert_eq!(place.desk().await.wins.len(), 2);
}

#[tokio::test]
async fn signed_json_that_is_wrong_is_answered_with_the_field() {
    let place = Place::open().await;
    let post = async |path: &str, body: Value| {
        let body = body.to_string();
        let headers = [("x-smallwins-signature-256", signed(SIGNALS[0], body.as_bytes()))];
        place.post(path, &headers, body.as_bytes()).await
    };
    let mut odd = handed_in("1");
    odd["kind"] = json!("party");
    let response = post("/hooks/signals/school", odd).await;
    assert_eq!((response.status, response.json()["field"].as_str()), (400, Some("kind")));
    for taken in ["github", "xapi", "learner", "No%20Name"] {
        let response = post(&format!("/hooks/signals/{taken}"), handed_in("1")).await;
        assert_eq!((response.status, response.json()["field"].as_str()), (400, Some("source")), "{taken}");
    }
    let schema = place.get("/hooks/signals/schema.json").await;
    assert_eq!((schema.status, schema.json()["title"].as_str()), (200, Some("A signal")));
}

#[tokio::test]
async fn statements_come_one_by_one_or_all_or_none_of_them() {
    let place = Place::open().await;
    place.link("xapi ana@school.example").await;
    let ids = ["6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "0e6c9669-3ef0-4ed3-8b37-7f3964730bee"];
    let response = place.xapi(&passed(ids[0])).await;
    assert_eq!((response.status, response.json()), (200, json!([ids[0]])));
    let mut odd = passed(ids[1]);
    odd["actor"]["account"].as_object_mut().unwrap().remove("name");
    let mut other = passed(ids[1]);
    other["object"]["id"] = json!("https://school.example/lexing");
    let response = place.xapi(&json!([other, odd])).await;
    assert_eq!(response.status, 400);
    assert_eq!(response.json()["field"].as_str(), Some("statements[1].actor.account.name"));
    assert_eq!(place.desk().await.wins.len(), 1, "none of them");
    assert_eq!(place.xapi(&json!([other, passed(ids[0])])).await.status, 200);
    assert_eq!(place.desk().await.wins.len(), 2);
    let refused = place.post("/hooks/xapi", &[("authorization", "Basic eDp5".to_owned())], b"{}").await;
    assert_eq!(refused.status, 401);
}

/// The secret of a community, as whoever runs Smallwins makes it of the one that is set.
fn own(secret: &str, community: &str) -> String {
    signed(secret, community.as_bytes()).trim_start_matches("sha256=").to_owned()
}

#[tokio::test]
async fn where_there_are_several_communities_one_has_to_be_named_and_each_has_a_secret_of_its_own() {
    let place = Place::open().await;
    place.link("github ana-dev").await;
    let post = async |path: &str, delivery: &str, secret: &str| {
        let body = merged(41).to_string();
        let headers = [
            ("x-github-event", "pull_request".to_owned()),
            ("x-github-delivery", delivery.to_owned()),
            ("x-hub-signature-256", signed(secret, body.as_bytes())),
        ];
        place.post(&format!("/hooks/github{path}"), &headers, body.as_bytes()).await.status
    };
    let (here, there) = (own(SECRET, "stage/place"), own(SECRET, "stage/other"));
    assert_eq!(post("?community=stage/place", "d-1", &here).await, 202, "also where it is the only one");
    assert_eq!(post("?community=stage/place", "d-2", SECRET).await, 202);
    assert_eq!(post("", "d-3", &here).await, 401, "it proves something about a community that is named");
    place.found("other").await;
    place.passes(TimeDelta::minutes(2));
    for path in ["", "?community=stage/nowhere", "?community=slack/place", "?community=place"] {
        assert_eq!(post(path, "d-4", SECRET).await, 404, "{path}");
    }
    for (path, secret) in [("place", SECRET), ("place", &*there), ("other", &here), ("nowhere", &here)] {
        assert_eq!(post(&format!("?community=stage/{path}"), "d-5", secret).await, 401, "{path} {secret}");
    }
    assert_eq!(post("?community=stage/place", "d-6", &here).await, 202);
    assert_eq!(post("?community=stage/other", "d-7", &there).await, 202);
    assert_eq!(place.desk().await.wins.len(), 1);
}

#[tokio::test]
async fn one_that_is_closed_is_no_other_community_and_counts_where_it_is_alone() {
    let place = Place::open().await;
    let post = async |path: &str, delivery: &str| {
        let body = merged(41).to_string();
        let headers = [
            ("x-github-event", "pull_request".to_owned()),
            ("x-github-delivery", delivery.to_owned()),
            ("x-hub-signature-256", signed(SECRET, body.as_bytes())),
        ];
        place.post(&format!("/hooks/github{path}"), &headers, body.as_bytes()).await.status
    };
    place.closes().await;
    assert_eq!(post("?community=stage/place", "d-1").await, 202);
    place.found("other").await;
    place.passes(TimeDelta::minutes(2));
    assert_eq!(post("?community=stage/other", "d-2").await, 202);
    assert_eq!(post("", "d-3").await, 202);
    assert_eq!(post("?community=stage/place", "d-4").await, 401);
}

#[tokio::test]
async fn what_arrived_for_an_account_that_is_nobodys_is_theirs_once_it_is_linked() {
    let place = Place::open().await;
    place.github("pull_request", "d-1", &merged(41)).await;
    assert_eq!(place.tally(Source::github()).await, [(Outcome::Unclaimed, 1)]);
    place.link("github ana-dev").await;
    assert_eq!(place.desk().await.wins.len(), 1);
    place.says("/mentor link github ana-dev off").await;
    place.github("pull_request", "d-2", &merged(42)).await;
    assert_eq!(place.desk().await.wins.len(), 1, "whoever has unlinked is left alone");
    assert_eq!(place.waiting("github/ana-dev").await, 0, "and nothing is kept under the name");
    assert_eq!(place.tally(Source::github()).await, [(Outcome::Left, 1), (Outcome::Unclaimed, 1)]);
    place.link("github ana-dev").await;
    place.github("pull_request", "d-3", &merged(43)).await;
    assert_eq!(place.desk().await.wins.len(), 2, "until they say anew that it is theirs");
}

#[tokio::test]
async fn a_door_without_a_secret_is_not_there() {
    let place = Place::with_secrets(smallwins_hooks::Secrets::default()).await;
    for path in ["/hooks/github", "/hooks/signals/school", "/hooks/xapi"] {
        assert_eq!(place.post(path, &[], b"{}").await.status, 404, "{path}");
    }
}
