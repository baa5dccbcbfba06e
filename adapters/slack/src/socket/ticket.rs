//! The right to open one socket: an address that Slack gives once, for half a minute.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::api::{Api, ApiError};
use crate::slack::NotOpened;

/// A socket that is open.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long Slack may take to open a socket.
const OPENS: Duration = Duration::from_secs(10);
/// The longest message that is read.
const LONGEST: usize = 4 << 20;
/// How long a ticket that was got at the start is worth redeeming.
const FRESH: Duration = Duration::from_secs(10);

/// The ticket that was got to try the app token, until it is redeemed.
#[derive(Debug, Default)]
pub(crate) struct Tickets {
    first: Mutex<Option<(Ticket, Instant)>>,
}

/// The right to open one socket.
#[derive(Debug, Deserialize)]
pub(super) struct Ticket {
    url: String,
}

impl Tickets {
    /// Tries the app token. That Slack is not reached now is no reason not to start.
    pub(crate) async fn try_token(&self, api: &Api, token: &SecretString) -> Result<(), NotOpened> {
        match get(api, token).await {
            Ok(ticket) => {
                *self.first.lock().unwrap_or_else(PoisonError::into_inner) = Some((ticket, Instant::now()));
                Ok(())
            }
            Err(ApiError::Refused(code)) => Err(NotOpened::AppToken(code)),
            Err(error) => {
                tracing::warn!(%error, "The app token could not be tried");
                Ok(())
            }
        }
    }

    pub(super) async fn take(&self, api: &Api, token: &SecretString) -> Result<Ticket, ApiError> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        match first {
            Some((ticket, since)) if since.elapsed() < FRESH => Ok(ticket),
            _ => get(api, token).await,
        }
    }
}

async fn get(api: &Api, token: &SecretString) -> Result<Ticket, ApiError> {
    api.call(token, "apps.connections.open", &json!({})).await
}

impl Ticket {
    /// Opens the socket, when the address is Slack's.
    pub(super) async fn redeem(self, api: &Api) -> Result<Socket, ApiError> {
        api.slacks(&self.url.replacen("ws", "http", 1))?;
        let config = WebSocketConfig::default().max_message_size(Some(LONGEST)).max_frame_size(Some(LONGEST));
        match timeout(OPENS, connect_async_with_config(&self.url, Some(config), true)).await {
            Ok(Ok((socket, _))) => Ok(socket),
            // What the library says of it quotes the address, which is a secret as long as it holds.
            Ok(Err(_)) => Err(ApiError::NotReached),
            Err(_) => Err(ApiError::Unknown("no answer in time")),
        }
    }
}
