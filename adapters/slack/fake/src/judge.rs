//! Whether a message or a view is one that Slack takes.
//!
//! First slackblocks, which knows Block Kit's limits and was written by others; then what it does not look at:
//! unknown fields, ids that stand twice, pings that nobody meant, and budgets.

mod budget;
mod dates;
mod fields;
mod ids;
mod mentions;

use serde_json::{Value, json};
use slackblocks::{HomeTabView, MessagePayload, ModalView};

use crate::refusal::Refusal;

/// All text of a message together. Slack cuts at 40 000 without a word.
const TEXT: usize = 40_000;
/// A view as JSON, in bytes.
const VIEW_JSON: usize = 250_000;

/// Judges what is to be a message: `text`, `blocks` and `metadata` of these arguments.
pub(crate) fn message(message: &Value, intended: &[String]) -> Result<(), Refusal> {
    let text = message["text"].as_str().unwrap_or_default();
    let blocks = message["blocks"].as_array().map_or(&[][..], Vec::as_slice);
    if text.trim().is_empty() {
        let why = match blocks {
            [] => "a message needs text",
            _ => "blocks need a text beside them, for notifications and screen readers",
        };
        return Err(Refusal::wrong("no_text", why));
    }
    if text.chars().count() > TEXT {
        return Err(Refusal::wrong("msg_too_long", "the text is cut at 40 000 characters"));
    }
    mentions::mrkdwn(text, "/text", intended)?;
    let invalid = |why: String| Refusal::wrong("invalid_blocks", why);
    let worded = dates::as_words(&json!(blocks)).map_err(invalid)?;
    let payload = json!({ "channel": "C0000000000", "text": text, "blocks": worded });
    MessagePayload::try_from(payload).map_err(|error| invalid(error.to_string()))?;
    if blocks.len() > 50 {
        return Err(invalid("a message has 50 blocks at most".to_owned()));
    }
    judge_blocks(blocks, intended).map_err(|refusal| refusal.renamed("invalid_blocks"))?;
    budget::check(blocks)?;
    metadata(message.get("metadata"))
}

/// Judges what is to be a modal or a home.
pub(crate) fn view(view: &Value, intended: &[String]) -> Result<(), Refusal> {
    let invalid = |why: String| Refusal::wrong("invalid_arguments", why);
    let worded = dates::as_words(view).map_err(invalid)?;
    let parsed = match view["type"].as_str() {
        Some("modal") => ModalView::try_from(worded).map(drop),
        Some("home") => HomeTabView::try_from(worded).map(drop),
        _ => return Err(invalid("the type of a view is modal or home".to_owned())),
    };
    parsed.map_err(|error| invalid(error.to_string()))?;
    if view.to_string().len() > VIEW_JSON {
        return Err(Refusal::wrong("view_too_large", "a view weighs 250 kB at most"));
    }
    let blocks = view["blocks"].as_array().map_or(&[][..], Vec::as_slice);
    if blocks.len() > 100 {
        return Err(invalid("a view has 100 blocks at most".to_owned()));
    }
    fields::check(view, "/view").map_err(invalid)?;
    judge_blocks(blocks, intended).map_err(|refusal| refusal.renamed("invalid_arguments"))
}

fn judge_blocks(blocks: &[Value], intended: &[String]) -> Result<(), Refusal> {
    for (place, block) in blocks.iter().enumerate() {
        let path = format!("/blocks/{place}");
        fields::check(block, &path).map_err(|why| Refusal::wrong("invalid_blocks", why))?;
        mentions::block(block, &path, intended)?;
    }
    ids::check(blocks).map_err(|why| Refusal::wrong("invalid_blocks", why))
}

/// `{ event_type, event_payload }`, the payload an object of texts, numbers, truths, objects and lists of objects.
fn metadata(metadata: Option<&Value>) -> Result<(), Refusal> {
    let Some(metadata) = metadata else { return Ok(()) };
    let keys = metadata.as_object().map(|object| object.keys().map(String::as_str).collect::<Vec<_>>());
    let takes = |value: &Value| match value {
        Value::Array(items) => items.iter().all(Value::is_object),
        value => !value.is_null(),
    };
    let payload = metadata["event_payload"].as_object();
    let is_well = metadata["event_type"].is_string() && payload.is_some_and(|all| all.values().all(takes));
    match keys.as_deref() {
        Some(keys) if is_well && keys.len() == 2 => Ok(()),
        _ => Err(Refusal::wrong("invalid_metadata_format", "metadata is event_type and event_payload")),
    }
}
