//! What comes in over HTTP: JSON, or a form with JSON and files in it.

use axum::http::{HeaderMap, Method as Verb};
use serde_json::Value;

use crate::refusal::Refusal;
use crate::rest::Body;

/// A whole request, in bytes.
const REQUEST: usize = 25 * 1024 * 1024;
/// One file, in bytes.
const FILE: usize = 10 * 1024 * 1024;

/// A call as it came in.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) verb: Verb,
    /// Behind `/api/v10`.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A file beside a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// The number in `files[n]`.
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) bytes: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The pairs behind the question mark.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(n, v)| (n.into(), v.into()))
            .collect()
    }

    /// Reads the body of a route that takes one.
    pub(crate) fn read(&self, takes: Body) -> Result<(Value, Vec<File>), Refusal> {
        if takes == Body::Nothing {
            return match self.body.is_empty() {
                true => Ok((Value::Null, Vec::new())),
                false => Err(Refusal::form("", "this route takes no body")),
            };
        }
        read(self.header("content-type").unwrap_or_default(), &self.body, takes == Body::Files)
    }
}

/// Reads JSON, or a form with `payload_json` and `files[n]` where files are taken.
pub(crate) fn read(kind: &str, body: &[u8], takes_files: bool) -> Result<(Value, Vec<File>), Refusal> {
    if body.len() > REQUEST {
        return Err(Refusal::wrong(413, 40005, "Request entity too large", "a request has 25 MiB at most"));
    }
    let essence = kind.split(';').next().unwrap_or_default().trim();
    match essence {
        "application/json" => Ok((json(body)?, Vec::new())),
        "multipart/form-data" if takes_files => parts(kind, body),
        _ => Err(Refusal::form("", format!("content-type {kind:?} is not read here"))),
    }
}

fn json(body: &[u8]) -> Result<Value, Refusal> {
    let broken = |why: String| Refusal::wrong(400, 50109, "The request body contains invalid JSON.", why);
    serde_json::from_slice(body).map_err(|error| broken(error.to_string()))
}

fn parts(kind: &str, body: &[u8]) -> Result<(Value, Vec<File>), Refusal> {
    let broken = |why: &str| Refusal::form("", why);
    let boundary = kind.split_once("boundary=").map(|(_, boundary)| boundary.trim_matches('"'));
    let boundary =
        boundary.filter(|boundary| !boundary.is_empty()).ok_or_else(|| broken("a form without boundary"))?;
    let (mut said, mut files) = (None, Vec::new());
    for part in split(body, format!("--{boundary}").as_bytes()) {
        let end = find(part, b"\r\n\r\n").ok_or_else(|| broken("a part without a head"))?;
        let head = String::from_utf8_lossy(&part[..end]).into_owned();
        let bytes =
            part[end + 4..].strip_suffix(b"\r\n").ok_or_else(|| broken("a part that does not end"))?;
        let name = attribute(&head, "name").ok_or_else(|| broken("a part without a name"))?;
        if name == "payload_json" {
            said = Some(json(bytes)?);
            continue;
        }
        let number = name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']')?.parse().ok());
        let number =
            number.ok_or_else(|| broken(&format!("{name:?} is neither payload_json nor files[n]")))?;
        let file = attribute(&head, "filename").filter(|file| !file.is_empty());
        let file = file.ok_or_else(|| broken(&format!("{name} has no filename")))?;
        if bytes.len() > FILE {
            return Err(Refusal::wrong(413, 40005, "Request entity too large", "a file has 10 MiB at most"));
        }
        if files.iter().any(|file: &File| file.number == number) {
            return Err(broken(&format!("{name} stands twice")));
        }
        let kind = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-type:").map(str::to_owned));
        let kind = kind.unwrap_or_default().trim().to_owned();
        files.push(File { number, name: file, kind, bytes: bytes.to_vec() });
    }
    Ok((said.unwrap_or(Value::Null), files))
}

/// What stands between the boundaries, without the line breaks right behind them.
fn split<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let Some(start) = find(body, boundary) else { return parts };
    let mut rest = &body[start + boundary.len()..];
    while let Some(end) = find(rest, boundary) {
        parts.push(rest[..end].strip_prefix(b"\r\n").unwrap_or(&rest[..end]));
        rest = &rest[end + boundary.len()..];
    }
    parts
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// `name="…"` in the head of a part.
fn attribute(head: &str, name: &str) -> Option<String> {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let value = line.split(';').find_map(|piece| piece.trim().strip_prefix(name)?.strip_prefix('='))?;
    Some(value.trim_matches('"').to_owned())
}
