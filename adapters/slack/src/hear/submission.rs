//! A form that was sent: the acknowledgement holds what becomes of it.

use std::time::Duration;

use smallwins_chat::asked::Answer;
use smallwins_core::mentoring::Said;
use smallwins_core::message::Values;

use super::turn::Turn;
use super::way::Way;
use super::{Ack, errors, modal, update};
use crate::inbound::{Speaker, View};
use crate::render;

/// So long Slack is given to show what the acknowledgement said, before that is replaced.
const SHOWN: Duration = Duration::from_millis(500);

pub(super) async fn hear(turn: Turn, from: Speaker, action: String, values: Values, view: View) -> Ack {
    let mut way = Way::kept(&turn, &from.user, &view.metadata);
    let asked = turn.ask(&from.user, Said::Form { action: action.clone(), values });
    let asked = match asked.by(turn.patience()).await {
        Ok(answer) => return at_once(&turn, way, &action, answer),
        Err(asked) => asked,
    };
    let ack = update(modal::one_moment(&view.metadata, turn.tongue(&from.user)));
    let errands = turn.slack.errands.clone();
    errands.run(async move {
        let answer = asked.at_last().await;
        tokio::time::sleep(SHOWN).await;
        // The acknowledgement has changed the view since, and its hash with it.
        let view = View { hash: String::new(), ..view };
        modal::fill(&turn, &view, &mut way, answer).await;
        way.show().await;
    });
    ack
}

/// A form that comes back stays open: with what is wrong beside its fields, or anew when there is more to it. A
/// message closes it, and is said where the form was asked for.
fn at_once(turn: &Turn, mut way: Way, action: &str, answer: Answer) -> Ack {
    let Answer { reply, zone } = answer;
    match (reply.form, reply.message) {
        (Some(form), _) => {
            let is_the_same = form.action.to_string() == action;
            match render::problems(&form).filter(|_| is_the_same && form.also.is_empty()) {
                Some(problems) => errors(&problems),
                None => update(render::modal(&form, zone, &way.metadata())),
            }
        }
        (None, Some(message)) => {
            turn.slack.errands.run(async move {
                way.say(&message, zone).await;
                way.show().await;
            });
            Ack::Nothing
        }
        (None, None) => Ack::Nothing,
    }
}
