//! What settings need: what somebody wished before, and what was changed since they had looked.

use super::Memory;
use crate::act::settings::{Draft, Facts, Wish, concerns_mentors, seen};
use crate::audit::told;
use crate::community::Community;
use crate::member::Member;
use crate::store::StoreError;

impl Memory<'_> {
    /// What is known when a wish for other settings is decided.
    pub(in crate::act) async fn settings(
        &self,
        wish: &Wish,
        me: &Member,
        community: &Community,
    ) -> Result<Facts, StoreError> {
        let draft = Draft::among(self.store.keepsakes(self.scope, &Draft::name(me)).await?, me);
        let seen = seen(wish, draft.as_ref(), community);
        let since = if seen < community.audit.number {
            told(self.store, self.scope, seen).await?
        } else {
            Vec::new()
        };
        let mentors = if concerns_mentors(wish, draft.as_ref()) { self.mentors().await? } else { Vec::new() };
        Ok(Facts { draft, since, mentors })
    }
}
