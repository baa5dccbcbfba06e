//! What goes wrong, drawn by lot: as Discord does on a bad day, and as its limits are.

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::rest::Reply;

/// So often of a hundred a message is written, and the answer is an error of a server in between.
const BROKEN: u32 = 5;
/// So often of a hundred a message is not written, as there were too many.
const BUSY: u32 = 3;
/// So many calls in a second are let in.
const A_SECOND: u32 = 50;

/// What is drawn from, and what is counted.
pub(super) struct Faults {
    chance: StdRng,
    second: Instant,
    calls: u32,
}

impl Faults {
    pub(super) fn seeded(seed: u64) -> Faults {
        Faults { chance: StdRng::seed_from_u64(seed), second: Instant::now(), calls: 0 }
    }

    /// The refusal of a call that is one too many in its second.
    pub(super) fn limited(&mut self) -> Option<Reply> {
        if self.second.elapsed() >= Duration::from_secs(1) {
            (self.second, self.calls) = (Instant::now(), 0);
        }
        self.calls += 1;
        let left = Duration::from_secs(1).saturating_sub(self.second.elapsed());
        (self.calls > A_SECOND)
            .then(|| too_many(left, "X-RateLimit-Global: true\r\nX-RateLimit-Scope: global\r\n"))
    }

    /// The refusal of a message that happens to be one too many.
    pub(super) fn busy(&mut self) -> Option<Reply> {
        let is_busy = self.chance.random_range(0..100) < BUSY;
        is_busy.then(|| too_many(Duration::from_secs(1), "X-RateLimit-Scope: user\r\n"))
    }

    /// The error after a message that was written.
    pub(super) fn broken(&mut self) -> Option<Reply> {
        let is_broken = self.chance.random_range(0..100) < BROKEN;
        is_broken.then(|| Reply::new(502, r#"{"message":"502: Bad Gateway","code":0}"#))
    }
}

fn too_many(after: Duration, scope: &str) -> Reply {
    let after = after.as_secs_f64();
    let global = scope.contains("Global");
    let fields = format!("Retry-After: {}\r\nX-RateLimit-Reset-After: {after:.3}\r\n{scope}", after.ceil());
    let body =
        format!(r#"{{"message":"You are being rate limited.","retry_after":{after:.3},"global":{global}}}"#);
    Reply { fields: fields.into(), ..Reply::new(429, body) }
}
