//! Whoever was erased and begins anew: what others settled about meeting them holds again, until it is lifted.

use chrono::TimeDelta;

use smallwins::wire::Newcomers;

use crate::stage::{Channel, Setting, Stage};

/// Somebody is erased, and says that they want to be known again.
async fn begins_anew(stage: &mut Stage, who: &str) {
    stage.says(who, "/mentor privacy erase").await;
    stage.presses(who, "Erase me").await;
    stage.presses(who, "Yes, for good").await;
    stage.passes(TimeDelta::minutes(1)).await;
    stage.says(who, "hello").await;
    stage.presses(who, "Begin anew").await;
    stage.transcript().await;
}

/// Ana, who learns, Ben, who is the only mentor, and Dee, who runs it.
async fn three_people() -> Stage {
    let mut stage = Stage::at("2026-11-23 10:00", "Europe/Lisbon").await;
    for who in ["ana", "ben", "dee"] {
        stage.enters(who, "Europe/Lisbon");
    }
    stage.runs_it("dee");
    stage.says("ben", "/mentor join parsing").await;
    stage
}

/// Whether what Ana asks comes to Ben within a day.
async fn reaches_ben(stage: &mut Stage, question: &str) -> bool {
    stage.transcript().await;
    stage.says("ana", &format!("/mentor ask {question}")).await;
    stage.passes(TimeDelta::days(1)).await;
    let heard = stage.transcript().await;
    stage.says("ana", "/mentor withdraw").await;
    stage.transcript().await;
    heard.contains("Write my compliment")
}

#[tokio::test]
async fn a_block_holds_when_whoever_it_is_about_is_erased_and_begins_anew_until_it_is_lifted() {
    let mut stage = three_people().await;
    stage.says("ana", "/mentor ask how do I test a parsing table").await;
    stage.says("ben", "/mentor block @ana").await;
    stage.presses("ben", "Not with Ana again").await;
    stage.says("ana", "/mentor withdraw").await;
    for round in 0..2 {
        begins_anew(&mut stage, "ana").await;
        assert!(!reaches_ben(&mut stage, &format!("how does parsing go {round}")).await, "round {round}");
    }
    // The button is from before: it lifts nothing, and says so.
    stage.presses("ben", "Lift it").await;
    let told = stage.transcript().await;
    assert!(told.contains("has been erased since"), "{told}");
    assert!(!reaches_ben(&mut stage, "how does parsing end").await);
    stage.says("ben", "/mentor block").await;
    stage.presses("ben", "Lift it for Ana").await;
    assert!(reaches_ben(&mut stage, "how does parsing begin").await);
}

#[tokio::test]
async fn two_who_are_kept_apart_stay_so_when_one_of_them_begins_anew() {
    let mut stage = three_people().await;
    stage.says("ana", "/mentor me").await;
    stage.says("dee", "/mentor apart @ana @ben").await;
    begins_anew(&mut stage, "ana").await;
    assert!(!reaches_ben(&mut stage, "how does parsing go").await);
    begins_anew(&mut stage, "ben").await;
    stage.says("ben", "/mentor join parsing").await;
    assert!(!reaches_ben(&mut stage, "how does parsing end").await);
    stage.says("dee", "/mentor apart @ana @ben off").await;
    assert!(reaches_ben(&mut stage, "how does parsing begin").await);
}

#[tokio::test]
async fn whoever_is_welcomed_anew_is_the_same_to_those_who_blocked_them_whatever_they_say_before_their_yes() {
    let setting = Setting { channel: Channel::Chosen, newcomers: Newcomers::Welcomed };
    let mut stage = Stage::set("sqlite::memory:", "2026-11-23 10:00", "Europe/Lisbon", setting).await;
    for (who, says) in [("ben", "/mentor join parsing"), ("ana", "/mentor ask how does parsing start")] {
        stage.enters(who, "Europe/Lisbon");
        stage.says(who, says).await;
        stage.presses(who, "Yes, go on").await;
    }
    stage.says("ben", "/mentor block @ana").await;
    stage.presses("ben", "Not with Ana again").await;
    begins_anew(&mut stage, "ana").await;
    stage.says("ana", "/mentor ask how does parsing go").await;
    stage.presses("ana", "Yes, go on").await;
    stage.passes(TimeDelta::days(1)).await;
    let heard = stage.transcript().await;
    assert!(heard.contains("how does parsing go") && !heard.contains("Write my compliment"), "{heard}");
    // Once they are known, nothing stays of the mark.
    let kept = stage.mentoring.store().keepsakes(stage.community.scope(), "erased/").await.unwrap();
    assert!(kept.is_empty());
}
