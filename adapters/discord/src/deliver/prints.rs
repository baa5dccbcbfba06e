//! What a message of ours looks like, so that it is known again where it stands.
//!
//! Discord gives the key of a message back to whoever sends it, and to nobody who reads it later. What does stay is
//! what everybody sees: the words, paragraph by paragraph as Discord trims them, and what its buttons carry, where
//! nearly every id is of this promise alone.

use serde_json::Value;

use crate::api::Written;
use crate::render::Post;

/// The looks of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Print {
    paragraphs: Vec<String>,
    buttons: Vec<String>,
}

impl Print {
    /// Of a message that is to be sent.
    pub(super) fn of(post: &Post) -> Print {
        Print::new(&post.content, &post.components)
    }

    /// Of a message as it stands in a channel.
    pub(super) fn found(written: &Written) -> Print {
        Print::new(&written.content, &written.components)
    }

    fn new(content: &str, rows: &[Value]) -> Print {
        let paragraphs = content.split("\n\n").map(|paragraph| {
            let words: Vec<&str> = paragraph.split_whitespace().collect();
            words.join(" ")
        });
        let buttons = rows.iter().flat_map(|row| row["components"].as_array().into_iter().flatten());
        Print {
            paragraphs: paragraphs.filter(|paragraph| !paragraph.is_empty()).collect(),
            buttons: buttons.filter_map(|button| Some(button["custom_id"].as_str()?.to_owned())).collect(),
        }
    }

    /// Whether this stands within a message that others were bundled into: its words beside theirs, and its buttons
    /// where it has any.
    pub(super) fn is_within(&self, bundle: &Print) -> bool {
        let buttons = self.buttons.is_empty() || self.buttons == bundle.buttons;
        let count = self.paragraphs.len();
        buttons && count > 0 && bundle.paragraphs.windows(count).any(|window| window == self.paragraphs)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn print(content: &str, buttons: &[&str]) -> Print {
        let buttons: Vec<_> = buttons.iter().map(|id| json!({ "type": 2, "custom_id": id })).collect();
        Print::new(content, &[json!({ "type": 1, "components": buttons })])
    }

    #[test]
    fn a_message_is_known_again_however_discord_spaces_it() {
        assert_eq!(print("Ana: \n\n\n done\u{a0}it ", &["a"]), print("Ana:\n\ndone it", &["a"]));
        assert_ne!(print("Ana", &["a"]), print("Ana", &["b"]));
        assert_ne!(print("Ana", &["a"]), print("Ben", &["a"]));
    }

    #[test]
    fn a_message_is_found_within_its_bundle_and_only_whole() {
        let bundle = print("One\n\nmore\n\nTwo\n\nThree", &["c"]);
        assert!(print("Two", &[]).is_within(&bundle) && print("One\n\nmore", &[]).is_within(&bundle));
        assert!(print("Three", &["c"]).is_within(&bundle));
        assert!(!print("Three", &["d"]).is_within(&bundle));
        assert!(!print("On", &[]).is_within(&bundle) && !print("more\n\nThree", &[]).is_within(&bundle));
        assert!(!print("", &[]).is_within(&bundle));
    }
}
