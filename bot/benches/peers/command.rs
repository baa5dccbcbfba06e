//! The command as Slack sends it, signed: `POST /slack/events` with a form.

use std::io::Write;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use smallwins::wire::SystemMoments;
use smallwins_core::moment::Moments;

use crate::place::Typed;

/// The workspace.
pub(crate) const TEAM: &str = "T0PEERS";
/// What the app and Slack know alone.
pub(crate) const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";

/// Signs commands. No two have the same `trigger_id`, and so none the same signature.
pub(crate) struct Signer {
    response_url: String,
    signed: u64,
}

impl Signer {
    /// One whose answers could also be sent to a Slack at that address.
    pub(crate) fn new(slack: &str) -> Signer {
        Signer { response_url: format!("http://{slack}/commands/{TEAM}/1/peers"), signed: 0 }
    }

    /// A command for a server at an address, signed now.
    pub(crate) fn sign(&mut self, typed: &Typed, address: &str) -> Vec<u8> {
        self.signed += 1;
        let number = self.signed;
        let name = typed.user.to_lowercase();
        let trigger = format!("{}.{number}.8088930838d88f008e0", 13_345_224_609 + number);
        let fields = [
            ("token", "gIkuvaNzQIHg97ATvDxqgjtO"),
            ("team_id", TEAM),
            ("team_domain", "peers"),
            ("channel_id", "C2147483705"),
            ("channel_name", "general"),
            ("user_id", &typed.user),
            ("user_name", &name),
            ("command", "/mentor"),
            ("text", &typed.text),
            ("api_app_id", "A0PEERS"),
            ("is_enterprise_install", "false"),
            ("response_url", &self.response_url),
            ("trigger_id", &trigger),
        ];
        let body = fields.map(|(name, value)| format!("{name}={}", encoded(value))).join("&");
        let at = SystemMoments.moment().now.timestamp();
        let signature = signature(&format!("v0:{at}:{body}"));
        let head = format!(
            "POST /slack/events HTTP/1.1\r\nHost: {address}\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n\
             Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\nX-Slack-Signature: v0={signature}\r\n\
             X-Slack-Request-Timestamp: {at}\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n",
            body.len()
        );
        (head + &body).into_bytes()
    }

    /// Signs all of them into a file, and reads them back.
    pub(crate) fn through_a_file(&mut self, all: &[Typed], address: &str, path: &Path) -> Vec<Vec<u8>> {
        let mut file = Vec::new();
        for typed in all {
            let request = self.sign(typed, address);
            writeln!(file, "{}", request.len()).expect("memory takes it");
            file.extend(request);
        }
        std::fs::write(path, file).expect("the folder takes a file");
        read(&std::fs::read(path).expect("it is there"))
    }
}

/// Each request behind a line with its length.
fn read(mut file: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    while !file.is_empty() {
        let end = file.iter().position(|byte| *byte == b'\n').expect("a line");
        let length = std::str::from_utf8(&file[..end]).ok().and_then(|length| length.parse().ok());
        let (request, rest) = file[end + 1..].split_at(length.expect("a length"));
        all.push(request.to_vec());
        file = rest;
    }
    all
}

fn signature(words: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a secret of any length");
    mac.update(words.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
