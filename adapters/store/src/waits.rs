//! How many facts wait to be folded into the books of each community, as far as this process wrote them: when it is a
//! group, it is time to fold them. Whoever asks for figures folds what is left, so nothing hangs on this count.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use smallwins_core::community::Scope;
use smallwins_core::id::CommunityId;

use crate::table::rollup::GROUP;

/// Facts that were written and not folded since.
#[derive(Debug, Default)]
pub(crate) struct Waits(Mutex<HashMap<CommunityId, usize>>);

impl Waits {
    /// So many more wait. Says whether it is a group; then they are taken for folded.
    pub(crate) fn are_a_group(&self, scope: Scope, facts: usize) -> bool {
        if facts == 0 {
            return false;
        }
        let mut waits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = waits.entry(scope.community()).or_default();
        *waiting += facts;
        let group = *waiting >= GROUP;
        *waiting = if group { 0 } else { *waiting };
        group
    }
}

#[cfg(test)]
mod tests {
    use smallwins_core::community::Community;
    use smallwins_core::moment::Moment;
    use smallwins_core::platform::PlatformName;

    use super::*;

    #[test]
    fn each_community_has_its_own_groups() {
        let mut moment = Moment::new("2026-11-24T09:00:00Z".parse().unwrap(), 7);
        let mut scope = |name: &str| {
            let platform = PlatformName::new("slack");
            Community::new(platform, name.to_owned(), chrono_tz::UTC, &mut moment).scope()
        };
        let (one, other, waits) = (scope("one"), scope("other"), Waits::default());
        assert!(!waits.are_a_group(one, GROUP - 1) && !waits.are_a_group(other, 1));
        assert!(!waits.are_a_group(one, 0) && waits.are_a_group(one, 1));
        assert!(!waits.are_a_group(one, 1));
    }
}
