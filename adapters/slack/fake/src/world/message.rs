//! One message, and who can see it.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::world::team::Install;

/// What a person chose or typed so far, by block and action.
pub(crate) type Typed = HashMap<(String, String), Value>;

#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    pub(crate) ts: String,
    /// The member who wrote it; the bot's own user for the app's.
    pub(crate) user: String,
    pub(crate) text: String,
    pub(crate) blocks: Vec<Value>,
    pub(crate) metadata: Option<Value>,
    pub(crate) thread_ts: Option<String>,
    /// The only one who sees it, where it is ephemeral.
    pub(crate) only_for: Option<String>,
    pub(crate) edited: Option<String>,
    /// The files that came with it.
    pub(crate) files: Vec<File>,
    pub(crate) typed: Typed,
}

/// A file as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// What stands above it.
    pub(crate) title: String,
    /// What it shows, for whoever does not see it.
    pub(crate) alt_text: Option<String>,
}

impl Message {
    pub(crate) fn is_visible_to(&self, user: &str) -> bool {
        self.only_for.as_deref().is_none_or(|only| only == user)
    }

    /// As history, interactions and answers show it.
    pub(crate) fn json(&self, team: &str, install: Option<&Install>, app_id: &str) -> Value {
        let mut shown =
            json!({ "type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": team });
        if let Some(install) = install.filter(|install| install.bot_user == self.user) {
            shown["bot_id"] = json!(install.bot_id);
            shown["app_id"] = json!(app_id);
        }
        if !self.blocks.is_empty() {
            shown["blocks"] = json!(self.blocks);
        }
        if let Some(thread) = &self.thread_ts {
            shown["thread_ts"] = json!(thread);
        }
        if let Some(edited) = &self.edited {
            shown["edited"] = json!({ "user": self.user, "ts": edited });
        }
        if !self.files.is_empty() {
            shown["files"] = self.files.iter().map(|file| json!({ "title": file.title })).collect();
        }
        shown
    }
}
