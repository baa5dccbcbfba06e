//! The routes that an app like this calls: who may call them, with what, and what they do.
//!
//! Paths and fields are those of Discord's documentation; what is not listed is refused.

mod app;
mod call;
mod callback;
mod channels;
mod commands;
mod compose;
mod followup;
mod guilds;
mod messages;
mod users;

use serde_json::Value;

use crate::refusal::Refusal;

pub(crate) use call::Call;
pub(crate) use compose::{changed, composed};

/// Whose token a route wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// The bot's, in the `Authorization` header.
    Bot,
    /// None, or the one in the path.
    Path,
}

/// What a route reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing.
    Nothing,
    /// JSON.
    Json,
    /// JSON, or a form with files.
    Files,
}

/// One route.
pub(crate) struct Route {
    pub(crate) verb: &'static str,
    pub(crate) path: &'static str,
    pub(crate) token: Token,
    pub(crate) body: Body,
    /// What may stand behind the question mark.
    pub(crate) query: &'static [&'static str],
    pub(crate) run: fn(&mut Call<'_>) -> Result<Answer, Refusal>,
}

/// What a route answers.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
}

impl Answer {
    pub(crate) fn json(body: Value) -> Answer {
        Answer { status: 200, body: Some(body) }
    }

    pub(crate) fn nothing() -> Answer {
        Answer { status: 204, body: None }
    }
}

/// What stands in the braces of a path.
pub(crate) type Params = Vec<(&'static str, String)>;

impl Route {
    /// As it is called here: `POST /channels/{channel}/messages`.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.verb, self.path)
    }

    fn params(&self, path: &str) -> Option<Params> {
        let (mut known, mut given) = (self.path.split('/'), path.split('/'));
        let mut params = Vec::new();
        loop {
            match (known.next(), given.next()) {
                (None, None) => return Some(params),
                (Some(known), Some(given)) => {
                    let given = plain(given);
                    match known.strip_prefix('{').and_then(|known| known.strip_suffix('}')) {
                        Some(name) if !given.is_empty() && !given.starts_with('@') => {
                            params.push((name, given))
                        }
                        None if known == given => {}
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
    }
}

/// A piece of a path without its escapes: `%40original` is `@original`.
fn plain(piece: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = piece.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The route that is meant; whether the path alone is known otherwise.
pub(crate) fn find(verb: &str, path: &str) -> Result<(&'static Route, Params), bool> {
    let all = [
        app::ROUTES,
        callback::ROUTES,
        channels::ROUTES,
        commands::ROUTES,
        followup::ROUTES,
        guilds::ROUTES,
        messages::ROUTES,
        users::ROUTES,
    ];
    let fits: Vec<_> =
        all.into_iter().flatten().filter_map(|route| Some((route, route.params(path)?))).collect();
    let is_known = !fits.is_empty();
    fits.into_iter().find(|(route, _)| route.verb == verb).ok_or(is_known)
}
