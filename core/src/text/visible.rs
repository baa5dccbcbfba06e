//! Words on their way to a screen.

use std::borrow::Cow;

/// Words as they may be shown, on one line: control characters become spaces or vanish, and so do the characters that
/// turn the direction of what follows them (Unicode UAX #9). Nobody's words may rearrange the words of others.
pub fn visible<'a>(words: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    let words = words.into();
    let shown = |c: char| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() => c.is_whitespace().then_some(' '),
        c => Some(c),
    };
    if words.chars().all(|c| shown(c) == Some(c)) {
        return words;
    }
    words.chars().filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_rearrange_or_break_a_line_is_not_shown_and_everything_else_is() {
        assert_eq!(visible("pay\u{202e}lap \u{2066}x\u{2069}\0\u{1b}[0m"), "paylap x[0m");
        assert_eq!(visible("gpj.\u{202e}exe\u{2069}\u{0}\tx\r\n"), "gpj.exe x  ");
        assert_eq!(visible("one\ntwo\tthree\u{2028}four"), "one two three four");
        let kept = "e\u{301} 👨‍👩‍👧‍👦 שלום *b* <i>";
        assert!(matches!(visible(kept), Cow::Borrowed(same) if same == kept));
    }
}
