//! A command: answered at once when it is decided in time, and with a form where it asks for one.

use smallwins_core::mentoring::Said;

use super::answer::Answered;
use super::said::answered;
use super::turn::Turn;
use super::way::Way;
use crate::inbound::Speaker;

pub(super) async fn hear(turn: Turn, way: Way, from: &Speaker, line: String) -> Answered {
    match turn.ask(from, Said::Line(line)).by(turn.patience()).await {
        Ok(answer) => answered(way, answer.reply, turn.at.guild),
        Err(asked) => Answered::later(way, asked, turn.at.guild),
    }
}
