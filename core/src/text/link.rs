//! Links in what people type.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::clean;

/// An `http` or `https` address that can be put behind a button: no user info, no white space, quotes or
/// angle brackets, at most [`Link::LONGEST`] bytes. Deserialising trusts the store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Link(String);

/// Why a text is not a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum LinkProblem {
    /// It begins with something other than `http://` or `https://`.
    #[error("a link begins with https:// or http://")]
    NotHttp,
    /// It names no host, or one that cannot be.
    #[error("the link names no host")]
    NoHost,
    /// It carries a user name or a password, which hides where it leads.
    #[error("a link must not carry a user name or password")]
    UserInfo,
    /// It holds white space, quotes, brackets or other characters that no address has.
    #[error("the link holds a character that no address has")]
    Character,
    /// It is longer than [`Link::LONGEST`] bytes.
    #[error("the link has {length} bytes, {} are allowed", Link::LONGEST)]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
}

impl Link {
    /// The longest link in bytes; Discord's limit for the address of a button is 512, of an embed 2048, and
    /// adapters fall back to the plain text of a link too long for a button.
    pub const LONGEST: usize = 2000;

    /// Reads one whole address.
    pub fn parse(raw: &str) -> Result<Link, LinkProblem> {
        let scheme = scheme_length(raw).ok_or(LinkProblem::NotHttp)?;
        let authority_end = raw[scheme..].find(['/', '?', '#']).map_or(raw.len(), |at| scheme + at);
        let authority = &raw[scheme..authority_end];
        if raw.len() > Link::LONGEST {
            Err(LinkProblem::TooLong { length: raw.len() })
        } else if !raw.chars().all(is_of_a_link) || clean(raw) != raw {
            Err(LinkProblem::Character)
        } else if authority.contains('@') {
            Err(LinkProblem::UserInfo)
        } else if !is_host(authority) {
            Err(LinkProblem::NoHost)
        } else {
            Ok(Link(format!("{}{}", raw[..scheme].to_ascii_lowercase(), &raw[scheme..])))
        }
    }

    /// The host that it leads to, without a port.
    pub fn host(&self) -> &str {
        let scheme = scheme_length(&self.0).unwrap_or_default();
        let rest = &self.0[scheme..];
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let port = authority.rfind(':').filter(|at| !authority[*at..].contains(']'));
        &authority[..port.unwrap_or(authority.len())]
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

/// The words of a text without its first link, cleaned, and that link.
///
/// `(https://…)`, `<https://…>` and a full stop after the address belong to the sentence, not to the address.
pub fn split_link(text: &str) -> (String, Option<Link>) {
    let mut from = 0;
    while let Some((start, end)) = next_address(text, from) {
        if let Ok(link) = Link::parse(&text[start..end]) {
            let (before, after) = unwrap_brackets(&text[..start], &text[end..]);
            return (clean(&format!("{before}{after}")), Some(link));
        }
        from = end;
    }
    (clean(text), None)
}

/// Where the next thing that begins like a link stands, without the punctuation of the sentence around it.
fn next_address(text: &str, from: usize) -> Option<(usize, usize)> {
    let start = text[from..].char_indices().map(|(at, _)| from + at).find(|&at| {
        scheme_length(&text[at..]).is_some()
            && !text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
    })?;
    let end = text[start..].find(|c| !is_of_a_link(c)).map_or(text.len(), |at| start + at);
    let mut address = &text[start..end];
    loop {
        let closes = address.ends_with(')') && address.matches(')').count() > address.matches('(').count();
        if closes || address.ends_with(['.', ',', ';', ':', '!', '?', '*', '…']) {
            let last = address.chars().next_back().map_or(0, char::len_utf8);
            address = &address[..address.len() - last];
        } else {
            break;
        }
    }
    Some((start, start + address.len()))
}

fn unwrap_brackets<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    for (open, close) in [('<', '>'), ('(', ')')] {
        if let (Some(before), Some(after)) = (before.strip_suffix(open), after.strip_prefix(close)) {
            return (before, after);
        }
    }
    (before, after)
}

/// The bytes of `http://` or `https://` at the beginning of a text.
fn scheme_length(text: &str) -> Option<usize> {
    ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
        .map(str::len)
}

fn is_of_a_link(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(
            c,
            '<' | '>' | '"' | '\'' | '`' | '|' | '\\' | '^' | '{' | '}' | '“' | '”' | '„' | '«' | '»'
        )
}

fn is_host(authority: &str) -> bool {
    authority.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '[')
        && authority.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{Link, LinkProblem, split_link};

