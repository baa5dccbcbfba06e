//! A hundred thousand requests that were real once: whatever is in them, nobody panics and nothing is a 5xx.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{panic, thread};

use axum::body::Body;
use axum::http::Request;
use axum::{Json, Router};
use hmac::{Hmac, KeyInit, Mac};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use sha2::Sha256;
use smallwins_core::mentoring::Mentoring;
use smallwins_fake_slack::StandingClock;
use smallwins_slack::Slack;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use crate::raw::{FORM, command, interaction, now};
use crate::stage::{NOW, SECRET, Still, memory, serve, settings};

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
    "&",
    "=",
    "%",
    "%00",
    "\u{0}",
    "\u{202e}",
    "<@U1|",
    "\u{1f468}\u{200d}",
    "9999999999999999999999",
    "payload=",
];

#[derive(Debug, Clone)]
struct Sent {
    which: usize,
    /// Which event it is, where it is one.
    event: u32,
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
    parts.prop_map(|(which, event, damages, is_signed)| Sent { which, event, damages, is_signed })
}

/// What really comes, a sample of each.
fn samples() -> Vec<String> {
    let base = |kind: &str| {
        json!({
            "type": kind, "user": { "id": "U1", "username": "ana", "team_id": "T1" }, "api_app_id": "A1",
            "token": "old", "team": { "id": "T1", "domain": "small" }, "enterprise": null,
            "is_enterprise_install": false, "trigger_id": "1.2.abc",
        })
    };
    let mut press = base("block_actions");
    press["container"] =
        json!({ "type": "message", "message_ts": "1.1", "channel_id": "D1", "is_ephemeral": true });
    press["channel"] = json!({ "id": "D1", "name": "directmessage" });
    press["message"] = json!({ "type": "message", "user": "UBOT", "ts": "1.1", "team": "T1", "blocks": [] });
    press["actions"] = json!([{ "action_id": "a", "block_id": "b", "value": "me", "type": "button" }]);
    let mut submission = base("view_submission");
    submission["view"] = json!({
        "id": "V1", "team_id": "T1", "type": "modal", "hash": "1.h", "callback_id": "win", "private_metadata": "",
        "state": { "values": { "field/win": { "value": { "type": "plain_text_input", "value": "A test" } } } },
    });
    let mut home = press.clone();
    home["view"] = json!({ "id": "V2", "team_id": "T1", "type": "home", "hash": "1.h", "callback_id": "" });
    let event = |what: serde_json::Value| {
        json!({
            "token": "old", "team_id": "T1", "api_app_id": "A1", "event": what, "type": "event_callback",
            "event_id": "Ev1", "event_time": 1_795_521_600, "is_ext_shared_channel": false,
            "authorizations": [{ "enterprise_id": null, "team_id": "T1", "user_id": "UBOT", "is_bot": true }],
        })
        .to_string()
    };
    vec![
        command("T1", "U1", "help", "1.2.abc"),
        command("T1", "U1", "win <https://a.example|Wrote> a &lt;test&gt; with <@U2|ben>", "1.2.abd"),
        command("T2", "U1", "me", "1.2.abe"),
        interaction(&press),
        interaction(&home),
        interaction(&submission),
        interaction(&base("view_closed")),
        event(json!({ "type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "team": "T1",
            "text": "hours mon-fri", "ts": "1.1", "client_msg_id": "c" })),
        event(json!({ "type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home" })),
        event(json!({ "type": "user_change", "user": { "id": "U1", "team_id": "T1", "tz": "Europe/Lisbon",
            "is_admin": true, "profile": { "display_name": "ana" }, "locale": "en-GB" } })),
        event(json!({ "type": "dnd_updated_user", "user": "U1", "dnd_status": { "dnd_enabled": true,
            "next_dnd_start_ts": 1_795_521_600, "next_dnd_end_ts": 1_795_525_200 } })),
        event(json!({ "type": "member_joined_channel", "user": "UBOT", "channel": "C1", "team": "T1" })),
        json!({ "token": "old", "challenge": "c", "type": "url_verification" }).to_string(),
        "ssl_check=1&token=old".to_owned(),
    ]
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
    let sample = samples[sent.which % samples.len()].replace("\"Ev1\"", &format!("\"Ev{}\"", sent.event));
    let body = damaged(&sample, &sent.damages);
    let signature = if sent.is_signed { signature(&body) } else { format!("v0={}", "5".repeat(64)) };
    Request::post("/slack/events")
        .header("content-type", FORM)
        .header("x-slack-request-timestamp", now().to_string())
        .header("x-slack-signature", signature)
        .body(Body::from(body))
        .unwrap()
}

/// As Slack signs, also what is no text.
fn signature(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("v0:{}:", now()).as_bytes());
    mac.update(body);
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

/// A Slack that agrees to everything.
async fn agreeable() -> String {
    let yes = || async {
        Json(json!({ "ok": true, "team_id": "T1", "user_id": "UBOT", "user": { "id": "U1" },
            "view": { "id": "V9", "hash": "h" }, "channel": { "id": "D1" }, "ts": "1.1" }))
    };
    serve(Router::new().fallback(yes)).await
}

async fn router() -> Router {
    let clock = StandingClock::at(NOW.parse().unwrap());
    let mentoring = Mentoring::new(memory().await, Arc::new(Still::by(&clock)));
    Slack::open(settings(&agreeable().await, "xoxb-1"), mentoring).await.unwrap().router()
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
