//! One request on a connection of its own.

use std::time::Duration;

use tokio::time::timeout;

use crate::http::{Answer, Connection};

/// An answer takes no longer than this, or there is none.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends it, and is back with the answer.
pub(crate) async fn once(address: &str, request: &[u8]) -> Result<Answer, String> {
    let exchange = async { Connection::open(address).await?.exchange(request).await };
    let answer = timeout(PATIENCE, exchange).await.map_err(|_| "no answer in time".to_owned())?;
    answer.map_err(|error| error.to_string())
}
