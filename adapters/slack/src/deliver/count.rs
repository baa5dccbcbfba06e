//! What is counted of deliveries.

use std::time::Duration;

use metrics::{counter, histogram};
use smallwins_core::platform::{DeliveryError, MessageId};

/// Counts how one delivery ended, how long Slack took for it, and how late what arrived was.
pub(super) fn delivery(delivered: &Result<MessageId, DeliveryError>, took: Duration, late: Duration) {
    let outcome = match delivered {
        Ok(_) => "arrived",
        Err(DeliveryError::Later { .. }) => "later",
        Err(DeliveryError::Never { .. }) => "never",
        Err(DeliveryError::Unknown { .. }) => "unknown",
        Err(DeliveryError::Unreachable { .. }) => "unreachable",
        Err(DeliveryError::Closed { .. }) => "closed",
    };
    counter!("slack_deliveries_total", "outcome" => outcome).increment(1);
    histogram!("slack_delivery_duration_seconds").record(took);
    if delivered.is_ok() {
        histogram!("slack_delivery_late_seconds").record(late);
    }
}

/// Counts how a doubt ended: `found`, `sent again` or `left open`.
pub(super) fn doubt(end: &'static str) {
    counter!("slack_doubts_total", "end" => end).increment(1);
}
