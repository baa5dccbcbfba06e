//! Messages that may have arrived: they are looked for before they are sent again.
//!
//! Slack knows no key that makes a message unique, so each of ours bears the ids of its tasks ([`super::mark`]). In a
//! direct message we may read what we wrote. In a channel we may not, and do not ask for it: people's conversations are
//! not ours to read. There a doubtful message is never sent a second time; an admin sees that it stays unknown.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use smallwins_chat::count::{self, Doubt};
use smallwins_chat::pace::What;
use smallwins_core::platform::{MessageId, Outgoing, Recipient};

use super::mark::{Mark, Written, marked};
use super::post::{Stop, tasks};
use crate::api::ApiError;
use crate::slack::{PLATFORM, Slack};
use crate::workspaces::Workspace;

/// How far back a message is looked for of which nobody knows when it was tried first.
const BACK: TimeDelta = TimeDelta::days(30);
/// So much Slack's clock may be behind ours: by as much its signatures may be off.
const BEHIND: TimeDelta = TimeDelta::minutes(5);
/// How many pages of a direct message are looked through, newest first.
const PAGES: usize = 5;
/// How many messages are on a page.
const PAGE: &str = "200";

/// The parts of a message that are known to have arrived.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Seen(BTreeMap<usize, String>);

/// What `conversations.history` answers.
#[derive(Debug, Deserialize)]
struct History {
    messages: Vec<Written>,
    #[serde(default)]
    response_metadata: Next,
}

#[derive(Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next_cursor: String,
}

impl Seen {
    /// Whether a part arrived.
    pub(super) fn has(&self, part: usize) -> bool {
        self.0.contains_key(&part)
    }

    /// Whether all of it arrived.
    fn is_whole(&self, parts: usize) -> bool {
        self.0.len() == parts
    }

    /// Whether nothing arrived.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A part has arrived.
    pub(super) fn add(&mut self, part: usize, ts: String) {
        self.0.insert(part, ts);
    }

    /// The id of the first part.
    pub(super) fn first(self) -> Option<MessageId> {
        self.0.into_values().next().map(MessageId)
    }
}

impl Slack {
    /// Which parts of a message arrived.
    pub(super) async fn look(
        &self,
        workspace: &Workspace,
        channel: &str,
        outgoing: &Outgoing<'_>,
        parts: usize,
    ) -> Result<Seen, Stop> {
        let looked = match outgoing.to {
            Recipient::Channel(_) => Err(blind("channels are not ours to read")),
            Recipient::Member(_) => self.marks(workspace, channel, outgoing, parts).await,
        };
        match looked {
            Ok(marks) => {
                let seen = seen(&marks, &outgoing.task.to_string(), parts);
                let end = if seen.is_empty() { Doubt::SentAgain } else { Doubt::Found };
                count::doubt(PLATFORM, end);
                Ok(seen)
            }
            Err(stop) => {
                if matches!(stop, Stop::Never(_)) {
                    count::doubt(PLATFORM, Doubt::LeftOpen);
                }
                Err(stop)
            }
        }
    }

    /// Whether an answer arrived that was sent just now: it is among the newest messages then.
    pub(super) async fn has_arrived(
        &self,
        workspace: &Workspace,
        channel: &str,
        mark: &Mark,
    ) -> Result<bool, ApiError> {
        let oldest = ts(self.mentoring.now() - BEHIND);
        let history = self.page(workspace, channel, &oldest, "").await?;
        let there = history.messages.into_iter().filter_map(marked).any(|(found, _)| found == *mark);
        count::doubt(PLATFORM, if there { Doubt::Found } else { Doubt::SentAgain });
        Ok(there)
    }

    /// A page of a direct message, newest first.
    async fn page(
        &self,
        workspace: &Workspace,
        channel: &str,
        oldest: &str,
        cursor: &str,
    ) -> Result<History, ApiError> {
        let args = [
            ("channel", channel),
            ("oldest", oldest),
            ("limit", PAGE),
            ("include_all_metadata", "true"),
            ("cursor", cursor),
        ];
        let args = if cursor.is_empty() { &args[..4] } else { &args[..] };
        self.api.read(&workspace.token, "conversations.history", args).await
    }

