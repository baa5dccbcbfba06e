//! The gateway: hello, ready, and events one after another. Nothing is compressed, whatever was asked for: nobody has
//! to unpack anything.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Message, Role};

use super::{APPLICATION, GUILD, World, guild};
use crate::loopback::rest::bot;

/// How many events are written at once at most.
const TOGETHER: usize = 64;

const HEARTBEAT: u64 = 1;
const IDENTIFY: u64 = 2;
const RESUME: u64 = 6;

/// Something that is told.
pub(super) struct Event {
    /// Its name.
    pub(super) name: &'static str,
    /// What, as JSON.
    pub(super) data: String,
}

/// The answer to the request that opens a WebSocket.
pub(super) fn accept(key: &str) -> String {
    let accepted = derive_accept_key(key.as_bytes());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accepted}\r\n\r\n"
    )
}

/// Serves one until it ends.
pub(super) async fn serve(mut stream: TcpStream, accepted: &str, world: &World) {
    if stream.write_all(accepted.as_bytes()).await.is_err() {
        return;
    }
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
    let (events, mut due) = unbounded_channel();
    let hello = json!({ "t": null, "s": null, "op": 10, "d": { "heartbeat_interval": 41_250 } });
    if socket.send(Message::text(hello.to_string())).await.is_err() {
        return;
    }
    let (mut told, mut together) = (0_u64, Vec::with_capacity(TOGETHER));
    loop {
        tokio::select! {
            _ = due.recv_many(&mut together, TOGETHER) => {
                for Event { name, data } in together.drain(..) {
                    told += 1;
                    let event = format!(r#"{{"t":"{name}","s":{told},"op":0,"d":{data}}}"#);
                    if socket.feed(Message::text(event)).await.is_err() {
                        return;
                    }
                }
                if socket.flush().await.is_err() {
                    return;
                }
            }
            heard = socket.next() => {
                let Some(Ok(heard)) = heard else { return };
                let Message::Text(text) = heard else { continue };
                let answer = match serde_json::from_str::<Value>(&text).ok().and_then(|said| said["op"].as_u64()) {
                    Some(HEARTBEAT) => json!({ "t": null, "s": null, "op": 11, "d": null }),
                    Some(RESUME) => json!({ "t": null, "s": null, "op": 9, "d": false }),
                    Some(IDENTIFY) => {
                        world.ready(&events);
                        continue;
                    }
                    _ => continue,
                };
                if socket.send(Message::text(answer.to_string())).await.is_err() {
                    return;
                }
            }
        }
    }
}

impl World {
    /// Somebody has identified, and gets ready.
    fn ready(&self, events: &UnboundedSender<Event>) {
        let ready = json!({
            "v": 10, "user": bot(), "guilds": [{ "id": GUILD, "unavailable": true }],
            "session_id": "30f32c5d54ae86130fc4a215c7474263",
            "resume_gateway_url": format!("ws://{}", self.address), "session_type": "normal",
            "shard": [0, 1], "application": { "id": APPLICATION, "flags": 8_953_856 },
            "private_channels": [], "presences": [], "relationships": [], "user_settings": {},
        });
        let mut seen = self.lock();
        for (name, data) in [("READY", ready.to_string()), ("GUILD_CREATE", guild::ours())] {
            // Whoever hung up hears no more.
            let _ = events.send(Event { name, data });
        }
        seen.gateway = Some(events.clone());
        seen.ready = Some(std::time::Instant::now());
    }
}
