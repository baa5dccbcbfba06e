//! What is said, for any platform: messages, buttons and forms.
//!
//! A platform's adapter renders these to its own shapes (Block Kit, components, HTML) and decides nothing.
//! Every [`Button`] and every [`Form`] carries the [`Action`] that it stands for.

mod blocks;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::action::Action;
use crate::chart::Chart;
use crate::platform::Handle;
use crate::script::{Phrase, Wall, wall};
use crate::tongue::Tongue;
pub use blocks::Blocks;

/// One thing that Smallwins says to one reader.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Kept")]
pub struct Message {
    /// Which wording it was made from.
    pub receipt: Receipt,
    /// What it shows, from top to bottom.
    pub blocks: Blocks,
}

/// A message as it was kept.
#[derive(Deserialize)]
struct Kept {
    receipt: Receipt,
    blocks: Vec<Block>,
    #[serde(default)]
    told: Vec<blocks::Part>,
}

impl From<Kept> for Message {
    fn from(Kept { receipt, blocks, told }: Kept) -> Message {
        Message { receipt, blocks: Blocks::kept(blocks, told) }
    }
}

/// What it was said from stands beside what it shows, so that an earlier release reads what it shows.
impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let told = self.blocks.told();
        let mut fields = serializer.serialize_struct("Message", 2 + usize::from(!told.is_empty()))?;
        fields.serialize_field("receipt", &self.receipt)?;
        fields.serialize_field("blocks", &self.blocks)?;
        if !told.is_empty() {
            fields.serialize_field("told", told)?;
        }
        fields.end()
    }
}

impl Message {
    /// It in the language of its reader, for good.
    pub fn in_tongue(self, tongue: Tongue) -> Message {
        if self.blocks.told().is_empty() {
            return self;
        }
        match self.blocks.said_in(tongue) {
            Ok(blocks) => Message { receipt: self.receipt.in_tongue(tongue), blocks },
            Err(blocks) => Message { receipt: self.receipt, blocks },
        }
    }

    /// It as it is read at an instant, for good: a day that is far away has its date.
    pub(crate) fn read_at(mut self, now: DateTime<Utc>) -> Message {
        if self.blocks.iter().any(|block| block.texts().iter().any(|text| text.is_far(now))) {
            let mut shown = self.blocks.into_shown();
            shown
                .iter_mut()
                .for_each(|block| block.texts_mut().iter_mut().for_each(|text| text.read_at(now)));
            self.blocks = shown.into();
        }
        self
    }

    /// The charts in it.
    pub fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Chart(chart) => Some(&**chart),
            _ => None,
        })
    }

    /// The chart that it is, where it is nothing else: a platform shows it as a picture.
    pub fn chart_alone(&self) -> Option<&Chart> {
        match &self.blocks[..] {
            [Block::Chart(chart)] => Some(chart),
            _ => None,
        }
    }

    /// Whether the reader's archive belongs to it.
    pub fn has_archive(&self) -> bool {
        self.blocks.contains(&Block::Archive)
    }

    /// How many rows of buttons it has.
    pub fn rows(&self) -> usize {
        self.blocks.iter().filter(|block| matches!(block, Block::Buttons(_))).count()
    }

    /// Its bare words, a block a line and without its buttons, with times in a reader's zone: what a notification
    /// shows, and what is read aloud.
    pub fn bare(&self, zone: Tz) -> String {
        self.blocks.iter().filter_map(|block| block.bare(zone)).collect::<Vec<_>>().join("\n")
    }

    /// How many characters its text takes where it is longest: with the marks, addresses and times of a platform's
    /// markup, without its buttons.
    pub fn length(&self) -> usize {
        self.blocks.iter().map(Block::length).sum()
    }
}

/// Which sentence, in which version, a message was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The sentence's key in the script.
    pub key: String,
    /// Its version; it grows by one with each change of wording.
    pub version: u32,
    /// SHA-256 of its template, in hexadecimal.
    pub hash: String,
    /// Its language.
    #[serde(default, rename = "locale", skip_serializing_if = "Tongue::is_english")]
    pub tongue: Tongue,
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// What the message is about, in one line.
    Heading(Text),
    /// A paragraph.
    Paragraph(Text),
    /// A paragraph of lesser weight.
    Quiet(Text),
    /// Words of a person, set apart: an affirmation above all.
    Quote(Text),
    /// A list without an order.
    List(Vec<Text>),
    /// What the reader can do; at most five.
    Buttons(Vec<Button>),
    /// The border between two messages that were bundled into one.
    Divider,
    /// The weeks of the community. Where a platform shows no picture in a place, its words are enough.
    Chart(Box<Chart>),
    /// Everything that is held about the reader, as a file: it is made when it is handed over, by [`crate::archive`].
    Archive,
}

