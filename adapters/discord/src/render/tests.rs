//! What is rendered, held against independent judges.

mod choices;
mod forms;
pub(crate) mod judge;
mod messages;
mod properties;

use proptest::prelude::{Strategy, any, prop_oneof};

use super::Guild;

pub(super) const GUILD: Guild = Guild(1_234_567_890_123_456_789);

/// Words as somebody might type who means no good.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[<>!@#|&;:*_~`a1 ()\\[\\]\\\\./\u{202e}+-]{0,40}",
        "(<@1>|<@&2>|<#3>|@everyone|@here|</a:1>|<t:1:F>|<:a:1>|:tada:|\u{202e}|👨‍👩‍👧‍👦|e\u{301}\u{323}| |`a`|\\*b\\*|\
          \n|# |> |- |1\\. |-# |https://a.example/x_y|\\[a\\]\\(https://b.example\\)|\\\\|```|\\|\\|){0,12}",
        ("[a-z* ]{1,9}", 1..1200_usize).prop_map(|(words, times)| words.repeat(times)),
        (1..4000_usize).prop_map(|marks| "\u{301}".repeat(marks)),
    ]
}
