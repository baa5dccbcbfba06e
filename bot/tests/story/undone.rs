//! What is taken back within ten minutes, and what cannot be any more.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::stage::Stage;

const COMPLIMENT: &str =
    "I noticed the failing case you put in before you asked. It pins the hang to one byte.";

#[tokio::test(start_paused = true)]
async fn what_a_mentor_says_and_settles_is_taken_back() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        scene.enters("ana", "Europe/Berlin").await;
        scene.enters("ben", "Europe/Berlin").await;
        scene.says("ben", "/mentor join parsing, rust").await;
        scene.presses("ben", "Undo").await;
        scene.says("ben", "/mentor join parsing, rust").await;
        scene.says("ben", "/mentor hours mon-thu 9-15").await;
        scene.says("ben", "/mentor undo").await;
        scene.presses("ben", "Take it back").await;
        scene.says("ben", "/mentor pause 1w").await;
        scene.presses("ben", "Undo").await;
        scene.says("ben", "/mentor leave").await;
        scene.presses("ben", "Undo").await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.presses("ben", "Not now").await;
        scene.presses("ben", "Undo").await;
        scene.presses("ben", "Write my compliment").await;
        scene.fills("ben", &[("words", COMPLIMENT)]).await;
        scene.presses("ben", "Undo").await;
        scene.presses("ben", "Write it again").await;
        scene.fills("ben", &[("words", COMPLIMENT)]).await;
        scene.passes(TimeDelta::minutes(10)).await;
        scene.presses("ben", "Undo").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test]
async fn a_compliment_that_was_taken_back_is_taken_back_once() {
    let mut stage = Stage::at("2026-11-24 10:00", "Europe/Berlin").await;
    stage.enters("ana", "Europe/Berlin");
    stage.enters("ben", "Europe/Berlin");
    stage.says("ben", "/mentor join parsing, rust").await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ben", "Write my compliment").await;
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    let undo = stage.button("ben", "Undo").to_string();
    stage.says("ben", &undo).await;
    stage.says("ben", &undo).await;
    let transcript = stage.transcript().await;
    assert!(transcript.contains("nothing to take back any more"), "{transcript}");
}

#[tokio::test(start_paused = true)]
async fn what_a_learner_asks_and_books_is_taken_back() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        scene.enters("ana", "Europe/Berlin").await;
        scene.enters("ben", "Europe/Berlin").await;
        scene.says("ben", "/mentor join parsing, rust").await;
        scene.says("ana", "/mentor ask how do I tset a parser").await;
        scene.says("ana", "/mentor undo").await;
        scene.presses("ana", "Take it back").await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.presses("ben", "Write my compliment").await;
        scene.fills("ben", &[("words", COMPLIMENT)]).await;
        let first = scene.label("ana", "Tue");
        scene.presses("ana", &first).await;
        scene.presses("ana", "Undo").await;
        scene.presses("ana", "Show times").await;
        let again = scene.label("ana", "Tue");
        scene.presses("ana", &again).await;
        scene.presses("ana", "Move").await;
        let other = scene.label("ana", "Wed");
        scene.presses("ana", &other).await;
        scene.says("ana", "/mentor undo").await;
        scene.presses("ana", "Take it back").await;
        scene.passes(TimeDelta::minutes(11)).await;
        scene.says("ana", "/mentor undo").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn what_lay_in_the_pool_lies_there_again_when_a_claim_is_taken_back() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        scene.enters("ana", "Europe/Berlin").await;
        scene.enters("ben", "Europe/Berlin").await;
        scene.says("ana", "/mentor ask how do I weld a frame").await;
        scene.presses("ben", "I can help").await;
        scene
            .fills(
                "ben",
                &[("words", "You asked a precise question about a frame. That saves us a long search.")],
            )
            .await;
        scene.says("ben", "/mentor undo").await;
        scene.presses("ben", "Take it back").await;
        scene.says("ana", "/mentor me").await;
    })
    .await;
    assert_read!(played);
}
