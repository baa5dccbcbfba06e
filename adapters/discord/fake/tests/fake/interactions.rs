//! First answers: which there are, to what, and when.

use chrono::TimeDelta;
use serde_json::{Value, json};
use smallwins_fake_discord::http::Reply;
use smallwins_fake_discord::{Discord, Person, Place};

use crate::app::{App, Say};
use crate::call::{assert_ok, assert_wrong, button, discord, input, modal, only_violation, post, row, say};
use crate::commands::registered;
use crate::socket::text;

/// A Discord with an app that has a command, and Ana's conversation with it.
pub(crate) async fn stage() -> (Discord, App, Person, String, smallwins_fake_discord::StandingClock) {
    let (discord, _, ana, clock) = discord().await;
    registered(&discord).await;
    let app = App::start(&discord).await;
    let dm = ana.dm_channel();
    (discord, app, ana, dm, clock)
}

/// The app answers over the API instead, as the next.
pub(crate) async fn callback(discord: &Discord, app: &App, answer: &Value) -> Reply {
    let heard = app.last().json;
    let path = format!("/interactions/{}/{}/callback", text(&heard["id"]), text(&heard["token"]));
    post(discord, &path, answer).await
}

#[tokio::test]
async fn a_command_is_answered_with_words_that_only_one_sees() {
    let (discord, acme, ana, _) = discord().await;
    registered(&discord).await;
    let app = App::start(&discord).await;
    let (ben, general) = (acme.person("ben", "de"), acme.channel("general"));
    let ack = ana.slash(&general, "mentor ask", &[("topic", "parsers"), ("length", "Long")]).await;
    assert_eq!((ack.in_time, ack.kind, ack.status), (true, Some(4), 200));
    assert_eq!(ana.last().to_string(), "mentor (#general, only for you)\n  Noted\n");
    assert_eq!(ben.messages().len(), 0);
    let heard = app.last().json;
    let options = json!([{ "name": "ask", "type": 1, "options": [
        { "name": "topic", "type": 3, "value": "parsers" }, { "name": "length", "type": 4, "value": 45 },
    ] }]);
    assert_eq!(heard["data"]["options"], options);
    assert_eq!((&heard["type"], &heard["context"]), (&json!(2), &json!(0)));
    assert_eq!((&heard["member"]["user"]["id"], &heard["guild_id"]), (&json!(ana.id), &json!(acme.id)));
    assert_eq!((&heard["locale"], &heard["guild_locale"]), (&json!("en-US"), &json!("en-US")));
    assert!(heard.get("user").is_none());
}

#[tokio::test]
async fn in_a_conversation_there_is_no_member_and_no_guild() {
    let (_discord, app, ana, dm, _) = stage().await;
    ana.slash(&dm, "mentor win", &[]).await;
    let heard = app.last().json;
    assert_eq!((&heard["user"]["id"], &heard["context"]), (&json!(ana.id), &json!(1)));
    assert_eq!(heard["authorizing_integration_owners"], json!({ "0": "0" }));
    for name in ["member", "guild", "guild_id", "guild_locale"] {
        assert!(heard.get(name).is_none(), "{name}");
    }
}

#[tokio::test]
async fn an_admin_may_everything_and_the_others_what_their_roles_say() {
    let (discord, acme, ana, _) = discord().await;
    registered(&discord).await;
    let app = App::start(&discord).await;
    let general = acme.channel("general");
    let bits = |app: &App| text(&app.last().json["member"]["permissions"]).parse::<u64>().unwrap();
    ana.slash(&general, "mentor win", &[]).await;
    assert_eq!(bits(&app) & 0x28, 0);
    let ben = acme.person("ben", "de").permitted(0x20);
    ben.slash(&general, "mentor win", &[]).await;
    assert_eq!(bits(&app) & 0x28, 0x20);
    let cleo = acme.person("cleo", "de").admin();
    cleo.slash(&general, "mentor win", &[]).await;
    assert_eq!(bits(&app) & 0x28, 0x28);
    cleo.demoted();
    cleo.slash(&general, "mentor win", &[]).await;
    assert_eq!(bits(&app) & 0x28, 0);
}

