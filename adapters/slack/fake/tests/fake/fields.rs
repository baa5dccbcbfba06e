//! Fields of every kind, filled in and chosen from.

use serde_json::{Value, json};

use crate::app::App;
use crate::call::{assert_ok, modal, post, slack};

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text })
}

fn options(labels: &[&str]) -> Value {
    labels.iter().map(|label| json!({ "text": plain(label), "value": label.to_lowercase() })).collect()
}

fn field(label: &str, element: Value) -> Value {
    json!({ "type": "input", "block_id": label, "optional": true, "label": plain(label), "element": element })
}

#[tokio::test]
async fn a_form_says_what_was_chosen_in_every_field() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    ana.slash(&ana.im(), "/mentor", "book").await;
    let day = json!({ "type": "datepicker", "action_id": "a", "initial_date": "2026-11-23" });
    let blocks = [
        field(
            "When",
            json!({ "type": "radio_buttons", "action_id": "a", "options": options(&["Now", "Later"]) }),
        ),
        field(
            "Topic",
            json!({ "type": "static_select", "action_id": "a", "options": options(&["Rust", "Go"]),
            "initial_option": options(&["Rust"])[0] }),
        ),
        field(
            "Days",
            json!({ "type": "checkboxes", "action_id": "a", "options": options(&["Mon", "Tue", "Wed"]) }),
        ),
        field("Day", day),
        field("Hour", json!({ "type": "timepicker", "action_id": "a" })),
        field("Who", json!({ "type": "users_select", "action_id": "a" })),
        field("Score", json!({ "type": "number_input", "action_id": "a", "is_decimal_allowed": false })),
        field("Words", json!({ "type": "plain_text_input", "action_id": "a", "multiline": true })),
    ];
    let open = json!({ "trigger_id": app.last().field("trigger_id"), "view": modal(&blocks) });
    assert_ok(&post(&slack, &acme.token(), "views.open", open).await);
    ana.submit(&[
        ("When", "Later"),
        ("Days", "Mon\nWed"),
        ("Hour", "09:30"),
        ("Who", &ana.id),
        ("Score", "9"),
    ])
    .await;
    let values = app.last().json["view"]["state"]["values"].clone();
    let value = |block: &str, name: &str| values[block]["a"][name].clone();
    assert_eq!(value("When", "selected_option")["value"], "later");
    assert_eq!(value("Topic", "selected_option")["value"], "rust");
    assert_eq!(value("Days", "selected_options").as_array().unwrap().len(), 2);
    assert_eq!(value("Day", "selected_date"), "2026-11-23");
    assert_eq!(value("Hour", "selected_time"), "09:30");
    assert_eq!(value("Who", "selected_user"), ana.id.as_str());
    assert_eq!(value("Score", "value"), "9");
    assert_eq!(value("Words", "value"), Value::Null);
    assert_eq!(values["Words"]["a"]["type"], "plain_text_input");
}

#[tokio::test]
async fn what_stands_in_no_form_tells_the_app_at_once() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    let elements = json!([
        { "type": "static_select", "action_id": "pick", "placeholder": plain("Pick one"), "options": options(&["Rust", "Go"]) },
        { "type": "overflow", "action_id": "more", "options": options(&["Move", "Cancel"]) },
    ]);
    let home =
        json!({ "type": "home", "blocks": [{ "type": "actions", "block_id": "b", "elements": elements }] });
    assert_ok(
        &post(&slack, &acme.token(), "views.publish", json!({ "user_id": ana.id, "view": home })).await,
    );
    ana.choose(smallwins_fake_slack::Place::Home, "Pick one", "Go").await;
    let payload = app.last().json;
    assert_eq!(payload["actions"][0]["selected_option"]["value"], "go");
    assert_eq!(payload["view"]["state"]["values"]["b"]["pick"]["selected_option"]["value"], "go");
    assert_eq!(payload["view"]["type"], "home");
    ana.press("Cancel").await;
    assert_eq!(app.last().json["actions"][0]["selected_option"]["value"], "cancel");
    assert_eq!(
        ana.home().unwrap().to_string(),
        "  Pick one: Go\n    ( ) Rust\n    ( ) Go\n  [Move] [Cancel]\n"
    );
}

#[tokio::test]
async fn what_was_typed_stays_where_the_field_stays() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    ana.slash(&ana.im(), "/mentor", "win").await;
    let text = || json!({ "type": "plain_text_input", "action_id": "a" });
    let open = json!({ "trigger_id": app.last().field("trigger_id"), "view": modal(&[field("Deed", text()), field("Link", text())]) });
    let opened = post(&slack, &acme.token(), "views.open", open).await;
    ana.fill("Deed", "A table of tests");
    ana.fill("Link", "https://git.example");
    let change = json!({ "view_id": opened["view"]["id"], "hash": opened["view"]["hash"], "view": modal(&[field("Deed", text())]) });
    assert_ok(&post(&slack, &acme.token(), "views.update", change).await);
    assert_eq!(ana.modal().unwrap().field("Deed").unwrap().value, "A table of tests");
    assert!(ana.modal().unwrap().field("Link").is_none());
}

#[tokio::test]
async fn closing_a_modal_is_told_where_it_was_asked_for() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    for asked in [false, true] {
        ana.slash(&ana.im(), "/mentor", "win").await;
        let mut view = modal(&[field("Deed", json!({ "type": "plain_text_input", "action_id": "a" }))]);
        view["notify_on_close"] = json!(asked);
        let open = json!({ "trigger_id": app.last().field("trigger_id"), "view": view });
        assert_ok(&post(&slack, &acme.token(), "views.open", open).await);
        assert_eq!(ana.close_modal().await.is_some(), asked);
        assert!(ana.modal().is_none());
    }
    assert_eq!(app.last().json["type"], "view_closed");
}
