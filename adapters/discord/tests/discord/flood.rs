//! A hundred thousand requests that were real once: whatever is in them, nobody panics and nothing is a 5xx.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{panic, thread};

use axum::body::Body;
use axum::http::Request;
use axum::{Json, Router};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use smallwins_core::mentoring::Mentoring;
use smallwins_discord::{Discord, Reach, Settings};
use smallwins_fake_discord::{StandingClock, sign};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use crate::raw::now;
use crate::stage::{NOW, Still, memory, serve};

const REQUESTS: u32 = 100_000;
/// How many are on their way at once.
const AT_ONCE: usize = 100;

/// What the threads that answer are called.
const THREAD: &str = "flood";

/// What happens to a request on its way.
#[derive(Debug, Clone)]
enum Damage {
    Flip { at: usize, with: u8 },
    Cut { at: usize },
    Remove { at: usize, length: usize },
    Repeat { at: usize, length: usize },
    Insert { at: usize, what: usize },
}

/// What somebody hopes to find unprepared.
const INSERTS: [&str; 16] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "null",
    "0",
    "-1",
    "1|",
    "|",
    "\u{0}",
    "\u{202e}",
    "<@1>",
    "\u{1f468}\u{200d}",
    "18446744073709551616",
    ",\"guild_id\":\"1\"",
];

#[derive(Debug, Clone)]
struct Sent {
    which: usize,
    /// Which interaction it is.
    id: u32,
    damages: Vec<Damage>,
    is_signed: bool,
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<usize>;
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, with)| Damage::Flip { at, with }),
        1 => at().prop_map(|at| Damage::Cut { at }),
        2 => (at(), 1..40_usize).prop_map(|(at, length)| Damage::Remove { at, length }),
        1 => (at(), 1..80_usize).prop_map(|(at, length)| Damage::Repeat { at, length }),
        3 => (at(), 0..INSERTS.len()).prop_map(|(at, what)| Damage::Insert { at, what }),
    ]
}

fn sent() -> impl Strategy<Value = Sent> {
    let parts = (any::<usize>(), any::<u32>(), vec(damage(), 0..5), any::<bool>());
    parts.prop_map(|(which, id, damages, is_signed)| Sent { which, id, damages, is_signed })
}

/// What really comes, a sample of each.
fn samples() -> Vec<String> {
    let mut samples = Vec::new();
    for guild in [true, false] {
        let mut base = json!({
            "id": "ID", "application_id": "2", "token": "t", "version": 1, "channel_id": "4", "locale": "en-GB",
            "channel": { "id": "4", "type": 0 }, "app_permissions": "1", "entitlements": [], "context": 0,
            "authorizing_integration_owners": { "0": "3" }, "attachment_size_limit": 1,
        });
        let user = json!({ "id": "7", "username": "ana", "global_name": "Ana", "discriminator": "0", "avatar": null });
        if guild {
            base["guild_id"] = json!("3");
            base["member"] =
                json!({ "user": user, "nick": null, "roles": [], "permissions": "32", "flags": 0 });
        } else {
            base["user"] = user;
        }
        let mut add = |kind: u8, data: Value| {
            let mut sample = base.clone();
            sample["type"] = json!(kind);
            sample["data"] = data;
            if kind == 3 {
                sample["message"] = returned();
            }
            samples.push(sample.to_string());
        };
        let command = |verb: &str, options: Value| {
            json!({ "id": "1", "name": "mentor", "type": 1,
                "options": [{ "name": verb, "type": 1, "options": options }] })
        };
        add(2, command("help", json!([])));
        add(
            2,
            command("win", json!([{ "name": "what", "type": 3, "value": "Wrote a <test> with *stars*" }])),
        );
        add(2, command("join", json!([])));
        add(4, command("hours", json!([{ "name": "zone", "type": 3, "value": "Lis", "focused": true }])));
        add(3, json!({ "custom_id": "1|3|me", "component_type": 2, "id": 2 }));
        add(3, json!({ "custom_id": "1e|3|ask|question,minutes=10m", "component_type": 2, "id": 2 }));
        add(3, json!({ "custom_id": "1o|3|ask|minutes=10m", "component_type": 2, "id": 2 }));
        add(3, json!({ "custom_id": "1s|3|win|", "component_type": 2, "id": 2 }));
        add(3, json!({ "custom_id": "a", "component_type": 3, "values": ["b"] }));
        let row = json!([{ "type": 1, "components": [{ "type": 4, "custom_id": "win", "value": "Wrote a test" }] }]);
        add(5, json!({ "custom_id": "1|3|win", "components": row }));
    }
    samples
        .push(json!({ "id": "1", "application_id": "2", "type": 1, "token": "t", "version": 1 }).to_string());
    samples
}

