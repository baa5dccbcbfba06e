//! What follows a session, and what is not said.

use chrono::TimeDelta;

use crate::stage::Stage;

/// Ana and Ben have met; the note is still to be written.
async fn after_a_session() -> Stage {
    let mut stage = Stage::with_ana_and_ben("2026-11-23 15:30", "Europe/Lisbon").await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ben", "Write my compliment").await;
    let words = "I noticed the precise question you asked about testing a parser. It saves us a long search.";
    stage.fills("ben", &[("words", words), ("meet", "now")]).await;
    stage.presses("ana", "Now").await;
    stage.passes(TimeDelta::minutes(10)).await;
    stage.transcript().await;
    stage
}

const NOTE: [(&str, &str); 4] = [
    ("first", "When I open the parser, I will write one test until it fails"),
    ("second", "When it passes, I will add the fuzz case until the suite is green"),
    ("day", "fri 10:00"),
    ("question", "Did the fuzz case become a test?"),
];

#[tokio::test]
async fn a_learner_who_is_stuck_gets_ten_minutes_with_the_same_mentor() {
    let mut stage = after_a_session().await;
    stage.presses("ana", "Write the note").await;
    stage.fills("ana", &NOTE).await;
    stage.passes(TimeDelta::days(2)).await;
    stage.presses("ana", "Stuck").await;
    stage.presses("ana", "Ben").await;
    stage.passes(TimeDelta::hours(1)).await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn what_nobody_answers_is_asked_twice_and_closed_quietly() {
    let mut stage = after_a_session().await;
    stage.presses("ana", "Write the note").await;
    stage.fills("ana", &[NOTE[0], NOTE[1], ("day", "in 14 days")]).await;
    stage.passes(TimeDelta::days(21)).await;
    stage.says("ana", "/mentor me").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_note_is_taken_back_and_written_again() {
    let mut stage = after_a_session().await;
    stage.presses("ana", "Write the note").await;
    stage.fills("ana", &[NOTE[0], ("second", ""), ("day", "yesterday-ish")]).await;
    stage.fills("ana", &[("second", NOTE[1].1), NOTE[2]]).await;
    stage.says("ana", "/mentor undo").await;
    stage.presses("ana", "Open the form").await;
    stage.fills("ana", &[("day", "thu 11:00")]).await;
    stage.passes(TimeDelta::minutes(11)).await;
    stage.presses("ana", "Undo").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_session_without_a_note_is_asked_about_once_and_rests() {
    let mut stage = after_a_session().await;
    stage.passes(TimeDelta::days(7)).await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn no_more_than_three_messages_that_nobody_asked_for_reach_a_person_on_a_day() {
    let mut stage = Stage::at("2026-11-24 09:30", "Europe/Berlin").await;
    for name in ["ana", "bea", "cid", "dee", "eli", "ben"] {
        stage.enters(name, "Europe/Berlin");
    }
    stage.says("ben", "/mentor join rust; day 8; week 9; minutes 200").await;
    for name in ["ana", "bea", "cid", "dee", "eli"] {
        stage.says(name, "/mentor ask why does rust refuse my closure").await;
        stage.passes(TimeDelta::minutes(5)).await;
    }
    stage.passes(TimeDelta::days(1)).await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn what_waited_for_the_night_to_end_arrives_as_one_message() {
    let mut stage = Stage::at("2026-11-24 20:00", "Europe/Berlin").await;
    for name in ["ana", "bea", "ben"] {
        stage.enters(name, "Europe/Berlin");
    }
    stage.says("ben", "/mentor join rust").await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.says("bea", "/mentor ask how do lifetimes work in rust").await;
    stage.until("2026-11-25 09:00", "Europe/Berlin").await;
    insta::assert_snapshot!(stage.transcript().await);
}
