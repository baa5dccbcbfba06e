//! What somebody said a moment ago, and goes on with.

use super::Memory;
use crate::action::{Action, Heavy};
use crate::decision::Change;
use crate::member::Member;
use crate::store::StoreError;
use crate::waiting::Waiting;

/// How often somebody has said what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::act) enum Said {
    /// For the first time.
    Once,
    /// Once more, after it was held back: by a button that carried it.
    Again,
    /// Once more, where no button could carry it and it waited.
    Waited(Heavy),
}

impl Said {
    /// Whether they say it once more.
    pub(in crate::act) fn is_again(self) -> bool {
        self != Said::Once
    }

    /// What waited and was taken up waits no more. What else waits of them stays where it is.
    pub(in crate::act) fn taken_up(self, me: &Member) -> Option<Change> {
        match self {
            Said::Waited(what) => Some(Waiting::dropped(what.waits(), &me.handle)),
            Said::Once | Said::Again => None,
        }
    }
}

impl Memory<'_> {
    /// What somebody says, and whether they say it once more, after it was held back. What no button could carry waits.
    pub(in crate::act) async fn once_more(
        &self,
        action: Action,
        me: &Member,
    ) -> Result<(Action, Said), StoreError> {
        let Action::AllTheSame(what, words) = action else { return Ok((action, Said::Once)) };
        if words.is_some() {
            return Ok((what.action(words), Said::Again));
        }
        let waits = Waiting::of(self.store, self.scope, what.waits(), &me.handle, self.moment).await?;
        let action = waits.as_ref().and_then(Waiting::action).filter(|action| what.is_of(action));
        Ok((action.unwrap_or_else(|| what.action(None)), Said::Waited(what)))
    }
}
