//! From what Discord tells to what the core is asked, and back inside Discord's three seconds or later by another way.
//!
//! Both transports come here. A call goes to the core at once and is decided to its end whatever becomes of the
//! connection; the first answer waits for it for two seconds. What is decided in time is the first answer: a message,
//! or a form, which Discord opens with a first answer alone. What is not is announced by it, and takes its place
//! afterwards. Where Discord takes an answer no more, it goes by a direct message.
//!
//! Files in reading order: [`turn`] (asking the core), [`answer`] (the first answer, and what follows), [`way`] (to
//! whom an answer goes), [`said`] (what is shown of a reply); then one for each thing that people do: [`command`],
//! [`press`], [`submission`], [`autocomplete`], [`line`]; and [`news`], what happens around them. [`enter`] finds the
//! community that is meant, [`away`] is for those who are not heard.

mod answer;
mod autocomplete;
mod away;
mod command;
mod enter;
mod line;
mod news;
mod press;
mod said;
mod submission;
#[cfg(test)]
mod tests;
mod turn;
mod way;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::discord::Discord;
use crate::inbound::{Inbound, What};
use answer::First;
use autocomplete::Typing;
use away::Away;
use turn::Turn;
use way::Way;

pub(crate) use answer::{Answered, Taken};

impl Discord {
    /// Hears one thing that arrived so long ago: what is answered at once, and what follows.
    pub(crate) async fn hear(self: &Arc<Self>, inbound: Inbound, ago: Duration) -> Answered {
        let begun = Instant::now() - ago;
        let way = Way::back(self, &inbound);
        let Inbound { id, guild, from, what, .. } = inbound;
        let turn = |at| Turn::new(self, at, id, begun);
        match what {
            What::Command { line } => match self.enter(guild, &from).await {
                Ok(at) => command::hear(turn(at), way, &from, line).await,
                Err(away) => way.answer_with(self.turned(away, id, &line, &from).await),
            },
            What::Autocomplete { verb, option, typed } => {
                let typing = Typing { verb: &verb, option: &option, typed: &typed };
                autocomplete::hear(self, way, guild, &from, typing).await
            }
            What::Press { button, .. } if !self.presses.is_first(&button) => way.answer(First::Nothing),
            What::Press { carries, message, .. } => match self.enter_by(carries.guild, guild, &from).await {
                Ok(at) => press::hear(turn(at), way, &from, carries, &message).await,
                Err(away) => way.answer_with(self.turned(away, id, "", &from).await),
            },
            What::Submission { carries, values } => match self.enter_by(carries.guild, guild, &from).await {
                Ok(at) => submission::hear(turn(at), way, &from, carries.action, values).await,
                Err(away) => way.answer_with(self.turned(away, id, &said::words(&values), &from).await),
            },
            What::Strange { values } => {
                way.answer_with(self.turned(Away::Gone(guild), id, &said::words(&values), &from).await)
            }
            What::Nothing(kind) => {
                tracing::debug!(kind, "Discord told something that does not concern us");
                way.answer(First::Nothing)
            }
        }
    }
}