    /// The marks in a direct message, newest first: all of them, or so many that it is found.
    async fn marks(
        &self,
        workspace: &Workspace,
        channel: &str,
        outgoing: &Outgoing<'_>,
        parts: usize,
    ) -> Result<Vec<(Mark, String)>, Stop> {
        self.outbox.pace.turn_to_look(&workspace.team, &tasks(outgoing)).map_err(Stop::Turn)?;
        let task = outgoing.task.to_string();
        let oldest =
            ts(outgoing.first_try.map_or(self.mentoring.now() - BACK, |first_try| first_try - BEHIND));
        let mut marks = Vec::new();
        let mut cursor = String::new();
        for _ in 0..PAGES {
            let history = self.page(workspace, channel, &oldest, &cursor).await.map_err(unseen)?;
            marks.extend(history.messages.into_iter().filter_map(marked));
            cursor = history.response_metadata.next_cursor;
            if cursor.is_empty() || seen(&marks, &task, parts).is_whole(parts) {
                return Ok(marks);
            }
        }
        Err(blind("its direct message is too long to be looked through"))
    }
}

/// What it means that a direct message could not be read.
fn unseen(error: ApiError) -> Stop {
    match error.code() {
        Some("missing_scope" | "no_permission" | "access_denied" | "not_allowed_token_type") => {
            blind("its direct message cannot be read")
        }
        _ => Stop::Slack(What::Look, error),
    }
}

fn blind(why: &str) -> Stop {
    Stop::Never(format!("unknown whether it arrived: {why}"))
}

/// An instant as Slack counts messages.
fn ts(at: DateTime<Utc>) -> String {
    format!("{}.000000", at.timestamp())
}

/// What of a task arrived. Whole when one message that kept the promise did, be it within a bundle; else so many of
/// the parts into which it is divided today.
fn seen(marks: &[(Mark, String)], task: &str, parts: usize) -> Seen {
    let mut arrived: BTreeMap<(&str, usize), BTreeMap<usize, String>> = BTreeMap::new();
    for (mark, ts) in marks.iter().filter(|(mark, _)| mark.keeps(task)) {
        arrived.entry((&mark.task, mark.of)).or_default().insert(mark.part, ts.clone());
    }
    if let Some((_, whole)) = arrived.iter().find(|((_, of), found)| found.len() == *of) {
        let first = whole.values().next().cloned().unwrap_or_default();
        return Seen((1..=parts).map(|part| (part, first.clone())).collect());
    }
    Seen(arrived.remove(&(task, parts)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(task: &str, also: &[&str], part: usize, of: usize, ts: &str) -> (Mark, String) {
        let also = also.join(" ");
        (Mark { task: task.to_owned(), also, part, of }, ts.to_owned())
    }

    fn parts(seen: &Seen) -> Vec<usize> {
        seen.0.keys().copied().collect()
    }

    #[test]
    fn a_message_that_arrived_is_found_also_within_a_bundle() {
        let marks = [mark("task_3", &[], 1, 1, "3.0"), mark("task_1", &["task_2"], 1, 1, "1.0")];
        for task in ["task_1", "task_2"] {
            assert_eq!(seen(&marks, task, 1).first(), Some(MessageId("1.0".to_owned())), "{task}");
        }
        assert!(seen(&marks, "task_4", 1).is_empty());
    }

    #[test]
    fn only_the_parts_that_are_missing_are_sent_again() {
        let marks = [mark("task_1", &[], 2, 3, "2.0"), mark("task_1", &[], 1, 3, "1.0")];
        assert_eq!(parts(&seen(&marks, "task_1", 3)), [1, 2]);
        // Divided otherwise today, the old parts are of no use.
        assert!(seen(&marks, "task_1", 2).is_empty());
    }

    #[test]
    fn a_message_that_arrived_whole_has_arrived_however_it_is_divided_today() {
        let marks = [mark("task_1", &[], 2, 2, "2.0"), mark("task_1", &[], 1, 2, "1.0")];
        assert_eq!(parts(&seen(&marks, "task_1", 3)), [1, 2, 3]);
        assert_eq!(seen(&marks, "task_1", 1).first(), Some(MessageId("1.0".to_owned())));
    }
}
