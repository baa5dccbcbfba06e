//! Why now: what is due and what was handed in, as those read it whom it concerns.

use chrono::TimeDelta;
use serde_json::json;
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::signal::{Kind, Signal as Reason, Source, Whose};
use smallwins_core::store::{CallId, Commit};
use smallwins_core::text::{Limit, Typed};
use uuid::Uuid;

use crate::everywhere::{assert_read, everywhere};
use crate::process::bot::{Home, Signal};
use crate::scene::{Scene, ana_and_ben_enter};
use crate::stage::Stage;
use crate::tools::{self, GitHub};

/// A deadline that is told, moved, read by the mentor who is asked, and over.
async fn something_is_due(stage: &mut dyn Scene) {
    ana_and_ben_enter(stage).await;
    stage.says("ana", "/mentor deadline Parser homework").await;
    stage.says("ana", "/mentor deadline fri 18:00 Parser homework").await;
    stage.says("ana", "/mentor deadline thu 18:00 parser homework").await;
    stage.says("ana", "/mentor deadline 15 dec Essay").await;
    stage.says("ana", "/mentor undo").await;
    stage.presses("ana", "Take it back").await;
    stage.says("ana", "/mentor me").await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.passes(TimeDelta::days(4)).await;
    stage.says("ana", "/mentor me").await;
}

#[tokio::test(start_paused = true)]
async fn a_mentor_who_is_asked_reads_what_is_due_and_when() {
    assert_read!(everywhere("2026-11-23 15:30", "Europe/Lisbon", something_is_due).await);
}

#[tokio::test]
async fn a_pause_in_between_takes_nothing_of_what_was_promised_about_a_deadline() {
    let mut stage = Stage::at("2026-11-23 10:00", "Europe/Lisbon").await;
    stage.enters("ana", "Europe/Lisbon");
    stage.says("ana", "/mentor deadline fri 17:00 Parser homework").await;
    stage.says("ana", "/mentor pause 1w").await;
    stage.says("ana", "/mentor resume").await;
    stage.says("ana", "/mentor pause 1d").await;
    stage.passes(TimeDelta::days(2) + TimeDelta::hours(8)).await;
    let transcript = stage.transcript().await;
    assert!(transcript.contains("Ten minutes with somebody before that?"), "{transcript}");
}

fn merged(title: &str, number: u32) -> serde_json::Value {
    json!({
        "action": "closed",
        "pull_request": {
            "title": title, "html_url": format!("https://git.example/pull/{number}"), "merged": true,
            "user": { "login": "Ana-Dev", "type": "User" }
        }
    })
}

fn failed(run: u32) -> serde_json::Value {
    json!({
        "action": "completed", "repository": { "full_name": "ana/parser" },
        "workflow_run": {
            "id": run, "name": "tests", "head_branch": "main", "conclusion": "failure",
            "head_repository": { "full_name": "ana/parser" },
            "html_url": format!("https://git.example/run/{run}"), "actor": { "login": "ana-dev", "type": "User" }
        }
    })
}

