//! What is counted of what Slack tells us, by either transport.

use std::time::Instant;

use metrics::{counter, histogram};

/// How something came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    /// Signed, to our address.
    Http,
    /// Over a socket that we opened.
    Socket,
}

impl Transport {
    fn name(self) -> &'static str {
        match self {
            Transport::Http => "http",
            Transport::Socket => "socket",
        }
    }
}

/// Something was heard, and acknowledged after so long.
pub(crate) fn heard(transport: Transport, kind: &'static str, begun: Instant) {
    counter!("slack_inbound_total", "transport" => transport.name(), "kind" => kind, "outcome" => "heard")
        .increment(1);
    histogram!("slack_ack_duration_seconds", "transport" => transport.name(), "kind" => kind)
        .record(begun.elapsed());
}

/// Something of Slack's could not be read.
pub(crate) fn garbled(transport: Transport, what: &'static str) {
    counter!("slack_inbound_total", "transport" => transport.name(), "kind" => what, "outcome" => "garbled")
        .increment(1);
}

/// Somebody was not let in.
pub(crate) fn refused(outcome: &'static str) {
    counter!("slack_inbound_total", "transport" => "http", "kind" => "unknown", "outcome" => outcome)
        .increment(1);
}

/// Slack says that it tells something again.
pub(crate) fn retried(transport: Transport) {
    counter!("slack_retries_total", "transport" => transport.name()).increment(1);
}
