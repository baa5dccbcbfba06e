//! The blocks of a message, and what they were said from.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Block, Weight};
use crate::script::Saying;
use crate::tongue::Tongue;

/// What a message shows, from top to bottom: in English, until it is said in the language of whoever reads it. It is
/// read as a slice of blocks, and changed by adding to it alone, so that it can be said once more in another language.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    shown: Vec<Block>,
    told: Vec<Part>,
}

/// What blocks were made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// Those of a sentence.
    Said(Box<Saying>),
    /// These as they stand.
    Stand(Vec<Block>),
    /// Those of other parts, above the first row of buttons.
    Above(Vec<Part>),
}

impl Blocks {
    /// The blocks that a sentence came to.
    pub(crate) fn said(shown: Vec<Block>, saying: Saying) -> Blocks {
        Blocks { shown, told: vec![Part::Said(Box::new(saying))] }
    }

    /// As they were kept.
    pub(super) fn kept(shown: Vec<Block>, told: Vec<Part>) -> Blocks {
        Blocks { shown, told }
    }

    /// What they were made of; empty where they are said for good.
    pub(super) fn told(&self) -> &[Part] {
        &self.told
    }

    /// Adds a block beneath.
    pub fn push(&mut self, block: Block) {
        self.extend(vec![block]);
    }

    /// Adds others beneath. The first primary button of all stays the only one.
    pub fn extend(&mut self, more: impl Into<Blocks>) {
        self.keep_parts();
        let Blocks { shown, told } = more.into().with_parts();
        self.told.extend(told);
        self.shown.extend(shown);
        one_primary(&mut self.shown);
    }

    /// Adds others above the first row of buttons.
    pub fn extend_above_buttons(&mut self, more: impl Into<Blocks>) {
        self.keep_parts();
        let Blocks { shown, told } = more.into().with_parts();
        self.told.push(Part::Above(told));
        put_above(&mut self.shown, shown);
        one_primary(&mut self.shown);
    }

    /// They in a language, for good. What cannot be said in it stays as it is.
    pub fn in_tongue(self, tongue: Tongue) -> Blocks {
        self.said_in(tongue).unwrap_or_else(|blocks| blocks)
    }

    /// They in a language, for good, or as they are where they cannot be said in it.
    pub(super) fn said_in(self, tongue: Tongue) -> Result<Blocks, Blocks> {
        if tongue.is_english() || self.told.is_empty() {
            return Ok(self.shown.into());
        }
        replayed(&self.told, tongue).map(Blocks::from).ok_or_else(|| self.shown.into())
    }

    /// They as they are shown, to be changed for good.
    pub fn into_shown(self) -> Vec<Block> {
        self.shown
    }

    fn keep_parts(&mut self) {
        if self.told.is_empty() && !self.shown.is_empty() {
            self.told.push(Part::Stand(self.shown.clone()));
        }
    }

    fn with_parts(mut self) -> Blocks {
        self.keep_parts();
        self
    }
}

/// What parts come to in a language; none where one of them cannot be said.
fn replayed(parts: &[Part], tongue: Tongue) -> Option<Vec<Block>> {
    let mut shown = Vec::new();
    for part in parts {
        match part {
            Part::Said(saying) => shown.extend(saying.blocks_in(tongue)?),
            Part::Stand(blocks) => shown.extend(blocks.iter().cloned().map(|block| block.in_tongue(tongue))),
            Part::Above(parts) => put_above(&mut shown, replayed(parts, tongue)?),
        }
        one_primary(&mut shown);
    }
    Some(shown)
}

fn put_above(shown: &mut Vec<Block>, more: Vec<Block>) {
    let rows = shown.iter().position(|block| matches!(block, Block::Buttons(_)));
    let above = rows.unwrap_or(shown.len());
    shown.splice(above..above, more);
}

/// Of several primary buttons the first is one.
fn one_primary(shown: &mut [Block]) {
    let rows = shown.iter_mut().filter_map(|block| match block {
        Block::Buttons(buttons) => Some(buttons),
        _ => None,
    });
    for button in rows.flatten().filter(|button| button.weight == Weight::Primary).skip(1) {
        button.weight = Weight::Plain;
    }
}

