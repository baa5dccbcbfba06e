//! The markup that templates yield, and what it becomes.

use std::collections::BTreeMap;

use chrono::DateTime;

use crate::action::Action;
use crate::message::{Block, Button, Span, Text, TimeForm, Weight};
use crate::platform::Handle;
use crate::text::cut;
use crate::tongue::Tongue;

/// The longest label of a button: Slack takes 75 characters, Discord 80.
const LONGEST_LABEL: usize = 75;

/// What could be read as markup.
const SPECIAL: &str = "\\*[]()<>#~-|!";

/// A value in which nothing can be read as markup, on one line.
pub(super) fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        if SPECIAL.contains(character) {
            escaped.push('\\');
        }
        escaped.push(if character == '\n' { ' ' } else { character });
    }
    escaped
}

/// The blocks that a rendered template stands for.
pub(super) fn blocks(rendered: &str, actions: &BTreeMap<String, Action>, tongue: Tongue) -> Vec<Block> {
    let text = |line: &str| text(line, tongue);
    let mut blocks = Vec::new();
    let mut has_primary = false;
    for line in rendered.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix("# ") {
            blocks.push(Block::Heading(text(heading)));
        } else if let Some(quiet) = line.strip_prefix("~ ") {
            blocks.push(Block::Quiet(text(quiet)));
        } else if let Some(quote) = line.strip_prefix("> ") {
            blocks.push(Block::Quote(text(quote)));
        } else if let Some(item) = line.strip_prefix("- ") {
            match blocks.last_mut() {
                Some(Block::List(items)) => items.push(text(item)),
                _ => blocks.push(Block::List(vec![text(item)])),
            }
        } else if line.starts_with("[[") {
            let mut buttons = buttons(line, actions, tongue);
            if has_primary {
                buttons.iter_mut().for_each(|button| button.weight = Weight::Plain);
            }
            has_primary |= buttons.iter().any(|button| button.weight == Weight::Primary);
            if !buttons.is_empty() {
                blocks.push(Block::Buttons(buttons));
            }
        } else {
            blocks.push(Block::Paragraph(text(line)));
        }
    }
    blocks
}

/// The words of a rendered template, without any markup.
pub(super) fn bare(rendered: &str, tongue: Tongue) -> String {
    let lines = rendered.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| text(line, tongue).bare(chrono_tz::UTC)).collect::<Vec<_>>().join("\n")
}

fn buttons(line: &str, actions: &BTreeMap<String, Action>, tongue: Tongue) -> Vec<Button> {
    let mut buttons = Vec::new();
    for part in line.split("[[").skip(1) {
        let inside = part.split_once("]]").and_then(|(inside, _)| inside.split_once('|'));
        let Some((key, label)) = inside else { continue };
        let (key, weight) = match key.strip_suffix('!') {
            Some(key) => (key, Weight::Primary),
            None => (key, Weight::Plain),
        };
        if let Some(action) = actions.get(key) {
            let label = cut(&text(label, tongue).bare(chrono_tz::UTC), LONGEST_LABEL).into();
            let primary_before = buttons.iter().any(|button: &Button| button.weight == Weight::Primary);
            let weight = if primary_before { Weight::Plain } else { weight };
            buttons.push(Button { label, action: action.clone(), weight });
        }
    }
    buttons
}

/// A line of markup as spans.
fn text(line: &str, tongue: Tongue) -> Text {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        let found = match character {
            '\\' => {
                let escaped = after.chars().next();
                plain.extend(escaped);
                rest = &after[escaped.map_or(0, char::len_utf8)..];
                continue;
            }
            '*' if rest.starts_with("**") => {
                until(&rest[2..], "**").map(|(inside, rest)| (Span::Strong(unescaped(inside)), rest))
            }
            '*' => until(after, "*").map(|(inside, rest)| (Span::Emphasis(unescaped(inside)), rest)),
            '[' => link(after),
            '<' => time(after, tongue).or_else(|| mention(after)),
            _ => None,
        };
        match found {
            Some((span, left)) => {
                if !plain.is_empty() {
                    spans.push(Span::Plain(std::mem::take(&mut plain)));
                }
                spans.push(span);
                rest = left;
            }
            None => {
                plain.push(character);
                rest = after;
            }
        }
    }
    if !plain.is_empty() {
        spans.push(Span::Plain(plain));
    }
    Text(spans)
}

/// What stands before an unescaped end, and what stands behind it.
fn until<'a>(text: &'a str, end: &str) -> Option<(&'a str, &'a str)> {
    let mut escaped = false;
    for (place, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if text[place..].starts_with(end) => return Some((&text[..place], &text[place + end.len()..])),
            _ => {}
        }
    }
    None
}

