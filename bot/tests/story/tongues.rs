//! Everybody is spoken to in their own language, and everybody together in that of their community.

use chrono::TimeDelta;
use smallwins::wire::Newcomers;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::Scene;
use crate::stage::{Channel, Setting, Stage};

const WIN: &str = "Im Parser die verschachtelten Matches durch eine Tabelle ersetzt";
const COMPLIMENT: &str = "Du hast im Parser die verschachtelten Matches durch eine Tabelle ersetzt. \
     Dadurch ist jeder Fall auf einen Blick lesbar.";
const FIRST: &str =
    "Wenn ich morgen den Parser öffne, schreibe ich einen Test, bis er aus dem richtigen Grund scheitert";
const SECOND: &str = "Wenn er läuft, baue ich den Fuzz-Fall ein, bis alles ohne Hänger durchläuft";

#[tokio::test(start_paused = true)]
async fn a_loop_in_german_is_german_to_its_last_word() {
    assert_read!(everywhere("2026-11-23 15:30", "Europe/Berlin", german).await);
}

async fn german(stage: &mut dyn Scene) {
    stage.enters_speaking("jana", "Europe/Berlin", "de").await;
    stage.enters_speaking("kai", "Europe/Vienna", "de").await;
    stage.says("kai", "/mentor join parsing, rust").await;
    stage.says("jana", "/mentor help").await;
    stage.says("jana", &format!("/mentor win {WIN} https://git.example/pull/41")).await;
    stage.says("jana", "/mentor ask").await;
    stage.fills("jana", &[("question", "wie teste ich das parsing"), ("minutes", "10m")]).await;
    stage.presses("kai", "Kompliment schreiben").await;
    stage.fills("kai", &[("words", "  ")]).await;
    stage.fills("kai", &[("words", COMPLIMENT)]).await;
    stage.presses("jana", "Ist angekommen").await;
    let tuesday = stage.label("jana", "Di");
    stage.presses("jana", &tuesday).await;
    stage.passes(TimeDelta::days(1)).await;
    stage.says("jana", &format!("1. {FIRST}")).await;
    stage.says("jana", &format!("2. {SECOND}\n@ fri 10:00 Ist aus dem Fuzz-Fall ein Test geworden?")).await;
    stage.passes(TimeDelta::days(2)).await;
    stage.presses("jana", "Geschafft").await;
    stage.passes(TimeDelta::days(1)).await;
    stage.says("jana", "/mentor me").await;
    stage.presses("jana", "Geschafft").await;
    stage.says("kai", "/mentor zone Mars").await;
}

#[tokio::test(start_paused = true)]
async fn of_two_who_meet_each_reads_their_own_language() {
    assert_read!(everywhere("2026-11-23 15:30", "Europe/Berlin", mixed).await);
}

async fn mixed(stage: &mut dyn Scene) {
    stage.enters_speaking("jana", "Europe/Berlin", "de").await;
    stage.enters("ben", "Europe/London").await;
    stage.says("ben", "/mentor join parsing, rust").await;
    stage.says("jana", "/mentor ask how do I test parsing").await;
    stage.presses("ben", "Write my compliment").await;
    let compliment =
        "You asked a precise question: how to test parsing. That saves us guessing what is meant.";
    stage.fills("ben", &[("words", compliment)]).await;
    let tuesday = stage.label("jana", "Di");
    stage.presses("jana", &tuesday).await;
    // Whoever wants another language says so, and has it from that very answer on.
    stage.says("jana", "/mentor help").await;
    stage.presses("jana", "Sprache").await;
    stage.presses("jana", "English").await;
    stage.passes(TimeDelta::days(1)).await;
}

#[tokio::test]
async fn whoever_names_their_language_first_reads_in_it_what_they_are_asked_for() {
    let setting = Setting { channel: Channel::Chosen, newcomers: Newcomers::Welcomed };
    let mut stage = Stage::set("sqlite::memory:", "2026-11-23 15:30", "Europe/Berlin", setting).await;
    stage.enters("eva", "Europe/Berlin");
    stage.says("eva", "/mentor language de").await;
    stage.presses("eva", "Ja, weiter").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn what_everybody_reads_is_in_the_language_that_those_who_run_it_settled() {
    let mut stage = Stage::at("2026-11-23 10:00", "Europe/Berlin").await;
    stage.enters("dee", "Europe/Berlin");
    stage.runs_it("dee");
    stage.enters("ana", "Europe/Berlin");
    stage.says("dee", "/mentor default-language").await;
    stage.says("dee", "/mentor default-language klingon").await;
    stage.says("ana", "/mentor default-language de").await;
    stage.says("dee", "/mentor default-language de").await;
    stage.says("ana", "/mentor ask how do I fold paper").await;
    stage.passes(TimeDelta::minutes(1)).await;
    insta::assert_snapshot!(stage.transcript().await);
}
