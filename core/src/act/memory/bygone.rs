//! What is too old to be kept.

use super::Memory;
use crate::act::{forget, report, weights};
use crate::community::Community;
use crate::decision::Decision;
use crate::moment::Moment;
use crate::store::StoreError;

impl Memory<'_> {
    /// What is too old is forgotten: words, that reports were sent and read, and trials of weights that are good for
    /// nothing.
    pub(in crate::act) async fn forgotten(
        &self,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, StoreError> {
        let before = community.retention.bygone(&community.settings, moment.now).before;
        let sessions = self.store.bygone(self.scope, before, forget::AT_ONCE).await?;
        let mut reports = self.store.keepsakes(self.scope, report::READ).await?;
        reports.extend(self.store.keepsakes(self.scope, report::SENT).await?);
        let trials = self.store.keepsakes(self.scope, weights::TRIALS).await?;
        let over = report::long_ago(reports, before).chain(weights::tried_long_ago(trials, moment.now));
        Ok(forget::forget(community, sessions, moment).and_all(over))
    }
}
