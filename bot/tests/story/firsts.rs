//! A first day: everything by forms, with mistakes on the way.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};

const BUT: &str =
    "I noticed the failing case you put in before you asked, but the name of the test hides what it shows.";
const COMPLIMENT: &str =
    "I noticed the failing case you put in before you asked. It pins the hang to one byte.";

#[tokio::test(start_paused = true)]
async fn a_first_day_by_forms_forgives_every_mistake() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        scene.enters("ana", "Europe/Berlin").await;
        scene.enters("ben", "Europe/Berlin").await;
        scene.says("ben", "/mentor join").await;
        scene.fills("ben", &[("topics", "parsing, rust"), ("week", "many")]).await;
        scene.fills("ben", &[("week", "4")]).await;
        scene.says("ben", "/mentor hours").await;
        scene.fills("ben", &[("hours", "whenever I like")]).await;
        scene.fills("ben", &[("hours", "mon-thu 9-15"), ("zone", "Europe/Berln")]).await;
        scene.fills("ben", &[("zone", "Europe/Berlin")]).await;
        scene.says("ana", "/mentor win").await;
        scene.fills("ana", &[("win", "Put a failing case into the report")]).await;
        scene.presses("ana", "Undo").await;
        scene.says("ana", "/mentor ask").await;
        scene.fills("ana", &[("question", "  ")]).await;
        scene.fills("ana", &[("question", "how do I test a parser"), ("minutes", "15m")]).await;
        scene.presses("ben", "Write my compliment").await;
        scene.fills("ben", &[("words", BUT)]).await;
        scene.presses("ben", "Send anyway").await;
        scene.presses("ana", "Other times").await;
        let wednesday = scene.label("ana", "Wed");
        scene.presses("ana", &wednesday).await;
        scene.presses("ana", "Cancel").await;
        scene.says("ana", "/mentor me").await;
        scene.passes(TimeDelta::days(1)).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn a_note_is_written_line_by_line_by_both_and_every_promise_is_asked_about() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        scene.enters("ana", "Europe/Lisbon").await;
        scene.enters("ben", "Europe/Berlin").await;
        scene.says("ben", "/mentor join parsing; languages en").await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.presses("ben", "Write my compliment").await;
        scene.fills("ben", &[("words", COMPLIMENT), ("meet", "now")]).await;
        scene.presses("ana", "Now").await;
        scene.says("ben", "+ the failing case came first").await;
        scene.says("ana", "1. When I open the parser, I will write one test until it fails").await;
        scene.says("ana", "2. When it passes, I will add the fuzz case until the suite is green").await;
        scene.says("ana", "@ someday").await;
        scene.says("ana", "@ fri 10:00 Is the suite green?").await;
        scene.until("2026-11-26 12:00", "Europe/Lisbon").await;
        scene.presses("ana", "Dropped").await;
        scene.until("2026-11-27 10:00", "Europe/Lisbon").await;
        scene.presses("ana", "Partly").await;
        scene.says("ana", "thank you!").await;
        scene.says("ana", "/mentor help").await;
        scene.passes(TimeDelta::days(7)).await;
    })
    .await;
    assert_read!(played);
}
