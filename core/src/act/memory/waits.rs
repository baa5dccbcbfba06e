//! What somebody said a moment ago, and goes on with.

use super::Memory;
use crate::action::Action;
use crate::member::Member;
use crate::store::StoreError;
use crate::waiting::{For, Waiting};

impl Memory<'_> {
    /// What somebody says, and whether they say it once more, after it was held back. What no button could carry waits.
    pub(in crate::act) async fn once_more(
        &self,
        action: Action,
        me: &Member,
    ) -> Result<(Action, bool), StoreError> {
        let Action::AllTheSame(what, words) = action else { return Ok((action, false)) };
        if words.is_some() {
            return Ok((what.action(words), true));
        }
        let waits = Waiting::of(self.store, self.scope, For::Ask, &me.handle, self.moment).await?;
        let action = waits.as_ref().and_then(Waiting::action).filter(|action| what.is_of(action));
        Ok((action.unwrap_or_else(|| what.action(None)), true))
    }
}
