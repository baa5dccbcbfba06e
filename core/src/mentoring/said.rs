//! What is said as an action; and what was typed, given back where nothing came of it.

use super::Said;
use crate::action::{Action, Misheard, Words, words};
use crate::decision::Refusal;
use crate::message::Reply;
use crate::note;
use crate::safety::sounds_heavy;
use crate::script::label;

impl Said {
    /// Whether those who run the community alone may say it.
    pub fn is_for_admins(&self) -> bool {
        self.action().is_ok_and(|action| action.is_for_admins())
    }

    /// Whether somebody writes by it what sounds heavy.
    pub(super) fn sounds_heavy(&self) -> bool {
        let heavy = match self {
            Said::Line(text) | Said::Press(text) => sounds_heavy(text),
            Said::Form { action, values } => {
                sounds_heavy(action) || values.values().any(|value| sounds_heavy(value))
            }
            Said::Due(_) | Said::News(_) | Said::Arrived(_) => false,
        };
        heavy && !self.is_for_admins()
    }

    /// The action that it comes to.
    pub(super) fn action(&self) -> Result<Action, Refusal> {
        let misheard = |misheard| Refusal::Misheard(misheard);
        let action = match self {
            Said::Line(text) if note::is_note(text) => Action::Note(None, words(text)),
            Said::Line(text) | Said::Press(text) => text.parse().map_err(misheard)?,
            Said::Form { action, values } => action.parse::<Action>().map_err(misheard)?.filled_in(values),
            Said::Due(action) => action.clone(),
            Said::News(_) | Said::Arrived(_) => return Err(Refusal::NotYours),
        };
        match action {
            Action::Clock(_) => Err(Refusal::Misheard(Misheard::Unknown { nearest: None, of_admins: None })),
            action => Ok(action),
        }
    }

    /// The answer to what came to nothing. A platform is not answered; and whoever writes what sounds heavy, and no
    /// word of Smallwins, is not told how to say it: whom to turn to stands there alone.
    pub(super) fn refused(&self, refusal: Refusal) -> Reply {
        match self {
            Said::News(_) | Said::Arrived(_) => Reply::default(),
            Said::Line(_) if matches!(refusal, Refusal::Misheard(_)) && self.sounds_heavy() => {
                Reply::default()
            }
            said => said.with_what_was_typed(refusal.reply(said.words())),
        }
    }

    /// A form that is shown once more holds what was typed in it.
    pub(super) fn sent_back(&self, reply: Reply) -> Reply {
        match (self, &reply.form) {
            (Said::Form { action, .. }, Some(form)) if form.action.to_string() == *action => {
                self.with_what_was_typed(reply)
            }
            _ => reply,
        }
    }

    /// A form that comes back holds what was typed in it, and says when nothing was.
    fn with_what_was_typed(&self, mut reply: Reply) -> Reply {
        if let (Said::Form { values, .. }, Some(form)) = (self, &mut reply.form) {
            for field in &mut form.fields {
                if let Some(value) = values.get(&field.name) {
                    field.value.clone_from(value);
                }
            }
            let explained = form.fields.iter().any(|field| field.problem.is_some());
            if let Some(first) =
                form.fields.first_mut().filter(|first| !explained && first.value.trim().is_empty())
            {
                first.problem = Some(label("text.empty"));
            }
        }
        reply
    }

    /// The words that the person would have to type again, were they lost.
    pub(super) fn words(&self) -> Option<Words> {
        match self {
            Said::Line(text) => words(text),
            Said::Form { values, .. } => {
                let typed =
                    values.iter().filter(|(name, _)| name.as_str() != "meet").map(|(_, value)| value.trim());
                words(&typed.filter(|value| !value.is_empty()).collect::<Vec<_>>().join("\n"))
            }
            Said::Press(_) | Said::Due(_) | Said::News(_) | Said::Arrived(_) => None,
        }
    }
}
