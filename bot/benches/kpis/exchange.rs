//! A journal on its way to somebody else's machine: written out by the binary, read in by it, and told by it as at home,
//! to the last digit. It is of a tenth of the sessions.

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::moment::Moment;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{CallId, Commit, Store};

use crate::facts::Facts;

/// So many sessions share a commit.
const TOGETHER: usize = 1_000;

/// What came of it.
pub(crate) struct Exchange {
    pub(crate) lines: usize,
    pub(crate) exported: Duration,
    pub(crate) imported: Duration,
    /// How many of how many figures are told otherwise afterwards.
    pub(crate) different: usize,
    pub(crate) figures: usize,
}

/// Writes out and reads in the journal of so many sessions.
pub(crate) async fn exchanged(sessions: usize, now: DateTime<Utc>) -> Exchange {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [here, there] = ["here.db", "there.db"].map(|name| folder.path().join(name));
    seed(&here, sessions, now).await;
    let journal = folder.path().join("journal.jsonl");
    let began = Instant::now();
    run(&here, &["export", "--out"], &[&journal]);
    let exported = began.elapsed();
    let text = std::fs::read_to_string(&journal).expect("it was written");
    let lines = text.lines().count() - 1;
    let began = Instant::now();
    run(&there, &["import", "--as", "copy"], &[&journal]);
    let imported = began.elapsed();
    let as_of = now.date_naive().to_string();
    let told = |file: &Path| -> Vec<Value> {
        let output = run(file, &["kpis", "--json", "--window", "all", "--as-of", &as_of], &[]);
        let told: Value = serde_json::from_slice(&output.stdout).expect("it answers as JSON");
        told["figures"].as_array().cloned().expect("it tells figures")
    };
    let (home, away) = (told(&here), told(&there));
    let different = home.iter().zip(&away).filter(|(home, away)| home != away).count();
    let different = different + home.len().abs_diff(away.len());
    Exchange { lines, exported, imported, different, figures: home.len() }
}

/// The facts of so many sessions in a file; nobody waits for their books.
async fn seed(file: &Path, sessions: usize, now: DateTime<Utc>) {
    let store = smallwins_store::open(&format!("sqlite://{}", file.display())).await;
    let store = store.expect("a database opens");
    let mut moment = Moment::new(now, 9);
    let platform = PlatformName::new(smallwins_slack::PLATFORM);
    let community = Community::new(platform, "T1".to_owned(), Tz::UTC, &mut moment);
    let scope = store.found(community).await.expect("a community is founded").scope();
    let mut facts = Facts::of(sessions, now);
    for first in (0..sessions).step_by(TOGETHER) {
        let numbers = first..(first + TOGETHER).min(sessions);
        let changes = numbers.flat_map(|number| facts.session(number)).map(Change::Past).collect();
        let call = CallId(format!("facts {first}"));
        let commit = Commit { scope, call, at: now, reply: Reply::default(), changes };
        store.commit(commit).await.expect("facts are written");
    }
    store.close().await;
}

/// Runs the binary over a database.
fn run(database: &Path, words: &[&str], files: &[&Path]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_smallwins"))
        .args(words)
        .args(files)
        .arg("--database-url")
        .arg(format!("sqlite://{}", database.display()))
        // It is a setting of the bench, and the binary refuses what is none of its own.
        .env_remove("SMALLWINS_BENCH_SESSIONS")
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
