//! Why this one was asked and not another, and what those who run a community can change about it.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::{Scene, ana_and_ben_enter};
use crate::stage::Stage;

/// Three mentors of rust: Cleo and Dan in Berlin, Ben in Chicago.
async fn three_mentors_enter(scene: &mut dyn Scene) {
    scene.enters("ana", "Europe/Lisbon").await;
    for (name, zone) in [("cleo", "Europe/Berlin"), ("ben", "America/Chicago"), ("dan", "Europe/Berlin")] {
        scene.enters(name, zone).await;
        scene.says(name, "/mentor join rust").await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_learner_and_a_mentor_read_why_they_were_matched_and_who_was_left_out() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        three_mentors_enter(scene).await;
        scene.says("ana", "/mentor why").await;
        scene.says("dan", "/mentor pause 2w").await;
        scene.says("ana", "/mentor ask why does rust refuse my closure").await;
        scene.says("ana", "/mentor why").await;
        scene.says("cleo", "/mentor why").await;
        scene.presses("cleo", "Not now").await;
        scene.says("ana", "/mentor why").await;
        scene.says("ana", "/mentor ask how do I weld aluminium").await;
        scene.says("ana", "/mentor why").await;
        scene.presses("ana", "how do I weld aluminium").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test]
async fn a_replay_changes_the_mind_of_whoever_runs_it() {
    let mut stage = Stage::at("2026-11-23 10:00", "Europe/Berlin").await;
    let learners = ["ana", "ivo", "uma", "pia", "tom"];
    let elsewhere = ["dan", "flo", "gil"];
    for name in ["dee", "eve", "ben", "cleo"].into_iter().chain(learners).chain(elsewhere) {
        stage.enters(name, "Europe/Berlin");
    }
    stage.runs_it("dee");
    stage.runs_it("eve");
    stage.says("ben", "/mentor join rust closures; day 5").await;
    stage.says("cleo", "/mentor join rust macros; day 5").await;
    // What few people's asks come to is not told, so there are five, and as many who mentor.
    for name in elsewhere {
        stage.says(name, "/mentor join knitting").await;
    }
    let questions = [
        "rust closures",
        "closures of rust",
        "which rust closures are there",
        "rust closures in a loop",
        "rust closures or functions",
    ];
    for (name, question) in learners.into_iter().zip(questions) {
        stage.says(name, &format!("/mentor ask {question}")).await;
        stage.presses("ben", "Not for me").await;
        stage.presses("cleo", "Not for me").await;
        stage.passes(TimeDelta::days(1)).await;
    }
    let _ = stage.transcript().await;
    stage.says("ana", "/mentor weights").await;
    stage.says("dee", "/mentor weights").await;
    stage.says("dee", "/mentor weights room 900").await;
    stage.says("dee", "/mentor weights luck 50").await;
    // A first idea, which does not help anybody.
    stage.says("dee", "/mentor weights topic 300").await;
    stage.presses("dee", "Keep the old").await;
    stage.says("dee", "/mentor weights topic 50 room 200").await;
    stage.says("eve", "/mentor weights overlap 50").await;
    stage.presses("dee", "Use these").await;
    stage.presses("eve", "Use these").await;
    stage.says("eve", "/mentor weights").await;
    stage.says("uma", "/mentor ask rust closures again").await;
    stage.says("uma", "/mentor withdraw").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test(start_paused = true)]
async fn a_round_on_monday_leaves_out_a_mentor_on_leave_and_a_deadline_jumps_the_queue() {
    let played = everywhere("2026-11-26 10:00", "Europe/Berlin", async |scene| {
        for name in ["dee", "ana", "ivo", "uma", "ben", "cleo"] {
            scene.enters(name, "Europe/Berlin").await;
        }
        scene.runs_it("dee").await;
        scene.says("dee", "/mentor default-zone Europe/Vienna").await;
        scene.presses("dee", "Save").await;
        scene.says("ben", "/mentor join rust; day 1; week 2").await;
        scene.says("cleo", "/mentor join rust closures").await;
        scene.says("cleo", "/mentor pause 2w").await;
        scene.says("dee", "/mentor round often").await;
        scene.says("dee", "/mentor round weekly mon 10:00").await;
        scene.says("ana", "/mentor ask why does rust refuse my closure").await;
        scene.passes(TimeDelta::minutes(1)).await;
        scene.says("ivo", "/mentor ask how do rust closures borrow").await;
        scene.says("ana", "/mentor why").await;
        scene.says("ana", "/mentor me").await;
        // What is due today does not wait for Monday.
        scene.says("uma", "/mentor deadline today 18:00 Rust homework").await;
        scene.says("uma", "/mentor ask what does this rust error say").await;
        scene.says("uma", "/mentor why").await;
        scene.presses("ben", "Not for me").await;
        scene.says("dee", "/mentor round preview").await;
        scene.until("2026-11-30 10:00", "Europe/Berlin").await;
        scene.says("ben", "/mentor why").await;
        scene.presses("ben", "Not for me").await;
        scene.says("dee", "/mentor round off").await;
        scene.says("dee", "/mentor round run").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test]
async fn whoever_can_help_is_asked_however_many_of_the_topic_are_away() {
    let mut stage = Stage::at("2026-11-24 10:00", "Europe/Berlin").await;
    stage.enters("ana", "Europe/Berlin");
    for n in 0..70 {
        let name = format!("away{n}");
        stage.enters(&name, "Europe/Berlin");
        stage.says(&name, "/mentor join rust").await;
        stage.says(&name, "/mentor pause 2w").await;
    }
    stage.enters("ben", "Europe/Berlin");
    stage.says("ben", "/mentor join rust").await;
    let _ = stage.transcript().await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.says("ana", "/mentor why").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn what_waits_for_a_round_need_not_once_it_presses_or_rounds_are_moved_or_stopped() {
    let mut stage = Stage::at("2026-11-24 10:00", "Europe/Berlin").await;
    for name in ["dee", "ana", "ivo", "ben", "cleo"] {
        stage.enters(name, "Europe/Berlin");
    }
    stage.runs_it("dee");
    stage.says("dee", "/mentor default-zone Europe/Vienna").await;
    stage.presses("dee", "Save").await;
    stage.says("ben", "/mentor join rust").await;
    stage.says("cleo", "/mentor join rust").await;
    stage.says("dee", "/mentor round weekly mon 10:00").await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.says("ivo", "/mentor ask how do rust closures borrow").await;
    // The ask was first; what is due is said now.
    stage.says("ana", "/mentor deadline thu 18:00 Rust homework").await;
    stage.passes(TimeDelta::minutes(1)).await;
    stage.says("ana", "/mentor why").await;
    stage.says("dee", "/mentor round fri").await;
    stage.passes(TimeDelta::minutes(1)).await;
    stage.says("ivo", "/mentor me").await;
    stage.says("dee", "/mentor round off").await;
    stage.passes(TimeDelta::minutes(1)).await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn what_presses_goes_on_pressing_when_a_session_is_called_off() {
    let mut stage = Stage::at("2026-11-24 10:00", "Europe/Berlin").await;
    three_mentors_enter(&mut stage).await;
    stage.says("ana", "/mentor deadline wed 18:00 Rust homework").await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.presses("cleo", "Write my compliment").await;
    let words = "I noticed the precise question you asked about closures. It saves us a long search.";
    stage.fills("cleo", &[("words", words)]).await;
    let tuesday = stage.label("ana", "Tue");
    stage.presses("ana", &tuesday).await;
    let _ = stage.transcript().await;
    stage.says("cleo", "/mentor cancel").await;
    stage.says("ana", "/mentor why").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test(start_paused = true)]
async fn whoever_does_not_want_to_wait_for_a_mentor_opens_their_ask_to_everybody() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        ana_and_ben_enter(scene).await;
        scene.enters("cleo", "Europe/Lisbon").await;
        scene.says("cleo", "/mentor me").await;
        scene.says("ben", "/mentor pause 3w").await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.passes(TimeDelta::days(7)).await;
        scene.presses("ana", "Open to everybody").await;
        scene.presses("ana", "Open to everybody").await;
        scene.passes(TimeDelta::days(2)).await;
        scene.presses("cleo", "I can help").await;
        scene
            .fills(
                "cleo",
                &[("words", "I noticed the precise question you asked. It saves us a long search.")],
            )
            .await;
        scene.passes(TimeDelta::hours(1)).await;
    })
    .await;
    assert_read!(played);
}
