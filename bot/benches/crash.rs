//! Whether a crash loses, breaks or repeats anything.
//!
//! A round begins with a new database. Eight people do things at random, all at once, while the clock is moved; the
//! process is killed (`SIGKILL`) in the midst of it, at a random moment or as soon as a line appears, which is just
//! before its task is settled. It is started again; everything is said once more, under the same call ids; the clock
//! is moved on, and the process is killed once more on the way. Then what the database holds is looked at.
//!
//! `ROUNDS` says how many rounds (20), `SEED` which ones (1).

#[path = "crash/checks.rs"]
mod checks;
#[path = "crash/players.rs"]
mod players;
#[path = "parts/server.rs"]
mod server;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::runtime::Runtime;

use checks::{Found, answer_to};
use players::{Journal, PEOPLE, Said, admit_everybody, between, play};
use server::{Server, get, post};

/// No round takes longer than this to be killed.
const LATEST: Duration = Duration::from_secs(4);

/// What was seen in the rounds on one database.
#[derive(Default)]
struct Tally {
    acknowledged: usize,
    cut_off: usize,
    lines: usize,
    wrong: Vec<String>,
}

fn main() -> ExitCode {
    let number = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |value| value.parse().expect("a whole number"))
    };
    let (rounds, seed) = (number("ROUNDS", 20), number("SEED", 1));
    let runtime = Runtime::new().expect("threads to run on");
    println!(
        "{:<12}{:>8}{:>14}{:>10}{:>8}{:>8}",
        "database", "rounds", "acknowledged", "cut off", "lines", "wrong"
    );
    let mut well = true;
    for name in ["SQLite", "PostgreSQL"] {
        let mut tally = Tally::default();
        for round in seed..seed + rounds {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let database = match name {
                "SQLite" => None,
                _ => match runtime.block_on(smallwins_test_postgres::database()) {
                    None => return verdict(well),
                    database => database,
                },
            };
            let file = format!("sqlite://{}", folder.path().join("smallwins.db").display());
            let url = database.as_ref().map_or(file, |database| database.url.clone());
            let before = tally.wrong.len();
            play_a_round(folder.path(), &url, round, &runtime, &mut tally);
            for wrong in &tally.wrong[before..] {
                println!("{name}, round {round}: {wrong}");
            }
        }
        let Tally { acknowledged, cut_off, lines, wrong } = tally;
        println!("{name:<12}{rounds:>8}{acknowledged:>14}{cut_off:>10}{lines:>8}{:>8}", wrong.len());
        well &= wrong.is_empty();
    }
    verdict(well)
}

fn verdict(well: bool) -> ExitCode {
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn play_a_round(folder: &Path, url: &str, round: u64, runtime: &Runtime, tally: &mut Tally) {
    let mut chance = StdRng::seed_from_u64(round);
    let journal = Journal::default();
    let server = Server::start(folder, url);
    admit_everybody(&server.address);
    thread::scope(|scope| {
        let address = server.address.clone();
        for (place, handle) in PEOPLE.into_iter().enumerate() {
            let (address, journal) = (address.clone(), &journal);
            scope.spawn(move || play(handle, &address, journal, round * 100 + place as u64));
        }
        scope.spawn(move || while moves_the_clock(&address, TimeDelta::minutes(20)).is_ok() {});
        wait_for_the_moment(&server.address, &mut chance, 150);
        drop(server);
    });
    let acknowledged = journal.acknowledged.into_inner().expect("no panic");
    let cut_off = journal.cut_off.into_inner().expect("no panic");

    let first = runtime.block_on(Found::at(url));
    tally.wrong.extend(first.acknowledged(&acknowledged));
    tally.wrong.extend(first.promises());

    let everything: Vec<Said> = acknowledged.iter().chain(&cut_off).cloned().collect();
    let server = Server::start(folder, url);
    for said in &everything {
        // A button whose line never lasted is gone, and a crash before it was pressed is no loss.
        let answer = said.say(&server.address);
        if answer.is_err() && acknowledged.iter().any(|other| other.call == said.call) {
            tally.wrong.push(format!("{}: the retry is not answered", said.call));
        }
    }
    thread::scope(|scope| {
        let address = server.address.clone();
        scope.spawn(move || while moves_the_clock(&address, TimeDelta::days(1)).is_ok() {});
        wait_for_the_moment(&server.address, &mut chance, 20);
        drop(server);
    });

    let server = Server::start(folder, url);
    for _ in 0..3 {
        moves_the_clock(&server.address, TimeDelta::days(1)).expect("the clock moves after the crash");
    }
    drop(server);
    let last = runtime.block_on(Found::at(url));
    let answered: Vec<Said> =
        everything.into_iter().filter(|said| last.lines.contains_key(&answer_to(said))).collect();
    tally.wrong.extend(last.acknowledged(&acknowledged));
    tally.wrong.extend(last.acknowledged(&answered));
    // What only opened a form changed nothing, so it is decided anew: by then the form may be out of date.
    for said in acknowledged.iter().filter(|said| !said.opened_a_form) {
        let key = answer_to(said);
        if first.lines.get(&key) != last.lines.get(&key) {
            tally.wrong.push(format!("{}: its retry changed the answer", said.call));
        }
    }
    tally.wrong.extend(last.promises());
    tally.wrong.extend(last.stuck());
    tally.wrong.extend(last.said_twice());
    tally.acknowledged += acknowledged.len();
    tally.cut_off += cut_off.len();
    tally.lines += last.lines.len();
}

/// Waits for a random time, or as often for a random line to appear.
fn wait_for_the_moment(address: &str, chance: &mut StdRng, lines: u32) {
    if chance.random() {
        return thread::sleep(Duration::from_millis(chance.random_range(20..1_500)));
    }
    let lines = chance.random_range(1..=lines);
    // Nothing is missed when no line comes any more: the moment is then simply later.
    let _ = watch(address, lines);
}

/// Reads the live updates until so many lines have appeared.
fn watch(address: &str, lines: u32) -> Result<(), std::io::Error> {
    let page = get(address, "/play")?;
    let events = between(&page, "sse-connect=\"", "\"").expect("the page is live").replace("&amp;", "&");
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_millis(500)))?;
    write!(stream, "GET {events} HTTP/1.1\r\nhost: {address}\r\n\r\n")?;
    let (began, mut seen) = (Instant::now(), 0);
    let mut reader = BufReader::new(stream);
    while seen < lines && began.elapsed() < LATEST {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        seen += u32::from(line.starts_with("event: line-"));
    }
    Ok(())
}

/// Moves the playground's clock on by so much.
fn moves_the_clock(address: &str, by: TimeDelta) -> Result<(), std::io::Error> {
    let page = get(address, "/play")?;
    let hour = page.split("id=\"clock-hour\"").nth(1).and_then(|rest| between(rest, "value=\"", "\""));
    let in_an_hour: DateTime<Utc> =
        hour.expect("the clock can be moved").parse().expect("its button names an instant");
    let target = in_an_hour - TimeDelta::hours(1) + by;
    post(address, "/play/clock", &[("to", &target.to_rfc3339())]).map(drop)
}
