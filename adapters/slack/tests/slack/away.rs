//! Whoever cannot be heard: other workspaces, and those who have removed us.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use serde_json::json;

use crate::raw::{command, interaction, signed};
use crate::stage::{BOTH, By, Stage, reads, serve, soon};

#[tokio::test]
async fn a_workspace_that_has_not_let_us_in_is_told_so() {
    let stage = Stage::set(By::Http).await;
    let reply = signed(&stage.url, &command("T0STRANGE", "U1", "win Wrote a test", "1.1.a")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["response_type"], "ephemeral");
    assert!(reply.json()["text"].as_str().unwrap().contains("not installed"));
}

#[tokio::test]
async fn what_somebody_types_is_not_lost_though_nobody_hears_it() {
    let stage = Stage::set(By::Http).await;
    let reply = signed(&stage.url, &command("T0STRANGE", "U1", "win Wrote a test", "1.1.a")).await;
    assert!(reply.json()["blocks"].to_string().contains("win Wrote a test"), "{}", reply.text());
    let view = interaction(&json!({
        "type": "view_submission", "team": { "id": "T0STRANGE" }, "user": { "id": "U1", "team_id": "T0STRANGE" },
        "trigger_id": "1.1.c", "view": { "id": "V1", "team_id": "T0STRANGE", "type": "modal", "hash": "h",
            "callback_id": "win", "private_metadata": "", "state": { "values": {
                "field/win": { "value": { "type": "plain_text_input", "value": "Wrote a test" } } } } },
    }));
    let reply = signed(&stage.url, &view).await.json();
    assert_eq!(reply["response_action"], "errors");
    assert!(reply["errors"]["field/win"].as_str().unwrap().contains("not installed"), "{reply}");
}

#[tokio::test]
async fn buttons_and_forms_of_another_workspace_are_refused_in_words() {
    let stage = Stage::set(By::Http).await;
    stage.ana.dm("win Wrote a test").await;
    reads(&stage.ana, "Noted").await;
    let press = |team: &str, home: &str, message: &str| {
        interaction(&json!({
            "type": "block_actions", "team": { "id": team }, "user": { "id": stage.ana.id, "team_id": home },
            "container": { "type": "message", "message_ts": "1.1", "channel_id": "D1" }, "channel": { "id": "D1" },
            "message": { "team": message }, "trigger_id": "1.1.b",
            "response_url": format!("{}/nowhere", stage.fake.api()),
            "actions": [{ "action_id": "a", "block_id": "b", "type": "button", "value": "undo" }],
        }))
    };
    let ours = stage.workspace.id.as_str();
    for body in
        [press(ours, "T0STRANGE", ours), press(ours, ours, "T0STRANGE"), press("T0STRANGE", ours, ours)]
    {
        let reply = signed(&stage.url, &body).await;
        assert_eq!((reply.status, reply.text().as_str()), (200, ""));
    }
    let view = interaction(&json!({
        "type": "view_submission", "team": { "id": ours }, "user": { "id": stage.ana.id, "team_id": ours },
        "trigger_id": "1.1.c", "view": { "id": "V1", "team_id": "T0STRANGE", "type": "modal", "hash": "h",
            "callback_id": "undo", "private_metadata": "", "state": { "values": {} } },
    }));
    let reply = signed(&stage.url, &view).await.json();
    assert_eq!(reply["response_action"], "update");
    assert!(reply["view"].to_string().contains("another community"), "{reply}");
    assert_eq!(stage.wins(&stage.ana).await.len(), 1, "nothing was undone");
    stage.fake.take_violations();
}

#[tokio::test]
async fn an_answer_goes_to_slacks_addresses_alone() {
    let stage = Stage::set(By::Http).await;
    let lured = Arc::new(AtomicBool::new(false));
    let trap = Arc::clone(&lured);
    let elsewhere =
        serve(Router::new().fallback(move || async move { trap.store(true, Ordering::SeqCst) })).await;
    let press = interaction(&json!({
        "type": "block_actions", "team": { "id": stage.workspace.id }, "user": { "id": stage.ana.id },
        "container": { "type": "message", "message_ts": "1.1", "channel_id": "C1" }, "trigger_id": "1.1.b",
        "response_url": elsewhere, "actions": [{ "action_id": "a", "block_id": "b", "value": "help" }],
    }));
    assert_eq!(signed(&stage.url, &press).await.status, 200);
    let seen = soon(|| stage.ana.messages().pop()).await;
    assert_eq!(seen.channel, stage.ana.im(), "it goes by a direct message instead");
    assert!(!lured.load(Ordering::SeqCst));
}

#[tokio::test]
async fn whoever_removed_us_is_told_that_we_are_gone() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.dm("win Wrote a test").await;
        reads(&stage.ana, "Noted").await;
        for ack in stage.workspace.uninstall().await {
            assert!(ack.in_time, "{by:?}");
        }
        let reply =
            signed(&stage.url, &command(&stage.workspace.id, &stage.ana.id, "me", "1.1.z")).await.json();
        assert!(reply["text"].as_str().unwrap_or_default().contains("not installed"), "{reply}");
        stage.fake.take_violations();
    }
}
