//! Whoever cannot be heard: the memory is away, a button says nothing any more, a guild has removed us.

use std::time::Duration;

use serde_json::{Value, json};
use smallwins_core::community::OnRemoval;
use smallwins_core::message::Reply;
use smallwins_core::news::News;
use smallwins_core::store::{CallId, StoreError};

use crate::raw::{interaction, signed, win};
use crate::stage::{BOTH, By, Stage, soon};

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

#[tokio::test]
async fn a_guild_that_removes_us_is_closed_and_opens_when_it_lets_us_in_again() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
    stage.guild.outage();
    stage.guild.recovers();
    stage.guild.remove_app();
    stage.closed(true).await;
    stage.guild.install();
    stage.closed(false).await;
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
}

#[tokio::test]
async fn an_outage_is_no_removal() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.guild.outage();
    // Whatever is told of the guild next was told after the outage.
    let other = stage.fake.guild("other");
    let lounge = other.channel("lounge");
    other.welcomes(&stage.ana).slash(&lounge, "mentor me", &[]).await;
    assert!(!stage.community(&stage.guild).await.unwrap().is_closed());
}

#[tokio::test]
async fn a_guild_whose_admins_wished_so_is_forgotten_when_it_removes_us() {
    let stage = Stage::set(By::Gateway).await;
    let cleo = stage.guild.person("cleo", "en-US").admin();
    cleo.slash(&stage.general, "mentor when-removed", &[("choice", "erase")]).await;
    assert_eq!(stage.community(&stage.guild).await.unwrap().on_removal, OnRemoval::Erase);
    stage.guild.remove_app();
    for _ in 0..500 {
        if stage.community(&stage.guild).await.is_none() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it is not forgotten");
}

#[tokio::test]
async fn a_removal_is_remembered_until_the_memory_is_back() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.store.leave();
    stage.guild.remove_app();
    soon(|| (stage.store.in_vain() > 0).then_some(())).await;
    stage.store.come_back();
    stage.closed(true).await;
}

#[tokio::test]
async fn a_removal_is_not_lost_by_a_memory_that_fails_half_way() {
    for method in ["entrance", "commit"] {
        let stage = Stage::set(By::Gateway).await;
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        stage.store.lapse_at(method);
        stage.guild.remove_app();
        stage.closed(true).await;
    }
}

#[tokio::test]
async fn what_a_platform_tells_while_the_memory_fails_is_given_back_to_it() {
    let stage = Stage::set(By::Http).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    let scope = stage.community(&stage.guild).await.unwrap().scope();
    let mentoring = stage.mentoring();
    let tell = || mentoring.tell(CallId("removed".to_owned()), scope, News::Removed);
    for method in ["entrance", "commit"] {
        stage.store.lapse_at(method);
        assert!(matches!(tell().await, Err(StoreError::Unavailable(_))), "{method}");
        assert!(!stage.community(&stage.guild).await.unwrap().is_closed());
    }
    assert_eq!(tell().await.unwrap(), Reply::default());
    assert!(stage.community(&stage.guild).await.unwrap().is_closed());
}

#[tokio::test]
async fn whoever_speaks_in_a_guild_that_was_closed_opens_it() {
    let stage = Stage::set(By::Http).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.close().await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.closed(false).await;
}

impl Stage {
    /// Waits until the community is closed, or open.
    async fn closed(&self, is_closed: bool) {
        for _ in 0..500 {
            if self.community(&self.guild).await.is_some_and(|community| community.is_closed() == is_closed) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("its being closed is not {is_closed}");
    }

    /// Closes the community, as somebody does who could not deliver.
    async fn close(&self) {
        let scope = self.community(&self.guild).await.unwrap().scope();
        let news = News::Closed { why: "a test".to_owned() };
        self.mentoring().tell(CallId("close".to_owned()), scope, news).await.unwrap();
    }
}
