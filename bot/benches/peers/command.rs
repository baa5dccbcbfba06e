//! The command as Slack sends it, signed: `POST /slack/events` with a form.

use std::io::Write;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use smallwins::wire::SystemMoments;
use smallwins_core::moment::Moments;

/// The workspace.
pub(crate) const TEAM: &str = "T0PEERS";
/// What the app and Slack know alone.
pub(crate) const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";

/// What is typed after `/mentor`, and by whom.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    /// Their id.
    pub(crate) user: String,
    /// What.
    pub(crate) text: String,
}

/// A request that is ready to leave.
#[derive(Debug)]
pub(crate) struct Signed {
    /// The whole of it, head and body.
    pub(crate) bytes: Vec<u8>,
    /// What is typed in it.
    pub(crate) text: String,
}

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
    pub(crate) fn sign(&mut self, typed: &Typed, address: &str) -> Signed {
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
        Signed { bytes: (head + &body).into_bytes(), text: typed.text.clone() }
    }

    /// Signs all of them into a file, and reads them back.
    pub(crate) fn through_a_file(&mut self, all: &[Typed], address: &str, path: &Path) -> Vec<Signed> {
        let mut file = Vec::new();
        for typed in all {
            let Signed { bytes, text } = self.sign(typed, address);
            writeln!(file, "{} {text}", bytes.len()).expect("memory takes it");
            file.extend(bytes);
        }
        std::fs::write(path, file).expect("the folder takes a file");
        read(&std::fs::read(path).expect("it is there"))
    }
}

/// Each request behind a line with its length and what is typed in it.
fn read(mut file: &[u8]) -> Vec<Signed> {
    let mut all = Vec::new();
    while !file.is_empty() {
        let end = file.iter().position(|byte| *byte == b'\n').expect("a line");
        let line = std::str::from_utf8(&file[..end]).expect("words");
        let (length, text) = line.split_once(' ').expect("a length and a text");
        let (bytes, rest) = file[end + 1..].split_at(length.parse().expect("a length"));
        all.push(Signed { bytes: bytes.to_vec(), text: text.to_owned() });
        file = rest;
    }
    all
}

fn signature(words: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a secret of any length");
    mac.update(words.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
