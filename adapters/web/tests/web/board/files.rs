//! The tables as files: each says what its page says.

use smallwins_core::decision::Change;
use smallwins_core::fact::Event;
use smallwins_core::kpi::Kpi;
use smallwins_core::session::Minutes;

use super::house::{Browser, House};
use super::sample::{fact, id};

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

#[tokio::test]
async fn a_file_says_what_must_be_said_beside_a_value_and_why_there_is_none() {
    let house = House::build().await;
    // Ten pairs met for the first time five days ago: in 25 more it can be known who stays for thirty.
    let met = |number: u128| {
        let (session, mentor, minutes) = (id(number), id(number + 10), Minutes::Ten);
        Change::Fact(fact(number, 5, id(number), Event::SessionHeld { session, mentor, minutes }))
    };
    house.keeps((1..=10).map(met).collect()).await;
    let mut browser = house.inside("dee").await;
    let lines = lines(&house, &mut browser, "/figures.csv?window=all").await;
    assert_eq!(lines[0][12..], ["caveat", "at_least", "needed", "observable_on"]);
    // Methods have commas of their own, so the last cells are counted from the end.
    let needed = |line: &Vec<String>| line[line.len() - 2].parse::<u32>();
    let few: Vec<_> = lines.iter().filter(|line| line[3] == "too_few").collect();
    assert!(!few.is_empty() && few.iter().all(|line| needed(line).is_ok()), "{few:?}");
    let early = lines.iter().find(|line| line[0] == "retention.30").unwrap();
    assert_eq!(early[3], "observable_on");
    assert_eq!(early[early.len() - 4..], ["not_causal", "", "", "2026-12-20"]);
}
