//! Forms: how they open, come back and close.

use serde_json::json;
use smallwins_fake_slack::Fault;

use crate::raw::{interaction, signed};
use crate::stage::{BOTH, By, Stage, reads, screen, soon};

#[tokio::test]
async fn a_form_opens_closes_and_is_answered_where_it_was_asked_for() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let channel = stage.workspace.channel("general", &[&stage.ana, &stage.ben]);
        assert!(stage.ana.slash(&channel, "/mentor", "win").await.in_time, "{by:?}");
        let modal = stage.ana.modal().expect("a form");
        assert!(stage.ana.messages().is_empty(), "the form is the answer");
        let field = modal.callback_id.clone();
        assert_eq!(field, "win");
        assert!(stage.ana.submit(&[("field/win", "Wrote a test")]).await.in_time);
        assert!(stage.ana.modal().is_none());
        let seen = reads(&stage.ana, "Wrote a test").await;
        assert!(seen.is_ephemeral && seen.channel == channel, "{by:?}");
        assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    }
}

#[tokio::test]
async fn a_form_that_is_refused_stays_open_and_says_why() {
    let stage = Stage::set(By::Http).await;
    stage.ana.slash(&stage.ana.im(), "/mentor", "hours").await;
    assert!(stage.ana.submit(&[("field/hours", "whenever")]).await.in_time);
    let modal = stage.ana.modal().expect("it is still open");
    assert!(format!("{:?}", modal.lines).contains("whenever"), "{modal:?}");
    assert!(stage.ana.submit(&[("field/hours", "mon-fri 9-17")]).await.in_time);
    assert!(stage.ana.modal().is_none(), "{:?}", stage.ana.modal());
}

#[tokio::test]
async fn a_form_that_was_sent_twice_is_one_call() {
    let stage = Stage::set(By::Http).await;
    let sent = |trigger: &str, words: &str| {
        interaction(&json!({
            "type": "view_submission", "team": { "id": stage.workspace.id }, "trigger_id": trigger,
            "user": { "id": stage.ana.id, "team_id": stage.workspace.id },
            "view": { "id": "V1", "team_id": stage.workspace.id, "type": "modal", "hash": "h", "callback_id": "win",
                "private_metadata": "", "state": { "values": { "field/win": { "value": { "value": words } } } } },
        }))
    };
    for trigger in ["1.1.a", "1.1.b"] {
        let reply = signed(&stage.url, &sent(trigger, "Wrote a test")).await;
        assert_eq!((reply.status, reply.text().as_str()), (200, ""));
    }
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    signed(&stage.url, &sent("1.1.c", "Wrote another test")).await;
    assert_eq!(stage.wins(&stage.ana).await.len(), 2);
}

#[tokio::test]
async fn a_form_waits_behind_a_button_when_its_trigger_is_lost() {
    for code in ["expired_trigger_id", "exchanged_trigger_id"] {
        let stage = Stage::set(By::Http).await;
        stage.fake.fail("views.open", Fault::Error(code.into()));
        assert!(stage.ana.slash(&stage.ana.im(), "/mentor", "win").await.in_time);
        assert!(stage.ana.modal().is_none());
        assert!(stage.ana.last().is_ephemeral);
        let button = button(&stage);
        assert!(stage.ana.press(&button).await.in_time);
        soon(|| stage.ana.modal()).await;
    }
}

#[tokio::test]
async fn a_line_that_asks_for_a_form_gets_a_button_that_opens_it() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.dm("win").await;
        soon(|| (stage.ana.messages().len() == 2).then_some(())).await;
        let button = button(&stage);
        assert!(stage.ana.press(&button).await.in_time, "{by:?}");
        soon(|| stage.ana.modal()).await;
        stage.ana.submit(&[("field/win", "Wrote a test")]).await;
        let seen = reads(&stage.ana, "Wrote a test").await;
        assert!(!seen.is_ephemeral && seen.channel == stage.ana.im(), "{}", screen(&stage.ana));
    }
}

#[tokio::test]
async fn a_slow_slack_opens_no_form_and_the_command_is_answered_in_time() {
    let stage = Stage::set(By::Http).await;
    stage.fake.fail("views.open", Fault::Silent);
    assert!(stage.ana.slash(&stage.ana.im(), "/mentor", "win").await.in_time);
    assert!(stage.ana.last().is_ephemeral);
}

/// The label of the one button of the last message.
fn button(stage: &Stage) -> String {
    let last = stage.ana.last();
    let labels: Vec<_> = last
        .blocks
        .iter()
        .flat_map(|block| block["elements"].as_array().cloned().unwrap_or_default())
        .filter_map(|element| Some(element["text"]["text"].as_str()?.to_owned()))
        .collect();
    let [label] = &labels[..] else { panic!("{labels:?}") };
    label.clone()
}
