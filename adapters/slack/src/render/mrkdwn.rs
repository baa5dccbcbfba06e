//! Text in Slack's markup, for the one place that takes no `rich_text`: the small print of a context block.

use chrono_tz::Tz;
use smallwins_core::message::{Span, Text};
use smallwins_core::text::{Link, visible};

use super::kit::Words;
use super::times::{fallback, tokens};
use super::words::{escaped, user};

/// A line of Slack's markup in which every mark is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mrkdwn(String);

impl Mrkdwn {
    /// The text; `None` when its words hold anything that Slack could read as a mark, or when a mark of ours could
    /// go unread between them. `*`, `_`, `~` and backticks have no escape, so such a text has to be said otherwise.
    pub(super) fn of(text: &Text, zone: Tz) -> Option<Mrkdwn> {
        if could_be_marked(&bare(text)) {
            return None;
        }
        let mut line = String::new();
        for (place, span) in text.0.iter().enumerate() {
            let next = text.0[place + 1..].iter().find_map(first);
            match span {
                Span::Plain(words) => line.push_str(&escaped(&visible(words))),
                Span::Strong(words) => line.push_str(&marked('*', &visible(words), &line, next)?),
                Span::Emphasis(words) => line.push_str(&marked('_', &visible(words), &line, next)?),
                Span::Link { label, url } => line.push_str(&linked(&visible(label), url)?),
                Span::Time { at, form, tongue } => {
                    let (tokens, fallback) = (tokens(*form, *tongue), fallback(*at, *form, zone, *tongue));
                    line.push_str(&format!("<!date^{}^{tokens}|{fallback}>", at.timestamp()));
                }
                Span::Mention { handle, name } => match user(handle) {
                    Some(user) => line.push_str(&format!("<@{user}>")),
                    None => line.push_str(&escaped(&visible(format!("@{name}")))),
                },
            }
        }
        Some(Mrkdwn(line))
    }

    /// As a text object.
    pub(super) fn object(&self) -> Words<'_> {
        Words::Mrkdwn { text: self.0.as_str().into(), verbatim: true }
    }
}

/// The words, with a space where an instant stands.
fn bare(text: &Text) -> String {
    text.0
        .iter()
        .map(|span| match span {
            Span::Plain(words) | Span::Strong(words) | Span::Emphasis(words) => visible(words),
            Span::Link { label, .. } => visible(label),
            Span::Time { .. } => " ".into(),
            Span::Mention { name, .. } => visible(format!("@{name}")),
        })
        .collect()
}

/// The first character that is shown of a span; a link, an instant and somebody who is called begin with a mark.
fn first(span: &Span) -> Option<char> {
    match span {
        Span::Plain(words) | Span::Strong(words) | Span::Emphasis(words) => visible(words).chars().next(),
        Span::Link { .. } | Span::Time { .. } | Span::Mention { .. } => Some('<'),
    }
}

/// Whether Slack could read markup in words: a style, `:an_emoji:`, or a quote at their beginning.
fn could_be_marked(words: &str) -> bool {
    let of_a_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '\'');
    let mut parts = words.split(':').skip(1).peekable();
    let mut has_emoji = false;
    while let Some(part) = parts.next() {
        has_emoji |= parts.peek().is_some() && !part.is_empty() && part.chars().all(of_a_name);
    }
    has_emoji || words.contains(['*', '_', '~', '`']) || words.trim_start().starts_with('>')
}

/// Words between marks. A mark is read only at the border of a word: where Slack might not see one, there is none.
fn marked(mark: char, words: &str, before: &str, next: Option<char>) -> Option<String> {
    if words.trim().is_empty() {
        return Some(words.to_owned());
    }
    let opens = before.is_empty() || before.ends_with([' ', '(']);
    let closes = next.is_none_or(|next| matches!(next, ' ' | '.' | ',' | ':' | ';' | '!' | '?' | ')'));
    let is_a_word = words.starts_with(char::is_alphanumeric) && words.ends_with(char::is_alphanumeric);
    (opens && closes && is_a_word).then(|| format!("{mark}{}{mark}", escaped(words)))
}

/// A way out, when its address can be followed; its label otherwise.
fn linked(label: &str, url: &str) -> Option<String> {
    match Link::parse(url) {
        // No address holds a `|`, which ends it here.
        Ok(link) if !label.is_empty() => {
            (!label.contains('|')).then(|| format!("<{}|{}>", escaped(link.as_str()), escaped(label)))
        }
        _ => Some(escaped(label)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
    use smallwins_core::message::TimeForm;
    use smallwins_core::platform::Handle;
    use smallwins_core::tongue::Tongue;

    use super::*;
    use crate::render::tests::hostile;

    fn marked_up(spans: Vec<Span>) -> Option<String> {
        Mrkdwn::of(&Text(spans), Tz::UTC).map(|Mrkdwn(line)| line)
    }

    fn plain(words: &str) -> Span {
        Span::Plain(words.into())
    }

    #[test]
    fn a_line_is_marked_where_slack_reads_the_marks() {
        let at = DateTime::from_timestamp(1_795_424_400, 0).unwrap();
        let spans = vec![
            plain("Yours until "),
            Span::Time { at, form: TimeForm::DayClock, tongue: Tongue::English },
            plain(": "),
            Span::Strong("1. is yours".into()),
            plain(", "),
            Span::Emphasis("R&D".into()),
            plain(" "),
            Span::Link { label: "here".into(), url: "https://a.example/?a=1&b=2".into() },
            plain(" "),
            Span::Mention { handle: Handle("U1".into()), name: "Ben".into() },
        ];
        assert_eq!(
            marked_up(spans).unwrap(),
            "Yours until <!date^1795424400^{date_short_pretty} at {time}|Mon 09:00 UTC>: *1. is yours*, _R&amp;D_ \
             <https://a.example/?a=1&amp;b=2|here> <@U1>"
        );
    }

    #[test]
    fn a_mark_that_slack_would_not_read_is_not_made() {
        for spans in [
            vec![plain("un"), Span::Strong("believ".into()), plain("able")],
            vec![Span::Strong("why?".into())],
            vec![Span::Strong("a".into()), Span::Emphasis("b".into())],
            vec![
                Span::Strong("a|b".into()),
                Span::Link { label: "a|b".into(), url: "https://a.example".into() },
            ],
        ] {
            assert_eq!(marked_up(spans), None);
        }
    }

    #[test]
    fn words_that_look_like_marks_are_said_otherwise() {
        for words in ["snake_case", "*args", "`ls`", "~/.config", "ok :tada:", "> quoted", ":flag-de: x"] {
            assert_eq!(marked_up(vec![plain(words)]), None, "{words}");
            assert_eq!(
                marked_up(vec![Span::Link { label: words.into(), url: String::new() }]),
                None,
                "{words}"
            );
        }
        assert_eq!(marked_up(vec![plain("at 10:20, 2 > 1: so")]).unwrap(), "at 10:20, 2 &gt; 1: so");
    }

    proptest! {
        #[test]
        fn no_words_become_anything_but_words(words in hostile()) {
            if let Some(line) = marked_up(vec![plain("“"), plain(&words), plain("”")]) {
                let mark = ['<', '>', '*', '_', '~', '`', '\u{202e}'];
                prop_assert!(!line.contains(mark));
                let read = line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                prop_assert_eq!(read, format!("“{}”", visible(&words)));
            }
        }
    }
}
