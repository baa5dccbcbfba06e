//! What those who run a community settle: by a form that shows what changes before it does, and two of them at once;
//! what they see before anything is said; and what they call off.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere_and_on_postgresql};
use crate::scene::{COMPLIMENT, Scene, ana_and_ben_enter};

async fn dee_and_zoe_run_it(scene: &mut dyn Scene) {
    scene.enters("ana", "Europe/Lisbon").await;
    for name in ["dee", "zoe"] {
        scene.enters(name, "Europe/Lisbon").await;
        scene.runs_it(name).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_would_change_is_shown_and_saved_by_a_button_and_what_is_out_of_bounds_names_them() {
    let played = everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        dee_and_zoe_run_it(scene).await;
        scene.says("dee", "/mentor settings").await;
        scene.presses("dee", "Asking").await;
        scene.fills("dee", &[("offer-hours", "6"), ("cool-down-weeks", "2")]).await;
        scene.presses("dee", "Save").await;
        scene.says("dee", "/mentor settings minutes-a-week 5").await;
        scene.says("dee", "/mentor settings notes-kept-days 90").await;
        scene.presses("dee", "Leave it as it is").await;
        scene.says("dee", "/mentor settings").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn of_two_who_settle_at_once_the_second_reads_what_the_first_changed() {
    let played = everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        dee_and_zoe_run_it(scene).await;
        scene.says("dee", "/mentor settings asking").await;
        scene.says("zoe", "/mentor settings offer-hours 8").await;
        scene.presses("zoe", "Save").await;
        scene.fills("dee", &[("cool-down-weeks", "2")]).await;
        scene.says("zoe", "/mentor settings cool-down-weeks 1").await;
        scene.presses("zoe", "Save").await;
        scene.presses("dee", "Save").await;
        scene.presses("dee", "Save").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn what_has_a_word_of_its_own_is_shown_before_it_is_saved_and_of_two_at_once_the_second_reads_the_first()
 {
    let played = everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        dee_and_zoe_run_it(scene).await;
        scene.says("dee", "/mentor safety contact Dee, +351 21 000 0000").await;
        scene.presses("dee", "Save").await;
        scene.says("dee", "/mentor safety").await;
        scene.presses("dee", "Rules and contact").await;
        scene.says("zoe", "/mentor safety contact Zoe, 112").await;
        scene.presses("zoe", "Save").await;
        scene.fills("dee", &[("conduct", "https://rules.example/conduct")]).await;
        scene.presses("dee", "Save").await;
        scene.says("dee", "/mentor safety me").await;
        scene.says("zoe", "/mentor safety me").await;
        scene.presses("zoe", "Save").await;
        scene.presses("dee", "Save").await;
        scene.presses("dee", "Leave it as it is").await;
        scene.says("dee", "/mentor digest fri 17:00").await;
        scene.presses("dee", "Save").await;
        scene.says("zoe", "/mentor default-zone berln").await;
        scene.says("zoe", "/mentor default-zone Europe/Berlin").await;
        scene.presses("zoe", "Save").await;
        scene.says("zoe", "/mentor settings").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn an_organiser_sees_how_it_goes_and_changes_nothing() {
    let played = everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        dee_and_zoe_run_it(scene).await;
        scene.says("ana", "/mentor help").await;
        scene.says("dee", "/mentor roles Ana organiser").await;
        scene.says("ana", "/mentor help").await;
        scene.presses("ana", "What goes wrong").await;
        scene.presses("ana", "A round now").await;
        scene.says("dee", "/mentor roles").await;
        scene.says("dee", "/mentor roles Ana none").await;
        scene.presses("ana", "What goes wrong").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_shows_to_whom_something_would_be_said_and_nobody_hears_of_it() {
    let played = everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        ana_and_ben_enter(scene).await;
        scene.enters("dee", "Europe/Lisbon").await;
        scene.runs_it("dee").await;
        scene.says("dee", "/mentor round weekly mon 10:00").await;
        scene.says("dee", "/mentor dry-run").await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.says("dee", "/mentor dry-run").await;
        scene.passes(TimeDelta::hours(1)).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn a_session_of_two_who_are_kept_apart_is_called_off_and_neither_hears_why() {
    let played = everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        ana_and_ben_enter(scene).await;
        scene.enters("dee", "Europe/Lisbon").await;
        scene.runs_it("dee").await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.presses("ben", "Write my compliment").await;
        scene.fills("ben", &[("words", COMPLIMENT)]).await;
        let tuesday = scene.label("ana", "Tue");
        scene.presses("ana", &tuesday).await;
        scene.enters("eve", "Europe/Lisbon").await;
        scene.says("eve", "/mentor join parsing").await;
        scene.says("dee", "/mentor apart Ana Ben").await;
        scene.presses("dee", "Call it off").await;
        scene.says("ana", "/mentor me").await;
        scene.presses("dee", "Call it off").await;
        scene.passes(TimeDelta::days(1)).await;
    })
    .await;
    assert_read!(played);
}
