//! Messages, and what is refused of them.

use serde_json::json;

use crate::call::{assert_ok, assert_told, assert_wrong, button, discord, get, row, say};

#[tokio::test]
async fn a_message_is_seen_as_a_person_sees_it() {
    let (discord, acme, ana, _) = discord().await;
    let general = acme.channel("general");
    let message = json!({
        "content": "**Noted**, \\*Ana\\* <@1>: see [the table](https://git.example/pull/41) <t:1795420800:F>",
        "embeds": [{ "title": "A win", "description": "# Big\nfirst\n- one", "fields": [{ "name": "What", "value": "A table" }],
            "footer": { "text": "Only small ones" } }],
        "components": [row(&[button("undo", "Undo"), button("more", "More")])],
        "allowed_mentions": { "parse": [] },
    });
    let sent = assert_ok(&say(&discord, &general, &message).await);
    assert_eq!(sent["author"]["id"], discord.application_id());
    assert_eq!(
        ana.last().to_string(),
        "mentor (#general)\n  Noted, *Ana* @unknown-user: see the table Monday, 23 November 2026 at 09:00\n  # A win\n  \
         # Big\n  first\n  • one\n  What:\n    A table\n  ~ Only small ones\n  [Undo] [More]\n"
    );
}

#[tokio::test]
async fn a_misspelt_field_is_refused() {
    let (discord, acme, ..) = discord().await;
    let general = acme.channel("general");
    let reply = say(&discord, &general, &json!({ "content": "Hello", "colour": "red" })).await;
    assert_wrong(&discord, &reply, 400, 50035);
}

#[tokio::test]
async fn a_channel_that_is_gone_is_nobodys_fault() {
    let (discord, acme, ..) = discord().await;
    let general = acme.channel("general");
    acme.delete_channel(&general);
    assert_told(&discord, &say(&discord, &general, &json!({ "content": "Hello" })).await, 404, 10003);
    assert_told(&discord, &get(&discord, &format!("/channels/{general}")).await, 404, 10003);
}
