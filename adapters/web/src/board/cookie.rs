//! What a browser keeps of a visit: its secret, out of the reach of every script.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use smallwins_core::visit::{INSIDE, Secret};

/// How the cookie is called, and whether it travels over TLS alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cookie {
    /// Browsers hold a name that begins with `__Host-` to this very host, to its whole path, and to TLS.
    name: &'static str,
    secure: &'static str,
}

impl Cookie {
    /// The cookie of a dashboard at an address.
    pub(super) fn at(address: &str) -> Cookie {
        if address.starts_with("https://") {
            Cookie { name: "__Host-smallwins", secure: "; Secure" }
        } else {
            Cookie { name: "smallwins", secure: "" }
        }
    }

    /// The secret that a browser brings, if it brings one.
    pub(super) fn of(self, headers: &HeaderMap) -> Option<Secret> {
        let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name).and_then(|(_, value)| Secret::parse(value))
    }

    /// The header that gives it to a browser.
    pub(super) fn given(self, secret: &Secret) -> String {
        self.header(&secret.text(), INSIDE.num_seconds())
    }

    /// The header that takes it away.
    pub(super) fn taken(self) -> String {
        self.header("", 0)
    }

    /// A link in a chat leads here from another site, so it is `Lax`; what changes something asks for more than a
    /// cookie.
    fn header(self, value: &str, lasts: i64) -> String {
        let Cookie { name, secure } = self;
        format!("{name}={value}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_tls_a_cookie_is_held_to_its_host() {
        let secret = Secret::parse(&"0a".repeat(32)).unwrap();
        let over_tls = Cookie::at("https://wins.example").given(&secret);
        assert!(over_tls.starts_with("__Host-smallwins=0a0a"), "{over_tls}");
        for part in ["; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=43200"] {
            assert!(over_tls.contains(part), "{over_tls}");
        }
        assert!(!over_tls.contains("Domain"));
        assert!(!Cookie::at("http://127.0.0.1:8420").given(&secret).contains("Secure"));
    }

    #[test]
    fn it_is_found_among_others_and_nothing_else_is_taken_for_it() {
        let cookie = Cookie::at("http://localhost");
        let of = |text: String| {
            let headers = HeaderMap::from_iter([(COOKIE, text.parse().unwrap())]);
            cookie.of(&headers)
        };
        let secret = "0a".repeat(32);
        assert!(of(format!("a=b; smallwins={secret}; c=d")).is_some());
        for text in [format!("smallwins2={secret}"), "smallwins=".into(), format!("x=smallwins={secret}")] {
            assert!(of(text.clone()).is_none(), "{text}");
        }
    }
}
