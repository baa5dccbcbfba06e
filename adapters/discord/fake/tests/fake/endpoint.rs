//! Interactions at a URL: signatures, pings, replays.

use chrono::TimeDelta;
use serde_json::json;

use crate::app::{App, Say};
use crate::call::{discord, only_violation};
use crate::interactions::stage;

#[tokio::test]
async fn saving_the_url_wants_a_pong_and_a_forgery_refused() {
    let (discord, ..) = discord().await;
    App::start(&discord).await;
    assert!(discord.verify_url().await);
    App::careless().starts(&discord).await;
    assert!(!discord.verify_url().await);
    assert!(only_violation(&discord).why.contains("401"));
}

#[tokio::test]
async fn what_was_sent_is_sent_again_to_the_letter() {
    let (discord, app, ana, dm, clock) = stage().await;
    ana.slash(&dm, "mentor win", &[]).await;
    let first = app.last();
    clock.pass(TimeDelta::minutes(1));
    assert_eq!(discord.replay().await.status, 200);
    assert_eq!((app.last().json, app.last().headers), (first.json, first.headers));
}

#[tokio::test]
async fn an_answer_that_fails_or_is_none_is_written_down() {
    let (discord, app, ana, dm, _) = stage().await;
    for say in [Say::Status(500), Say::Status(200), Say::Json(json!({ "kind": 4 }))] {
        app.says(say);
        let ack = ana.slash(&dm, "mentor win", &[]).await;
        assert!(!ack.in_time);
        only_violation(&discord);
    }
    assert_eq!(ana.messages().len(), 0);
}
