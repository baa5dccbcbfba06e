//! How Slack reaches Smallwins in a story.

use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusBuilder;
use smallwins::wire::House;
use smallwins_fake_slack::{Slack, Transport};
use smallwins_web::Exposure;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// With which Slack signs.
pub(crate) const SIGNING_SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";

/// By which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// Signed requests to our address.
    Http,
    /// Sockets that we open.
    Sockets,
}

/// Somebody listens, until this is dropped.
pub(crate) enum Listening {
    /// At the doors.
    Doors { _open: JoinSet<()> },
    /// At sockets, until the sender is dropped.
    Sockets(oneshot::Sender<()>, JoinSet<()>),
}

impl Listening {
    /// Opens the doors for good, or the sockets for now.
    pub(crate) async fn begin(house: &House, slack: &Slack, by: By) -> Listening {
        let mut listening = JoinSet::new();
        match by {
            By::Http => {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
                let port = listener.local_addr().expect("it listens").port();
                let url = format!("http://127.0.0.1:{port}/slack/events");
                slack.listen(Transport::Http { url, signing_secret: SIGNING_SECRET.to_owned() });
                let counted = PrometheusBuilder::new().build_recorder().handle();
                let doors = axum::serve(listener, house.doors(Exposure::Loopback, counted)).into_future();
                listening.spawn(async move { doors.await.expect("doors stay open") });
                Listening::Doors { _open: listening }
            }
            By::Sockets => {
                slack.listen(Transport::Socket);
                let (stop, stopped) = oneshot::channel();
                let ours = Arc::clone(house.slack.as_ref().expect("the house is in Slack"));
                listening.spawn(ours.listen(async move {
                    // Nobody says a word here: the other end is dropped.
                    let _ = stopped.await;
                }));
                slack.until_sockets(1).await;
                Listening::Sockets(stop, listening)
            }
        }
    }

    /// Nobody listens over sockets while much time passes, and other ones are opened afterwards: no socket lives for
    /// days, and one on which nothing is heard for half a minute of a jump would count as dead. Doors stay open.
    pub(crate) async fn rest(self, slack: &Slack) -> Option<Listening> {
        match self {
            doors @ Listening::Doors { .. } => Some(doors),
            Listening::Sockets(stop, listening) => {
                slack.close_sockets();
                drop(stop);
                listening.join_all().await;
                None
            }
        }
    }
}
