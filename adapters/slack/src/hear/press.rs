//! A press of a button: acknowledged as soon as it is decided, and answered beside the button.

use smallwins_chat::asked::{Answer, Asked, opens_form};
use smallwins_core::interlude;
use smallwins_core::mentoring::Said;
use tokio::sync::oneshot;
use tokio::time::timeout_at;

use super::turn::Turn;
use super::way::{Shown, Way};
use super::{Ack, modal};
use crate::inbound::{On, Speaker};
use crate::render;

pub(super) async fn hear(turn: Turn, from: Speaker, action: String, on: On) -> Ack {
    let way = match &on {
        On::Message => Way::back(&turn, &from, message_shown(&from)),
        On::Ephemeral => Way::back(&turn, &from, Shown::ToThemAlone),
        On::Modal(view, _) => Way::kept(&turn, &from.user, &view.metadata),
        On::Home => Way::home(&turn, &from.user),
    };
    let may_open = opens_form(&action);
    let said = match &on {
        // Beside a form's fields, a button speaks of what stands in them.
        On::Modal(_, values) if !values.is_empty() => Said::Form { action, values: values.clone() },
        _ => Said::Press(action),
    };
    let asked = turn.ask(&from.user, said);
    let patience = turn.patience();
    let (decided, decision) = oneshot::channel();
    let errands = turn.slack.errands.clone();
    errands.run(async move {
        match on {
            On::Modal(view, _) => {
                let (answer, mut way) = (asked.at_last().await, way);
                drop(decided);
                modal::fill(&turn, &view, &mut way, answer).await;
                way.show().await;
            }
            On::Message | On::Ephemeral | On::Home => {
                answer(&turn, &from, way, asked, may_open, decided).await;
            }
        }
    });
    // Either end of it says that it is time: the decision, or the end of our patience.
    let _ = timeout_at(patience, decision).await;
    Ack::Nothing
}

/// What is answered in a direct message stays there; elsewhere others would read it.
///
/// A message of ours in a direct message was written to that person by us: what a command answers in somebody else's
/// conversation is seen by one person alone, and its buttons do not stand in a message that stays.
fn message_shown(from: &Speaker) -> Shown {
    let is_direct = from.channel.as_ref().is_some_and(|channel| channel.starts_with('D'));
    if is_direct { Shown::ToStay } else { Shown::ToThemAlone }
}

async fn answer(
    turn: &Turn,
    from: &Speaker,
    mut way: Way,
    asked: Asked,
    may_open: bool,
    decided: oneshot::Sender<()>,
) {
    let trigger = from.trigger.as_deref();
    let soon = if may_open { asked.by(turn.soon()).await } else { Err(asked) };
    let Answer { reply, zone } = match soon {
        Ok(answer) => answer,
        Err(asked) if may_open => match modal::open_one_moment(turn, from, &way).await {
            Some(view) => {
                let answer = asked.at_last().await;
                drop(decided);
                modal::fill(turn, &view, &mut way, answer).await;
                return way.show().await;
            }
            None => asked.at_last().await,
        },
        Err(asked) => asked.at_last().await,
    };
    drop(decided);
    if let Some(form) = &reply.form {
        let view = render::modal(form, zone, &way.metadata());
        if modal::open(turn, trigger, &view).await.is_some() {
            return;
        }
    }
    if let Some(message) = interlude::in_words(reply) {
        way.say(&message, zone).await;
        way.show().await;
    }
}
