//! What is counted of deliveries.

use std::time::Duration;

use metrics::{counter, histogram};
use smallwins_core::platform::{DeliveryError, MessageId};

/// Counts how one delivery ended, how long the platform took for it, and how late what arrived was.
pub fn delivery(
    platform: &'static str,
    delivered: &Result<MessageId, DeliveryError>,
    took: Duration,
    late: Duration,
) {
    let outcome = match delivered {
        Ok(_) => "arrived",
        Err(DeliveryError::Later { .. }) => "later",
        Err(DeliveryError::Never { .. }) => "never",
        Err(DeliveryError::Unknown { .. }) => "unknown",
        Err(DeliveryError::Unreachable { .. }) => "unreachable",
        Err(DeliveryError::Closed { .. }) => "closed",
    };
    counter!("deliveries_total", "platform" => platform, "outcome" => outcome).increment(1);
    histogram!("delivery_duration_seconds", "platform" => platform).record(took);
    if delivered.is_ok() {
        histogram!("delivery_late_seconds", "platform" => platform).record(late);
    }
}

/// How a doubt about a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It had arrived.
    Found,
    /// It had not, and was sent again.
    SentAgain,
    /// Nobody can tell.
    LeftOpen,
}

/// Counts how a doubt ended.
pub fn doubt(platform: &'static str, end: Doubt) {
    let end = match end {
        Doubt::Found => "found",
        Doubt::SentAgain => "sent again",
        Doubt::LeftOpen => "left open",
    };
    counter!("doubts_total", "platform" => platform, "end" => end).increment(1);
}

/// Counts an answer that did not reach the one who spoke.
pub fn answer_lost(platform: &'static str) {
    counter!("answers_lost_total", "platform" => platform).increment(1);
}
