//! The settings, read once: flags win over the environment, the environment over the file, the file over
//! defaults.

mod addresses;
mod database_url;
mod discord;
mod hooks;
mod keys;
mod layers;
mod slack;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use figment::Figment;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use self::database_url::DatabaseUrl;
pub use self::layers::Surroundings;
pub use self::slack::{Door, Slack};
use crate::trouble::Trouble;

/// The flags that settle a setting for this run.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Settings")]
pub struct Flags {
    /// Read settings from this file [default: smallwins.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Where to remember: sqlite://FILE or postgres://USER@HOST/DATABASE [default: sqlite://smallwins.db]
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,

    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8420]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,

    /// How people reach it from outside, such as https://wins.example.org [default: from the listen address]
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,

    /// What to log, such as `info` or `warn,smallwins_core=debug` [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,

    /// How to log [default: text]
    #[arg(long, global = true, value_name = "text|json")]
    pub log_format: Option<String>,

    /// Let the playground answer on an address that others can reach: anybody who reaches it can act as anybody
    /// in the playground
    #[arg(long, global = true)]
    pub expose_playground: bool,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one object a line.
    Json,
}

/// Every setting that means something.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to remember.
    pub database_url: DatabaseUrl,
    /// Where to listen.
    pub listen: SocketAddr,
    /// How people reach it from outside, without a slash at its end, if that differs from `listen`.
    pub public_url: Option<String>,
    /// What to log, in the words of `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// How to log.
    pub log_format: LogFormat,
    /// Who may reach the playground.
    pub playground: Playground,
    /// How Slack is reached, when its credentials are there.
    pub slack: Option<Slack>,
    /// How Discord is reached, when its credentials are there.
    pub discord: Option<smallwins_discord::Settings>,
    /// How other tools get in.
    pub hooks: smallwins_hooks::Secrets,
    /// What seals tokens and signs cookies; without it, one is made beside the database when it is needed.
    pub secret_key: Option<SecretString>,
    /// What whoever reads the numbers of communities among the metrics has to bring; without it nobody reads them
    /// there.
    pub metrics_token: Option<SecretString>,
    /// Each setting with where it came from, in the order of the documentation. Secrets are redacted.
    pub sources: Vec<Source>,
}

/// Who may reach the playground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Playground {
    /// This machine alone.
    OnLoopback,
    /// Everybody who reaches the listen address.
    Exposed,
}

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Which setting.
    pub key: &'static str,
    /// Its value, secrets redacted.
    pub value: String,
    /// `default`, the name of a file, a variable or a flag.
    pub from: String,
}

/// The values as they are written.
#[derive(Deserialize)]
struct Written {
    database_url: String,
    listen: SocketAddr,
    public_url: Option<String>,
    log: String,
    log_format: LogFormat,
    secret_key: Option<SecretString>,
    metrics_token: Option<SecretString>,
    #[serde(flatten)]
    slack: slack::Written,
    #[serde(flatten)]
    discord: discord::Written,
    #[serde(flatten)]
    hooks: hooks::Written,
}

