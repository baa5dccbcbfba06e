//! What may be said, where, and what becomes of it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::call::{
    actions, assert_ok, assert_told, assert_wrong, button, get, only_violation, post, section, slack,
};

#[tokio::test]
async fn a_message_is_posted_changed_and_deleted() {
    let (slack, acme, ana, _) = slack().await;
    let token = acme.token();
    let blocks = json!([section("Ten minutes with *Ben*"), actions(&[button("go", "On my way")])]);
    let posted = post(
        &slack,
        &token,
        "chat.postMessage",
        json!({ "channel": ana.im(), "text": "Ten minutes", "blocks": blocks }),
    )
    .await;
    assert_ok(&posted);
    assert_eq!(ana.last().to_string(), "mentor (dm)\n  Ten minutes with *Ben*\n  [On my way]\n");
    assert_eq!(ana.last().button("On my way").unwrap().value, "go");
    let change = json!({ "channel": ana.im(), "ts": posted["ts"], "text": "Over" });
    assert_ok(&post(&slack, &token, "chat.update", change).await);
    assert_eq!(ana.last().to_string(), "mentor (dm, edited)\n  Over\n");
    assert_ok(&post(&slack, &token, "chat.delete", json!({ "channel": ana.im(), "ts": posted["ts"] })).await);
    assert!(ana.messages().is_empty());
    let gone = post(&slack, &token, "chat.delete", json!({ "channel": ana.im(), "ts": posted["ts"] })).await;
    assert_told(&slack, &gone, "message_not_found");
}

#[tokio::test]
async fn every_ts_is_younger_than_the_one_before() {
    let (slack, acme, ana, clock) = slack().await;
    let mut last = String::new();
    for _ in 0..3 {
        let said = json!({ "channel": ana.im(), "text": "Hello" });
        let ts =
            post(&slack, &acme.token(), "chat.postMessage", said).await["ts"].as_str().unwrap().to_owned();
        assert!(ts > last, "{ts} after {last}");
        last = ts;
        clock.pass(TimeDelta::seconds(-1));
    }
}

#[tokio::test]
async fn a_channel_is_written_to_by_its_members() {
    let (slack, acme, ana, _) = slack().await;
    let general = acme.channel("general", &[&ana]);
    let hidden = acme.private_channel("hidden", &[&ana]);
    let say = |channel: &str| json!({ "channel": channel, "text": "Hello" });
    let token = acme.token();
    assert_told(&slack, &post(&slack, &token, "chat.postMessage", say(&general)).await, "not_in_channel");
    assert_told(&slack, &post(&slack, &token, "chat.postMessage", say(&hidden)).await, "channel_not_found");
    acme.invite_app(&general);
    assert_ok(&post(&slack, &token, "chat.postMessage", say(&general)).await);
    assert_eq!(ana.channel(&general).len(), 1);
    acme.archive(&general);
    assert_told(&slack, &post(&slack, &token, "chat.postMessage", say(&general)).await, "is_archived");
    let by_name = post(&slack, &token, "chat.postMessage", say("#general")).await;
    assert_wrong(&slack, &by_name, "channel_not_found");
}

#[tokio::test]
async fn nobody_writes_to_bots_or_past_a_closed_tab() {
    let (slack, acme, ana, _) = slack().await;
    let robot = acme.person("robot", "UTC").bot();
    let token = acme.token();
    let opened = post(&slack, &token, "conversations.open", json!({ "users": robot.id })).await;
    assert_told(&slack, &opened, "cannot_dm_bot");
    slack.app(|app| app.messages_tab = false);
    let said =
        post(&slack, &token, "chat.postMessage", json!({ "channel": ana.im(), "text": "Hello" })).await;
    assert_told(&slack, &said, "messages_tab_disabled");
}

#[tokio::test]
async fn nobody_writes_to_those_who_left() {
    let (slack, acme, ana, _) = slack().await;
    let token = acme.token();
    let opened = post(&slack, &token, "conversations.open", json!({ "users": ana.id })).await;
    assert_eq!(opened.get("already_open"), None);
    let again = post(&slack, &token, "conversations.open", json!({ "users": ana.id })).await;
    assert_eq!(again["already_open"], true);
    ana.leaves().await;
    let opened = post(&slack, &token, "conversations.open", json!({ "users": ana.id })).await;
    assert_told(&slack, &opened, "user_disabled");
    let said =
        post(&slack, &token, "chat.postMessage", json!({ "channel": ana.im(), "text": "Hello" })).await;
    assert_told(&slack, &said, "is_archived");
}

