use serde_json::{Value, json};
use smallwins_core::message::Values;

use super::{Garbled, Inbound, On, Told, View, What, Why, command, interaction, told};

mod events;

const RESPONSE_URL: &str = "https://hooks.slack.com/commands/T1/2/3";

fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

fn typed(text: &str) -> Inbound {
    let fields = [
        ("token", "old"),
        ("team_id", "T1"),
        ("channel_id", "C1"),
        ("user_id", "U1"),
        ("command", "/mentor"),
        ("text", text),
        ("response_url", RESPONSE_URL),
        ("trigger_id", "1.2.a"),
    ];
    match told(&form(&fields)).unwrap() {
        Told::Inbound(inbound) => inbound,
        other => panic!("{other:?}"),
    }
}

fn pressed(payload: &Value) -> Inbound {
    interaction(payload.to_string().as_bytes()).unwrap()
}

fn a_press() -> Value {
    json!({
        "type": "block_actions",
        "user": { "id": "U1", "username": "ana", "team_id": "T1" },
        "team": { "id": "T1", "domain": "small" },
        "enterprise": null,
        "container": { "type": "message", "message_ts": "1.1", "channel_id": "D1", "is_ephemeral": false },
        "channel": { "id": "D1", "name": "directmessage" },
        "message": { "team": "T1", "ts": "1.1", "text": "words", "blocks": [] },
        "state": null,
        "trigger_id": "1.2.b",
        "response_url": RESPONSE_URL,
        "actions": [{ "action_id": "a", "block_id": "b", "value": "me", "type": "button", "action_ts": "1.3" }],
    })
}

fn a_submission() -> Value {
    json!({
        "type": "view_submission",
        "team": null,
        "user": { "id": "U1", "team_id": "T1" },
        "trigger_id": "1.2.c",
        "view": {
            "id": "V1", "team_id": "T1", "type": "modal", "hash": "1.h", "callback_id": "win",
            "private_metadata": "kept",
            "state": { "values": {
                "field/win": { "value": { "type": "plain_text_input", "value": "A test <&> more" } },
                "field/meet": { "value": { "type": "radio_buttons", "selected_option": { "value": "now", "text": {} } } },
                "field/day": { "value": { "type": "plain_text_input", "value": null } },
            } },
        },
    })
}

fn nothing(name: &str) -> What {
    What::Nothing(name.to_owned())
}

#[test]
fn a_command_is_the_same_as_a_form_and_as_json() {
    let inbound = typed("ask <@U2|ben> about Vec&lt;T&gt;");
    let What::Command { from, text } = &inbound.what else { panic!("{inbound:?}") };
    assert_eq!(text, "ask @ben about Vec<T>");
    assert_eq!((from.user.as_str(), from.channel.as_deref()), ("U1", Some("C1")));
    assert_eq!((inbound.team.as_str(), inbound.id.as_str()), ("T1", "1.2.a"));
    let json = json!({
        "team_id": "T1", "channel_id": "C1", "user_id": "U1", "command": "/mentor", "trigger_id": "1.2.a",
        "text": "ask <@U2|ben> about Vec&lt;T&gt;", "response_url": RESPONSE_URL, "is_enterprise_install": "false",
    });
    assert_eq!(command(json.to_string().as_bytes()).unwrap(), inbound);
}

#[test]
fn a_command_alone_is_heard_as_such_and_not_as_nothing() {
    for text in ["", " "] {
        let What::Command { text, .. } = typed(text).what else { panic!("a command") };
        assert_eq!(text, "/mentor");
    }
}

#[test]
fn a_press_carries_its_action_and_where_it_stands() {
    let inbound = pressed(&a_press());
    let What::Press { from, action, on, .. } = inbound.what else { panic!() };
    assert_eq!((action.as_str(), on), ("me", On::Message));
    assert_eq!((from.channel.as_deref(), from.response_url.as_deref()), (Some("D1"), Some(RESPONSE_URL)));
    assert_eq!(inbound.id, "1.2.b");
    let mut ephemeral = a_press();
    ephemeral["container"]["is_ephemeral"] = true.into();
    assert!(matches!(pressed(&ephemeral).what, What::Press { on: On::Ephemeral, .. }));
}

#[test]
fn a_button_is_the_same_at_each_press_and_another_in_another_message_or_hand() {
    let button = |change: &dyn Fn(&mut Value)| {
        let mut payload = a_press();
        change(&mut payload);
        let What::Press { button, .. } = pressed(&payload).what else { panic!() };
        button
    };
    let first = button(&|_| {});
    assert_eq!(button(&|payload| payload["trigger_id"] = "9.9.z".into()), first);
    assert_ne!(button(&|payload| payload["container"]["message_ts"] = "1.9".into()), first);
    assert_ne!(button(&|payload| payload["user"]["id"] = "U2".into()), first);
    assert_ne!(button(&|payload| payload["actions"][0]["value"] = "help".into()), first);
}

