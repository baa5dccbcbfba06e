//! What breaks between Slack and Smallwins: nothing is lost, and nothing is said twice.

use chrono::TimeDelta;
use smallwins_fake_slack::Fault;

use super::listening::By;
use super::stage::SlackStage;
use crate::chronicle::Travels;
use crate::effects::effects;
use crate::scene::{Scene, ana_and_ben_enter};

const COMPLIMENT: &str =
    "I noticed the precise question you asked about testing a parser. It saves us a long search.";

/// Ana asks, Ben answers, and she picks a time; each time something may break.
async fn play(by: By, faults: &[Fault]) -> (Vec<String>, String) {
    let mut stage = SlackStage::at(by, "2026-11-23 15:30", "Europe/Lisbon").await;
    ana_and_ben_enter(&mut stage).await;
    let breaks = |stage: &SlackStage| {
        faults.iter().for_each(|fault| stage.slack.fail("chat.postMessage", fault.clone()));
    };
    breaks(&stage);
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.passes(TimeDelta::minutes(20)).await;
    stage.presses("ben", "Write my compliment").await;
    breaks(&stage);
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    stage.passes(TimeDelta::minutes(20)).await;
    breaks(&stage);
    let tuesday = stage.label("ana", "Tue");
    stage.presses("ana", &tuesday).await;
    stage.passes(TimeDelta::minutes(20)).await;
    assert_eq!(stage.slack.faults_left(), 0, "everything that was to break has broken");
    let read: Vec<String> = ["ana", "ben"]
        .iter()
        .flat_map(|name| stage.person(name).dms().into_iter().filter(|seen| seen.by_app))
        .map(|seen| seen.to_string())
        .collect();
    stage.transcript().await;
    (effects(&stage.memory).await, read.concat())
}

#[tokio::test(start_paused = true)]
async fn whatever_breaks_on_the_way_everybody_reads_everything_once() {
    let whole = play(By::Http, &[]).await;
    for fault in [
        Fault::RateLimited(7),
        Fault::Status(500),
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::HalfBody,
        Fault::Error("fatal_error".to_owned()),
    ] {
        for by in [By::Http, By::Sockets] {
            let broken = play(by, std::slice::from_ref(&fault)).await;
            assert_eq!(broken.1, whole.1, "{fault:?} {by:?}");
            assert_eq!(broken.0, whole.0, "{fault:?} {by:?}");
        }
    }
    let worst = [Fault::RateLimited(3), Fault::Status(503), Fault::ResetBefore, Fault::ResetAfter];
    assert_eq!(play(By::Http, &worst).await, whole);
}

#[tokio::test(start_paused = true)]
async fn what_waits_while_a_token_is_refused_arrives_once_with_the_next() {
    for by in [By::Http, By::Sockets] {
        let mut stage = SlackStage::at(by, "2026-11-23 10:00", "Europe/Lisbon").await;
        ana_and_ben_enter(&mut stage).await;
        stage.says("ana", "/mentor ask how do I test a parser").await;
        assert!(stage.person("ben").dms().is_empty(), "it is night where he is");
        stage.acme.revoke();
        stage.passes(TimeDelta::hours(6)).await;
        assert!(stage.person("ben").dms().is_empty());
        stage.acme.install();
        stage.starts_again().await;
        stage.settle().await;
        let offers = stage.person("ben").dms();
        assert_eq!(offers.len(), 1, "{offers:?}");
        assert!(offers[0].to_string().contains("Ana asks: how do I test a parser"), "{}", offers[0]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_process_that_ends_leaves_everything_to_the_next() {
    for by in [By::Http, By::Sockets] {
        let mut stage = SlackStage::at(by, "2026-11-23 15:30", "Europe/Lisbon").await;
        ana_and_ben_enter(&mut stage).await;
        stage.says("ana", "/mentor ask how do I test a parser").await;
        stage.presses("ben", "Write my compliment").await;
        stage.starts_again().await;
        stage.fills("ben", &[("words", COMPLIMENT)]).await;
        stage.presses("ana", "This landed").await;
        let read = stage.transcript().await;
        assert_eq!(read.matches("Ana says that what you noticed landed").count(), 1, "{read}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_goes_behind_a_command_answers_it_once() {
    let mut stage = SlackStage::at(By::Sockets, "2026-11-23 15:30", "Europe/Lisbon").await;
    ana_and_ben_enter(&mut stage).await;
    for reason in ["warning", "refresh_requested"] {
        stage.slack.disconnect_behind_next(reason);
        stage.says("ana", &format!("/mentor win Read about {reason}")).await;
        stage.slack.until_sockets(1).await;
    }
    let read = stage.transcript().await;
    assert_eq!(read.matches("Noted: Read about").count(), 2, "{read}");
    stage.says("ana", "/mentor me").await;
    let read = stage.transcript().await;
    assert!(read.contains("2 wins in the last 14 days"), "{read}");
}
