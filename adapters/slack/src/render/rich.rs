//! Text as `rich_text`: what is styled says so in its own field, so that nothing people write is ever read as
//! markup. Their `*`, `_` and backticks are shown as they typed them, which no `mrkdwn` can promise.

use std::borrow::Cow;

use chrono_tz::Tz;
use smallwins_core::message::{Span, Text};
use smallwins_core::text::{Link, visible};

use super::kit::{Element, Json, Kit, Rich, Style};
use super::times::{fallback, tokens};
use super::words::user;

/// How a line stands on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// A paragraph.
    Section,
    /// Words of a person, set apart by a bar.
    Quote,
}

/// A line as a block.
pub(super) fn line(text: &Text, manner: Manner, zone: Tz) -> Json {
    let elements = elements(text, zone);
    let line = match manner {
        Manner::Section => Rich::Section { elements },
        Manner::Quote => Rich::Quote { elements },
    };
    Json::of(&Kit::RichText { elements: [line] })
}

/// A list as a block: its lines wrap beneath their own beginning, and a screen reader counts them.
pub(super) fn list(items: &[Cow<'_, Text>], zone: Tz) -> Json {
    let items = items.iter().map(|item| Rich::Section { elements: elements(item, zone) });
    let list = Rich::List { style: "bullet", elements: items.collect() };
    Json::of(&Kit::RichText { elements: [list] })
}

/// A text all of which is strong: a heading that a header cannot show.
pub(super) fn strong(text: Text) -> Text {
    let strengthened = |span| match span {
        Span::Plain(words) | Span::Emphasis(words) => Span::Strong(words),
        span => span,
    };
    Text(text.0.into_iter().map(strengthened).collect())
}

fn elements(text: &Text, zone: Tz) -> Vec<Element<'_>> {
    text.0.iter().filter_map(|span| element(span, zone)).collect()
}

fn element(span: &Span, zone: Tz) -> Option<Element<'_>> {
    match span {
        Span::Plain(words) => styled(words, None),
        Span::Strong(words) => styled(words, Some(Style::Bold(true))),
        Span::Emphasis(words) => styled(words, Some(Style::Italic(true))),
        Span::Link { label, url } => match Link::parse(url) {
            Ok(link) if !visible(label).is_empty() => {
                Some(Element::Link { url: link.as_str().to_owned(), text: visible(label) })
            }
            _ => styled(label, None),
        },
        Span::Time { at, form, tongue } => Some(Element::Date {
            timestamp: at.timestamp(),
            format: tokens(*form, *tongue),
            fallback: fallback(*at, *form, zone, *tongue),
        }),
        Span::Mention { handle, name } => match user(handle) {
            Some(user_id) => Some(Element::User { user_id }),
            None => styled(format!("@{name}"), None),
        },
    }
}

fn styled<'a>(words: impl Into<Cow<'a, str>>, style: Option<Style>) -> Option<Element<'a>> {
    let text = visible(words);
    (!text.is_empty()).then_some(Element::Text { text, style })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use smallwins_core::platform::Handle;

    use super::*;

    fn shown(span: Span) -> Value {
        serde_json::to_value(element(&span, Tz::UTC).unwrap()).unwrap()
    }

    #[test]
    fn code_is_shown_as_it_was_typed() {
        let text = Text(vec![
            Span::Plain("why is ".into()),
            Span::Emphasis("`**kwargs` of __init__".into()),
            Span::Plain(" <!channel> empty?".into()),
        ]);
        let block = line(&text, Manner::Section, Tz::UTC).value();
        let words: Vec<_> = block["elements"][0]["elements"].as_array().unwrap().iter().collect();
        assert_eq!(
            words[1],
            &json!({ "type": "text", "text": "`**kwargs` of __init__", "style": { "italic": true } })
        );
        assert_eq!(words[2]["text"], " <!channel> empty?");
    }

    #[test]
    fn nobody_is_called_by_what_is_no_id() {
        let mention = |id: &str| shown(Span::Mention { handle: Handle(id.into()), name: "Ben".into() });
        assert_eq!(mention("U0123ABC"), json!({ "type": "user", "user_id": "U0123ABC" }));
        let endless = format!("U{}", "HVUY".repeat(800));
        for id in ["", "U1>", "!channel", "here", &endless] {
            assert_eq!(mention(id), json!({ "type": "text", "text": "@Ben" }), "{id}");
        }
    }

    #[test]
    fn only_an_honest_address_is_a_way_out() {
        let link = |url: &str| shown(Span::Link { label: "here".into(), url: url.into() });
        assert_eq!(link("https://a.example/x?a=1&b=2")["url"], "https://a.example/x?a=1&b=2");
        for url in ["javascript:alert(1)", "https://bank.example@evil.example", "slack://channel", ""] {
            assert_eq!(link(url), json!({ "type": "text", "text": "here" }), "{url}");
        }
    }
}
