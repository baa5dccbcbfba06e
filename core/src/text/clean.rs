//! Text without what cannot be seen.

use unicode_segmentation::UnicodeSegmentation;

/// One line of a person's text: white space folded, control and invisible characters gone, trimmed.
///
/// Zero-width joiners and variation selectors stay where they join emoji or letters, because scripts and emoji
/// need them; stacks of combining marks are cut at four (Unicode UTR #36 on text that overwhelms its line).
pub fn clean(raw: &str) -> String {
    if raw.is_ascii() { clean_ascii(raw) } else { fold(&visible(&unstack(&visible(raw)))) }
}

/// Like [`clean`], with line breaks kept as `\n`; at most one empty line in a row.
pub fn clean_lines(raw: &str) -> String {
    let raw = raw.replace("\r\n", "\n");
    let mut lines: Vec<String> = Vec::new();
    for line in raw.split(is_line_break) {
        let line = clean(line);
        if !(line.is_empty() && lines.last().is_none_or(String::is_empty)) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

/// As [`clean`], in one pass: nothing of ASCII joins, stacks or varies.
fn clean_ascii(raw: &str) -> String {
    let mut kept = String::with_capacity(raw.len());
    for c in raw.chars() {
        if c.is_whitespace() {
            if !kept.is_empty() && !kept.ends_with(' ') {
                kept.push(' ');
            }
        } else if !c.is_control() {
            kept.push(c);
        }
    }
    kept.truncate(kept.trim_end().len());
    kept
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Drops control and invisible characters; blank-looking ones become spaces.
fn visible(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let before = kept.chars().next_back();
        match c {
            c if c.is_whitespace() || c == '\u{2800}' => kept.push(' '),
            c if is_invisible(c) => {}
            '\u{200c}' | '\u{200d}' if !joins(before, chars.peek().copied()) => {}
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' if !takes_variation(before) => {}
            '\u{e0020}'..='\u{e007f}' if !before.is_some_and(|b| b == '🏴' || is_tag(b)) => {}
            c => kept.push(c),
        }
    }
    kept
}

/// Controls, soft hyphen, bidirectional marks, overrides and isolates, fillers, annotation, noncharacters.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e001f}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007e}')
}

/// A joiner does something between two characters of a joining script or of an emoji sequence.
fn joins(before: Option<char>, after: Option<char>) -> bool {
    let joinable = |c: char| {
        !c.is_ascii() && !c.is_whitespace() && !is_invisible(c) && !matches!(c, '\u{200c}' | '\u{200d}')
    };
    before.is_some_and(joinable)
        && after.is_some_and(|c| joinable(c) && !matches!(c, '\u{fe00}'..='\u{fe0f}') && !is_supplement(c))
}

fn is_supplement(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e0fff}')
}

/// A variation selector belongs to a symbol, a digit of a keycap or an ideograph, and to one of them once.
fn takes_variation(before: Option<char>) -> bool {
    before.is_some_and(|b| {
        !b.is_ascii_alphabetic()
            && b != ' '
            && !matches!(b, '\u{fe00}'..='\u{fe0f}' | '\u{200c}' | '\u{200d}')
            && !is_supplement(b)
    })
}

/// No writing system needs more marks in a row than this.
const MARKS: usize = 4;
/// Nor a longer grapheme: the longest emoji of Unicode have ten characters, stacked Indic letters about twelve.
const CHARS_IN_GRAPHEME: usize = 24;

fn unstack(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        let mut marks = 0;
        for c in grapheme.chars().take(CHARS_IN_GRAPHEME) {
            marks = if is_mark(c) { marks + 1 } else { 0 };
            if marks <= MARKS {
                kept.push(c);
            }
        }
    }
    kept
}

/// Marks that stack: combining blocks, and whatever is neither letter, digit, ASCII nor part of an emoji.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
        || matches!(c, '\u{591}'..='\u{1aff}' | '\u{a66f}'..='\u{abff}') && !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{clean, clean_lines, fold, unstack, visible};

    #[test]
    fn white_space_folds_to_one_line() {
        assert_eq!(clean("  one\r\ntwo\tthree\u{a0}four\u{2028} "), "one two three four");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(clean_lines("\n\n a \r\n\r\n\r\nb\rc\u{2028}d  \n\n"), "a\n\nb\nc\nd");
    }

    #[test]
    fn what_cannot_be_seen_is_gone() {
        assert_eq!(
            clean("pay\u{202e}lap \u{2066}x\u{2069} a\u{200b}b\u{ad}c\u{0}\u{1b}[0m"),
            "paylap x abc[0m"
        );
        assert_eq!(clean("a\u{200d}b \u{200d}c\u{200d}"), "ab c");
        assert_eq!(clean("hi\u{e0068}\u{e0069}"), "hi");
    }

    #[test]
    fn emoji_and_joining_scripts_stay_whole() {
        for text in [
            "👨‍👩‍👧‍👦",
            "❤️",
            "1️⃣",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "👩🏽‍💻",
            "می‌خواهم",
            "क्‍ष",
            "𠮟\u{e0100}",
            "🇩🇪",
            "שָׁלוֹם",
            "Tiếng Việt",
        ] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn a_pile_of_marks_is_cut() {
        let zalgo = format!("z{}a", "\u{301}\u{328}".repeat(50));
        assert_eq!(clean(&zalgo).chars().count(), 6);
    }

    proptest! {
        #[test]
        fn ascii_is_cleaned_as_everything_is(raw in "[\\x00-\\x7f]{0,40}") {
            prop_assert_eq!(clean(&raw), fold(&visible(&unstack(&visible(&raw)))));
        }

        #[test]
        fn cleaning_twice_changes_nothing(raw in any::<String>()) {
            let once = clean(&raw);
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn cleaning_hard_text_twice_changes_nothing(raw in "[ a1é\u{200c}\u{200d}\u{fe0f}\u{301}\u{5b0}\u{e0100}\u{e0067}\u{e007f}🏴👩🏽क्\u{202e}\n]{0,60}") {
            let once = clean(&raw);
            prop_assert_eq!(clean(&once), once);
            let lines = clean_lines(&raw);
            prop_assert_eq!(clean_lines(&lines), lines);
        }

        #[test]
        fn nothing_is_added(raw in any::<String>()) {
            prop_assert!(clean(&raw).len() <= raw.len());
        }
    }
}
