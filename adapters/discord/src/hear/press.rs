//! A press of a button: answered beside the button, or with the form that it opens.

use serde_json::Value;
use smallwins_core::mentoring::Said;
use smallwins_core::message::{Reply, Values};

use super::answer::Answered;
use super::said::answered;
use super::submission;
use super::turn::Turn;
use super::way::Way;
use crate::inbound::Speaker;
use crate::render::{self, CustomId, Does, Given, Guild};

pub(super) async fn hear(
    turn: Turn,
    way: Way,
    from: &Speaker,
    carries: CustomId,
    message: &Value,
) -> Answered {
    let CustomId { action, does, .. } = carries;
    let given = match does {
        Does::Say => None,
        Does::Open(given) => Some(values(given)),
        Does::Edit(_) => Some(render::typed(message)),
        Does::Send => return submission::hear(turn, way, from, action, render::typed(message)).await,
    };
    let guild = turn.at.guild;
    match turn.ask(from, Said::Press(action)).by(turn.patience()).await {
        Ok(answer) => match given {
            None => answered(way, answer.reply, guild),
            Some(given) => opened(way, answer.reply, &given, guild),
        },
        Err(asked) => Answered::later(way, asked, guild),
    }
}

/// The form in which something stands already. Its words were read before the press.
fn opened(way: Way, reply: Reply, given: &Values, guild: Guild) -> Answered {
    match reply.form {
        Some(form) => {
            let form = render::filled(form, given);
            Answered::opening(way, render::modal(&form, guild), render::card(&form, guild))
        }
        None => answered(way, reply, guild),
    }
}

fn values(given: Vec<Given>) -> Values {
    given.into_iter().filter_map(|given| Some((given.name, given.value?))).collect()
}
