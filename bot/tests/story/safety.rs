//! Safety: something that should not have happened is told to one person, two people are kept apart, and whoever writes
//! what sounds heavy reads whom to turn to.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere_and_on_postgresql, everywhere_for_newcomers};
use crate::scene::{COMPLIMENT, Scene, ana_and_ben_enter};
use crate::stage::Stage;

/// Ana and Ben have met, and Dee runs the community.
pub(crate) async fn two_have_met(scene: &mut dyn Scene) {
    ana_and_ben_enter(scene).await;
    scene.enters("dee", "Europe/Lisbon").await;
    scene.runs_it("dee").await;
    scene.says("dee", "/mentor safety").await;
    scene.says("ana", "/mentor ask how do I test a parser").await;
    scene.presses("ben", "Write my compliment").await;
    scene.fills("ben", &[("words", COMPLIMENT), ("meet", "now")]).await;
    scene.presses("ana", "Now").await;
    scene.passes(TimeDelta::minutes(10)).await;
    scene.transcript().await;
}

#[tokio::test(start_paused = true)]
async fn a_report_goes_to_its_owner_alone_and_who_wrote_it_hears_that_it_was_read() {
    let played = everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        two_have_met(scene).await;
        scene.presses("dee", "Give reports to me").await;
        scene.presses("dee", "Save").await;
        scene.says("dee", "/mentor safety conduct https://rules.example/conduct").await;
        scene.presses("dee", "Save").await;
        scene.says("ana", "/mentor report He shouted at me, twice.").await;
        scene.presses("ana", "About Ben").await;
        scene.fills("ana", &[]).await;
        scene.presses("dee", "I take care of it").await;
        scene.says("ana", "/mentor privacy").await;
        scene.presses("ana", "Not with Ben again").await;
        scene.says("ana", "/mentor ask why does my parser hang").await;
        scene.presses("ben", "I can help").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test]
async fn a_report_about_whoever_reads_reports_reaches_the_others_and_is_read_once() {
    let mut stage = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    two_have_met(&mut stage).await;
    stage.runs_it("ben");
    stage.says("ben", "/mentor safety me").await;
    stage.presses("ben", "Save").await;
    stage.says("ana", "/mentor report He shouted at me, twice.").await;
    let before = stage.transcript().await;
    assert!(!before.contains("A report from Ana"), "{before}");
    stage.presses("ana", "About Ben").await;
    stage.fills("ana", &[]).await;
    let told = stage.transcript().await;
    assert!(told.contains("It goes to Dee now") && told.contains("> He shouted at me, twice."), "{told}");
    stage.presses("dee", "I take care of it").await;
    stage.presses("dee", "I take care of it").await;
    let read = stage.transcript().await;
    assert_eq!(read.matches("Dee has read your report").count(), 1, "{read}");
    assert!(read.contains("They have heard already"), "{read}");
}

