//! Messages that may have arrived: they are looked for before they are sent again.
//!
//! Discord takes a key once for some minutes, and attempts may be hours apart. What this process tried first two
//! minutes ago or less is sent again under its key without a look. Of anything else it is read what we wrote since the
//! first try, and a message that looks like this one is it ([`Print`]), unless this process knows it to be another's.
//! Two promises of the same reader that look alike to the letter, without a button, both in doubt, over a restart:
//! there one may stay unsaid.
//!
//! In a direct message we may read. In a server's channel we may where the server lets us; of others' messages Discord
//! shows us no words in either case. Where it does not let us, Discord shows an empty channel instead of saying so:
//! there a doubtful message is never sent a second time, and an admin sees that it stays unknown.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_chat::count::{self, Doubt};
use smallwins_chat::pace::What;
use smallwins_core::id::TaskId;
use smallwins_core::platform::{Outgoing, Recipient};
use smallwins_core::task::Manner;
use tokio::time::Instant;

use super::BOT;
use super::meaning::MISSING_ACCESS;
use super::post::{Stop, in_turn, once_more, tasks};
use super::prints::Print;
use crate::api::{ApiError, PAGE, Written};
use crate::discord::{Discord, PLATFORM};
use crate::render::Post;

/// How far back a doubtful message is looked for at most; a machine may be off for a while.
const BACK: TimeDelta = TimeDelta::days(30);
/// So far apart may our clock and Discord's be.
const APART: TimeDelta = TimeDelta::minutes(5);
/// How many pages are looked through, newest first.
const PAGES: usize = 10;
/// So long Discord surely remembers a key: it says "a few minutes".
const REMEMBERED: TimeDelta = TimeDelta::minutes(2);
/// So long it may take to look, as the lease of the task runs meanwhile.
const LOOKS: Duration = Duration::from_secs(15);
/// Of how many messages it is remembered whose they are, at about 100 bytes each.
const MOST: usize = 1 << 13;
/// When Discord's ids begin, in Unix milliseconds.
const EPOCH: i64 = 1_420_070_400_000;

/// The parts of a message that are known to have arrived.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Seen(BTreeMap<usize, String>);

/// What this process has sent, and tried to.
#[derive(Debug, Default)]
pub(super) struct Lately {
    /// Whose the messages are.
    known: Mutex<HashMap<String, Vec<TaskId>>>,
    /// When what is in doubt was tried first.
    tried: Mutex<HashMap<TaskId, DateTime<Utc>>>,
}

impl Seen {
    /// Whether a part arrived.
    pub(super) fn has(&self, part: usize) -> bool {
        self.0.contains_key(&part)
    }

    /// Whether nothing arrived.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A part has arrived.
    pub(super) fn add(&mut self, part: usize, id: String) {
        self.0.insert(part, id);
    }

    /// The id of the first part.
    pub(super) fn first(self) -> Option<String> {
        self.0.into_values().next()
    }
}

impl Lately {
    /// A message was sent.
    pub(super) fn add(&self, id: &str, outgoing: &Outgoing<'_>) {
        let mut known = lock(&self.known);
        if known.len() >= MOST {
            known.clear();
        }
        let tasks = [outgoing.task].iter().chain(outgoing.also).copied().collect();
        known.insert(id.to_owned(), tasks);
    }

    /// Whether a message is known to keep another promise.
    fn is_anothers(&self, id: &str, task: TaskId) -> bool {
        lock(&self.known).get(id).is_some_and(|tasks| !tasks.contains(&task))
    }

    /// A message may have been sent. What was bundled comes back alone, and under another key.
    pub(super) fn doubt(&self, outgoing: &Outgoing<'_>, now: DateTime<Utc>) {
        if outgoing.in_doubt || !outgoing.also.is_empty() {
            return;
        }
        let mut tried = lock(&self.tried);
        if tried.len() >= MOST {
            tried.clear();
        }
        tried.entry(outgoing.task).or_insert(now);
    }

    /// Whether a message was first tried so lately that Discord surely remembers its key.
    pub(super) fn is_fresh(&self, outgoing: &Outgoing<'_>, now: DateTime<Utc>) -> bool {
        lock(&self.tried).get(&outgoing.task).is_some_and(|first| now - *first < REMEMBERED)
    }
}

