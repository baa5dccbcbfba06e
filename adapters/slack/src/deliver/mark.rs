//! The mark by which a message is found again: which promises it keeps, and which part of it this is.
//!
//! Slack has a place for it that nobody sees, the metadata, and may refuse what stands there. Then the mark stands in
//! the ids of the blocks, which Slack gives back as they were sent: so a doubt can be cleared up either way. That a
//! workspace refuses is remembered for a day, in this process alone; what is looked for is looked for in both places.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use smallwins_core::platform::Outgoing;
use tokio::time::Instant;

use crate::api::ApiError;
use crate::render::Json;

/// The type of the metadata by which our messages are found again.
const EVENT_TYPE: &str = "smallwins_task";
/// How the id of a block begins that bears a mark.
const IN_AN_ID: &str = "said";
/// How many tasks the id of one block names: Slack takes 255 characters.
const IN_ONE_ID: usize = 6;
/// How long it holds that a workspace takes no metadata.
const HOLDS: Duration = Duration::from_secs(24 * 60 * 60);

/// Which promise a message keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// The task.
    pub(super) task: String,
    /// The tasks that were bundled into it, with spaces between them: Slack takes no list of texts.
    #[serde(default)]
    pub(super) also: String,
    /// Which part of the message it is, from 1.
    pub(super) part: usize,
    /// How many parts there are.
    pub(super) of: usize,
}

/// What a message carries that nobody sees.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Metadata {
    event_type: String,
    event_payload: Mark,
}

/// A message that was written, of which only what we put into it ourselves is read.
#[derive(Debug, Deserialize)]
pub(super) struct Written {
    ts: String,
    metadata: Option<Value>,
    #[serde(default)]
    blocks: Vec<Named>,
}

/// A block by its id.
#[derive(Debug, Deserialize)]
struct Named {
    #[serde(default)]
    block_id: String,
}

impl Mark {
    /// The mark of one part of a message.
    pub(super) fn of(outgoing: &Outgoing<'_>, part: usize, of: usize) -> Mark {
        let also = outgoing.also.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        Mark { task: outgoing.task.to_string(), also, part, of }
    }

    /// The mark of one part of the answer to a call.
    pub(crate) fn answering(call: &str, part: usize, of: usize) -> Mark {
        Mark { task: format!("answer/{}", call.replace(' ', "_")), also: String::new(), part, of }
    }

    /// Whether it says that this task was done.
    pub(super) fn keeps(&self, task: &str) -> bool {
        self.tasks().any(|kept| kept == task)
    }

    fn tasks(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.task.as_str()).chain(self.also.split(' ')).filter(|task| !task.is_empty())
    }

    /// As metadata.
    pub(super) fn metadata(&self) -> Metadata {
        Metadata { event_type: EVENT_TYPE.to_owned(), event_payload: self.clone() }
    }

    /// In the ids of blocks. A block that is named already keeps its name; a bundle has more blocks than it takes.
    pub(crate) fn onto(&self, blocks: &[Json]) -> Vec<Json> {
        let tasks: Vec<&str> = self.tasks().collect();
        let mut ids = tasks
            .chunks(IN_ONE_ID)
            .map(|tasks| format!("{IN_AN_ID} {} {} {}", self.part, self.of, tasks.join(" ")));
        let marked = |block: &Json| {
            let mut block = block.value();
            if block.get("block_id").is_none()
                && let Some(id) = ids.next()
            {
                block["block_id"] = id.into();
            }
            Json::of(&block)
        };
        blocks.iter().map(marked).collect()
    }

    fn in_metadata(metadata: Value) -> Option<Mark> {
        let metadata: Metadata = serde_json::from_value(metadata).ok()?;
        (metadata.event_type == EVENT_TYPE).then_some(metadata.event_payload)
    }

    fn in_ids<'a>(ids: impl Iterator<Item = &'a str>) -> Option<Mark> {
        let mut ids = ids.filter_map(Mark::in_id);
        let first = ids.next()?;
        Some(ids.fold(first, |mark, more| {
            let also = mark.tasks().skip(1).chain(more.tasks()).collect::<Vec<_>>().join(" ");
            Mark { also, ..mark }
        }))
    }

    fn in_id(id: &str) -> Option<Mark> {
        let (part, rest) = id.strip_prefix(IN_AN_ID)?.strip_prefix(' ')?.split_once(' ')?;
        let (of, tasks) = rest.split_once(' ')?;
        let (task, also) = tasks.split_once(' ').unwrap_or((tasks, ""));
        let (part, of) = (part.parse().ok()?, of.parse().ok()?);
        Some(Mark { task: task.to_owned(), also: also.to_owned(), part, of })
    }
}

