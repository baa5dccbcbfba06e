//! Libraries that others wrote against the real Discord: to them the fake has to be one. They come from npm and PyPI, so
//! these tests are run by hand: `cargo test -p smallwins-fake-discord outside -- --ignored`. The bots are those that the
//! benchmark runs.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use serde_json::json;
use smallwins_fake_discord::{Discord, StandingClock};

use crate::call::{assert_ok, call, monday};

/// Where they are installed.
const HERE: &str = env!("CARGO_TARGET_TMPDIR");
/// Their scripts.
const BOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../bot/benches/discord");

/// A bot that runs until the test is over.
struct Bot(Child);

impl Bot {
    fn start(command: &mut Command, discord: &Discord) -> Bot {
        command.env("DISCORD_TOKEN", discord.token()).env("DISCORD_API_URL", discord.api());
        Bot(command.spawn().unwrap())
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}

/// A folder for one of them.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(HERE).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// It logs in, and answers a command.
async fn answers(mut bot: Command) {
    let clock = StandingClock::at(monday());
    let discord = Discord::start(clock.clock()).await;
    // Neither listens to direct messages.
    discord.app(|app| app.intents = 1);
    let me = json!({ "type": 1, "name": "me", "description": "What is open for me" });
    let mentor = json!([{ "type": 1, "name": "mentor", "description": "Ten minutes", "options": [me] }]);
    let commands = format!("/applications/{}/commands", discord.application_id());
    assert_ok(&call(&discord, "PUT", &commands, &mentor).await);
    let acme = discord.guild("acme");
    let (ana, general) = (acme.person("ana", "en-US"), acme.channel("general"));
    let _bot = Bot::start(&mut bot, &discord);
    discord.until_connected(1).await;
    let ack = ana.slash(&general, "mentor me", &[]).await;
    assert!(ack.in_time && ack.kind == Some(4), "{ack:?}");
    assert!(ana.last().is_ephemeral && ana.last().text.contains("You said: me"), "{}", ana.last());
}

#[tokio::test]
#[ignore = "it installs discord.js"]
async fn discord_js_answers_a_command() {
    let (folder, bot) = (folder("discord-js"), Path::new(BOTS).join("discord-js"));
    std::fs::copy(bot.join("package.json"), folder.join("package.json")).unwrap();
    run(Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&folder));
    let mut node = Command::new("node");
    node.arg(bot.join("echo.js")).env("NODE_PATH", folder.join("node_modules"));
    answers(node).await;
}

#[tokio::test]
#[ignore = "it installs discord.py"]
async fn discord_py_answers_a_command() {
    let (folder, bot) = (folder("discord-py"), Path::new(BOTS).join("discord-py"));
    run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(&folder));
    let python = folder.join("venv/bin/python");
    let wanted = bot.join("requirements.txt");
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(wanted));
    let mut echo = Command::new(&python);
    echo.arg(bot.join("echo.py"));
    answers(echo).await;
}
