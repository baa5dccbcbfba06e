//! Who is measured: Smallwins, and the echo bots that a user would write instead.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::command::SECRET;
use crate::cores;

/// A server answers for the first time within this, or it never will.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a server that does not listen yet is tried.
const SOON: Duration = Duration::from_micros(500);

/// One of them.
#[derive(Debug, Clone)]
pub(crate) enum Contender {
    /// The real binary.
    Smallwins,
    /// Bolt for JavaScript, in the folder where it is installed.
    BoltJs(PathBuf),
    /// Bolt for Python, in the folder where it is installed.
    BoltPython(PathBuf),
}

impl Contender {
    /// Everybody who can be had here. Who is not installed yet is installed; who cannot be is left out, with a word.
    pub(crate) fn all(folder: &Path) -> Vec<Contender> {
        let js = bolt_js(&folder.join("bolt-js")).map(Contender::BoltJs);
        let python = bolt_python(&folder.join("bolt-python")).map(Contender::BoltPython);
        let peers = [js, python]
            .into_iter()
            .filter_map(|peer| peer.inspect_err(|why| eprintln!("left out: {why}")).ok());
        std::iter::once(Contender::Smallwins).chain(peers).collect()
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Contender::Smallwins => "Smallwins",
            Contender::BoltJs(_) => "Bolt JS",
            Contender::BoltPython(_) => "Bolt Python",
        }
    }

    /// What it runs on, as that tells its version.
    pub(crate) fn runs_on(&self) -> String {
        let mut command = match self {
            Contender::Smallwins => Command::new(env!("CARGO_BIN_EXE_smallwins")),
            Contender::BoltJs(_) => Command::new("node"),
            Contender::BoltPython(installed) => Command::new(installed.join("venv/bin/python")),
        };
        let output = command.arg("--version").output().expect("it tells its version");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Starts it as whoever runs it would, on a free port and on the core of the servers. Smallwins remembers in
    /// `folder`, and knows Slack under an address.
    pub(crate) fn start(&self, folder: &Path, slack: &str) -> Running {
        let port = free_port();
        let address = format!("127.0.0.1:{port}");
        let mut command = match self {
            Contender::Smallwins => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_smallwins"));
                command.args(["--listen", &address, "--database-url", "sqlite://smallwins.db"]);
                command.current_dir(folder);
                command
            }
            Contender::BoltJs(installed) => {
                let mut command = Command::new("node");
                command.arg("echo.js").current_dir(installed);
                command
            }
            Contender::BoltPython(installed) => {
                let mut command = Command::new(installed.join("venv/bin/python"));
                command.arg("echo.py").current_dir(installed);
                command
            }
        };
        let log = folder.join("server.log");
        let errors = File::create(&log).expect("the folder takes a file");
        command
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("NODE_ENV", "production")
            .env("PORT", port.to_string())
            .env("SLACK_BOT_TOKEN", "xoxb-peers")
            .env("SLACK_SIGNING_SECRET", SECRET)
            .env("SLACK_API_URL", format!("http://{slack}/api"))
            .stdin(Stdio::null())
            .stdout(errors.try_clone().expect("a file can be shared"))
            .stderr(errors);
        let began = Instant::now();
        let child = cores::start(&mut command);
        Running { child, address, began, log }
    }
}

/// A process that serves. It is killed when this value is dropped, and has no time to say goodbye.
pub(crate) struct Running {
    child: Child,
    /// Where it listens.
    pub(crate) address: String,
    /// When its start began.
    pub(crate) began: Instant,
    log: PathBuf,
}

impl Running {
    /// Waits until it takes a connection.
    pub(crate) fn listens(&self) {
        let address: SocketAddr = self.address.parse().expect("an address");
        while TcpStream::connect(address).is_err() {
            if self.began.elapsed() > PATIENCE {
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                panic!("{} stays shut: {log}", self.address);
            }
            thread::sleep(SOON);
        }
    }

    /// What is resident of it, in megabytes (10⁶ bytes).
    pub(crate) fn memory(&self) -> f64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(path).expect("Linux tells about its processes");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        kibibytes.expect("every process has memory") * 1024.0 / 1e6
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it listens").port()
}

fn bolt_js(folder: &Path) -> Result<PathBuf, String> {
    let wanted = include_str!("bolt-js/package.json");
    installed(folder, "package.json", wanted, || {
        let flags = ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--omit=dev"];
        run(Command::new("npm").args(flags).current_dir(folder))
    })?;
    write(&folder.join("echo.js"), include_str!("bolt-js/echo.js"))?;
    Ok(folder.to_owned())
}

fn bolt_python(folder: &Path) -> Result<PathBuf, String> {
    let wanted = include_str!("bolt-python/requirements.txt");
    installed(folder, "requirements.txt", wanted, || {
        run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(folder))?;
        let pip = folder.join("venv/bin/python");
        run(Command::new(pip).args(["-m", "pip", "install", "-r", "requirements.txt"]).current_dir(folder))
    })?;
    write(&folder.join("echo.py"), include_str!("bolt-python/echo.py"))?;
    Ok(folder.to_owned())
}

/// Installs what a file wants, unless exactly that was installed before.
fn installed(
    folder: &Path,
    file: &str,
    wanted: &str,
    install: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let done = folder.join("installed");
    if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    eprintln!("installing into {}", folder.display());
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    write(&folder.join(file), wanted)?;
    install()?;
    write(&done, wanted)
}

fn write(path: &Path, words: &str) -> Result<(), String> {
    fs::write(path, words).map_err(|error| format!("{}: {error}", path.display()))
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().display().to_string();
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    let last = || String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned();
    if output.status.success() { Ok(()) } else { Err(format!("{name} failed: {}", last())) }
}
