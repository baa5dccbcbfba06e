//! Whoever cannot be heard: the memory is away, a button says nothing any more.

use std::time::Duration;

use serde_json::{Value, json};

use crate::raw::{interaction, signed, win};
use crate::stage::{BOTH, By, Stage};

#[tokio::test]
async fn while_the_memory_is_away_that_is_said_and_no_word_is_lost() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.store.leave();
        let ack = stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
        assert!(ack.in_time && ack.kind == Some(4), "{by:?} {ack:?}");
        let seen = stage.ana.last();
        assert!(seen.text.contains("cannot reach my memory"), "{by:?} {seen}");
        assert!(seen.text.contains("win Wrote a test"), "{by:?} {seen}");
        stage.store.come_back();
        stage.ana.slash(&stage.general, "mentor join", &[]).await;
        stage.store.leave();
        stage.ana.submit(&[("topics", "rust, parsers")]).await;
        let seen = stage.ana.last();
        assert!(seen.text.contains("cannot reach my memory"), "{by:?} {seen}");
        assert!(seen.text.contains("rust, parsers"), "{by:?} {seen}");
        stage.store.come_back();
    }
}

#[tokio::test]
async fn a_line_is_not_lost_while_the_memory_is_away() {
    let stage = Stage::set(By::Gateway).await;
    stage.store.leave();
    stage.ana.dm("win Wrote a test");
    let seen = stage.ana.until_sees("cannot reach my memory").await;
    assert!(seen.text.contains("win Wrote a test"), "{seen}");
    stage.store.come_back();
}

#[tokio::test]
async fn a_memory_that_takes_too_long_is_not_waited_for() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.store.nap_at("found", Duration::from_secs(5));
        let ack = stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
        assert!(ack.in_time && ack.took < Duration::from_millis(2500), "{by:?} {ack:?}");
        assert!(stage.ana.last().text.contains("cannot reach my memory"), "{by:?}");
    }
}

/// A press of a button that carries this, in the guild.
fn press(stage: &Stage, id: u64, custom_id: &str) -> Value {
    let mut press =
        interaction(stage, id, 3, &json!({ "custom_id": custom_id, "component_type": 2, "id": 2 }));
    press["message"] = json!({ "id": id.to_string(), "embeds": [], "components": [] });
    press
}

#[tokio::test]
async fn an_old_button_says_that_it_is_old() {
    let stage = Stage::set(By::Http).await;
    for (id, custom_id) in [(1001, "0|abc|me"), (1002, "me"), (1003, "2|abc|win|x")] {
        let reply = signed(&stage.url, &press(&stage, id, custom_id).to_string()).await.json();
        assert_eq!(reply["type"], 4, "{reply}");
        assert!(reply["data"]["content"].as_str().unwrap().contains("cannot tell any more"), "{reply}");
        let button = &reply["data"]["components"][0]["components"][0];
        assert!(button["custom_id"].as_str().unwrap().ends_with("|me"), "it leads on: {reply}");
    }
    let mut nowhere = press(&stage, 1004, "me");
    nowhere.as_object_mut().unwrap().remove("guild_id");
    let reply = signed(&stage.url, &nowhere.to_string()).await.json();
    assert_eq!(reply["data"]["components"], json!([]), "nobody knows where it would lead: {reply}");
}

#[tokio::test]
async fn an_old_form_gives_back_what_was_typed_in_it() {
    let stage = Stage::set(By::Http).await;
    let input = |name: &str, value: &str| json!({ "type": 1, "components": [{ "type": 4, "custom_id": name, "value": value }] });
    let rows = json!([input("win", "Wrote a test"), input("link", " "), input("why", "It was red")]);
    for (id, custom_id, is_there) in
        [(1001, "2|abc|win", true), (1002, "win", true), (1003, "1|zzz|win", false)]
    {
        let mut form = interaction(&stage, id, 5, &json!({ "custom_id": custom_id, "components": rows }));
        if !is_there {
            form.as_object_mut().unwrap().remove("guild_id");
        }
        let reply = signed(&stage.url, &form.to_string()).await.json();
        let content = reply["data"]["content"].as_str().unwrap();
        assert!(content.contains("cannot tell any more"), "{reply}");
        assert!(content.contains("> It was red Wrote a test"), "{reply}");
        assert_eq!(reply["data"]["components"].as_array().unwrap().len(), usize::from(is_there), "{reply}");
    }
    assert!(stage.wins(&stage.ana).await.is_empty());
}

#[tokio::test]
async fn what_belongs_to_another_guild_is_refused_in_words() {
    let stage = Stage::set(By::Http).await;
    signed(&stage.url, &win(&stage, 1001, "Wrote a test")).await;
    let reply = signed(&stage.url, &press(&stage, 1002, "1|zzz|undo").to_string()).await.json();
    assert!(reply["data"]["content"].as_str().unwrap().contains("another community"), "{reply}");
    let rows =
        json!([{ "type": 1, "components": [{ "type": 4, "custom_id": "win", "value": "Wrote more" }] }]);
    let form = interaction(&stage, 1003, 5, &json!({ "custom_id": "1|zzz|win", "components": rows }));
    let reply = signed(&stage.url, &form.to_string()).await.json();
    let content = reply["data"]["content"].as_str().unwrap();
    assert!(content.contains("another community") && content.contains("Wrote more"), "{reply}");
    assert_eq!(stage.wins(&stage.ana).await.len(), 1, "nothing was undone, and nothing added");
}

#[tokio::test]
async fn what_is_left_of_a_community_that_is_no_more_founds_none() {
    let stage = Stage::set(By::Http).await;
    let mut press = press(&stage, 1001, "1|zzz|me");
    press.as_object_mut().unwrap().remove("guild_id");
    let reply = signed(&stage.url, &press.to_string()).await.json();
    assert!(reply["data"]["content"].as_str().unwrap().contains("cannot tell any more"), "{reply}");
    assert!(stage.community(&stage.guild).await.is_none());
}
