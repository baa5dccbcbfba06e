//! Nobody is spoken to on and on who does not answer.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::{Scene, ana_and_ben_enter};

/// Ana asks something that Ben does not answer.
async fn nothing_is_heard(scene: &mut dyn Scene, question: &str) {
    scene.says("ana", &format!("/mentor ask {question}")).await;
    scene.passes(TimeDelta::days(1)).await;
    scene.says("ana", "/mentor withdraw").await;
}

#[tokio::test(start_paused = true)]
async fn after_three_offers_without_an_answer_a_mentor_is_left_alone_until_they_are_back() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        ana_and_ben_enter(scene).await;
        for question in ["how do I test a parser", "why is my parser slow", "which parser do I choose"] {
            nothing_is_heard(scene, question).await;
        }
        scene.transcript().await;
        scene.says("ben", "/mentor me").await;
        nothing_is_heard(scene, "how do I name a parser").await;
        scene.presses("ben", "I am back").await;
        scene.says("ana", "/mentor ask how do I split a parser").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn any_word_begins_the_count_anew_and_whoever_takes_part_again_is_back() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        ana_and_ben_enter(scene).await;
        nothing_is_heard(scene, "how do I test a parser").await;
        nothing_is_heard(scene, "why is my parser slow").await;
        scene.says("ben", "/mentor help").await;
        for question in ["which parser do I choose", "how do I name a parser", "how do I split a parser"] {
            nothing_is_heard(scene, question).await;
        }
        scene.transcript().await;
        scene.says("ben", "/mentor win Merged the table of operators").await;
        scene.says("ben", "/mentor me").await;
    })
    .await;
    assert_read!(played);
}
