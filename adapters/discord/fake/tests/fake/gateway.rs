//! Sockets: what is said first, and what is told.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::call::{assert_ok, discord, get, only_violation, say};
use crate::socket::{Heard, Socket, identify, inflated};

#[tokio::test]
async fn an_app_that_identifies_itself_hears_of_its_guilds() {
    let (discord, acme, _, _) = discord().await;
    let general = acme.channel("general");
    let address = assert_ok(&get(&discord, "/gateway/bot").await);
    assert_eq!(address["url"], discord.api().replace("http", "ws"));
    assert_eq!(address["session_start_limit"]["remaining"], 1000);
    let (mut socket, ready) = Socket::ready(&discord).await;
    assert_eq!(ready["user"]["id"], discord.application_id());
    assert_eq!(ready["guilds"], json!([{ "id": acme.id, "unavailable": true }]));
    let guild = socket.event("GUILD_CREATE").await;
    assert_eq!((&guild["id"], &guild["channels"][0]["id"]), (&json!(acme.id), &json!(general)));
    assert_eq!(assert_ok(&get(&discord, "/gateway/bot").await)["session_start_limit"]["remaining"], 999);
    discord.until_connected(1).await;
}

#[tokio::test]
async fn what_is_wrong_with_identify_closes_the_socket() {
    let (discord, ..) = discord().await;
    discord.app(|app| app.shards = 2);
    for (field, value, code) in [
        ("token", json!("made up"), 4004),
        ("shard", json!([2, 2]), 4010),
        ("shard", json!([0]), 4010),
        ("shard", json!([0, 1]), 4011),
        ("intents", json!(1_u64 << 40), 4013),
        ("intents", json!(1 | 1 << 15), 4014),
        ("intents", json!(1 | 1 << 1), 4014),
        ("intent", json!(1), 4002),
        ("compress", json!("yes"), 4002),
    ] {
        let mut wrong = identify(&discord);
        wrong["shard"] = json!([0, 2]);
        wrong[field] = value;
        let mut socket = Socket::open(&discord).await;
        socket.say(2, &wrong).await;
        assert_eq!(socket.hear().await, Heard::Close(code), "{field}");
        assert_eq!(only_violation(&discord).code, u32::from(code));
    }
}

#[tokio::test]
async fn other_intents_than_the_needed_ones_are_written_down() {
    let (discord, ..) = discord().await;
    let mut socket = Socket::open(&discord).await;
    let mut greedy = identify(&discord);
    greedy["intents"] = json!(1 | 1 << 9 | 1 << 12);
    socket.say(2, &greedy).await;
    socket.event("READY").await;
    assert!(only_violation(&discord).why.contains("intents"));
}

#[tokio::test]
async fn packets_have_a_form_an_order_and_a_size() {
    let (discord, ..) = discord().await;
    for (packet, code) in [
        (json!({ "op": 6, "d": { "token": discord.token() } }), 4002),
        (json!({ "op": 3, "d": {} }), 4003),
        (json!({ "op": 99, "d": {} }), 4001),
        (json!({ "op": 1, "d": "7" }), 4002),
        (json!({ "op": 1 }), 4002),
        (json!({ "op": 2, "d": "x".repeat(4096) }), 4002),
    ] {
        let mut socket = Socket::open(&discord).await;
        socket.say_text(&packet.to_string()).await;
        assert_eq!(socket.hear().await, Heard::Close(code), "{packet}");
        assert_eq!(only_violation(&discord).code, u32::from(code));
    }
    let (mut socket, _) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    socket.say(2, &identify(&discord)).await;
    assert_eq!(socket.hear().await, Heard::Close(4005));
    assert_eq!(only_violation(&discord).code, 4005);
}

#[tokio::test]
async fn more_than_120_packets_a_minute_are_too_many() {
    let (discord, ..) = discord().await;
    let mut socket = Socket::open(&discord).await;
    for _ in 0..120 {
        socket.say(1, &Value::Null).await;
        assert_eq!(socket.packet().await["op"], 11);
    }
    socket.say(1, &Value::Null).await;
    assert_eq!(socket.hear().await, Heard::Close(4008));
    assert_eq!(only_violation(&discord).code, 4008);
}

#[tokio::test]
async fn too_many_identifies_in_a_day_reset_the_token() {
    let (discord, _, _, clock) = discord().await;
    discord.app(|app| app.identifies = 2);
    let token = discord.token();
    for _ in 0..2 {
        Socket::ready(&discord).await;
    }
    clock.pass(TimeDelta::days(1));
    let (mut old, _) = Socket::ready(&discord).await;
    old.event("GUILD_CREATE").await;
    Socket::ready(&discord).await;
    let mut socket = Socket::open(&discord).await;
    socket.say(2, &identify(&discord)).await;
    assert_eq!(socket.hear().await, Heard::Close(4004));
    assert_eq!(old.hear().await, Heard::Close(4004));
    assert_ne!(discord.token(), token);
    assert_eq!((only_violation(&discord).code, discord.gateway().identified()), (4004, 5));
}