#[test]
fn a_button_stands_on_the_home_tab_or_in_a_form() {
    let mut payload = a_press();
    payload["view"] = json!({ "id": "V1", "type": "home", "hash": "h", "team_id": "T1" });
    assert!(matches!(pressed(&payload).what, What::Press { on: On::Home, .. }));
    payload["view"]["type"] = "modal".into();
    payload["view"]["private_metadata"] = "kept".into();
    let field = json!({ "value": { "type": "plain_text_input", "value": "Other words" } });
    payload["view"]["state"] = json!({ "values": { "field/words": field } });
    let view = View { id: "V1".into(), hash: "h".into(), metadata: "kept".into() };
    let values = Values::from([("words".to_owned(), "Other words".to_owned())]);
    let What::Press { on, .. } = pressed(&payload).what else { panic!() };
    assert_eq!(on, On::Modal(view, values));
}

#[test]
fn a_link_that_looks_like_a_button_says_nothing() {
    let mut payload = a_press();
    payload["actions"][0] =
        json!({ "action_id": "a", "block_id": "b", "url": "https://a.example", "type": "button" });
    assert_eq!(pressed(&payload).what, nothing("block_actions.link"));
}

#[test]
fn what_belongs_to_another_workspace_strays() {
    for place in ["/user/team_id", "/message/team"] {
        let mut payload = a_press();
        *payload.pointer_mut(place).unwrap() = "T2".into();
        assert!(matches!(pressed(&payload).what, What::Strayed(_)), "{place}");
    }
    let mut organized = a_press();
    organized["enterprise"] = json!({ "id": "E1", "name": "Small Group" });
    organized["user"]["team_id"] = "T2".into();
    assert!(
        matches!(pressed(&organized).what, What::Press { .. }),
        "of another workspace of an organization"
    );
    organized["message"]["team"] = "T2".into();
    assert!(matches!(pressed(&organized).what, What::Strayed(_)));
    let mut payload = a_submission();
    payload["view"]["team_id"] = "T2".into();
    assert!(matches!(pressed(&payload).what, What::Strayed(_)));
}

#[test]
fn a_form_comes_back_with_its_action_its_values_and_what_we_kept_in_it() {
    let inbound = pressed(&a_submission());
    let What::Submission { action, values, view, .. } = inbound.what else { panic!() };
    assert_eq!(action, "win");
    let values: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(values, [("day", ""), ("meet", "now"), ("win", "A test <&> more")]);
    assert_eq!((view.id.as_str(), view.hash.as_str(), view.metadata.as_str()), ("V1", "1.h", "kept"));
    assert_eq!(inbound.team, "T1", "the user's, where the team is null");
}

#[test]
fn the_same_form_with_the_same_values_is_the_same_call_and_a_corrected_one_is_another() {
    let first = pressed(&a_submission()).id;
    let mut again = a_submission();
    again["trigger_id"] = "9.9.z".into();
    assert_eq!(pressed(&again).id, first);
    again["view"]["state"]["values"]["field/win"]["value"]["value"] = "Another".into();
    assert_ne!(pressed(&again).id, first);
}

#[test]
fn what_people_do_otherwise_is_nothing_by_its_name() {
    for kind in ["view_closed", "shortcut", "message_action", "block_suggestion", "something_new"] {
        let payload = json!({ "type": kind, "team": { "id": "T1" }, "user": { "id": "U1" } });
        assert_eq!(pressed(&payload).what, nothing(kind));
    }
}

#[test]
fn slack_asks_whether_we_are_there() {
    let challenge = json!({ "token": "old", "challenge": "c", "type": "url_verification" }).to_string();
    assert_eq!(told(challenge.as_bytes()), Ok(Told::Challenge("c".into())));
    assert_eq!(told(b"ssl_check=1&token=old"), Ok(Told::Knock));
}

#[test]
fn what_cannot_be_read_says_why_and_nothing_of_what_stands_in_it() {
    let refused = |body: &[u8]| told(body).unwrap_err().to_string();
    assert_eq!(refused(b"team_id=T1&user_id=U1"), "unreadable command: no trigger_id");
    assert_eq!(refused(b"payload=%7B%22type%22"), "unreadable interaction: cut off at 1:7");
    let secret = json!({ "type": "event_callback", "team_id": ["words of a person"] }).to_string();
    assert_eq!(refused(secret.as_bytes()), "unreadable event: another shape at 1:11");
    assert!(matches!(told(b"{\"type\":\"\xff\"}"), Err(Garbled { why: Why::Json { .. }, .. })));
    assert_eq!(refused(b""), "unreadable command: no trigger_id");
}