#[tokio::test]
async fn a_button_opens_a_form_and_what_was_typed_comes_back() {
    let (discord, app, ana, dm, _) = stage().await;
    assert_ok(
        &say(
            &discord,
            &dm,
            &json!({ "content": "An ask", "components": [row(&[button("affirm", "Write")])] }),
        )
        .await,
    );
    let card = ana.last();
    let mut hint = input("how", "How?");
    hint["placeholder"] = json!("One sentence");
    hint["required"] = json!(false);
    app.answers(9, &modal(&[input("what", "What?"), hint]));
    let ack = ana.press("Write").await;
    assert_eq!(ack.kind, Some(9));
    let heard = app.last().json;
    assert_eq!((&heard["type"], &heard["data"]["custom_id"]), (&json!(3), &json!("affirm")));
    assert_eq!((&heard["message"]["id"], &heard["message"]["content"]), (&json!(card.id), &json!("An ask")));
    assert_eq!(
        ana.modal().unwrap().to_string(),
        "== A form ==\n  What?: ____\n  How? (optional): ____\n    ~ One sentence\n  == [Submit] [Cancel]\n"
    );
    app.answers(4, &json!({ "content": "Sent" }));
    ana.submit(&[("What?", "I noticed the table")]).await;
    let heard = app.last().json;
    assert_eq!((&heard["type"], &heard["data"]["custom_id"]), (&json!(5), &json!("form")));
    let first = &heard["data"]["components"][0]["components"][0];
    assert_eq!((&first["custom_id"], &first["value"]), (&json!("what"), &json!("I noticed the table")));
    assert_eq!(heard["data"]["components"][1]["components"][0]["value"], "");
    assert_eq!(heard["message"]["id"], card.id);
    assert!(ana.modal().is_none());
    assert_eq!(ana.last().text, "Sent");
}

#[tokio::test]
async fn each_interaction_has_answers_of_its_own() {
    let (discord, app, ana, dm, _) = stage().await;
    let words = json!({ "content": "Noted" });
    let choices = json!({ "choices": [] });
    for (kind, data) in
        [(1, Value::Null), (6, Value::Null), (7, words.clone()), (8, choices), (10, Value::Null)]
    {
        app.answers(kind, &data);
        assert!(!ana.slash(&dm, "mentor win", &[]).await.in_time, "type {kind}");
        assert_eq!(only_violation(&discord).code, 50035, "type {kind}");
    }
    app.answers(9, &modal(&[input("what", "What?")]));
    assert!(ana.slash(&dm, "mentor win", &[]).await.in_time);
    // A form cannot be answered with a form, and there is no message to be changed.
    for (kind, data) in [(9, modal(&[input("what", "What?")])), (7, words), (6, Value::Null)] {
        app.answers(kind, &data);
        assert!(!ana.submit(&[("What?", "It")]).await.in_time);
        assert_eq!(only_violation(&discord).code, 50035);
        assert!(ana.modal().is_some(), "what was typed is not lost");
    }
}

#[tokio::test]
async fn a_message_is_changed_by_what_is_pressed_on_it() {
    let (discord, app, ana, dm, _) = stage().await;
    let rows = json!([row(&[button("undo", "Undo")])]);
    assert_ok(&say(&discord, &dm, &json!({ "content": "Noted", "components": rows })).await);
    let before = ana.last();
    app.answers(7, &json!({ "content": "Undone", "components": [] }));
    assert_eq!(ana.press("Undo").await.kind, Some(7));
    assert_eq!(ana.last().to_string(), "mentor (dm, edited)\n  Undone\n");
    assert_eq!(ana.messages().len(), 1);
    app.says(Say::Json(json!({ "type": 6, "data": null })));
    assert_eq!(ana.press_old(&before, "Undo").await.kind, Some(6));
    assert_eq!(app.last().json["message"]["content"], "Undone");
}

