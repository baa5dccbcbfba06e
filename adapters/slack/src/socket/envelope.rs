//! What comes over a socket: a payload in an envelope, or something about the socket itself.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::hear::Ack;
use crate::inbound::{self, Garbled, Inbound};
use crate::render::Json;

/// A message of a socket, as far as it decides what to do with it.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow, default)]
    r#type: Cow<'a, str>,
    /// By which it is acknowledged.
    pub(super) envelope_id: Option<String>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
    reason: Option<String>,
    retry_attempt: Option<u32>,
}

/// What a message of a socket is.
#[derive(Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and looked at once")]
pub(super) enum Received {
    /// The socket is ready.
    Hello,
    /// The socket is going to be closed: open another one.
    Disconnect,
    /// There are too many sockets, or there should be none: open no other one soon.
    Unwanted,
    /// Something that somebody said or that happened.
    Told(Result<Inbound, Garbled>),
    /// Something that we do not know.
    Strange,
}

impl<'a> Envelope<'a> {
    /// Opens an envelope; its payload stays as it is until it is read.
    pub(super) fn open(text: &'a str) -> Option<Envelope<'a>> {
        serde_json::from_str(text).ok()
    }

    /// Whether Slack says that it tells this again.
    pub(super) fn is_retry(&self) -> bool {
        self.retry_attempt.is_some_and(|attempt| attempt > 0)
    }

    pub(super) fn read(&self) -> Received {
        let payload = self.payload.map_or("null", RawValue::get).as_bytes();
        match &*self.r#type {
            "hello" => Received::Hello,
            "disconnect" => match self.reason.as_deref() {
                Some("too_many_websockets" | "link_disabled") => Received::Unwanted,
                _ => Received::Disconnect,
            },
            "slash_commands" => Received::Told(inbound::command(payload)),
            "interactive" => Received::Told(inbound::interaction(payload)),
            "events_api" => Received::Told(inbound::event(payload)),
            _ => Received::Strange,
        }
    }
}

/// The acknowledgement of an envelope. Slack sends again what has none.
pub(super) fn acknowledged(envelope_id: &str, ack: &Ack) -> Option<String> {
    let payload = match ack {
        Ack::Nothing => None,
        Ack::Json(payload) => Some(payload),
        Ack::Again => return None,
    };
    Some(Json::of(&Acknowledged { envelope_id, payload }).as_str().to_owned())
}

#[derive(Serialize)]
struct Acknowledged<'a> {
    envelope_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a Json>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::What;

    fn read(text: &str) -> Received {
        Envelope::open(text).unwrap().read()
    }

    #[test]
    fn what_is_about_the_socket_is_told_apart() {
        assert_eq!(
            read(r#"{"type":"hello","num_connections":1,"debug_info":{"host":"a"}}"#),
            Received::Hello
        );
        for reason in ["warning", "refresh_requested", "something_new"] {
            assert_eq!(
                read(&format!(r#"{{"type":"disconnect","reason":"{reason}"}}"#)),
                Received::Disconnect
            );
        }
        assert_eq!(read(r#"{"type":"disconnect","reason":"too_many_websockets"}"#), Received::Unwanted);
        assert_eq!(read(r#"{"type":"something_new","envelope_id":"e"}"#), Received::Strange);
        assert_eq!(read("{}"), Received::Strange);
        assert!(Envelope::open("{\"type\":").is_none());
    }

    #[test]
    fn a_payload_is_read_as_if_it_came_over_http() {
        let text = r#"{"type":"events_api","envelope_id":"e","retry_attempt":1,"accepts_response_payload":false,
            "payload":{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"app_uninstalled"}}}"#;
        let envelope = Envelope::open(text).unwrap();
        assert!(envelope.is_retry());
        let Received::Told(Ok(inbound)) = envelope.read() else { panic!() };
        assert_eq!((inbound.id.as_str(), inbound.what), ("Ev1", What::Uninstalled));
        assert!(matches!(read(r#"{"type":"slash_commands","envelope_id":"e"}"#), Received::Told(Err(_))));
    }

    #[test]
    fn an_acknowledgement_names_its_envelope() {
        assert_eq!(acknowledged("e", &Ack::Nothing).unwrap(), r#"{"envelope_id":"e"}"#);
        let ack = Ack::Json(Json::of(&serde_json::json!({ "text": "t" })));
        assert_eq!(acknowledged("e", &ack).unwrap(), r#"{"envelope_id":"e","payload":{"text":"t"}}"#);
        assert_eq!(acknowledged("e", &Ack::Again), None);
    }
}
