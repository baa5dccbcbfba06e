//! An app without anybody's library: it keeps what it is sent and answers as it was told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;
use smallwins_fake_slack::{Slack, Transport, form, sign};
use tokio::net::TcpListener;

pub(crate) const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";

/// What to answer.
#[derive(Debug, Clone)]
pub(crate) enum Say {
    Nothing,
    Json(Value),
    Text(&'static str),
    Status(u16),
    NeverAgain,
    Late(Duration),
}

/// What came in.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) headers: HeaderMap,
    pub(crate) fields: Vec<(String, String)>,
    /// The event, or the payload of an interaction.
    pub(crate) json: Value,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct App {
    heard: Arc<Mutex<Vec<Heard>>>,
    says: Arc<Mutex<VecDeque<Say>>>,
}

impl App {
    /// Starts it and tells Slack where it is.
    pub(crate) async fn start(slack: &Slack) -> App {
        let app = App::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/slack/events", listener.local_addr().unwrap());
        let routes = Router::new().route("/slack/events", post(hear)).with_state(app.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        slack.listen(Transport::Http { url, signing_secret: SECRET.to_owned() });
        app
    }

    pub(crate) fn says(&self, say: Say) {
        self.says.lock().unwrap().push_back(say);
    }

    pub(crate) fn last(&self) -> Heard {
        self.heard.lock().unwrap().last().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.heard.lock().unwrap().len()
    }
}

impl Heard {
    pub(crate) fn field(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }
}

async fn hear(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let timestamp = header("x-slack-request-timestamp").parse().unwrap();
    assert_eq!(header("x-slack-signature"), sign(SECRET, timestamp, &body));
    let mut fields = Vec::new();
    let json = match header("content-type").as_str() {
        "application/json" => serde_json::from_str(&body).unwrap(),
        _ => {
            fields = form::decode(&body).unwrap();
            let payload = fields.iter().find(|(name, _)| name == "payload");
            payload.map_or(Value::Null, |(_, payload)| serde_json::from_str(payload).unwrap())
        }
    };
    app.heard.lock().unwrap().push(Heard { headers, fields, json });
    let say = app.says.lock().unwrap().pop_front();
    match say.unwrap_or(Say::Nothing) {
        Say::Nothing => StatusCode::OK.into_response(),
        Say::Json(json) => ([("content-type", "application/json")], json.to_string()).into_response(),
        Say::Text(text) => text.into_response(),
        Say::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Say::NeverAgain => (StatusCode::NOT_FOUND, [("x-slack-no-retry", "1")]).into_response(),
        Say::Late(time) => {
            tokio::time::sleep(time).await;
            StatusCode::OK.into_response()
        }
    }
}
