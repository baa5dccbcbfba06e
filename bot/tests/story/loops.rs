//! The loop, word for word, as the people in it read it.

use chrono::TimeDelta;

use crate::stage::Stage;

/// Ana asks, Ben affirms, they meet, and Smallwins follows up: product.md's loop from end to end.
#[tokio::test]
async fn ana_asks_ben_affirms_they_meet_and_the_advice_is_used() {
    let mut stage = Stage::with_ana_and_ben("2026-11-23 15:30", "Europe/Lisbon").await;
    stage
        .says(
            "ana",
            "/mentor win Replaced the nested matches in the parser with a table https://git.example/pull/41",
        )
        .await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ben", "Write my compliment").await;
    stage.fills("ben", &[("words", "You're a natural at parsing!")]).await;
    stage
        .fills("ben", &[("words", "I noticed you replaced the nested matches in the parser with a table. It makes every case readable at a glance.")])
        .await;
    stage.presses("ana", "This landed").await;
    let first = stage.label("ana", "Tue");
    stage.presses("ana", &first).await;
    stage.until("2026-11-24 15:00", "Europe/Lisbon").await;
    stage.passes(TimeDelta::hours(3)).await;
    stage.says("ana", "1. When I open the parser tomorrow, I will write one table-driven test until it fails for the right reason").await;
    stage.says("ana", "2. When it passes, I will add the fuzz case until the suite runs without the hang\n@ fri 10:00 Did the fuzz case become a test?").await;
    stage.passes(TimeDelta::days(2)).await;
    stage.presses("ana", "Done").await;
    stage.passes(TimeDelta::days(1)).await;
    stage.says("ana", "/mentor me").await;
    stage.presses("ana", "Done").await;
    stage.passes(TimeDelta::days(7)).await;
    insta::assert_snapshot!(stage.transcript().await);
}
