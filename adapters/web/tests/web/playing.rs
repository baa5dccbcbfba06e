//! What players do, and what comes of it.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use smallwins_core::decision::Change;
use smallwins_core::message::{Block, Reply, Text};
use smallwins_core::platform::PlatformName;
use smallwins_core::session::{Session, Stage as SessionStage};
use smallwins_core::store::{CallId, Commit, Store};

use crate::board::sample;
use crate::stage::{Stage, after};

#[tokio::test]
async fn what_is_said_stands_in_the_speakers_column_alone() {
    let stage = Stage::set().await;
    stage.says("ana", "/mentor win Replaced the nested matches with a table").await;
    let column = stage.column("ana").await;
    assert!(column.contains("<span class=\"typed\" dir=\"auto\">/mentor win Replaced the nested matches"));
    assert!(column.contains("only you"));
    assert!(!stage.column("ben").await.contains("nested matches"));
}

#[tokio::test]
async fn the_same_call_twice_is_one_line() {
    let stage = Stage::set().await;
    let line = [("call", "play-7"), ("line", "/mentor win Wrote the first failing test")];
    stage.post("/play/people/ana/say", &line).await;
    let again = stage.post("/play/people/ana/say", &line).await;
    assert!(again.body.contains("id=\"repeated\""));
    assert_eq!(stage.column("ana").await.matches("class=\"said\"").count(), 1);
    assert_eq!(stage.column("ana").await.matches("class=\"card\"").count(), 1);
}

#[tokio::test]
async fn a_call_cannot_be_made_in_another_name() {
    let stage = Stage::set().await;
    for call in ["", "task_01J", "play-../x", "ana"] {
        let answer = stage.post("/play/people/ana/say", &[("call", call), ("line", "help")]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{call}");
    }
}

#[tokio::test]
async fn a_delivery_is_shown_once_however_often_it_is_tried() {
    let stage = Stage::set().await;
    let task = stage.task();
    let blocks = || vec![Block::Paragraph(Text::plain("Only once"))];
    let first = stage.deliver(task, true, blocks()).await;
    let stage = stage.restarted().await;
    assert_eq!(stage.deliver(task, true, blocks()).await, first);
    assert_eq!(stage.page().await.matches("Only once").count(), 1);
}

#[tokio::test]
async fn a_hint_says_that_two_are_talking_only_while_they_are() {
    let now = sample::now();
    let hint = async |stage: SessionStage| {
        let played = Stage::set().await;
        for name in ["ana", "ben"] {
            played.says(name, "/mentor me").await;
        }
        let community = played.store.community(&PlatformName::new("playground"), "playground").await;
        let scope = community.unwrap().unwrap().scope();
        let everyone = played.store.everyone(scope, 9).await.unwrap();
        let id = |name| everyone.iter().find(|member| member.handle.0 == name).unwrap().id;
        let session = Session { stage, ..sample::session(1, id("ana"), id("ben")) };
        let changes = vec![Change::Session(Box::new(session))];
        let call = CallId("sample".to_owned());
        played.store.commit(Commit { scope, call, at: now, reply: Reply::default(), changes }).await.unwrap();
        played.column("ana").await
    };
    let started_at = now - TimeDelta::minutes(10);
    let meeting = hint(SessionStage::Meeting { started_at }).await;
    assert!(meeting.contains("You are talking") && meeting.contains("Send a note"), "{meeting}");
    let over = hint(SessionStage::Noting { started_at, ended_at: now }).await;
    assert!(over.contains("The session is over") && over.contains("Send a note"), "{over}");
    assert!(!over.contains("You are talking"), "{over}");
}

#[tokio::test]
async fn a_round_that_was_called_off_is_not_due_any_more() {
    let stage = Stage::set().await;
    let is_due = async || stage.page().await.contains("The round in which asks are matched together");
    stage.says("cleo", "/mentor round weekly mon 10:00").await;
    assert!(is_due().await);
    stage.says("cleo", "/mentor round off").await;
    assert!(!is_due().await);
}

#[tokio::test]
async fn a_form_opens_and_comes_back_with_what_was_typed() {
    let stage = Stage::set().await;
    let opened = stage.says("ana", "/mentor ask").await.body;
    assert!(opened.contains("<dialog") && opened.contains("name=\"field.question\""), "{opened}");
    let action = after(&opened, "name=\"action\" value=\"").to_owned();
    let call = after(&opened, "name=\"call\" value=\"").to_owned();
    let long = "why ".repeat(100);
    let fields = [
        ("call", call.as_str()),
        ("action", &action),
        ("title", "x"),
        ("field.question", &long),
        ("field.minutes", "10m"),
    ];
    let refused = stage.post("/play/people/ana/submit", &fields).await.body;
    assert!(refused.contains("aria-invalid=\"true\""), "{refused}");
    assert!(refused.contains(long.trim()), "{refused}");
    let described = after(&refused, "aria-describedby=\"").split(' ').next().unwrap().to_owned();
    assert!(refused.contains(&format!("id=\"{described}\"")));
    assert_ne!(after(&refused, "name=\"call\" value=\""), call);
}

#[tokio::test]
async fn what_is_warned_about_can_be_sent_all_the_same_and_what_is_blocked_cannot() {
    let stage = Stage::set().await;
    let opened = stage.says("ben", "/mentor practise").await.body;
    assert!(!opened.contains("name=\"also\""), "{opened}");
    let words = "Nice work, but the tests are missing.";
    let submit = async |page: &str, words: &str, more: &[(&str, &str)]| {
        let (action, call) = (
            after(page, "name=\"action\" value=\"").to_owned(),
            after(page, "name=\"call\" value=\"").to_owned(),
        );
        let mut fields =
            vec![("call", call.as_str()), ("action", &action), ("title", "x"), ("field.words", words)];
        fields.extend(more);
        stage.post("/play/people/ben/submit", &fields).await.body
    };
    let blocked = submit(&opened, "You're a natural at parsing!", &[]).await;
    assert!(blocked.contains("class=\"problem\"") && blocked.contains("aria-invalid"), "{blocked}");
    assert!(!blocked.contains("name=\"also\""), "{blocked}");
    let warned = submit(&blocked, words, &[]).await;
    assert!(warned.contains("class=\"warning\"") && warned.contains("None of this stops you"), "{warned}");
    assert!(!warned.contains("aria-invalid"), "{warned}");
    let anyway = after(&warned, "name=\"also\" value=\"").to_owned();
    assert!(warned.contains(&format!("value=\"{anyway}\">Send anyway</button>")), "{warned}");
    let sent = submit(&warned, words, &[("also", &anyway)]).await;
    assert!(!sent.contains("<dialog"), "{sent}");
    assert!(stage.column("ben").await.contains("For real it goes out as it is"));
}

#[tokio::test]
async fn without_a_script_a_form_is_a_page() {
    let stage = Stage::set().await;
    let line = [("call", "play-1"), ("line", "/mentor ask")];
    let page = stage.post_with("/play/people/ana/say", &line, &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<!doctype html>") && page.body.contains("<dialog class=\"form\""));
    let line = [("call", "play-2"), ("line", "/mentor help")];
    let answer = stage.post_with("/play/people/ana/say", &line, &[]).await;
    assert_eq!(answer.headers["location"], "/play#ana");
}