#[tokio::test]
async fn the_app_is_told_what_to_do() {
    let (discord, ..) = discord().await;
    let gateway = discord.gateway();
    gateway.heartbeat_every(Duration::from_secs(1));
    let mut socket = Socket::connect(&discord, "v=10").await;
    assert_eq!(socket.packet().await["d"]["heartbeat_interval"], 1000);
    let (mut socket, _) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    gateway.wants_heartbeat();
    assert_eq!(socket.packet().await["op"], 1);
    socket.say(1, &json!(2)).await;
    assert_eq!(socket.packet().await["op"], 11);
    gateway.acknowledges(false);
    socket.say(1, &json!(2)).await;
    gateway.until_heartbeats(2).await;
    assert!(timeout(Duration::from_millis(50), socket.hear()).await.is_err());
    gateway.reconnect();
    assert_eq!(socket.packet().await["op"], 7);
    gateway.invalidate(true);
    assert_eq!(socket.packet().await["d"], true);
    gateway.tell("CHANNEL_PINS_UPDATE", &json!({ "channel_id": "123456789012345678" }));
    socket.event("CHANNEL_PINS_UPDATE").await;
}

#[tokio::test]
async fn packets_are_compressed_where_the_app_asks() {
    let (discord, ..) = discord().await;
    let mut socket = Socket::open(&discord).await;
    let mut asks = identify(&discord);
    asks["compress"] = json!(true);
    socket.say(2, &asks).await;
    for name in ["READY", "GUILD_CREATE"] {
        let Heard::Bytes(bytes) = socket.hear().await else { panic!("it is not compressed") };
        assert_eq!(inflated(&bytes)["t"], name);
    }
    let mut stream = Socket::connect(&discord, "v=10&encoding=json&compress=zlib-stream").await;
    stream.say(2, &identify(&discord)).await;
    let mut inflate = flate2::Decompress::new(true);
    for name in [Value::Null, json!("READY"), json!("GUILD_CREATE")] {
        let Heard::Bytes(bytes) = stream.hear().await else { panic!("it is not compressed") };
        assert!(bytes.ends_with(&[0, 0, 0xff, 0xff]));
        let mut out = Vec::with_capacity(100_000);
        inflate.decompress_vec(&bytes, &mut out, flate2::FlushDecompress::Sync).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&out).unwrap()["t"], name);
    }
    let mut other = Socket::connect(&discord, "v=9&encoding=json").await;
    assert_eq!(other.hear().await, Heard::Close(4012));
    assert_eq!(only_violation(&discord).code, 4012);
}

#[tokio::test]
async fn each_shard_hears_of_its_own_guilds_and_the_first_of_what_is_said_to_the_app() {
    let (discord, acme, ana, _) = discord().await;
    let other = discord.guild("other");
    let mut sockets = Vec::new();
    for shard in [0, 1] {
        let mut socket = Socket::open(&discord).await;
        let mut asks = identify(&discord);
        asks["shard"] = json!([shard, 2]);
        socket.say(2, &asks).await;
        socket.event("READY").await;
        let mut guilds = Vec::new();
        for guild in [&acme, &other] {
            if (guild.id.parse::<u64>().unwrap() >> 22) % 2 == shard {
                guilds.push(socket.event("GUILD_CREATE").await["id"].clone());
            }
        }
        sockets.push((socket, guilds));
    }
    assert_eq!(sockets[0].1.len() + sockets[1].1.len(), 2);
    ana.dm("Hello");
    assert_eq!(sockets[0].0.event("MESSAGE_CREATE").await["content"], "Hello");
    assert!(timeout(Duration::from_millis(50), sockets[1].0.hear()).await.is_err());
}

#[tokio::test]
async fn guilds_and_channels_come_and_go() {
    let (discord, acme, ..) = discord().await;
    let (mut socket, _) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    let general = acme.channel("general");
    assert_eq!(socket.event("CHANNEL_CREATE").await["id"], general);
    acme.delete_channel(&general);
    socket.event("CHANNEL_DELETE").await;
    acme.outage();
    assert_eq!(socket.event("GUILD_DELETE").await["unavailable"], true);
    acme.recovers();
    socket.event("GUILD_CREATE").await;
    acme.remove_app();
    assert!(socket.event("GUILD_DELETE").await.get("unavailable").is_none());
    acme.install();
    socket.event("GUILD_CREATE").await;
    acme.delete();
    socket.event("GUILD_DELETE").await;
}

#[tokio::test]
async fn an_app_hears_itself_in_a_conversation_and_not_in_a_guild() {
    let (discord, acme, ana, _) = discord().await;
    let (mut socket, _) = Socket::ready(&discord).await;
    socket.event("GUILD_CREATE").await;
    let general = acme.channel("general");
    socket.event("CHANNEL_CREATE").await;
    for channel in [general, ana.dm_channel()] {
        assert_ok(&say(&discord, &channel, &json!({ "content": "Hello" })).await);
    }
    let heard = socket.event("MESSAGE_CREATE").await;
    assert_eq!(
        (&heard["author"]["id"], &heard["channel_id"]),
        (&json!(discord.application_id()), &json!(ana.dm_channel()))
    );
    assert!(heard.get("guild_id").is_none());
}
