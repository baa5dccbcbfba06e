//! What Slack shows is taken: strictness is worth nothing where it refuses what is right.

use serde_json::{Value, json};

use crate::app::App;
use crate::call::{assert_ok, button, modal, post, slack};

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text, "emoji": false })
}

fn mrkdwn(text: &str) -> Value {
    json!({ "type": "mrkdwn", "text": text, "verbatim": true })
}

fn options() -> Value {
    json!([
        { "text": plain("One"), "value": "1", "description": plain("The first") },
        { "text": plain("Two"), "value": "2" },
    ])
}

fn confirm() -> Value {
    json!({ "title": plain("Sure?"), "text": mrkdwn("It is *gone* then"), "confirm": plain("Yes"), "deny": plain("No"), "style": "danger" })
}

/// Elements that stand in sections, actions and inputs alike.
fn choices() -> Vec<Value> {
    let one = &options()[0];
    vec![
        json!({ "type": "static_select", "action_id": "a", "placeholder": plain("Pick"), "options": options(), "initial_option": one }),
        json!({ "type": "static_select", "action_id": "b", "option_groups": [{ "label": plain("Both"), "options": options() }] }),
        json!({ "type": "users_select", "action_id": "c", "placeholder": plain("Who") }),
        json!({ "type": "conversations_select", "action_id": "d", "filter": { "include": ["im"], "exclude_bot_users": true } }),
        json!({ "type": "channels_select", "action_id": "e" }),
        json!({ "type": "datepicker", "action_id": "f", "initial_date": "2026-11-23" }),
        json!({ "type": "timepicker", "action_id": "g", "initial_time": "09:30" }),
        json!({ "type": "datetimepicker", "action_id": "h", "initial_date_time": 1_795_000_000 }),
        json!({ "type": "radio_buttons", "action_id": "i", "options": options(), "initial_option": one }),
        json!({ "type": "checkboxes", "action_id": "j", "options": options(), "initial_options": [one] }),
    ]
}

fn rich() -> Value {
    let words = json!({ "type": "rich_text_section", "elements": [
        { "type": "text", "text": "I noticed ", "style": { "bold": true } },
        { "type": "link", "url": "https://git.example/pull/41", "text": "the table" },
        { "type": "emoji", "name": "seedling" },
    ] });
    json!({ "type": "rich_text", "elements": [
        words,
        { "type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [words] },
        { "type": "rich_text_quote", "elements": [{ "type": "text", "text": "Quoted" }] },
        { "type": "rich_text_preformatted", "elements": [{ "type": "text", "text": "cargo test" }] },
    ] })
}

#[tokio::test]
async fn every_block_that_a_message_may_have_is_taken() {
    let (slack, acme, ana, _) = slack().await;
    let mut loud = button("k", "Withdraw");
    loud["style"] = json!("danger");
    loud["confirm"] = confirm();
    loud["accessibility_label"] = json!("Withdraw the ask");
    let link =
        json!({ "type": "button", "action_id": "l", "text": plain("Look"), "url": "https://git.example" });
    let mut sections: Vec<Value> = choices()
        .into_iter()
        .map(|element| json!({ "type": "section", "text": mrkdwn("Choose"), "accessory": element }))
        .collect();
    sections.push(json!({ "type": "section", "fields": [mrkdwn("*A*"), plain("B")] }));
    let axis = json!({ "categories": ["Mon", "Tue"], "x_label": "Day", "y_label": "Asks" });
    let series = json!([{ "name": "Asks", "data": [{ "label": "Mon", "value": 1 }, { "label": "Tue", "value": 2.5 }] }]);
    let blocks = [
        json!({ "type": "header", "text": plain("Smallwins"), "block_id": "head" }),
        json!({ "type": "divider" }),
        json!({ "type": "context", "elements": [mrkdwn("small"), { "type": "image", "image_url": "https://a.example/i.png", "alt_text": "An icon" }] }),
        json!({ "type": "image", "image_url": "https://a.example/i.png", "alt_text": "Asks by week", "title": plain("The week") }),
        json!({ "type": "actions", "elements": [loud, link, { "type": "overflow", "action_id": "m", "options": options() }] }),
        json!({ "type": "actions", "elements": choices() }),
        rich(),
        json!({ "type": "markdown", "text": "**Bold**" }),
        json!({ "type": "table", "rows": [[{ "type": "raw_text", "text": "Asks" }, { "type": "raw_text", "text": "14" }]],
            "column_settings": [{ "align": "right", "is_wrapped": true }] }),
        json!({ "type": "data_visualization", "title": "Asks", "chart": { "type": "line", "axis_config": axis, "series": series } }),
        json!({ "type": "data_visualization", "title": "Who", "chart": { "type": "pie", "segments": [{ "label": "Promoters", "value": 6 }] } }),
    ];
    for blocks in [blocks.to_vec(), sections] {
        let said = json!({ "channel": ana.im(), "text": "All of it", "blocks": blocks, "unfurl_links": false, "unfurl_media": false });
        assert_ok(&post(&slack, &acme.token(), "chat.postMessage", said).await);
    }
    let words = ana.messages()[0].to_string();
    assert!(words.contains("  I noticed the table"), "{words}");
    assert_eq!(
        ana.messages()[0].button("Withdraw").unwrap().confirm.as_deref(),
        Some("Sure? It is *gone* then")
    );
}

#[tokio::test]
async fn every_input_that_a_modal_may_have_is_taken() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    ana.slash(&ana.im(), "/mentor", "win").await;
    let mut inputs = choices();
    inputs.extend([
        json!({ "type": "plain_text_input", "action_id": "k", "multiline": true, "min_length": 3, "max_length": 3000,
            "placeholder": plain("One sentence"), "initial_value": "I noticed", "focus_on_load": true,
            "dispatch_action_config": { "trigger_actions_on": ["on_enter_pressed"] } }),
        json!({ "type": "number_input", "action_id": "l", "is_decimal_allowed": false, "min_value": "0", "max_value": "10" }),
        json!({ "type": "email_text_input", "action_id": "m" }),
        json!({ "type": "url_text_input", "action_id": "n" }),
        json!({ "type": "multi_static_select", "action_id": "o", "options": options(), "max_selected_items": 2 }),
        json!({ "type": "multi_users_select", "action_id": "p" }),
    ]);
    let mut blocks: Vec<Value> = inputs
        .into_iter()
        .map(|element| {
            json!({ "type": "input", "label": plain("A field"), "hint": plain("A hint"), "optional": true,
            "dispatch_action": false, "element": element })
        })
        .collect();
    blocks.push(rich());
    let mut view = modal(&blocks);
    for (name, value) in [
        ("close", plain("Not now")),
        ("private_metadata", json!("offer_1")),
        ("notify_on_close", json!(true)),
        ("clear_on_close", json!(false)),
        ("external_id", json!("offer_1")),
    ] {
        view[name] = value;
    }
    let open = json!({ "trigger_id": app.last().field("trigger_id"), "view": view });
    assert_ok(&post(&slack, &acme.token(), "views.open", open).await);
    ana.submit(&[]).await;
    assert_eq!(app.last().json["view"]["private_metadata"], "offer_1");
}

#[tokio::test]
async fn blocks_may_come_written_out() {
    let (slack, acme, ana, _) = slack().await;
    let blocks = json!([{ "type": "section", "text": mrkdwn("Hello") }]).to_string();
    let said = json!({ "channel": ana.im(), "text": "Hello", "blocks": blocks });
    assert_ok(&post(&slack, &acme.token(), "chat.postMessage", said).await);
    assert_eq!(ana.last().to_string(), "mentor (dm)\n  Hello\n");
}
