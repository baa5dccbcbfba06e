//! Many small pilots, each from another seed: whatever people do, every promise is kept.

use std::sync::Arc;

use serde_json::Value;
use smallwins::rehearse::{Plan, Report, Rule, rehearsed, rehearsed_in};
use smallwins_core::stats::power::detectable_difference;

use crate::process::bot::{Home, Signal};

/// So many seeds, each two weeks with eight people.
const SEEDS: u64 = 200;
/// So many threads share them.
const LANES: u64 = 2;

async fn pilot(seed: u64) -> Report {
    let plan = Plan { days: 14, members: 8, mentors: 3, seed, asks_every: 8 };
    rehearsed(plan, |_| {}).await.expect("the memory answers")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_people_do_every_promise_is_kept() {
    let lanes = (1..=LANES).map(|first| tokio::spawn(every_promise_is_kept(first)));
    let (mut sessions, mut missed) = (0, 0);
    for lane in lanes.collect::<Vec<_>>() {
        let (held, came_to_nothing) = lane.await.expect("no promise is broken");
        sessions += held;
        missed += came_to_nothing;
    }
    assert!(sessions > 150, "hardly anybody met: {sessions}");
    assert!(missed > 10, "everybody came: {missed}");
}

/// How many sessions there were in the pilots of every second seed from that one on, and how many came to nothing.
async fn every_promise_is_kept(first: u64) -> (u32, u32) {
    let (mut sessions, mut missed) = (0, 0);
    for seed in (first..=SEEDS).step_by(LANES as usize) {
        let report = pilot(seed).await;
        assert!(report.violations.is_empty(), "{report}\n{}", report.again());
        assert!(
            report.violated.len() == Rule::ALL.len() && report.violated.values().all(|count| *count == 0)
        );
        sessions += report.months.iter().map(|month| month.sessions).sum::<u32>();
        missed += report.months.iter().map(|month| month.missed).sum::<u32>();
    }
    (sessions, missed)
}

/// Many ask few, so that days are full, caps are reached and much comes at once.
#[tokio::test]
async fn where_many_ask_few_every_promise_is_kept() {
    for seed in [7, 11] {
        let plan = Plan { days: 20, members: 300, mentors: 30, seed, asks_every: 12 };
        let report = rehearsed(plan, |_| {}).await.expect("the memory answers");
        assert!(report.violations.is_empty(), "{report}\n{}", report.again());
    }
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story_to_the_letter() {
    let (one, again, other) = (pilot(3).await, pilot(3).await, pilot(4).await);
    assert_eq!(one, again);
    assert_ne!(one.transcript, other.transcript);
}

#[tokio::test]
async fn a_memory_of_the_process_tells_what_a_database_tells() {
    for plan in [
        Plan { days: 24, members: 40, mentors: 9, seed: 7, asks_every: 14 },
        Plan { days: 14, members: 8, mentors: 3, seed: 11, asks_every: 8 },
    ] {
        let database = smallwins_store::open("sqlite::memory:").await.expect("a database opens");
        let database = rehearsed_in(plan, Arc::new(database), |_| {}).await.expect("the database answers");
        assert_eq!(rehearsed(plan, |_| {}).await.expect("the memory answers"), database);
    }
}

#[tokio::test]
async fn a_rehearsal_tells_what_its_numbers_could_show_and_what_not() {
    let report =
        rehearsed(Plan { days: 24, members: 60, mentors: 16, seed: 7, asks_every: 14 }, |_| {}).await;
    let report = report.expect("the memory answers");
    let (json, all) = (serde_json::to_value(&report).unwrap(), report.to_string());
    let people = &all[all.find("What 24 days together could show").unwrap_or_else(|| panic!("{all}"))..];
    let of = |name: &str| {
        let mut whole = json["whole"].as_array().unwrap().iter();
        whole.find(|figure| figure["name"] == name).unwrap_or_else(|| panic!("{name} is missing")).clone()
    };
    let done = of("completion.done");
    let (p, n) = (done["reading"]["value"].as_f64().unwrap(), done["n"].as_u64().unwrap());
    let could = detectable_difference(p, n, 0.8, 0.05).unwrap();
    assert_eq!(done["smallest"], serde_json::json!({ "rise": could.rise, "fall": could.fall }));
    let points = 100.0 * could.rise.into_iter().chain(could.fall).fold(1.0, f64::min);
    let (low, high) = (done["reading"]["limits"]["low"].as_f64(), done["reading"]["limits"]["high"].as_f64());
    let told = format!(
        "  Task completion: done {:.0}% ({:.0}–{:.0}%, n {n}): a change smaller than {points:.0} points would be missed more than once in five",
        100.0 * p,
        100.0 * low.unwrap(),
        100.0 * high.unwrap(),
    );
    assert!(people.lines().any(|line| line == told), "{told}\n{people}");
    // Ninety days are not over: what can be known is from when on.
    let later = of("retention.90");
    assert_eq!((&later["reading"]["is"], &later["smallest"]), (&"observable_on".into(), &Value::Null));
    let nothing = people.lines().find(|line| line.starts_with("  Nothing yet of: ")).unwrap_or_default();
    assert!(nothing.contains("; Retention so far: 90 days: observable from "), "{people}");
    // A median has no such test.
    assert!(!people.contains("First response"), "{people}");
}

#[test]
fn the_binary_rehearses_for_people_and_for_machines_and_refuses_what_is_no_pilot() {
    let home = Home::new();
    let small = ["rehearse", "--days", "3", "--members", "4", "--mentors", "1", "--seed", "5"];
    let people = home.run(&small);
    assert_eq!((people.status, people.err.as_str()), (0, ""), "{}", people.out);
    assert!(
        people
            .out
            .starts_with("3 days: 4 members, of whom 1 mentors; each asks about once in 50 days; seed 5"),
        "{}",
        people.out
    );
    assert!(people.out.contains("Days 1–3 in numbers\n  Retention so far: "), "{}", people.out);
    assert!(people.out.contains("The digest at the end of day 3\n  The week of "), "{}", people.out);
    let watched = home.run(&[&small[..], &["--speed", "30"]].concat());
    assert_eq!(watched.out, people.out, "whoever watches sees the same");
    let machines = home.run(&[&small[..], &["--json"]].concat());
    let json: Value = serde_json::from_str(&machines.out).unwrap();
    assert_eq!(json["violated"].as_object().map(|rules| rules.len()), Some(Rule::ALL.len()));
    assert!(people.out.contains(json["transcript"].as_str().unwrap()), "{}", people.out);
    for (wrong, why) in [
        (["--days", "0"], "0 days"),
        (["--members", "0"], "0 members"),
        (["--mentors", "201"], "201 mentors are more than the 200 members"),
        (["--asks-every", "0"], "ask every 0 days"),
    ] {
        let end = home.run(&[&["rehearse"], &wrong[..]].concat());
        assert_eq!((end.status, end.out.as_str()), (2, ""), "{wrong:?}");
        assert!(end.err.contains(why) && end.err.contains("\nfix: "), "{}", end.err);
    }
    let end = home.run(&["rehearse", "--speed", "slow"]);
    assert!(end.status == 2 && end.err.contains("it is max"), "{}", end.err);
    assert!(!home.path("smallwins.db").exists(), "a rehearsal leaves nothing behind");
}

#[test]
fn the_dashboard_of_a_rehearsal_is_served_to_whoever_has_its_link_until_it_is_stopped() {
    let home = Home::new();
    let pilot = ["rehearse", "--days", "40", "--members", "60", "--mentors", "12", "--asks-every", "20"];
    let (mut bot, enter) = home.rehearse(&[&pilot[..], &["--dashboard", "--listen", "127.0.0.1:0"]].concat());
    assert!(bot.get("/").starts_with("HTTP/1.1 403 "), "nobody is inside yet");
    assert!(bot.get(&enter).contains("Open the dashboard as <span dir=\"auto\">Dee</span>?"));
    let head = format!("POST {enter} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", bot.address);
    let entered = bot.answer(&format!("{head}content-length: 0\r\n\r\n"));
    let cookie = entered.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next());
    let cookie = format!("cookie: {}\r\n", cookie.unwrap_or_else(|| panic!("{entered}")));
    let overview = bot.get_as("/", &cookie);
    assert!(overview.contains("Task completion") && overview.contains("Whose turn it is"), "{overview}");
    bot.send(Signal::Interrupt);
    let end = bot.end();
    assert_eq!((end.status, end.err.as_str()), (0, ""));
    let open = home.run(&[
        "rehearse",
        "--days",
        "2",
        "--members",
        "2",
        "--mentors",
        "1",
        "--dashboard",
        "--listen",
        "0.0.0.0:0",
    ]);
    assert!(open.status == 2 && open.err.contains("for this machine alone"), "{}", open.err);
}
