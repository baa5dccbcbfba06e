//! Somebody who sends by hand, byte by byte, to doors on a real socket; and the community behind them.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::UTC;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::SecretString;
use serde_json::Value;
use sha2::Sha256;
use smallwins_core::community::Community;
use smallwins_core::member::Person;
use smallwins_core::mentoring::{Call, Mentoring, Said, Who};
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::news::News;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::signal::{Outcome, Source};
use smallwins_core::store::{CallId, Desk, Which};
use smallwins_hooks::{Hooks, Secrets};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The secret of GitHub's webhook.
pub(crate) const SECRET: &str = "It's a Secret to Everybody";
/// The secret of the rest, and the one before it.
pub(crate) const SIGNALS: [&str; 2] = ["open sesame", "close sesame"];

/// A signature as GitHub writes it.
pub(crate) fn signed(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A clock that is moved by hand, and chance that is the same each time.
struct Clock(Mutex<(DateTime<Utc>, u64)>);

impl Moments for Clock {
    fn moment(&self) -> Moment {
        let mut clock = self.0.lock().unwrap();
        clock.1 += 1;
        Moment::new(clock.0, clock.1)
    }
}

/// The doors, and a community in which Ana is.
pub(crate) struct Place {
    mentoring: Mentoring,
    community: Community,
    clock: Arc<Clock>,
    address: String,
    calls: Mutex<u32>,
}

impl Place {
    pub(crate) async fn open() -> Place {
        let secret = |text: &str| Some(SecretString::from(text));
        let (github, signals, signals_before) = (secret(SECRET), secret(SIGNALS[0]), secret(SIGNALS[1]));
        Place::with_secrets(Secrets { github, signals, signals_before }).await
    }

    pub(crate) async fn with_secrets(secrets: Secrets) -> Place {
        let store = Arc::new(smallwins_store::open("sqlite::memory:").await.unwrap());
        let clock = Arc::new(Clock(Mutex::new(("2026-11-24T09:00:00Z".parse().unwrap(), 7))));
        let mentoring = Mentoring::new(store, Arc::clone(&clock) as Arc<dyn Moments>);
        let stage = PlatformName::new("stage");
        let community = mentoring.community(&stage, "place", UTC).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = Hooks::new(mentoring.clone(), vec![stage], secrets).router();
        tokio::spawn(axum::serve(listener, router).into_future());
        let place = Place { mentoring, community, clock, address, calls: Mutex::default() };
        place.says("/mentor me").await;
        place
    }

    /// Another community.
    pub(crate) async fn found(&self, external: &str) {
        self.mentoring.community(&PlatformName::new("stage"), external, UTC).await.unwrap();
    }

    /// The app was removed from the first community.
    pub(crate) async fn closes(&self) {
        let id = CallId("removed".to_owned());
        self.mentoring.tell(id, self.community.scope(), News::Removed).await.unwrap();
    }

    /// It is that time.
    pub(crate) fn stands_at(&self, now: DateTime<Utc>) {
        self.clock.0.lock().unwrap().0 = now;
    }

    pub(crate) fn passes(&self, time: TimeDelta) {
        self.stands_at(self.mentoring.now() + time);
    }

    /// Ana says something.
    pub(crate) async fn says(&self, text: &str) {
        let id = {
            let mut calls = self.calls.lock().unwrap();
            *calls += 1;
            CallId(format!("call {calls}"))
        };
        let person = Person {
            handle: Handle("ana".to_owned()),
            name: Some("Ana".to_owned()),
            zone: Some(UTC),
            language: None,
            admin: None,
        };
        let said = Said::Line(text.to_owned());
        self.mentoring.act(Call { id, scope: self.community.scope(), who: Who::Person(person), said }).await;
    }

    /// Ana says that an account is hers.
    pub(crate) async fn link(&self, account: &str) {
        self.says(&format!("/mentor link {account} yes")).await;
    }

    /// What concerns Ana.
    pub(crate) async fn desk(&self) -> Desk {
        let (store, scope) = (self.mentoring.store(), self.community.scope());
        let ana = store.everyone(scope, 1).await.unwrap().remove(0);
        store.desk(scope, ana.id, self.mentoring.now() - TimeDelta::days(14)).await.unwrap()
    }

    /// How much waits for whoever says that an account is theirs.
    pub(crate) async fn waiting(&self, account: &str) -> usize {
        let whose = [account.parse().unwrap()];
        let waiting =
            self.mentoring.store().signals(self.community.scope(), Which::Of(&whose), self.mentoring.now());
        waiting.await.unwrap().len()
    }

    /// What arrived from a source, by what became of it.
    pub(crate) async fn tally(&self, source: Source) -> Vec<(Outcome, u32)> {
        let tallies = self.mentoring.store().arrivals(self.community.scope(), self.mentoring.now()).await;
        let of_it = tallies.unwrap().into_iter().filter(|tally| tally.source == source);
        of_it.map(|tally| (tally.outcome, tally.count)).collect()
    }

    pub(crate) async fn github(&self, event: &str, delivery: &str, payload: &Value) -> Response {
        let body = payload.to_string();
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("x-github-event", event.to_owned()),
            ("x-github-delivery", delivery.to_owned()),
            ("x-hub-signature-256", signed(SECRET, body.as_bytes())),
        ];
        self.post("/hooks/github", &headers, body.as_bytes()).await
    }

    /// A statement, by the password: moodle:open sesame.
    pub(crate) async fn xapi(&self, payload: &Value) -> Response {
        let headers = [
            ("authorization", "Basic bW9vZGxlOm9wZW4gc2VzYW1l".to_owned()),
            ("x-experience-api-version", "1.0.3".to_owned()),
        ];
        self.post("/hooks/xapi", &headers, payload.to_string().as_bytes()).await
    }

    pub(crate) async fn post(&self, path: &str, headers: &[(&str, String)], body: &[u8]) -> Response {
        let mut socket = self.begin("POST", path, headers, &format!("content-length: {}", body.len())).await;
        socket.write_all(body).await.unwrap();
        response(socket).await
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        response(self.begin("GET", path, &[], "content-length: 0").await).await
    }

    /// The status for somebody who says how long the body is, and waits.
    pub(crate) async fn post_head(&self, path: &str, length: usize) -> u16 {
        response(self.begin("POST", path, &[], &format!("content-length: {length}")).await).await.status
    }

    /// The status for somebody who does not say how long it is.
    pub(crate) async fn post_in_pieces(&self, path: &str, body: &[u8]) -> u16 {
        let socket = self.begin("POST", path, &[], "transfer-encoding: chunked").await;
        let (mut reader, mut writer) = socket.into_split();
        let body = body.to_vec();
        // Whoever is refused is cut off in the middle of it.
        let sending = tokio::spawn(async move {
            for piece in body.chunks(64 << 10) {
                let head = format!("{:x}\r\n", piece.len());
                for part in [head.as_bytes(), piece, b"\r\n"] {
                    if writer.write_all(part).await.is_err() {
                        return;
                    }
                }
            }
        });
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            line.push(reader.read_u8().await.unwrap());
        }
        sending.abort();
        status(&String::from_utf8(line).unwrap())
    }

    async fn begin(&self, method: &str, path: &str, headers: &[(&str, String)], length: &str) -> TcpStream {
        let mut socket = TcpStream::connect(&self.address).await.unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n{headers}{length}\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        socket
    }
}

async fn response(mut socket: TcpStream) -> Response {
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    Response { status: status(head), body: body.to_owned() }
}

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).unwrap().parse().unwrap()
}
