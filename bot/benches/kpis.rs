//! Whether numbers out of daily books are quick to tell, the same that a scan of all facts tells, and cheap to keep.
//!
//! A SQLite file holds the facts of a million sessions, or of as many as `SMALLWINS_BENCH_SESSIONS` says. The figures
//! of the dashboard's windows, of the ones before them and of all trends are told out of its books, and worked out by
//! DuckDB out of a table of the same facts; those that both know have to be equal: the values, how many cases they rest
//! on, and the limits of those whose interval is plain SQL. Then what the pages of the dashboard are made of is read, of
//! a community with as many sessions, asks are timed with books and without, and a journal of a tenth of them is
//! exported and imported.

#[path = "parts/clock.rs"]
mod clock;
#[path = "kpis/exchange.rs"]
mod exchange;
#[path = "kpis/facts.rs"]
mod facts;
#[path = "parts/figures.rs"]
mod figures;
#[path = "kpis/ingest.rs"]
mod ingest;
#[expect(dead_code, reason = "the benches that need more than one peer need more of it")]
#[path = "parts/install.rs"]
mod install;
#[path = "kpis/pages.rs"]
mod pages;
#[path = "parts/population.rs"]
mod population;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use serde_json::json;
use smallwins_core::board::lately;
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::digest::week;
use smallwins_core::kpi::rollup::Needed;
use smallwins_core::kpi::{Figure, Kpi, Question, Reading, Span, Terms, Window, read_figures};
use smallwins_core::message::Reply;
use smallwins_core::moment::Moment;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{CallId, Commit, Store};
use smallwins_store::SqlStore;

use exchange::{Exchange, exchanged};
use facts::{Facts, Table};
use figures::{Bounds, Times, millis};
use ingest::{Books, Place};
use install::Bot;

const SESSIONS: usize = 1_000_000;
/// Facts that share a commit.
const TOGETHER: usize = 10_000;
/// What the page of a number shows and how its trend goes: weeks beside a month, months beside everything.
const STEPS: [(Span, Span); 2] = [(Span::Days30, Span::Days7), (Span::All, Span::Days30)];
/// So many windows a trend has.
const TREND: usize = 12;
/// How often figures are read; the median counts.
const ROUNDS: usize = 5;
/// So many values DuckDB knows too, in the windows of the dashboard and its trends; fewer would be a comparison of something else.
const COMPARED: usize = 806;
/// So many of them with their limits.
const LIMITS: usize = 310;
/// A page of the dashboard, or a digest, in milliseconds.
const PAGE: f64 = 100.0;
/// What reading may take of the time of the scan.
const OF_THE_SCAN: f64 = 0.2;
/// Writing may take so many times as long.
const SLOWER: f64 = 1.3;
/// Reading a fact in may take so many microseconds: 100,000 a second.
const IMPORTED: f64 = 10.0;
/// So many callers at once, and how often they ask in a turn; in so many turns.
const LEVELS: [(usize, usize); 2] = [(1, 100), (64, 1_000)];
const TURNS: usize = 5;
/// The first of January 1970, counted from that of the year 1.
const EPOCH: i32 = 719_163;

const DUCKDB: Bot<'static> = Bot {
    name: "duckdb",
    wants: include_str!("kpis/duckdb/requirements.txt"),
    scripts: &[("scan.py", include_str!("kpis/duckdb/scan.py"))],
};

/// What DuckDB found.
#[derive(Debug, Deserialize)]
struct Scan {
    version: String,
    /// Seconds in which it read the table.
    loaded: f64,
    windows: Vec<Scanned>,
}

#[derive(Debug, Deserialize)]
struct Scanned {
    /// In seconds.
    took: f64,
    figures: BTreeMap<String, Option<Number>>,
}

/// A number as DuckDB has it.
#[derive(Debug, Deserialize)]
struct Number {
    value: f64,
    /// How many cases it rests on.
    n: f64,
    /// The limits, where it knows them.
    low: Option<f64>,
    high: Option<f64>,
}

