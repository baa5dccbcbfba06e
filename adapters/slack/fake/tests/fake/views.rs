//! Modals and homes.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::app::{App, Say};
use crate::call::{
    actions, assert_ok, assert_told, assert_wrong, button, input, modal, only_violation, post, section, slack,
};

#[tokio::test]
async fn a_trigger_opens_one_modal_within_three_seconds_in_its_own_workspace() {
    let (slack, acme, ana, clock) = slack().await;
    let other = slack.workspace("other");
    let app = App::start(&slack).await;
    let open = |trigger: &str| json!({ "trigger_id": trigger, "view": modal(&[input("deed", "What did you notice?")]) });
    ana.slash(&ana.im(), "/mentor", "win").await;
    let trigger = app.last().field("trigger_id").to_owned();
    let elsewhere = post(&slack, &other.token(), "views.open", open(&trigger)).await;
    assert_wrong(&slack, &elsewhere, "invalid_trigger_id");
    let invalid = post(
        &slack,
        &acme.token(),
        "views.open",
        json!({ "trigger_id": trigger, "view": { "type": "modal" } }),
    )
    .await;
    assert_wrong(&slack, &invalid, "invalid_arguments");
    clock.pass(TimeDelta::milliseconds(2999));
    assert_ok(&post(&slack, &acme.token(), "views.open", open(&trigger)).await);
    assert_eq!(ana.modal().unwrap().to_string(), "== A form ==\n  What did you notice?: ____\n  == [Send]\n");
    assert_wrong(
        &slack,
        &post(&slack, &acme.token(), "views.open", open(&trigger)).await,
        "exchanged_trigger_id",
    );
    ana.slash(&ana.im(), "/mentor", "win").await;
    clock.pass(TimeDelta::seconds(3));
    let late = post(&slack, &acme.token(), "views.open", open(app.last().field("trigger_id"))).await;
    assert_wrong(&slack, &late, "expired_trigger_id");
}

#[tokio::test]
async fn a_view_that_changed_meanwhile_is_not_overwritten() {
    let (slack, acme, ana, _) = slack().await;
    let token = acme.token();
    let home = |text: &str| json!({ "type": "home", "blocks": [section(text)] });
    let published =
        post(&slack, &token, "views.publish", json!({ "user_id": ana.id, "view": home("One") })).await;
    assert_ok(&published);
    let hash = &published["view"]["hash"];
    let second = json!({ "user_id": ana.id, "view": home("Two"), "hash": hash });
    assert_ok(&post(&slack, &token, "views.publish", second.clone()).await);
    assert_told(&slack, &post(&slack, &token, "views.publish", second).await, "hash_conflict");
    assert_eq!(ana.home().unwrap().to_string(), "  Two\n");
}

#[tokio::test]
async fn what_slack_does_not_show_as_a_modal_is_not_taken() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    ana.slash(&ana.im(), "/mentor", "win").await;
    let trigger = app.last().field("trigger_id").to_owned();
    let with = |name: &str, value: Value| {
        let mut view = modal(&[input("deed", "Deed")]);
        view[name] = value;
        view
    };
    let plain = |text: &str| json!({ "type": "plain_text", "text": text });
    let mut silent = modal(&[input("deed", "Deed")]);
    silent.as_object_mut().unwrap().remove("submit");
    for (what, view) in [
        ("no submit beside an input", silent),
        ("a title of 25", with("title", plain(&"x".repeat(25)))),
        ("a submit of 25", with("submit", plain(&"x".repeat(25)))),
        ("private_metadata of 3001", with("private_metadata", json!("x".repeat(3001)))),
        ("101 blocks", with("blocks", json!(vec![json!({ "type": "divider" }); 101]))),
        ("a field nobody knows", with("colour", json!("red"))),
        ("a title in mrkdwn", with("title", json!({ "type": "mrkdwn", "text": "x" }))),
        ("a block_id twice", with("blocks", json!([input("a", "A"), input("a", "B")]))),
        ("a markdown block", with("blocks", json!([{ "type": "markdown", "text": "x" }]))),
        ("a home", json!({ "type": "home", "blocks": [] })),
    ] {
        let answer =
            post(&slack, &acme.token(), "views.open", json!({ "trigger_id": trigger, "view": view })).await;
        assert_eq!(answer["error"], "invalid_arguments", "{what}: {answer}");
        only_violation(&slack);
    }
    assert!(ana.modal().is_none());
}

