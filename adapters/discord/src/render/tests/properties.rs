//! Whatever is said: every limit is kept, no mark is anybody's but ours, and no word is lost.

use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use smallwins_chat_samples::{Speech, said};
use smallwins_core::message::{Block, Message, Span};
use smallwins_core::platform::Handle;

use super::judge::judge_post;
use super::{GUILD, hostile};
use crate::render::escape::unescaped;
use crate::render::posts;

/// What somebody says who knows Discord's markup.
pub(super) fn speech() -> Speech {
    let ids = any::<u64>().prop_map(|id| id.to_string());
    let mentions = (prop_oneof![hostile(), ids], hostile())
        .prop_map(|(handle, name)| Span::Mention { handle: Handle(handle), name });
    let links = "https://[a-z]{1,9}\\.example/[a-z&?*_()`]{0,30}";
    Speech { words: hostile().boxed(), links: links.boxed(), mentions: mentions.boxed() }
}

/// Each button that can be pressed, by what it says.
fn pressable(message: &Message) -> usize {
    let buttons = message.blocks.iter().filter_map(|block| match block {
        Block::Buttons(buttons) => Some(buttons),
        _ => None,
    });
    buttons.flatten().filter(|button| button.action.to_string().encode_utf16().count() <= 82).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn discord_takes_every_post(message in speech().message()) {
        posts(&message, GUILD).iter().for_each(judge_post);
    }

    #[test]
    fn no_word_and_no_button_is_lost_by_dividing(message in speech().message()) {
        let posts = posts(&message, GUILD);
        let shown: String = posts.iter().map(|post| unescaped(&post.content)).collect();
        let mut shown = shown.chars();
        // Lines beneath the last buttons are shown above them, and so still in their turn.
        let said = said(&message);
        prop_assert!(said.chars().filter(|c| c.is_alphanumeric()).all(|c| shown.any(|it| it == c)));
        let rows = posts.iter().flat_map(|post| &post.components);
        let buttons: usize = rows.map(|row| row["components"].as_array().unwrap().len()).sum();
        prop_assert_eq!(buttons, pressable(&message));
    }
}
