//! Every payload that GitHub gives as an example of its webhooks, sent to the door over a real socket: each has to be
//! taken. They come from npm (`@octokit/webhooks-examples`), so this is run by hand:
//! `cargo run -p smallwins-hooks --example github`. What is refused ends it with exit status 1.

#![expect(clippy::unwrap_used, reason = "it is a test that is run by hand")]

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use smallwins_core::signal::Source;

#[path = "../tests/client/mod.rs"]
#[expect(dead_code, reason = "the tests send more than this")]
mod client;

use client::Place;

const PACKAGE: &str = "@octokit/webhooks-examples";
/// Whose work most of the examples tell of, and the day after it.
const WHO: &str = "github Codertocat";
const WHEN: &str = "2019-05-16T12:00:00Z";

/// The examples of one event.
#[derive(Deserialize)]
struct Event {
    name: String,
    examples: Vec<Value>,
}

fn examples() -> Vec<Event> {
    let folder = std::env::temp_dir().join("smallwins-github");
    std::fs::create_dir_all(&folder).unwrap();
    let flags = ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", PACKAGE];
    assert!(Command::new("npm").args(flags).current_dir(&folder).status().unwrap().success());
    let index = folder.join("node_modules").join(PACKAGE).join("api.github.com/index.json");
    serde_json::from_slice(&std::fs::read(index).unwrap()).unwrap()
}

#[tokio::main]
async fn main() -> ExitCode {
    let place = Place::open().await;
    let when: DateTime<Utc> = WHEN.parse().unwrap();
    place.stands_at(when);
    place.link(WHO).await;
    let (mut sent, mut refused) = (0, BTreeMap::<String, u32>::new());
    for event in examples() {
        for payload in &event.examples {
            sent += 1;
            let response = place.github(&event.name, &format!("delivery-{sent}"), payload).await;
            if response.status / 100 != 2 {
                *refused
                    .entry(format!("{}: {} {}", event.name, response.status, response.body))
                    .or_default() += 1;
            }
        }
    }
    println!("{sent} payloads sent; by what became of them: {:?}", place.tally(Source::github()).await);
    for win in place.desk().await.wins {
        println!("a win: {}", win.deed);
    }
    for (why, times) in &refused {
        println!("refused {times} times: {why}");
    }
    if refused.is_empty() && sent > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
