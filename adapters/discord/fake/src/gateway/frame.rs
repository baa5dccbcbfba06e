//! Packets as they go over the wire: as text, or compressed.

use std::io::Write;

use axum::extract::ws::Message;
use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress};
use serde_json::Value;

/// How packets are written.
pub(super) enum Writing {
    Text,
    /// Each for itself, as IDENTIFY may ask.
    Packets,
    /// All as one stream, as the address may ask.
    Stream(Compress),
}

impl Writing {
    /// What the address asks for; `None` for what this Discord does not write.
    pub(super) fn asked(query: &str) -> Option<Writing> {
        match query.split('&').find_map(|pair| pair.strip_prefix("compress=")) {
            None => Some(Writing::Text),
            Some("zlib-stream") => Some(Writing::Stream(Compress::new(Compression::default(), true))),
            Some(_) => None,
        }
    }

    pub(super) fn frame(&mut self, packet: &Value) -> Message {
        let text = packet.to_string();
        match self {
            Writing::Text => Message::text(text),
            Writing::Packets => Message::binary(alone(text.as_bytes())),
            Writing::Stream(stream) => Message::binary(flushed(stream, text.as_bytes())),
        }
    }
}

fn alone(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a list takes everything");
    encoder.finish().expect("a list takes everything")
}

/// The next piece of the stream; it ends in `00 00 ff ff`.
fn flushed(stream: &mut Compress, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let before = stream.total_in();
    loop {
        let read = usize::try_from(stream.total_in() - before).unwrap_or_default();
        stream.compress_vec(&bytes[read..], &mut out, FlushCompress::Sync).expect("zlib writes everything");
        if out.len() < out.capacity() {
            return out;
        }
        out.reserve(bytes.len() + 64);
    }
}
