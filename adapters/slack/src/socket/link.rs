//! One socket, from hello to its end.
//!
//! Whatever arrives is heard beside the reading, and acknowledged as soon as it is decided. Once Slack asks to
//! reconnect, another socket is opened while this one is still read, until Slack closes it; and what is being decided
//! is acknowledged before we close it ourselves.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use smallwins_chat::tally::Way;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::envelope::{Envelope, Received, acknowledged};
use super::ticket::Socket;
use crate::hear::{Ack, Unsaid};
use crate::inbound::{Inbound, What};
use crate::slack::{PLATFORM, Slack};

/// How it comes, in what is counted.
const WAY: Way = Way { platform: PLATFORM, transport: "socket" };
/// How often we ask whether the other side is still there.
const PING: Duration = Duration::from_secs(10);
/// After so long a silence it is not.
const SILENCE: Duration = Duration::from_secs(30);
/// How long one message may take to be written.
const WRITES: Duration = Duration::from_secs(5);
/// How long a socket that Slack wants to close is still read.
const LINGERS: Duration = Duration::from_secs(30);
/// How long the last acknowledgements may take when we end.
const ENDS: Duration = Duration::from_millis(600);

/// Why another socket is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Slack asked for it.
    Asked,
    /// Slack has too many of them, or wants none.
    Crowded,
    /// Slack closed it.
    Closed,
    /// It broke, or fell silent.
    Broken,
}

/// What was decided, for an envelope.
struct Decided {
    envelope: String,
    ack: Ack,
    /// To whom the acknowledgement of a command can be said when it cannot be sent any more.
    unsaid: Option<Unsaid>,
}

/// One socket.
pub(super) struct Link {
    socket: Socket,
    slack: Arc<Slack>,
    stopped: watch::Receiver<bool>,
    left: Option<oneshot::Sender<Left>>,
    decided: UnboundedSender<Decided>,
    decisions: UnboundedReceiver<Decided>,
    pending: usize,
    heard_at: Instant,
    ends_at: Option<Instant>,
}

impl Link {
    /// A socket that was just opened, and when another one is to be opened in its place.
    pub(super) fn over(
        socket: Socket,
        slack: Arc<Slack>,
        stopped: watch::Receiver<bool>,
    ) -> (Link, oneshot::Receiver<Left>) {
        let (left, leaves) = oneshot::channel();
        let (decided, decisions) = unbounded_channel();
        let (heard_at, left) = (Instant::now(), Some(left));
        (
            Link { socket, slack, stopped, left, decided, decisions, pending: 0, heard_at, ends_at: None },
            leaves,
        )
    }

    /// Listens until the socket is closed, by either side.
    pub(super) async fn listen(mut self) {
        let why = self.listen_to_its_end().await;
        self.leave(why);
        self.say_what_was_not_sent().await;
    }

