//! Markdown as a person reads it: mentions by name, instants in their zone, links by label, escapes undone.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::instants::instant;
use crate::world::World;

/// What pairs around words and is not seen itself.
const MARKS: &[&str] = &["***", "**", "__", "~~", "||", "*", "_"];

/// Who reads, and when.
pub(super) struct Eyes<'a> {
    pub(super) world: &'a World,
    pub(super) tz: Tz,
    pub(super) now: DateTime<Utc>,
}

impl Eyes<'_> {
    /// The words of a text.
    pub(super) fn read(&self, text: &str) -> String {
        let mut words = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (read, length) = self.next(rest, first, &words);
            words.push_str(&read);
            rest = &rest[length..];
        }
        words
    }

    /// What is read next, and how much of the text it took.
    fn next(&self, rest: &str, first: char, before: &str) -> (String, usize) {
        let plain = (first.to_string(), first.len_utf8());
        match first {
            '\\' => match rest[1..].chars().next().filter(char::is_ascii_punctuation) {
                Some(escaped) => (escaped.to_string(), 2),
                None => plain,
            },
            '<' => match rest.find('>').and_then(|end| Some((self.token(&rest[1..end])?, end + 1))) {
                Some(read) => read,
                None => plain,
            },
            '[' => link(rest).map_or(plain, |(label, length)| (self.read(label), length)),
            '`' => {
                let ticks = rest.len() - rest.trim_start_matches('`').len();
                match rest[ticks..].find(&rest[..ticks]) {
                    Some(end) if end > 0 => (rest[ticks..ticks + end].trim().to_owned(), end + 2 * ticks),
                    _ => (rest[..ticks].to_owned(), ticks),
                }
            }
            _ => match pair(rest, before) {
                Some((inner, mark)) => (self.read(inner), inner.len() + 2 * mark),
                None => plain,
            },
        }
    }

    /// What stands between angle brackets.
    fn token(&self, token: &str) -> Option<String> {
        if token.starts_with("https://") || token.starts_with("http://") {
            return Some(token.to_owned());
        }
        let id = token.trim_start_matches(['@', '#', '!', '&', '/', ':', 'a']);
        match token.get(..1)? {
            "@" if token.starts_with("@&") => {
                let roles = self.world.guilds.values().flat_map(|guild| &guild.roles);
                let role = roles.into_iter().find(|role| role.id == id)?;
                Some(format!("@{}", role.name))
            }
            "@" => Some(
                self.world.users.get(id).map_or("@unknown-user".to_owned(), |user| format!("@{}", user.name)),
            ),
            "#" => Some(
                self.world.channels.get(id).map_or("#unknown".to_owned(), |one| format!("#{}", one.name)),
            ),
            "/" => Some(format!("/{}", token[1..].split_once(':')?.0)),
            ":" => Some(format!(":{}:", token[1..].split_once(':')?.0)),
            "t" => instant(token, self.tz, self.now),
            _ => None,
        }
    }
}

/// `[label](url)`: the label, and the length of all of it.
fn link(rest: &str) -> Option<(&str, usize)> {
    let end = closes(&rest[1..], "](")? + 1;
    let address = &rest[end + 2..];
    let close = address.find(')')?;
    let is_address = ["https://", "http://", "<https://"].iter().any(|scheme| address.starts_with(scheme));
    (is_address && !address[..close].contains(char::is_whitespace))
        .then(|| (&rest[1..end], end + 2 + close + 1))
}

/// Words between two equal marks, and how long a mark is.
fn pair<'a>(rest: &'a str, before: &str) -> Option<(&'a str, usize)> {
    MARKS.iter().filter(|mark| rest.starts_with(**mark)).find_map(|mark| {
        let inner = &rest[mark.len()..];
        let end = closes(inner, mark).filter(|end| *end > 0)?;
        // An underscore within a word is one.
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_within =
            is_word(before.chars().next_back()) || is_word(inner[end + mark.len()..].chars().next());
        let starts_well = !inner.starts_with(char::is_whitespace) || !matches!(*mark, "*" | "_");
        (starts_well && !(*mark == "_" && is_within)).then(|| (&inner[..end], mark.len()))
    })
}

/// Where a mark comes that is not escaped.
fn closes(text: &str, mark: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find(mark)?;
        let slashes = text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if slashes % 2 == 0 {
            return Some(at);
        }
        from = at + 1;
    }
}
