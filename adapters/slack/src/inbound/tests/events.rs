use serde_json::{Value, json};

use super::nothing;
use crate::inbound::{Garbled, Inbound, Profile, What, event};

fn happened(what: Value) -> Result<Inbound, Garbled> {
    let outer = json!({
        "type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event_time": 1, "event": what,
        "authorizations": [{ "team_id": "T1", "user_id": "UBOT", "is_bot": true }],
    });
    event(outer.to_string().as_bytes())
}

#[test]
fn a_line_in_a_direct_message_is_heard() {
    let line = json!({ "type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "team": "T1",
        "text": "ask &lt;T&gt;", "ts": "1.1", "blocks": [] });
    let Inbound { id, what, .. } = happened(line.clone()).unwrap();
    assert_eq!(id, "Ev1");
    assert_eq!(what, What::Line { user: "U1".into(), channel: "D1".into(), text: "ask <T>".into() });
    let but = |name: &str, value: Value| {
        let mut line = line.clone();
        line[name] = value;
        happened(line).unwrap().what
    };
    assert!(matches!(but("subtype", "file_share".into()), What::Line { .. }));
    assert_eq!(but("subtype", "message_changed".into()), nothing("message.message_changed"));
    assert_eq!(but("bot_id", "B1".into()), nothing("message.bot"));
    assert_eq!(but("channel_type", "channel".into()), nothing("message.elsewhere"));
    assert_eq!(but("team", "T2".into()), nothing("message.stranger"));
}

#[test]
fn whoever_belongs_to_another_workspace_of_an_organization_is_heard() {
    let line = json!({ "type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "team": "T2",
        "text": "help", "ts": "1.1" });
    let outer = |enterprise: Value| {
        json!({ "type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": line,
            "authorizations": [{ "enterprise_id": enterprise, "team_id": "T1" }] })
    };
    let heard = |enterprise| event(outer(enterprise).to_string().as_bytes()).unwrap().what;
    assert!(matches!(heard("E1".into()), What::Line { .. }));
    assert_eq!(heard(Value::Null), nothing("message.stranger"));
}

#[test]
fn people_are_described_as_they_want_to_be_called() {
    let user = json!({ "id": "U1", "team_id": "T1", "name": "ana", "real_name": "Ana Real", "tz": "Europe/Berlin",
        "locale": "en-GB", "is_admin": true, "is_bot": false, "deleted": null,
        "profile": { "display_name": "", "real_name": "Ana Profile" } });
    let described = |user: &Value| happened(json!({ "type": "user_change", "user": user })).unwrap().what;
    let profile = Profile {
        user: "U1".into(),
        name: Some("Ana Profile".into()),
        zone: Some("Europe/Berlin".into()),
        locale: Some("en-GB".into()),
        admin: true,
        gone: false,
    };
    assert_eq!(described(&user), What::Described(profile));
    let mut gone = user.clone();
    gone["deleted"] = true.into();
    assert!(matches!(described(&gone), What::Described(Profile { gone: true, .. })));
    gone["team_id"] = "T2".into();
    assert_eq!(described(&gone), nothing("user_change.stranger"));
}

#[test]
fn what_happens_around_people_is_told() {
    let user = || "U1".to_owned();
    let told = |what| happened(what).unwrap().what;
    assert_eq!(
        told(json!({ "type": "app_home_opened", "user": "U1", "tab": "home" })),
        What::HomeOpened { user: user() }
    );
    assert_eq!(
        told(json!({ "type": "app_home_opened", "user": "U1", "tab": "messages" })),
        nothing("app_home_opened")
    );
    let dnd = |enabled: bool| {
        told(json!({ "type": "dnd_updated_user", "user": "U1", "dnd_status":
            { "dnd_enabled": enabled, "next_dnd_start_ts": 10, "next_dnd_end_ts": 20 } }))
    };
    assert_eq!(dnd(true), What::Quiet { user: user(), stretch: Some((10, 20)) });
    assert_eq!(dnd(false), What::Quiet { user: user(), stretch: None });
    let entered =
        json!({ "type": "member_joined_channel", "user": "U1", "channel": "C1", "channel_type": "C" });
    let channel = || "C1".to_owned();
    let alone = What::Entered { user: user(), channel: channel(), inviter: None, shared: false };
    assert_eq!(told(entered.clone()), alone);
    let mut invited = entered;
    invited["inviter"] = "U2".into();
    let shared = json!({ "type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": invited,
        "is_ext_shared_channel": true });
    let by_somebody =
        What::Entered { user: user(), channel: channel(), inviter: Some("U2".into()), shared: true };
    assert_eq!(event(shared.to_string().as_bytes()).unwrap().what, by_somebody);
    assert_eq!(told(json!({ "type": "app_uninstalled" })), What::Uninstalled);
    let revoked =
        |bots: Value| told(json!({ "type": "tokens_revoked", "tokens": { "oauth": ["U1"], "bot": bots } }));
    assert_eq!(revoked(json!(["UBOT"])), What::Revoked);
    assert_eq!(revoked(json!([])), nothing("tokens_revoked"));
    assert_eq!(told(json!({ "type": "something_new", "channel": { "id": "C1" } })), nothing("something_new"));
}

#[test]
fn an_event_is_of_the_workspace_that_let_us_in() {
    let outer = json!({ "type": "event_callback", "team_id": "T2", "event_id": "Ev1",
        "event": { "type": "app_uninstalled" }, "authorizations": [{ "team_id": "T1" }] });
    assert_eq!(event(outer.to_string().as_bytes()).unwrap().team, "T1");
    let limited = json!({ "type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1 });
    assert_eq!(event(limited.to_string().as_bytes()).unwrap().what, What::Withheld);
}
