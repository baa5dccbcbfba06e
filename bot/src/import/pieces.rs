//! A file in pieces, read by a thread of its own: while one piece is stored, the next is read, and no more than a few
//! are held, however long the file is.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::thread;

use chrono_tz::Tz;
use smallwins_core::decision::Change;
use smallwins_core::micro_session::{Reader, Unread, Why};
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
    Ok(pieces_of(path, lines))
}

fn pieces_of(path: &Path, lines: Box<dyn BufRead + Send>) -> Receiver<Result<Piece, Trouble>> {
    let (send, pieces) = channel(WAITING);
    let path = path.to_owned();
    thread::spawn(move || {
        if let Err(trouble) = hand_over(&path, lines, &send) {
            // Whoever stored the pieces may have gone.
            let _ = send.blocking_send(Err(trouble));
        }
    });
    pieces
}

fn hand_over(
    path: &Path,
    mut lines: Box<dyn BufRead + Send>,
    send: &Sender<Result<Piece, Trouble>>,
) -> Result<(), Trouble> {
    let (mut reader, mut line, mut changes) = (Reader::default(), Vec::new(), Vec::new());
    loop {
        line.clear();
        let read = Read::take(&mut lines, LONGEST).read_until(b'\n', &mut line);
        if read.map_err(|error| unreadable(path, &error))? == 0 {
            break;
        }
        let ends = line.ends_with(b"\n");
        let fact = reader.read(line.trim_ascii_end()).map_err(|unread| wrong(path, &unread, ends))?;
        changes.extend(fact.map(Change::Past));
        if changes.len() == FACTS {
            let zone = reader.zone().unwrap_or_default();
            let piece = Piece { zone, changes: std::mem::take(&mut changes), whole: None };
            if send.blocking_send(Ok(piece)).is_err() {
                return Ok(());
            }
        }
    }
    let whole = Some(reader.finish().map_err(|unread| wrong(path, &unread, false))?);
    let zone = reader.zone().unwrap_or_default();
    // Whoever stored the pieces may have gone.
    let _ = send.blocking_send(Ok(Piece { zone, changes, whole }));
    Ok(())
}

/// What is wrong with a file, and what to do about it; whether the line ends with the end of a line.
fn wrong(path: &Path, Unread { line, why }: &Unread, ends: bool) -> Trouble {
    let fix = match why {
        Why::Newer(_) => "update Smallwins, a later release wrote it",
        Why::CutOff | Why::Count { .. } => "fetch the file again",
        Why::Json(_) if !ends => "fetch the file again, it was cut off",
        _ => "mend that line; what a line may be: smallwins export --schema",
    };
    Trouble::misused(
        format!("{}, line {line}: {why}", path.display()),
        format!("{fix}. Nothing was imported"),
    )
}

fn unreadable(path: &Path, error: &io::Error) -> Trouble {
    Trouble::misused(
        format!("{} cannot be read: {error}", path.display()),
        "name a file that can be read, or -",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// So many facts are held at once at most.
    const HELD: usize = 25_000;
    /// So many has a journal that is longer than that by far.
    const LONG: usize = 4 * HELD + 7;

    /// A journal of questions that is made as it is read, and how many of its lines were.
    struct Journal {
        line: Vec<u8>,
        at: usize,
        made: Arc<AtomicUsize>,
    }

    impl Journal {
        fn line(number: usize) -> String {
            let (hour, minute, second) = (number / 3600, number / 60 % 60, number % 60);
            match number {
                0 => r#"{"format":"micro-session","version":3,"zone":"Europe/Berlin"}"#.to_owned(),
                _ if number > LONG => format!(r#"{{"end":"micro-session","facts":{LONG}}}"#),
                _ => {
                    let (day, hour) = (1 + hour / 24, hour % 24);
                    let at = format!("2026-09-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
                    let whose = format!(r#""person":"mem_{:026}","id":"fact_{number:026}""#, number % 500);
                    let what = format!(r#""ask":"ask_{number:026}","minutes":10"#);
                    format!(r#"{{"at":"{at}","kind":"asked",{whose},{what}}}"#)
                }
            }
        }
    }

    impl Read for Journal {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let read = self.fill_buf()?.read(into)?;
            self.consume(read);
            Ok(read)
        }
    }

    impl BufRead for Journal {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            let made = self.made.load(Ordering::SeqCst);
            if self.at == self.line.len() && made < LONG + 2 {
                (self.line, self.at) = (format!("{}\n", Journal::line(made)).into_bytes(), 0);
                self.made.store(made + 1, Ordering::SeqCst);
            }
            Ok(&self.line[self.at..])
        }

        fn consume(&mut self, read: usize) {
            self.at += read;
        }
    }

    #[test]
    fn no_more_than_a_few_pieces_are_held_of_a_journal_however_long_it_is_and_slow_its_storing() {
        let made = Arc::new(AtomicUsize::new(0));
        let journal = Journal { line: Vec::new(), at: 0, made: Arc::clone(&made) };
        let mut pieces = pieces_of(Path::new("-"), Box::new(journal));
        let (mut taken, mut ended) = (0, false);
        while !ended {
            // Whoever stores them is slower than whoever reads.
            while pieces.len() < pieces.max_capacity() && !pieces.is_closed() {
                thread::yield_now();
            }
            let held = made.load(Ordering::SeqCst) - taken;
            assert!(held <= HELD, "{held} facts are held");
            let Piece { changes, whole, .. } =
                pieces.blocking_recv().expect("it goes on").expect("the journal is whole");
            taken += changes.len();
            ended = whole == Some(LONG as u64);
        }
        assert_eq!(taken, LONG);
    }
}
