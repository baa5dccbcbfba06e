//! Libraries that others wrote against the real Discord: to them the fake has to be one. They come from npm and PyPI,
//! so this is run by hand: `cargo run -p smallwins-fake-discord --example outside`. The bots are those that the
//! benchmark runs; what they do not do ends it with a panic.

#![expect(clippy::unwrap_used, reason = "it is a test that is run by hand")]

use std::path::Path;
use std::process::{Child, Command};

use serde_json::json;
use smallwins_fake_discord::{Discord, StandingClock};

#[path = "../tests/fake/call.rs"]
#[expect(dead_code, reason = "the tests say more to Discord than this")]
mod call;

use call::{assert_ok, call, monday};

/// Their scripts.
const BOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../bot/benches/discord");

/// A bot that runs until it has answered.
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

#[tokio::main]
async fn main() {
    let here = std::env::temp_dir().join("smallwins-outside");
    for (name, bot) in [("discord-js", discord_js as fn(&Path) -> Command), ("discord-py", discord_py)] {
        let folder = here.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        answers(bot(&folder)).await;
        println!("{name} logs in and answers a command");
    }
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

fn discord_js(folder: &Path) -> Command {
    let bot = Path::new(BOTS).join("discord-js");
    std::fs::copy(bot.join("package.json"), folder.join("package.json")).unwrap();
    run(Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(folder));
    let mut node = Command::new("node");
    node.arg(bot.join("echo.js")).env("NODE_PATH", folder.join("node_modules"));
    node
}

fn discord_py(folder: &Path) -> Command {
    let bot = Path::new(BOTS).join("discord-py");
    run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(folder));
    let python = folder.join("venv/bin/python");
    let wanted = bot.join("requirements.txt");
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(wanted));
    let mut echo = Command::new(&python);
    echo.arg(bot.join("echo.py"));
    echo
}
