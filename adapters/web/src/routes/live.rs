//! Live updates: one stream for each open page.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Deserialize;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::mpsc::{self, Sender};
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;

use crate::pages::frames::{self, Frame};
use crate::playground::Playground;
use crate::playground::live::Live;

/// How many frames may wait for a slow reader.
const WAITING_FRAMES: usize = 64;
/// Proxies close what is silent for longer.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// What the page has seen already.
#[derive(Deserialize)]
pub(super) struct Seen {
    /// The community that was on stage when the page was made.
    stage: String,
    /// The last line that was in it.
    line: u64,
    /// How many people were in it.
    people: usize,
}

/// Streams what the page has not seen, and then whatever happens. A page that connects again gets the same lines
/// again and skips those that it has; a stream that falls behind ends, so that the page connects again.
pub(super) async fn events(
    State(playground): State<Arc<Playground>>,
    Query(seen): Query<Seen>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (sender, receiver) = mpsc::channel(WAITING_FRAMES);
    // From here on nothing is missed: a word that ends the stream may come before the first of its frames.
    let live = playground.watch();
    tokio::spawn(Watcher { playground, sender, sent: HashMap::new() }.watch(seen, live));
    Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

/// One open page.
struct Watcher {
    playground: Arc<Playground>,
    sender: Sender<Result<Event, Infallible>>,
    /// What stands in each frame of the page that is replaced as a whole.
    sent: HashMap<String, String>,
}

/// The page is gone, or has to connect again.
struct Over;

impl Watcher {
    async fn watch(mut self, seen: Seen, mut live: broadcast::Receiver<Live>) {
        let mut told = self.catch_up(seen).await;
        while told.is_ok() {
            let news = tokio::select! {
                news = live.recv() => news,
                () = self.sender.closed() => return,
            };
            told = match news {
                Ok(Live::Line(line)) => self.send_all(frames::line(&self.playground, &line)).await,
                Ok(Live::Changed(line)) => self.send_all(frames::changed(&self.playground, &line)).await,
                Ok(Live::Player(player)) => self.send_all(frames::arrival(&self.playground, &player)).await,
                Ok(Live::Moved) => self.refresh().await,
                Ok(Live::StartedOver) => self.send(Frame::started_over()).await,
                Ok(Live::Closing) | Err(RecvError::Lagged(_) | RecvError::Closed) => Err(Over),
            };
        }
    }

    async fn catch_up(&mut self, seen: Seen) -> Result<(), Over> {
        if seen.stage != self.playground.community().scope().community().to_string() {
            return self.send(Frame::started_over()).await;
        }
        for player in self.playground.players().iter().skip(seen.people) {
            self.send_all(frames::arrival(&self.playground, player)).await?;
        }
        for line in self.playground.lines_after(0) {
            if line.seq > seen.line {
                self.send_all(frames::line(&self.playground, &line)).await?;
            } else if line.changed {
                self.send_all(frames::changed(&self.playground, &line)).await?;
            }
        }
        self.refresh().await
    }

    /// What is replaced as a whole, where it has changed.
    async fn refresh(&mut self) -> Result<(), Over> {
        let all = match frames::around(&self.playground).await {
            Ok(all) => all,
            Err(error) => {
                tracing::warn!(%error, "A page could not be brought up to date");
                return Err(Over);
            }
        };
        for frame in all {
            if self.sent.get(&frame.name) != Some(&frame.html) {
                self.sent.insert(frame.name.clone(), frame.html.clone());
                self.send(frame).await?;
            }
        }
        Ok(())
    }

    async fn send_all(&self, frames: Vec<Frame>) -> Result<(), Over> {
        for frame in frames {
            self.send(frame).await?;
        }
        Ok(())
    }

    async fn send(&self, frame: Frame) -> Result<(), Over> {
        let event = Event::default().event(frame.name).data(frame.html);
        self.sender.send(Ok(event)).await.map_err(|_| Over)
    }
}
