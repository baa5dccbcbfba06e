//! Slack's text as people read it: mentions by name, links by address, and no escapes.
//!
//! With `should_escape` Slack writes `<@U1|ana>`, `<#C1|learning>` and `<https://example.org|label>`, and three
//! entities for what would else be read as such.

/// The text as people read it. After the word `channel` a channel stays its id, which is what is meant there.
pub(super) fn as_read(text: &str) -> String {
    let first = text.split_whitespace().find(|word| *word != "/mentor").unwrap_or_default();
    let channels = if first.eq_ignore_ascii_case("channel") { Channels::Ids } else { Channels::Names };
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, after) = (&rest[..start], &rest[start + 1..]);
        unescape(before, &mut read);
        match after.find(['>', '<']) {
            Some(end) if after.as_bytes()[end] == b'>' => {
                mention(&after[..end], channels, &mut read);
                rest = &after[end + 1..];
            }
            _ => {
                read.push('<');
                rest = after;
            }
        }
    }
    unescape(rest, &mut read);
    read
}

/// How a channel is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channels {
    Names,
    Ids,
}

/// What stands between `<` and `>`.
fn mention(inside: &str, channels: Channels, read: &mut String) {
    let (target, label) = inside.split_once('|').unwrap_or((inside, ""));
    let named = |id| if label.is_empty() { id } else { label };
    let mut at = |sign: &str, name: &str| {
        let name = name.strip_prefix(sign).unwrap_or(name);
        read.push_str(sign);
        unescape(name, read);
    };
    match target.split_at_checked(1) {
        Some(("@", id)) => at("@", named(id)),
        Some(("#", id)) if channels == Channels::Ids => read.push_str(id),
        Some(("#", id)) => at("#", named(id)),
        Some(("!", id)) => at("@", named(id)),
        _ => match target.strip_prefix("mailto:").or_else(|| target.strip_prefix("tel:")) {
            Some(address) => unescape(address, read),
            None => unescape(target, read),
        },
    }
}

/// Adds a text without Slack's three entities, each undone once.
fn unescape(text: &str, read: &mut String) {
    const ENTITIES: [(&str, char); 3] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')];
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, entity) = rest.split_at(start);
        read.push_str(before);
        let known = ENTITIES.into_iter().find(|(name, _)| entity.starts_with(name));
        let (length, sign) = known.map_or((1, '&'), |(name, sign)| (name.len(), sign));
        read.push(sign);
        rest = &entity[length..];
    }
    read.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::as_read;
    use proptest::prelude::{any, proptest};

    #[test]
    fn mentions_are_read_by_their_names() {
        assert_eq!(as_read("ask <@U1|ana> in <#C1|learning>"), "ask @ana in #learning");
        assert_eq!(as_read("<@U1> <#C1> <#C1|> <!here> <!subteam^S1|@crew>"), "@U1 #C1 #C1 @here @crew");
    }

    #[test]
    fn links_are_read_by_their_addresses() {
        assert_eq!(as_read("win <https://a.example/?x=1&amp;y=2|look>"), "win https://a.example/?x=1&y=2");
        assert_eq!(
            as_read("<https://a.example> <mailto:a@b.example|a@b.example>"),
            "https://a.example a@b.example"
        );
    }

    #[test]
    fn after_the_word_channel_a_channel_is_its_id() {
        assert_eq!(as_read("channel <#C1|learning>"), "channel C1");
        assert_eq!(as_read("/mentor Channel <#C1>"), "/mentor Channel C1");
    }

    #[test]
    fn an_escape_is_undone_once() {
        assert_eq!(as_read("Vec&lt;u8&gt; &amp;amp; &amp;lt; & &quot;"), "Vec<u8> &amp; &lt; & &quot;");
    }

    #[test]
    fn what_is_no_mention_stays() {
        assert_eq!(as_read("a < b <c <@U1|ana>"), "a < b <c @ana");
        assert_eq!(as_read("<>"), "");
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in any::<String>()) {
            as_read(&text);
        }

        #[test]
        fn escaped_words_come_back(text in any::<String>()) {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(as_read(&escaped), text);
        }
    }
}
