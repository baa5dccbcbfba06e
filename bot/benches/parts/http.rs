//! As much of HTTP/1.1 as it takes to send what is ready, and to know when what comes is whole.

use std::borrow::Cow;
use std::io::{Error, ErrorKind};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A whole answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: u16,
    /// Its body, as text.
    pub(crate) body: String,
}

/// A connection that is kept for the next request.
pub(crate) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    /// Connects to a server.
    pub(crate) async fn open(address: &str) -> Result<Connection, Error> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, read: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request, and is back with the whole answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Answer, Error> {
        self.read.clear();
        self.stream.write_all(request).await?;
        loop {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err(broken("the answer breaks off"));
            }
            if let Some(whole) = Whole::read(&self.read)? {
                if whole.length < self.read.len() {
                    return Err(broken("more than one answer"));
                }
                let status = whole.word(1).parse().map_err(|_| broken("an answer without a status"))?;
                return Ok(Answer { status, body: String::from_utf8_lossy(&whole.body).into_owned() });
            }
        }
    }
}

/// A request or an answer of which all is there.
pub(crate) struct Whole<'a> {
    /// Its first line, and the fields below it.
    head: &'a str,
    /// Its body.
    pub(crate) body: Cow<'a, [u8]>,
    /// How many bytes it takes.
    pub(crate) length: usize,
}

impl<'a> Whole<'a> {
    /// What stands at the beginning, once all of it is there: as long as it says, or chunk by chunk up to the empty
    /// one.
    pub(crate) fn read(read: &'a [u8]) -> Result<Option<Whole<'a>>, Error> {
        let Some(end) = find(read, b"\r\n\r\n") else { return Ok(None) };
        let head = std::str::from_utf8(&read[..end]).map_err(|_| broken("a head that is no text"))?;
        let mut whole = Whole { head, body: Cow::Borrowed(&[]), length: end + 4 };
        let rest = &read[whole.length..];
        match (whole.field("content-length"), whole.field("transfer-encoding")) {
            (Some(length), _) => {
                let length: usize = length.parse().map_err(|_| broken("a length that is no number"))?;
                let Some(body) = rest.get(..length) else { return Ok(None) };
                whole.body = Cow::Borrowed(body);
                whole.length += length;
            }
            (None, Some("chunked")) => {
                let Some((body, length)) = unchunked(rest)? else { return Ok(None) };
                whole.body = Cow::Owned(body);
                whole.length += length;
            }
            (None, _) => {}
        }
        Ok(Some(whole))
    }

    /// A word of its first line.
    pub(crate) fn word(&self, place: usize) -> &'a str {
        let first = self.head.split("\r\n").next().unwrap_or_default();
        first.split(' ').nth(place).unwrap_or_default()
    }

    /// A field of its head.
    pub(crate) fn field(&self, name: &str) -> Option<&'a str> {
        let mut fields = self.head.split("\r\n").filter_map(|line| line.split_once(':'));
        fields.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// The chunks in one, and how many bytes they took.
fn unchunked(chunks: &[u8]) -> Result<Option<(Vec<u8>, usize)>, Error> {
    let (mut rest, mut body) = (chunks, Vec::new());
    loop {
        let Some(end) = find(rest, b"\r\n") else { return Ok(None) };
        let length =
            std::str::from_utf8(&rest[..end]).ok().and_then(|hex| usize::from_str_radix(hex, 16).ok());
        let length = length.ok_or_else(|| broken("a chunk without a length"))?;
        let Some(chunk) = rest.get(end + 2..end + 4 + length) else { return Ok(None) };
        body.extend_from_slice(&chunk[..length]);
        rest = &rest[end + 4 + length..];
        if length == 0 {
            return Ok(Some((body, chunks.len() - rest.len())));
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn broken(why: &str) -> Error {
    Error::new(ErrorKind::InvalidData, why.to_owned())
}
