//! What Slack sends over HTTP: one address for commands, interactions and events.
//!
//! A request is let in by what costs least first: its time, its size, its signature. Until then it is answered with 401
//! (or 413, or 408 when its body dawdles); afterwards with 200 whatever it is, as Slack would send it again, and shut
//! the events off in the end, for what a later version of ours may read. It is heard when it comes for the first time.
//! What goes wrong behind the door is told to the person, in words, and nothing that anybody may send is answered with
//! 5xx, but for one: an event of an installed workspace while the memory does not say whose token that has given us.
//! There is nobody to tell then, so Slack is asked (503) to send it again.
//!
//! Without a signing secret nothing can be proven, so there is no such address.

mod signature;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use smallwins_chat::body::{self, Unread};
use smallwins_chat::replays::Replays;
use smallwins_chat::signed::{LEEWAY, Unproven};
use smallwins_chat::tally::Way;

use crate::hear::Ack;
use crate::inbound::{Garbled, Told, told};
use crate::slack::{PLATFORM, Slack};
use signature::{Signature, Verifier, claim};

/// How it comes, in what is counted.
const WAY: Way = Way { platform: PLATFORM, transport: "http" };
/// The longest body that is read. A form of ours is far shorter than the 250 kB that Slack allows a view.
const LONGEST: usize = 256 << 10;
/// How long a body may take to arrive: Slack itself gives up after three seconds.
const DAWDLES: Duration = Duration::from_secs(3);

/// How often it is said at most that somebody signs under another secret, in seconds.
const WARNED_EVERY: i64 = 60;

/// Whoever stands at the door.
struct Doorkeeper {
    slack: Arc<Slack>,
    verifier: Verifier,
    replays: Replays,
    /// When it was last said, in Unix seconds, that somebody signs under another secret.
    warned: AtomicI64,
}

impl Slack {
    /// Where Slack tells us what happens: `POST /slack/events`, when there is a signing secret.
    pub(crate) fn events(self: &Arc<Self>) -> Router {
        let Some(verifier) = self.settings.signing_secret.as_ref().and_then(Verifier::new) else {
            return Router::new();
        };
        let doorkeeper = Doorkeeper {
            slack: Arc::clone(self),
            verifier,
            replays: Replays::of_signatures_that_hold(LEEWAY),
            warned: AtomicI64::new(0),
        };
        Router::new().route("/slack/events", post(knock)).with_state(Arc::new(doorkeeper))
    }
}

/// Why a request was not let in, by its name in what is counted.
struct Refused(StatusCode, &'static str);

async fn knock(State(doorkeeper): State<Arc<Doorkeeper>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    match doorkeeper.prove(&head.headers, body).await {
        Ok((body, signature)) => doorkeeper.admit(&head.headers, &body, &signature).await,
        Err(Refused(status, outcome)) => {
            WAY.refused(outcome);
            tracing::debug!(outcome, "A request was not let in");
            if outcome == Unproven::Forged.name() {
                doorkeeper.warn_of_another_secret();
            }
            // What is still on its way in is not waited for.
            (status, [(CONNECTION, HeaderValue::from_static("close"))]).into_response()
        }
    }
}

impl Doorkeeper {
    /// Whoever set up the wrong secret hears of it, and whoever knocks with a forged one fills no log.
    fn warn_of_another_secret(&self) {
        let (now, last) = (self.now(), self.warned.load(Ordering::Relaxed));
        if now - last >= WARNED_EVERY {
            self.warned.store(now, Ordering::Relaxed);
            tracing::warn!(
                "A request is signed under another secret: is SLACK_SIGNING_SECRET that of this app?"
            );
        }
    }

    /// The body of a request that is Slack's.
    async fn prove(&self, headers: &HeaderMap, body: Body) -> Result<(Bytes, Signature), Refused> {
        let unproven = |why: Unproven| Refused(StatusCode::UNAUTHORIZED, why.name());
        let claim = claim(headers, self.now()).map_err(unproven)?;
        let body = read(body).await?;
        let signature = self.verifier.prove(&claim, &body).map_err(unproven)?;
        Ok((body, signature))
    }

    /// Hears what comes for the first time, and refuses what comes again. When that says of itself that Slack sends it
    /// again, it is told that it was taken: within the same second Slack's second attempt bears the same signature.
    async fn admit(&self, headers: &HeaderMap, body: &[u8], signature: &Signature) -> Response {
        let again = headers.contains_key("x-slack-retry-num");
        let Some(admitted) = self.replays.admit(signature, self.now()) else {
            WAY.refused("replayed");
            let taken = if again { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
            return taken.into_response();
        };
        if again {
            WAY.retried();
        }
        let response = self.hear(body).await;
        if response.status() != StatusCode::SERVICE_UNAVAILABLE {
            admitted.heard();
        }
        response
    }

    async fn hear(&self, body: &[u8]) -> Response {
        let begun = Instant::now();
        match told(body) {
            Ok(Told::Inbound(inbound)) => {
                let kind = inbound.what.kind();
                let ack = self.slack.hear(inbound).await;
                WAY.heard(kind, begun);
                answer(ack)
            }
            Ok(Told::Challenge(challenge)) => challenge.into_response(),
            Ok(Told::Knock) => StatusCode::OK.into_response(),
            Err(garbled) => {
                misread(&garbled);
                StatusCode::OK.into_response()
            }
        }
    }

    /// The core's present, in Unix seconds.
    fn now(&self) -> i64 {
        self.slack.mentoring.now().timestamp()
    }
}

async fn read(body: Body) -> Result<Bytes, Refused> {
    body::read(body, LONGEST, DAWDLES).await.map_err(|unread| match unread {
        Unread::TooLong => Refused(StatusCode::PAYLOAD_TOO_LARGE, "too_long"),
        Unread::CutOff => Refused(StatusCode::BAD_REQUEST, "cut_off"),
        Unread::Dawdled => Refused(StatusCode::REQUEST_TIMEOUT, "dawdled"),
    })
}

fn answer(ack: Ack) -> Response {
    match ack {
        Ack::Nothing => StatusCode::OK.into_response(),
        Ack::Again => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Ack::Json(json) => {
            let json = json.as_str().to_owned();
            ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response()
        }
    }
}

fn misread(garbled: &Garbled) {
    WAY.garbled(garbled.what);
    tracing::warn!(%garbled, "Slack sent something that cannot be read");
}
