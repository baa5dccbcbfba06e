//! How long it takes to say who is asked first among two thousand mentors of a topic.
//!
//! What is measured is one call of `rank`: hard limits, points and order, as an ask makes it. The mentors are in
//! memory, as those of a community are that one process serves.

#[path = "parts/figures.rs"]
mod figures;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use smallwins_core::ask::{Ask, Stage};
use smallwins_core::community::Community;
use smallwins_core::matching::{Terms, rank};
use smallwins_core::member::{Caps, Held, Holding, Member, Mentor, Person, Record};
use smallwins_core::moment::Moment;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::session::Minutes;
use smallwins_core::text::{Limit, Typed};
use smallwins_core::topic::Topic;

use figures::{Bounds, Times, millis};

const MENTORS: usize = 2_000;
const TURNS: usize = 5_000;
/// The 99th percentile is at most so long.
const P99: Duration = Duration::from_micros(200);
const ZONES: [Tz; 4] = [Tz::Europe__Lisbon, Tz::Europe__Berlin, Tz::America__Chicago, Tz::Asia__Kolkata];
const TOPICS: [&str; 4] = ["rust parsing", "rust", "rust macros", "parsing"];

fn main() -> ExitCode {
    let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().expect("an instant");
    let mut moment = Moment::new(now - TimeDelta::days(100), 1);
    let platform = PlatformName::new("bench");
    let community = Community::new(platform, "bench".to_owned(), Tz::Europe__Lisbon, &mut moment);
    let mut member = |number: usize| {
        let person = Person {
            handle: Handle(format!("U{number:05}")),
            name: Some(format!("Person {number}")),
            zone: Some(ZONES[number % ZONES.len()]),
            language: Some("en".to_owned()),
            admin: Some(false),
        };
        Member::new(&person, community.scope().community(), Tz::Europe__Lisbon, &mut moment)
    };
    let learner = member(MENTORS);
    let mentors: Vec<Arc<Member>> =
        (0..MENTORS).map(|number| Arc::new(mentoring(member(number), number, now))).collect();
    let terms = Terms::default();
    let mut times = Vec::new();
    for turn in 0..TURNS {
        let question = Typed::parse("how do I test a parser in rust", Limit::ASK).expect("a question");
        let ask = Ask {
            id: moment.id(),
            version: 0,
            learner: learner.id,
            question,
            minutes: Minutes::Ten,
            at: now,
            tried: Vec::new(),
            first_response: None,
            stage: Stage::Waiting { again_at: now, tries: 0 },
            cards: Vec::new(),
            taken_out: false,
        };
        let began = Instant::now();
        let ranking = rank(&ask, &learner, &mentors, &terms, now);
        times.push(began.elapsed());
        assert!(!ranking.candidates.is_empty(), "nobody in turn {turn}");
    }
    let times = Times::of(times);
    let micros = |time: Duration| 1_000.0 * millis(time);
    println!("rank among {MENTORS} mentors: half of all calls within {:.0} µs", micros(times.median()));
    let mut bounds = Bounds::default();
    bounds.at_most("p99 of rank in µs", micros(times.within(990)), micros(P99));
    bounds.verdict()
}

/// Somebody as a mentor of one topic, some of whose week is taken.
fn mentoring(member: Member, number: usize, now: DateTime<Utc>) -> Member {
    let taken = |n: usize| Held {
        what: Holding::Session(Moment::new(now, (number * 3 + n) as u64).id()),
        at: now + TimeDelta::days(1 + n as i64),
        minutes: Minutes::Ten,
    };
    let mentor = Mentor {
        topics: vec![Topic::parse(TOPICS[number % TOPICS.len()]).expect("a topic")],
        caps: Caps::default(),
        languages: Vec::new(),
        link: None,
        held: (0..number % 3).map(taken).collect(),
        record: Record { answered: (number % 7) as u32, missed: (number % 3) as u32 },
        absences: Vec::new(),
        office: None,
        since: now - TimeDelta::days(30),
    };
    Member { mentor: Some(mentor), ..member }
}
