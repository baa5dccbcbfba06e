//! Days on which nobody works: holidays of everybody, and days off of one person.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::ana_and_ben_enter;

#[tokio::test(start_paused = true)]
async fn on_a_holiday_of_everybody_nothing_runs_out_and_nothing_is_said() {
    // Two hours before Ben's evening in Chicago; the day after is free.
    let played = everywhere("2026-11-25 22:00", "Europe/Lisbon", async |scene| {
        ana_and_ben_enter(scene).await;
        scene.enters("dee", "Europe/Lisbon").await;
        scene.runs_it("dee").await;
        scene.says("dee", "/mentor holidays").await;
        scene.fills("dee", &[("days", "26 nov Thanksgiving\nwhenever we like")]).await;
        scene.fills("dee", &[("days", "26 nov Thanksgiving\n24 dec - 1 jan Closed")]).await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.passes(TimeDelta::days(2)).await;
        scene.says("dee", "/mentor holidays show").await;
        scene.says("dee", "/mentor holidays + 1 may May Day").await;
        scene.says("dee", "/mentor holidays - 1 may").await;
        scene.presses("dee", "Leave it as it is").await;
        scene.says("dee", "/mentor holidays show").await;
        scene.presses("dee", "Forget all").await;
        scene.presses("dee", "Save").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn days_off_are_told_ahead_and_taken_back_and_what_is_scheduled_moves_with_them() {
    let played = everywhere("2026-11-25 22:00", "Europe/Lisbon", async |scene| {
        ana_and_ben_enter(scene).await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.says("ben", "/mentor pause 26 nov - 27 nov").await;
        scene.says("ana", "/mentor me").await;
        scene.says("ben", "/mentor me").await;
        scene.presses("ben", "Take back").await;
        scene.says("ana", "/mentor me").await;
        scene.says("ben", "/mentor hours mon-fri 13-18").await;
        scene.says("ana", "/mentor me").await;
        scene.passes(TimeDelta::days(2)).await;
        scene.says("ben", "/mentor pause on someday").await;
    })
    .await;
    assert_read!(played);
}
