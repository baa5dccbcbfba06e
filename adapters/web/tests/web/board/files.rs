//! The tables as files: each says what its page says.

use chrono::TimeDelta;
use smallwins_core::decision::Change;
use smallwins_core::fact::Event;
use smallwins_core::kpi::Kpi;
use smallwins_core::session::{Answer, Item, Minutes};

use super::house::{Browser, House};
use super::sample::{fact, id, now, ten_met};

async fn lines(house: &House, browser: &mut Browser, path: &str) -> Vec<Vec<String>> {
    let file = house.gets(browser, path).await.body;
    file.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn the_file_of_a_number_begins_with_the_first_table_of_its_page_and_tells_each_window_once() {
    let house = House::build().await;
    house.keeps(vec![Change::Fact(fact(1, 400, id(1), Event::JoinedCommunity))]).await;
    let mut browser = house.inside("dee").await;
    // A month and the one before stand beside twelve weeks that are over. A week holds today too, and the one before it
    // is the last but one of them.
    for (window, begins, count) in [
        ("30d", "2026-10-26T00:00:00Z", 14),
        ("7d", "2026-11-18T00:00:00Z", 13),
        ("90d", "2026-08-26T23:00:00Z", 14),
        ("all", "", 13),
    ] {
        let path = format!("/kpis/{}.csv?window={window}", Kpi::Completion.key());
        let lines = lines(&house, &mut browser, &path).await;
        assert_eq!(
            (lines[1][1].as_str(), lines[1][2].as_str()),
            (begins, "2026-11-25T12:00:00Z"),
            "{window}"
        );
        let of_one = lines.iter().filter(|line| line[0] == "completion.done");
        assert_eq!(of_one.count(), count, "{window}");
    }
}

/// What was noted by as many learners as there are numbers, so many days before now, and each of it done or none.
fn noted(numbers: std::ops::Range<u128>, days: i64, done: bool) -> Vec<Change> {
    let answer = if done { Answer::Done } else { Answer::Dropped };
    let of = |number: u128| {
        let (session, learner, due) = (id(number), id(number), now() - TimeDelta::days(days - 2));
        let noted = Event::Noted { session, due, affirmation: None, repeated: false };
        let answered = |item| Event::Answered { session, item, answer };
        let told = [noted, answered(Item::One), answered(Item::Two)].into_iter().zip(0..);
        told.map(move |(event, place)| Change::Fact(fact(10 * number + place, days, learner, event)))
    };
    numbers.flat_map(of).collect()
}

#[tokio::test]
async fn a_change_is_told_with_its_size_its_interval_and_what_would_not_be_seen() {
    let house = House::build().await;
    // A month ago nobody did what they noted, and by now everybody does.
    let met = Event::SessionHeld { session: id(900), mentor: id(901), minutes: Minutes::Ten };
    let met = Change::Fact(fact(9_000, 200, id(902), met));
    house.keeps([vec![met], noted(1..15, 45, false), noted(101..115, 12, true)].concat()).await;
    let mut browser = house.inside("dee").await;
    for path in ["/figures.csv?window=30d", "/kpis/completion.csv?window=30d"] {
        let lines = lines(&house, &mut browser, path).await;
        let done = lines.iter().find(|line| line[0] == "completion.done").unwrap();
        let cells = &done[done.len() - 6..];
        let [difference, low, high] = [0, 1, 2].map(|place| cells[place].parse::<f64>().unwrap());
        assert!(difference == 1.0 && low > 0.8 && low < high && high <= 1.0, "{done:?}");
        // Where all did it only a fall can be seen.
        assert!(
            cells[3] == "up" && cells[4].is_empty() && cells[5].parse::<f64>().unwrap() > 0.0,
            "{done:?}"
        );
    }
    for path in ["/", "/kpis/completion"] {
        let page = house.gets(&mut browser, path).await.body;
        let way = "<span aria-hidden=\"true\">↑</span><span class=\"unseen\">up by</span> +100 points, 8";
        assert!(page.contains(way), "{way} is not in {path}: {page}");
    }
}

#[tokio::test]
async fn a_file_says_what_must_be_said_beside_a_value_and_why_there_is_none() {
    let house = House::build().await;
    // In 25 more days it can be known who stays for thirty.
    house.keeps(ten_met()).await;
    let mut browser = house.inside("dee").await;
    let lines = lines(&house, &mut browser, "/figures.csv?window=all").await;
    let head = ["caveat", "at_least", "needed", "observable_on", "difference", "difference_low"];
    let rest = ["difference_high", "direction", "smallest_rise", "smallest_fall"];
    assert_eq!(lines[0][12..], [&head[..], &rest[..]].concat());
    // Methods have commas of their own, so the last cells are counted from the end.
    let needed = |line: &Vec<String>| line[line.len() - 8].parse::<u32>();
    let few: Vec<_> = lines.iter().filter(|line| line[3] == "too_few").collect();
    assert!(!few.is_empty() && few.iter().all(|line| needed(line).is_ok()), "{few:?}");
    let early = lines.iter().find(|line| line[0] == "retention.30").unwrap();
    assert_eq!(early[3], "observable_on");
    assert_eq!(early[early.len() - 10..early.len() - 6], ["not_causal", "", "", "2026-12-20"]);
}
