//! The same over sockets.

use std::time::Duration;

use serde_json::{Value, json};
use smallwins_fake_slack::Transport;
use tokio::join;

use crate::app::App;
use crate::call::{actions, button, only_violation, post, slack};
use crate::socket::Socket;

#[tokio::test]
async fn a_command_is_acknowledged_with_words() {
    let (slack, _, ana, _) = slack().await;
    slack.listen(Transport::Socket);
    let mut socket = Socket::open(&slack).await;
    let im = ana.im();
    let (ack, envelope) =
        join!(ana.slash(&im, "/mentor", "win"), socket.ack(Some(json!({ "text": "Noted" }))));
    assert!(ack.in_time);
    assert_eq!(envelope["type"], "slash_commands");
    assert_eq!(envelope["accepts_response_payload"], true);
    assert_eq!(envelope["payload"]["user_id"], ana.id.as_str());
    assert_eq!(ana.last().text, "Noted");
}

#[tokio::test]
async fn a_command_that_nobody_acknowledges_is_not_sent_again_and_an_event_is() {
    let (slack, _, ana, _) = slack().await;
    slack.listen(Transport::Socket);
    slack.acknowledge_within(Duration::from_millis(50));
    let mut socket = Socket::open(&slack).await;
    assert!(!ana.slash(&ana.im(), "/mentor", "win").await.in_time);
    assert_eq!(only_violation(&slack).error, "operation_timeout");
    assert_eq!(slack.events_to_retry(), 0);
    assert!(!ana.dm("Hello").await.unwrap().in_time);
    slack.take_violations();
    assert_eq!(socket.hear().await.unwrap()["type"], "slash_commands");
    let first = socket.hear().await.unwrap();
    let (acks, again) = join!(slack.retry_events(), socket.ack(None));
    assert!(acks[0].in_time);
    assert_eq!((&first["retry_attempt"], &again["retry_attempt"]), (&json!(0), &json!(1)));
    assert_eq!(first["payload"], again["payload"]);
}

#[tokio::test]
async fn a_disconnect_right_behind_a_command_lets_it_be_acknowledged() {
    let (slack, _, ana, _) = slack().await;
    slack.listen(Transport::Socket);
    let mut socket = Socket::open(&slack).await;
    slack.disconnect_behind_next("refresh_requested");
    let im = ana.im();
    let (ack, ..) = join!(ana.slash(&im, "/mentor", "win"), socket.ack(None));
    assert!(ack.in_time);
    assert_eq!(socket.hear().await.unwrap()["reason"], "refresh_requested");
    assert_eq!(slack.sockets(), 0);
    let mut next = Socket::open(&slack).await;
    slack.until_sockets(1).await;
    join!(ana.slash(&im, "/mentor", "win"), next.ack(None));
}

#[tokio::test]
async fn deliveries_take_turns_among_the_sockets() {
    let (slack, _, ana, _) = slack().await;
    slack.listen(Transport::Socket);
    let mut one = Socket::open(&slack).await;
    slack.until_sockets(1).await;
    let mut two = Socket::open(&slack).await;
    slack.until_sockets(2).await;
    let im = ana.im();
    join!(ana.slash(&im, "/mentor", "win"), one.ack(None));
    join!(ana.slash(&im, "/mentor", "win"), two.ack(None));
}

#[tokio::test]
async fn what_is_no_acknowledgement_is_written_down() {
    let (slack, _, ana, _) = slack().await;
    slack.listen(Transport::Socket);
    let mut socket = Socket::open(&slack).await;
    socket.say(&json!({ "envelope_id": "made-up" })).await;
    let (ack, _) = join!(ana.dm("Hello"), socket.ack(Some(json!({ "text": "An event takes no words" }))));
    assert!(ack.unwrap().in_time);
    let errors: Vec<String> = slack.take_violations().into_iter().map(|violation| violation.error).collect();
    assert_eq!(errors, ["invalid_ack", "invalid_ack"]);
}

#[tokio::test]
async fn a_ticket_opens_one_socket() {
    let (slack, ..) = slack().await;
    let token = slack.app(|_| {}).app_token;
    let url =
        post(&slack, &token, "apps.connections.open", json!({})).await["url"].as_str().unwrap().to_owned();
    assert!(Socket::connect(&url).await.is_ok());
    let again = Socket::connect(&url).await.err().unwrap();
    assert!(again.starts_with("HTTP/1.1 403"), "{again}");
    assert_eq!(only_violation(&slack).error, "invalid_ticket");
}

#[tokio::test]
async fn both_transports_carry_the_same() {
    let [over_http, over_socket] = [slack().await, slack().await];
    for (slack, acme, ana, _) in [&over_http, &over_socket] {
        let blocks = json!([actions(&[button("undo", "Undo")])]);
        let said = json!({ "channel": ana.im(), "text": "Noted", "blocks": blocks });
        post(slack, &acme.token(), "chat.postMessage", said).await;
    }
    let (slack, _, ana, _) = &over_http;
    let app = App::start(slack).await;
    ana.press("Undo").await;
    let mut sent = vec![app.last().json];
    ana.dm("Hello").await;
    sent.push(app.last().json);

    let (slack, _, ana, _) = &over_socket;
    slack.listen(Transport::Socket);
    let mut socket = Socket::open(slack).await;
    let (_, press) = join!(ana.press("Undo"), socket.ack(None));
    let (_, event) = join!(ana.dm("Hello"), socket.ack(None));
    // What is numbered is numbered on.
    let fixed = |payload: &Value| {
        let mut payload = payload.clone();
        for name in ["trigger_id", "response_url", "event_id", "event_context"] {
            if let Some(value) = payload.get_mut(name) {
                *value = json!("numbered");
            }
        }
        payload
    };
    assert_eq!(fixed(&press["payload"]), fixed(&sent[0]));
    assert_eq!(fixed(&event["payload"]), fixed(&sent[1]));
}
