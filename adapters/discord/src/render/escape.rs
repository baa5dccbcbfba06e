//! People's words in Discord's Markdown, in which every mark is told to be a character; and back.
//!
//! A backslash before anything that is neither a letter, a digit nor a space makes it a character. It stands only
//! where Discord could read a mark, as a notification may show it.
//! Source: <https://discord.com/developers/docs/reference#message-formatting>, and what Discord's clients read.

use super::address;

/// Where words begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// At the beginning of a line, where a heading, a quote or a list could begin.
    LineStart,
    /// Behind something else on their line.
    Inside,
}

/// Words on one line in which Discord can read no style, mention, emoji, instant, heading, quote, list or link. An
/// address that leads where it says can be followed, and is shown no preview of.
pub(super) fn escaped(words: &str, at: At) -> String {
    let mut written = String::with_capacity(words.len() + 8);
    let mut line = Line::begun(at);
    let mut before = None;
    let mut rest = words;
    while let Some(c) = rest.chars().next() {
        if let Some(address) = address::at_the_start(before, rest) {
            written.push_str(&format!("<{address}>"));
            line = Line::Inside;
            before = address.chars().next_back();
            rest = &rest[address.len()..];
            continue;
        }
        let after = &rest[c.len_utf8()..];
        if line.could_be_a_mark(c, after) {
            written.push('\\');
        }
        written.push(c);
        line = line.after(c);
        before = Some(c);
        rest = after;
    }
    written
}

/// Words over several lines.
pub(super) fn escaped_lines(words: &str) -> String {
    words.split('\n').map(|line| escaped(line, At::LineStart)).collect::<Vec<_>>().join("\n")
}

/// The words that were escaped.
pub(super) fn unescaped(written: &str) -> String {
    let mut words = String::with_capacity(written.len());
    let mut in_an_address = false;
    let mut characters = written.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => words.extend(characters.next()),
            '<' => in_an_address = true,
            '>' if in_an_address => in_an_address = false,
            c => words.push(c),
        }
    }
    words
}

/// How much of a line's beginning has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Nothing but spaces.
    Start,
    /// A number, and nothing else.
    Number,
    /// More than that.
    Inside,
}

impl Line {
    fn begun(at: At) -> Line {
        match at {
            At::LineStart => Line::Start,
            At::Inside => Line::Inside,
        }
    }

    fn after(self, c: char) -> Line {
        match self {
            Line::Start if c.is_whitespace() => Line::Start,
            Line::Start | Line::Number if c.is_ascii_digit() => Line::Number,
            _ => Line::Inside,
        }
    }

    fn could_be_a_mark(self, c: char, after: &str) -> bool {
        match c {
            '\\' | '*' | '_' | '~' | '|' | '`' | '<' | '[' => true,
            '#' | '>' | '-' | '+' => self == Line::Start,
            '.' | ')' => self == Line::Number,
            '@' => ["everyone", "here"].iter().any(|all| begins_with(after, all)),
            ']' => after.starts_with('('),
            ':' => after.starts_with("//") || names_an_emoji(after),
            _ => false,
        }
    }
}

fn begins_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(word))
}

/// Whether these words, behind a colon, could be `tada:`.
fn names_an_emoji(after: &str) -> bool {
    let of_a_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+');
    after.split_once(':').is_some_and(|(name, _)| !name.is_empty() && name.chars().all(of_a_name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;
    use crate::render::tests::hostile;

    fn inside(words: &str) -> String {
        escaped(words, At::Inside)
    }

    #[test]
    fn nothing_that_is_typed_can_mention_or_notify_anybody() {
        assert_eq!(inside("<@1> <@!1> <@&2> <#3>"), "\\<@1> \\<@!1> \\<@&2> \\<#3>");
        assert_eq!(inside("@everyone, @Here me@here"), "\\@everyone, \\@Here me\\@here");
        assert_eq!(
            inside("</ask:1> <t:1:F> <:a:1> <id:guide>"),
            "\\</ask:1> \\<t\\:1:F> \\<\\:a:1> \\<id:guide>"
        );
    }

    #[test]
    fn nothing_that_is_typed_is_a_style() {
        assert_eq!(
            inside("**a** _b_ ~~c~~ ||d|| `e`"),
            "\\*\\*a\\*\\* \\_b\\_ \\~\\~c\\~\\~ \\|\\|d\\|\\| \\`e\\`"
        );
        assert_eq!(inside("[a](https://b.example)"), "\\[a\\](<https://b.example>)");
        assert_eq!(inside("\\*a"), "\\\\\\*a");
        assert_eq!(inside("ok :tada: std::vec::Vec 10:20"), "ok \\:tada: std:\\:vec::Vec 10:20");
    }

    #[test]
    fn a_line_begins_with_words_and_not_with_a_mark() {
        for (words, written) in [
            ("# a", "\\# a"),
            ("-# a", "\\-# a"),
            ("> a > b", "\\> a > b"),
            (" - a - b", " \\- a - b"),
            ("+ a", "\\+ a"),
            ("12. a. b", "12\\. a. b"),
            ("1) a", "1\\) a"),
            ("1.5 is a number", "1\\.5 is a number"),
            ("C# is a 2. language", "C# is a 2. language"),
        ] {
            assert_eq!(escaped(words, At::LineStart), written);
        }
        assert_eq!(inside("# - > 1. a"), "# - > 1. a");
        assert_eq!(escaped_lines("a\n- b\n\n# c"), "a\n\\- b\n\n\\# c");
    }

    #[test]
    fn an_address_can_be_followed_where_it_leads_where_it_says() {
        assert_eq!(inside("see https://a.example/x_y?z=*."), "see <https://a.example/x_y?z=>\\*.");
        assert_eq!(inside("(https://a.example/Rust_(language))"), "(<https://a.example/Rust_(language)>)");
        assert_eq!(inside("<https://a.example>"), "\\<<https://a.example>>");
        assert_eq!(inside("https://bank.example@evil.example"), "https\\://bank.example@evil.example");
        assert_eq!(inside("steam://run/1 xhttps://a.example"), "steam\\://run/1 xhttps\\://a.example");
    }

    proptest! {
        #[test]
        fn what_was_escaped_reads_back_as_it_was(words in hostile()) {
            prop_assert_eq!(unescaped(&escaped(&words, At::LineStart)), words.clone());
            prop_assert_eq!(unescaped(&escaped(&words, At::Inside)), words.clone());
            prop_assert_eq!(unescaped(&escaped_lines(&words)), words);
        }
    }
}
