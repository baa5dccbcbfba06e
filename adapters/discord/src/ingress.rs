//! What Discord sends over HTTP: one address for everything that people do.
//!
//! A request is let in by what costs least first: its time, its size, its signature. Until then it is answered with 401
//! (or 413, or 408 when its body dawdles), which Discord tries out now and then, and when the address is set. It is
//! heard when it comes for the first time. What Discord signed and nobody can read is answered with 400; nothing that
//! anybody may send is answered with 5xx, unless we have left Discord while the process goes on elsewhere.
//!
//! Without a public key nothing can be proven, so there is no such address.

mod signature;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use smallwins_chat::body::{self, Unread};
use smallwins_chat::replays::Replays;
use smallwins_chat::signed::{LEEWAY, Unproven};
use smallwins_chat::tally::Way;
use tokio::sync::oneshot;

use crate::discord::{Discord, PLATFORM};
use crate::hear::Taken;
use crate::inbound::{self, Inbound, Told};
use signature::{Signature, claim};

pub(crate) use signature::PublicKey;

/// How it comes, in what is counted.
const WAY: Way = Way { platform: PLATFORM, transport: "http" };
/// The longest body that is read: a message of ours comes back with each press, and what is chosen beside it.
const LONGEST: usize = 256 << 10;
/// How long a body may take to arrive: Discord itself gives up after three seconds.
const DAWDLES: Duration = Duration::from_secs(3);

/// The answer to a ping.
const PONG: u8 = 1;

/// Whoever stands at the door.
struct Doorkeeper {
    discord: Arc<Discord>,
    key: PublicKey,
    replays: Replays,
}

impl Discord {
    /// Where Discord tells us what people do: `POST /discord/interactions`, when there is a public key.
    pub(crate) fn interactions(self: &Arc<Self>) -> Router {
        let Some(key) = self.public_key.clone() else { return Router::new() };
        let replays = Replays::of_signatures_that_hold(LEEWAY);
        let doorkeeper = Doorkeeper { discord: Arc::clone(self), key, replays };
        Router::new().route("/discord/interactions", post(knock)).with_state(Arc::new(doorkeeper))
    }
}

/// Why a request was not let in, by its name in what is counted.
struct Refused(StatusCode, &'static str);

async fn knock(State(doorkeeper): State<Arc<Doorkeeper>>, request: Request) -> Response {
    let begun = Instant::now();
    if doorkeeper.discord.is_over.load(Ordering::Relaxed) {
        WAY.refused("over");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let (head, body) = request.into_parts();
    match doorkeeper.prove(&head.headers, body).await {
        Ok((body, signature)) => doorkeeper.admit(&body, &signature, begun).await,
        Err(Refused(status, outcome)) => {
            WAY.refused(outcome);
            tracing::debug!(outcome, "A request was not let in");
            // What is still on its way in is not waited for.
            (status, [(CONNECTION, HeaderValue::from_static("close"))]).into_response()
        }
    }
}

impl Doorkeeper {
    /// The body of a request that is Discord's.
    async fn prove(&self, headers: &HeaderMap, body: Body) -> Result<(Bytes, Signature), Refused> {
        let unproven = |why: Unproven| Refused(StatusCode::UNAUTHORIZED, why.name());
        let claim = claim(headers, self.now()).map_err(unproven)?;
        let body = read(body).await?;
        let signature = self.key.prove(&claim, &body).map_err(unproven)?;
        Ok((body, signature))
    }

    /// Hears what comes for the first time, and refuses what comes again: Discord sends nothing twice.
    async fn admit(&self, body: &[u8], signature: &Signature, begun: Instant) -> Response {
        let Some(admitted) = self.replays.admit(signature, self.now()) else {
            WAY.refused("replayed");
            return StatusCode::UNAUTHORIZED.into_response();
        };
        admitted.heard();
        match inbound::from_json(body) {
            Ok(Told::Ping) => answer(&json!({ "type": PONG })),
            Ok(Told::Inbound(inbound)) => self.hear(inbound, begun).await,
            Err(garbled) => {
                WAY.garbled("interaction");
                tracing::warn!(%garbled, "Discord sent something that cannot be read");
                StatusCode::BAD_REQUEST.into_response()
            }
        }
    }

    /// Hears it to its end, also when whoever brought it hangs up: then nobody takes the first answer here.
    async fn hear(&self, inbound: Inbound, begun: Instant) -> Response {
        let kind = inbound.what.kind();
        let (hands_over, handed_over) = oneshot::channel();
        let discord = Arc::clone(&self.discord);
        self.discord.errands.run(async move {
            let answered = discord.hear(inbound, begun.elapsed()).await;
            WAY.heard(kind, begun);
            let taken = match hands_over.send(answered.callback()) {
                Ok(()) => Taken::Presumably,
                Err(_) => Taken::No,
            };
            answered.go_on(taken).await;
        });
        match handed_over.await {
            Ok(callback) => answer(&callback),
            // It broke off; that is in the log.
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    /// The core's present, in Unix seconds.
    fn now(&self) -> i64 {
        self.discord.mentoring.now().timestamp()
    }
}

async fn read(body: Body) -> Result<Bytes, Refused> {
    body::read(body, LONGEST, DAWDLES).await.map_err(|unread| match unread {
        Unread::TooLong => Refused(StatusCode::PAYLOAD_TOO_LARGE, "too_long"),
        Unread::CutOff => Refused(StatusCode::BAD_REQUEST, "cut_off"),
        Unread::Dawdled => Refused(StatusCode::REQUEST_TIMEOUT, "dawdled"),
    })
}

fn answer(callback: &Value) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], callback.to_string()).into_response()
}