impl Number {
    /// Whether a figure says the same.
    fn is_told_by(&self, figure: &Figure) -> bool {
        let Reading::Value { value, limits } = figure.reading else { return false };
        let is = |told: f64, other: f64| (told - other).abs() <= 1e-9 * told.abs().max(1.0);
        let is_limit = |told: Option<f64>, other: Option<f64>| {
            other.is_none_or(|other| told.is_some_and(|told| is(told, other)))
        };
        is(value, self.value)
            && is(figure.n as f64, self.n)
            && is_limit(limits.low, self.low)
            && is_limit(limits.high, self.high)
    }
}

/// What was compared.
#[derive(Debug, Default)]
struct Compared {
    values: usize,
    /// How many of them had limits.
    limits: usize,
    /// Which of them the books tell otherwise or not at all.
    different: Vec<String>,
}

fn now() -> DateTime<Utc> {
    "2026-11-24T10:00:00Z".parse().expect("an instant")
}

fn sessions() -> usize {
    std::env::var("SMALLWINS_BENCH_SESSIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(SESSIONS)
}

/// Writes the facts into a database by commits, and into a table.
async fn seed(store: &SqlStore, table: &Path) -> Community {
    let mut moment = Moment::new(now(), 7);
    let community = Community::new(PlatformName::new("bench"), "bench".to_owned(), Tz::UTC, &mut moment);
    let community = store.found(community).await.expect("a community is founded");
    let scope = community.scope();
    let out = BufWriter::new(File::create(table).expect("a file"));
    let mut table = Table::begin(out).expect("the disk has room");
    let (mut facts, mut changes, mut told) = (Facts::of(sessions(), now()), Vec::new(), 0);
    let began = Instant::now();
    for number in 0..sessions() {
        for fact in facts.session(number) {
            table.add(&fact).expect("the disk has room");
            changes.push(Change::Past(fact));
            told += 1;
        }
        if changes.len() >= TOGETHER || number + 1 == sessions() {
            let call = CallId(format!("seed-{number}"));
            let changes = std::mem::take(&mut changes);
            let commit = Commit { scope, call, at: now(), reply: Reply::default(), changes };
            store.commit(commit).await.expect("facts are written");
        }
    }
    table.end().expect("the disk has room");
    println!("{} sessions, {told} facts written in {:.0} s", sessions(), began.elapsed().as_secs_f64());
    store.empty_books(scope).await.expect("it answers");
    let began = Instant::now();
    store.books(scope, &Needed::default()).await.expect("it answers");
    let took = began.elapsed().as_secs_f64();
    println!("books written anew in {took:.0} s, {:.0} facts a second", f64::from(told) / took);
    community
}

/// The dashboard's windows, each with the one before it, and those of its trends.
fn windows(terms: &Terms) -> Vec<Window> {
    let spans = Span::ALL.into_iter().flat_map(|span| with_the_one_before(span, terms));
    spans.chain(STEPS.into_iter().flat_map(|(_, step)| trend(step, terms))).collect()
}

fn with_the_one_before(span: Span, terms: &Terms) -> Vec<Window> {
    let window = span.up_to(now(), terms);
    [Some(window), window.before(terms)].into_iter().flatten().collect()
}

/// The windows of a trend, which ends with the last whole day.
fn trend(step: Span, terms: &Terms) -> impl Iterator<Item = Window> {
    let last = step.up_to(terms.calendar.day_start(now()), terms);
    std::iter::successors(Some(last), |window| window.before(terms)).take(TREND)
}

/// How long the page of each number takes: what it says of a span and of the time before, and its trend.
async fn numbers(
    store: &SqlStore,
    scope: Scope,
    span: Span,
    step: Span,
    terms: &Terms,
) -> Vec<(Kpi, Duration)> {
    let windows: Vec<Window> = trend(step, terms).chain(with_the_one_before(span, terms)).collect();
    let mut told = Vec::new();
    for kpi in Kpi::ALL {
        let asked = |window: &Window| Question { window: *window, kpis: kpi.alone() };
        let questions: Vec<Question> = windows.iter().map(asked).collect();
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let figures = read_figures(store, scope, &questions, terms).await.expect("it answers");
            times.push(began.elapsed());
            assert_eq!(figures.len(), questions.len());
        }
        told.push((kpi, Times::of(times).median()));
    }
    told
}

