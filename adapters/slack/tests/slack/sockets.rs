//! Socket Mode: nothing waits behind another, and nothing is lost when a socket goes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use smallwins_core::mentoring::Mentoring;
use smallwins_fake_slack::Fault;
use smallwins_slack::{NotOpened, Slack};

use crate::stage::{By, Stage, Still, memory, reads, settings};

#[tokio::test]
async fn a_slow_command_holds_up_no_other() {
    let stage = Stage::set(By::Sockets).await;
    let (ana, ben) = (stage.ana.im(), stage.ben.im());
    stage.store.nap(Duration::from_millis(1500));
    let slow = stage.ana.slash(&ana, "/mentor", "win Wrote a test");
    let quick = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        stage.ben.slash(&ben, "/mentor", "help").await
    };
    let (slow, quick) = tokio::join!(slow, quick);
    assert!(slow.in_time && quick.in_time);
    assert!(quick.took < Duration::from_millis(900), "{quick:?}");
    assert!(slow.took >= Duration::from_millis(1400), "{slow:?}");
}

#[tokio::test]
async fn a_command_before_a_disconnect_is_acknowledged() {
    for reason in ["warning", "refresh_requested", "link_disabled"] {
        let stage = Stage::set(By::Sockets).await;
        stage.store.nap(Duration::from_millis(700));
        stage.fake.disconnect_behind_next(reason);
        let ack = stage.ana.slash(&stage.ana.im(), "/mentor", "win Wrote a test").await;
        assert!(ack.in_time, "{reason}");
        reads(&stage.ana, "Noted").await;
        if reason != "link_disabled" {
            stage.fake.until_sockets(1).await;
            assert!(stage.ana.slash(&stage.ana.im(), "/mentor", "help").await.in_time);
        }
    }
}

#[tokio::test]
async fn a_second_socket_is_open_soon() {
    let stage = Stage::set(By::Sockets).await;
    let two = tokio::time::timeout(Duration::from_secs(9), stage.fake.until_sockets(2)).await;
    assert!(two.is_ok());
    for _ in 0..4 {
        assert!(stage.ana.slash(&stage.ana.im(), "/mentor", "help").await.in_time);
    }
    stage.fake.disconnect("warning");
    let again = tokio::time::timeout(Duration::from_secs(9), stage.fake.until_sockets(2)).await;
    assert!(again.is_ok());
}

#[tokio::test]
async fn a_socket_that_is_closed_is_opened_anew_also_after_trouble() {
    let stage = Stage::set(By::Sockets).await;
    stage.fake.fail("apps.connections.open", Fault::Status(500));
    stage.fake.close_sockets();
    let again = tokio::time::timeout(Duration::from_secs(9), stage.fake.until_sockets(1)).await;
    assert!(again.is_ok());
    assert!(stage.ana.slash(&stage.ana.im(), "/mentor", "help").await.in_time);
}

#[tokio::test]
async fn an_answer_that_lost_its_socket_comes_all_the_same() {
    let stage = Stage::set(By::Sockets).await;
    stage.store.nap(Duration::from_millis(600));
    let closing = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        stage.fake.close_sockets();
    };
    let im = stage.ana.im();
    let (ack, ()) = tokio::join!(stage.ana.slash(&im, "/mentor", "win Wrote a test"), closing);
    assert!(!ack.in_time, "the acknowledgement is lost, and the answer is not");
    reads(&stage.ana, "Noted").await;
    stage.fake.take_violations();
}

#[tokio::test]
async fn it_ends_within_a_second_and_says_what_was_asked_before() {
    let mut stage = Stage::set(By::Sockets).await;
    stage.store.nap(Duration::from_millis(300));
    let (ana, im) = (stage.ana.clone(), stage.ana.im());
    let asking = tokio::spawn(async move { ana.slash(&im, "/mentor", "win Wrote a test").await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    stage.end().await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert!(asking.await.unwrap().in_time);
    assert_eq!(stage.fake.sockets(), 0);
}

#[tokio::test]
async fn an_app_token_that_slack_refuses_ends_the_start() {
    let stage = Stage::set(By::Http).await;
    for token in ["xapp-1-nobody".to_owned(), stage.workspace.token()] {
        let mut settings = settings(&stage.fake.api(), &stage.workspace.token());
        settings.app_token = Some(token.into());
        let mentoring = Mentoring::new(memory().await, Arc::new(Still::by(&stage.clock)));
        let refused = Slack::open(settings, mentoring).await.err().unwrap();
        assert!(matches!(refused, NotOpened::AppToken(_)), "{refused:?}");
    }
    stage.fake.take_violations();
}
