//! A message in as few posts as hold it.
//!
//! Discord shows the buttons of a post beneath all of its words, in the order of what they are about. Where a label
//! would stand twice and could be about either, its words are a post of their own. Posts of ours that follow one
//! another are shown as one stretch, without a name between them.

use super::Post;
use super::buttons::{self, Press, ROWS};
use super::parts::{Kind, Part};
use super::words::length;

/// What Discord takes.
const CONTENT: usize = 2_000;

/// Stands where a post has buttons and no words: a notification shows nothing else.
const WORDLESS: &str = "Smallwins";

/// Words, and the buttons beneath them.
#[derive(Debug, Default)]
struct Section {
    lines: Vec<(Kind, String)>,
    rows: Vec<Vec<Press>>,
}

impl Section {
    /// Whether a row about other words can stand beneath those that are here, and each button still be understood.
    fn can_have(&self, row: &[Press]) -> bool {
        let mut labels = self.rows.iter().flatten().map(|press| &press.label);
        self.rows.len() < ROWS && !labels.any(|label| row.iter().any(|press| press.label == *label))
    }
}

/// The parts, post by post. Bundled messages without buttons share a post while they fit; a heading stays with what
/// follows it, and buttons with what they are about. All posts but the first come without a sound.
pub(super) fn posts(parts: &[Part]) -> Vec<Post> {
    let mut pages: Vec<Post> = Vec::new();
    for message in parts.split(|part| *part == Part::Border) {
        let sections = sections(message);
        for (place, section) in sections.into_iter().enumerate() {
            let mut more = of_section(section).into_iter();
            let Some(first) = more.next() else { continue };
            match pages.last_mut() {
                Some(page)
                    if place == 0 && page.components.is_empty() && fits(&page.content, &first.content) =>
                {
                    let content = format!("{}{BETWEEN}{}", page.content, first.content);
                    *page = Post { components: first.components, ..Post::of(content) };
                }
                _ => pages.push(first),
            }
            pages.extend(more);
        }
    }
    pages.iter_mut().skip(1).for_each(Post::silence);
    pages
}

/// Between two messages in one post.
const BETWEEN: &str = "\n\n";

fn fits(before: &str, after: &str) -> bool {
    length(before) + length(BETWEEN) + length(after) <= CONTENT
}

/// The parts of one message by the buttons that belong to them.
fn sections(message: &[Part]) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut beneath = Vec::new();
    for part in message {
        let section = sections.last_mut().expect("there is always one");
        match part {
            Part::Line(kind, line) if section.rows.is_empty() => section.lines.push((*kind, line.clone())),
            Part::Line(kind, line) => beneath.push((*kind, line.clone())),
            Part::Row(row) if beneath.is_empty() || section.can_have(row) => {
                section.lines.append(&mut beneath);
                section.rows.push(row.clone());
            }
            Part::Row(row) => {
                sections.push(Section { lines: std::mem::take(&mut beneath), rows: vec![row.clone()] });
            }
            Part::Border => {}
        }
    }
    sections.last_mut().expect("there is always one").lines.extend(beneath);
    sections
}

/// A section in posts of its own: as many as its words need, and with buttons beneath the last of them.
fn of_section(Section { lines, rows }: Section) -> Vec<Post> {
    let mut posts: Vec<Post> = contents(&lines).into_iter().map(Post::of).collect();
    for (place, rows) in rows.chunks(ROWS).enumerate() {
        match posts.last_mut() {
            Some(post) if place == 0 => post.components = buttons::components(rows),
            _ => posts.push(Post { components: buttons::components(rows), ..Post::of(WORDLESS.to_owned()) }),
        }
    }
    posts
}

/// Lines in as few contents as hold them.
fn contents(lines: &[(Kind, String)]) -> Vec<String> {
    let mut contents: Vec<(Kind, String)> = Vec::new();
    for (kind, lines) in together(lines) {
        match contents.last_mut() {
            Some((last, content)) if length(content) + 2 + length(&lines) <= CONTENT => {
                content.push_str(gap(*last, kind));
                content.push_str(&lines);
                *last = kind;
            }
            _ => contents.push((kind, lines)),
        }
    }
    contents.into_iter().map(|(_, content)| content).collect()
}

