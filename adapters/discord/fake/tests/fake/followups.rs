//! What is said after the first answer.

use chrono::TimeDelta;
use serde_json::{Value, json};
use smallwins_fake_discord::Discord;
use smallwins_fake_discord::http::Reply;

use crate::app::{App, Say};
use crate::call::{assert_ok, assert_told, assert_wrong, button, call, row};
use crate::interactions::stage;
use crate::socket::text;

/// A call of the webhook of the last interaction.
async fn webhook(discord: &Discord, app: &App, verb: &str, rest: &str, body: &Value) -> Reply {
    let token = text(&app.last().json["token"]).to_owned();
    call(discord, verb, &format!("/webhooks/{}/{token}{rest}", discord.application_id()), body).await
}

#[tokio::test]
async fn what_was_put_off_is_said_later() {
    let (discord, app, ana, dm, _) = stage().await;
    app.answers(5, &json!({ "flags": 64 }));
    ana.slash(&dm, "mentor win", &[]).await;
    assert_eq!(ana.last().to_string(), "mentor (dm, only for you)\n  ~ thinking…\n");
    let edit = json!({ "content": "Noted", "components": [row(&[button("undo", "Undo")])] });
    assert_ok(&webhook(&discord, &app, "PATCH", "/messages/@original", &edit).await);
    assert_eq!(ana.last().to_string(), "mentor (dm, only for you)\n  Noted\n  [Undo]\n");
    assert_ok(
        &webhook(
            &discord,
            &app,
            "PATCH",
            "/messages/@original",
            &json!({ "content": "Undone", "components": [] }),
        )
        .await,
    );
    assert_eq!(ana.last().to_string(), "mentor (dm, only for you, edited)\n  Undone\n");
    let shown = assert_ok(&webhook(&discord, &app, "GET", "/messages/%40original", &Value::Null).await);
    assert_eq!(shown["content"], "Undone");
    let gone = webhook(&discord, &app, "DELETE", "/messages/@original", &Value::Null).await;
    assert_eq!((gone.status, ana.messages().len()), (204, 0));
    assert_eq!(gone.header("content-type"), None, "there is nothing to be read");
    let again = webhook(&discord, &app, "GET", "/messages/@original", &Value::Null).await;
    assert_told(&discord, &again, 404, 10008);
}

#[tokio::test]
async fn the_first_that_follows_takes_the_place_of_thinking() {
    let (discord, app, ana, dm, _) = stage().await;
    app.answers(5, &Value::Null);
    ana.slash(&dm, "mentor win", &[]).await;
    assert_ok(&webhook(&discord, &app, "POST", "", &json!({ "content": "First" })).await);
    assert_eq!(ana.messages().len(), 1);
    let second = assert_ok(
        &webhook(&discord, &app, "POST", "?wait=true", &json!({ "content": "Second", "flags": 64 })).await,
    );
    assert_eq!(ana.last().to_string(), "mentor (dm, only for you)\n  Second\n");
    let path = format!("/messages/{}", text(&second["id"]));
    assert_ok(&webhook(&discord, &app, "PATCH", &path, &json!({ "content": "Third" })).await);
    assert_eq!(ana.last().text, "Third");
}

#[tokio::test]
async fn the_message_that_was_pressed_on_is_the_original() {
    let (discord, app, ana, dm, _) = stage().await;
    let rows = json!([row(&[button("undo", "Undo")])]);
    assert_ok(&crate::call::say(&discord, &dm, &json!({ "content": "Noted", "components": rows })).await);
    app.answers(6, &Value::Null);
    ana.press("Undo").await;
    assert_ok(
        &webhook(&discord, &app, "PATCH", "/messages/@original", &json!({ "content": "Undone" })).await,
    );
    assert_eq!(ana.last().to_string(), "mentor (dm, edited)\n  Undone\n  [Undo]\n");
    app.answers(9, &crate::call::modal(&[crate::call::input("what", "What?")]));
    ana.press("Undo").await;
    let form = webhook(&discord, &app, "PATCH", "/messages/@original", &json!({ "content": "Lost" })).await;
    assert_told(&discord, &form, 404, 10008);
}

#[tokio::test]
async fn nothing_is_said_before_the_first_answer_and_nothing_after_fifteen_minutes() {
    let (discord, app, ana, dm, clock) = stage().await;
    let words = json!({ "content": "Noted" });
    discord.answer_within(std::time::Duration::from_millis(50));
    app.says(Say::Status(202));
    ana.slash(&dm, "mentor win", &[]).await;
    discord.take_violations();
    for (verb, rest) in [("PATCH", "/messages/@original"), ("POST", "")] {
        assert_wrong(&discord, &webhook(&discord, &app, verb, rest, &words).await, 404, 10015);
    }
    discord.answer_within(std::time::Duration::from_secs(3));
    ana.slash(&dm, "mentor win", &[]).await;
    clock.pass(TimeDelta::minutes(15) - TimeDelta::seconds(1));
    assert_ok(&webhook(&discord, &app, "POST", "", &words).await);
    clock.pass(TimeDelta::seconds(1));
    for (verb, rest) in [("PATCH", "/messages/@original"), ("POST", "")] {
        assert_wrong(&discord, &webhook(&discord, &app, verb, rest, &words).await, 401, 50027);
    }
    let made_up =
        call(&discord, "POST", &format!("/webhooks/{}/made-up", discord.application_id()), &words).await;
    assert_wrong(&discord, &made_up, 401, 50027);
}

#[tokio::test]
async fn an_answer_has_no_nonce_and_no_ephemeral_flag_once_it_is_there() {
    let (discord, app, ana, dm, _) = stage().await;
    app.answers(4, &json!({ "content": "Noted" }));
    ana.slash(&dm, "mentor win", &[]).await;
    let nonce = json!({ "content": "Noted", "nonce": "1" });
    assert_wrong(&discord, &webhook(&discord, &app, "POST", "", &nonce).await, 400, 50035);
    let hide = json!({ "content": "Noted", "flags": 64 });
    assert_wrong(&discord, &webhook(&discord, &app, "PATCH", "/messages/@original", &hide).await, 400, 50035);
    assert_wrong(&discord, &webhook(&discord, &app, "POST", "", &json!({})).await, 400, 50006);
}

#[tokio::test]
async fn an_answer_reaches_whoever_takes_no_messages_and_no_channel_needs_to_let_the_app_in() {
    let (discord, app, ana, dm, _) = stage().await;
    ana.closes_dms();
    app.answers(4, &json!({ "content": "Noted" }));
    assert!(ana.slash(&dm, "mentor win", &[]).await.in_time);
    assert_ok(&webhook(&discord, &app, "POST", "", &json!({ "content": "More" })).await);
    assert_eq!(ana.messages().len(), 2);
}
