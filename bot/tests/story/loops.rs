//! The loop, word for word, as the people in it read it.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::{Scene, ana_and_ben_enter};
use crate::stage::Stage;

/// Ana's win, for her mentors to notice.
const WIN: &str = "Replaced the nested matches in the parser with a table";
const COMPLIMENT: &str = "I noticed you replaced the nested matches in the parser with a table. \
     It makes every case readable at a glance.";
const FIRST: &str =
    "When I open the parser tomorrow, I will write one table-driven test until it fails for the right reason";
const SECOND: &str = "When it passes, I will add the fuzz case until the suite runs without the hang";

/// From a win to the advice that got used.
pub(crate) async fn play(stage: &mut dyn Scene) {
    ana_and_ben_enter(stage).await;
    stage.says("ana", &format!("/mentor win {WIN} https://git.example/pull/41")).await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ben", "Write my compliment").await;
    stage.fills("ben", &[("words", "  ")]).await;
    stage.fills("ben", &[("words", "You're a natural at parsing!")]).await;
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    stage.presses("ana", "This landed").await;
    let tuesday = stage.label("ana", "Tue");
    stage.presses("ana", &tuesday).await;
    stage.passes(TimeDelta::days(1)).await;
    stage.passes(TimeDelta::hours(2)).await;
    stage.says("ana", &format!("1. {FIRST}")).await;
    stage.says("ana", &format!("2. {SECOND}\n@ fri 10:00 Did the fuzz case become a test?")).await;
    stage.passes(TimeDelta::days(2)).await;
    stage.presses("ana", "Done").await;
    stage.passes(TimeDelta::days(1)).await;
    stage.says("ana", "/mentor me").await;
    stage.presses("ana", "Done").await;
    stage.passes(TimeDelta::days(7)).await;
}

/// The story that README.md walks through.
#[tokio::test(start_paused = true)]
async fn ana_asks_ben_affirms_they_meet_and_the_advice_is_used() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", play).await;
    let readme = include_str!("../../../README.md");
    let (_, walk) =
        readme.split_once("## One ask, from end to end").expect("README.md walks through one ask");
    let walk = walk.split("\n## ").next().unwrap_or_default();
    let quoted: Vec<_> = walk.lines().filter_map(|line| line.strip_prefix("> ")).collect();
    assert!(quoted.len() >= 8, "the walk-through quotes what people read");
    for line in quoted {
        assert!(played.bare.contains(line), "README.md quotes what nobody reads: {line}");
    }
    assert_read!(played);
}

#[tokio::test]
async fn the_loop_on_postgresql_reads_as_it_does_on_sqlite() {
    let Some(database) = smallwins_test_postgres::database().await else { return };
    let mut there = Stage::on(&database.url, "2026-11-23 15:30", "Europe/Lisbon").await;
    let mut here = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    play(&mut there).await;
    play(&mut here).await;
    assert_eq!(there.transcript().await, here.transcript().await);
}
