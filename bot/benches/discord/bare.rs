//! The bare loop: the least that a bot can do. It reads an interaction, and calls back with its words.
//!
//! It is no contender: what it reaches is what the loopback Discord and the load let anybody reach.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::{LocalSet, spawn_local};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

use crate::http::Connection;

/// What it reads of an event.
#[derive(Deserialize)]
struct Event<'a> {
    t: Option<&'a str>,
    d: Option<Told<'a>>,
}

#[derive(Deserialize)]
struct Told<'a> {
    id: Option<&'a str>,
    token: Option<&'a str>,
    #[serde(borrow)]
    data: Option<Data<'a>>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    options: Vec<Chosen<'a>>,
}

#[derive(Deserialize)]
struct Chosen<'a> {
    name: &'a str,
    value: Option<String>,
    #[serde(borrow, default)]
    options: Vec<Chosen<'a>>,
}

/// Runs it against a Discord at an address, until that hangs up.
pub(crate) fn run(address: &str) {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a thread to run on");
    LocalSet::new().block_on(&runtime, echo(address));
}

async fn echo(address: &str) {
    let stream = TcpStream::connect(address).await.expect("it listens");
    stream.set_nodelay(true).expect("it is a socket");
    let gateway = format!("ws://{address}/?v=10&encoding=json");
    let (mut socket, _) = client_async(gateway, stream).await.expect("it takes a WebSocket");
    let identify = json!({ "op": 2, "d": { "token": "bare", "intents": 1, "properties": {} } });
    socket.send(Message::text(identify.to_string())).await.expect("it listens");
    let idle: Rc<RefCell<Vec<Connection>>> = Rc::default();
    let address: Rc<str> = address.into();
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        let Some(request) = callback(&text, &address) else { continue };
        let (idle, address) = (Rc::clone(&idle), Rc::clone(&address));
        spawn_local(async move {
            let free = idle.borrow_mut().pop();
            let mut connection = match free {
                Some(connection) => connection,
                None => Connection::open(&address).await.expect("it listens"),
            };
            connection.exchange(request.as_bytes()).await.expect("it answers");
            idle.borrow_mut().push(connection);
        });
    }
}

/// The request that answers an interaction; `None` for any other event.
fn callback(text: &str, address: &str) -> Option<String> {
    let Event { t: Some("INTERACTION_CREATE"), d: Some(told) } = serde_json::from_str(text).ok()? else {
        return None;
    };
    let (id, token) = told.id.zip(told.token)?;
    let chosen = told.data?.options.into_iter().next()?;
    let typed = chosen.options.into_iter().next().and_then(|option| option.value);
    let words = typed.map_or_else(|| chosen.name.to_owned(), |typed| format!("{} {typed}", chosen.name));
    let body = json!({ "type": 4, "data": { "content": format!("You said: {words}"), "flags": 64 } });
    let body = body.to_string();
    let length = body.len();
    Some(format!(
        "POST /api/v10/interactions/{id}/{token}/callback HTTP/1.1\r\nHost: {address}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
}
