//! Whether two people met: what they are asked, what they hear, and what counts.

use chrono::TimeDelta;
use smallwins_core::fact::Event;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::{Scene, ben_has_accepted};
use crate::stage::Stage;

/// Ana and Ben have a time: Tuesday at half past three in Lisbon.
async fn a_time_is_picked(scene: &mut dyn Scene) {
    ben_has_accepted(scene).await;
    let tuesday = scene.label("ana", "Tue");
    scene.presses("ana", &tuesday).await;
    scene.until("2026-11-24 15:29", "Europe/Lisbon").await;
    scene.transcript().await;
}

#[tokio::test(start_paused = true)]
async fn who_is_alone_says_so_and_both_find_another_time_without_a_word_of_blame() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        a_time_is_picked(scene).await;
        scene.presses("ana", "On my way").await;
        scene.passes(TimeDelta::minutes(3)).await;
        scene.presses("ana", "Nobody came").await;
        scene.passes(TimeDelta::minutes(2)).await;
        scene.presses("ana", "Nobody came").await;
        scene.passes(TimeDelta::minutes(6)).await;
        scene.presses("ben", "We did not").await;
        scene.presses("ana", "Find another time").await;
        let wednesday = scene.label("ana", "Wed");
        scene.presses("ana", &wednesday).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn who_comes_late_says_so_and_the_two_meet_after_all() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        a_time_is_picked(scene).await;
        scene.passes(TimeDelta::minutes(5)).await;
        scene.presses("ana", "Nobody came").await;
        scene.presses("ben", "On my way").await;
        scene.passes(TimeDelta::minutes(7)).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn where_two_words_differ_both_stand_and_where_none_is_said_it_counts_as_neither_too() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        a_time_is_picked(scene).await;
        scene.passes(TimeDelta::minutes(11)).await;
        scene.presses("ana", "We did not").await;
        scene.presses("ben", "Yes").await;
        scene.presses("ana", "Let it go").await;
        scene.says("ana", "/mentor ask how do I fuzz a parser").await;
        scene.presses("ben", "Write my compliment").await;
        let words = "I noticed how you narrowed the parser down to its fuzzing. It makes the case small.";
        scene.fills("ben", &[("words", words)]).await;
        let wednesday = scene.label("ana", "Wed");
        scene.presses("ana", &wednesday).await;
        scene.passes(TimeDelta::days(3)).await;
        scene.presses("ana", "We met").await;
        scene.presses("ben", "Find another time").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn that_the_two_met_can_be_said_of_a_session_whose_mentor_left_and_whose_question_went_on() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        a_time_is_picked(scene).await;
        scene.passes(TimeDelta::minutes(11)).await;
        scene.says("ben", "/mentor privacy leave").await;
        scene.passes(TimeDelta::minutes(5)).await;
        scene.presses("ana", "We met").await;
        scene.presses("ana", "Take my question back").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test]
async fn the_journal_tells_that_two_did_not_meet_once_one_says_so_and_not_who_was_missed() {
    let mut stage = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    a_time_is_picked(&mut stage).await;
    stage.passes(TimeDelta::minutes(11)).await;
    stage.presses("ana", "We did not").await;
    stage.passes(TimeDelta::days(2)).await;
    let store = stage.mentoring.store();
    let facts = store.facts(stage.community.scope(), None, 100).await.unwrap();
    let held = facts.iter().filter(|fact| matches!(fact.event, Event::SessionHeld { .. })).count();
    let missed: Vec<_> =
        facts.iter().filter(|fact| matches!(fact.event, Event::SessionMissed { .. })).collect();
    assert_eq!((held, missed.len()), (0, 1));
    let asked = facts.iter().find(|fact| matches!(fact.event, Event::Asked { .. })).unwrap();
    assert_eq!(missed[0].member, asked.member, "it is a fact about the one who asked");
    let _ = stage.transcript().await;
}