#[tokio::test]
async fn somebody_new_is_asked_again_for_a_zone_that_is_none() {
    let stage = Stage::set().await;
    let dora = |zone| [("name", "Dora"), ("zone", zone), ("topics", "welding"), ("admin", "yes")];
    let refused = stage.post("/play/people", &dora("Europe/Berln")).await.body;
    assert!(
        refused.contains("Did you mean") && refused.contains("data-words=\"Europe/Berlin\""),
        "{refused}"
    );
    assert!(refused.contains("value=\"Europe/Berln\"") && refused.contains("value=\"welding\""));
    assert!(refused.contains("checked"));
    stage.post("/play/people", &dora("Berlin")).await;
    let column = stage.column("dora").await;
    assert!(column.contains("Admin · Berlin") && column.contains("/mentor join welding"), "{column}");
    assert!(column.contains("Before we begin"), "what would be held about her is said first: {column}");
}

#[tokio::test]
async fn a_wish_to_move_the_clock_moves_it_once() {
    let stage = Stage::set().await;
    let begun = stage.playground.now();
    let to = after(&stage.page().await, "id=\"clock-hour\" class=\"pill\" name=\"to\" value=\"").to_owned();
    for _ in 0..2 {
        stage.post("/play/clock", &[("to", &to)]).await;
        assert_eq!((stage.playground.now() - begun).num_minutes(), 60);
    }
}

#[tokio::test]
async fn a_restart_changes_nothing() {
    let stage = Stage::set().await;
    stage.says("ana", "/mentor win Wrote the first failing test").await;
    stage.post("/play/people", &[("name", "Dora"), ("zone", "Tokyo")]).await;
    let to = after(&stage.page().await, "id=\"clock-day\" class=\"pill\" name=\"to\" value=\"").to_owned();
    stage.post("/play/clock", &[("to", &to)]).await;
    let (before, now) = (shown(&stage.page().await), stage.playground.now());
    let stage = stage.restarted().await;
    assert_eq!(stage.playground.now(), now);
    assert_eq!(shown(&stage.page().await), before);
}

#[tokio::test]
async fn starting_over_forgets_everything() {
    let stage = Stage::set().await;
    let first = shown(&stage.page().await);
    stage.says("ana", "/mentor win Wrote the first failing test").await;
    stage.post("/play/people", &[("name", "Dora"), ("zone", "Tokyo")]).await;
    let to = after(&stage.page().await, "id=\"clock-week\" class=\"pill\" name=\"to\" value=\"").to_owned();
    stage.post("/play/clock", &[("to", &to)]).await;
    assert_ne!(shown(&stage.page().await), first);
    assert_eq!(stage.post("/play/start-over", &[]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(shown(&stage.page().await), first);
}

/// A page without what differs each time it is made.
fn shown(page: &str) -> String {
    let tags = page.split('<').filter(|tag| !tag.contains("type=\"hidden\"") && !tag.contains("sse-connect"));
    tags.collect()
}

#[tokio::test]
async fn an_archive_is_a_file_behind_a_link_in_its_readers_column() {
    let stage = Stage::set().await;
    stage.deliver(stage.task(), true, vec![Block::Archive]).await;
    let path = "/play/people/ben/archive";
    assert!(stage.column("ben").await.contains(path) && !stage.column("ana").await.contains(path));
    let asked = |path: &str| Request::get(path).header("host", "127.0.0.1:8420").body(Body::empty()).unwrap();
    let answer = stage.send(asked(path)).await;
    assert_eq!(
        (answer.status(), &answer.headers()["content-type"]),
        (StatusCode::OK, &"application/zip".parse().unwrap())
    );
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert!(bytes.starts_with(b"PK"), "it is a ZIP file");
    assert_eq!(stage.send(asked("/play/people/nobody/archive")).await.status(), StatusCode::NOT_FOUND);
}