fn lock<T>(known: &Mutex<T>) -> MutexGuard<'_, T> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Discord {
    /// Which parts of a message arrived.
    pub(super) async fn look(
        &self,
        channel: &str,
        outgoing: &Outgoing<'_>,
        posts: &[Post],
    ) -> Result<Seen, Stop> {
        in_turn(|| self.outbox.pace.turn_to_look(BOT, &tasks(outgoing))).await?;
        match self.ours(channel, outgoing).await {
            Ok(ours) => {
                let parts: Vec<Print> = posts.iter().map(Print::of).collect();
                let seen = seen(&ours, &parts, outgoing.manner);
                // What is not alike holds others' words too, which are looked for alone.
                let alike = |id: &String, part: usize| {
                    ours.iter().any(|(known, print)| known == id && *print == parts[part - 1])
                };
                seen.0
                    .iter()
                    .filter(|(part, id)| alike(id, **part))
                    .for_each(|(_, id)| self.outbox.sent.add(id, outgoing));
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

    /// What we wrote there since the first try, newest first, without what is known to keep another promise.
    async fn ours(&self, channel: &str, outgoing: &Outgoing<'_>) -> Result<Vec<(String, Print)>, Stop> {
        let since = self.mentoring.now() - BACK;
        let since = outgoing.first_try.map_or(since, |first| since.max(first)) - APART;
        let mut ours = Vec::new();
        let mut before: Option<String> = None;
        let begun = Instant::now();
        for _ in 0..PAGES {
            if begun.elapsed() > LOOKS {
                return Err(unseen(ApiError::Unknown("it took too long to look")));
            }
            let page = once_more(|| self.api.messages(channel, before.as_deref())).await.map_err(unseen)?;
            if page.is_empty() && before.is_none() && matches!(outgoing.to, Recipient::Channel(_)) {
                self.is_really_empty(channel).await?;
            }
            let is_last = page.len() < PAGE || page.iter().any(|written| sent_at(&written.id) < since);
            before = page.last().map(|written| written.id.clone());
            let is_ours = |written: &Written| {
                written.author.bot
                    && written.interaction_metadata.is_none()
                    && sent_at(&written.id) >= since
                    && !self.outbox.sent.is_anothers(&written.id, outgoing.task)
            };
            ours.extend(page.into_iter().filter(is_ours).map(|written| {
                let print = Print::found(&written);
                (written.id, print)
            }));
            if is_last {
                return Ok(ours);
            }
        }
        Err(blind("there is too much to look through"))
    }

    /// A channel that shows us nothing, though something was written there, is one whose history we may not read.
    async fn is_really_empty(&self, channel: &str) -> Result<(), Stop> {
        let place = self.api.channel(channel).await.map_err(unseen)?;
        match place.last_message_id {
            None => Ok(()),
            Some(_) => Err(blind("the channel's history is not ours to read")),
        }
    }
}

/// What it means that a channel could not be read.
pub(super) fn unseen(error: ApiError) -> Stop {
    match error.code() {
        Some(MISSING_ACCESS) => blind("the channel cannot be read"),
        _ => Stop::Discord(What::Look, error),
    }
}

fn blind(why: &str) -> Stop {
    Stop::Never(format!("unknown whether it arrived: {why}"))
}

/// When a message of that id was sent. What is no id was sent long ago.
fn sent_at(id: &str) -> DateTime<Utc> {
    let milliseconds = id.parse::<i64>().unwrap_or_default() >> 22;
    DateTime::from_timestamp_millis(milliseconds + EPOCH).unwrap_or_default()
}

/// Which parts are among these messages, each of which is one part. What may have been bundled is looked for within
/// bundles too.
fn seen(ours: &[(String, Print)], parts: &[Print], manner: Manner) -> Seen {
    let mut seen = Seen::default();
    let mut taken = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let untaken = |id: &String| !taken.contains(id);
        let exact = ours.iter().find(|(id, print)| untaken(id) && print == part);
        let found = match manner {
            Manner::Proactive => {
                exact.or_else(|| ours.iter().find(|(id, print)| untaken(id) && part.is_within(print)))
            }
            Manner::Appointment | Manner::Awaited => exact,
        };
        if let Some((id, _)) = found {
            seen.add(place + 1, id.clone());
            taken.push(id.clone());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn print(content: &str) -> Print {
        let written = json!({ "id": "1", "author": { "bot": true }, "content": content });
        Print::found(&serde_json::from_value(written).unwrap())
    }

    fn parts(ours: &[(&str, &str)], parts: &[&str], manner: Manner) -> Vec<(usize, String)> {
        let ours: Vec<_> = ours.iter().map(|(id, content)| ((*id).to_owned(), print(content))).collect();
        let parts: Vec<_> = parts.iter().map(|content| print(content)).collect();
        seen(&ours, &parts, manner).0.into_iter().collect()
    }

    #[test]
    fn each_message_is_one_part_and_the_missing_ones_are_known() {
        let ours = [("3", "c"), ("2", "a"), ("1", "a")];
        let found = parts(&ours, &["a", "b", "c", "a"], Manner::Awaited);
        assert_eq!(found, [(1, "2".to_owned()), (3, "3".to_owned()), (4, "1".to_owned())]);
    }

    #[test]
    fn only_what_can_be_bundled_is_found_within_a_bundle() {
        let ours = [("1", "a\n\nb")];
        assert_eq!(parts(&ours, &["b"], Manner::Proactive), [(1, "1".to_owned())]);
        assert_eq!(parts(&ours, &["b"], Manner::Awaited), []);
    }

    #[test]
    fn an_id_tells_when_its_message_was_sent() {
        // The example of Discord's reference.
        assert_eq!(sent_at("175928847299117063").to_rfc3339(), "2016-04-30T11:18:25.796+00:00");
        assert_eq!(sent_at("nothing"), DateTime::from_timestamp_millis(EPOCH).unwrap());
    }
}
