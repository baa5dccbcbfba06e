//! What the app answered at once, and what Slack makes of it.

use std::time::Duration;

use serde_json::Value;

use crate::elements;
use crate::inner::Inner;
use crate::refusal::Refusal;
use crate::reply::apply;
use crate::world::World;
use crate::world::ticket::ReplyUrl;
use crate::world::view::STACK;

/// The answer to one delivery.
#[derive(Debug, Clone)]
pub struct Ack {
    /// Whether it came in time, with a status that Slack takes.
    pub in_time: bool,
    /// HTTP's status; 200 over a socket, 0 when nothing came.
    pub status: u16,
    /// How long it took, in real time.
    pub took: Duration,
    /// What it said: JSON, or a string where it was plain text; `null` where it was empty.
    pub body: Value,
    pub(crate) failure: Option<Failure>,
}

/// Why an answer does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    Timeout,
    Connection,
    Status,
    /// The same, and the app wants to hear no more of it: `x-slack-no-retry: 1`.
    Final,
}

/// A command: empty, or a message.
pub(crate) fn answered_command(inner: &Inner, of: &str, ack: &Ack, reply: &ReplyUrl) {
    let said = match &ack.body {
        Value::Null => return,
        Value::String(text) => serde_json::json!({ "text": text }),
        body => body.clone(),
    };
    let now = inner.now();
    let mut world = inner.world();
    if let Err(refusal) = apply(&mut world, reply, &said, now) {
        record(&mut world, of, &refusal, now);
    }
}

/// A press: nothing is read of the answer.
pub(crate) fn answered_press(inner: &Inner, of: &str, ack: &Ack) {
    let is_empty = ack.body.is_null() || ack.body.as_object().is_some_and(serde_json::Map::is_empty);
    if !is_empty {
        inner.violate(
            of,
            "invalid_ack",
            "an answer to a press is read by nobody; use response_url or a method",
        );
    }
}

/// A submitted modal: what happens to it.
pub(crate) fn answered_submission(inner: &Inner, of: &str, ack: &Ack, view: &str) {
    let now = inner.now();
    let mut world = inner.world();
    if let Err(refusal) = submit(&mut world, &ack.body, view, now) {
        record(&mut world, of, &refusal, now);
    }
}

fn record(world: &mut World, of: &str, refusal: &Refusal, now: chrono::DateTime<chrono::Utc>) {
    let why = refusal.why.clone().unwrap_or_else(|| "Slack has no room for it".to_owned());
    world.violate(of, &refusal.error, &why, now);
}

fn submit(
    world: &mut World,
    body: &Value,
    view: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), Refusal> {
    let invalid = |why: String| Refusal::wrong("invalid_ack", why);
    let is_empty = body.is_null() || body.as_object().is_some_and(serde_json::Map::is_empty);
    let action = body["response_action"].as_str();
    let extra = match action {
        Some("errors") => "errors",
        Some("update" | "push") => "view",
        _ => "",
    };
    let mut keys = body.as_object().into_iter().flat_map(|body| body.keys());
    if let Some(key) = keys.find(|key| *key != "response_action" && *key != extra) {
        return Err(invalid(format!("an answer to a submission has no {key:?} here")));
    }
    if extra == "view" && body["view"]["type"] != "modal" {
        return Err(invalid("what follows a modal is a modal".to_owned()));
    }
    match action {
        None if is_empty => world.close_view(view),
        Some("clear") => world.clear_views(view),
        Some("errors") => return errors(world, &body["errors"], view),
        Some("update") => {
            let team = world.views[view].team.clone();
            let content = world.judge_view(&team, body["view"].clone(), Some(view))?;
            world.replace_view(view, content, now);
        }
        Some("push") => {
            let (team, user) = (world.views[view].team.clone(), world.views[view].user.clone());
            if world.team_mut(&team).user_mut(&user).modals.len() >= STACK {
                return Err(Refusal::wrong("push_limit_reached", "three modals lie on one another at most"));
            }
            let content = world.judge_view(&team, body["view"].clone(), None)?;
            world.show(&team, &user, content, Some(view), now);
        }
        _ => return Err(invalid(format!("{body} is no answer to a submission"))),
    }
    Ok(())
}

/// Each names an input block that is there.
fn errors(world: &mut World, errors: &Value, view: &str) -> Result<(), Refusal> {
    let errors = errors.as_object().filter(|errors| !errors.is_empty());
    let errors =
        errors.ok_or_else(|| Refusal::wrong("invalid_ack", "errors is an object of block_id and text"))?;
    let view = world.views.get_mut(view).expect("the view was just submitted");
    let inputs: Vec<String> = elements::of(view.blocks())
        .into_iter()
        .filter(|placed| placed.input.is_some())
        .map(|placed| placed.block_id)
        .collect();
    view.errors.clear();
    for (block, error) in errors {
        let text = error.as_str().filter(|text| !text.is_empty());
        let text =
            text.ok_or_else(|| Refusal::wrong("invalid_ack", format!("the error of {block} is no text")))?;
        if !inputs.contains(block) {
            return Err(Refusal::wrong("invalid_ack", format!("{block:?} is no input block of this view")));
        }
        view.errors.insert(block.clone(), text.to_owned());
    }
    Ok(())
}

impl World {
    /// Closes one modal; what lies beneath it is seen again.
    pub(crate) fn close_view(&mut self, id: &str) {
        let view = self.views.get_mut(id).expect("views are remembered");
        view.open = false;
        let (team, user) = (view.team.clone(), view.user.clone());
        self.team_mut(&team).user_mut(&user).modals.retain(|modal| modal != id);
    }

    /// Closes every modal of the person who has this one in front of them.
    pub(crate) fn clear_views(&mut self, id: &str) {
        let (team, user) = (self.views[id].team.clone(), self.views[id].user.clone());
        for modal in self.team(&team).users[&user].modals.clone() {
            self.close_view(&modal);
        }
    }
}
