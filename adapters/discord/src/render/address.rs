//! Ways out: addresses in what people write, and links of ours.

use smallwins_core::text::Link;

use super::escape::{At, escaped};

/// What would end an address, or stand for something, where Discord reads Markdown around it.
const ENDS: [char; 6] = ['*', '`', '<', '>', '\\', '|'];

/// The address that a text begins with, when Discord can follow it as it stands: whole, and leading where it says.
pub(super) fn at_the_start(before: Option<char>, text: &str) -> Option<&str> {
    if before.is_some_and(char::is_alphanumeric) || !text.starts_with("http") {
        return None;
    }
    let ends =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '“' | '”') || ENDS.contains(&c);
    let mut address = &text[..text.find(ends).unwrap_or(text.len())];
    while let Some(last) = address.chars().next_back() {
        let closes = last == ')' && address.matches(')').count() > address.matches('(').count();
        if !closes && !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | ']' | '…') {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    Link::parse(address).is_ok_and(|link| link.as_str() == address).then_some(address)
}

/// A way out with words that stand for it; the words alone when its address leads nowhere.
///
/// Discord shows a label as a link only when it holds no bracket and no address of its own. Where it would not, the
/// address stands behind the label in the open.
pub(super) fn linked(label: &str, url: &str, at: At) -> String {
    let Ok(link) = Link::parse(url) else { return escaped(label, at) };
    let url = followable(link.as_str());
    let stands_for_it =
        !label.contains(['[', ']']) && !label.contains("://") && label.contains(char::is_alphanumeric);
    if stands_for_it {
        format!("[{}](<{url}>)", escaped(label, At::Inside))
    } else {
        format!("{} <{url}>", escaped(label, at)).trim_start().to_owned()
    }
}

/// An address without the characters that could end it, or mark something.
fn followable(url: &str) -> String {
    let written = |c: char| match c {
        c if must_be_coded(c) => format!("%{:02X}", u32::from(c)),
        c => c.to_string(),
    };
    url.chars().map(written).collect()
}

/// Whether a character of a link's address is written as `%28`: in three characters.
pub(super) fn must_be_coded(c: char) -> bool {
    matches!(c, '(' | ')') || ENDS.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(label: &str, url: &str) -> String {
        linked(label, url, At::Inside)
    }

    #[test]
    fn only_an_honest_address_is_a_way_out() {
        assert_eq!(link("here", "https://a.example/x?a=1&b=2"), "[here](<https://a.example/x?a=1&b=2>)");
        for url in ["javascript:alert(1)", "https://bank.example@evil.example", "discord://x", ""] {
            assert_eq!(link("_here_", url), "\\_here\\_", "{url}");
        }
    }

    #[test]
    fn an_address_ends_where_it_ends() {
        assert_eq!(link("a*b", "https://a.example/a)*b"), "[a\\*b](<https://a.example/a%29%2Ab>)");
    }

    #[test]
    fn a_label_that_discord_would_not_show_stands_before_its_address() {
        assert_eq!(link("Vec[0] panics", "https://a.example"), "Vec\\[0] panics <https://a.example>");
        assert_eq!(link("https://b.example", "https://a.example"), "<https://b.example> <https://a.example>");
        assert_eq!(linked("- [", "https://a.example", At::LineStart), "\\- \\[ <https://a.example>");
        assert_eq!(link("", "https://a.example"), "<https://a.example>");
    }
}
