//! The body of a request of whom nothing is known yet: read up to a length, and for a while.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is longer than what is read.
    TooLong,
    /// It broke off.
    CutOff,
    /// It did not arrive in time.
    Dawdled,
}

/// Reads a body of at most so many bytes that arrives in time.
///
/// # Errors
/// See [`Unread`].
pub async fn read(body: Body, longest: usize, within: Duration) -> Result<Bytes, Unread> {
    if body.size_hint().lower() > longest as u64 {
        return Err(Unread::TooLong);
    }
    match timeout(within, Limited::new(body, longest).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Unread::TooLong),
        Ok(Err(_)) => Err(Unread::CutOff),
        Err(_) => Err(Unread::Dawdled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITHIN: Duration = Duration::from_secs(3);

    #[tokio::test(start_paused = true)]
    async fn a_body_is_read_up_to_its_limit() {
        assert_eq!(read(Body::from("four"), 4, WITHIN).await.unwrap(), "four");
        assert_eq!(read(Body::from("fives"), 4, WITHIN).await.unwrap_err(), Unread::TooLong);
    }
}