    fn split(text: &str) -> (String, Option<String>) {
        let (words, link) = split_link(text);
        (words, link.map(|link| link.as_str().to_owned()))
    }

    #[test]
    fn the_host_of_a_link_has_neither_scheme_nor_port() {
        let host = |text: &str| Link::parse(text).unwrap().host().to_owned();
        for (link, expected) in [
            ("https://school.example", "school.example"),
            ("HTTP://school.example:8080/a:b", "school.example"),
            ("https://school.example?a", "school.example"),
            ("http://127.0.0.1:8420/", "127.0.0.1"),
        ] {
            assert_eq!(host(link), expected, "{link}");
        }
    }

    #[test]
    fn a_win_is_its_words_and_its_link() {
        assert_eq!(
            split("Replaced the nested matches in the parser with a table https://git.example/pull/41"),
            (
                "Replaced the nested matches in the parser with a table".into(),
                Some("https://git.example/pull/41".into())
            )
        );
    }

    #[test]
    fn punctuation_around_a_link_belongs_to_the_sentence() {
        let link = |text: &str| split(text).1.unwrap();
        assert_eq!(link("see https://a.example/x."), "https://a.example/x");
        assert_eq!(link("(https://a.example/x)"), "https://a.example/x");
        assert_eq!(link("https://a.example/Rust_(language)"), "https://a.example/Rust_(language)");
        assert_eq!(split("fixed it <HTTPS://a.example> today").0, "fixed it today");
        assert_eq!(link("“https://a.example/ü?q=1#f”"), "https://a.example/ü?q=1#f");
    }

    #[test]
    fn the_first_good_link_is_taken() {
        let text = "http:// and https://me:pw@a.example and http://b.example:8080/p https://c.example";
        let (words, link) = split(text);
        assert_eq!(link.unwrap(), "http://b.example:8080/p");
        assert_eq!(words, "http:// and https://me:pw@a.example and https://c.example");
    }

    #[test]
    fn a_text_without_a_link_is_only_words() {
        assert_eq!(split("xhttps://a.example  ok"), ("xhttps://a.example ok".into(), None));
    }

    #[test]
    fn a_link_that_hides_something_is_refused() {
        for (raw, problem) in [
            ("ftp://a.example", LinkProblem::NotHttp),
            ("javascript:alert(1)", LinkProblem::NotHttp),
            ("https://", LinkProblem::NoHost),
            ("https:///x", LinkProblem::NoHost),
            ("https://bank.example@evil.example", LinkProblem::UserInfo),
            ("https://a.example/<b>", LinkProblem::Character),
            ("https://a.example/x|y", LinkProblem::Character),
            ("https://a.example/\u{202e}gpj", LinkProblem::Character),
        ] {
            assert_eq!(Link::parse(raw), Err(problem), "{raw}");
        }
        let long = format!("https://a.example/{}", "x".repeat(2000));
        assert_eq!(Link::parse(&long), Err(LinkProblem::TooLong { length: 2018 }));
    }

    proptest! {
        #[test]
        fn any_text_can_be_split(text in any::<String>()) {
            split_link(&text);
        }

        #[test]
        fn a_link_found_is_a_link(text in "[ a-z(<]{0,8}https?://[a-z.@:é/?#)>\"]{0,20}[ .,a-z]{0,9}") {
            if let (words, Some(link)) = split_link(&text) {
                prop_assert_eq!(Link::parse(link.as_str()), Ok(link.clone()));
                prop_assert!(words.len() + link.as_str().len() <= text.len());
            }
        }
    }
}
