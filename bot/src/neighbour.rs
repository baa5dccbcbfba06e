//! Who holds an address: nobody, another Smallwins, or somebody else.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use crate::trouble::Trouble;

/// What every answer of ours carries in its `server` header.
pub const NAME: &str = "smallwins";

/// How long somebody at the same machine may take to say who they are.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long a Smallwins may take to say whether it is ready, for which it asks its database.
const READIES: Duration = Duration::from_secs(3);

/// Who holds an address.
#[derive(Debug)]
pub enum Neighbour {
    /// Nobody: it can be had.
    Nobody,
    /// Another Smallwins.
    Smallwins,
    /// Some other program.
    Stranger,
    /// It cannot be had at all.
    Forbidden(io::Error),
}

impl Neighbour {
    /// Why the address cannot be had, and what to do about it.
    pub fn trouble(&self, address: SocketAddr) -> Trouble {
        let elsewhere = "or listen elsewhere, for example with --listen 127.0.0.1:0";
        match self {
            Neighbour::Nobody => Trouble::failed(
                format!("{address} was taken for a moment and is free again"),
                "start Smallwins once more",
            ),
            Neighbour::Smallwins => Trouble::failed(
                format!("{address} is in use by another Smallwins"),
                format!("stop it, {elsewhere}"),
            ),
            Neighbour::Stranger => Trouble::failed(
                format!("{address} is in use by another program"),
                format!("stop that program, {elsewhere}"),
            ),
            Neighbour::Forbidden(error) => Trouble::failed(
                format!("{address} cannot be listened on: {error}"),
                "choose an address of this machine and a port from 1024 on",
            ),
        }
    }
}

/// Asks who holds an address.
pub fn at(address: SocketAddr) -> Neighbour {
    match TcpListener::bind(address) {
        Ok(_) => Neighbour::Nobody,
        Err(error) if error.kind() == ErrorKind::AddrInUse => match is_smallwins(address) {
            Ok(true) => Neighbour::Smallwins,
            Ok(false) | Err(_) => Neighbour::Stranger,
        },
        Err(error) => Neighbour::Forbidden(error),
    }
}

/// The address under which this machine itself reaches a listener: `0.0.0.0` is reached at `127.0.0.1`.
pub fn from_here(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Whether the Smallwins at an address is ready to serve.
///
/// # Errors
/// Nobody is there, or nobody answers in time.
pub fn is_ready(address: SocketAddr) -> io::Result<bool> {
    let head = head(address, "/readyz", READIES)?;
    Ok(is_ours(&head) && head.split(' ').nth(1) == Some("200"))
}

fn is_smallwins(address: SocketAddr) -> io::Result<bool> {
    Ok(is_ours(&head(address, "/healthz", PATIENCE)?))
}

fn is_ours(head: &str) -> bool {
    head.lines().any(|line| line.strip_prefix("server:").is_some_and(|name| name.trim() == NAME))
}

/// The first line and the headers of an answer, in lower case.
fn head(address: SocketAddr, path: &str, patience: Duration) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&from_here(address), patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    // In one piece: who answers before the rest arrives would cut the connection.
    let question =
        format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", from_here(address));
    stream.write_all(question.as_bytes())?;
    let mut head = [0; 1024];
    let mut length = 0;
    while length < head.len() && !head[..length].windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut head[length..])? {
            0 => break,
            more => length += more,
        }
    }
    let head = String::from_utf8_lossy(&head[..length]).to_ascii_lowercase();
    Ok(head.split("\r\n\r\n").next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn one_that_answers<T>(answer: &'static str, ask: impl FnOnce(SocketAddr) -> T) -> T {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answering = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            assert_ne!(stream.read(&mut [0; 512]).unwrap(), 0);
            stream.write_all(answer.as_bytes()).unwrap();
            listener
        });
        let told = ask(address);
        answering.join().unwrap();
        told
    }

    fn neighbour_that_answers(answer: &'static str) -> Neighbour {
        one_that_answers(answer, at)
    }

    #[test]
    fn only_a_smallwins_that_says_so_is_ready() {
        let ready = |answer| one_that_answers(answer, is_ready).unwrap();
        assert!(ready("HTTP/1.1 200 OK\r\nserver: smallwins\r\n\r\n"));
        assert!(!ready("HTTP/1.1 503 Service Unavailable\r\nserver: smallwins\r\n\r\n"));
        assert!(!ready("HTTP/1.1 200 OK\r\nserver: other\r\n\r\n"));
    }

    #[test]
    fn a_smallwins_is_known_by_its_name_and_nobody_else_is() {
        let answer = "HTTP/1.1 200 OK\r\nServer: smallwins\r\ncontent-length: 0\r\n\r\n";
        assert!(matches!(neighbour_that_answers(answer), Neighbour::Smallwins));
        let answer = "HTTP/1.1 200 OK\r\nserver: other\r\n\r\nserver: smallwins\r\n";
        assert!(matches!(neighbour_that_answers(answer), Neighbour::Stranger));
        assert!(matches!(neighbour_that_answers("220 mail ready\r\n"), Neighbour::Stranger));
        assert!(matches!(at(SocketAddr::from(([127, 0, 0, 1], 0))), Neighbour::Nobody));
        assert!(matches!(at(SocketAddr::from(([192, 0, 2, 1], 8420))), Neighbour::Forbidden(_)));
    }
}
