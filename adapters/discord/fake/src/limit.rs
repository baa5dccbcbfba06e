//! How often an app may call: off until a test switches it on, and never forgetful of a `Retry-After`.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::refusal::{Scope, Wait};

/// What is counted together: a route, and the channel, guild or webhook in its path.
pub(crate) type Bucket = (String, String);

/// How many calls of all routes a second.
const GLOBAL: usize = 50;
/// How long bad answers are remembered.
const BAD_FOR: TimeDelta = TimeDelta::minutes(10);

#[derive(Debug, Default)]
pub(crate) struct Limits {
    /// Calls that a bucket takes within this time.
    pub(crate) bucket: Option<(usize, TimeDelta)>,
    called: HashMap<Bucket, Vec<DateTime<Utc>>>,
    all: Vec<DateTime<Utc>>,
    quiet: HashMap<Bucket, DateTime<Utc>>,
    quiet_all: Option<DateTime<Utc>>,
    /// Answers of 401, 403 and 429.
    bad: Vec<DateTime<Utc>>,
}

/// Where a bucket stands: what the headers say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) limit: usize,
    pub(crate) remaining: usize,
    pub(crate) reset_after: f64,
}

impl Limits {
    /// Somebody was told to come back later: for this bucket, or for everything.
    pub(crate) fn hush(&mut self, bucket: &Bucket, wait: &Wait, now: DateTime<Utc>) {
        let until = now + seconds(wait.seconds);
        match wait.scope {
            Scope::Global => self.quiet_all = Some(until),
            Scope::User | Scope::Shared => {
                self.quiet.insert(bucket.clone(), until);
            }
        }
    }

    /// How long this caller still has to wait, if it has come too early.
    pub(crate) fn is_early(&self, bucket: &Bucket, now: DateTime<Utc>) -> Option<Wait> {
        let left = |until: DateTime<Utc>| (until > now).then(|| in_seconds(until - now));
        let all = self.quiet_all.and_then(left).map(|seconds| Wait { seconds, scope: Scope::Global });
        let own = self.quiet.get(bucket).copied().and_then(left);
        all.or(own.map(|seconds| Wait { seconds, scope: Scope::User }))
    }

    /// Counts a call; how long to wait where it is one too many.
    pub(crate) fn call(&mut self, bucket: &Bucket, is_global: bool, now: DateTime<Utc>) -> Option<Wait> {
        let (most, within) = self.bucket?;
        let called = self.called.entry(bucket.clone()).or_default();
        called.retain(|at| now - *at < within);
        if called.len() >= most {
            return Some(Wait { seconds: in_seconds(within - (now - called[0])), scope: Scope::User });
        }
        self.all.retain(|at| now - *at < TimeDelta::seconds(1));
        if is_global && self.all.len() >= GLOBAL {
            return Some(Wait { seconds: 1.0, scope: Scope::Global });
        }
        called.push(now);
        if is_global {
            self.all.push(now);
        }
        None
    }

    /// Where a bucket stands now. Where nothing is limited there is always room.
    pub(crate) fn standing(&self, bucket: &Bucket, now: DateTime<Utc>) -> Standing {
        let Some((limit, within)) = self.bucket else {
            return Standing { limit: 1000, remaining: 999, reset_after: 1.0 };
        };
        let called: Vec<_> =
            self.called.get(bucket).into_iter().flatten().filter(|at| now - **at < within).collect();
        let reset_after = called.first().map_or(0.0, |at| in_seconds(within - (now - **at)));
        Standing { limit, remaining: limit.saturating_sub(called.len()), reset_after }
    }

    /// Counts a bad answer, and says how many there were lately.
    pub(crate) fn bad(&mut self, now: DateTime<Utc>) -> usize {
        self.bad.push(now);
        self.bad_lately(now)
    }

    /// How many bad answers there were lately.
    pub(crate) fn bad_lately(&mut self, now: DateTime<Utc>) -> usize {
        self.bad.retain(|at| now - *at < BAD_FOR);
        self.bad.len()
    }
}

fn seconds(seconds: f64) -> TimeDelta {
    TimeDelta::from_std(std::time::Duration::from_secs_f64(seconds)).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "a few seconds in milliseconds")]
fn in_seconds(time: TimeDelta) -> f64 {
    time.num_milliseconds() as f64 / 1000.0
}
