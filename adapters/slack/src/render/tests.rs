//! What is rendered, held against independent judges.

mod forms;
mod judge;
mod messages;
mod properties;

use proptest::prelude::{Strategy, any, prop_oneof};

/// Words as somebody might type who means no good.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[<>!@#|&;:*_~`a1 \u{202e}-]{0,40}",
        "(<!channel>|<@U1>|&lt;|\u{202e}|👨‍👩‍👧‍👦|e\u{301}\u{323}| |`a`|\\*b\\*|\n|:tada:){0,12}",
        ("[a-z& ]{1,9}", 1..1200_usize).prop_map(|(words, times)| words.repeat(times)),
        (1..4000_usize).prop_map(|marks| "\u{301}".repeat(marks)),
    ]
}
