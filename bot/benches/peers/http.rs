//! As much of HTTP/1.1 as it takes to send what is ready, and to know when an answer is whole.

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
            if let Some(answer) = whole(&self.read)? {
                return Ok(answer);
            }
        }
    }
}

/// The answer, once all of it is there: as long as it says, or chunk by chunk up to the empty one.
fn whole(read: &[u8]) -> Result<Option<Answer>, Error> {
    let Some(end) = find(read, b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&read[..end]).map_err(|_| broken("a head that is no text"))?;
    let rest = &read[end + 4..];
    let status = head.get(9..12).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| broken("an answer without a status"))?;
    let field = |name: &str| {
        let fields = head.lines().filter_map(|line| line.split_once(':'));
        fields.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let body = match (field("content-length"), field("transfer-encoding")) {
        (Some(length), _) => {
            let length: usize = length.parse().map_err(|_| broken("a length that is no number"))?;
            rest.get(..length).map(<[u8]>::to_vec)
        }
        (None, Some("chunked")) => unchunked(rest)?,
        (None, _) => return Err(broken("an answer that does not say where it ends")),
    };
    Ok(body.map(|body| Answer { status, body: String::from_utf8_lossy(&body).into_owned() }))
}

fn unchunked(mut rest: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let mut body = Vec::new();
    loop {
        let Some(end) = find(rest, b"\r\n") else { return Ok(None) };
        let length =
            std::str::from_utf8(&rest[..end]).ok().and_then(|hex| usize::from_str_radix(hex, 16).ok());
        let length = length.ok_or_else(|| broken("a chunk without a length"))?;
        let Some(chunk) = rest.get(end + 2..end + 4 + length) else { return Ok(None) };
        if length == 0 {
            return Ok(Some(body));
        }
        body.extend_from_slice(&chunk[..length]);
        rest = &rest[end + 4 + length..];
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn broken(why: &str) -> Error {
    Error::new(ErrorKind::InvalidData, why.to_owned())
}