/// A line of text in which some parts stand out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text(pub Vec<Span>);

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Nothing special; never to be read as markup.
    Plain(String),
    /// What the eye should find first.
    Strong(String),
    /// What is being spoken of.
    Emphasis(String),
    /// A way out, to an `http` or `https` address.
    Link {
        /// The words that stand for it.
        label: String,
        /// Where it leads.
        url: String,
    },
    /// An instant, shown in the reader's zone.
    Time {
        /// Which instant.
        at: DateTime<Utc>,
        /// How much of it is shown.
        form: TimeForm,
        /// In which language.
        #[serde(default, skip_serializing_if = "Tongue::is_english")]
        tongue: Tongue,
    },
    /// Somebody who is called by it: their platform tells them. Where a platform cannot call, it is `@` and their name.
    Mention {
        /// Their id on the platform.
        handle: Handle,
        /// What others call them, as short as a member's name.
        name: String,
    },
}

/// How much of an instant is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeForm {
    /// `14:20`
    Clock,
    /// `Thu 14:20`
    DayClock,
    /// `Fri 27 Nov`
    Day,
    /// `Tue 24 Nov, 10:00`
    Full,
}

/// So far away a day of the week alone may be another week's.
const A_WEEK_APART: TimeDelta = TimeDelta::days(6);

impl TimeForm {
    /// How an instant is shown to whoever reads it at another: a day that is far away has its date.
    pub(crate) fn read_at(self, at: DateTime<Utc>, now: DateTime<Utc>) -> TimeForm {
        if self == TimeForm::DayClock && (at - now).abs() > A_WEEK_APART { TimeForm::Full } else { self }
    }

    /// The instant in words, in a reader's zone and language.
    pub fn show(self, at: DateTime<Utc>, zone: Tz, tongue: Tongue) -> String {
        wall(at.with_timezone(&zone).naive_local(), Wall::from(self), tongue)
    }
}

impl Block {
    /// Its bare words, with times in a reader's zone; none where it says nothing.
    pub fn bare(&self, zone: Tz) -> Option<String> {
        match self {
            Block::Heading(text) | Block::Paragraph(text) | Block::Quiet(text) | Block::Quote(text) => {
                Some(text.bare(zone))
            }
            Block::List(items) => {
                let items = items.iter().map(|item| format!("• {}", item.bare(zone)));
                Some(items.collect::<Vec<_>>().join("\n"))
            }
            Block::Chart(chart) => Some(chart.alt.to_string()),
            Block::Buttons(_) | Block::Divider | Block::Archive => None,
        }
    }

    fn texts(&self) -> &[Text] {
        match self {
            Block::Heading(text) | Block::Paragraph(text) | Block::Quiet(text) | Block::Quote(text) => {
                std::slice::from_ref(text)
            }
            Block::List(items) => items,
            Block::Buttons(_) | Block::Divider | Block::Chart(_) | Block::Archive => &[],
        }
    }

    fn texts_mut(&mut self) -> &mut [Text] {
        match self {
            Block::Heading(text) | Block::Paragraph(text) | Block::Quiet(text) | Block::Quote(text) => {
                std::slice::from_mut(text)
            }
            Block::List(items) => items,
            Block::Buttons(_) | Block::Divider | Block::Chart(_) | Block::Archive => &mut [],
        }
    }

    fn length(&self) -> usize {
        match self {
            Block::Heading(text) | Block::Paragraph(text) | Block::Quiet(text) | Block::Quote(text) => {
                text.length() + 5
            }
            Block::List(items) => items.iter().map(|item| item.length() + 3).sum(),
            Block::Buttons(_) | Block::Chart(_) | Block::Archive => 0,
            Block::Divider => 4,
        }
    }
}

impl Text {
    /// Whether it tells of a day by the week alone that is far away at an instant.
    fn is_far(&self, now: DateTime<Utc>) -> bool {
        let far =
            |span: &Span| matches!(span, Span::Time { at, form, .. } if form.read_at(*at, now) != *form);
        self.0.iter().any(far)
    }

    fn read_at(&mut self, now: DateTime<Utc>) {
        for span in &mut self.0 {
            if let Span::Time { at, form, .. } = span {
                *form = form.read_at(*at, now);
            }
        }
    }

    /// Text in which nothing stands out.
    pub fn plain(text: impl Into<String>) -> Self {
        Text(vec![Span::Plain(text.into())])
    }

    fn length(&self) -> usize {
        let length = |span: &Span| match span {
            Span::Plain(text) => text.chars().count(),
            Span::Strong(text) => text.chars().count() + 4,
            Span::Emphasis(text) => text.chars().count() + 2,
            Span::Link { label, url } => label.chars().count() + url.chars().count() + 4,
            // `<t:1795424400:f>`
            Span::Time { .. } => 16,
            // `<@80351110224678912>`
            Span::Mention { handle, name } => (handle.0.chars().count() + 3).max(name.chars().count() + 1),
        };
        self.0.iter().map(length).sum()
    }

