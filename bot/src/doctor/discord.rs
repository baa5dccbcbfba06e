//! Whether Discord lets us in: the token, the application, and the way by which it tells us what people do.

use smallwins_core::moment::Moments;
use smallwins_discord::{Finding as Seen, Settings, examine};

use super::{Finding, Verdict};
use crate::serve;
use crate::wire::SystemMoments;

pub(super) fn look(settings: &Settings) -> Vec<Finding> {
    let runtime = match serve::runtime() {
        Ok(runtime) => runtime,
        Err(trouble) => return vec![Finding { check: "discord", verdict: Verdict::from(&trouble) }],
    };
    let now = SystemMoments.moment().now;
    let seen = runtime.block_on(examine(settings, now));
    seen.into_iter().map(|Seen { check, verdict }| Finding { check, verdict: verdict.into() }).collect()
}