#[tokio::test]
async fn a_report_that_nobody_could_read_is_said_to_be_none_before_it_is_written() {
    let mut stage = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    ana_and_ben_enter(&mut stage).await;
    stage.runs_it("ben");
    stage.says("ben", "/mentor safety contact Zoe, +351 21 000 0000").await;
    stage.presses("ben", "Save").await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ben", "Write my compliment").await;
    stage.fills("ben", &[("words", COMPLIMENT), ("meet", "now")]).await;
    stage.presses("ana", "Now").await;
    stage.passes(TimeDelta::minutes(10)).await;
    stage.transcript().await;
    stage.says("ana", "/mentor report").await;
    stage.says("ana", "/mentor report He shouted at me, twice.").await;
    stage.presses("ana", "Not with Ben again").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_report_is_taken_care_of_though_the_one_whom_it_is_about_was_erased() {
    let mut stage = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    two_have_met(&mut stage).await;
    stage.says("ana", "/mentor report").await;
    stage.presses("ana", "About Ben").await;
    stage.fills("ana", &[("happened", "He shouted at me, twice.")]).await;
    stage.says("ben", "/mentor privacy erase").await;
    stage.presses("ben", "Erase me").await;
    stage.presses("ben", "Yes, for good").await;
    stage.passes(TimeDelta::minutes(1)).await;
    stage.transcript().await;
    stage.presses("dee", "I take care of it").await;
    let transcript = stage.transcript().await;
    assert!(transcript.contains("Dee has read your report and takes care of it."), "{transcript}");
}

#[tokio::test(start_paused = true)]
async fn whoever_writes_what_sounds_heavy_reads_whom_to_turn_to() {
    let played = everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        two_have_met(scene).await;
        scene.says("dee", "/mentor safety contact Dee, +351 21 000 0000").await;
        scene.presses("dee", "Save").await;
        scene.says("ana", "/mentor ask how do I go on when I want to die").await;
        scene.presses("ana", "Leave it").await;
        scene.says("ana", &format!("/mentor ask {}", "how do I go on when I want to die ".repeat(4))).await;
        scene.presses("ana", "Ask it all the same").await;
        scene.says("ana", "/mentor win I shipped the parser and I want to die").await;
        scene.presses("ana", "Leave it").await;
        scene.says("ana", &format!("/mentor win {}", "I shipped it and I want to die ".repeat(6))).await;
        scene.presses("ana", "Note it all the same").await;
        scene.says("ana", "I want to die").await;
        scene.says("ana", "1. sleep\n2. I could kill myself over this parser\n@ fri 10:00").await;
        scene.presses("ana", "Do it all the same").await;
        // Whoever changes its day alone wrote none of it.
        scene.presses("ben", "Change").await;
        scene.fills("ben", &[("day", "mon")]).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn those_who_run_it_take_out_what_has_no_place_before_everybody() {
    let played = everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        two_have_met(scene).await;
        scene.says("dee", "/mentor safety conduct https://rules.example/conduct").await;
        scene.presses("dee", "Save").await;
        scene.says("ana", "/mentor ask why is the knitting club so useless").await;
        scene.says("dee", "/mentor safety withdraw @zed").await;
        scene.says("dee", "/mentor safety withdraw @ana").await;
        scene.presses("dee", "Take out 1").await;
        scene.presses("dee", "Take out 1").await;
        scene.says("dee", "/mentor safety withdraw @ana").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn whoever_is_new_or_says_no_reads_whom_to_turn_to_all_the_same() {
    let played = everywhere_for_newcomers("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        scene.enters("ana", "Europe/Lisbon").await;
        scene.says("ana", "/mentor ask I want to die").await;
        scene.presses("ana", "Yes, go on").await;
        scene.enters_speaking("uwe", "Europe/Berlin", "de-DE").await;
        scene.says("uwe", "/mentor ask wozu, ich will nicht mehr leben").await;
        scene.presses("uwe", "Nein, danke").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test]
async fn a_block_of_somebody_by_name_asks_about_them_and_never_about_somebody_else() {
    let mut stage = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    two_have_met(&mut stage).await;
    stage.says("ana", "/mentor block @dee").await;
    let nobody = stage.transcript().await;
    assert!(nobody.contains("By that name I know nobody") && !nobody.contains("Not with"), "{nobody}");
    stage.says("ana", "/mentor block @ben").await;
    stage.presses("ana", "Not with Ben again").await;
    let blocked = stage.transcript().await;
    assert!(blocked.contains("You and Ben are not put together any more"), "{blocked}");
}

#[tokio::test]
async fn that_a_report_was_read_is_forgotten_with_the_words_of_its_time() {
    let mut stage = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    two_have_met(&mut stage).await;
    stage.says("ana", "/mentor report").await;
    stage.presses("ana", "About Ben").await;
    stage.fills("ana", &[("happened", "He shouted at me, twice.")]).await;
    stage.presses("dee", "I take care of it").await;
    stage.says("ana", "1. sleep\n2. eat\n@ fri 10:00").await;
    let (store, scope) = (stage.mentoring.store().clone(), stage.community.scope());
    for (days, left) in [(0, 1), (170, 1), (30, 0)] {
        stage.passes(TimeDelta::days(days)).await;
        let kept = store.keepsakes(scope, "report-read/").await.unwrap();
        assert_eq!(kept.len(), left, "{days} days later");
    }
}