impl Block {
    fn in_tongue(self, tongue: Tongue) -> Block {
        match self {
            Block::Chart(chart) => Block::Chart(Box::new(chart.in_tongue(tongue))),
            block => block,
        }
    }
}

impl Deref for Blocks {
    type Target = [Block];

    fn deref(&self) -> &[Block] {
        &self.shown
    }
}

impl From<Vec<Block>> for Blocks {
    fn from(shown: Vec<Block>) -> Blocks {
        Blocks { shown, told: Vec::new() }
    }
}

impl FromIterator<Block> for Blocks {
    fn from_iter<I: IntoIterator<Item = Block>>(blocks: I) -> Blocks {
        blocks.into_iter().collect::<Vec<_>>().into()
    }
}

impl<'a> IntoIterator for &'a Blocks {
    type Item = &'a Block;
    type IntoIter = std::slice::Iter<'a, Block>;

    fn into_iter(self) -> Self::IntoIter {
        self.shown.iter()
    }
}

impl PartialEq for Blocks {
    fn eq(&self, other: &Blocks) -> bool {
        self.shown == other.shown
    }
}

impl Eq for Blocks {}

impl Serialize for Blocks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shown.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Blocks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Blocks::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Action;
    use crate::message::{Message, Text};
    use crate::sample::buttons;
    use crate::script::say;

    fn composed() -> Message {
        let mut message = say("ask.empty").message();
        message.blocks.push(Block::Divider);
        message.blocks.extend(say("refusal.nothing").button("help", Action::Help).message().blocks);
        message.blocks.extend_above_buttons(say("win.undone").message().blocks);
        message.blocks.push(Block::Quote(Text::plain("Ana\u{2019}s own words")));
        message
    }

    #[test]
    fn what_was_put_together_is_said_in_another_language_in_the_same_order() {
        let (english, german) = (composed(), composed().in_tongue(Tongue::German));
        let shape = |message: &Message| message.blocks.iter().map(std::mem::discriminant).collect::<Vec<_>>();
        assert_eq!(shape(&english), shape(&german));
        let (said, gesagt) = (english.bare(chrono_tz::UTC), german.bare(chrono_tz::UTC));
        assert!(said.lines().zip(gesagt.lines()).take(3).all(|(said, gesagt)| said != gesagt), "{gesagt}");
        assert_eq!(said.lines().last(), gesagt.lines().last());
        assert_eq!(buttons(&german)[0].label, "Hilfe");
        assert_eq!((german.receipt.key.as_str(), german.receipt.tongue), ("ask.empty", Tongue::German));
        assert_ne!(german.receipt.hash, english.receipt.hash);
    }

    #[test]
    fn what_is_kept_can_still_be_said_in_another_language_and_reads_as_before_without() {
        let json = serde_json::to_value(composed()).unwrap();
        let kept: Message = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(kept, composed());
        assert_eq!(kept.in_tongue(Tongue::German), composed().in_tongue(Tongue::German));
        // An earlier release reads the blocks alone, and keeps nothing else.
        let mut earlier = json;
        earlier.as_object_mut().unwrap().remove("told");
        let earlier: Message = serde_json::from_value(earlier).unwrap();
        assert_eq!(earlier.clone().in_tongue(Tongue::German), earlier);
        let said = serde_json::to_value(composed().in_tongue(Tongue::German)).unwrap();
        assert!(said.get("told").is_none());
    }

    #[test]
    fn a_sentence_that_is_gone_since_is_said_as_it_was_kept() {
        let mut json = serde_json::to_value(say("ask.empty").message()).unwrap();
        json["told"][0]["said"]["key"] = "ask.gone".into();
        let kept: Message = serde_json::from_value(json).unwrap();
        let shown = kept.blocks.to_vec();
        let said = replayed(kept.blocks.told(), Tongue::German);
        assert_eq!((said, shown.is_empty()), (None, false));
    }
}
