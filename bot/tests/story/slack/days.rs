//! Days in Slack: the Home tab, Do Not Disturb, a move to another zone, an invitation; and a log that keeps quiet.

use chrono::TimeDelta;
use smallwins_fake_slack::{Fault, Place};

use super::listening::{By, SIGNING_SECRET};
use super::log::Log;
use super::stage::SlackStage;
use crate::chronicle::Travels;
use crate::loops;
use crate::scene::{Scene, ana_and_ben_enter};

#[tokio::test(start_paused = true)]
async fn the_home_tab_shows_what_is_open_and_its_buttons_work() {
    let mut all = Vec::new();
    for by in [By::Http, By::Sockets] {
        let mut stage = SlackStage::at(by, "2026-11-23 15:30", "Europe/Lisbon").await;
        ana_and_ben_enter(&mut stage).await;
        stage.says("ana", "/mentor ask how do I test a parser").await;
        stage.transcript().await;
        let ana = stage.person("ana").clone();
        ana.opens_home().await;
        stage.settle().await;
        ana.press_on(Place::Home, "Become a mentor").await;
        stage.settle().await;
        stage.fills("ana", &[("topics", "testing")]).await;
        ana.press_on(Place::Home, "Pause").await;
        stage.settle().await;
        stage.fills("ana", &[("until", "1w")]).await;
        ana.opens_home().await;
        stage.settle().await;
        all.push(stage.transcript().await);
    }
    assert_eq!(all[0], all[1]);
    insta::assert_snapshot!(all[0]);
}

#[tokio::test(start_paused = true)]
async fn whoever_wants_quiet_is_written_to_when_it_is_over() {
    for by in [By::Http, By::Sockets] {
        let mut stage = SlackStage::at(by, "2026-11-23 15:30", "Europe/Lisbon").await;
        ana_and_ben_enter(&mut stage).await;
        let now = stage.now();
        stage.person("ben").wants_quiet(Some((now, now + TimeDelta::hours(2)))).await;
        stage.says("ana", "/mentor ask how do I test a parser").await;
        stage.passes(TimeDelta::minutes(119)).await;
        assert!(stage.person("ben").dms().is_empty());
        stage.passes(TimeDelta::minutes(1)).await;
        assert_eq!(stage.person("ben").dms().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_moves_to_another_zone_takes_their_hours_along() {
    for by in [By::Http, By::Sockets] {
        let mut stage = SlackStage::at(by, "2026-11-23 15:30", "Europe/Lisbon").await;
        ana_and_ben_enter(&mut stage).await;
        stage.person("ben").moves_to("Asia/Kolkata").await;
        stage.says("ben", "/mentor me").await;
        let read = stage.transcript().await;
        assert!(read.contains("hours mon-fri 09:00-18:00, Asia/Kolkata"), "{read}");
        stage.says("ana", "/mentor ask how do I test a parser").await;
        assert!(stage.person("ben").dms().is_empty(), "it is nine in the evening where he is");
        stage.passes(TimeDelta::days(1)).await;
        assert_eq!(stage.person("ben").dms().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_channel_that_invites_us_is_the_one_and_others_hear_where_it_is() {
    for by in [By::Http, By::Sockets] {
        let mut stage = SlackStage::at(by, "2026-11-23 15:30", "Europe/Lisbon").await;
        stage.enters("ana", "Europe/Lisbon").await;
        let ana = stage.person("ana").clone();
        let hello = ana.channel(&stage.general);
        assert_eq!(hello.len(), 1, "{hello:?}");
        assert!(hello[0].to_string().contains("Thank you for having me."), "{}", hello[0]);
        let other = stage.acme.channel("other", &[&ana]);
        stage.is_invited(&other).await;
        stage.is_invited(&other).await;
        let told = ana.channel(&other);
        assert!(told[0].to_string().contains("open questions still go to the channel"), "{}", told[0]);
        stage.says("ana", "/mentor ask how do I test a parser").await;
        assert_eq!(ana.channel(&other).len(), told.len());
        let read = stage.transcript().await;
        assert!(read.contains("to everybody in #general"), "{read}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_log_of_a_whole_loop_holds_a_word_that_people_wrote_nor_a_token() {
    for by in [By::Http, By::Sockets] {
        let log = Log::default();
        let listening = log.listens();
        let mut stage = SlackStage::at(by, "2026-11-23 15:30", "Europe/Lisbon").await;
        stage.slack.fail("response_url", Fault::Error("used_url".to_owned()));
        loops::play(&mut stage).await;
        stage.starts_again().await;
        drop(listening);
        let written = log.written();
        assert!(written.contains("An answer goes by a direct message instead"), "{written}");
        let secret = "5ecret";
        for hidden in ["nested matches", "test a parser", "readable at a glance", "fuzz case", "table-driven"]
            .into_iter()
            .chain(["xoxb-", "xapp-", SIGNING_SECRET, secret])
        {
            let lines: Vec<&str> = written.lines().filter(|line| line.contains(hidden)).collect();
            assert!(lines.is_empty(), "the log holds “{hidden}”:\n{}", lines.join("\n"));
        }
    }
}
