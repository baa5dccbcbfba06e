//! Sessions on the gateway: how they end, and how they go on.

use serde_json::json;
use tokio::join;

use crate::call::{discord, only_violation};
use crate::commands::registered;
use crate::socket::{Heard, Socket};

#[tokio::test]
async fn what_was_missed_is_told_on_resuming() {
    let (discord, acme, ana, _) = discord().await;
    let (mut socket, ready) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    discord.gateway().end();
    assert!(matches!(socket.hear().await, Heard::End(_)));
    ana.dm("Hello");
    acme.outage();
    let mut again = Socket::open(&discord).await;
    again.say(1, &json!(2)).await;
    assert_eq!(again.packet().await["op"], 11);
    again.resume(&ready["session_id"], 2).await;
    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "Hello");
    assert_eq!(again.event("GUILD_DELETE").await["unavailable"], true);
    again.event("RESUMED").await;
    assert_eq!((discord.gateway().resumed(), discord.gateway().identified()), (1, 1));
    ana.dm("Are you there?");
    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "Are you there?");
}

#[tokio::test]
async fn a_session_ends_in_many_ways() {
    let (discord, ..) = discord().await;
    let gateway = discord.gateway();
    let invalid = json!({ "op": 9, "s": null, "t": null, "d": false });
    for code in [4000, 4004, 4009] {
        let (mut socket, ready) = Socket::ready(&discord).await;
        socket.event("GUILD_CREATE").await;
        gateway.close(code);
        assert_eq!(socket.hear().await, Heard::Close(code));
        let mut again = Socket::open(&discord).await;
        again.resume(&ready["session_id"], 2).await;
        match code {
            4000 => drop(again.event("RESUMED").await),
            _ => assert_eq!(again.packet().await, invalid),
        }
    }
    // An app that says 1000 will not be back.
    let (mut socket, ready) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    socket.close(1000).await;
    socket.hear().await;
    let mut again = Socket::open(&discord).await;
    again.resume(&ready["session_id"], 2).await;
    assert_eq!(again.packet().await, invalid);
    // A test says so.
    let (mut socket, ready) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    gateway.refuse_resumes(1);
    gateway.reset();
    assert!(matches!(socket.hear().await, Heard::End(_)));
    let mut again = Socket::open(&discord).await;
    again.resume(&ready["session_id"], 2).await;
    assert_eq!(again.packet().await, invalid);
}

#[tokio::test]
async fn a_reset_is_no_polite_end() {
    let (discord, ..) = discord().await;
    let (mut socket, _) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    discord.gateway().reset();
    assert_eq!(socket.hear().await, Heard::End(std::io::ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn a_session_is_resumed_where_it_was_left() {
    let (discord, ..) = discord().await;
    let (mut socket, ready) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    socket.say(1, &json!(3)).await;
    assert_eq!(socket.hear().await, Heard::Close(4002));
    assert_eq!(only_violation(&discord).code, 4002);
    let mut again = Socket::open(&discord).await;
    again.resume(&ready["session_id"], 9).await;
    assert_eq!(again.hear().await, Heard::Close(4007));
    assert_eq!(only_violation(&discord).code, 4007);
}

#[tokio::test]
async fn an_interaction_comes_twice_where_a_test_wants_that() {
    let (discord, _, ana, _) = discord().await;
    registered(&discord).await;
    let (mut socket, _) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    let answer = json!({ "type": 4, "data": { "content": "Noted" } });
    let dm = ana.dm_channel();
    let (ack, first) = join!(ana.slash(&dm, "mentor win", &[]), socket.answer(&discord, &answer));
    assert_eq!((ack.in_time, ack.kind), (true, Some(4)));
    socket.event("MESSAGE_CREATE").await;
    discord.gateway().tell_again("INTERACTION_CREATE");
    assert_eq!(socket.event("INTERACTION_CREATE").await, first);
}

#[tokio::test]
async fn an_interaction_waits_for_an_app_that_comes_back() {
    let (discord, _, ana, _) = discord().await;
    registered(&discord).await;
    let (_, ready) = Socket::ready(&discord).await;
    let dm = ana.dm_channel();
    let answer = json!({ "type": 4, "data": { "content": "Noted" } });
    discord.gateway().end();
    let (ack, ()) = join!(ana.slash(&dm, "mentor win", &[]), async {
        let mut again = Socket::open(&discord).await;
        again.resume(&ready["session_id"], 2).await;
        again.answer(&discord, &answer).await;
    });
    assert!(ack.in_time);
}
