//! Who is measured: Smallwins by both of its ways, and the echo bots that a user would write instead.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::install::{self, Bot};
use crate::running::{Running, free_address};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Contender {
    /// The real binary, which opens a gateway.
    Smallwins,
    /// The real binary, to which interactions are sent over HTTP.
    SmallwinsHttp,
    /// discord.js, in the folder where it is installed.
    DiscordJs(PathBuf),
    /// discord.py, in the folder where it is installed.
    DiscordPy(PathBuf),
    /// The bare loop, which competes with nobody.
    Bare,
}

/// What a bot has to know to find the loopback Discord.
pub(crate) struct Way<'a> {
    /// The folder in which it runs.
    pub(crate) folder: &'a Path,
    /// Where Discord is.
    pub(crate) discord: &'a str,
    /// The key under which interactions over HTTP hold.
    pub(crate) public_key: &'a str,
}

/// What runs this program as the bare loop.
pub(crate) const BARE: &str = "--bare";
/// A token as Discord's are.
const TOKEN: &str = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";

const DISCORD_JS: Bot<'_> = Bot {
    name: "discord-js",
    wants: include_str!("discord-js/package.json"),
    scripts: &[
        ("echo.js", include_str!("discord-js/echo.js")),
        ("reminders.js", include_str!("discord-js/reminders.js")),
    ],
};
const DISCORD_PY: Bot<'_> = Bot {
    name: "discord-py",
    wants: include_str!("discord-py/requirements.txt"),
    scripts: &[("echo.py", include_str!("discord-py/echo.py"))],
};

impl Contender {
    /// Everybody who can be had here. Who is not installed yet is installed; who cannot be is left out, with a word.
    pub(crate) fn all(folder: &Path) -> Vec<Contender> {
        let js = install::js(folder, &DISCORD_JS).map(Contender::DiscordJs);
        let py = install::python(folder, &DISCORD_PY).map(Contender::DiscordPy);
        let ours = [Contender::Smallwins, Contender::SmallwinsHttp];
        ours.into_iter().chain(install::had([js, py])).chain([Contender::Bare]).collect()
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Contender::Smallwins => "Smallwins",
            Contender::SmallwinsHttp => "Smallwins HTTP",
            Contender::DiscordJs(_) => "discord.js",
            Contender::DiscordPy(_) => "discord.py",
            Contender::Bare => "the bare loop",
        }
    }

    /// Whether it remembers what was asked.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self, Contender::Smallwins | Contender::SmallwinsHttp)
    }

    /// What it runs on, as that tells its version.
    pub(crate) fn runs_on(&self) -> String {
        let mut command = match self {
            Contender::Smallwins | Contender::SmallwinsHttp => Command::new(env!("CARGO_BIN_EXE_smallwins")),
            Contender::DiscordJs(_) => Command::new("node"),
            Contender::DiscordPy(installed) => Command::new(installed.join("venv/bin/python")),
            Contender::Bare => return "what the load and the loopback Discord let anybody reach".to_owned(),
        };
        install::version(&mut command)
    }

    /// Starts it as whoever runs it would, on the core of the servers, and tells the address where it would listen.
    /// Smallwins remembers in its folder.
    pub(crate) fn start(&self, way: &Way<'_>) -> (Running, String) {
        let address = free_address();
        let mut variables = vec![];
        let mut command = match self {
            Contender::Smallwins | Contender::SmallwinsHttp => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_smallwins"));
                command.args(["--listen", &address, "--database-url", "sqlite://smallwins.db"]);
                command.current_dir(way.folder);
                if *self == Contender::SmallwinsHttp {
                    variables.push(("DISCORD_PUBLIC_KEY", way.public_key));
                }
                command
            }
            Contender::DiscordJs(installed) => node(installed, "echo.js"),
            Contender::DiscordPy(installed) => {
                let mut command = Command::new(installed.join("venv/bin/python"));
                command.arg("echo.py").current_dir(installed);
                command
            }
            Contender::Bare => {
                let mut command = Command::new(std::env::current_exe().expect("it runs"));
                command.args([BARE, way.discord]);
                command
            }
        };
        (way.start(&mut command, &variables), address)
    }
}

impl Way<'_> {
    /// Starts a command that finds its way, with variables of its own.
    pub(crate) fn start(&self, command: &mut Command, variables: &[(&str, &str)]) -> Running {
        let url = format!("http://{}", self.discord);
        let mut all = vec![("DISCORD_TOKEN", TOKEN), ("DISCORD_API_URL", &url)];
        all.extend(variables);
        Running::start(command, &all, self.folder)
    }
}

/// A script that runs on Node, in the folder where it is installed.
pub(crate) fn node(installed: &Path, script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(script).current_dir(installed);
    command
}
