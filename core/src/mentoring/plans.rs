//! What comes by itself, week after week, in communities that were there before it.

use super::{Call, Mentoring, Said, TRIES, Who, head_of, log_noted};
use crate::act;
use crate::action::{Action, Wake};
use crate::audit::{By, noted};
use crate::community::{Community, Scope};
use crate::decision::Decision;
use crate::holidays::Holidays;
use crate::id::TaskId;
use crate::message::Reply;
use crate::platform::PlatformName;
use crate::store::{CallId, Commit, StoreError};

impl Mentoring {
    /// Keeps other holidays in a community from now on. Whoever settles something else there at the same time may come
    /// first: then it is tried again.
    ///
    /// # Errors
    /// The memory does not answer, or there is no such community any more.
    pub async fn keep_holidays(&self, scope: Scope, holidays: &Holidays) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let mut moment = self.moments.moment();
            let call = CallId(moment.id::<TaskId>().to_string());
            let community = self.store.entrance(scope, &call, None).await?.community;
            let changes = act::with_holidays(&*self.store, &community, holidays, &mut moment).await?;
            let decision = Decision::silent().and_all(changes);
            let Decision { changes, .. } = noted(decision, &community, By::Operator, &mut moment);
            let head = head_of(&changes);
            let commit = Commit { scope, call, at: moment.now, reply: Reply::default(), changes };
            match self.store.commit(commit).await {
                Ok(_) => {
                    log_noted(head);
                    return Ok(());
                }
                Err(StoreError::Conflict) => continue,
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }

    /// Plans the weekly look at what is too old to be kept, in each open community of a platform that has none ahead.
    ///
    /// # Errors
    /// The memory does not answer.
    pub async fn plan_forgetting(&self, platform: &PlatformName) -> Result<(), StoreError> {
        let all = self.store.communities(platform).await?;
        let unplanned = |one: &&Community| one.retention.planned.is_none() && !one.is_closed();
        for community in all.iter().filter(unplanned) {
            let id = CallId(self.moments.moment().id::<TaskId>().to_string());
            let said = Said::Due(Action::Clock(Wake::Forget));
            self.wake(Call { id, scope: community.scope(), who: Who::Clock, said }).await?;
        }
        Ok(())
    }

    /// Plans the weekly digest of each open community of a platform that wants one and has none ahead, though somebody
    /// runs it: those that were there before digests came. Of two who do so at the same time, one finds it done.
    ///
    /// # Errors
    /// The memory does not answer.
    pub async fn plan_digests(&self, platform: &PlatformName) -> Result<(), StoreError> {
        let all = self.store.communities(platform).await?;
        let unplanned = |community: &&Community| {
            community.digest.wanted && community.digest.planned.is_none() && !community.is_closed()
        };
        for community in all.iter().filter(unplanned) {
            if self.store.admins(community.scope(), 1).await?.is_empty() {
                continue;
            }
            let id = CallId(self.moments.moment().id::<TaskId>().to_string());
            let said = Said::Due(Action::Clock(Wake::Digest));
            self.wake(Call { id, scope: community.scope(), who: Who::Clock, said }).await?;
        }
        Ok(())
    }
}
