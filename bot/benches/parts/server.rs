//! The real binary in a process of its own, and the few words of HTTP that it takes to talk to it.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// An answer takes no longer than this, or there is none.
const PATIENCE: Duration = Duration::from_secs(30);

/// A process that serves. It is killed when this value is dropped, and has no time to say goodbye.
pub(crate) struct Server {
    /// Its process.
    pub(crate) child: Child,
    /// Where it listens.
    pub(crate) address: String,
}

impl Server {
    /// Starts it on a free port, and is back when it says that it is ready.
    pub(crate) fn start(folder: &Path, database_url: &str) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_smallwins"))
            .args(["--listen", "127.0.0.1:0", "--database-url", database_url, "--log", "warn"])
            .env_clear()
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut line).expect("it says that it is ready");
        let address = line.strip_prefix("Smallwins is at http://").and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("{line:?} names no address")).to_owned();
        Server { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body of a whole answer that says that all is well; an error when there is none.
pub(crate) fn get(address: &str, path: &str) -> Result<String, Error> {
    answer(address, &format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"))
}

/// As [`get`], for a form that is sent.
pub(crate) fn post(address: &str, path: &str, fields: &[(&str, &str)]) -> Result<String, Error> {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let form = pairs.join("&");
    let length = form.len();
    answer(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nhx-request: true\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
        ),
    )
}

fn answer(address: &str, words: &str) -> Result<String, Error> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(words.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let broken = |why: &str| Error::new(ErrorKind::InvalidData, why.to_owned());
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| broken("no head"))?;
    let status = head.lines().next().unwrap_or_default();
    if !["HTTP/1.1 200", "HTTP/1.1 204"].iter().any(|well| status.starts_with(well)) {
        return Err(broken(status));
    }
    // An answer that breaks off is none: its length, or its last chunk, says whether it is whole.
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    let whole = match length {
        Some(length) => body.len() >= length,
        None => status.starts_with("HTTP/1.1 204") || body.ends_with("0\r\n\r\n"),
    };
    if whole { Ok(body.to_owned()) } else { Err(broken("it breaks off")) }
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
