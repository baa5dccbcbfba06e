//! What Slack sends over sockets that we open (Socket Mode), where it cannot reach us.
//!
//! Two sockets are open at a time, the second a few seconds after the first, so that one is there while the other is
//! replaced. Payloads go to the same readers and the same [`crate::hear`] as those that come over HTTP.
//!
//! slack-morphism brings a listener of its own. It reads on only when a payload has been worked off, so one slow
//! command holds up everything behind it; it forgets acknowledgements that wait while Slack asks to reconnect, so a
//! person is told that a command failed which was done; and it drops fields that we need. What is here is less than
//! what it would take to work around that.

mod backoff;
mod envelope;
mod link;
mod ticket;

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::api::ApiError;
use crate::slack::Slack;
use backoff::Backoff;
use link::{Left, Link};
use ticket::Socket;

pub(crate) use ticket::Tickets;

/// How long after the first the second socket is opened.
const LATER: Duration = Duration::from_secs(5);
/// How long all of it may take to end.
const LEAVES: Duration = Duration::from_millis(900);

/// Listens until the shutdown, when there is an app token to do it with.
pub(crate) async fn listen(slack: Arc<Slack>, shutdown: impl Future<Output = ()>) {
    let Some(token) = slack.settings.app_token.clone() else { return shutdown.await };
    let (stop, stopped) = watch::channel(false);
    let mut berths = JoinSet::new();
    for wait in [Duration::ZERO, LATER] {
        let berth = Berth { slack: Arc::clone(&slack), token: token.clone(), stopped: stopped.clone() };
        berths.spawn(berth.keep_after(wait));
    }
    shutdown.await;
    stop.send_replace(true);
    let all = async { while berths.join_next().await.is_some() {} };
    if timeout(LEAVES, all).await.is_err() {
        tracing::warn!("A socket to Slack did not close in time");
    }
}

/// A place in which one socket is kept open.
struct Berth {
    slack: Arc<Slack>,
    token: SecretString,
    stopped: watch::Receiver<bool>,
}

impl Berth {
    async fn keep_after(self, wait: Duration) {
        let mut stopped = self.stopped.clone();
        let mut links = JoinSet::new();
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => {}
            () = async { sleep(wait).await; self.keep(&mut links).await } => {}
        }
        while links.join_next().await.is_some() {}
    }

    /// Opens a socket whenever the one before is left. That one is read until Slack closes it.
    async fn keep(&self, links: &mut JoinSet<()>) {
        let mut backoff = Backoff::default();
        loop {
            let wait = match self.open().await {
                Ok(socket) => self.stay(socket, links, &mut backoff).await,
                Err(error) => self.failed(&error, &mut backoff),
            };
            sleep(wait).await;
            while links.try_join_next().is_some() {}
        }
    }

    async fn open(&self) -> Result<Socket, ApiError> {
        let ticket = self.slack.tickets.take(&self.slack.api, &self.token).await?;
        ticket.redeem(&self.slack.api).await
    }

    /// Listens on a socket until it is left; how long to wait before the next is opened.
    async fn stay(&self, socket: Socket, links: &mut JoinSet<()>, backoff: &mut Backoff) -> Duration {
        let (link, left) = Link::over(socket, Arc::clone(&self.slack), self.stopped.clone());
        let opened = Instant::now();
        links.spawn(link.listen());
        let left = left.await.unwrap_or(Left::Broken);
        backoff.after(opened.elapsed());
        tracing::info!(?left, "A socket to Slack is left");
        match left {
            Left::Asked => {
                *backoff = Backoff::default();
                Duration::ZERO
            }
            Left::Crowded => backoff.slowly(),
            Left::Closed => {
                *backoff = Backoff::default();
                backoff.next()
            }
            Left::Broken => backoff.next(),
        }
    }

    fn failed(&self, error: &ApiError, backoff: &mut Backoff) -> Duration {
        match error {
            ApiError::Refused(code) => {
                tracing::error!(code, "Slack refuses to open a socket");
                backoff.slowly()
            }
            ApiError::TooMany(after) => {
                tracing::warn!(?after, "Slack asks to wait before another socket is opened");
                backoff.next().max(*after)
            }
            ApiError::NotReached | ApiError::Unknown(_) => {
                tracing::warn!(%error, "No socket to Slack could be opened");
                backoff.next()
            }
        }
    }
}