/// Lines, each heading in one with the line that follows it, where both fit.
fn together(lines: &[(Kind, String)]) -> Vec<(Kind, String)> {
    let mut runs: Vec<(Kind, String)> = Vec::new();
    for (kind, line) in lines {
        match runs.last_mut() {
            Some((last @ Kind::Heading, run)) if length(run) + 1 + length(line) <= CONTENT => {
                *run = format!("{run}\n{line}");
                *last = *kind;
            }
            _ => runs.push((*kind, line.clone())),
        }
    }
    runs
}

/// What stands between two lines: paragraphs follow one another closely, and stand apart from a quote, a list or small
/// print above them.
fn gap(before: Kind, after: Kind) -> &'static str {
    match (before, after) {
        (Kind::Other, Kind::Paragraph) => "\n\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use smallwins_core::action::Action;
    use smallwins_core::message::{Block, Button, Text, Weight};

    use super::*;
    use crate::render::custom_id::Guild;
    use crate::render::parts::parts;

    fn paragraph(words: &str, times: usize) -> Block {
        Block::Paragraph(Text::plain(format!("{words} ").repeat(times)))
    }

    fn button(label: &str) -> Block {
        Block::Buttons(vec![Button { label: label.into(), action: Action::Me, weight: Weight::Plain }])
    }

    /// The first word of each line, and the labels, of each post.
    fn divided(blocks: &[Block]) -> Vec<String> {
        let shown = |post: Post| {
            let words =
                post.content.lines().map(|line| line.split(' ').next().unwrap_or_default().to_owned());
            let labels = post.components.iter().flat_map(|row| row["components"].as_array().unwrap().clone());
            let labels = labels.map(|button| format!("[{}]", button["label"].as_str().unwrap()));
            words.chain(labels).collect::<Vec<_>>().join(" ")
        };
        posts(&parts(blocks, Guild(7))).into_iter().map(shown).collect()
    }

    #[test]
    fn what_stands_beneath_the_last_buttons_is_shown_above_them() {
        let blocks = [paragraph("a", 1), button("A"), button("B"), Block::Quiet(Text::plain("b"))];
        assert_eq!(divided(&blocks), ["a -# [A] [B]"]);
    }

    #[test]
    fn words_whose_buttons_could_be_mistaken_are_a_post_of_their_own() {
        let blocks = [paragraph("a", 1), button("A"), paragraph("b", 1), button("B"), paragraph("c", 1)];
        assert_eq!(divided(&blocks), ["a b c [A] [B]"]);
        let twice = [paragraph("a", 1), button("A"), paragraph("b", 1), button("A"), paragraph("c", 1)];
        assert_eq!(divided(&twice), ["a [A]", "b c [A]"]);
        let rows = (0..7).flat_map(|n| [paragraph("a", 1), button(&format!("{n}"))]);
        assert_eq!(divided(&rows.collect::<Vec<_>>()), ["a a a a a [0] [1] [2] [3] [4]", "a a [5] [6]"]);
        let bundle = [paragraph("a", 1), button("A"), Block::Divider, paragraph("b", 1)];
        assert_eq!(divided(&bundle), ["a [A]", "b"]);
    }

    #[test]
    fn bundled_messages_without_buttons_share_a_post() {
        let bundle = [
            paragraph("a", 1),
            Block::Divider,
            paragraph("b", 1),
            button("B"),
            Block::Divider,
            paragraph("c", 1),
        ];
        assert_eq!(divided(&bundle), ["a  b [B]", "c"]);
        let long = [paragraph("a", 700), Block::Divider, paragraph("b", 700)];
        assert_eq!(divided(&long), ["a", "b"]);
    }

    #[test]
    fn a_heading_and_buttons_stay_with_their_text() {
        let long = [paragraph("a", 900), Block::Heading(Text::plain("b")), paragraph("c", 300), button("C")];
        assert_eq!(divided(&long), ["a", "### c [C]"]);
    }

    #[test]
    fn only_the_first_post_makes_a_sound() {
        let posts = posts(&parts(&[paragraph("a", 900), paragraph("b", 900), paragraph("c", 900)], Guild(7)));
        let silent: Vec<_> = posts.iter().map(|post| post.flags & (1 << 12) != 0).collect();
        assert_eq!(silent, [false, true, true]);
    }

    #[test]
    fn buttons_without_words_say_who_speaks() {
        assert_eq!(divided(&[button("A")]), ["Smallwins [A]"]);
        let many = vec![button("A"); 7];
        assert_eq!(divided(&many), ["Smallwins [A] [A] [A] [A] [A]", "Smallwins [A] [A]"]);
        assert_eq!(posts(&[]), []);
    }
}
