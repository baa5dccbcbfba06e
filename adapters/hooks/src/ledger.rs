//! What was refused, counted for those who run a community. Anybody may knock, so it is written now and then, and not each
//! time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::community::Scope;
use smallwins_core::signal::Source;

/// So long nothing is written after something was.
const APART: TimeDelta = TimeDelta::minutes(1);

/// How often each source was refused since that was last written.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    counts: Mutex<HashMap<(Scope, Source), Count>>,
}

#[derive(Debug)]
struct Count {
    times: u32,
    written: Option<DateTime<Utc>>,
}

impl Ledger {
    /// One more was refused. Answers with how many are to be written now, if it is time.
    pub(crate) fn refused(&self, scope: Scope, source: &Source, now: DateTime<Utc>) -> Option<u32> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((scope, source.clone())).or_insert(Count { times: 0, written: None });
        count.times = count.times.saturating_add(1);
        if count.written.is_some_and(|written| now - written < APART) {
            return None;
        }
        count.written = Some(now);
        Some(std::mem::take(&mut count.times))
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::UTC;
    use smallwins_core::community::Community;
    use smallwins_core::moment::Moment;
    use smallwins_core::platform::PlatformName;

    use super::*;

    #[test]
    fn however_often_somebody_knocks_it_is_written_once_a_minute_and_none_is_lost() {
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        let (platform, place) = (PlatformName::new("stage"), "place".to_owned());
        let scope = Community::new(platform, place, UTC, &mut Moment::new(now, 7)).scope();
        let ledger = Ledger::default();
        let knock = |seconds| ledger.refused(scope, &Source::github(), now + TimeDelta::seconds(seconds));
        let written: Vec<Option<u32>> = [0, 1, 59, 60, 61].map(knock).into();
        assert_eq!(written, [Some(1), None, None, Some(3), None]);
        assert_eq!(ledger.refused(scope, &Source::xapi(), now), Some(1));
    }
}
