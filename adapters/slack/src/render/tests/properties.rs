//! Whatever is said: every limit is kept, and no word is lost.

use chrono::{DateTime, Utc};
use chrono_tz::{Asia, Tz};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_assert, prop_oneof, proptest};
use serde_json::Value;
use smallwins_core::action::Action;
use smallwins_core::message::{Block, Button, Message, Receipt, Span, Text, TimeForm, Weight};
use smallwins_core::platform::Handle;
use smallwins_core::tongue::Tongue;

use super::hostile;
use super::judge::{judge_home, judge_modal, judge_post};
use crate::render::words::visible;
use crate::render::{home, notice, posts};

const ZONE: Tz = Asia::Kolkata;

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
        (hostile(), prop_oneof![hostile(), "https://[a-z]{1,9}\\.example/[a-z|>&?*_]{0,30}"])
            .prop_map(|(label, url)| Span::Link { label, url }),
        (0..4_000_000_000_i64, form).prop_map(|(at, form)| {
            let at: DateTime<Utc> = DateTime::from_timestamp(at, 0).expect("an instant");
            Span::Time { at, form, tongue: Tongue::English }
        }),
        (prop_oneof![hostile(), "U[0-9A-Z]{0,20}"], hostile()).prop_map(|(handle, name)| {
            // No member has a longer name.
            let name = name.chars().take(60).collect();
            Span::Mention { handle: Handle(handle), name }
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

fn words(text: &Text) -> String {
    text.0
        .iter()
        .map(|span| match span {
            Span::Plain(words) | Span::Strong(words) | Span::Emphasis(words) => visible(words),
            Span::Link { label, .. } => visible(label),
            // A name is shown by Slack, and words that are no id stay ours.
            Span::Time { .. } | Span::Mention { .. } => "".into(),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn slack_takes_every_post(message in message()) {
        for post in posts(&message, ZONE) {
            judge_post(&post);
        }
    }

    #[test]
    fn slack_takes_every_view(message in message()) {
        judge_home(&home(&message, ZONE));
        judge_modal(&notice(&message, ZONE, "here"));
    }

    #[test]
    fn no_word_is_lost_by_dividing(message in message()) {
        // Headings show their instants in words, and buttons their labels: neither is of interest here.
        let posts = posts(&message, ZONE);
        let shown: String = posts.iter().flat_map(|post| &post.blocks).map(|block| seen(&block.value())).collect();
        let mut shown = shown.chars();
        let said = said(&message);
        prop_assert!(said.chars().filter(|c| c.is_alphanumeric()).all(|c| shown.any(|it| it == c)));
    }
}
