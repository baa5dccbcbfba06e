//! A process that is measured, on the core of the servers.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::cores;
use crate::memory::resident;

/// What a process does at its start happens within this, or it never will.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked at until then.
const SOON: Duration = Duration::from_micros(500);

/// It is killed when this value is dropped, and has no time to say goodbye.
pub(crate) struct Running {
    child: Child,
    /// When its start began.
    pub(crate) began: Instant,
    log: PathBuf,
}

impl Running {
    /// Starts it as whoever runs it in earnest would, with these variables alone; what it prints goes into a file of a
    /// folder.
    pub(crate) fn start(command: &mut Command, variables: &[(&str, &str)], folder: &Path) -> Running {
        let log = folder.join("server.log");
        let printed = File::options().create(true).append(true).open(&log).expect("the folder takes a file");
        command
            .env_clear()
            .envs(variables.iter().copied())
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("NODE_ENV", "production")
            .stdin(Stdio::null())
            .stdout(printed.try_clone().expect("a file can be shared"))
            .stderr(printed);
        let began = Instant::now();
        let child = cores::start(command);
        Running { child, began, log }
    }

    /// Waits until it takes a connection.
    pub(crate) fn listens(&self, address: &str) {
        let socket: SocketAddr = address.parse().expect("an address");
        self.until(&format!("{address} opens"), || TcpStream::connect(socket).is_ok());
    }

    /// Waits until something has happened.
    pub(crate) fn until(&self, what: &str, mut happened: impl FnMut() -> bool) {
        while !happened() {
            let has_ended = resident(self.child.id()).is_none();
            if has_ended || self.began.elapsed() > PATIENCE {
                panic!("it never came so far that {what}: {}", self.log());
            }
            thread::sleep(SOON);
        }
    }

    /// What is resident of it, in megabytes (10⁶ bytes).
    pub(crate) fn memory(&self) -> f64 {
        resident(self.child.id()).unwrap_or_else(|| panic!("it has ended: {}", self.log()))
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address on which nobody listens yet.
pub(crate) fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it listens").to_string()
}
