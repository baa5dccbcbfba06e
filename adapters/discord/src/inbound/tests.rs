use serde_json::{Value, json};

use super::*;
use crate::render::{Does, Given};

/// An interaction of Ana's in a guild, with what is particular about it.
fn interaction(kind: u8, data: Value) -> Value {
    json!({
        "id": "1000", "application_id": "2000", "type": kind, "token": "a-token", "version": 1,
        "guild_id": "3000", "guild": { "id": "3000", "features": [] }, "channel_id": "4000",
        "channel": { "id": "4000", "type": 0 },
        "member": { "user": { "id": "7", "username": "ana_1", "global_name": "Ana" }, "nick": null,
            "roles": [], "permissions": "32" },
        "locale": "pt-BR", "guild_locale": "en-US", "entitlements": [], "app_permissions": "1",
        "authorizing_integration_owners": { "0": "3000" }, "context": 0, "attachment_size_limit": 1, "data": data,
    })
}

fn read(interaction: &Value) -> Inbound {
    match from_json(interaction.to_string().as_bytes()) {
        Ok(Told::Inbound(inbound)) => inbound,
        other => panic!("{other:?}"),
    }
}

fn sub_command(verb: &str, options: Value) -> Value {
    json!({ "id": "1", "name": "mentor", "type": 1, "options": [{ "name": verb, "type": 1, "options": options }] })
}

#[test]
fn a_command_is_what_somebody_says() {
    let options = json!([{ "name": "question", "type": 3, "value": "how do I test a parser" }]);
    let inbound = read(&interaction(2, sub_command("ask", options)));
    assert_eq!((inbound.id, inbound.application, inbound.guild), (1000, 2000, Some(Guild(3000))));
    assert_eq!((inbound.token.expose(), inbound.channel), ("a-token", Some(4000)));
    let from = Speaker {
        user: 7,
        name: Some("Ana".to_owned()),
        locale: Some("pt-BR".to_owned()),
        permissions: Some(32),
    };
    assert_eq!(inbound.from, from);
    assert_eq!(inbound.what, What::Command { line: "ask how do I test a parser".to_owned() });
}

#[test]
fn whoever_speaks_in_a_direct_message_tells_no_guild_and_no_permissions() {
    let mut interaction = interaction(2, sub_command("me", json!([])));
    let fields = interaction.as_object_mut().unwrap();
    fields.retain(|name, _| !["guild_id", "guild", "member"].contains(&name.as_str()));
    interaction["user"] = json!({ "id": "7", "username": "ana_1", "global_name": null });
    let inbound = read(&interaction);
    assert_eq!((inbound.guild, inbound.from.permissions), (None, None));
    assert_eq!(inbound.from.name.as_deref(), Some("ana_1"));
}

#[test]
fn a_nickname_is_what_others_call_somebody_here() {
    let mut interaction = interaction(2, sub_command("me", json!([])));
    interaction["member"]["nick"] = json!("Anita");
    assert_eq!(read(&interaction).from.name.as_deref(), Some("Anita"));
}

#[test]
fn what_is_being_typed_is_the_option_in_focus() {
    let options = json!([
        { "name": "minutes", "type": 4, "value": 10 },
        { "name": "zone", "type": 3, "value": "Lis", "focused": true },
    ]);
    let what = read(&interaction(4, sub_command("hours", options))).what;
    let (verb, option, typed) = ("hours".to_owned(), "zone".to_owned(), "Lis".to_owned());
    assert_eq!(what, What::Autocomplete { verb, option, typed });
}

fn press(custom_id: &str) -> Value {
    let mut interaction = interaction(3, json!({ "custom_id": custom_id, "component_type": 2, "id": 3 }));
    interaction["message"] = json!({ "id": "5000", "embeds": [], "components": [] });
    interaction
}

#[test]
fn a_press_is_what_the_button_carries_and_where_it_stands() {
    let What::Press { carries, message, button } = read(&press("1|2bc|me")).what else { panic!() };
    assert_eq!((carries.guild, carries.action.as_str(), carries.does), (Guild(3000), "me", Does::Say));
    assert_eq!((message["id"].as_str(), button.as_str()), (Some("5000"), "7/5000/1|2bc|me"));
}

