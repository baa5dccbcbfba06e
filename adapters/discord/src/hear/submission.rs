//! A form that was sent: what becomes of it is said beside what it was opened from, as Discord answers no form with
//! another.

use smallwins_core::mentoring::Said;
use smallwins_core::message::Values;

use super::answer::Answered;
use super::said::said;
use super::turn::Turn;
use super::way::Way;
use crate::inbound::Speaker;

pub(super) async fn hear(turn: Turn, way: Way, from: &Speaker, action: String, values: Values) -> Answered {
    let (guild, call) = (turn.at.guild, way.call());
    match turn.ask(from, Said::Form { action, values }).by(turn.patience()).await {
        Ok(answer) => way.answer_with(said(answer.reply, guild, call)),
        Err(asked) => Answered::later(way, asked, guild),
    }
}