/// How long it takes to read the figures of some windows: the median of some rounds, and what was read.
async fn timed(store: &SqlStore, scope: Scope, windows: &[Window]) -> (Duration, Vec<Vec<Figure>>) {
    let terms = Terms::of(Tz::UTC);
    let (mut times, mut read) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        read = read_figures(store, scope, windows, &terms).await.expect("it answers");
        times.push(began.elapsed());
    }
    (Times::of(times).median(), read)
}

/// What DuckDB makes of the same windows.
fn scan(table: &Path, windows: &[Window]) -> Result<Scan, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kpis");
    let folder = install::python(&folder, &DUCKDB)?;
    let day = |at: DateTime<Utc>| at.num_days_from_ce() - EPOCH;
    let asked = windows.iter().map(|window| {
        let first = window.from.map_or(-1_000_000, day);
        let last = day(window.to - TimeDelta::milliseconds(1));
        json!({ "first": first, "last": last, "to": window.to.timestamp_millis() })
    });
    let asked = serde_json::to_string(&asked.collect::<Vec<_>>()).expect("numbers");
    let mut command = Command::new(folder.join("venv/bin/python"));
    let output = command.arg(folder.join("scan.py")).arg(table).arg(asked).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// Holds what the books tell against what the scan knows.
fn compared(books: &[Vec<Figure>], scan: &Scan) -> Compared {
    let mut compared = Compared::default();
    for (number, (figures, scanned)) in books.iter().zip(&scan.windows).enumerate() {
        for (name, other) in &scanned.figures {
            let Some(other) = other else { continue };
            compared.values += 1;
            compared.limits += usize::from(other.low.is_some() && other.high.is_some());
            let told = figures.iter().find(|figure| figure.name == *name);
            if !told.is_some_and(|figure| other.is_told_by(figure)) {
                let told = told.map(|figure| (figure.n, &figure.reading));
                compared.different.push(format!("window {number}: {name} is {told:?}, not {other:?}"));
            }
        }
    }
    compared
}

/// The figures that the books tell and the scan never does.
fn alone(books: &[Vec<Figure>], scan: &Scan) -> Vec<&'static str> {
    let known: BTreeSet<&str> = scan
        .windows
        .iter()
        .flat_map(|window| &window.figures)
        .filter_map(|(name, value)| value.as_ref().map(|_| name.as_str()))
        .collect();
    let told: BTreeSet<&'static str> = books.iter().flatten().map(|figure| figure.name).collect();
    told.into_iter().filter(|name| !known.contains(name)).collect()
}

