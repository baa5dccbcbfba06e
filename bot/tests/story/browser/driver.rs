//! One ChromeDriver with one Chromium of its own. Both are ended by their ids, also when a story breaks off.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Once;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Where Debian puts programs, also when the PATH does not say so.
const USUAL: [&str; 2] = ["/usr/bin", "/usr/local/bin"];
/// A page of nobody but us: nothing of a profile, nothing from the network, nothing that moves.
const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-prefers-reduced-motion",
];
/// What the driver says when it can be spoken to.
const READY: &str = "was started successfully on port ";
/// How long it may take to answer an order.
const PATIENCE: Duration = Duration::from_secs(20);

/// The two programs that a story in a browser needs.
pub(super) struct Programs {
    chromium: PathBuf,
    chromedriver: PathBuf,
}

/// A driver that runs.
pub(super) struct Driver {
    child: Child,
    /// Kept open, for a driver that has nobody to tell ends.
    out: BufReader<ChildStdout>,
    port: u16,
    profile: tempfile::TempDir,
    browser: Option<Browser>,
}

/// A browser that the driver has started.
struct Browser {
    session: String,
    process: u64,
}

impl Programs {
    /// The programs, or a word that the story was left out; where everything has to be tried, that is a failure.
    pub(super) fn find() -> Option<Programs> {
        let found = Option::zip(find("chromium"), find("chromedriver"));
        if found.is_none() {
            static SAID: Once = Once::new();
            let words = "chromium and chromedriver (Debian: chromium, chromium-driver) are not both here";
            let everything_counts = env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!everything_counts, "{words}");
            // Past the capture of what a test that passes says.
            SAID.call_once(|| {
                let _ = writeln!(io::stderr(), "The stories in a browser did not run: {words}.");
            });
        }
        found.map(|(chromium, chromedriver)| Programs { chromium, chromedriver })
    }
}

fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(USUAL.map(PathBuf::from));
    folders.map(|folder| folder.join(name)).find(|program| program.is_file())
}

impl Driver {
    /// Starts it on a free port, and a browser beneath it.
    pub(super) async fn start(programs: &Programs) -> (Driver, Client) {
        let mut driver = Driver::launch(&programs.chromedriver);
        let options = driver.options(&programs.chromium);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(options)
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        let process = client.capabilities().and_then(|told| told["goog:processID"].as_u64()).unwrap();
        let session = client.session_id().await.unwrap().unwrap();
        driver.browser = Some(Browser { session, process });
        (driver, client)
    }

    fn launch(program: &Path) -> Driver {
        let profile = tempfile::tempdir().unwrap();
        let mut command = Command::new(program);
        // Whatever the two leave behind goes with the profile.
        command.env("TMPDIR", profile.path());
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut driver = Driver { child, out, port: 0, profile, browser: None };
        let mut line = String::new();
        while driver.port == 0 {
            line.clear();
            assert_ne!(
                driver.out.read_line(&mut line).unwrap(),
                0,
                "ChromeDriver ended instead of being ready"
            );
            if let Some((_, port)) = line.trim_end().split_once(READY) {
                driver.port = port.trim_end_matches('.').parse().unwrap();
            }
        }
        driver
    }

    fn options(&self, chromium: &Path) -> serde_json::Map<String, Value> {
        let profile = format!("--user-data-dir={}", self.profile.path().display());
        let args: Vec<&str> = FLAGS.into_iter().chain([profile.as_str()]).collect();
        let options = json!({
            "goog:chromeOptions": { "binary": chromium, "args": args },
            "goog:loggingPrefs": { "browser": "ALL" },
            "unhandledPromptBehavior": "ignore",
        });
        options.as_object().unwrap().clone()
    }

    /// An order of the Chrome DevTools Protocol.
    pub(super) fn devtools(&self, command: &str, params: &Value) -> Value {
        self.order("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    /// What the browser's console has said since the last time.
    pub(super) fn console(&self) -> Vec<String> {
        let said = self.order("POST", "/se/log", &json!({ "type": "browser" }));
        let lines = said.as_array().unwrap().iter();
        lines.map(|line| format!("{}: {}", line["level"], line["message"])).collect()
    }

    fn order(&self, method: &str, path: &str, body: &Value) -> Value {
        let session = &self.browser.as_ref().unwrap().session;
        let (status, answer) =
            self.tell(method, &format!("/session/{session}{path}"), &body.to_string()).unwrap();
        assert!(status.contains(" 200 "), "{path}: {answer}");
        serde_json::from_str::<Value>(&answer).unwrap()["value"].take()
    }

    /// One request, its status line and its body, without a runtime: it also serves where a story breaks off.
    fn tell(&self, method: &str, path: &str, body: &str) -> io::Result<(String, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + body).as_bytes())?;
        let mut answer = BufReader::new(stream);
        let (mut status, mut line, mut length) = (String::new(), String::new(), 0);
        answer.read_line(&mut status)?;
        while line != "\r\n" {
            line.clear();
            if answer.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(told) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = told.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut body = vec![0; length];
        answer.read_exact(&mut body)?;
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }
}

impl Drop for Driver {
    /// The browser is asked to go; one that does not is ended by its id, and then the driver.
    fn drop(&mut self) {
        if let Some(Browser { session, process }) = self.browser.take() {
            let asked = self.tell("DELETE", &format!("/session/{session}"), "");
            if !asked.is_ok_and(|(status, _)| status.contains(" 200 ")) {
                let _ = Command::new("sh").args(["-c", &format!("kill -KILL {process}")]).status();
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