#[tokio::test]
async fn an_ephemeral_message_is_seen_by_one() {
    let (slack, acme, ana, _) = slack().await;
    let ben = acme.person("ben", "Asia/Tokyo");
    let general = acme.channel("general", &[&ana, &ben]);
    acme.invite_app(&general);
    let said = json!({ "channel": general, "user": ana.id, "text": "Only you" });
    assert_ok(&post(&slack, &acme.token(), "chat.postEphemeral", said).await);
    assert_eq!(ana.last().to_string(), "mentor (#general, only for you)\n  Only you\n");
    assert!(ben.messages().is_empty());
}

#[tokio::test]
async fn what_was_sent_is_found_by_its_metadata() {
    let (slack, acme, ana, _) = slack().await;
    let metadata = json!({ "event_type": "delivery", "event_payload": { "id": "task_1" } });
    let said = json!({ "channel": ana.im(), "text": "Hello", "metadata": metadata });
    assert_ok(&post(&slack, &acme.token(), "chat.postMessage", said).await);
    let args = [("channel", ana.im()), ("include_all_metadata", "true".to_owned())];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let history = get(&slack, &acme.token(), "conversations.history", &args).await;
    assert_eq!(history["messages"][0]["metadata"], metadata);
    let bad = json!({ "channel": ana.im(), "text": "Hello", "metadata": { "event_type": "delivery" } });
    let answer = post(&slack, &acme.token(), "chat.postMessage", bad).await;
    assert_wrong(&slack, &answer, "invalid_metadata_format");
}

#[tokio::test]
async fn what_slack_does_not_show_is_not_taken() {
    let (slack, acme, ana, _) = slack().await;
    let long = "x".repeat(3001);
    let many: Vec<Value> = (0..26).map(|n| button(&format!("b{n}"), "Yes")).collect();
    let fifty_one: Vec<Value> = (0..51).map(|_| json!({ "type": "divider" })).collect();
    let plain = |text: &str| json!({ "type": "plain_text", "text": text });
    let twice =
        |id: &str| json!([{ "type": "divider", "block_id": id }, { "type": "divider", "block_id": id }]);
    for (what, blocks) in [
        ("a section of 3001 characters", json!([section(&long)])),
        ("an empty section", json!([section("")])),
        ("26 buttons", json!([actions(&many)])),
        ("51 blocks", json!(fifty_one)),
        ("a block_id twice", twice("a")),
        ("an action_id twice", json!([actions(&[button("a", "Yes"), button("a", "No")])])),
        ("a header in mrkdwn", json!([{ "type": "header", "text": { "type": "mrkdwn", "text": "Hello" } }])),
        ("a header of 151", json!([{ "type": "header", "text": plain(&"x".repeat(151)) }])),
        ("a text that is a string", json!([{ "type": "section", "text": "Hello" }])),
        ("a block nobody knows", json!([{ "type": "sparkles" }])),
        ("a field nobody knows", json!([{ "type": "divider", "colour": "red" }])),
        (
            "an element's unknown field",
            json!([actions(&[json!({ "type": "button", "text": plain("Yes"), "size": 7 })])]),
        ),
        ("a button of 76", json!([actions(&[button("a", &"x".repeat(76))])])),
        (
            "an option without value",
            json!([{ "type": "actions", "elements": [
            { "type": "static_select", "placeholder": plain("Pick"), "options": [{ "text": plain("One") }] }] }]),
        ),
        ("a section of 11 fields", json!([{ "type": "section", "fields": vec![plain("x"); 11] }])),
        ("a context of 11", json!([{ "type": "context", "elements": vec![plain("x"); 11] }])),
        (
            "a select of 101",
            json!([{ "type": "actions", "elements": [{ "type": "static_select",
            "options": vec![json!({ "text": plain("x"), "value": "x" }); 101] }] }]),
        ),
        (
            "a style nobody knows",
            json!([actions(&[json!({ "type": "button", "text": plain("x"), "style": "loud" })])]),
        ),
    ] {
        let said = json!({ "channel": ana.im(), "text": "Hello", "blocks": blocks });
        let answer = post(&slack, &acme.token(), "chat.postMessage", said).await;
        assert_eq!(answer["error"], "invalid_blocks", "{what}: {answer}");
        assert_eq!(only_violation(&slack).error, "invalid_blocks");
    }
    assert!(ana.messages().is_empty());
}