async fn reading(bounds: &mut Bounds) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, table) = (folder.path().join("smallwins.db"), folder.path().join("facts.csv"));
    let store = smallwins_store::open(&format!("sqlite://{}", file.display())).await;
    let store = store.expect("a database opens");
    let community = seed(&store, &table).await;
    let scope = community.scope();
    let terms = Terms::of(Tz::UTC);
    for span in Span::ALL {
        let (took, _) = timed(&store, scope, &with_the_one_before(span, &terms)).await;
        bounds.at_most(&format!("figures of a page, {}, ms", span.key()), millis(took), PAGE);
    }
    for (span, step) in STEPS {
        let told = numbers(&store, scope, span, step, &terms).await;
        let each = told.iter().map(|(kpi, took)| format!("{} {:.1}", kpi.key(), millis(*took)));
        println!(
            "pages of numbers with a trend by {}, ms: {}",
            step.key(),
            each.collect::<Vec<_>>().join(", ")
        );
        let slowest = told.iter().map(|(_, took)| *took).max().unwrap_or_default();
        bounds.at_most(&format!("the slowest of them by {}, ms", step.key()), millis(slowest), PAGE);
    }
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        week(&store, &community, now()).await.expect("it answers");
        times.push(began.elapsed());
    }
    bounds.at_most("a digest, ms", millis(Times::of(times).median()), PAGE);
    let (mentors, mut times) = (Facts::of(sessions(), now()).who_mentors(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let lately = lately(&store, &community, &mentors, now()).await.expect("it answers");
        times.push(began.elapsed());
        assert!(lately.mentors.values().any(|recent| recent.given.took_place > 0));
    }
    let what = format!("what {} mentors gave lately, ms", mentors.len());
    bounds.at_most(&what, millis(Times::of(times).median()), PAGE);
    let windows = windows(&terms);
    let (took, books) = timed(&store, scope, &windows).await;
    store.close().await;
    match scan(&table, &windows) {
        Err(why) => {
            eprintln!("DuckDB cannot be asked: {why}");
            bounds.at_most("scans that could not be made", 1.0, 0.0);
        }
        Ok(scan) => {
            let Compared { values, limits, different } = compared(&books, &scan);
            different.iter().for_each(|line| println!("{line}"));
            let what = format!("of {values} values with n, {limits} of them with limits, those that differ");
            bounds.at_most(&what, different.len() as f64, 0.0);
            bounds.at_most("values that were not compared", COMPARED.saturating_sub(values) as f64, 0.0);
            bounds.at_most("limits that were not compared", LIMITS.saturating_sub(limits) as f64, 0.0);
            println!("compared with nothing: {}", alone(&books, &scan).join(", "));
            let scanned: f64 = scan.windows.iter().map(|window| window.took).sum();
            println!(
                "DuckDB {}: read in {:.1} s; {} windows in {scanned:.2} s, out of books {:.3} s",
                scan.version,
                scan.loaded,
                windows.len(),
                took.as_secs_f64()
            );
            bounds.at_most("books over the scan", took.as_secs_f64() / scanned, OF_THE_SCAN);
        }
    }
}

/// The pages beside those of numbers; in PostgreSQL of a tenth of the sessions, as it takes longer to write them.
async fn showing(bounds: &mut Bounds) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = format!("sqlite://{}", folder.path().join("smallwins.db").display());
    for (page, took) in pages::pages(&file, sessions(), now()).await {
        bounds.at_most(&format!("the page of {page}, ms"), millis(took), PAGE);
    }
    let Some(database) = smallwins_test_postgres::database().await else {
        println!("PostgreSQL is not installed: its pages are left out");
        return;
    };
    for (page, took) in pages::pages(&database.url, sessions().div_ceil(10), now()).await {
        bounds.at_most(&format!("the page of {page} in PostgreSQL, ms"), millis(took), PAGE);
    }
}

async fn writing(bounds: &mut Bounds) {
    let kept = Place::settle(Books::Kept, now()).await;
    let not_kept = Place::settle(Books::NotKept, now()).await;
    for (callers, asks) in LEVELS {
        let [mut with, mut without] = [Duration::ZERO; 2];
        for _ in 0..TURNS {
            with += kept.asks(callers, asks).await;
            without += not_kept.asks(callers, asks).await;
        }
        println!(
            "{callers:>4} callers, {} asks: {:.0} ms with books, {:.0} ms without",
            TURNS * asks,
            millis(with),
            millis(without)
        );
        let ratio = with.as_secs_f64() / without.as_secs_f64();
        bounds.at_most(&format!("asks with books over asks without, {callers} callers"), ratio, SLOWER);
    }
}

async fn exchanging(bounds: &mut Bounds) {
    let Exchange { lines, exported, imported, different, figures } =
        exchanged(sessions().div_ceil(10), now()).await;
    println!(
        "{lines} facts exported in {:.1} s, imported in {:.1} s: {:.0} facts a second",
        exported.as_secs_f64(),
        imported.as_secs_f64(),
        lines as f64 / imported.as_secs_f64()
    );
    let each = imported.as_secs_f64() * 1_000_000.0 / lines as f64;
    bounds.at_most("an import, microseconds for a fact", each, IMPORTED);
    let what = format!("of {figures} figures of the import, those that differ");
    bounds.at_most(&what, different as f64, 0.0);
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut bounds = Bounds::default();
    reading(&mut bounds).await;
    showing(&mut bounds).await;
    writing(&mut bounds).await;
    exchanging(&mut bounds).await;
    bounds.verdict()
}
