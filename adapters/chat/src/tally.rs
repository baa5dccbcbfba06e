//! What is counted of what a platform tells us, by any of its transports.

use std::time::Instant;

use metrics::{counter, histogram};

/// How something came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// From which platform.
    pub platform: &'static str,
    /// Over what: `http`, `socket`, `gateway`.
    pub transport: &'static str,
}

impl Way {
    /// Something was heard, and acknowledged after so long.
    pub fn heard(self, kind: &'static str, begun: Instant) {
        self.inbound(kind, "heard");
        let Way { platform, transport } = self;
        histogram!("ack_duration_seconds", "platform" => platform, "transport" => transport, "kind" => kind)
            .record(begun.elapsed());
    }

    /// Something could not be read.
    pub fn garbled(self, what: &'static str) {
        self.inbound(what, "garbled");
    }

    /// Somebody was not let in.
    pub fn refused(self, outcome: &'static str) {
        self.inbound("unknown", outcome);
    }

    /// The platform says that it tells something again.
    pub fn retried(self) {
        let Way { platform, transport } = self;
        counter!("retries_total", "platform" => platform, "transport" => transport).increment(1);
    }

    fn inbound(self, kind: &'static str, outcome: &'static str) {
        let Way { platform, transport } = self;
        counter!(
            "inbound_total",
            "platform" => platform, "transport" => transport, "kind" => kind, "outcome" => outcome
        )
        .increment(1);
    }
}
