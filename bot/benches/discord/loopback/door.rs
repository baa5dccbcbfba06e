//! One connection: requests one after another, or a gateway.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{World, gateway};
use crate::http::Whole;

/// Serves it until it ends.
pub(super) async fn serve(mut stream: TcpStream, world: Arc<World>) {
    stream.set_nodelay(true).expect("it is a socket");
    let mut read = Vec::with_capacity(16 * 1024);
    let mut written = Vec::with_capacity(4 * 1024);
    loop {
        let mut taken = 0;
        while let Ok(Some(whole)) = Whole::read(&read[taken..]) {
            taken += whole.length;
            if let Some(key) = whole.field("sec-websocket-key") {
                let accepted = gateway::accept(key);
                return gateway::serve(stream, &accepted, &world).await;
            }
            let reply = world.answer(whole.word(0), whole.word(1), &whole.body);
            reply.write(&mut written);
        }
        read.drain(..taken);
        if stream.write_all(&written).await.is_err() {
            return;
        }
        written.clear();
        if !matches!(stream.read_buf(&mut read).await, Ok(1..)) {
            return;
        }
    }
}
