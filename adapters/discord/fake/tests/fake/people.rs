//! What people cannot do, since Discord's client does not let them.

use serde_json::{Value, json};
use smallwins_fake_discord::Place;

use crate::app::App;
use crate::call::{assert_ok, button, call, discord, input, modal, row, say};
use crate::commands::{mentor, registered};
use crate::interactions::stage;

/// Whether this panics.
async fn panics<T: Send + 'static>(act: impl Future<Output = T> + Send + 'static) -> String {
    match tokio::spawn(act).await {
        Ok(_) => panic!("Discord's client does not let people do that"),
        Err(error) => {
            let said = error.into_panic();
            let short = said.downcast_ref::<&str>().map(|said| (*said).to_owned());
            said.downcast_ref::<String>().cloned().or(short).unwrap()
        }
    }
}

#[tokio::test]
async fn only_what_is_registered_is_typed_and_only_as_it_is_registered() {
    let (_discord, app, ana, dm, _) = stage().await;
    for (command, options) in [
        ("tutor", &[][..]),
        ("mentor", &[]),
        ("mentor lose", &[]),
        ("mentor admin", &[]),
        ("mentor ask", &[]),
        ("mentor ask", &[("topics", "parsers")]),
        ("mentor ask", &[("topic", "")]),
        ("mentor ask", &[("topic", "parsers"), ("length", "Endless")]),
        ("mentor ask", &[("topic", "parsers"), ("words", "ab")]),
        ("mentor ask", &[("topic", "parsers"), ("words", "more than twenty characters")]),
        ("mentor ask", &[("topic", "parsers"), ("whom", "nobody")]),
        ("mentor ask", &[("topic", "parsers"), ("now", "maybe")]),
        ("mentor ask", &[("topic", "parsers"), ("cap", "many")]),
    ] {
        let (ana, dm) = (ana.clone(), dm.clone());
        panics(async move { ana.slash(&dm, command, options).await }).await;
    }
    ana.slash(&dm, "mentor admin channel", &[]).await;
    let options = &app.last().json["data"]["options"];
    assert_eq!(
        *options,
        json!([{ "name": "admin", "type": 2, "options": [{ "name": "channel", "type": 1, "options": [] }] }])
    );
    ana.slash(&dm, "mentor ask", &[("topic", " parsers "), ("whom", "ana"), ("now", "true"), ("cap", "1.5")])
        .await;
    let data = app.last().json["data"].clone();
    let values: Vec<&Value> =
        data["options"][0]["options"].as_array().unwrap().iter().map(|option| &option["value"]).collect();
    assert_eq!(values, [&json!("parsers"), &json!(ana.id), &json!(true), &json!(1.5)]);
    assert_eq!(data["resolved"]["users"][&ana.id]["username"], "ana");
}

#[tokio::test]
async fn a_channel_is_chosen_by_name() {
    let (discord, acme, ana, _) = discord().await;
    registered(&discord).await;
    let app = App::start(&discord).await;
    let general = acme.channel("general");
    ana.slash(&general, "mentor ask", &[("topic", "parsers"), ("where", "#general")]).await;
    let data = app.last().json["data"].clone();
    assert_eq!(data["options"][0]["options"][1]["value"], general);
    assert_eq!(data["resolved"]["channels"][&general]["name"], "general");
}

#[tokio::test]
async fn a_command_is_seen_where_it_belongs_and_by_whom_it_is_for() {
    let (discord, acme, ana, _) = discord().await;
    let mut guarded = mentor();
    guarded["contexts"] = json!([0]);
    guarded["default_member_permissions"] = json!("32");
    let path = format!("/applications/{}/commands", discord.application_id());
    assert_ok(&call(&discord, "PUT", &path, &json!([guarded])).await);
    App::start(&discord).await;
    let general = acme.channel("general");
    for channel in [general.clone(), ana.dm_channel()] {
        let ana = ana.clone();
        panics(async move { ana.slash(&channel, "mentor win", &[]).await }).await;
    }
    let stranger = discord.guild("other").person("sam", "de").admin();
    let (there, here) = (general.clone(), general.clone());
    assert!(
        panics(async move { stranger.slash(&there, "mentor win", &[]).await }).await.contains("is not in")
    );
    acme.person("ben", "de").permitted(0x20).slash(&here, "mentor win", &[]).await;
    acme.person("cleo", "de").admin().slash(&here, "mentor win", &[]).await;
}

#[tokio::test]
async fn what_is_not_on_the_screen_is_not_pressed() {
    let (discord, app, ana, dm, _) = stage().await;
    let mut disabled = button("gone", "Gone");
    disabled["disabled"] = json!(true);
    let link = json!({ "type": 2, "style": 5, "url": "https://git.example", "label": "Read" });
    let rows = json!([row(&[button("undo", "Undo"), disabled, link])]);
    assert_ok(&say(&discord, &dm, &json!({ "content": "Noted", "components": rows })).await);
    for label in ["Redo", "Gone", "Read"] {
        let ana = ana.clone();
        panics(async move { ana.press(label).await }).await;
    }
    assert_eq!(ana.last().button("Read").unwrap().url.as_deref(), Some("https://git.example"));
    app.answers(9, &modal(&[input("what", "What?")]));
    ana.press_on(Place::Dm, "undo").await;
    let behind = ana.clone();
    assert!(panics(async move { behind.press("Undo").await }).await.contains("form"));
    ana.close_modal();
    ana.press_on(Place::Message(ana.messages()[0].id.clone()), "Undo").await;
}

#[tokio::test]
async fn a_form_is_sent_when_it_is_filled_in() {
    let (_discord, app, ana, dm, _) = stage().await;
    let mut short = input("what", "What?");
    (short["min_length"], short["max_length"]) = (json!(3), json!(10));
    let mut preset = input("how", "How?");
    (preset["value"], preset["style"]) = (json!("As it was"), json!(2));
    app.answers(9, &modal(&[short, preset]));
    ana.slash(&dm, "mentor win", &[]).await;
    for words in ["", "ab", "more than ten", "two\nlines"] {
        let ana = ana.clone();
        panics(async move { ana.submit(&[("What?", words)]).await }).await;
    }
    let other = ana.clone();
    panics(async move { other.fill("Why?", "Because") }).await;
    ana.fill("how", "first\nsecond");
    assert_eq!(ana.modal().unwrap().field("How?").unwrap().value, "first\nsecond");
    assert_eq!(ana.modal().unwrap().custom_id, "form");
    ana.submit(&[("What?", "a table")]).await;
    let sent = app.last().json["data"]["components"].clone();
    assert_eq!(sent[1]["components"][0]["value"], "first\nsecond");
}

#[tokio::test]
async fn a_person_waits_for_what_comes_later() {
    let (discord, _, ana, _) = discord().await;
    let dm = ana.dm_channel();
    let (seen, _) = tokio::join!(ana.until_sees("second"), async {
        assert_ok(&say(&discord, &dm, &json!({ "content": "The first" })).await);
        assert_ok(&say(&discord, &dm, &json!({ "content": "The second" })).await);
    });
    assert_eq!(seen.text, "The second");
    assert_eq!(ana.until_messages(2).await.text, "The second");
    assert_eq!(ana.ephemerals().len(), 0);
}
