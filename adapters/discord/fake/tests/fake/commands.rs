//! Commands: which can be registered, and who can type them.

use serde_json::{Value, json};
use smallwins_fake_discord::Discord;

use crate::call::{assert_ok, assert_told, assert_wrong, call, discord, get};

/// A command with subcommands, a group, and options of all kinds.
pub(crate) fn mentor() -> Value {
    let option = |kind: u64, name: &str| json!({ "type": kind, "name": name, "description": "Something" });
    let mut topic = option(3, "topic");
    topic["required"] = json!(true);
    topic["autocomplete"] = json!(true);
    let mut length = option(4, "length");
    length["choices"] = json!([{ "name": "Short", "value": 15 }, { "name": "Long", "value": 45 }]);
    let mut words = option(3, "words");
    (words["min_length"], words["max_length"]) = (json!(3), json!(20));
    let mut sub = option(1, "ask");
    sub["options"] = json!([
        topic,
        length,
        words,
        option(6, "whom"),
        option(7, "where"),
        option(5, "now"),
        option(10, "cap")
    ]);
    let mut group = option(2, "admin");
    group["options"] = json!([option(1, "channel")]);
    json!({
        "name": "mentor", "description": "Small wins", "type": 1, "contexts": [0, 1], "integration_types": [0],
        "name_localizations": { "de": "mentor" }, "options": [option(1, "win"), sub, group],
    })
}

pub(crate) async fn registered(discord: &Discord) {
    assert_ok(&put(discord, &json!([mentor()])).await);
}

async fn put(discord: &Discord, commands: &Value) -> smallwins_fake_discord::http::Reply {
    call(discord, "PUT", &format!("/applications/{}/commands", discord.application_id()), commands).await
}

#[tokio::test]
async fn commands_are_registered_at_once_and_keep_their_ids() {
    let (discord, ..) = discord().await;
    let first = assert_ok(&put(&discord, &json!([mentor()])).await);
    let mut changed = mentor();
    changed["description"] = json!("Smaller wins");
    let second =
        assert_ok(&put(&discord, &json!([changed, { "name": "other", "description": "Another" }])).await);
    assert_eq!(first[0]["id"], second[0]["id"]);
    assert_ne!(first[0]["version"], second[0]["version"]);
    let path = format!("/applications/{}/commands", discord.application_id());
    let kept = assert_ok(&get(&discord, &path).await);
    assert_eq!((&kept[0]["description"], kept.as_array().unwrap().len()), (&json!("Smaller wins"), 2));
    assert!(kept[0].get("name_localizations").is_none());
    let kept = assert_ok(&get(&discord, &format!("{path}?with_localizations=true")).await);
    assert_eq!(kept[0]["name_localizations"]["de"], "mentor");
}

#[tokio::test]
async fn what_is_no_command_is_refused() {
    let (discord, ..) = discord().await;
    let with = |field: &str, value: Value| {
        let mut command = mentor();
        command[field] = value;
        command
    };
    let option = |fields: Value| {
        let mut option = json!({ "type": 3, "name": "topic", "description": "Something" });
        for (name, value) in fields.as_object().unwrap() {
            option[name] = value.clone();
        }
        with("options", json!([option]))
    };
    let choices = |count: usize| -> Value {
        (0..count).map(|n| json!({ "name": format!("choice {n}"), "value": format!("{n}") })).collect()
    };
    let bad = [
        with("name", json!("Mentor")),
        with("name", json!("a mentor")),
        with("name", json!("m".repeat(33))),
        with("description", json!("")),
        with("description", json!("d".repeat(101))),
        with("descriptions", json!("misspelt")),
        with("default_member_permissions", json!(32)),
        with("type", json!(9)),
        with("contexts", json!([3])),
        with("integration_types", json!([2])),
        with("name_localizations", json!({ "de-DE": "mentor" })),
        with("name_localizations", json!({ "de": "Mentor" })),
        with("options", (0..26).map(|n| json!({ "type": 3, "name": format!("o{n}"), "description": "d" })).collect()),
        with("options", json!([mentor()["options"][0], mentor()["options"][0]])),
        with("options", json!([mentor()["options"][0], { "type": 3, "name": "topic", "description": "d" }])),
        with("options", json!([{ "type": 3, "name": "a", "description": "d" },
            { "type": 3, "name": "b", "description": "d", "required": true }])),
        with("options", json!([{ "type": 2, "name": "group", "description": "d" }])),
        with("options", json!([{ "type": 1, "name": "sub", "description": "d", "options": [mentor()["options"][0]] }])),
        option(json!({ "choices": choices(26) })),
        option(json!({ "choices": [{ "name": "one", "value": 1 }] })),
        option(json!({ "choices": [{ "name": "", "value": "1" }] })),
        option(json!({ "choices": [{ "name": "one", "value": "1" }, { "name": "one", "value": "2" }] })),
        option(json!({ "choices": [{ "name": "one", "value": "v".repeat(101) }] })),
        option(json!({ "choices": choices(2), "autocomplete": true })),
        option(json!({ "type": 5, "choices": choices(2) })),
        option(json!({ "max_value": 3 })),
        option(json!({ "max_length": 6001 })),
        option(json!({ "type": 12 })),
        with("options", (0..25).map(|n| json!({ "type": 3, "name": format!("{}{n}", "o".repeat(30)),
            "description": "d".repeat(100), "choices": (0..3).map(|n| json!({ "name": format!("{}{n}", "n".repeat(90)),
            "value": format!("{}{n}", "v".repeat(90)) })).collect::<Value>() })).collect()),
    ];
    for command in bad {
        let reply = put(&discord, &json!([command])).await;
        assert_eq!(reply.status, 400, "{command:#}");
        assert_wrong(&discord, &reply, 400, 50035);
    }
    let twice = put(&discord, &json!([mentor(), mentor()])).await;
    assert_wrong(&discord, &twice, 400, 50035);
    let many: Value = (0..101).map(|n| json!({ "name": format!("c{n}"), "description": "d" })).collect();
    assert_wrong(&discord, &put(&discord, &many).await, 400, 50035);
    assert_wrong(&discord, &put(&discord, &mentor()).await, 400, 50035);
}

#[tokio::test]
async fn two_hundred_commands_are_created_in_a_day() {
    let (discord, _, _, clock) = discord().await;
    let many = |from: usize, to: usize| -> Value {
        (from..to).map(|n| json!({ "name": format!("c{n}"), "description": "d" })).collect()
    };
    assert_ok(&put(&discord, &many(0, 100)).await);
    assert_ok(&put(&discord, &many(100, 200)).await);
    // What is there already is not created again.
    assert_ok(&put(&discord, &many(100, 200)).await);
    assert_wrong(&discord, &put(&discord, &many(200, 201)).await, 400, 30034);
    clock.pass(chrono::TimeDelta::days(1));
    assert_ok(&put(&discord, &many(200, 201)).await);
}

#[tokio::test]
async fn commands_belong_to_the_calling_app_and_a_guild_that_it_is_in() {
    let (discord, acme, ..) = discord().await;
    let other = call(&discord, "PUT", "/applications/123456789012345678/commands", &json!([])).await;
    assert_wrong(&discord, &other, 403, 20012);
    let path = format!("/applications/{}/guilds/{}/commands", discord.application_id(), acme.id);
    let kept = assert_ok(&call(&discord, "PUT", &path, &json!([mentor()])).await);
    assert_eq!(kept[0]["guild_id"], acme.id);
    acme.remove_app();
    assert_told(&discord, &call(&discord, "PUT", &path, &json!([mentor()])).await, 403, 50001);
}
