//! A command: answered in the acknowledgement, for the one who typed it alone.

use chrono_tz::UTC;
use smallwins_chat::asked::{Answer, opens_form};
use smallwins_core::interlude;
use smallwins_core::mentoring::Said;

use super::turn::Turn;
use super::way::{Shown, Way, ephemeral};
use super::{Ack, modal};
use crate::inbound::Speaker;
use crate::render;

pub(super) async fn hear(turn: Turn, from: Speaker, text: String) -> Ack {
    let may_open = opens_form(&text);
    let mut way = Way::back(&turn, &from, Shown::ToThemAlone);
    let mut asked = turn.ask(&from.user, Said::Line(text));
    if may_open {
        asked = match asked.by(turn.soon()).await {
            Ok(answer) => return at_once(&turn, &from, way, answer).await,
            Err(asked) => asked,
        };
        if let Some(view) = modal::open_one_moment(&turn, &from, &way).await {
            let errands = turn.slack.errands.clone();
            errands.run(async move { modal::fill(&turn, &view, &mut way, asked.at_last().await).await });
            return Ack::Nothing;
        }
    }
    match asked.by(turn.patience()).await {
        Ok(answer) => at_once(&turn, &from, way, answer).await,
        Err(asked) => {
            let moment = interlude::one_moment(turn.tongue(&from.user));
            turn.slack.errands.run(async move { later(way, asked.at_last().await).await });
            render::posts(&moment, UTC).first().map_or(Ack::Nothing, ephemeral)
        }
    }
}

/// The answer in time: a form is opened, a message is shown; what one acknowledgement cannot hold follows it.
async fn at_once(turn: &Turn, from: &Speaker, mut way: Way, answer: Answer) -> Ack {
    let Answer { reply, zone } = answer;
    if let Some(form) = &reply.form {
        let view = render::modal(form, zone, &way.metadata());
        if modal::open(turn, from.trigger.as_deref(), &view).await.is_some() {
            return Ack::Nothing;
        }
    }
    let mut posts = interlude::in_words(reply)
        .map(|message| render::posts(&message, zone))
        .unwrap_or_default()
        .into_iter();
    let Some(first) = posts.next() else { return Ack::Nothing };
    let rest: Vec<_> = posts.collect();
    if !rest.is_empty() {
        turn.slack.errands.run(async move { way.post(&rest).await });
    }
    ephemeral(&first)
}

/// The answer after the acknowledgement. The trigger holds no longer, so a form waits behind a button.
async fn later(mut way: Way, answer: Answer) {
    let Answer { reply, zone } = answer;
    if let Some(message) = interlude::in_words(reply) {
        way.say(&message, zone).await;
    }
}
