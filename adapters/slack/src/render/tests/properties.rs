//! Whatever is said: every limit is kept, and no word is lost.

use chrono_tz::{Asia, Tz};
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_oneof, proptest};
use serde_json::Value;
use smallwins_chat_samples::{Speech, said};
use smallwins_core::message::Span;
use smallwins_core::platform::Handle;

use super::hostile;
use super::judge::{judge_home, judge_modal, judge_post};
use crate::render::{home, notice, posts};

const ZONE: Tz = Asia::Kolkata;

/// What somebody says who knows Slack's markup.
pub(super) fn speech() -> Speech {
    let mentions = (prop_oneof![hostile(), "U[0-9A-Z]{0,20}"], hostile()).prop_map(|(handle, name)| {
        // No member has a longer name.
        let name = name.chars().take(60).collect();
        Span::Mention { handle: Handle(handle), name }
    });
    let links = "https://[a-z]{1,9}\\.example/[a-z|>&?*_]{0,30}";
    Speech { words: hostile().boxed(), links: links.boxed(), mentions: mentions.boxed() }
}

/// Everything that a block shows.
fn seen(block: &Value) -> String {
    match block {
        Value::Object(fields) => {
            let texts = fields.iter().filter(|(name, _)| matches!(name.as_str(), "text" | "elements"));
            let shown =
                texts.map(|(_, text)| text.as_str().map_or_else(|| seen(text), str::to_owned)).collect();
            let is_markup = fields.get("type").is_some_and(|kind| kind == "mrkdwn");
            if is_markup { unescaped(shown) } else { shown }
        }
        Value::Array(items) => items.iter().map(seen).collect(),
        _ => String::new(),
    }
}

fn unescaped(markup: String) -> String {
    markup.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn slack_takes_every_post(message in speech().message()) {
        for post in posts(&message, ZONE) {
            judge_post(&post);
        }
    }

    #[test]
    fn slack_takes_every_view(message in speech().message()) {
        judge_home(&home(&message, ZONE));
        judge_modal(&notice(&message, ZONE, "here"));
    }

    #[test]
    fn no_word_is_lost_by_dividing(message in speech().message()) {
        // Headings show their instants in words, and buttons their labels: neither is of interest here.
        let posts = posts(&message, ZONE);
        let shown: String = posts.iter().flat_map(|post| &post.blocks).map(|block| seen(&block.value())).collect();
        let mut shown = shown.chars();
        let said = said(&message);
        prop_assert!(said.chars().filter(|c| c.is_alphanumeric()).all(|c| shown.any(|it| it == c)));
    }
}
