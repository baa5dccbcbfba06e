//! What the players say: a line, a button, a form.

use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::message::{Form, Values};
use smallwins_core::platform::Handle;
use smallwins_core::store::{CallId, StoreError};
use smallwins_core::text;

use super::Playground;
use super::live::Live;
use super::players::{Application, Objections, Player};
use super::thread::{Draft, Line, Place};

/// Why something could not be said.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PlayError {
    /// There is no such player, perhaps because the play started over.
    #[error("nobody of that name is here")]
    NotHere,
    /// The button is not there any more.
    #[error("the button is not there any more")]
    Gone,
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What saying something came to, besides the lines in the column.
#[derive(Debug)]
pub(crate) struct Heard {
    /// The form to be opened now.
    pub(crate) form: Option<Form>,
    /// Nothing new appeared: the same was said before.
    pub(crate) repeated: bool,
}

impl Heard {
    /// Nothing was said.
    pub(crate) fn nothing() -> Heard {
        Heard { form: None, repeated: false }
    }
}

impl Playground {
    /// A player types a line, or a script does it for them.
    pub(crate) async fn say(&self, handle: &Handle, call: CallId, said: Said) -> Result<Heard, PlayError> {
        let bubble = match &said {
            Said::Line(line) => Some(Line::Typed(text::clean_lines(line))),
            Said::Press(_) | Said::Form { .. } | Said::Due(_) | Said::News(_) | Said::Arrived(_) => None,
        };
        self.speak(handle, call, said, bubble).await
    }

    /// A player presses a button of a line of theirs.
    pub(crate) async fn press(
        &self,
        handle: &Handle,
        call: CallId,
        line: &str,
        button: usize,
    ) -> Result<Heard, PlayError> {
        self.player(&handle.0).ok_or(PlayError::NotHere)?;
        let line = self.line(line).filter(|line| line.is_seen_by(handle)).ok_or(PlayError::Gone)?;
        let button = line.button(button).ok_or(PlayError::Gone)?;
        let chosen = Line::Chose(button.label.to_string());
        self.speak(handle, call, Said::Press(button.action.to_string()), Some(chosen)).await
    }

    /// A player sends a form.
    pub(crate) async fn submit(
        &self,
        handle: &Handle,
        call: CallId,
        title: &str,
        action: String,
        values: Values,
    ) -> Result<Heard, PlayError> {
        let sent = Line::Sent(text::clean(title));
        self.speak(handle, call, Said::Form { action, values }, Some(sent)).await
    }

    /// Adds somebody, and lets them say what they offer.
    pub(crate) async fn admit(
        &self,
        application: &Application,
    ) -> Result<Result<Player, Objections>, PlayError> {
        let player = {
            let _curtain = self.curtain.read().await;
            let player = match application.judge(&self.players()) {
                Ok(player) => player,
                Err(objections) => return Ok(Err(objections)),
            };
            self.seat(player.clone()).await?;
            player
        };
        let topics = text::clean(&application.topics);
        if !topics.is_empty() {
            let joining = Said::Line(format!("/mentor join {topics}"));
            self.say(&player.handle, self.fresh_call(), joining).await?;
        }
        Ok(Ok(player))
    }

    /// Acts, and shows what was said and answered. What only opens a form leaves no trace, as on other platforms,
    /// unless it was typed.
    async fn speak(
        &self,
        handle: &Handle,
        call: CallId,
        said: Said,
        bubble: Option<Line>,
    ) -> Result<Heard, PlayError> {
        let heard = {
            let _curtain = self.curtain.read().await;
            let player = self.player(&handle.0).ok_or(PlayError::NotHere)?;
            let who = Who::Person(player.person());
            let mentoring = if player.is_of_the_first() { &self.mentoring } else { &self.door };
            let reply = mentoring.act(Call { id: call.clone(), scope: self.scope(), who, said }).await;
            let draft = |side: &str, what| Draft {
                key: format!("{}/{side}", call.0),
                also: Vec::new(),
                place: Place::Direct(handle.clone()),
                what,
            };
            let repeated = self.line(&format!("{}/answer", call.0)).is_some();
            let bubble = bubble.filter(|line| reply.form.is_none() || matches!(line, Line::Typed(_)));
            let answer = reply.message.filter(|_| reply.form.is_none()).map(Line::Answered);
            let said = bubble.map(|line| draft("said", line));
            let answered = answer.map(|line| draft("answer", line));
            self.append(said.into_iter().chain(answered).collect()).await?;
            Heard { form: reply.form, repeated }
        };
        self.catch_up().await?;
        self.tell(Live::Moved);
        Ok(heard)
    }
}
