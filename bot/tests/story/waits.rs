//! What somebody said waits for a second word of theirs, and is there when they say it.

use smallwins::wire::Newcomers;
use smallwins_core::decision::Change;
use smallwins_core::fact::Event;
use smallwins_core::message::Reply;
use smallwins_core::news::News;
use smallwins_core::store::{CallId, Commit};
use smallwins_core::welcome::Consent;

use crate::safety::two_have_met;
use crate::stage::{Channel, Setting, Stage};

const NEW: Setting = Setting { channel: Channel::Chosen, newcomers: Newcomers::Welcomed };

/// How often something was asked.
async fn asked(stage: &Stage) -> usize {
    let facts = stage.mentoring.store().facts(stage.community.scope(), None, 999).await.unwrap();
    facts.iter().filter(|fact| matches!(fact.event, Event::Asked { .. })).count()
}

fn heavy() -> String {
    format!("/mentor ask {}", "how do I go on when I want to die ".repeat(4))
}

#[tokio::test]
async fn long_words_of_somebody_new_wait_for_their_yes_and_once_more_for_their_second_thought() {
    let mut stage = Stage::set("sqlite::memory:", "2026-11-23 15:30", "Europe/Lisbon", NEW).await;
    stage.enters("ana", "Europe/Lisbon");
    stage.says("ana", &heavy()).await;
    stage.presses("ana", "Yes, go on").await;
    assert_eq!(asked(&stage).await, 0);
    stage.presses("ana", "Ask it all the same").await;
    assert_eq!(asked(&stage).await, 1, "{}", stage.transcript().await);
}

#[tokio::test]
async fn long_words_go_on_by_the_yes_of_somebody_whom_an_earlier_release_knew_without_one() {
    let mut stage = Stage::set("sqlite::memory:", "2026-11-23 15:30", "Europe/Lisbon", NEW).await;
    stage.enters("ana", "Europe/Lisbon");
    stage.says("ana", "/mentor ask").await;
    stage.presses("ana", "Yes, go on").await;
    let (store, scope) = (stage.mentoring.store(), stage.community.scope());
    let mut ana = store.everyone(scope, 9).await.unwrap().pop().unwrap();
    ana.welcome.consent = Consent::Missing;
    let changes = vec![Change::Member(Box::new(ana))];
    let (call, at, reply) = (CallId("earlier".to_owned()), stage.now(), Reply::default());
    store.commit(Commit { scope, call, at, reply, changes }).await.unwrap();
    stage.says("ana", &format!("/mentor ask {}", "how do I test a parser ".repeat(8))).await;
    stage.presses("ana", "Yes, go on").await;
    assert_eq!(asked(&stage).await, 1, "{}", stage.transcript().await);
    assert_eq!(stage.mentoring.store().keepsakes(scope, "waits/").await.unwrap(), []);
}

#[tokio::test]
async fn words_of_a_report_and_of_an_ask_wait_beside_each_other() {
    let mut stage = Stage::at("2026-11-23 15:30", "Europe/Lisbon").await;
    two_have_met(&mut stage).await;
    let before = asked(&stage).await;
    stage.says("ana", &heavy()).await;
    stage.says("ana", "/mentor report He shouted at me, twice.").await;
    stage.says("ana", "/mentor ask I want to die").await;
    stage.presses("ana", "About Ben").await;
    stage.fills("ana", &[]).await;
    let told = stage.transcript().await;
    assert_eq!(told.matches("> He shouted at me, twice.").count(), 2, "on the card and as told: {told}");
    stage.says("ana", "/mentor report He shouted at me again.").await;
    stage.presses("ana", "Leave it").await;
    stage.presses("ana", "About Ben").await;
    stage.fills("ana", &[]).await;
    let told = stage.transcript().await;
    assert_eq!(told.matches("> He shouted at me again.").count(), 2, "on the card and as told: {told}");
    stage.says("ana", &heavy()).await;
    stage.says("ana", "/mentor report He shouted at me once more.").await;
    stage.presses("ana", "About Ben").await;
    stage.fills("ana", &[]).await;
    stage.presses("ana", "Ask it all the same").await;
    assert_eq!(asked(&stage).await, before + 1, "{}", stage.transcript().await);
}

#[tokio::test]
async fn nothing_waits_longer_than_was_promised_where_nobody_looks_any_more() {
    for gone in [News::Removed, News::Closed { why: "the token is refused".to_owned() }] {
        let mut stage = Stage::set("sqlite::memory:", "2026-11-23 15:30", "Europe/Lisbon", NEW).await;
        stage.enters("ana", "Europe/Lisbon");
        stage.says("ana", &heavy()).await;
        let (store, scope) = (stage.mentoring.store().clone(), stage.community.scope());
        assert_eq!(store.keepsakes(scope, "waits/").await.unwrap().len(), 1);
        stage.hears(gone).await;
        assert_eq!(store.keepsakes(scope, "waits/").await.unwrap(), []);
    }
}
