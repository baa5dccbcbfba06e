//! A file in pieces, read by a thread of its own: while one piece is stored, the next is read, and no more than a few
//! are held, however long the file is.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::thread;

use chrono_tz::Tz;
use smallwins_core::decision::Change;
use smallwins_core::micro_session::Reader;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::trouble::Trouble;

/// How many facts a piece has.
const FACTS: usize = 5_000;
/// So many pieces wait to be stored at most.
const WAITING: usize = 2;
/// No line is longer; what goes on beyond it is not read.
const LONGEST: u64 = 4_096;

/// Some facts of a file, in their order.
pub(super) struct Piece {
    /// The zone of the community.
    pub(super) zone: Tz,
    pub(super) changes: Vec<Change>,
    /// How many facts the file has, with its last piece.
    pub(super) whole: Option<u64>,
}

/// Looks whether a file can be read; `-` is standard input.
///
/// # Errors
/// It cannot.
pub(super) fn look(path: &Path) -> Result<(), Trouble> {
    if path.as_os_str() == "-" {
        return Ok(());
    }
    File::open(path).map(drop).map_err(|error| unreadable(path, &error))
}

/// The pieces of a file; `-` is standard input. After what is wrong with it comes nothing more.
///
/// # Errors
/// The file cannot be opened.
pub(super) fn read(path: &Path) -> Result<Receiver<Result<Piece, Trouble>>, Trouble> {
    let lines: Box<dyn BufRead + Send> = if path.as_os_str() == "-" {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(path).map_err(|error| unreadable(path, &error))?))
    };
    let (send, pieces) = channel(WAITING);
    let path = path.to_owned();
    thread::spawn(move || {
        if let Err(trouble) = hand_over(&path, lines, &send) {
            // Whoever stored the pieces may have gone.
            let _ = send.blocking_send(Err(trouble));
        }
    });
    Ok(pieces)
}

fn hand_over(
    path: &Path,
    mut lines: Box<dyn BufRead + Send>,
    send: &Sender<Result<Piece, Trouble>>,
) -> Result<(), Trouble> {
    let (mut reader, mut line, mut changes) = (Reader::default(), Vec::new(), Vec::new());
    let wrong = |unread| {
        Trouble::misused(
            format!("{}, {unread}", path.display()),
            "mend that line; nothing was imported. What a line may be: smallwins export --schema",
        )
    };
    loop {
        line.clear();
        let read = Read::take(&mut lines, LONGEST).read_until(b'\n', &mut line);
        if read.map_err(|error| unreadable(path, &error))? == 0 {
            break;
        }
        changes.extend(reader.read(line.trim_ascii_end()).map_err(wrong)?.map(Change::Past));
        if changes.len() == FACTS {
            let zone = reader.zone().unwrap_or_default();
            let piece = Piece { zone, changes: std::mem::take(&mut changes), whole: None };
            if send.blocking_send(Ok(piece)).is_err() {
                return Ok(());
            }
        }
    }
    let whole = Some(reader.finish().map_err(wrong)?);
    let zone = reader.zone().unwrap_or_default();
    // Whoever stored the pieces may have gone.
    let _ = send.blocking_send(Ok(Piece { zone, changes, whole }));
    Ok(())
}

fn unreadable(path: &Path, error: &io::Error) -> Trouble {
    Trouble::misused(
        format!("{} cannot be read: {error}", path.display()),
        "name a file that can be read, or -",
    )
}