#[tokio::test]
async fn an_interaction_is_answered_once_in_time_and_by_its_own_token() {
    let (discord, app, ana, dm, clock) = stage().await;
    let words = json!({ "type": 4, "data": { "content": "Again" } });
    ana.slash(&dm, "mentor win", &[]).await;
    assert_wrong(&discord, &callback(&discord, &app, &words).await, 400, 40060);
    let made_up = post(&discord, "/interactions/1/made-up/callback", &words).await;
    assert_wrong(&discord, &made_up, 404, 10062);
    discord.answer_within(std::time::Duration::from_millis(50));
    app.says(Say::Late(std::time::Duration::from_millis(200)));
    assert!(!ana.slash(&dm, "mentor win", &[]).await.in_time);
    assert!(only_violation(&discord).why.contains("no answer"));
    assert_wrong(&discord, &callback(&discord, &app, &words).await, 404, 10062);
    // On the test's clock, too.
    discord.answer_within(std::time::Duration::from_secs(1));
    app.says(Say::Status(202));
    let (ack, reply) = tokio::join!(ana.slash(&dm, "mentor win", &[]), async {
        app.until_heard(3).await;
        clock.pass(TimeDelta::milliseconds(3001));
        callback(&discord, &app, &words).await
    });
    assert!(!ack.in_time);
    assert_eq!((reply.status, &reply.json()["code"]), (404, &json!(10062)));
    assert_eq!(discord.take_violations().len(), 2);
}

#[tokio::test]
async fn an_app_that_answers_over_the_api_says_so_at_its_url() {
    let (discord, app, ana, dm, _) = stage().await;
    app.says(Say::Status(202));
    let words = json!({ "type": 4, "data": { "content": "Noted", "flags": 64 } });
    let (ack, reply) = tokio::join!(ana.slash(&dm, "mentor win", &[]), async {
        app.until_heard(1).await;
        let heard = app.last().json;
        let path = format!(
            "/interactions/{}/{}/callback?with_response=true",
            text(&heard["id"]),
            text(&heard["token"])
        );
        post(&discord, &path, &words).await
    });
    assert_eq!((ack.in_time, ack.status), (true, 202));
    let shown = assert_ok(&reply);
    assert_eq!(shown["resource"]["message"]["content"], "Noted");
    assert_eq!(shown["interaction"]["response_message_ephemeral"], true);
    assert_eq!(shown["resource"]["message"]["interaction_metadata"]["user"]["id"], ana.id);
}

#[tokio::test]
async fn what_is_being_typed_is_completed() {
    let (_discord, app, ana, dm, _) = stage().await;
    app.answers(8, &json!({ "choices": [{ "name": "Borrow checker", "value": "borrow-checker" }] }));
    let choices = ana.autocomplete(&dm, "mentor ask", &[("topic", "bor")]).await;
    assert_eq!((choices[0].name.as_str(), &choices[0].value), ("Borrow checker", &json!("borrow-checker")));
    let heard = app.last().json;
    let focused = json!({ "name": "topic", "type": 3, "value": "bor", "focused": true });
    assert_eq!((&heard["type"], &heard["data"]["options"][0]["options"][0]), (&json!(4), &focused));
}

#[tokio::test]
async fn options_are_chosen_by_label() {
    let (discord, app, ana, dm, _) = stage().await;
    let options =
        json!([{ "label": "Berlin", "value": "Europe/Berlin" }, { "label": "Tokyo", "value": "Asia/Tokyo" }]);
    let select = json!({ "type": 3, "custom_id": "zone", "placeholder": "Your zone", "options": options });
    let people = json!({ "type": 5, "custom_id": "whom", "placeholder": "Whom?" });
    assert_ok(
        &say(&discord, &dm, &json!({ "content": "Where?", "components": [row(&[select]), row(&[people])] }))
            .await,
    );
    app.answers(6, &Value::Null);
    ana.select(Place::Dm, "Your zone", "Tokyo").await;
    let heard = app.last().json["data"].clone();
    assert_eq!((&heard["component_type"], &heard["values"]), (&json!(3), &json!(["Asia/Tokyo"])));
    assert_eq!(ana.last().field("Your zone").unwrap().value, "Tokyo");
    app.answers(6, &Value::Null);
    ana.select(Place::Anywhere, "Whom?", "ana").await;
    let heard = app.last().json["data"].clone();
    assert_eq!(
        (&heard["values"], &heard["resolved"]["users"][&ana.id]["username"]),
        (&json!([ana.id]), &json!("ana"))
    );
}
