//! Why this one was asked and not another, and what those who run a community can change about it.

use crate::everywhere::{assert_read, everywhere};
use crate::scene::Scene;

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
