//! Conversations with people: opening them, writing, and writing only once.

use chrono::TimeDelta;
use serde_json::{Value, json};
use smallwins_fake_discord::Discord;
use smallwins_fake_discord::http::Reply;

use crate::call::{assert_ok, assert_told, assert_wrong, call, discord, get, post, say};
use crate::socket::text;

async fn open(discord: &Discord, user: &str) -> Reply {
    post(discord, "/users/@me/channels", &json!({ "recipient_id": user })).await
}

#[tokio::test]
async fn a_conversation_is_opened_once() {
    let (discord, _, ana, _) = discord().await;
    let first = assert_ok(&open(&discord, &ana.id).await);
    assert_eq!((&first["type"], &first["recipients"][0]["id"]), (&json!(1), &json!(ana.id)));
    assert_eq!(assert_ok(&open(&discord, &ana.id).await)["id"], first["id"]);
    assert_eq!(ana.dm_channel(), first["id"]);
    assert_ok(&say(&discord, text(&first["id"]), &json!({ "content": "Hello" })).await);
    assert_eq!(ana.dms()[0].to_string(), "mentor (dm)\n  Hello\n");
}

#[tokio::test]
async fn nobody_and_no_app_can_be_written_to() {
    let (discord, ..) = discord().await;
    assert_wrong(&discord, &open(&discord, "123456789012345678").await, 400, 50033);
    assert_wrong(&discord, &open(&discord, &discord.application_id()).await, 403, 50007);
    let number = post(&discord, "/users/@me/channels", &json!({ "recipient_id": 123 })).await;
    assert_wrong(&discord, &number, 400, 50035);
}

#[tokio::test]
async fn whoever_takes_no_messages_gets_none() {
    let (discord, acme, ana, _) = discord().await;
    let dm = ana.dm_channel();
    ana.closes_dms();
    assert_told(&discord, &say(&discord, &dm, &json!({ "content": "Hello" })).await, 403, 50007);
    ana.opens_dms();
    assert_ok(&say(&discord, &dm, &json!({ "content": "Hello" })).await);
    ana.leaves();
    assert_told(&discord, &say(&discord, &dm, &json!({ "content": "Hello" })).await, 403, 50278);
    let other = discord.guild("other");
    other.welcomes(&ana);
    assert_ok(&say(&discord, &dm, &json!({ "content": "Hello" })).await);
    other.remove_app();
    assert_told(&discord, &say(&discord, &dm, &json!({ "content": "Hello" })).await, 403, 50278);
    assert_eq!((ana.messages().len(), discord.bad_answers()), (2, 3));
    drop(acme);
}

#[tokio::test]
async fn conversations_are_not_opened_faster_than_the_test_allows() {
    let (discord, acme, ana, clock) = discord().await;
    discord.app(|app| app.openings = Some(2));
    let people: Vec<_> = ["ben", "cleo", "dan"].into_iter().map(|name| acme.person(name, "de")).collect();
    assert_ok(&open(&discord, &people[0].id).await);
    assert_ok(&open(&discord, &people[1].id).await);
    assert_told(&discord, &open(&discord, &people[2].id).await, 403, 40003);
    // One that is open already is no new one.
    assert_ok(&open(&discord, &people[0].id).await);
    clock.pass(TimeDelta::minutes(1));
    assert_ok(&open(&discord, &people[2].id).await);
    drop(ana);
}

#[tokio::test]
async fn an_enforced_nonce_sends_once_for_five_minutes_and_another_sends_again() {
    let (discord, acme, ana, clock) = discord().await;
    let (dm, general) = (ana.dm_channel(), acme.channel("general"));
    let once = json!({ "content": "Hello", "nonce": "abc", "enforce_nonce": true });
    let first = assert_ok(&say(&discord, &dm, &once).await);
    let mut other = once.clone();
    other["content"] = json!("Something else");
    assert_eq!(assert_ok(&say(&discord, &dm, &other).await)["id"], first["id"]);
    assert_eq!(assert_ok(&say(&discord, &general, &once).await)["id"], first["id"]);
    ana.deletes(&ana.last());
    assert_eq!(ana.messages().len(), 0);
    assert_eq!(assert_ok(&say(&discord, &dm, &once).await)["id"], first["id"]);
    other["nonce"] = json!("abd");
    assert_ne!(assert_ok(&say(&discord, &dm, &other).await)["id"], first["id"]);
    for _ in 0..2 {
        assert_ok(&say(&discord, &dm, &json!({ "content": "Hi", "nonce": "abc" })).await);
    }
    assert_eq!(ana.messages().len(), 3);
    clock.pass(TimeDelta::minutes(5));
    assert_ne!(assert_ok(&say(&discord, &dm, &once).await)["id"], first["id"]);
}

