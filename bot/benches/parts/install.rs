//! Bots on what npm and PyPI have, installed once into a folder of the target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A bot, and what it takes to run it.
pub(crate) struct Bot<'a> {
    /// The name of the folder that it gets.
    pub(crate) name: &'a str,
    /// What it is built on: `package.json` or `requirements.txt`.
    pub(crate) wants: &'a str,
    /// Its files, each by its name.
    pub(crate) scripts: &'a [(&'a str, &'a str)],
}

/// Those that could be had; who could not is left out, with a word.
pub(crate) fn had<T>(bots: impl IntoIterator<Item = Result<T, String>>) -> Vec<T> {
    bots.into_iter().filter_map(|bot| bot.inspect_err(|why| eprintln!("left out: {why}")).ok()).collect()
}

/// What a program says of its version.
pub(crate) fn version(command: &mut Command) -> String {
    let output = command.arg("--version").output().expect("it tells its version");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The folder of a bot for Node.
pub(crate) fn js(folder: &Path, bot: &Bot<'_>) -> Result<PathBuf, String> {
    install(folder, bot, "package.json", |folder| {
        let flags = ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--omit=dev"];
        run(Command::new("npm").args(flags).current_dir(folder))
    })
}

/// The folder of a bot for Python, with its interpreter at `venv/bin/python`.
pub(crate) fn python(folder: &Path, bot: &Bot<'_>) -> Result<PathBuf, String> {
    install(folder, bot, "requirements.txt", |folder| {
        run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(folder))?;
        let pip = folder.join("venv/bin/python");
        run(Command::new(pip).args(["-m", "pip", "install", "-r", "requirements.txt"]).current_dir(folder))
    })
}

/// Installs what a bot wants, unless exactly that was installed before, and puts its files beside that.
fn install(
    folder: &Path,
    bot: &Bot<'_>,
    file: &str,
    install: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let folder = folder.join(bot.name);
    let done = folder.join("installed");
    if !fs::read_to_string(&done).is_ok_and(|installed| installed == bot.wants) {
        eprintln!("installing into {}", folder.display());
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        write(&folder.join(file), bot.wants)?;
        install(&folder)?;
        write(&done, bot.wants)?;
    }
    for (name, script) in bot.scripts {
        write(&folder.join(name), script)?;
    }
    Ok(folder)
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