impl Config {
    /// Reads the settings that hold for these flags in these surroundings.
    ///
    /// # Errors
    /// A key that nobody knows, a value that means nothing, a file that cannot be read, and a secret given twice:
    /// each names the key and where it was written, and none repeats a secret.
    pub fn load(flags: &Flags, surroundings: &Surroundings) -> Result<Config, Trouble> {
        let figment = layers::stack(flags, surroundings)?;
        let written: Written = figment.extract().map_err(keys::meaningless)?;
        let wrong = |key: &str, why: &str| keys::wrong_value(key, &origin(&figment, key), why);
        let discord = written.discord.settle()?;
        let slack = written.slack.settle()?;
        if let Some(Slack { door: Door::Installed(_), .. }) = &slack
            && !written.public_url.as_deref().is_some_and(addresses::is_private)
        {
            return Err(Trouble::misused(
                "workspaces cannot install Smallwins without an address that Slack sends browsers back to",
                "set SMALLWINS_PUBLIC_URL to your https:// address, such as https://wins.example.org",
            ));
        }
        let config = Config {
            database_url: DatabaseUrl::parse(written.database_url)
                .map_err(|why| wrong("database_url", &why.to_string()))?,
            listen: written.listen,
            public_url: written
                .public_url
                .map(public_url)
                .transpose()
                .map_err(|why| wrong("public_url", why))?,
            log: log_filter(written.log).map_err(|why| wrong("log", &why))?,
            log_format: written.log_format,
            playground: if flags.expose_playground { Playground::Exposed } else { Playground::OnLoopback },
            slack,
            discord,
            hooks: written.hooks.settle()?,
            secret_key: written.secret_key,
            metrics_token: written.metrics_token,
            sources: Vec::new(),
        };
        Ok(Config { sources: sources(&config, &figment), ..config })
    }

    /// Sees to it that nobody else reaches the playground by accident. Once a platform is set up there is none.
    ///
    /// # Errors
    /// The listen address can be reached from other machines and nobody said that this is meant.
    pub fn guard_playground(&self) -> Result<(), Trouble> {
        let closed = self.slack.is_some() || self.discord.is_some();
        if closed || self.listen.ip().is_loopback() || self.playground == Playground::Exposed {
            return Ok(());
        }
        Err(Trouble::misused(
            format!("listening on {} would let other machines into the playground", self.listen),
            "listen on 127.0.0.1, or add --expose-playground if anybody who reaches this address may act as anybody in it",
        ))
    }
}

/// The address without a slash at its end. Pages and cookies name their paths from the root of a host, so it has none.
///
/// # Errors
/// It is none, or it has a path.
pub(crate) fn public_url(text: String) -> Result<String, &'static str> {
    let url = text.trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if host.is_empty() || host.starts_with('/') || host.contains(char::is_whitespace) => {
            Err("it does not begin with https:// or http:// and a host")
        }
        Some(host) if host.contains('/') => {
            Err("it has a path, and Smallwins needs a host of its own, such as https://wins.example.org")
        }
        Some(_) => Ok(url.to_owned()),
        None => Err("it does not begin with https:// or http:// and a host"),
    }
}

fn log_filter(text: String) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(&text) {
        Ok(_) => Ok(text),
        Err(why) => Err(why.to_string()),
    }
}

fn origin(figment: &Figment, key: &str) -> String {
    figment
        .find_metadata(key)
        .map_or_else(|| layers::DEFAULT.to_owned(), |metadata| metadata.name.to_string())
}

fn sources(config: &Config, figment: &Figment) -> Vec<Source> {
    let from_listen = || "from the listen address".to_owned();
    let format = match config.log_format {
        LogFormat::Text => "text",
        LogFormat::Json => "json",
    };
    let values = [
        ("database_url", config.database_url.redacted()),
        ("listen", config.listen.to_string()),
        ("public_url", config.public_url.clone().unwrap_or_else(from_listen)),
        ("log", config.log.clone()),
        ("log_format", format.to_owned()),
    ];
    let told = values.map(|(key, value)| Source { key, value, from: origin(figment, key) });
    let slack = config.slack.iter().flat_map(Slack::told);
    let discord = config.discord.iter().flat_map(discord::told);
    let secret = config.secret_key.iter().map(|_| ("secret_key", keys::HIDDEN.to_owned()));
    let hooks = hooks::told(&config.hooks);
    let metrics = config.metrics_token.iter().map(|_| ("metrics_token", keys::HIDDEN.to_owned()));
    let hidden = secret.chain(slack).chain(discord).chain(hooks).chain(metrics).map(|(key, value)| Source {
        key,
        value,
        from: origin(figment, key),
    });
    told.into_iter().chain(hidden).collect()
}

#[cfg(test)]
mod tests;