#[tokio::test]
async fn a_conversation_is_read_from_the_end() {
    let (discord, _, ana, _) = discord().await;
    let dm = ana.dm_channel();
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(assert_ok(&say(&discord, &dm, &json!({ "content": format!("{n}") })).await)["id"].clone());
    }
    ana.dm("And you?");
    let path = format!("/channels/{dm}/messages");
    let contents = |found: Value| -> Vec<String> {
        found.as_array().unwrap().iter().map(|one| text(&one["content"]).to_owned()).collect()
    };
    assert_eq!(contents(assert_ok(&get(&discord, &path).await)), ["And you?", "4", "3", "2", "1", "0"]);
    assert_eq!(contents(assert_ok(&get(&discord, &format!("{path}?limit=2")).await)), ["And you?", "4"]);
    let before = format!("{path}?limit=2&before={}", text(&ids[2]));
    assert_eq!(contents(assert_ok(&get(&discord, &before).await)), ["1", "0"]);
    let after = format!("{path}?limit=2&after={}", text(&ids[1]));
    assert_eq!(contents(assert_ok(&get(&discord, &after).await)), ["3", "2"]);
    assert_eq!(assert_ok(&get(&discord, &format!("{path}/{}", text(&ids[3]))).await)["content"], "3");
    assert_wrong(&discord, &get(&discord, &format!("{path}?limit=101")).await, 400, 50035);
    assert_wrong(&discord, &get(&discord, &format!("{path}?last=1")).await, 400, 50035);
    assert_told(&discord, &get(&discord, &format!("{path}/123456789012345678")).await, 404, 10008);
}

#[tokio::test]
async fn a_message_is_changed_where_it_stands_and_only_by_who_wrote_it() {
    let (discord, acme, ana, _) = discord().await;
    let dm = ana.dm_channel();
    let sent = assert_ok(
        &say(&discord, &dm, &json!({ "content": "Hello", "embeds": [{ "title": "A win" }] })).await,
    );
    let path = format!("/channels/{dm}/messages/{}", text(&sent["id"]));
    assert_ok(&call(&discord, "PATCH", &path, &json!({ "content": "Hi" })).await);
    assert_eq!(ana.last().to_string(), "mentor (dm, edited)\n  Hi\n  # A win\n");
    assert_ok(&call(&discord, "PATCH", &path, &json!({ "content": null })).await);
    assert_wrong(&discord, &call(&discord, "PATCH", &path, &json!({ "embeds": [] })).await, 400, 50006);
    assert_wrong(&discord, &call(&discord, "PATCH", &path, &json!({ "nonce": "1" })).await, 400, 50035);
    ana.dm("Mine");
    let path = format!("/channels/{dm}/messages/{}", ana.last().id);
    assert_wrong(&discord, &call(&discord, "PATCH", &path, &json!({ "content": "Yours" })).await, 403, 50005);
    drop(acme);
}

#[tokio::test]
async fn a_channel_may_be_hidden_closed_or_gone() {
    let (discord, acme, ana, _) = discord().await;
    let general = acme.channel("general");
    let hello = json!({ "content": "Hello" });
    acme.mute_app(&general);
    assert_told(&discord, &say(&discord, &general, &hello).await, 403, 50013);
    assert_ok(&get(&discord, &format!("/channels/{general}")).await);
    acme.hide_channel(&general);
    assert_told(&discord, &say(&discord, &general, &hello).await, 403, 50001);
    assert_told(&discord, &get(&discord, &format!("/channels/{general}")).await, 403, 50001);
    acme.show_channel(&general);
    assert_ok(&say(&discord, &general, &hello).await);
    acme.remove_app();
    assert_told(&discord, &say(&discord, &general, &hello).await, 403, 50001);
    assert_told(&discord, &get(&discord, &format!("/guilds/{}", acme.id)).await, 403, 50001);
    acme.delete();
    assert_told(&discord, &get(&discord, &format!("/guilds/{}", acme.id)).await, 404, 10004);
    drop(ana);
}

#[tokio::test]
async fn a_guild_tells_who_is_in_it_and_what_they_may() {
    let (discord, acme, ana, _) = discord().await;
    let ben = acme.person("ben", "de").permitted(0x20);
    let guild = assert_ok(&get(&discord, &format!("/guilds/{}?with_counts=true", acme.id)).await);
    assert_eq!((&guild["name"], &guild["approximate_member_count"]), (&json!("acme"), &json!(4)));
    let member = assert_ok(&get(&discord, &format!("/guilds/{}/members/{}", acme.id, ben.id)).await);
    let role =
        guild["roles"].as_array().unwrap().iter().find(|role| role["id"] == member["roles"][0]).unwrap();
    assert_eq!((&role["permissions"], &member["user"]["username"]), (&json!("32"), &json!("ben")));
    ana.leaves();
    let gone = get(&discord, &format!("/guilds/{}/members/{}", acme.id, ana.id)).await;
    assert_told(&discord, &gone, 404, 10007);
    let nobody = get(&discord, &format!("/guilds/{}/members/123456789012345678", acme.id)).await;
    assert_told(&discord, &nobody, 404, 10013);
}
