//! What was refused, counted for those who run a community. Anybody may knock, so it is written now and then, and not
//! each time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::community::Scope;
use smallwins_core::signal::Source;

/// So long nothing is written after something was.
pub(crate) const APART: TimeDelta = TimeDelta::minutes(1);

/// How often each source was refused since that was last written. A restart forgets the last minute.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    counts: Mutex<HashMap<(Scope, Source), Count>>,
}

#[derive(Debug)]
struct Count {
    times: u32,
    written: Option<DateTime<Utc>>,
}

/// What is done about one that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// So many are written now.
    Written(u32),
    /// It is the first that waits: what waits is to be written after [`APART`].
    First,
    /// It waits with others.
    Waits,
}

impl Ledger {
    /// One more was refused.
    pub(crate) fn refused(&self, scope: Scope, source: &Source, now: DateTime<Utc>) -> Line {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((scope, source.clone())).or_insert(Count { times: 0, written: None });
        count.times = count.times.saturating_add(1);
        if count.written.is_some_and(|written| now - written < APART) {
            return if count.times == 1 { Line::First } else { Line::Waits };
        }
        count.written = Some(now);
        Line::Written(std::mem::take(&mut count.times))
    }

    /// How many have waited, to be written now, if any still do.
    pub(crate) fn waited(&self, scope: Scope, source: &Source, now: DateTime<Utc>) -> Option<u32> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get_mut(&(scope, source.clone())).filter(|count| count.times > 0)?;
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
    fn however_often_somebody_knocks_it_is_written_once_a_minute_and_what_waits_is_written_too() {
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        let (platform, place) = (PlatformName::new("stage"), "place".to_owned());
        let scope = Community::new(platform, place, UTC, &mut Moment::new(now, 7)).scope();
        let ledger = Ledger::default();
        let knock = |seconds| ledger.refused(scope, &Source::github(), now + TimeDelta::seconds(seconds));
        let written: Vec<Line> = [0, 1, 59, 60, 61, 62].map(knock).into();
        let (one, three) = (Line::Written(1), Line::Written(3));
        assert_eq!(written, [one, Line::First, Line::Waits, three, Line::First, Line::Waits]);
        assert_eq!(ledger.refused(scope, &Source::xapi(), now), one);
        let waited = |seconds| ledger.waited(scope, &Source::github(), now + TimeDelta::seconds(seconds));
        assert_eq!((waited(121), waited(122)), (Some(2), None));
    }
}
