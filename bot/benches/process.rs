//! What the process costs whoever runs it: how soon it is ready, and how much memory it holds.

#[path = "parts/figures.rs"]
mod figures;
#[path = "parts/memory.rs"]
mod memory;
#[path = "parts/server.rs"]
mod server;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use figures::{Bounds, Times, millis};
use memory::resident;
use server::{Server, get, post};

/// Starts on a database that is there already.
const STARTS: usize = 10;
/// The time until it says that it is ready, in milliseconds.
const READY: f64 = 300.0;
/// How long nobody talks to it before its memory is looked at.
const IDLE: Duration = Duration::from_secs(5);
/// The memory that it may hold, in megabytes (10⁶ bytes).
const MEMORY: f64 = 40.0;
/// How often the playground is fetched before memory is looked at again.
const PAGES: usize = 100;

fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = "sqlite://smallwins.db";
    let (first, fresh) = started(folder.path(), url);
    for (handle, line) in
        [("ana", "win Replaced three matches with a table"), ("ana", "ask how do I test a parser?")]
    {
        let fields = [("call", format!("play-{}", line.len())), ("line", line.to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        post(&first.address, &format!("/play/people/{handle}/say"), &fields).expect("it is answered");
    }
    drop(first);

    let starts: Vec<Duration> = (0..STARTS).map(|_| started(folder.path(), url).1).collect();
    let starts = Times::of(starts);

    let server = Server::start(folder.path(), url);
    std::thread::sleep(IDLE);
    let idle = resident(server.child.id()).expect("it runs");
    for _ in 0..PAGES {
        get(&server.address, "/play").expect("the playground is there");
    }
    let after = resident(server.child.id()).expect("it runs");

    println!("{:<44}{:>10}", "what", "figure");
    println!("{:<44}{:>10.1}", "ready on a new database, ms", millis(fresh));
    println!("{:<44}{:>10.1}", "ready on a database that is there, median ms", millis(starts.median()));
    println!("{:<44}{:>10.1}", "the slowest of ten, ms", millis(starts.within(1000)));
    println!("{:<44}{idle:>10.1}", "memory after five idle seconds, MB");
    println!("{:<44}{after:>10.1}\n", "memory after a hundred pages, MB");
    let mut bounds = Bounds::default();
    bounds.at_most("milliseconds until it is ready", millis(starts.median()), READY);
    bounds.at_most("megabytes when idle", idle, MEMORY);
    bounds.at_most("megabytes after serving the playground", after, MEMORY);
    bounds.verdict()
}

/// A process, and how long it took to say that it is ready.
fn started(folder: &Path, url: &str) -> (Server, Duration) {
    let began = Instant::now();
    let server = Server::start(folder, url);
    (server, began.elapsed())
}
