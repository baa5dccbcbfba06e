//! What follows a session, and what is not said.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::{COMPLIMENT, Scene, ana_and_ben_enter, ben_has_accepted};

/// Ana and Ben have met; the note is still to be written.
async fn a_session_is_held(scene: &mut dyn Scene) {
    ana_and_ben_enter(scene).await;
    scene.says("ana", "/mentor ask how do I test a parser").await;
    scene.presses("ben", "Write my compliment").await;
    scene.fills("ben", &[("words", COMPLIMENT), ("meet", "now")]).await;
    scene.presses("ana", "Now").await;
    scene.passes(TimeDelta::minutes(10)).await;
    scene.transcript().await;
}

const NOTE: [(&str, &str); 4] = [
    ("first", "When I open the parser, I will write one test until it fails"),
    ("second", "When it passes, I will add the fuzz case until the suite is green"),
    ("day", "fri 10:00"),
    ("question", "Did the fuzz case become a test?"),
];

#[tokio::test(start_paused = true)]
async fn a_learner_who_is_stuck_gets_ten_minutes_with_the_same_mentor() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        a_session_is_held(scene).await;
        scene.presses("ana", "Write the note").await;
        scene.fills("ana", &NOTE).await;
        scene.passes(TimeDelta::days(2)).await;
        scene.presses("ana", "Stuck").await;
        scene.presses("ana", "Ben").await;
        scene.passes(TimeDelta::hours(1)).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_to_a_checkpoint_is_asked_how_likely_they_are_to_recommend_it() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        a_session_is_held(scene).await;
        scene.presses("ana", "Write the note").await;
        scene.fills("ana", &NOTE).await;
        scene.until("2026-11-27 10:30", "Europe/Lisbon").await;
        scene.presses("ana", "Partly").await;
        scene.presses("ana", "9").await;
        scene.presses("ana", "10").await;
        scene.presses("ana", "10").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_answers_is_asked_twice_and_closed_quietly() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        a_session_is_held(scene).await;
        scene.presses("ana", "Write the note").await;
        scene.fills("ana", &[NOTE[0], NOTE[1], ("day", "in 14 days")]).await;
        scene.passes(TimeDelta::days(21)).await;
        scene.says("ana", "/mentor me").await;
        scene.says("ana", "/mentor partly").await;
        scene.says("ana", "/mentor dropped").await;
        scene.says("ana", "/mentor stuck").await;
        scene.says("ana", "/mentor done").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn a_note_is_taken_back_and_written_again() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        a_session_is_held(scene).await;
        scene.presses("ana", "Write the note").await;
        scene.fills("ana", &[NOTE[0], ("second", ""), ("day", "yesterday-ish")]).await;
        scene.fills("ana", &[("second", NOTE[1].1), NOTE[2]]).await;
        scene.says("ana", "/mentor undo").await;
        scene.presses("ana", "Take it back").await;
        scene.presses("ana", "Open the form").await;
        scene.fills("ana", &[("day", "thu 11:00")]).await;
        scene.passes(TimeDelta::minutes(11)).await;
        scene.presses("ana", "Undo").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn a_session_without_a_note_is_asked_about_once_and_rests() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        a_session_is_held(scene).await;
        scene.passes(TimeDelta::days(7)).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn no_more_than_three_messages_that_nobody_asked_for_reach_a_person_on_a_day() {
    let played = everywhere("2026-11-24 09:30", "Europe/Berlin", async |scene| {
        for name in ["ana", "bea", "cid", "dee", "eli", "ben"] {
            scene.enters(name, "Europe/Berlin").await;
        }
        scene.says("ben", "/mentor join rust; day 8; week 9; minutes 200").await;
        for name in ["ana", "bea", "cid", "dee", "eli"] {
            scene.says(name, "/mentor ask why does rust refuse my closure").await;
            scene.passes(TimeDelta::minutes(5)).await;
        }
        scene.passes(TimeDelta::days(1)).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn what_waited_for_the_night_to_end_arrives_as_one_message() {
    let played = everywhere("2026-11-24 20:00", "Europe/Berlin", async |scene| {
        for name in ["ana", "bea", "ben"] {
            scene.enters(name, "Europe/Berlin").await;
        }
        scene.says("ben", "/mentor join rust").await;
        scene.says("ana", "/mentor ask why does rust refuse my closure").await;
        scene.says("bea", "/mentor ask how do lifetimes work in rust").await;
        scene.until("2026-11-25 09:00", "Europe/Berlin").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_true_any_more_in_the_morning_is_not_said() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        ben_has_accepted(scene).await;
        // It is night for Ben.
        scene.until("2026-11-24 10:00", "Europe/Lisbon").await;
        scene.transcript().await;
        let tuesday = scene.label("ana", "Tue");
        scene.presses("ana", &tuesday).await;
        scene.passes(TimeDelta::minutes(20)).await;
        scene.presses("ana", "Cancel").await;
        scene.says("ana", "/mentor ask how do I fuzz a parser").await;
        scene.until("2026-11-24 15:30", "Europe/Lisbon").await;
    })
    .await;
    assert_read!(played);
}
