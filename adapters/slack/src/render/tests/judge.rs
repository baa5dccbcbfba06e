//! Two judges that know Block Kit's limits and shapes without us, and the rules that both of them miss.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use slack_morphism::prelude::{SlackBlock, SlackView};
use slackblocks::{HomeTabView, MessagePayload, ModalView};

use crate::render::{Json, Post};

/// A post that Slack takes.
pub(crate) fn judge_post(post: &Post) {
    let payload = json!({ "channel": "D1", "text": post.text, "blocks": dateless(&post.blocks) });
    MessagePayload::try_from(payload).unwrap_or_else(|error| panic!("{error}\n{post:#?}"));
    assert!((1..=3800).contains(&post.text.chars().count()), "{}", post.text);
    assert_eq!(post.text.replace("&lt;", "").replace("&gt;", "").find(['<', '>']), None, "{}", post.text);
    assert!((1..=47).contains(&post.blocks.len()), "{} blocks", post.blocks.len());
    let characters: usize = post.blocks.iter().map(|block| block.as_str().chars().count()).sum();
    assert!(characters <= 9500, "{characters} characters");
    judge_blocks(&post.blocks.iter().map(Json::value).collect::<Vec<_>>());
}

/// A modal that Slack takes.
pub(crate) fn judge_modal(view: &Value) {
    ModalView::try_from(dateless(view)).unwrap_or_else(|error| panic!("{error}\n{view:#}"));
    judge_view(view);
    let has_input = blocks(view).iter().any(|block| block["type"] == "input");
    assert!(!has_input || view["submit"].is_object(), "a form that cannot be sent");
}

/// A Home tab that Slack takes.
pub(crate) fn judge_home(view: &Value) {
    HomeTabView::try_from(dateless(view)).unwrap_or_else(|error| panic!("{error}\n{view:#}"));
    judge_view(view);
}

/// The blocks of a view.
pub(crate) fn blocks(view: &Value) -> &[Value] {
    view["blocks"].as_array().expect("a view has blocks")
}

fn judge_view(view: &Value) {
    serde_json::from_str::<SlackView>(&view.to_string()).unwrap_or_else(|error| panic!("{error}\n{view:#}"));
    assert!(blocks(view).len() <= 100, "{} blocks", blocks(view).len());
    assert!(view.to_string().len() <= 250_000, "too large a view");
    judge_blocks(blocks(view));
}

fn judge_blocks(blocks: &[Value]) {
    let mut ids = BTreeSet::new();
    for block in blocks {
        let parsed = serde_json::from_str::<SlackBlock>(&block.to_string());
        let parsed = parsed.unwrap_or_else(|error| panic!("{error}\n{block:#}"));
        assert!(!matches!(parsed, SlackBlock::Unknown(_)), "an unknown block: {block:#}");
        if let Some(id) = block["block_id"].as_str() {
            assert!(ids.insert(id), "two blocks are called {id}");
        }
        let elements = block["elements"].as_array().into_iter().flatten();
        let actions: Vec<_> = elements.filter_map(|element| element["action_id"].as_str()).collect();
        assert_eq!(actions.iter().collect::<BTreeSet<_>>().len(), actions.len(), "{actions:?}");
        every_text(block, &mut judge_text);
    }
}

fn judge_text(text: &Value) {
    if text["type"] == "plain_text" {
        assert_eq!(text["emoji"], false, "{text}");
    }
    if text["type"] == "mrkdwn" {
        assert_eq!(text["verbatim"], true, "{text}");
        let words = text["text"].as_str().expect("a text");
        for mark in words.split('<').skip(1) {
            let ours = ["!date^", "http", "@U", "@W"];
            assert!(ours.iter().any(|start| mark.starts_with(start)), "{words}");
        }
        for entity in words.split('&').skip(1) {
            assert!(["amp;", "lt;", "gt;"].iter().any(|known| entity.starts_with(known)), "{words}");
        }
    }
    if let Some(words) = text["text"].as_str() {
        assert!(!words.is_empty() && !words.contains(['\u{202e}', '\u{2066}', '\n', '\0']), "{words:?}");
    }
}

/// Calls a judge for every object that holds a text.
fn every_text(value: &Value, judge: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(fields) => {
            if fields.get("text").is_some_and(Value::is_string) {
                judge(value);
            }
            fields.values().for_each(|field| every_text(field, judge));
        }
        Value::Array(items) => items.iter().for_each(|item| every_text(item, judge)),
        _ => {}
    }
}

/// With words for the instants of a `rich_text`, which slackblocks 3.2 does not know yet.
/// Source: <https://docs.slack.dev/reference/block-kit/block-elements/date-element>
fn dateless(value: &(impl serde::Serialize + ?Sized)) -> Value {
    fn without(value: &mut Value) {
        match value {
            Value::Object(fields) if fields.get("type").is_some_and(|kind| kind == "date") => {
                assert!(fields["timestamp"].is_i64(), "{fields:?}");
                *value = json!({ "type": "text", "text": fields["fallback"] });
            }
            Value::Object(fields) => fields.values_mut().for_each(without),
            Value::Array(items) => items.iter_mut().for_each(without),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(value).expect("a value");
    without(&mut value);
    value
}
