//! A modal or a home, and what stands in its fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::world::message::Typed;

/// How many modals can lie on one another.
pub(crate) const STACK: usize = 3;

#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) id: String,
    pub(crate) team: String,
    pub(crate) user: String,
    /// As the app sent it, with ids filled in.
    pub(crate) content: Value,
    pub(crate) hash: String,
    pub(crate) root: String,
    pub(crate) previous: Option<String>,
    /// What the app said is wrong with the fields, by block.
    pub(crate) errors: BTreeMap<String, String>,
    pub(crate) typed: Typed,
    /// Closed views are remembered: an app may try to change them.
    pub(crate) open: bool,
}

impl View {
    pub(crate) fn is_home(&self) -> bool {
        self.content["type"] == "home"
    }

    pub(crate) fn blocks(&self) -> &[Value] {
        self.content["blocks"].as_array().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn external_id(&self) -> Option<&str> {
        self.content["external_id"].as_str().filter(|id| !id.is_empty())
    }

    /// Shows something else instead. What was typed stays where block and action are the same.
    pub(crate) fn replace(&mut self, content: Value, hash: String) {
        self.content = content;
        self.hash = hash;
        self.errors.clear();
        let kept = crate::elements::of(self.blocks());
        self.typed.retain(|(block, action), _| {
            kept.iter().any(|element| element.block_id == *block && element.action_id == *action)
        });
    }

    /// `state.values`: every field there is, filled in or not.
    pub(crate) fn values(&self) -> Value {
        crate::elements::values(self.blocks(), &self.typed)
    }

    /// As Slack shows it to the app.
    pub(crate) fn json(&self, app_id: &str, bot_id: &str) -> Value {
        let content = self.content.as_object().cloned().unwrap_or_else(Map::new);
        let or = |name: &str, other: Value| content.get(name).cloned().unwrap_or(other);
        let mut shown = json!({
            "id": self.id,
            "team_id": self.team,
            "type": content["type"],
            "blocks": content["blocks"],
            "private_metadata": or("private_metadata", json!("")),
            "callback_id": or("callback_id", json!("")),
            "external_id": or("external_id", json!("")),
            "state": { "values": self.values() },
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": app_id,
            "app_installed_team_id": self.team,
            "bot_id": bot_id,
            "title": or("title", json!({ "type": "plain_text", "text": "View Title", "emoji": true })),
            "close": or("close", Value::Null),
            "submit": or("submit", Value::Null),
            "clear_on_close": or("clear_on_close", json!(false)),
            "notify_on_close": or("notify_on_close", json!(false)),
        });
        if content.contains_key("submit_disabled") {
            shown["submit_disabled"] = content["submit_disabled"].clone();
        }
        shown
    }
}
