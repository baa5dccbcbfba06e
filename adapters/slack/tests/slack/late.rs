//! What takes longer than Slack waits.

use std::time::Duration;

use smallwins_fake_slack::Fault;

use crate::stage::{BOTH, By, Stage, reads, soon};

const LONG: Duration = Duration::from_millis(2600);

#[tokio::test]
async fn an_answer_that_comes_late_comes_where_it_was_asked_for() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let channel = stage.workspace.channel("general", &[&stage.ana]);
        stage.store.nap(LONG);
        let ack = stage.ana.slash(&channel, "/mentor", "win Wrote a test").await;
        assert!(ack.in_time && ack.took < Duration::from_millis(2500), "{by:?} {ack:?}");
        let last = stage.ana.last().text;
        assert!(last.contains("One moment"), "{by:?}: {last}");
        let seen = reads(&stage.ana, "Wrote a test").await;
        assert!(seen.is_ephemeral && seen.channel == channel);
        assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_slack_takes_nowhere_else_comes_as_a_direct_message() {
    let stage = Stage::set(By::Http).await;
    let channel = stage.workspace.channel("general", &[&stage.ana]);
    stage.fake.fail("response_url", Fault::Status(500));
    stage.store.nap(LONG);
    stage.ana.slash(&channel, "/mentor", "win Wrote a test").await;
    let seen = reads(&stage.ana, "Wrote a test").await;
    assert!(!seen.is_ephemeral && seen.channel == stage.ana.im());
}

#[tokio::test]
async fn a_form_that_takes_long_is_announced_and_filled_afterwards() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.store.nap(LONG);
        let ack = stage.ana.slash(&stage.ana.im(), "/mentor", "win").await;
        assert!(ack.in_time && ack.took < LONG, "{by:?} {ack:?}");
        assert!(stage.ana.modal().unwrap().submit.is_none(), "a moment, please");
        soon(|| stage.ana.modal().filter(|modal| modal.submit.is_some())).await;
        stage.ana.submit(&[("field/win", "Wrote a test")]).await;
        assert!(reads(&stage.ana, "Wrote a test").await.is_ephemeral);
    }
}

#[tokio::test]
async fn a_form_that_is_answered_late_says_so_and_shows_the_answer() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.slash(&stage.ana.im(), "/mentor", "win").await;
        stage.store.nap(LONG);
        let ack = stage.ana.submit(&[("field/win", "Wrote a test")]).await;
        assert!(ack.in_time && ack.took < Duration::from_millis(2500), "{by:?} {ack:?}");
        assert!(format!("{:?}", stage.ana.modal().unwrap().lines).contains("One moment"));
        soon(|| stage.ana.modal().filter(|modal| format!("{:?}", modal.lines).contains("Wrote a test")))
            .await;
        assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    }
}

#[tokio::test]
async fn a_slow_description_of_somebody_is_not_waited_for() {
    let stage = Stage::set(By::Http).await;
    stage.fake.fail("users.info", Fault::Slow(Duration::from_secs(4)));
    let ack = stage.ana.slash(&stage.ana.im(), "/mentor", "win Wrote a test").await;
    assert!(ack.in_time && ack.took < Duration::from_millis(1900), "{ack:?}");
    reads(&stage.ana, "Noted").await;
}

#[tokio::test]
async fn a_press_that_takes_long_is_acknowledged_and_answered_afterwards() {
    let stage = Stage::set(By::Http).await;
    stage.ana.dm("win Wrote a test").await;
    reads(&stage.ana, "Noted").await;
    stage.store.nap(LONG);
    let ack = stage.ana.press("Undo").await;
    assert!(ack.in_time && ack.took < Duration::from_millis(2500), "{ack:?}");
    soon(|| (stage.ana.messages().len() == 3).then_some(())).await;
    assert!(stage.wins(&stage.ana).await.is_empty());
}

#[tokio::test]
async fn a_line_that_takes_long_is_acknowledged_and_answered_afterwards() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.store.nap(LONG);
        let ack = stage.ana.dm("win Wrote a test").await.unwrap();
        assert!(ack.in_time && ack.took < Duration::from_millis(2500), "{by:?} {ack:?}");
        reads(&stage.ana, "Noted").await;
    }
}