#[tokio::test]
async fn three_modals_lie_on_one_another() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    let view = || modal(&[actions(&[button("more", "More")])]);
    ana.slash(&ana.im(), "/mentor", "win").await;
    let trigger = app.last().field("trigger_id").to_owned();
    assert_wrong(
        &slack,
        &post(&slack, &acme.token(), "views.push", json!({ "trigger_id": trigger, "view": view() })).await,
        "invalid_trigger_id",
    );
    ana.slash(&ana.im(), "/mentor", "win").await;
    let trigger = app.last().field("trigger_id").to_owned();
    assert_ok(
        &post(&slack, &acme.token(), "views.open", json!({ "trigger_id": trigger, "view": view() })).await,
    );
    for _ in 0..2 {
        ana.press("More").await;
        let trigger = &app.last().json["trigger_id"];
        assert_ok(
            &post(&slack, &acme.token(), "views.push", json!({ "trigger_id": trigger, "view": view() }))
                .await,
        );
    }
    ana.press("More").await;
    let trigger = &app.last().json["trigger_id"];
    let fourth =
        post(&slack, &acme.token(), "views.push", json!({ "trigger_id": trigger, "view": view() })).await;
    assert_wrong(&slack, &fourth, "push_limit_reached");
    assert_eq!(ana.modal_count(), 3);
}

#[tokio::test]
async fn a_form_is_sent_corrected_and_sent_again() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    ana.slash(&ana.im(), "/mentor", "win").await;
    let trigger = app.last().field("trigger_id").to_owned();
    let view = modal(&[input("deed", "What did you notice?")]);
    assert_ok(
        &post(&slack, &acme.token(), "views.open", json!({ "trigger_id": trigger, "view": view })).await,
    );
    app.says(Say::Json(json!({ "response_action": "errors", "errors": { "deed": "Which piece of work?" } })));
    ana.submit(&[("What did you notice?", "You are great")]).await;
    let form = ana.modal().unwrap();
    assert_eq!(form.errors(), [("What did you notice?", "Which piece of work?")]);
    assert_eq!(form.field("What did you notice?").unwrap().value, "You are great");
    let view = &app.last().json["view"];
    assert_eq!(view["state"]["values"]["deed"]["text"]["value"], "You are great");
    ana.submit(&[("What did you notice?", "The failing case")]).await;
    assert!(ana.modal().is_none());
}

#[tokio::test]
async fn an_answer_to_a_form_that_slack_would_not_read_is_written_down() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    ana.slash(&ana.im(), "/mentor", "win").await;
    let trigger = app.last().field("trigger_id").to_owned();
    let view = modal(&[input("deed", "Deed"), section("Words")]);
    assert_ok(
        &post(&slack, &acme.token(), "views.open", json!({ "trigger_id": trigger, "view": view })).await,
    );
    for answer in [
        json!({ "response_action": "errors", "errors": { "other": "No such block" } }),
        json!({ "response_action": "errors", "errors": {} }),
        json!({ "response_action": "explode" }),
        json!({ "response_action": "clear", "view": {} }),
        json!({ "text": "Thanks" }),
        json!({ "response_action": "update", "view": { "type": "home", "blocks": [] } }),
    ] {
        app.says(Say::Json(answer.clone()));
        ana.submit(&[("Deed", "x")]).await;
        assert_eq!(only_violation(&slack).error, "invalid_ack", "{answer}");
        assert!(ana.modal().is_some());
    }
    app.says(Say::Json(json!({ "response_action": "update", "view": modal(&[section("Thanks")]) })));
    ana.submit(&[("Deed", "x")]).await;
    assert_eq!(ana.modal().unwrap().lines[0].to_string(), "  Thanks\n");
    app.says(Say::Json(json!({ "response_action": "clear" })));
    ana.submit(&[]).await;
    assert!(ana.modal().is_none());
}

#[tokio::test]
#[should_panic(expected = "has to be filled in")]
async fn slacks_client_does_not_send_an_empty_form() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    ana.slash(&ana.im(), "/mentor", "win").await;
    let trigger = app.last().field("trigger_id").to_owned();
    let view = modal(&[input("deed", "Deed")]);
    assert_ok(
        &post(&slack, &acme.token(), "views.open", json!({ "trigger_id": trigger, "view": view })).await,
    );
    ana.submit(&[]).await;
}
