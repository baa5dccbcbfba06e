//! The methods of the Web API that an app like this calls: who may call them, with what, how often.
//!
//! Argument names and types are those of Slack's documentation; one that is not listed is refused.

mod args;
mod auth;
mod call;
mod chat;
mod conversations;
mod dnd;
mod files;
mod oauth;
mod post;
mod schedule;
mod users;
mod views;

use serde_json::Value;

use crate::refusal::Refusal;

pub(crate) use args::{Arg, check};
pub(crate) use call::{Call, Caller};
pub(crate) use post::{broadcast, written};

/// Whose token a method wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// `xoxb-…`, of an installation.
    Bot,
    /// `xapp-…`, of the app itself.
    App,
    /// None: the app shows its id and secret.
    Secret,
}

/// How the arguments may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// POST, as JSON or as a form.
    Json,
    /// GET, or POST as a form.
    Form,
}

/// One method.
pub(crate) struct Method {
    pub(crate) name: &'static str,
    pub(crate) token: Token,
    /// What the installation must have been given, all of it.
    pub(crate) scopes: &'static [&'static str],
    pub(crate) body: Body,
    /// How often a minute in one workspace, at least.
    pub(crate) a_minute: u32,
    pub(crate) args: &'static [Arg],
    pub(crate) run: fn(&mut Call<'_>) -> Result<Value, Refusal>,
}

/// The method of this name.
pub(crate) fn find(name: &str) -> Option<&'static Method> {
    let all = [
        auth::METHODS,
        chat::METHODS,
        schedule::METHODS,
        conversations::METHODS,
        dnd::METHODS,
        files::METHODS,
        oauth::METHODS,
        users::METHODS,
        views::METHODS,
    ];
    all.into_iter().flatten().find(|method| method.name == name)
}
