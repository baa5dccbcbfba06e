//! Whoever cannot be reached, and the app that is removed.

use chrono::TimeDelta;
use smallwins_fake_slack::Fault;

use super::listening::By;
use super::stage::SlackStage;
use crate::chronicle::Travels;
use crate::effects::effects;
use crate::scene::Scene;

/// Ben and Cleo mentor in rust, and Dee runs the workspace.
async fn rust_with_an_admin(by: By) -> SlackStage {
    let mut stage = SlackStage::at(by, "2026-11-24 10:00", "Europe/Berlin").await;
    for name in ["ana", "ben", "cleo", "dee"] {
        stage.enters(name, "Europe/Berlin").await;
    }
    stage.person("dee").clone().admin();
    stage.says("dee", "/mentor me").await;
    stage.says("ben", "/mentor join rust").await;
    stage.says("cleo", "/mentor join rust").await;
    stage.transcript().await;
    stage
}

#[tokio::test(start_paused = true)]
async fn the_question_of_a_mentor_who_left_goes_on_and_an_admin_hears_of_it_once() {
    let mut all = Vec::new();
    for by in [By::Http, By::Sockets] {
        let mut stage = rust_with_an_admin(by).await;
        stage.says("ana", "/mentor ask why does rust refuse my closure").await;
        stage.person("ben").leaves().await;
        stage.settle().await;
        stage.passes(TimeDelta::days(1)).await;
        all.push(stage.transcript().await);
    }
    assert_eq!(all[0], all[1]);
    assert_eq!(all[0].matches("to dee").count(), 1, "{}", all[0]);
    insta::assert_snapshot!(all[0]);
}

#[tokio::test(start_paused = true)]
async fn whom_slack_lets_nobody_write_to_is_asked_no_more_until_they_speak() {
    for by in [By::Http, By::Sockets] {
        let mut stage = rust_with_an_admin(by).await;
        stage.slack.fail("conversations.open", Fault::Error("cannot_dm_bot".to_owned()));
        stage.says("ana", "/mentor ask why does rust refuse my closure").await;
        let read = stage.transcript().await;
        assert!(read.contains("to cleo, "), "the question goes on at once: {read}");
        assert!(!read.contains("to ben, "), "{read}");
        assert_eq!(read.matches("to dee, ").count(), 1, "{read}");
        stage.says("ana", "/mentor ask how do lifetimes work in rust").await;
        let read = stage.transcript().await;
        assert!(!read.contains("to ben, ") && !read.contains("to dee, "), "{read}");
        stage.says("ben", "/mentor me").await;
        stage.presses("cleo", "Not for me").await;
        let read = stage.transcript().await;
        assert!(read.contains("to ben, "), "whoever speaks is reached again: {read}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_app_that_was_removed_keeps_everything_for_the_day_it_comes_back() {
    for by in [By::Http, By::Sockets] {
        let mut stage = rust_with_an_admin(by).await;
        stage.says("ana", "/mentor ask why does rust refuse my closure").await;
        stage.presses("ben", "Not for me").await;
        stage.acme.uninstall().await;
        stage.settle().await;
        stage.passes(TimeDelta::days(2)).await;
        stage.transcript().await;
        stage.acme.install();
        stage.starts_again().await;
        stage.says("ana", "/mentor me").await;
        let read = stage.transcript().await;
        assert!(read.contains("why does rust refuse my closure"), "{read}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_app_that_was_removed_forgets_everything_where_an_admin_chose_so() {
    for by in [By::Http, By::Sockets] {
        let mut stage = rust_with_an_admin(by).await;
        stage.says("ana", "/mentor ask why does rust refuse my closure").await;
        stage.says("dee", "/mentor when-removed").await;
        stage.presses("dee", "Forget everything instead").await;
        stage.presses("dee", "Save").await;
        stage.acme.uninstall().await;
        stage.settle().await;
        assert_eq!(effects(&stage.memory).await, Vec::<String>::new());
    }
}