#[test]
fn a_button_of_another_time_is_told_apart() {
    for custom_id in ["", "me", "2|2bc|me", "1|me"] {
        assert_eq!(read(&press(custom_id)).what, What::Strange { values: Values::default() }, "{custom_id}");
    }
}

#[test]
fn a_choice_is_what_its_select_carries_with_what_was_chosen() {
    let choose = |custom_id: &str, values: &[&str], kind: u8| {
        let mut choice = press(custom_id);
        choice["data"]["component_type"] = kind.into();
        choice["data"]["values"] = json!(values);
        read(&choice).what
    };
    let What::Press { carries, button, .. } = choose("1o|2bc|ask|day=1,minutes", &["20m"], 3) else {
        panic!()
    };
    let given = |name: &str, value: &str| Given { name: name.to_owned(), value: Some(value.to_owned()) };
    assert_eq!(carries.does, Does::Open(vec![given("day", "1"), given("minutes", "20m")]));
    assert!(button.ends_with("20m"), "another choice is another press: {button}");
    for (custom_id, values, kind) in [
        ("1o|2bc|ask|minutes", &["1", "2"][..], 3),
        ("1o|2bc|ask|minutes", &[], 3),
        ("1o|2bc|ask|minutes=1", &["1"], 3),
        ("1|2bc|me", &["1"], 3),
        ("1o|2bc|ask|minutes", &["7"], 5),
    ] {
        let nothing = What::Strange { values: Values::default() };
        assert_eq!(choose(custom_id, values, kind), nothing, "{custom_id} {values:?}");
    }
}

#[test]
fn a_form_is_what_it_carries_and_what_stands_in_it() {
    let row = |name: &str, value: &str| json!({ "type": 1, "components": [{ "type": 4, "custom_id": name, "value": value }] });
    let rows = [row("question", "How?"), row("day", "")];
    let data = json!({ "custom_id": "1o|2bc|ask|minutes=20m", "components": rows });
    let What::Submission { carries, values } = read(&interaction(5, data)).what else { panic!() };
    assert_eq!(carries.action, "ask");
    let typed: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(typed, [("day", ""), ("minutes", "20m"), ("question", "How?")]);
}

#[test]
fn what_a_later_discord_sends_is_let_pass() {
    let strange = |kind, data| read(&interaction(kind, data)).what;
    assert_eq!(strange(9, json!({})), What::Nothing("interaction 9".to_owned()));
    let select = json!({ "custom_id": "1|2bc|me", "component_type": 3, "values": ["me"] });
    let nothing = What::Strange { values: Values::default() };
    assert_eq!(strange(3, select), nothing);
    assert_eq!(strange(5, json!({ "components": [{ "type": 18, "component": {} }] })), nothing);
    assert_eq!(strange(2, json!({ "options": null })), What::Command { line: String::new() });
    let mut unknown = interaction(2, sub_command("me", json!([])));
    unknown["something_new"] = json!({ "deep": [1, null] });
    assert_eq!(read(&unknown).what, What::Command { line: "me".to_owned() });
}

#[test]
fn discord_asks_whether_we_are_there() {
    let ping = json!({ "id": "1", "application_id": "2", "type": 1, "token": "t", "version": 1 });
    assert_eq!(from_json(ping.to_string().as_bytes()), Ok(Told::Ping));
}

#[test]
fn what_cannot_be_read_is_named_without_what_stands_in_it() {
    let mut nobody = interaction(2, sub_command("me", json!([])));
    nobody.as_object_mut().unwrap().remove("member");
    let mut nothing = interaction(2, sub_command("me", json!([])));
    nothing["id"] = json!("0");
    let mut wordy = interaction(2, json!({ "options": "secret words" }));
    wordy["token"] = json!(["secret"]);
    for body in
        [nobody.to_string(), nothing.to_string(), wordy.to_string(), "{\"type\":".into(), "secret".into()]
    {
        let garbled = from_json(body.as_bytes()).unwrap_err();
        assert!(!format!("{garbled} {garbled:?}").contains("secret"), "{garbled}");
    }
}
