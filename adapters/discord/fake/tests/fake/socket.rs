//! A web socket by hand: just enough of RFC 6455 to be an app on the gateway.

use std::io::Read;

use serde::de::DeserializeSeed;
use serde_json::{Value, json};
use smallwins_fake_discord::{Discord, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use twilight_model::gateway::event::GatewayEventDeserializer;

/// What is heard on a socket.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Heard {
    Text(Value),
    Bytes(Vec<u8>),
    /// Closed, with this code.
    Close(u16),
    /// Ended, or reset.
    End(std::io::ErrorKind),
}

pub(crate) struct Socket {
    stream: TcpStream,
    token: String,
}

/// IDENTIFY as a good app says it.
pub(crate) fn identify(discord: &Discord) -> Value {
    json!({
        "token": discord.token(), "intents": 4097, "shard": [0, 1], "compress": false, "large_threshold": 250,
        "properties": { "os": "linux", "browser": "smallwins", "device": "smallwins" },
    })
}

impl Socket {
    /// Opens one and identifies itself: it has heard HELLO and READY, and no guild yet.
    pub(crate) async fn ready(discord: &Discord) -> (Socket, Value) {
        discord.listen(Transport::Gateway);
        let mut socket = Socket::open(discord).await;
        socket.say(2, &identify(discord)).await;
        let ready = socket.event("READY").await;
        (socket, ready)
    }

    /// Opens one and hears HELLO.
    pub(crate) async fn open(discord: &Discord) -> Socket {
        let mut socket = Socket::connect(discord, "v=10&encoding=json").await;
        assert_eq!(socket.packet().await["op"], 10);
        socket
    }

    pub(crate) async fn connect(discord: &Discord, query: &str) -> Socket {
        let api = discord.api();
        let host = api.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let head = format!(
            "GET /?{query} HTTP/1.1\r\nhost: {host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.unwrap());
        }
        assert!(answer.starts_with(b"HTTP/1.1 101"));
        Socket { stream, token: discord.token() }
    }

    /// The next frame.
    pub(crate) async fn hear(&mut self) -> Heard {
        match self.frame().await {
            Ok(heard) => heard,
            Err(error) => Heard::End(error.kind()),
        }
    }

    async fn frame(&mut self) -> std::io::Result<Heard> {
        let first = self.stream.read_u8().await?;
        let length = match self.stream.read_u8().await? {
            126 => usize::from(self.stream.read_u16().await?),
            127 => usize::try_from(self.stream.read_u64().await?).unwrap(),
            short => usize::from(short),
        };
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await?;
        Ok(match first & 0x0f {
            1 => Heard::Text(judged(serde_json::from_slice(&bytes).unwrap())),
            2 => Heard::Bytes(bytes),
            8 => Heard::Close(bytes.get(..2).map_or(1005, |code| u16::from_be_bytes([code[0], code[1]]))),
            other => panic!("a frame of kind {other}"),
        })
    }

    /// The next packet.
    pub(crate) async fn packet(&mut self) -> Value {
        match self.hear().await {
            Heard::Text(packet) => packet,
            other => panic!("no packet but {other:?}"),
        }
    }

    /// The next event, which has this name: what it says.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        let packet = self.packet().await;
        assert_eq!(packet["t"], name, "{packet:#}");
        packet["d"].clone()
    }

    pub(crate) async fn say(&mut self, op: u64, data: &Value) {
        self.say_text(&json!({ "op": op, "d": data }).to_string()).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        let length = u16::try_from(text.len()).unwrap();
        // Masked with zeros, which leaves the words as they are.
        let mut frame = vec![0x81, 0x80 | 126];
        frame.extend(length.to_be_bytes());
        frame.extend([0; 4]);
        frame.extend(text.bytes());
        self.stream.write_all(&frame).await.unwrap();
    }

    /// Closes with a code, as an app does.
    pub(crate) async fn close(&mut self, code: u16) {
        let mut frame = vec![0x88, 0x82, 0, 0, 0, 0];
        frame.extend(code.to_be_bytes());
        self.stream.write_all(&frame).await.unwrap();
    }

    /// Goes on with an old session.
    pub(crate) async fn resume(&mut self, session: &Value, seen: u64) {
        self.say(6, &json!({ "token": self.token, "session_id": session, "seq": seen })).await;
    }

    /// Hears an interaction and answers it.
    pub(crate) async fn answer(&mut self, discord: &Discord, answer: &Value) -> Value {
        let heard = self.event("INTERACTION_CREATE").await;
        let path = format!("/interactions/{}/{}/callback", text(&heard["id"]), text(&heard["token"]));
        let reply = crate::call::post(discord, &path, answer).await;
        assert_eq!(reply.status, 204, "{}", reply.text());
        heard
    }
}

/// A packet that twilight can read, too.
fn judged(packet: Value) -> Value {
    let text = packet.to_string();
    let event = GatewayEventDeserializer::from_json(&text).unwrap();
    let mut reader = serde_json::Deserializer::from_str(&text);
    if let Err(error) = event.deserialize(&mut reader) {
        panic!("twilight cannot read this packet: {error}\n{packet:#}");
    }
    packet
}

/// What was compressed for itself.
pub(crate) fn inflated(bytes: &[u8]) -> Value {
    let mut text = String::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