fn unescaped(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\\' {
            unescaped.extend(characters.next());
        } else {
            unescaped.push(character);
        }
    }
    unescaped
}

fn link(after: &str) -> Option<(Span, &str)> {
    let (label, rest) = until(after, "]")?;
    let (url, rest) = until(rest.strip_prefix('(')?, ")")?;
    Some((Span::Link { label: unescaped(label), url: unescaped(url) }, rest))
}

fn time(after: &str, tongue: Tongue) -> Option<(Span, &str)> {
    let (inside, rest) = until(after.strip_prefix("t:")?, ">")?;
    let (millis, form) = inside.split_once(':')?;
    let form = match form {
        "clock" => TimeForm::Clock,
        "daytime" => TimeForm::DayClock,
        "day" => TimeForm::Day,
        _ => TimeForm::Full,
    };
    Some((Span::Time { at: DateTime::from_timestamp_millis(millis.parse().ok()?)?, form, tongue }, rest))
}

fn mention(after: &str) -> Option<(Span, &str)> {
    let (handle, rest) = until(after.strip_prefix('@')?, "|")?;
    let (name, rest) = until(rest, ">")?;
    Some((Span::Mention { handle: Handle(unescaped(handle)), name: unescaped(name) }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONGUE: Tongue = Tongue::English;

    fn text(line: &str) -> Text {
        super::text(line, TONGUE)
    }

    #[test]
    fn a_line_becomes_what_it_says() {
        let at = DateTime::from_timestamp_millis(1_764_000_000_000).unwrap();
        assert_eq!(
            text("You have until **Thu** or *so*: <t:1764000000000:daytime> [here](https://a.example)"),
            Text(vec![
                Span::Plain("You have until ".into()),
                Span::Strong("Thu".into()),
                Span::Plain(" or ".into()),
                Span::Emphasis("so".into()),
                Span::Plain(": ".into()),
                Span::Time { at, form: TimeForm::DayClock, tongue: TONGUE },
                Span::Plain(" ".into()),
                Span::Link { label: "here".into(), url: "https://a.example".into() },
            ])
        );
    }

    #[test]
    fn somebody_is_called_by_their_id_and_shown_by_their_name() {
        let mention =
            |handle: &str, name: &str| Span::Mention { handle: Handle(handle.into()), name: name.into() };
        let line = format!("<@{}|{}>, hello", escaped("U|1>"), escaped("B<e>|n"));
        assert_eq!(text(&line), Text(vec![mention("U|1>", "B<e>|n"), Span::Plain(", hello".into())]));
        for words in ["<@U1>", "<@U1|Ben"] {
            assert_eq!(text(words), Text::plain(words));
        }
    }

    #[test]
    fn a_button_without_an_action_is_not_shown() {
        let actions = BTreeMap::from([("me".to_owned(), Action::Me)]);
        let blocks = blocks("[[ask!|Ask]] [[me|My things]]", &actions, TONGUE);
        let Block::Buttons(buttons) = &blocks[0] else { panic!("buttons") };
        assert_eq!(buttons.iter().map(|button| button.label.as_str()).collect::<Vec<_>>(), ["My things"]);
    }

    #[test]
    fn one_button_of_a_message_is_the_primary_one_and_every_label_fits() {
        let actions = BTreeMap::from([("me".to_owned(), Action::Me), ("help".to_owned(), Action::Help)]);
        let shown = blocks("[[me!|Mine]] [[help!|Help]]\n[[me!|Mine]]", &actions, TONGUE);
        let weights = shown.iter().flat_map(|block| match block {
            Block::Buttons(buttons) => buttons.iter().map(|button| button.weight).collect(),
            _ => Vec::new(),
        });
        assert_eq!(weights.collect::<Vec<_>>(), [Weight::Primary, Weight::Plain, Weight::Plain]);
        let long = blocks(&format!("[[me|{}]]", "x".repeat(80)), &actions, TONGUE);
        let Block::Buttons(buttons) = &long[0] else { panic!("buttons") };
        assert_eq!(buttons[0].label.chars().count(), 75);
    }

    proptest::proptest! {
        #[test]
        fn peoples_words_never_become_markup(words in "\\PC*") {
            let line = format!("a {} b", escaped(&words));
            proptest::prop_assert_eq!(text(&line), Text::plain(format!("a {words} b")));
            let emphasis = format!("*{}*", escaped(&words));
            if !words.is_empty() {
                proptest::prop_assert_eq!(text(&emphasis), Text(vec![Span::Emphasis(words)]));
            }
        }
    }
}