/// A form that came back.
fn returned() -> Value {
    let edit = json!({ "type": 2, "style": 1, "label": "Edit", "custom_id": "1e|3|ask|question,minutes=10m", "id": 2 });
    json!({
        "id": "5", "channel_id": "4", "content": "Ask", "flags": 64,
        "embeds": [{ "type": "rich", "fields": [{ "name": "Question", "value": "How \\*do\\* I", "inline": false }] }],
        "components": [{ "type": 1, "id": 1, "components": [edit] }],
    })
}

fn damaged(body: &str, damages: &[Damage]) -> Vec<u8> {
    let mut bytes = body.as_bytes().to_vec();
    for damage in damages {
        let place = |at: usize| at % (bytes.len() + 1);
        match *damage {
            Damage::Flip { at, with } => {
                let place = place(at);
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= with;
                }
            }
            Damage::Cut { at } => bytes.truncate(place(at)),
            Damage::Remove { at, length } => {
                let from = place(at);
                bytes.drain(from..bytes.len().min(from + length));
            }
            Damage::Repeat { at, length } => {
                let from = place(at);
                let again = bytes[from..bytes.len().min(from + length)].to_vec();
                bytes.splice(from..from, again);
            }
            Damage::Insert { at, what } => {
                let place = place(at);
                bytes.splice(place..place, INSERTS[what].bytes());
            }
        }
    }
    bytes
}

fn request(sent: &Sent, samples: &[String]) -> Request<Body> {
    let id = format!("\"{}\"", u64::from(sent.id) + 1);
    let sample = samples[sent.which % samples.len()].replace("\"ID\"", &id);
    let body = damaged(&sample, &sent.damages);
    let stamp = now().to_string();
    let signature = if sent.is_signed { sign(&stamp, &body) } else { "5".repeat(128) };
    Request::post("/discord/interactions")
        .header("content-type", "application/json")
        .header("x-signature-timestamp", stamp)
        .header("x-signature-ed25519", signature)
        .body(Body::from(body))
        .unwrap()
}

/// A Discord that agrees to everything.
async fn agreeable() -> String {
    let yes = || async {
        Json(json!({ "id": "2", "name": "small", "verify_key": "", "interactions_endpoint_url": null }))
    };
    serve(Router::new().fallback(yes)).await
}

async fn router() -> Router {
    let clock = StandingClock::at(NOW.parse().unwrap());
    let fake = smallwins_fake_discord::Discord::start(clock.clock()).await;
    let mentoring = Mentoring::new(memory().await, Arc::new(Still::by(&clock)));
    let reach = Reach::Http { public_key: fake.public_key(), lines: None };
    let settings =
        Settings { api_url: agreeable().await, token: "a.b.c".into(), application_id: None, reach };
    Discord::open(settings, mentoring).await.unwrap().router()
}

/// Counts the panics of our threads from now on.
fn count_panics() -> Arc<AtomicUsize> {
    let (count, before) = (Arc::new(AtomicUsize::new(0)), panic::take_hook());
    let counted = Arc::clone(&count);
    panic::set_hook(Box::new(move |panicked| {
        if thread::current().name() == Some(THREAD) {
            counted.fetch_add(1, Ordering::SeqCst);
        }
        before(panicked);
    }));
    count
}

#[test]
fn a_hundred_thousand_damaged_requests_break_nothing() {
    let panics = count_panics();
    let runtime: Runtime =
        Builder::new_multi_thread().worker_threads(2).thread_name(THREAD).enable_all().build().unwrap();
    let router = runtime.block_on(router());
    let (samples, heard) = (samples(), AtomicUsize::new(0));
    let config = Config { cases: REQUESTS / AT_ONCE as u32, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&vec(sent(), AT_ONCE), |batch| {
            let answers: Vec<_> = batch
                .iter()
                .map(|sent| runtime.spawn(router.clone().oneshot(request(sent, &samples))))
                .collect();
            for (answer, sent) in answers.into_iter().zip(&batch) {
                let status = runtime.block_on(answer).expect("nobody panics").unwrap().status().as_u16();
                assert!(matches!(status, 200 | 400 | 401 | 413), "{status} for {sent:?}");
                heard.fetch_add(usize::from(status == 200), Ordering::Relaxed);
            }
            Ok(())
        })
        .unwrap();
    runtime.shutdown_timeout(Duration::from_secs(5));
    assert_eq!(panics.load(Ordering::SeqCst), 0, "nobody panics, also where nobody waits for it");
    let heard = heard.into_inner();
    assert!(heard > REQUESTS as usize / 20, "{heard} came as far as the reading");
}
