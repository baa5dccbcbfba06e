//! Text as `rich_text`: what is styled says so in its own field, so that nothing people write is ever read as
//! markup. Their `*`, `_` and backticks are shown as they typed them, which no `mrkdwn` can promise.

use chrono_tz::Tz;
use serde_json::{Value, json};
use smallwins_core::message::{Span, Text};
use smallwins_core::text::Link;

use super::times::{fallback, tokens};
use super::words::{user, visible};

/// How a line stands on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// A paragraph.
    Section,
    /// Words of a person, set apart by a bar.
    Quote,
}

/// A line as a block.
pub(super) fn line(text: &Text, manner: Manner, zone: Tz) -> Value {
    let manner = match manner {
        Manner::Section => "rich_text_section",
        Manner::Quote => "rich_text_quote",
    };
    json!({ "type": "rich_text", "elements": [{ "type": manner, "elements": spans(text, zone) }] })
}

/// A list as a block: its lines wrap beneath their own beginning, and a screen reader counts them.
pub(super) fn list(items: &[Text], zone: Tz) -> Value {
    let items = items.iter();
    let items = items.map(|item| json!({ "type": "rich_text_section", "elements": spans(item, zone) }));
    let list = json!({ "type": "rich_text_list", "style": "bullet", "elements": items.collect::<Vec<_>>() });
    json!({ "type": "rich_text", "elements": [list] })
}

/// A text all of which is strong: a heading that a header cannot show.
pub(super) fn strong(text: Text) -> Text {
    let strengthened = |span| match span {
        Span::Plain(words) | Span::Emphasis(words) => Span::Strong(words),
        span => span,
    };
    Text(text.0.into_iter().map(strengthened).collect())
}

fn spans(text: &Text, zone: Tz) -> Vec<Value> {
    text.0.iter().filter_map(|it| span(it, zone)).collect()
}

fn span(span: &Span, zone: Tz) -> Option<Value> {
    let styled = |words: &str, style: Option<&str>| {
        let words = visible(words);
        let mut shown = json!({ "type": "text", "text": words });
        if let Some(style) = style {
            shown["style"] = json!({ style: true });
        }
        (!words.is_empty()).then_some(shown)
    };
    match span {
        Span::Plain(words) => styled(words, None),
        Span::Strong(words) => styled(words, Some("bold")),
        Span::Emphasis(words) => styled(words, Some("italic")),
        Span::Link { label, url } => match Link::parse(url) {
            Ok(link) if !visible(label).is_empty() => {
                Some(json!({ "type": "link", "url": link.as_str(), "text": visible(label) }))
            }
            _ => styled(label, None),
        },
        Span::Time { at, form } => Some(json!({
            "type": "date",
            "timestamp": at.timestamp(),
            "format": tokens(*form),
            "fallback": fallback(*at, *form, zone),
        })),
        Span::Mention { handle, name } => match user(handle) {
            Some(user) => Some(json!({ "type": "user", "user_id": user })),
            None => styled(&format!("@{name}"), None),
        },
    }
}

#[cfg(test)]
mod tests {
    use smallwins_core::platform::Handle;

    use super::*;

    #[test]
    fn code_is_shown_as_it_was_typed() {
        let text = Text(vec![
            Span::Plain("why is ".into()),
            Span::Emphasis("`**kwargs` of __init__".into()),
            Span::Plain(" <!channel> empty?".into()),
        ]);
        let block = line(&text, Manner::Section, Tz::UTC);
        let words: Vec<_> = block["elements"][0]["elements"].as_array().unwrap().iter().collect();
        assert_eq!(
            words[1],
            &json!({ "type": "text", "text": "`**kwargs` of __init__", "style": { "italic": true } })
        );
        assert_eq!(words[2]["text"], " <!channel> empty?");
    }

    #[test]
    fn nobody_is_called_by_what_is_no_id() {
        let mention = |id: &str| {
            span(&Span::Mention { handle: Handle(id.into()), name: "Ben".into() }, Tz::UTC).unwrap()
        };
        assert_eq!(mention("U0123ABC"), json!({ "type": "user", "user_id": "U0123ABC" }));
        for id in ["", "U1>", "!channel"] {
            assert_eq!(mention(id), json!({ "type": "text", "text": "@Ben" }), "{id}");
        }
    }

    #[test]
    fn only_an_honest_address_is_a_way_out() {
        let link = |url: &str| span(&Span::Link { label: "here".into(), url: url.into() }, Tz::UTC).unwrap();
        assert_eq!(link("https://a.example/x?a=1&b=2")["url"], "https://a.example/x?a=1&b=2");
        for url in ["javascript:alert(1)", "https://bank.example@evil.example", "slack://channel", ""] {
            assert_eq!(link(url), json!({ "type": "text", "text": "here" }), "{url}");
        }
    }
}
