//! Connections that can be cut: at once, or in the middle of an answer.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Zero is a whole connection.
const HALF: u8 = 1;
const CUT: u8 = 2;

/// Held by the one who answers a request: cuts the connection that it came by.
#[derive(Debug, Clone, Default)]
pub struct Scissors(Arc<AtomicU8>);

impl Scissors {
    /// Nothing of the next answer arrives: the connection is reset.
    pub fn cut(&self) {
        self.0.store(CUT, Ordering::SeqCst);
    }

    /// The head and half of the body of the next answer arrive.
    pub fn cut_in_half(&self) {
        self.0.store(HALF, Ordering::SeqCst);
    }
}

/// Lets connections in.
pub struct Door(pub TcpListener);

/// A connection.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    scissors: Scissors,
}

impl Listener for Door {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, from) = <TcpListener as Listener>::accept(&mut self.0).await;
        // Small answers are not held back for more.
        let _ = stream.set_nodelay(true);
        (Wire { stream, scissors: Scissors::default() }, from)
    }

    fn local_addr(&self) -> Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A door whose connections can be cut.
pub trait Cuttable: Listener {
    /// What cuts a connection.
    fn scissors(connection: &Self::Io) -> Scissors;
}

impl Cuttable for Door {
    fn scissors(connection: &Wire) -> Scissors {
        connection.scissors()
    }
}

impl<D: Cuttable> Connected<IncomingStream<'_, D>> for Scissors {
    fn connect_info(stream: IncomingStream<'_, D>) -> Scissors {
        D::scissors(stream.io())
    }
}

impl Wire {
    /// What cuts it.
    pub fn scissors(&self) -> Scissors {
        self.scissors.clone()
    }

    fn is_cut(&self) -> bool {
        self.scissors.0.load(Ordering::SeqCst) == CUT
    }

    /// What the other side sees is a reset, not a polite end.
    fn reset(&self) -> Error {
        let _ = self.stream.set_zero_linger();
        Error::from(ErrorKind::ConnectionReset)
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        if self.is_cut() {
            return Poll::Ready(Err(self.reset()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        if self.is_cut() {
            return Poll::Ready(Err(self.reset()));
        }
        if self.scissors.0.load(Ordering::SeqCst) == HALF {
            let head = buf.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |end| end + 4);
            let part = head + (buf.len() - head) / 2;
            let written = Pin::new(&mut self.stream).poll_write(cx, &buf[..part]);
            if written.is_ready() {
                self.scissors.cut();
            }
            return written;
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