    async fn listen_to_its_end(&mut self) -> Left {
        let mut pings = interval(PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopped = self.stopped.clone();
        loop {
            let ends_at = self.ends_at;
            let stopping = *stopped.borrow();
            if stopping && self.pending == 0 {
                return self.close().await;
            }
            tokio::select! {
                biased;
                () = until(&mut stopped), if !stopping => {
                    self.ends_at = Some(Instant::now() + ENDS);
                }
                Some(decided) = self.decisions.recv() => {
                    self.pending -= 1;
                    if !self.acknowledge(decided).await {
                        return Left::Broken;
                    }
                }
                message = self.socket.next(), if !stopping => match message {
                    Some(Ok(message)) => {
                        self.heard_at = Instant::now();
                        if let Message::Text(text) = message {
                            self.receive(&text);
                        }
                    }
                    Some(Err(_)) => return Left::Broken,
                    None => return Left::Closed,
                },
                _ = pings.tick() => {
                    if self.heard_at.elapsed() > SILENCE || !self.write(Message::Ping(Bytes::new())).await {
                        return Left::Broken;
                    }
                }
                () = sleep_until(ends_at.unwrap_or_else(Instant::now)), if ends_at.is_some() => {
                    return self.close().await;
                }
            }
        }
    }

    fn receive(&mut self, text: &str) {
        let Some(envelope) = Envelope::open(text) else {
            WAY.garbled("envelope");
            tracing::warn!("Slack sent an envelope that cannot be read");
            return;
        };
        if envelope.is_retry() {
            WAY.retried();
        }
        let received = envelope.read();
        match (received, envelope.envelope_id) {
            (Received::Hello, _) => tracing::info!("A socket to Slack is open"),
            (Received::Disconnect, _) => self.linger(Left::Asked),
            (Received::Unwanted, _) => self.linger(Left::Crowded),
            (Received::Told(Ok(inbound)), Some(id)) => self.hear(id, inbound),
            (Received::Told(Err(garbled)), id) => {
                WAY.garbled(garbled.what);
                tracing::warn!(%garbled, "Slack sent something that cannot be read");
                self.take_note(id);
            }
            (Received::Strange | Received::Told(Ok(_)), id) => {
                WAY.garbled("envelope");
                tracing::debug!("Slack sent an envelope that we do not know");
                self.take_note(id);
            }
        }
    }

    /// Hears beside the reading, to the end whatever becomes of this socket.
    fn hear(&mut self, envelope: String, inbound: Inbound) {
        self.pending += 1;
        let (slack, decided) = (Arc::clone(&self.slack), self.decided.clone());
        self.slack.errands.run(async move {
            let (begun, kind) = (std::time::Instant::now(), inbound.what.kind());
            let unsaid = match &inbound.what {
                What::Command { from, .. } => {
                    let (team, id) = (inbound.team.clone(), inbound.id.clone());
                    Some(Unsaid { team, id, from: from.clone() })
                }
                _ => None,
            };
            let ack = slack.hear(inbound).await;
            WAY.heard(kind, begun);
            if let Err(unsent) = decided.send(Decided { envelope, ack, unsaid }) {
                unsent.0.say(&slack).await;
            }
        });
    }

    /// Acknowledges what nothing is done about.
    fn take_note(&mut self, envelope: Option<String>) {
        if let Some(envelope) = envelope {
            let note = Decided { envelope, ack: Ack::Nothing, unsaid: None };
            self.pending += usize::from(self.decided.send(note).is_ok());
        }
    }

    /// Another socket is opened now, and this one read until Slack closes it.
    fn linger(&mut self, why: Left) {
        self.leave(why);
        self.ends_at.get_or_insert(Instant::now() + LINGERS);
    }

    fn leave(&mut self, why: Left) {
        if let Some(left) = self.left.take() {
            // Whoever would open another one has stopped.
            let _ = left.send(why);
        }
    }

    /// Acknowledges; whether the socket still takes it.
    async fn acknowledge(&mut self, decided: Decided) -> bool {
        let Some(ack) = acknowledged(&decided.envelope, &decided.ack) else { return true };
        let written = self.write(Message::text(ack)).await;
        if !written {
            decided.say(&self.slack).await;
        }
        written
    }

    async fn write(&mut self, message: Message) -> bool {
        matches!(timeout(WRITES, self.socket.send(message)).await, Ok(Ok(())))
    }

    async fn close(&mut self) -> Left {
        // It may be closed already; we leave either way.
        let _ = timeout(WRITES.min(ENDS), self.socket.close(None)).await;
        Left::Closed
    }

    /// What was decided when the socket took nothing any more.
    async fn say_what_was_not_sent(mut self) {
        self.decisions.close();
        while let Some(unsent) = self.decisions.recv().await {
            unsent.say(&self.slack).await;
        }
    }
}

async fn until(stopped: &mut watch::Receiver<bool>) {
    // Whoever could stop us is gone: that is a stop as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

impl Decided {
    /// Says to a person what the acknowledgement would have told them.
    async fn say(self, slack: &Arc<Slack>) {
        let (Some(unsaid), Ack::Json(said)) = (self.unsaid, self.ack) else { return };
        slack.say_afterwards(unsaid, &said).await;
    }
}
