//! A message in as few posts as hold it.

use super::Post;
use super::parts::{Part, Place};
use super::words::fit_escaped;

/// Slack takes 50 blocks in a message, and somewhat more than 13 000 characters in all of them
/// (<https://github.com/slackapi/bolt-js/issues/2509>). We stop well before.
const BLOCKS: usize = 47;
const CHARACTERS: usize = 9_500;

/// What a notification says: Slack recommends at most 4000 characters.
const SAID: usize = 3_800;

/// Parts that stand together, and how many characters they take.
#[derive(Default)]
struct Run {
    parts: Vec<Part>,
    characters: usize,
}

/// One message of a bundle, and the border before it.
#[derive(Default)]
struct Bundled {
    border: Option<Part>,
    message: Run,
}

/// The parts, post by post. Bundled messages are divided between each other before one of them is divided itself;
/// a heading stays with what follows it, and buttons with what they are about.
pub(super) fn pages(parts: Vec<Part>) -> Vec<Post> {
    let mut pages: Vec<Run> = Vec::new();
    for Bundled { border, message } in bundle(parts) {
        let of_border = border.as_ref().map_or(0, |border| border.characters);
        match pages.last_mut() {
            Some(page) if page.takes(message.parts.len() + 1, message.characters + of_border) => {
                border.into_iter().for_each(|border| page.push(border));
                page.append(message);
            }
            _ => pages.extend(packed(together(message))),
        }
    }
    pages.into_iter().map(post).collect()
}

fn bundle(parts: Vec<Part>) -> Vec<Bundled> {
    let mut bundle = vec![Bundled::default()];
    for part in parts {
        match (part.place, bundle.last_mut()) {
            (Place::Before | Place::After | Place::Free, Some(last)) => last.message.push(part),
            _ => bundle.push(Bundled { border: Some(part), message: Run::default() }),
        }
    }
    bundle.retain(|bundled| !bundled.message.parts.is_empty());
    bundle
}

/// The parts of one message in runs that are read together.
fn together(message: Run) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for part in message.parts {
        let leads = |run: &&mut Run| {
            let is_bound = part.place == Place::After
                || run.parts.last().is_some_and(|last| last.place == Place::Before);
            is_bound && run.takes(1, part.characters)
        };
        match runs.last_mut().filter(leads) {
            Some(run) => run.push(part),
            None => runs.push(Run { characters: part.characters, parts: vec![part] }),
        }
    }
    runs
}

fn packed(runs: Vec<Run>) -> Vec<Run> {
    let mut pages: Vec<Run> = Vec::new();
    for run in runs {
        match pages.last_mut() {
            Some(page) if page.takes(run.parts.len(), run.characters) => page.append(run),
            _ => pages.push(run),
        }
    }
    pages
}

impl Run {
    /// Whether a post can hold so many parts more, with so many characters.
    fn takes(&self, parts: usize, characters: usize) -> bool {
        self.parts.len() + parts <= BLOCKS && self.characters + characters <= CHARACTERS
    }

    fn push(&mut self, part: Part) {
        self.characters += part.characters;
        self.parts.push(part);
    }

    fn append(&mut self, run: Run) {
        self.characters += run.characters;
        self.parts.extend(run.parts);
    }
}

fn post(page: Run) -> Post {
    let said: Vec<&str> =
        page.parts.iter().map(|part| part.said.as_str()).filter(|said| !said.is_empty()).collect();
    let said = if said.is_empty() { "Smallwins".to_owned() } else { said.join("\n") };
    let blocks = page.parts.into_iter().map(|part| part.shown).collect();
    Post { text: fit_escaped(&said, SAID), blocks }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use smallwins_core::action::Action;
    use smallwins_core::message::{Block, Button, Text, Weight};

    use super::*;
    use crate::render::parts::parts;

    fn paragraph(words: usize) -> Block {
        Block::Paragraph(Text::plain("wordy ".repeat(words)))
    }

    fn buttons() -> Block {
        Block::Buttons(vec![Button { label: "Done".into(), action: Action::Me, weight: Weight::Plain }])
    }

    /// What kinds of blocks each post holds.
    fn divided(blocks: &[Block]) -> Vec<Vec<String>> {
        let kinds = |post: Post| {
            post.blocks.iter().map(|it| it.value()["type"].as_str().unwrap().to_owned()).collect()
        };
        pages(parts(blocks, Tz::UTC)).into_iter().map(kinds).collect()
    }

    #[test]
    fn bundled_messages_are_one_post_while_they_fit() {
        let one = [paragraph(10), buttons(), Block::Divider, paragraph(10)];
        assert_eq!(divided(&one), [["rich_text", "actions", "divider", "rich_text"]]);
    }

    #[test]
    fn bundled_messages_are_divided_where_they_meet() {
        let two = [paragraph(900), paragraph(100), Block::Divider, paragraph(900), buttons()];
        let first = vec!["rich_text"; 3];
        assert_eq!(divided(&two), [first, vec!["rich_text", "rich_text", "actions"]]);
    }

    #[test]
    fn a_heading_and_buttons_stay_with_their_text() {
        let heading = Block::Heading(Text::plain("A heading"));
        let long = [paragraph(1300), heading, paragraph(400), buttons()];
        assert_eq!(divided(&long), [vec!["rich_text"; 3], vec!["header", "rich_text", "actions"]]);
    }

    #[test]
    fn a_notification_of_buttons_alone_says_who_it_is() {
        let posts = pages(parts(&[buttons()], Tz::UTC));
        assert_eq!(posts[0].text, "Smallwins");
        assert_eq!(pages(Vec::new()), []);
    }
}