#[tokio::test]
async fn a_message_has_words_and_not_too_many() {
    let (slack, acme, ana, _) = slack().await;
    let token = acme.token();
    let long = "x".repeat(2900);
    for (args, error) in [
        (json!({ "channel": ana.im() }), "no_text"),
        (json!({ "channel": ana.im(), "blocks": [section("Hello")] }), "no_text"),
        (json!({ "channel": ana.im(), "text": "x".repeat(40_001) }), "msg_too_long"),
        (
            json!({ "channel": ana.im(), "text": "x", "blocks": vec![section(&long); 4] }),
            "msg_blocks_too_long",
        ),
    ] {
        assert_wrong(&slack, &post(&slack, &token, "chat.postMessage", args).await, error);
    }
}

#[tokio::test]
async fn nobody_is_pinged_unless_the_test_means_it() {
    let (slack, acme, ana, _) = slack().await;
    let token = acme.token();
    let say = |text: &str| json!({ "channel": ana.im(), "text": "Hello", "blocks": [section(text)] });
    for ping in [
        "<!channel>",
        "<!here|here>",
        "<@U123>",
        "<#C123>",
        "<!subteam^S1>",
        "<!date^1^{date}>",
        "a <!everyone",
    ] {
        assert_wrong(
            &slack,
            &post(&slack, &token, "chat.postMessage", say(ping)).await,
            "unintended_mention",
        );
        let plain = json!({ "channel": ana.im(), "text": ping });
        assert_wrong(&slack, &post(&slack, &token, "chat.postMessage", plain).await, "unintended_mention");
    }
    let rich = json!([{ "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": [
        { "type": "broadcast", "range": "here" }] }] }]);
    let answer =
        post(&slack, &token, "chat.postMessage", json!({ "channel": ana.im(), "text": "x", "blocks": rich }))
            .await;
    assert_eq!(answer["ok"], false);
    slack.take_violations();
    slack.intend("<@");
    for fine in ["<!date^1|a day>", "&lt;!channel&gt;", "<https://example.com|here>", "1 < 2", "<@U123>"] {
        assert_ok(&post(&slack, &token, "chat.postMessage", say(fine)).await);
    }
    let shown: Vec<String> = ana.messages().iter().map(|seen| seen.lines[0].to_string()).collect();
    assert_eq!(shown, ["  a day\n", "  <!channel>\n", "  here\n", "  1 < 2\n", "  @U123\n"]);
    let rich = json!([{ "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": [
        { "type": "user", "user_id": ana.id }, { "type": "text", "text": ", hello" }] }] }]);
    let call = json!({ "channel": ana.im(), "text": "@ana, hello", "blocks": rich });
    assert_ok(&post(&slack, &token, "chat.postMessage", call).await);
    assert_eq!(ana.messages().last().unwrap().lines[0].to_string(), "  @ana, hello\n");
}

#[tokio::test]
async fn a_scheduled_message_comes_in_time() {
    let (slack, acme, ana, clock) = slack().await;
    let token = acme.token();
    let at = |ahead: TimeDelta| json!({ "channel": ana.im(), "text": "Now", "post_at": (clock.now() + ahead).timestamp() });
    let past = post(&slack, &token, "chat.scheduleMessage", at(TimeDelta::seconds(-1))).await;
    assert_wrong(&slack, &past, "time_in_past");
    let far = post(&slack, &token, "chat.scheduleMessage", at(TimeDelta::days(121))).await;
    assert_wrong(&slack, &far, "time_too_far");
    let kept = post(&slack, &token, "chat.scheduleMessage", at(TimeDelta::hours(1))).await;
    assert_ok(&kept);
    let dropped = post(&slack, &token, "chat.scheduleMessage", at(TimeDelta::hours(1))).await;
    let id = &dropped["scheduled_message_id"];
    let gone = json!({ "channel": ana.im(), "scheduled_message_id": id });
    assert_ok(&post(&slack, &token, "chat.deleteScheduledMessage", gone).await);
    assert!(ana.messages().is_empty());
    clock.pass(TimeDelta::hours(1));
    assert_eq!(ana.messages().len(), 1);
}
