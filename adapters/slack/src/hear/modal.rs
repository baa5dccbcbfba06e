//! Modals: opened with a trigger while it holds, and filled when it is known with what.

use std::time::Duration;

use chrono_tz::UTC;
use serde::Deserialize;
use serde_json::{Value, json};
use smallwins_chat::asked::Answer;
use smallwins_core::interlude;
use smallwins_core::tongue::Tongue;
use tokio::time::{Instant, timeout_at};

use super::turn::Turn;
use super::way::Way;
use crate::api::ApiError;
use crate::inbound::{Speaker, View};
use crate::render;

/// How long Slack may take to open a modal.
const OPENS: Duration = Duration::from_millis(1500);

/// What Slack answers about a view. A page that is none of Slack's answers otherwise.
#[derive(Debug, Deserialize)]
pub(super) struct Opened {
    view: Shown,
}

#[derive(Debug, Deserialize)]
struct Shown {
    id: String,
    #[serde(default)]
    hash: String,
}

/// Opens a modal, when the trigger still holds and Slack is quick enough for the acknowledgement not to be late.
pub(super) async fn open(turn: &Turn, trigger: Option<&str>, view: &Value) -> Option<View> {
    let trigger = trigger?;
    let limit = turn.overdue().min(Instant::now() + OPENS);
    if limit <= Instant::now() {
        return None;
    }
    let open = json!({ "trigger_id": trigger, "view": view });
    let opened = turn.slack.call::<_, Opened>(&turn.workspace, "views.open", &open);
    let error = match timeout_at(limit, opened).await {
        Ok(Ok(Opened { view: Shown { id, hash } })) => {
            return Some(View { id, hash, metadata: String::new() });
        }
        Ok(Err(error)) => error,
        Err(_) => ApiError::Unknown("no answer in time"),
    };
    tracing::info!(call.id = turn.id, %error, "A form could not be opened");
    None
}

/// Opens a modal that asks for a moment.
pub(super) async fn open_one_moment(turn: &Turn, from: &Speaker, way: &Way) -> Option<View> {
    let view = one_moment(&way.metadata(), turn.tongue(&from.user));
    open(turn, from.trigger.as_deref(), &view).await
}

/// A modal that asks for a moment.
pub(super) fn one_moment(metadata: &str, tongue: Tongue) -> Value {
    render::notice(&interlude::one_moment(tongue), UTC, metadata)
}

/// Puts an answer into a modal that is open, or says it another way when the modal is gone.
pub(super) async fn fill(turn: &Turn, view: &View, way: &mut Way, answer: Answer) {
    let Answer { reply, zone } = answer;
    let metadata = way.metadata();
    let shown = match (&reply.form, &reply.message) {
        (Some(form), _) => render::modal(form, zone, &metadata),
        (None, Some(message)) => render::notice(message, zone, &metadata),
        (None, None) => return,
    };
    let Err(error) = update(turn, view, &shown).await else { return };
    tracing::info!(call.id = turn.id, %error, "A modal could not be filled");
    if let Some(message) = interlude::in_words(reply) {
        way.say(&message, zone).await;
    }
}

/// Updates a modal, also when somebody was faster: what is said last is shown last.
async fn update(turn: &Turn, view: &View, shown: &Value) -> Result<(), ApiError> {
    let Turn { slack, workspace, .. } = turn;
    let mut update = json!({ "view_id": view.id, "view": shown });
    if !view.hash.is_empty() {
        update["hash"] = view.hash.as_str().into();
    }
    let done: Result<Opened, ApiError> = slack.call(workspace, "views.update", &update).await;
    match done {
        Err(error) if error.code() == Some("hash_conflict") => {
            update.as_object_mut().expect("made above").remove("hash");
            slack.call(workspace, "views.update", &update).await.map(|_: Opened| ())
        }
        done => done.map(|_| ()),
    }
}
