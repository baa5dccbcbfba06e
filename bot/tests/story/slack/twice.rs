//! What comes twice, late or from elsewhere: it counts once, and changes nothing that is not theirs.

use chrono::TimeDelta;
use serde_json::json;
use smallwins_fake_slack::Place;
use tokio::join;

use super::listening::By;
use super::stage::SlackStage;
use crate::chronicle::Travels;
use crate::effects::effects;
use crate::scene::{Scene, ana_and_ben_enter};

const COMPLIMENT: &str =
    "I noticed the precise question you asked about testing a parser. It saves us a long search.";

/// Ben has Ana's question in front of him.
async fn asked(by: By) -> SlackStage {
    let mut stage = SlackStage::at(by, "2026-11-23 15:30", "Europe/Lisbon").await;
    ana_and_ben_enter(&mut stage).await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage
}

/// How often something stands in the journal.
async fn told(stage: &SlackStage, kind: &str) -> usize {
    let lines = effects(&stage.memory).await;
    lines.iter().filter(|line| line.starts_with("fact ") && line.contains(&format!(" {kind} "))).count()
}

#[tokio::test(start_paused = true)]
async fn a_form_sent_twice_and_a_button_pressed_twice_count_once() {
    for by in [By::Http, By::Sockets] {
        let mut stage = asked(by).await;
        stage.presses("ben", "Write my compliment").await;
        let ben = stage.person("ben").clone();
        ben.fill("field/words", COMPLIMENT);
        let (first, second) = join!(ben.submit(&[]), ben.submit(&[]));
        assert!(first.in_time && second.in_time);
        stage.settle().await;
        assert_eq!(told(&stage, "affirmed").await, 1);
        let read = stage.transcript().await;
        assert_eq!(read.matches("Ben noticed:").count(), 1, "{read}");

        let (tuesday, ana) = (stage.label("ana", "Tue"), stage.person("ana").clone());
        join!(ana.press(&tuesday), ana.press(&tuesday));
        stage.settle().await;
        assert_eq!(told(&stage, "session_booked").await, 1);
        let read = stage.transcript().await;
        assert_eq!(read.matches("│ Booked:").count(), 2, "one for each of them: {read}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_that_slack_tells_again_acts_once() {
    for by in [By::Http, By::Sockets] {
        let mut stage = asked(by).await;
        let ana = stage.person("ana").clone();
        let line = stage.acme.event(json!({
            "type": "message", "channel_type": "im", "channel": ana.im(), "user": ana.id, "ts": "1.000001",
            "event_ts": "1.000001", "text": "win Replaced the nested matches with a table", "team": stage.acme.id,
        }));
        for _ in 0..3 {
            assert!(stage.slack.send(&line).await.in_time);
            stage.passes(TimeDelta::minutes(1)).await;
        }
        assert_eq!(told(&stage, "won_something").await, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_old_button_says_that_its_time_is_over() {
    for by in [By::Http, By::Sockets] {
        let mut stage = asked(by).await;
        let offer = stage.person("ben").last();
        stage.passes(TimeDelta::days(31)).await;
        // Whoever left something unanswered is there again with any word; that is not what is looked at here.
        stage.says("ben", "/mentor help").await;
        stage.transcript().await;
        let before = effects(&stage.memory).await;
        stage.person("ben").press_on(Place::from(&offer), "Write my compliment").await;
        stage.settle().await;
        let read = stage.transcript().await;
        assert!(read.contains("to ben"), "he is told: {read}");
        assert_eq!(effects(&stage.memory).await, before, "{read}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_belongs_to_another_workspace_changes_nothing_in_this_one() {
    for by in [By::Http, By::Sockets] {
        let stage = asked(by).await;
        let before = effects(&stage.memory).await;
        let elsewhere = stage.slack.workspace("elsewhere");
        let mallory = elsewhere.person("Mallory", "Europe/Lisbon");
        let lobby = elsewhere.channel("lobby", &[&mallory]);
        mallory.slash(&lobby, "/mentor", "me").await;
        assert!(mallory.last().to_string().contains("is not installed here"), "{}", mallory.last());
        assert_eq!(effects(&stage.memory).await, before);
    }
}
