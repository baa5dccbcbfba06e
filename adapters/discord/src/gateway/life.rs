//! Whether a session lives. serenity notices a heartbeat that is not acknowledged as long as it comes to send one. It
//! does not notice a socket that it waits for without an end, nor a Discord that says HELLO and nothing more.

use std::time::Duration;

use tokio::time::Instant;

/// How often it is looked.
pub(super) const LOOKS: Duration = Duration::from_secs(1);
/// How long Discord may take until a session is ready.
const READY: Duration = Duration::from_secs(60);
/// How long a session may give no sign of life: a little more than two of Discord's heartbeats.
const SILENT: Duration = Duration::from_secs(90);
/// How often a session may go on within a minute: each time Discord is asked anew, and nothing is counted there.
const RESUMES: u64 = 10;
const A_MINUTE: Duration = Duration::from_secs(60);

/// What is known of a session at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Signs {
    /// How often its shard was ready.
    pub(super) ready: u64,
    /// How often a session of its shard went on.
    pub(super) resumed: u64,
    /// How long the last heartbeat took until it was acknowledged, while it is connected. No two take the same time to
    /// the nanosecond.
    pub(super) beat: Option<Duration>,
}

/// How a session came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// serenity gave it up; it keeps the reason to itself.
    GivenUp,
    /// It was not ready in time.
    Late,
    /// It gave no sign of life any more.
    Silent,
    /// It went on again and again.
    Restless,
}

impl End {
    /// Its name in what is counted and logged.
    pub(super) fn name(self) -> &'static str {
        match self {
            End::GivenUp => "given_up",
            End::Late => "late",
            End::Silent => "silent",
            End::Restless => "restless",
        }
    }
}

/// The life of one session.
#[derive(Debug)]
pub(super) struct Life {
    first: Signs,
    last: Signs,
    /// When it gave its last sign.
    alive: Instant,
    /// When the minute began in which it is counted how often it goes on, and how often it had until then.
    minute: Instant,
    resumed: u64,
}

impl Life {
    /// It begins, of a shard that has told so much before.
    pub(super) fn begins(first: Signs) -> Life {
        let now = Instant::now();
        Life { first, last: first, alive: now, minute: now, resumed: first.resumed }
    }

    /// Looks at its signs; how it ended, once it has.
    pub(super) fn look(&mut self, seen: Signs) -> Option<End> {
        let now = Instant::now();
        let has_moved = (seen.ready, seen.resumed) != (self.last.ready, self.last.resumed);
        if has_moved || (seen.beat.is_some() && seen.beat != self.last.beat) {
            self.alive = now;
        }
        self.last = seen;
        if now - self.minute >= A_MINUTE {
            (self.minute, self.resumed) = (now, seen.resumed);
        }
        let (is_ready, silent) = (seen.ready > self.first.ready, now - self.alive);
        match () {
            () if !is_ready && silent > READY => Some(End::Late),
            () if silent > SILENT => Some(End::Silent),
            () if seen.resumed - self.resumed > RESUMES => Some(End::Restless),
            () => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a session ends whose signs these are after so many seconds, and after how many.
    async fn ends(signs: impl Fn(u64) -> Signs) -> (End, u64) {
        let mut life = Life::begins(signs(0));
        for seconds in 1.. {
            tokio::time::advance(LOOKS).await;
            if let Some(end) = life.look(signs(seconds)) {
                return (end, seconds);
            }
        }
        unreachable!()
    }

    fn ready(seconds: u64) -> Signs {
        Signs { ready: u64::from(seconds >= 2), ..Signs::default() }
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_is_not_ready_in_time_is_none() {
        assert_eq!(ends(|_| Signs::default()).await, (End::Late, 61));
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_without_a_sign_of_life_is_none() {
        assert_eq!(ends(ready).await, (End::Silent, 93));
        let beats = |seconds: u64| Some(Duration::from_nanos(seconds.min(400) / 41));
        let lived = ends(|seconds| Signs { beat: beats(seconds), ..ready(seconds) }).await;
        assert_eq!(lived, (End::Silent, 369 + 91));
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_waits_to_go_on_is_not_kept_alive_by_its_heartbeats() {
        let beats = |seconds: u64| (seconds < 60).then(|| Duration::from_nanos(seconds / 41));
        let lived = ends(|seconds| Signs { beat: beats(seconds), ..ready(seconds) }).await;
        assert_eq!(lived, (End::Silent, 41 + 91));
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_goes_on_again_and_again_is_left() {
        let often = ends(|seconds| Signs { resumed: seconds.min(600) / 3, ..ready(seconds) }).await;
        assert_eq!(often, (End::Restless, 33));
        let seldom = ends(|seconds| Signs { resumed: seconds.min(600) / 10, ..ready(seconds) }).await;
        assert_eq!(seldom, (End::Silent, 691));
    }
}
