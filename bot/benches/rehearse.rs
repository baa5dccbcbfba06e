//! How long a rehearsal takes: a pilot of ninety days, twice, and five years of a smaller community. What was promised
//! has to be kept all the time, and the same seed has to tell the same story.

#[path = "parts/figures.rs"]
mod figures;

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use figures::{Bounds, Times, millis};
use serde_json::Value;

/// The pilot of the README.
const PILOT: [&str; 8] = ["--days", "90", "--members", "200", "--mentors", "30", "--seed", "7"];
/// Five years, with two leap days as 2028 and 2032 have them at most.
const YEARS: [&str; 8] = ["--days", "1827", "--members", "40", "--mentors", "8", "--seed", "7"];
/// The time that the pilot may take, in milliseconds.
const PILOT_TAKES: f64 = 5_000.0;

fn main() -> ExitCode {
    let mut bounds = Bounds::default();
    let (first, took) = rehearsed(&PILOT);
    let (second, again) = rehearsed(&PILOT);
    told("90 days, 200 people", &first, took);
    told("the same once more", &second, again);
    let (years, took_years) = rehearsed(&YEARS);
    told("five years, 40 people", &years, took_years);

    let median = millis(Times::of(vec![took, again]).median());
    bounds.at_most("milliseconds for 90 days of 200 people", median, PILOT_TAKES);
    let differ = f64::from(u8::from(first["transcript"] != second["transcript"]));
    bounds.at_most("transcripts of one seed that differ", differ, 0.0);
    for (what, report) in [("ninety days", &first), ("five years", &years)] {
        bounds.at_most(&format!("promises broken in {what}"), violations(report) as f64, 0.0);
    }
    bounds.verdict()
}

/// The report of one rehearsal, and how long it took.
fn rehearsed(plan: &[&str]) -> (Value, Duration) {
    let began = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_smallwins"))
        .arg("rehearse")
        .args(plan)
        .arg("--json")
        .output()
        .expect("the binary runs");
    let took = began.elapsed();
    let report = serde_json::from_slice(&output.stdout);
    let report = report.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (report, took)
}

fn told(what: &str, report: &Value, took: Duration) {
    let sessions: u64 = months(report).iter().filter_map(|month| month["sessions"].as_u64()).sum();
    println!(
        "{what:<24}{:>8.1} s {sessions:>8} sessions {:>4} broken",
        took.as_secs_f64(),
        violations(report)
    );
}

fn months(report: &Value) -> &[Value] {
    report["months"].as_array().map_or(&[], Vec::as_slice)
}

fn violations(report: &Value) -> usize {
    report["violations"].as_array().map_or(usize::MAX, Vec::len)
}
