//! Who is measured: Smallwins, and the echo bots that a user would write instead.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::SECRET;
use crate::install::{self, Bot};
use crate::running::{Running, free_address};

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

const BOLT_JS: Bot<'_> = Bot {
    name: "bolt-js",
    wants: include_str!("bolt-js/package.json"),
    scripts: &[("echo.js", include_str!("bolt-js/echo.js"))],
};
const BOLT_PYTHON: Bot<'_> = Bot {
    name: "bolt-python",
    wants: include_str!("bolt-python/requirements.txt"),
    scripts: &[("echo.py", include_str!("bolt-python/echo.py"))],
};

impl Contender {
    /// Everybody who can be had here. Who is not installed yet is installed; who cannot be is left out, with a word.
    pub(crate) fn all(folder: &Path) -> Vec<Contender> {
        let js = install::js(folder, &BOLT_JS).map(Contender::BoltJs);
        let python = install::python(folder, &BOLT_PYTHON).map(Contender::BoltPython);
        std::iter::once(Contender::Smallwins).chain(install::had([js, python])).collect()
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
        install::version(&mut command)
    }

    /// Starts it as whoever runs it would, on a free port and on the core of the servers, and tells its address.
    /// Smallwins remembers in `folder`, and knows Slack under an address.
    pub(crate) fn start(&self, folder: &Path, slack: &str) -> (Running, String) {
        let address = free_address();
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
        let port = address.rsplit(':').next().expect("an address with a port");
        let variables = [
            ("PORT", port),
            ("SLACK_BOT_TOKEN", "xoxb-peers"),
            ("SLACK_SIGNING_SECRET", SECRET),
            ("SLACK_API_URL", &format!("http://{slack}/api")),
        ];
        (Running::start(&mut command, &variables, folder), address)
    }
}
