//! A Slack on loopback that says yes to what it knows, and counts.
//!
//! It checks nothing: a strict one would cost the core that makes the load, and it is the stories that hold Smallwins
//! against Slack's rules.

use std::collections::{BTreeSet, HashMap};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::routing::{any, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use smallwins_core::member::Member;
use tokio::runtime::Builder;

use crate::command::TEAM;
use crate::place::NUDGE;

/// A workspace of people, served by a thread of its own until the program ends.
pub(crate) struct Slack {
    /// Where it listens.
    pub(crate) address: String,
    seen: Arc<Mutex<Seen>>,
}

/// What it was told.
#[derive(Debug, Default)]
struct Seen {
    people: HashMap<String, Value>,
    messages: u64,
    nudges: HashMap<String, u32>,
    last_nudge: Option<Instant>,
    unknown: BTreeSet<String>,
}

/// The nudges that arrived.
pub(crate) struct Nudges {
    /// How many people were nudged.
    pub(crate) people: usize,
    /// How many nudges came on top of that: twice to the same person.
    pub(crate) repeated: u32,
    /// When the last one arrived.
    pub(crate) last: Option<Instant>,
}

impl Slack {
    /// Begins to listen on a free port.
    pub(crate) fn open(members: &[Member]) -> Slack {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it listens").to_string();
        let people = members.iter().map(|member| (member.handle.0.clone(), user(member))).collect();
        let seen = Arc::new(Mutex::new(Seen { people, ..Seen::default() }));
        let router = Router::new()
            .route("/api/{method}", any(method))
            .route("/commands/{*rest}", post(|| async { "ok" }))
            .with_state(Arc::clone(&seen));
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a thread to run on");
            runtime.block_on(async {
                listener.set_nonblocking(true).expect("it listens");
                let listener = tokio::net::TcpListener::from_std(listener).expect("it listens");
                axum::serve(listener, router).await
            })
        });
        Slack { address, seen }
    }

    /// The nudges so far.
    pub(crate) fn nudges(&self) -> Nudges {
        let seen = locked(&self.seen);
        let repeated = seen.nudges.values().map(|times| times - 1).sum();
        Nudges { people: seen.nudges.len(), repeated, last: seen.last_nudge }
    }

    /// The methods that were called and that it does not know.
    pub(crate) fn unknown(&self) -> Vec<String> {
        locked(&self.seen).unknown.iter().cloned().collect()
    }
}

fn locked(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

fn user(member: &Member) -> Value {
    let (name, zone) = (member.name.as_str(), member.calendar.zone.name());
    json!({
        "id": member.handle.0, "team_id": TEAM, "name": member.handle.0.to_lowercase(), "real_name": name,
        "tz": zone, "deleted": false, "is_bot": false, "is_admin": false, "is_owner": false,
        "profile": { "real_name": name, "display_name": name },
    })
}

async fn method(
    State(seen): State<Arc<Mutex<Seen>>>,
    Path(method): Path<String>,
    Query(mut args): Query<HashMap<String, String>>,
    body: Bytes,
) -> Json<Value> {
    if let Ok(Value::Object(fields)) = serde_json::from_slice(&body) {
        args.extend(fields.into_iter().filter_map(|(name, value)| Some((name, first_word(&value)?))));
    }
    let arg = |name: &str| args.get(name).cloned().unwrap_or_default();
    let mut seen = locked(&seen);
    Json(match method.as_str() {
        "auth.test" => json!({
            "ok": true, "url": "https://peers.slack.test/", "team": "Peers", "user": "mentor", "team_id": TEAM,
            "user_id": "U0PEERS", "bot_id": "B0PEERS", "is_enterprise_install": false,
        }),
        "users.info" => match seen.people.get(&arg("user")) {
            Some(user) => json!({ "ok": true, "user": user }),
            None => json!({ "ok": false, "error": "user_not_found" }),
        },
        "dnd.info" => {
            json!({ "ok": true, "dnd_enabled": false, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1 })
        }
        "dnd.teamInfo" => {
            let never = json!({ "dnd_enabled": false, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1 });
            let users = arg("users");
            let users: Map<String, Value> =
                users.split(',').map(|user| (user.to_owned(), never.clone())).collect();
            json!({ "ok": true, "users": users })
        }
        "conversations.open" => {
            json!({ "ok": true, "channel": { "id": arg("users").replacen('U', "D", 1) } })
        }
        "chat.postMessage" => {
            seen.messages += 1;
            let channel = arg("channel");
            if find(&body, NUDGE.as_bytes()) {
                *seen.nudges.entry(channel.clone()).or_default() += 1;
                seen.last_nudge = Some(Instant::now());
            }
            let ts = format!("1795000000.{:06}", seen.messages);
            json!({ "ok": true, "channel": channel, "ts": ts, "message": { "ts": ts } })
        }
        _ => {
            seen.unknown.insert(method);
            json!({ "ok": false, "error": "unknown_method" })
        }
    })
}

/// A text, or the first one of a list.
fn first_word(value: &Value) -> Option<String> {
    value.as_str().or_else(|| value.get(0)?.as_str()).map(str::to_owned)
}

fn find(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