/// A pull request that was merged before Ana said that the account is hers, one after that, a check that fails three
/// times, and what a mentor reads of all of it.
#[tokio::test]
async fn a_merged_pull_request_becomes_the_evidence_in_the_mentors_prompt() {
    let mut stage = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    ana_and_ben_enter(&mut stage).await;
    let mut github = GitHub::with_webhook(stage.mentoring.clone(), "stage").await;
    assert_eq!(github.sends("pull_request", &merged("Open a failing case for the hang", 40)).await, 202);
    stage.says("ana", "/mentor link github ana-dev").await;
    stage.presses("ana", "Yes, it is mine").await;
    stage.says("ben", "/mentor link github ana-dev").await;
    assert_eq!(
        github.sends("pull_request", &merged("Replace the nested matches with a table", 41)).await,
        202
    );
    for run in 1..=3 {
        assert_eq!(github.sends("workflow_run", &failed(run)).await, 202);
    }
    stage.passes(TimeDelta::minutes(1)).await;
    stage.presses("ana", "Ask about it").await;
    stage.fills("ana", &[("question", "how do I test a parser on main")]).await;
    stage.says("ana", "/mentor link").await;
    stage.presses("ana", "Unlink the first").await;
    assert_eq!(github.sends("pull_request", &merged("Nobody hears of this", 42)).await, 202);
    stage.says("ana", "/mentor undo").await;
    stage.presses("ana", "Take it back").await;
    stage.says("ana", "/mentor undo").await;
    stage.presses("ana", "Take it back").await;
    stage.enters("dee", "Europe/Lisbon");
    stage.runs_it("dee");
    stage.says("dee", "/mentor signals").await;
    stage.says("dee", "/mentor signals off github").await;
    stage.says("dee", "/mentor signals").await;
    stage.passes(TimeDelta::hours(1)).await;
    insta::assert_snapshot!(stage.transcript().await);
}

/// A merge that is told in the very moment in which Ana says that the account is hers: whoever took it up had looked
/// before, and finds it nobody's.
#[tokio::test]
async fn what_arrives_while_an_account_is_linked_is_theirs_a_minute_later() {
    let mut stage = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    stage.enters("ana", "Europe/Lisbon");
    stage.says("ana", "/mentor me").await;
    stage.says("ana", "/mentor link github ana-dev yes").await;
    let account: Whose = "github/ana-dev".parse().expect("an account");
    let late = Reason {
        id: Uuid::from_u128(7).into(),
        version: 0,
        whose: account,
        source: Source::github(),
        via: "github/ana-dev".parse().ok(),
        kind: Kind::Submission,
        what: Typed::parse("Replace the nested matches", Limit::TITLE).expect("a title"),
        deed: Typed::parse("merged “Replace the nested matches”", Limit::WIN).ok(),
        link: None,
        key: "merged 41".to_owned(),
        times: vec!["1".to_owned()],
        counts_from: 1,
        at: stage.now(),
        until: stage.now() + TimeDelta::days(14),
        undone: None,
    };
    let commit = Commit {
        scope: stage.community.scope(),
        call: CallId("late".to_owned()),
        at: stage.now(),
        reply: Reply::default(),
        changes: vec![Change::Signal(late)],
    };
    stage.mentoring.store().commit(commit).await.expect("it is kept");
    stage.passes(TimeDelta::minutes(2)).await;
    stage.says("ana", "/mentor undo").await;
    stage.presses("ana", "Take it back").await;
    let read = stage.transcript().await;
    assert!(read.contains("Taken back. No mentor sees it."), "there is a win: {read}");
}

#[test]
fn the_real_binary_takes_what_github_signed_and_nothing_else() {
    let home = Home::new().variable("GITHUB_WEBHOOK_SECRET", tools::SECRET);
    let mut bot = home.start(&[]);
    let signed = tools::request("pull_request", "d-1", &merged("Replace the nested matches", 41).to_string());
    assert!(bot.answer(&signed).starts_with("HTTP/1.1 202"), "what GitHub signed");
    let forged = signed.replace("d-1", "d-2").replace("nested matches", "nested hatches");
    assert!(bot.answer(&forged).starts_with("HTTP/1.1 401"), "what somebody else wrote");
    let elsewhere = signed.replace("/hooks/github", "/hooks/xapi");
    assert!(bot.answer(&elsewhere).starts_with("HTTP/1.1 4"), "a door without a secret");
    assert!(bot.get("/metrics").contains("hooks_total{source=\"github\",outcome=\"taken\"} 1"));
    bot.send(Signal::Terminate);
    bot.end();
    let told = home.run(&["doctor"]);
    assert!(told.out.contains("GitHub at") && !told.out.contains(tools::SECRET), "{}", told.out);
}
