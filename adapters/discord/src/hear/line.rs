//! A line in a direct message: answered there.

use std::sync::Arc;

use smallwins_core::mentoring::Said;
use tokio::time::Instant;

use super::said::said;
use super::turn::Turn;
use super::way::Way;
use crate::discord::Discord;
use crate::inbound::Line;

impl Discord {
    /// Hears a line, and answers it. After a broken connection Discord may tell it again.
    pub(crate) async fn hear_line(self: &Arc<Self>, line: Line) {
        let Some(hearing) = self.events.begin("line", &line.id.to_string()) else {
            tracing::debug!(line.id, "Discord told again what was heard");
            return;
        };
        hearing.taken_up();
        let mut way = Way::direct(self, &line);
        let Line { id, from, text, .. } = line;
        let posts = match self.enter(None, &from).await {
            Ok(at) => {
                let turn = Turn::new(self, at, id, Instant::now());
                let answer = turn.ask(&from, Said::Line(text)).at_last().await;
                said(answer.reply, turn.at.guild, id)
            }
            Err(away) => self.turned(away, id, &text, &from).await,
        };
        way.say(&posts).await;
    }
}
