//! Whatever may be said, as strategies for property tests.

use std::ops::Range;

use chrono::{DateTime, Utc};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use smallwins_core::action::Action;
use smallwins_core::message::{
    Block, Button, Field, FieldKind, Message, Receipt, Span, Text, TimeForm, Weight,
};
use smallwins_core::script::Phrase;
use smallwins_core::text::visible;
use smallwins_core::tongue::Tongue;

/// What somebody may type who knows the markup of a platform, and means no good.
#[derive(Debug, Clone)]
pub struct Speech {
    /// Their words.
    pub words: BoxedStrategy<String>,
    /// Addresses of links.
    pub links: BoxedStrategy<String>,
    /// Somebody who is called.
    pub mentions: BoxedStrategy<Span>,
}

impl Speech {
    /// Messages of any length with any blocks.
    pub fn message(&self) -> impl Strategy<Value = Message> + use<> {
        let receipt = Receipt { key: "any".into(), version: 1, hash: String::new(), tongue: Tongue::English };
        let block = self.block();
        prop_oneof![vec(block.clone(), 0..12), vec(block, 0..70)]
            .prop_map(move |blocks| Message { receipt: receipt.clone(), blocks: blocks.into() })
    }

    /// Fields without a name, with so many choices where they have some; what stands in them need be none of these.
    pub fn field(&self, choices: Range<usize>) -> impl Strategy<Value = Field> + use<> {
        let words = || self.words.clone();
        let choices = vec(words(), choices).prop_map(|labels| {
            let named = labels.into_iter().enumerate();
            FieldKind::Choice(named.map(|(place, label)| (format!("c{place}"), label.into())).collect())
        });
        let kind = prop_oneof![
            any::<usize>().prop_map(FieldKind::Line),
            any::<usize>().prop_map(FieldKind::Lines),
            choices
        ];
        (words(), option::of(words()), option::of(words()), kind, words()).prop_map(
            |(label, hint, problem, kind, value)| Field {
                name: String::new(),
                label: label.into(),
                hint: hint.map(Phrase::from),
                kind,
                value,
                problem: problem.map(Phrase::from),
                needed: false,
            },
        )
    }

    fn block(&self) -> BoxedStrategy<Block> {
        let text = vec(self.span(), 0..5).prop_map(Text).boxed();
        prop_oneof![
            text.clone().prop_map(Block::Heading),
            text.clone().prop_map(Block::Paragraph),
            text.clone().prop_map(Block::Quiet),
            text.clone().prop_map(Block::Quote),
            vec(text, 0..6).prop_map(Block::List),
            vec(self.button(), 0..7).prop_map(Block::Buttons),
            Just(Block::Divider),
        ]
        .boxed()
    }

    fn span(&self) -> impl Strategy<Value = Span> + use<> {
        let words = || self.words.clone();
        let form = prop_oneof![
            Just(TimeForm::Clock),
            Just(TimeForm::DayClock),
            Just(TimeForm::Day),
            Just(TimeForm::Full)
        ];
        prop_oneof![
            words().prop_map(Span::Plain),
            words().prop_map(Span::Strong),
            words().prop_map(Span::Emphasis),
            (words(), prop_oneof![words(), self.links.clone()])
                .prop_map(|(label, url)| Span::Link { label, url }),
            self.mentions.clone(),
            (0..4_000_000_000_i64, form).prop_map(|(at, form)| {
                let at: DateTime<Utc> = DateTime::from_timestamp(at, 0).expect("an instant");
                Span::Time { at, form, tongue: Tongue::English }
            }),
        ]
    }

    fn button(&self) -> impl Strategy<Value = Button> + use<> {
        let weight = prop_oneof![Just(Weight::Primary), Just(Weight::Plain)];
        let ask = self.words.clone().prop_map(|words| Action::Ask(Some(words.into())));
        let action = prop_oneof![Just(Action::Me), ask];
        (self.words.clone(), action, weight).prop_map(|(label, action, weight)| Button {
            label: label.into(),
            action,
            weight,
        })
    }
}

/// Everything that a message says outside its buttons, but names and times.
pub fn said(message: &Message) -> String {
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
        Span::Plain(words) | Span::Strong(words) | Span::Emphasis(words) => {
            visible(words.as_str()).into_owned()
        }
        Span::Link { label, .. } => visible(label.as_str()).into_owned(),
        Span::Time { .. } | Span::Mention { .. } => String::new(),
    };
    text.0.iter().map(words).collect()
}
