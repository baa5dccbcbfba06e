//! Whose turn it is when somebody passes, sleeps, pauses, moves or calls off.

use chrono::TimeDelta;

use crate::stage::Stage;

const COMPLIMENT: &str =
    "I noticed the precise question you asked about the borrow checker. It saves us half of the search.";

/// Three mentors of rust in three zones.
async fn three_mentors(wall: &str) -> Stage {
    let mut stage = Stage::at(wall, "Europe/Berlin").await;
    stage.enters("ana", "Europe/Lisbon");
    for (name, zone) in [("ben", "Europe/Berlin"), ("cleo", "Europe/Athens"), ("dan", "Europe/London")] {
        stage.enters(name, zone);
        stage.says(name, "/mentor join rust").await;
    }
    stage
}

#[tokio::test]
async fn an_offer_goes_to_the_next_mentor_when_the_first_passes() {
    let mut stage = three_mentors("2026-11-24 10:00").await;
    stage.says("ana", "/mentor ask 15m why does rust refuse my closure").await;
    stage.presses("cleo", "Not now").await;
    stage.presses("cleo", "A week").await;
    stage.presses("dan", "Write my compliment").await;
    stage.fills("dan", &[("words", COMPLIMENT), ("meet", "now")]).await;
    stage.presses("ana", "Now").await;
    stage.passes(TimeDelta::minutes(15)).await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn an_offer_made_on_a_friday_afternoon_runs_out_on_monday_and_three_misses_open_it_to_everybody() {
    let mut stage = three_mentors("2026-11-20 16:00").await;
    stage.enters("eve", "Europe/Paris");
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.passes(TimeDelta::days(5)).await;
    stage.presses("eve", "I can help").await;
    stage.fills("eve", &[("words", COMPLIMENT)]).await;
    stage.says("ben", "/mentor me").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_session_moved_across_a_change_of_the_clock_keeps_what_everybody_saw() {
    // Chicago's clock changes on 14 March, Lisbon's on 28 March: for two weeks they are five hours apart, not six.
    let mut stage = Stage::with_ana_and_ben("2027-03-12 15:00", "Europe/Lisbon").await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ben", "Write my compliment").await;
    let words = "I noticed the precise question you asked about testing a parser. It saves us a long search.";
    stage.fills("ben", &[("words", words)]).await;
    let friday = stage.label("ana", "Fri");
    stage.presses("ana", &friday).await;
    stage.presses("ana", "Move").await;
    let monday = stage.label("ana", "Mon");
    stage.presses("ana", &monday).await;
    stage.until("2027-03-15 14:20", "Europe/Lisbon").await;
    stage.presses("ben", "On my way").await;
    stage.passes(TimeDelta::hours(2)).await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_pause_is_kept_and_ends_with_a_word_the_day_before() {
    let mut stage = three_mentors("2026-11-24 10:00").await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.says("cleo", "/mentor pause 1w").await;
    stage.presses("dan", "Not for me").await;
    stage.says("cleo", "/mentor me").await;
    stage.passes(TimeDelta::days(8)).await;
    stage.says("cleo", "/mentor resume").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_mentor_who_calls_off_gives_the_ask_its_place_back() {
    let mut stage = three_mentors("2026-11-24 10:00").await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.presses("cleo", "Write my compliment").await;
    stage.fills("cleo", &[("words", COMPLIMENT)]).await;
    let tuesday = stage.label("ana", "Tue");
    stage.presses("ana", &tuesday).await;
    stage.says("cleo", "/mentor cancel").await;
    stage.says("ana", "/mentor me").await;
    stage.says("ana", "/mentor withdraw").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_learner_who_picks_no_time_lets_the_mentor_go() {
    let mut stage = three_mentors("2026-11-24 10:00").await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.presses("cleo", "Write my compliment").await;
    stage.fills("cleo", &[("words", COMPLIMENT)]).await;
    stage.passes(TimeDelta::days(3)).await;
    stage.presses("ana", "Now").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn an_ask_that_nobody_has_room_for_keeps_its_place() {
    let mut stage = Stage::at("2026-11-24 10:00", "Europe/Berlin").await;
    for name in ["ana", "bea", "ben"] {
        stage.enters(name, "Europe/Berlin");
    }
    stage.says("ben", "/mentor join rust; day 1").await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.says("bea", "/mentor ask how do lifetimes work in rust").await;
    stage.passes(TimeDelta::days(1)).await;
    insta::assert_snapshot!(stage.transcript().await);
}
