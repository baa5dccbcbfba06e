//! A message in as few posts as hold it.

use super::Post;
use super::parts::{Part, Place};
use super::words::{fit_escaped, is_blank};

/// Slack takes 50 blocks in a message, and somewhat more than 13 000 characters in all of them
/// (<https://github.com/slackapi/bolt-js/issues/2509>). We stop well before.
const BLOCKS: usize = 47;
const CHARACTERS: usize = 9_500;

/// What a notification says: Slack recommends at most 4000 characters.
const SAID: usize = 3_800;

/// The parts, post by post. Bundled messages are divided between each other before one of them is divided itself;
/// a heading stays with what follows it, and buttons with what they are about.
pub(super) fn pages(parts: &[Part]) -> Vec<Post> {
    let border = parts.iter().find(|part| part.place == Place::Border);
    let mut pages: Vec<Vec<Part>> = Vec::new();
    for message in parts.split(|part| part.place == Place::Border).filter(|message| !message.is_empty()) {
        let bundled: Vec<Part> = border.into_iter().chain(message).cloned().collect();
        match pages.last_mut() {
            Some(page) if fits(page, &bundled) => page.extend(bundled),
            _ => pages.extend(packed(together(message))),
        }
    }
    pages.into_iter().map(post).collect()
}

/// The parts of one message in runs that are read together.
fn together(message: &[Part]) -> Vec<Vec<Part>> {
    let mut runs: Vec<Vec<Part>> = Vec::new();
    for part in message {
        let leads = |run: &&mut Vec<Part>| {
            let is_bound =
                part.place == Place::After || run.last().is_some_and(|last| last.place == Place::Before);
            is_bound && fits(run, std::slice::from_ref(part))
        };
        match runs.last_mut().filter(leads) {
            Some(run) => run.push(part.clone()),
            None => runs.push(vec![part.clone()]),
        }
    }
    runs
}

fn packed(runs: Vec<Vec<Part>>) -> Vec<Vec<Part>> {
    let mut pages: Vec<Vec<Part>> = Vec::new();
    for run in runs {
        match pages.last_mut() {
            Some(page) if fits(page, &run) => page.extend(run),
            _ => pages.push(run),
        }
    }
    pages
}

/// Whether a post can hold these parts besides those.
fn fits(page: &[Part], more: &[Part]) -> bool {
    let characters =
        |parts: &[Part]| parts.iter().map(|it| it.shown.to_string().chars().count()).sum::<usize>();
    page.len() + more.len() <= BLOCKS && characters(page) + characters(more) <= CHARACTERS
}

fn post(page: Vec<Part>) -> Post {
    let said: Vec<&str> = page.iter().map(|part| part.said.as_str()).filter(|said| !is_blank(said)).collect();
    let said = if said.is_empty() { "Smallwins".to_owned() } else { said.join("\n") };
    Post { text: fit_escaped(&said, SAID), blocks: page.into_iter().map(|part| part.shown).collect() }
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
        let kinds =
            |post: Post| post.blocks.iter().map(|it| it["type"].as_str().unwrap().to_owned()).collect();
        pages(&parts(blocks, Tz::UTC)).into_iter().map(kinds).collect()
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
        let posts = pages(&parts(&[buttons()], Tz::UTC));
        assert_eq!(posts[0].text, "Smallwins");
        assert_eq!(pages(&[]), []);
    }
}
