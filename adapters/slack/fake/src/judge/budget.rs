//! What a message can hold, all blocks together.

use serde_json::{Value, json};

use crate::refusal::Refusal;

/// The words: where Slack says `msg_blocks_too_long` moves, and this is always below.
const WORDS: usize = 10_000;
/// What the blocks weigh as JSON; beyond it Slack was seen to refuse.
const JSON: usize = 13_200;
/// Series of a chart, or segments of a pie. Slack's page says six; slackblocks allows twelve.
const SERIES: usize = 6;

pub(super) fn check(blocks: &[Value]) -> Result<(), Refusal> {
    let words: usize = blocks.iter().map(words_in).sum();
    if words > WORDS || json!(blocks).to_string().chars().count() > JSON {
        let why = format!("{words} characters in blocks; split the message");
        return Err(Refusal::wrong("msg_blocks_too_long", why));
    }
    let tables = blocks.iter().filter(|block| block["type"] == "table").count();
    if tables > 1 {
        return Err(Refusal::wrong("invalid_blocks", "a message has one table"));
    }
    let series =
        |chart: &Value| chart["series"].as_array().or(chart["segments"].as_array()).map_or(0, Vec::len);
    if blocks.iter().any(|block| series(&block["chart"]) > SERIES) {
        return Err(Refusal::wrong("invalid_blocks", "a chart has six series or segments at most"));
    }
    Ok(())
}

/// How many characters of text there are for people.
fn words_in(value: &Value) -> usize {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| match value {
                Value::String(text) if name == "text" || name == "alt_text" => text.chars().count(),
                value => words_in(value),
            })
            .sum(),
        Value::Array(array) => array.iter().map(words_in).sum(),
        _ => 0,
    }
}
