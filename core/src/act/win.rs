//! `win`: a learner tells of a recent piece of work. `undo` takes it back.

use super::forms;
use crate::action::{Action, Undoable, Words};
use crate::decision::{Change, Decision, Refusal};
use crate::fact::Event;
use crate::member::Member;
use crate::moment::Moment;
use crate::script::say;
use crate::text::{Limit, TextProblem, Typed, split_link};
use crate::win::Win;

/// A learner did something. Without words the form opens.
pub(super) fn win(words: Option<&Words>, learner: &Member, moment: &mut Moment) -> Result<Decision, Refusal> {
    let Some(words) = words else { return Ok(Decision::reply(forms::win("", None))) };
    let (deed, link) = split_link(words.get());
    let deed = Typed::parse(&deed, Limit::WIN).map_err(|problem| {
        let text = match problem {
            TextProblem::Empty => say("win.only-a-link").text(),
            problem => forms::text_problem(&problem),
        };
        let form = forms::win(words.get(), Some(text.clone()));
        Refusal::form(form, say("win.problem").with("problem", text))
    })?;
    let win =
        Win { id: moment.id(), version: 0, learner: learner.id, deed, link, at: moment.now, undone: None };
    let reply = say("win.noted")
        .with("deed", &win.deed)
        .with("link", win.link.as_ref().map(|link| link.as_str()))
        .button("undo", Action::Undo(Some(Undoable::Win(win.id))))
        .message();
    let event = Event::WonSomething { win: win.id };
    Ok(Decision::reply(reply).and_fact(learner.id, event, moment).and(Change::Win(win)))
}

/// A learner takes a win back.
pub(super) fn undo(mut win: Win, speaker: &Member, moment: &mut Moment) -> Result<Decision, Refusal> {
    if win.learner != speaker.id {
        return Err(Refusal::NotYours);
    }
    if win.undone.is_some() {
        return Ok(Decision::reply(say("win.undone").message()));
    }
    win.undone = Some(moment.now);
    let event = Event::WinUndone { win: win.id };
    let decision = Decision::reply(say("win.undone").message());
    Ok(decision.and_fact(speaker.id, event, moment).and(Change::Win(win)))
}
