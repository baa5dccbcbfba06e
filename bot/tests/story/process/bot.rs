//! One process of the real binary in a folder of its own.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

/// How often something is looked for that is soon there, and how long after each look.
const MOST_LOOKS: usize = 500;
const GLANCE: Duration = Duration::from_millis(20);

/// A folder to live in and the environment to start in.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, &'static str)>,
}

/// A process that serves.
pub(crate) struct Bot {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it logs, line by line: read all the time, as a pipe that is full would hold it up.
    err: Receiver<String>,
    /// Where it says that it listens.
    pub(crate) address: String,
}

/// How a process ended, and what it said that nobody had read yet.
pub(crate) struct End {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// What stops it.
#[derive(Clone, Copy)]
pub(crate) enum Signal {
    Terminate,
    Interrupt,
}

impl Home {
    pub(crate) fn new() -> Self {
        Home { folder: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    pub(crate) fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, args: &[&str]) -> End {
        End::of(self.command(args).output().unwrap())
    }

    /// Runs it to its end, and nobody reads what it says.
    pub(crate) fn run_unread(&self, args: &[&str]) -> End {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let child = self.command(args).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        End::of(child.wait_with_output().unwrap())
    }

    /// Starts it on a free port and is back when it says that it is ready.
    pub(crate) fn start(&self, args: &[&str]) -> Bot {
        let (mut bot, line) = self.listen_to(args);
        let address =
            line.strip_prefix("Smallwins is at http://").and_then(|rest| rest.strip_suffix("/play"));
        bot.address = address.unwrap_or_else(|| panic!("{line:?}")).to_owned();
        bot
    }

    /// The line that it says when it is ready.
    pub(crate) fn first_words(&self, args: &[&str]) -> String {
        self.listen_to(args).1
    }

    /// Starts a rehearsal and is back when its dashboard is served, with the path by which that is entered.
    pub(crate) fn rehearse(&self, args: &[&str]) -> (Bot, String) {
        let mut bot = self.spawn(args);
        loop {
            let line = bot.line();
            let Some((_, link)) =
                line.split_once("its dashboard").and_then(|(_, rest)| rest.split_once("http://"))
            else {
                continue;
            };
            let (address, path) = link.split_once('/').unwrap();
            bot.address = address.to_owned();
            return (bot, format!("/{path}"));
        }
    }

    fn listen_to(&self, args: &[&str]) -> (Bot, String) {
        let free = if args.contains(&"--listen") { vec![] } else { vec!["--listen", "127.0.0.1:0"] };
        let mut bot = self.spawn(&[args, &free].concat());
        let line = bot.line();
        (bot, line)
    }

    fn spawn(&self, args: &[&str]) -> Bot {
        let mut child = self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let err = lines(child.stderr.take().unwrap());
        Bot { child, out, err, address: String::new() }
    }

    /// What a statement answers behind the store's back, as texts.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let options = SqliteConnectOptions::new().filename(self.path("smallwins.db"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut memory: SqliteConnection = options.connect().await.unwrap();
            let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(&mut memory).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        })
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_smallwins"));
        command.args(args).env_clear().envs(self.variables.iter().copied()).current_dir(self.folder.path());
        command.stdin(Stdio::null());
        command
    }
}

impl End {
    fn of(output: Output) -> End {
        End {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Bot {
    /// The next line that it says.
    fn line(&mut self) -> String {
        let mut line = String::new();
        if self.out.read_line(&mut line).unwrap() == 0 {
            panic!("it ended instead of being ready: {}", self.end().err);
        }
        line.trim_end().to_owned()
    }

    /// The whole answer to a GET.
    pub(crate) fn get(&self, path: &str) -> String {
        self.get_as(path, "")
    }

    /// The whole answer to a GET with one more header, which ends its line.
    pub(crate) fn get_as(&self, path: &str, header: &str) -> String {
        let host = format!("host: {}\r\nconnection: close\r\n{header}", self.address);
        self.answer(&format!("GET {path} HTTP/1.1\r\n{host}\r\n"))
    }

    /// The answer to a GET with one more header as soon as it holds these words: what is worked out beside the answers
    /// is soon there.
    pub(crate) fn get_until(&self, path: &str, header: &str, words: &str) -> String {
        for _ in 0..MOST_LOOKS {
            let answer = self.get_as(path, header);
            if answer.contains(words) {
                return answer;
            }
            thread::sleep(GLANCE);
        }
        panic!("{path} never said {words:?}");
    }

    /// Sends a form that has to be taken.
    pub(crate) fn post(&self, path: &str, form: &str) {
        let kind = "content-type: application/x-www-form-urlencoded\r\nconnection: close";
        let head = format!("POST {path} HTTP/1.1\r\nhost: {}\r\n{kind}\r\n", self.address);
        let answer = self.answer(&format!("{head}content-length: {}\r\n\r\n{form}", form.len()));
        let taken = ["HTTP/1.1 303 ", "HTTP/1.1 200 "].iter().any(|status| answer.starts_with(status));
        assert!(taken, "{path} took {form:?} like this: {answer}");
    }

    /// A connection on which these words were said.
    pub(crate) fn ask(&self, words: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(words.as_bytes()).unwrap();
        stream
    }

    pub(crate) fn answer(&self, words: &str) -> String {
        let mut answer = Vec::new();
        self.ask(words).read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Reads the log up to a line that holds these words.
    pub(crate) fn read_log_until(&mut self, words: &str) {
        assert!(self.err.iter().any(|line| line.contains(words)), "it never said {words:?}");
    }

    /// The shell sends the signal, as a person would.
    pub(crate) fn send(&self, signal: Signal) {
        let name = match signal {
            Signal::Terminate => "TERM",
            Signal::Interrupt => "INT",
        };
        let script = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &script]).status().unwrap().success());
    }

    /// Waits for its end.
    pub(crate) fn end(&mut self) -> End {
        let (mut out, err) = (String::new(), self.err.iter().collect());
        self.out.read_to_string(&mut out).unwrap();
        End { status: self.child.wait().unwrap().code().unwrap_or(-1), out, err }
    }
}

/// Its lines as they come, each with its end.
fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (said, heard) = mpsc::channel();
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = String::new();
        while from.read_line(&mut line).is_ok_and(|length| length > 0) {
            // Whoever listened may have gone.
            let _ = said.send(std::mem::take(&mut line));
        }
    });
    heard
}

impl Drop for Bot {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
