//! Whatever is said: every limit is kept, no mark is anybody's but ours, and no word is lost.

use chrono::{DateTime, Utc};
use proptest::collection::vec;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use smallwins_core::action::Action;
use smallwins_core::message::{Block, Button, Message, Receipt, Span, Text, TimeForm, Weight};
use smallwins_core::platform::Handle;
use smallwins_core::tongue::Tongue;

use super::judge::judge_post;
use super::{GUILD, hostile};
use crate::render::escape::unescaped;
use crate::render::posts;
use crate::render::words::visible;

fn span() -> impl Strategy<Value = Span> {
    let form = prop_oneof![
        Just(TimeForm::Clock),
        Just(TimeForm::DayClock),
        Just(TimeForm::Day),
        Just(TimeForm::Full)
    ];
    prop_oneof![
        hostile().prop_map(Span::Plain),
        hostile().prop_map(Span::Strong),
        hostile().prop_map(Span::Emphasis),
        (hostile(), prop_oneof![hostile(), "https://[a-z]{1,9}\\.example/[a-z&?*_()`]{0,30}"])
            .prop_map(|(label, url)| Span::Link { label, url }),
        (prop_oneof![hostile(), any::<u64>().prop_map(|id| id.to_string())], hostile())
            .prop_map(|(handle, name)| Span::Mention { handle: Handle(handle), name }),
        (0..4_000_000_000_i64, form).prop_map(|(at, form)| {
            let at: DateTime<Utc> = DateTime::from_timestamp(at, 0).expect("an instant");
            Span::Time { at, form, tongue: Tongue::English }
        }),
    ]
}

fn text() -> impl Strategy<Value = Text> {
    vec(span(), 0..5).prop_map(Text)
}

fn button() -> impl Strategy<Value = Button> {
    let weight = prop_oneof![Just(Weight::Primary), Just(Weight::Plain)];
    let action = prop_oneof![Just(Action::Me), hostile().prop_map(|words| Action::Ask(Some(words.into())))];
    (hostile(), action, weight).prop_map(|(label, action, weight)| Button {
        label: label.into(),
        action,
        weight,
    })
}

fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        text().prop_map(Block::Heading),
        text().prop_map(Block::Paragraph),
        text().prop_map(Block::Quiet),
        text().prop_map(Block::Quote),
        vec(text(), 0..6).prop_map(Block::List),
        vec(button(), 0..7).prop_map(Block::Buttons),
        Just(Block::Divider),
    ]
}

pub(super) fn message() -> impl Strategy<Value = Message> {
    let receipt = Receipt { key: "any".into(), version: 1, hash: String::new(), tongue: Tongue::English };
    prop_oneof![vec(block(), 0..12), vec(block(), 0..70)]
        .prop_map(move |blocks| Message { receipt: receipt.clone(), blocks: blocks.into() })
}

/// Everything that a message says outside its buttons.
fn said(message: &Message) -> String {
    let said = |block: &Block| match block {
        Block::Heading(text) | Block::Paragraph(text) | Block::Quiet(text) | Block::Quote(text) => {
            words(text)
        }
        Block::List(items) => items.iter().map(words).collect(),
        Block::Buttons(_) | Block::Divider | Block::Chart(_) | Block::Archive => String::new(),
    };
    message.blocks.iter().map(said).collect()
}

fn words(text: &Text) -> String {
    let words = |span: &Span| match span {
        Span::Plain(words) | Span::Strong(words) | Span::Emphasis(words) => visible(words),
        Span::Link { label, .. } => visible(label),
        Span::Time { .. } | Span::Mention { .. } => String::new(),
    };
    text.0.iter().map(words).collect()
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
    fn discord_takes_every_post(message in message()) {
        posts(&message, GUILD).iter().for_each(judge_post);
    }

    #[test]
    fn no_word_and_no_button_is_lost_by_dividing(message in message()) {
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
