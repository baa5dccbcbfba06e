//! What was said before: whoever writes nearly what somebody wrote lately is asked what they noticed themselves, and
//! the journal knows that it counts for nothing.

use chrono::TimeDelta;
use smallwins_core::fact::Event;

use crate::stage::Stage;

const BENS: &str =
    "I noticed the precise question you asked about testing a parser. It saves us a long search.";
const CLEOS: &str = "You said which step of the borrow checker stops you. It lets me begin right there.";
const REST: &str = "\n1. write one test\n2. ask for a review\n@ fri 10:00";

/// Ana has asked Ben, and Dan has asked Cleo.
async fn two_have_asked() -> Stage {
    let mut stage = Stage::at("2026-11-23 10:00", "Europe/Berlin").await;
    for name in ["ana", "ben", "cleo", "dan"] {
        stage.enters(name, "Europe/Berlin");
    }
    stage.says("ben", "/mentor join parsing").await;
    stage.says("cleo", "/mentor join lifetimes").await;
    stage.says("ana", "/mentor ask how do I test parsing").await;
    stage.presses("ben", "Write my compliment").await;
    stage.fills("ben", &[("words", BENS), ("meet", "now")]).await;
    stage.presses("ana", "Now").await;
    stage.passes(TimeDelta::minutes(1)).await;
    stage.says("dan", "/mentor ask how do I read lifetimes in a program").await;
    stage.presses("cleo", "Write my compliment").await;
    stage
}

/// Of each compliment of an acceptance whether it was warned of, and of each that counts for nothing.
async fn journaled(stage: &Stage) -> (Vec<(bool, bool)>, Vec<bool>) {
    let facts = stage.mentoring.store().facts(stage.community.scope(), None, 999).await.unwrap();
    let affirmed = facts.iter().filter_map(|fact| match fact.event {
        Event::Affirmed { warned, repeated, .. } => Some((warned, repeated)),
        _ => None,
    });
    let noted = facts.iter().filter_map(|fact| match fact.event {
        Event::Noted { repeated, .. } => Some(repeated),
        _ => None,
    });
    (affirmed.collect(), noted.collect())
}

#[tokio::test]
async fn whoever_accepts_by_a_copy_is_asked_what_they_noticed_and_may_send_it() {
    let mut stage = two_have_asked().await;
    stage.fills("cleo", &[("words", &BENS.replace("testing", "reading")), ("meet", "now")]).await;
    let said = "Nearly these words were in a compliment here lately. What did you notice?";
    assert!(stage.transcript().await.contains(said));
    let echo = "You asked: how do I read lifetimes in a program";
    stage.fills("cleo", &[("words", echo)]).await;
    assert!(
        stage
            .transcript()
            .await
            .contains("These are Dan’s own words: “how do I read lifetimes in a program”.")
    );
    stage.presses("cleo", "Send anyway").await;
    assert_eq!(journaled(&stage).await.0, [(false, false), (true, true)]);
}

#[tokio::test]
async fn a_note_is_held_against_what_was_said_before_its_session_and_not_after_it() {
    let mut stage = two_have_asked().await;
    stage.fills("cleo", &[("words", CLEOS), ("meet", "now")]).await;
    stage.presses("dan", "Now").await;
    stage.says("cleo", &format!("+ {BENS}{REST}")).await;
    stage.passes(TimeDelta::minutes(1)).await;
    stage.says("ben", &format!("+ {CLEOS}{REST}")).await;
    assert_eq!(journaled(&stage).await, (vec![(false, false); 2], vec![true, false]));
}
