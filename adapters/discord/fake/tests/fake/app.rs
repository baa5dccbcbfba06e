//! An app without anybody's library, at a URL: it keeps what it is sent and answers as it was told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use smallwins_fake_discord::{Discord, Transport, sign};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::timeout;

/// What to answer.
#[derive(Debug, Clone)]
pub(crate) enum Say {
    Json(Value),
    Status(u16),
    Late(Duration),
}

/// What came in.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) headers: HeaderMap,
    pub(crate) json: Value,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct App {
    heard: Arc<Mutex<Vec<Heard>>>,
    says: Arc<Mutex<VecDeque<Say>>>,
    hears: Arc<Notify>,
    /// Whether it takes any signature.
    is_careless: bool,
}

impl App {
    /// Starts it and tells Discord where it is.
    pub(crate) async fn start(discord: &Discord) -> App {
        App::default().starts(discord).await
    }

    /// One that takes any signature.
    pub(crate) fn careless() -> App {
        App { is_careless: true, ..App::default() }
    }

    pub(crate) async fn starts(self, discord: &Discord) -> App {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/discord/interactions", listener.local_addr().unwrap());
        let routes = Router::new().route("/discord/interactions", post(hear)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        discord.listen(Transport::Http { url });
        self
    }

    pub(crate) fn says(&self, say: Say) {
        self.says.lock().unwrap().push_back(say);
    }

    /// The next answer is of this type.
    pub(crate) fn answers(&self, kind: u8, data: &Value) {
        let answer =
            if data.is_null() { json!({ "type": kind }) } else { json!({ "type": kind, "data": data }) };
        self.says(Say::Json(answer));
    }

    pub(crate) fn last(&self) -> Heard {
        self.heard.lock().unwrap().last().unwrap().clone()
    }

    /// Waits until so much was heard.
    pub(crate) async fn until_heard(&self, count: usize) {
        let heard = timeout(Duration::from_secs(10), async {
            while self.heard.lock().unwrap().len() < count {
                self.hears.notified().await;
            }
        });
        heard.await.unwrap();
    }
}

async fn hear(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    if !app.is_careless && header("x-signature-ed25519") != sign(&header("x-signature-timestamp"), &body) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let json: Value = serde_json::from_slice(&body).unwrap();
    if json["type"] == 1 {
        return ([("content-type", "application/json")], json!({ "type": 1 }).to_string()).into_response();
    }
    app.heard.lock().unwrap().push(Heard { headers, json });
    app.hears.notify_one();
    let say = app.says.lock().unwrap().pop_front();
    let say =
        say.unwrap_or_else(|| Say::Json(json!({ "type": 4, "data": { "content": "Noted", "flags": 64 } })));
    match say {
        Say::Json(json) => ([("content-type", "application/json")], json.to_string()).into_response(),
        Say::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Say::Late(time) => {
            tokio::time::sleep(time).await;
            StatusCode::ACCEPTED.into_response()
        }
    }
}
