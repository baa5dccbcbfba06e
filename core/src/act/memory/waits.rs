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
        let words = match action {
            Action::AllTheSame(None) => {
                let waits = Waiting::of(self.store, self.scope, For::Ask, &me.handle, self.moment).await?;
                match waits.as_ref().and_then(Waiting::action) {
                    Some(Action::Ask(words)) => words,
                    _ => None,
                }
            }
            Action::AllTheSame(words) => words,
            action => return Ok((action, false)),
        };
        Ok((Action::Ask(words), true))
    }
}