/// The mark of a message, if it bears one, and its `ts`.
pub(super) fn marked(written: Written) -> Option<(Mark, String)> {
    let Written { ts, metadata, blocks } = written;
    let in_ids = || Mark::in_ids(blocks.iter().map(|block| block.block_id.as_str()));
    Some((metadata.and_then(Mark::in_metadata).or_else(in_ids)?, ts))
}

/// Whether Slack refuses what a message carries for ourselves, and not the message.
pub(super) fn is_minded(error: &ApiError) -> bool {
    error.code().is_some_and(|code| code.contains("metadata"))
}

/// The workspaces that took no metadata of ours when it was tried last.
#[derive(Debug, Default)]
pub(super) struct Minding {
    until: Mutex<HashMap<String, Instant>>,
}

impl Minding {
    /// Whether a workspace takes no metadata.
    pub(super) fn minds(&self, team: &str) -> bool {
        self.lock().get(team).is_some_and(|until| Instant::now() < *until)
    }

    /// A workspace took none just now.
    pub(super) fn learn(&self, team: &str) {
        self.lock().insert(team.to_owned(), Instant::now() + HOLDS);
    }

    /// Forgets what was learned of a workspace.
    pub(super) fn forget(&self, team: &str) {
        self.lock().remove(team);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mark(tasks: usize) -> Mark {
        let task = |number: usize| format!("task_01M7Q5CQKVE00B1MV439M{number:05}");
        let also = (1..tasks).map(task).collect::<Vec<_>>().join(" ");
        Mark { task: task(0), also, part: 2, of: 3 }
    }

    fn written(metadata: Option<Value>, blocks: Value) -> Written {
        serde_json::from_value(json!({ "ts": "1.0", "metadata": metadata, "blocks": blocks })).unwrap()
    }

    fn blocks(count: usize) -> Vec<Json> {
        vec![Json::of(&json!({ "type": "divider" })); count]
    }

    #[test]
    fn a_mark_comes_back_out_of_metadata_and_out_of_the_ids_of_blocks() {
        for tasks in [1, 2, 6, 7, 20] {
            let mark = mark(tasks);
            let metadata = serde_json::to_value(mark.metadata()).unwrap();
            assert_eq!(marked(written(Some(metadata), json!([]))), Some((mark.clone(), "1.0".to_owned())));
            let blocks: Value = mark.onto(&blocks(4)).iter().map(Json::value).collect();
            assert_eq!(marked(written(None, blocks.clone())), Some((mark, "1.0".to_owned())));
            let ids: Vec<&str> =
                blocks.as_array().unwrap().iter().filter_map(|block| block["block_id"].as_str()).collect();
            assert!(ids.iter().all(|id| id.len() <= 255), "{ids:?}");
            assert_eq!(ids.len(), tasks.div_ceil(IN_ONE_ID));
        }
    }

    #[test]
    fn a_block_that_has_a_name_keeps_it() {
        let named = Json::of(&json!({ "block_id": "row/1" }));
        let blocks: Value = mark(1).onto(&[named, blocks(1).remove(0)]).iter().map(Json::value).collect();
        assert_eq!(blocks[0]["block_id"], "row/1");
        assert!(marked(written(None, blocks)).is_some());
    }

    #[test]
    fn what_others_write_is_no_mark_of_ours() {
        let payload = json!({"task": "task_1", "part": 1, "of": 1});
        let foreign = json!({"event_type": "poll", "event_payload": payload});
        assert_eq!(marked(written(Some(foreign), json!([]))), None);
        for id in ["", "said", "said 1", "said 1 1", "said one 1 task_1", "row/1", "bFQ1"] {
            assert_eq!(marked(written(None, json!([{ "block_id": id }, {}]))), None, "{id}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_workspace_that_took_no_metadata_is_asked_again_after_a_day() {
        let minding = Minding::default();
        minding.learn("T1");
        assert!(minding.minds("T1") && !minding.minds("T2"));
        tokio::time::advance(HOLDS).await;
        assert!(!minding.minds("T1"));
        minding.learn("T1");
        minding.forget("T1");
        assert!(!minding.minds("T1"));
    }
}
