//! What settings and holidays need: what somebody wished before, and what was changed since they had looked.

use super::Memory;
use crate::act::begun::Begun;
use crate::act::settings::{Draft, Facts, Wish, concerns_mentors, seen, settings};
use crate::act::{Trouble, holidays};
use crate::audit::{Told, told};
use crate::community::Community;
use crate::decision::Decision;
use crate::member::Member;
use crate::moment::Moment;
use crate::store::StoreError;

impl Memory<'_> {
    /// Decides what somebody wishes to be settled, by whichever words they said so.
    pub(in crate::act) async fn settle(
        &self,
        wish: Wish,
        me: &Member,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let draft = Draft::among(self.store.keepsakes(self.scope, &Draft::name(me)).await?, me);
        let since = self.told_since(seen(&wish, draft.as_ref(), community), community).await?;
        let mentors =
            if concerns_mentors(&wish, draft.as_ref()) { self.mentors().await? } else { Vec::new() };
        let facts = Facts { draft, since, owner: self.owner(community).await?, mentors };
        Ok(settings(wish, facts, me, community, moment)?)
    }

    /// What is known when a wish for other holidays is decided.
    pub(in crate::act) async fn holidays(
        &self,
        wish: &holidays::Wish,
        me: &Member,
        community: &Community,
    ) -> Result<holidays::Facts, StoreError> {
        let kept = self.store.keepsakes(self.scope, &holidays::Draft::name(me)).await?;
        let draft = holidays::Draft::among(kept, me);
        let since = self.told_since(holidays::seen(wish, draft.as_ref(), community), community).await?;
        let gathered = if wish.may_change() { self.gathered_for(community).await? } else { Vec::new() };
        Ok(holidays::Facts { draft, since, gathered })
    }

    /// What was changed since a line of the audit.
    async fn told_since(&self, seen: u64, community: &Community) -> Result<Vec<Told>, StoreError> {
        if seen < community.audit.number { told(self.store, self.scope, seen).await } else { Ok(Vec::new()) }
    }
}
