//! What the app is shown when it looks.

use serde_json::{Value, json};

use crate::call::{assert_ok, discord, get, say};

#[tokio::test]
async fn a_nonce_is_told_to_whoever_sends_and_to_nobody_who_reads() {
    let (discord, acme, ..) = discord().await;
    let general = acme.channel("general");
    let sent = assert_ok(&say(&discord, &general, &json!({ "content": "Hello", "nonce": "7" })).await);
    assert_eq!(sent["nonce"], "7");
    let listed = assert_ok(&get(&discord, &format!("/channels/{general}/messages")).await);
    let id = sent["id"].as_str().unwrap();
    let alone = assert_ok(&get(&discord, &format!("/channels/{general}/messages/{id}")).await);
    assert_eq!((&listed[0]["id"], &alone["id"]), (&sent["id"], &sent["id"]));
    assert_eq!((listed[0].get("nonce"), alone.get("nonce")), (None, None));
}

#[tokio::test]
async fn whoever_may_not_read_what_was_before_is_shown_an_empty_channel() {
    let (discord, acme, ..) = discord().await;
    let general = acme.channel("general");
    let sent = assert_ok(&say(&discord, &general, &json!({ "content": "Hello" })).await);
    acme.hide_history(&general);
    let listed = assert_ok(&get(&discord, &format!("/channels/{general}/messages")).await);
    assert_eq!(listed, json!([]));
    let channel = assert_ok(&get(&discord, &format!("/channels/{general}")).await);
    assert_eq!(channel["last_message_id"], sent["id"]);
}

#[tokio::test]
async fn the_guilds_in_which_the_app_is_are_listed_page_by_page() {
    let (discord, acme, ..) = discord().await;
    let (beta, gone) = (discord.guild("beta"), discord.guild("gone"));
    gone.remove_app();
    discord.empty_guild("strange");
    let ids = |listed: &Value| {
        listed
            .as_array()
            .unwrap()
            .iter()
            .map(|guild| guild["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let listed = assert_ok(&get(&discord, "/users/@me/guilds").await);
    assert_eq!(ids(&listed), [acme.id.clone(), beta.id.clone()]);
    let first = assert_ok(&get(&discord, "/users/@me/guilds?limit=1").await);
    assert_eq!(ids(&first), std::slice::from_ref(&acme.id));
    let next = assert_ok(&get(&discord, &format!("/users/@me/guilds?limit=1&after={}", acme.id)).await);
    assert_eq!(ids(&next), [beta.id]);
}