    /// The bare words, with times in a reader's zone: what a screen reader or a notification says.
    pub fn bare(&self, zone: Tz) -> String {
        self.0
            .iter()
            .map(|span| match span {
                Span::Plain(text) | Span::Strong(text) | Span::Emphasis(text) => text.clone(),
                Span::Link { label, .. } => label.clone(),
                Span::Time { at, form, tongue } => form.show(*at, zone, *tongue),
                Span::Mention { name, .. } => format!("@{name}"),
            })
            .collect()
    }
}

/// Something to press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What stands on it; at most 75 characters.
    pub label: Phrase,
    /// What pressing it says. Who may say so is checked again at each press.
    pub action: Action,
    /// How much it asks to be pressed.
    pub weight: Weight,
}

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// What most people want here; at most one in a message.
    Primary,
    /// An alternative.
    Plain,
}

/// Something to fill in: a modal on Slack and Discord, a dialog in the playground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// At most 24 characters.
    pub title: Phrase,
    /// What submitting it says, completed with the fields' values.
    pub action: Action,
    /// What stands above the fields.
    pub intro: Blocks,
    /// At most five.
    pub fields: Vec<Field>,
    /// What stands on the button that submits; at most 24 characters.
    pub submit: Phrase,
    /// What can be done instead, as it stands: *Send anyway*.
    pub also: Vec<Button>,
    /// Its language.
    #[serde(default, skip_serializing_if = "Tongue::is_english")]
    pub tongue: Tongue,
}

impl Form {
    /// It in the language of whoever fills it in, for good.
    pub fn in_tongue(self, tongue: Tongue) -> Form {
        let label = |button: Button| Button { label: button.label.in_tongue(tongue), ..button };
        Form {
            title: self.title.in_tongue(tongue),
            action: self.action,
            intro: self.intro.in_tongue(tongue),
            fields: self.fields.into_iter().map(|field| field.in_tongue(tongue)).collect(),
            submit: self.submit.in_tongue(tongue),
            also: self.also.into_iter().map(label).collect(),
            tongue,
        }
    }
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The name under which its value comes back.
    pub name: String,
    /// What it asks for; at most 45 characters.
    pub label: Phrase,
    /// A word of help.
    pub hint: Option<Phrase>,
    /// How it is filled in.
    pub kind: FieldKind,
    /// What stands in it: a default, or what was typed before it was refused.
    pub value: String,
    /// Why its value was refused.
    pub problem: Option<Phrase>,
    /// Whether nothing can come of it while it is empty.
    #[serde(default)]
    pub needed: bool,
}

impl Field {
    fn in_tongue(self, tongue: Tongue) -> Field {
        let kind = match self.kind {
            FieldKind::Choice(choices) => FieldKind::Choice(
                choices.into_iter().map(|(value, words)| (value, words.in_tongue(tongue))).collect(),
            ),
            kind => kind,
        };
        Field {
            label: self.label.in_tongue(tongue),
            hint: self.hint.map(|hint| hint.in_tongue(tongue)),
            problem: self.problem.map(|problem| problem.in_tongue(tongue)),
            kind,
            ..self
        }
    }
}

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A line of text of at most so many characters.
    Line(usize),
    /// Several lines of text of at most so many characters.
    Lines(usize),
    /// One of these: the value that comes back, and what the person reads.
    Choice(Vec<(String, Phrase)>),
}

/// What came back from a form, by the names of its fields.
pub type Values = BTreeMap<String, String>;

/// The answer to the one who spoke, in the same turn and visible to them alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// What is said.
    pub message: Option<Message>,
    /// What is to be filled in next; opened at once.
    pub form: Option<Form>,
}

impl Reply {
    /// It in the language of the one who spoke, for good.
    pub fn in_tongue(self, tongue: Tongue) -> Reply {
        Reply {
            message: self.message.map(|message| message.in_tongue(tongue)),
            form: self.form.map(|form| form.in_tongue(tongue)),
        }
    }

    /// It as it is read at an instant, for good.
    pub(crate) fn read_at(self, now: DateTime<Utc>) -> Reply {
        Reply { message: self.message.map(|message| message.read_at(now)), ..self }
    }
}

impl From<Message> for Reply {
    fn from(message: Message) -> Self {
        Reply { message: Some(message), form: None }
    }
}

impl From<Form> for Reply {
    fn from(form: Form) -> Self {
        Reply { message: None, form: Some(form) }
    }
}

#[cfg(test)]
mod tests;
