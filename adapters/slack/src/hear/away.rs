//! Whoever cannot be heard: their workspace has not let us in, or we cannot tell, or what they use is not theirs.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::UTC;
use smallwins_core::interlude;
use smallwins_core::message::{Block, Message, Text};
use smallwins_core::store::StoreError;
use smallwins_core::text::{clean_lines, cut};
use smallwins_core::tongue::Tongue;
use tokio::time::timeout;

use super::way::{Shown, body, ephemeral};
use super::{Ack, errors, update};
use crate::inbound::{Speaker, What};
use crate::render;
use crate::slack::Slack;
use crate::workspaces::{NoWorkspace, Workspace};

/// How long the memory may take to say whose token a workspace has given us.
const ENTERS: Duration = Duration::from_secs(1);

/// As much is quoted of what somebody typed as the core quotes.
const LONGEST_ECHO: usize = 1200;

/// Why a workspace is not entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Away {
    /// It has not let us in, or not any more.
    NotLetIn,
    /// The memory does not say now.
    NotNow,
    /// We cannot tell, and will not by ourselves: its token cannot be opened.
    Unknown,
}

impl Away {
    /// What somebody is told who called, in English: who they are is known in a workspace alone.
    pub(super) fn words(self, call: &str) -> Message {
        match self {
            Away::NotLetIn => interlude::not_let_in(Tongue::English),
            Away::NotNow | Away::Unknown => interlude::memory_is_away(call, Tongue::English),
        }
    }
}

impl Slack {
    /// The workspace in which something is said.
    pub(super) async fn enter(&self, team: &str) -> Result<Arc<Workspace>, Away> {
        match timeout(ENTERS, self.workspace(team)).await {
            Ok(Ok(workspace)) => Ok(workspace),
            Ok(Err(NoWorkspace::NotInstalled)) => {
                tracing::debug!(team, "Somebody spoke where we are not let in");
                Err(Away::NotLetIn)
            }
            Ok(Err(error)) => {
                tracing::error!(team, %error, "A workspace cannot be entered");
                let is_lasting =
                    matches!(error, NoWorkspace::Sealed(_) | NoWorkspace::Store(StoreError::Corrupt { .. }));
                Err(if is_lasting { Away::Unknown } else { Away::NotNow })
            }
            Err(_) => {
                tracing::error!(team, "A workspace cannot be entered: no answer in time");
                Err(Away::NotNow)
            }
        }
    }
}

/// Tells somebody why they are not heard, where that can be told without a token. What they typed is not lost: it stays
/// in its form, or is quoted.
pub(super) fn turned(slack: &Arc<Slack>, what: What, why: &Message) -> Ack {
    match what {
        What::Command { text, .. } => {
            let quoting = quoting(why.clone(), &text);
            render::posts(&quoting, UTC).first().map_or(Ack::Nothing, ephemeral)
        }
        What::Submission { values, .. } => match values.keys().next() {
            Some(field) => errors(&render::problem(field, &why.bare(UTC))),
            None => update(render::notice(why, UTC, "")),
        },
        What::Press { from: Speaker { response_url: Some(url), .. }, .. } => {
            let (slack, posts) = (Arc::clone(slack), render::posts(why, UTC));
            slack.errands.clone().run(async move {
                for post in &posts {
                    if let Err(error) = slack.api.respond(&url, &body(post, Shown::ToThemAlone)).await {
                        tracing::warn!(%error, "Somebody was not told why they are not heard");
                    }
                }
            });
            Ack::Nothing
        }
        _ => Ack::Nothing,
    }
}

/// A message with what was typed below it.
fn quoting(mut message: Message, typed: &str) -> Message {
    let typed = clean_lines(typed);
    if !typed.is_empty() {
        message.blocks.push(Block::Quote(Text::plain(cut(&typed, LONGEST_ECHO))));
    }
    message
}
