//! A web socket by hand: just enough of RFC 6455 to be a client.

use serde_json::{Value, json};
use smallwins_fake_slack::Slack;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::call::post;

pub(crate) struct Socket(TcpStream);

impl Socket {
    /// Opens one as an app does, and hears `hello`.
    pub(crate) async fn open(slack: &Slack) -> Socket {
        let token = slack.app(|_| {}).app_token;
        let answer = post(slack, &token, "apps.connections.open", json!({})).await;
        let mut socket = Socket::connect(answer["url"].as_str().unwrap()).await.unwrap();
        assert_eq!(socket.hear().await.unwrap()["type"], "hello");
        socket
    }

    /// The status where it is not let in.
    pub(crate) async fn connect(url: &str) -> Result<Socket, String> {
        let (host, path) = url.strip_prefix("ws://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let head = format!(
            "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.unwrap());
        }
        let answer = String::from_utf8(answer).unwrap();
        match answer.starts_with("HTTP/1.1 101") {
            true => Ok(Socket(stream)),
            false => Err(answer),
        }
    }

    /// The next message; `None` when the other side closed.
    pub(crate) async fn hear(&mut self) -> Option<Value> {
        let first = self.0.read_u8().await.ok()?;
        let length = match self.0.read_u8().await.ok()? {
            126 => usize::from(self.0.read_u16().await.ok()?),
            127 => usize::try_from(self.0.read_u64().await.ok()?).unwrap(),
            short => usize::from(short),
        };
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes).await.ok()?;
        match first & 0x0f {
            1 => Some(serde_json::from_slice(&bytes).unwrap()),
            _ => None,
        }
    }

    pub(crate) async fn say(&mut self, message: &Value) {
        let text = message.to_string();
        let length = u16::try_from(text.len()).unwrap();
        // Masked with zeros, which leaves the words as they are.
        let mut frame = vec![0x81, 0x80 | 126];
        frame.extend(length.to_be_bytes());
        frame.extend([0; 4]);
        frame.extend(text.bytes());
        self.0.write_all(&frame).await.unwrap();
    }

    /// Hears an envelope and acknowledges it.
    pub(crate) async fn ack(&mut self, payload: Option<Value>) -> Value {
        let envelope = self.hear().await.unwrap();
        let mut ack = json!({ "envelope_id": envelope["envelope_id"] });
        if let Some(payload) = payload {
            ack["payload"] = payload;
        }
        self.say(&ack).await;
        envelope
    }
}
