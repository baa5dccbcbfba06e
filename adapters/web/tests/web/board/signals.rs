//! What arrives from other tools, on its page and in its file.

use smallwins_core::decision::Change;
use smallwins_core::signal::{Arrival, Outcome, Source};

use super::house::House;
use super::sample::now;

fn arrived(source: &str, outcome: Outcome, times: u32) -> Change {
    Change::Arrived(Arrival { source: Source::parse(source).unwrap(), outcome, at: now(), times })
}

#[tokio::test]
async fn what_arrived_is_told_by_source_and_the_file_says_it_outcome_by_outcome() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    assert!(house.gets(&mut browser, "/signals").await.body.contains("Nothing has arrived."));
    let changes = vec![
        arrived("github", Outcome::Noted, 31),
        arrived("github", Outcome::Unsigned, 2),
        arrived("github", Outcome::Malformed, 5),
        arrived("github", Outcome::Repeated, 3),
        arrived("github", Outcome::Late, 4),
        arrived("github", Outcome::Left, 2),
        arrived("github", Outcome::SwitchedOff, 1),
        arrived("school", Outcome::Unclaimed, 57),
    ];
    house.keeps(changes).await;
    let page = house.gets(&mut browser, "/signals").await.body;
    let (school, github) = (page.find(">school<").unwrap(), page.find(">github<").unwrap());
    assert!(school < github, "most first: {page}");
    for (head, number) in
        [("Noted", 31), ("Told before", 3), ("Not used", 6), ("While off", 1), ("Refused", 7)]
    {
        let cell = format!("data-head=\"{head}\" class=\"number\">{number}<");
        assert!(page.contains(&cell), "{cell}: {page}");
    }
    let file = house.gets(&mut browser, "/signals.csv").await.body;
    let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "source,outcome,count_7_days");
    assert!(lines.contains(&"github,unsigned,2") && lines.contains(&"school,unclaimed,57"), "{file}");
}
