//! What can be asked at the command line, and how it is answered: exit status 0, 1 (failed), 2 (used wrongly) or 3 (not
//! to be started again soon).

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use rustix::fs::Mode;
use serde::Serialize;
use smallwins_core::kpi::Span;
use smallwins_core::matching::round::TOP;

use crate::config::{Config, Flags, Surroundings};
use crate::rehearse::{Plan, Show, Speed};
use crate::trouble::{Kind, Trouble};
use crate::{audit, doctor, export, holidays, import, kpis, manifest, match_file, migrate, rehearse, serve};

/// Peer-led micro-mentoring that starts with a compliment. Without a command it serves
#[derive(Debug, Parser)]
#[command(name = "smallwins", version, after_help = SETTINGS)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    flags: Flags,
}

const SETTINGS: &str = "Each setting is a flag, a variable (SMALLWINS_LISTEN) or a line of smallwins.toml (listen); \
flags win over variables, variables over the file. SMALLWINS_DATABASE_URL_FILE names a file that holds the secret.

Slack: SLACK_BOT_TOKEN with SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTPS); for many workspaces \
SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET.

Discord: DISCORD_TOKEN (the gateway), and DISCORD_PUBLIC_KEY where Discord reaches Smallwins over HTTPS instead.

Each secret also as NAME_FILE. Without a platform's credentials it serves the playground.

Exit status: 0, 1 (failed), 2 (used wrongly) or 3 (not to be started again soon).";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serve the platforms that are set up, or the playground, until SIGTERM or SIGINT; a second signal ends it at once
    Serve,
    /// Check what Smallwins needs, with a fix for whatever is wrong
    Doctor {
        /// Only ask the Smallwins that runs here whether it is ready: no platform is spoken to
        #[arg(long)]
        here: bool,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print what to paste when the app is made on a platform
    Manifest {
        #[command(subcommand)]
        platform: Manifest,
    },
    /// Tell every number of a community: n, what else it could be, and how it was worked out
    Kpis {
        /// Of which community, such as slack/T0123; it can be left out where there is one
        #[arg(long)]
        community: Option<String>,
        /// As of the end of that day, such as 2026-11-26 [default: now]
        #[arg(long, value_name = "DATE", value_parser = date)]
        as_of: Option<NaiveDate>,
        /// Of how much time before: 7d, 30d, 90d or all
        #[arg(long, value_name = "SPAN", default_value = "30d", value_parser = span)]
        window: Span,
        /// Count everything anew from the journal first: after an older release wrote to the same database
        #[arg(long)]
        anew: bool,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the journal of a community as JSON Lines, with pseudonyms, for anybody's own tools
    Export {
        /// Of which community, such as slack/T0123; it can be left out where there is one
        #[arg(long)]
        community: Option<String>,
        /// Into which new file; - is standard output [default: -]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Only print what a line may be, as a JSON Schema
        #[arg(long, conflicts_with_all = ["community", "out"])]
        schema: bool,
    },
    /// Read a journal that was exported; its numbers are then told by `kpis`, and nobody is spoken to
    Import {
        /// Which file, or - for standard input
        file: PathBuf,
        /// Under which name: imported/NAME
        #[arg(long = "as", value_name = "NAME")]
        name: String,
        /// Put it in the place of what has that name already
        #[arg(long)]
        replace: bool,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Forget what was imported under a name, all of it
    Forget {
        /// Under which name: imported/NAME, or NAME alone
        name: String,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Look at what those who run a community changed of it
    Audit {
        #[command(subcommand)]
        what: Audit,
    },
    /// Keep the days on which everybody in a community is free, out of a calendar file, in the place of those before
    Holidays {
        /// Which file (.ics, or a day a line: 24 dec - 2 jan Closed), or - for standard input
        file: PathBuf,
        /// For which community, such as slack/T0123; it can be left out where there is one
        #[arg(long)]
        community: Option<String>,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Match many asks and mentors at once: most pairs first, then most points or least cost, and provably the best
    #[command(after_help = MATCHED)]
    Match {
        /// Which file, see below
        file: PathBuf,
        /// How many of its best mentors each ask begins with; the outcome is the same, the time is not
        #[arg(long, value_name = "K", default_value_t = TOP)]
        top: usize,
        /// Which of several best outcomes is told
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Check the outcome over all pairs, independently of how it was found
        #[arg(long)]
        verify: bool,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Bring the database up to date; `serve` does the same when it starts
    Migrate {
        /// Only show what is pending
        #[arg(long)]
        check: bool,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Rehearse a pilot on a fake clock, with simulated people, and check that every promise is kept
    Rehearse {
        /// How many days it lasts
        #[arg(long, default_value_t = 90, value_parser = number)]
        days: u32,
        /// How many people take part, mentors included
        #[arg(long, default_value_t = 200, value_parser = number)]
        members: u32,
        /// How many of them mentor
        #[arg(long, default_value_t = 30, value_parser = number)]
        mentors: u32,
        /// What all chance grows out of: the same seed tells the same story
        #[arg(long, default_value_t = 7)]
        seed: u64,
        /// How many days lie between two asks of one person, on average; fewer make a short pilot busy
        #[arg(long, default_value_t = Plan::ASKS_EVERY, value_parser = number)]
        asks_every: u32,
        /// How many of its days go by in a second, for whoever watches; max is as fast as it can
        #[arg(long, default_value = "max")]
        speed: Speed,
        /// Serve its dashboard afterwards at --listen, for this machine alone, until SIGTERM or SIGINT
        #[arg(long, conflicts_with = "json")]
        dashboard: bool,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
}

const MATCHED: &str = r#"The file is JSON, with points, of which more are better:
  {"asks":[{"id":"a1","unmatched":5}],"mentors":[{"id":"m1","capacity":2}],"scores":[["a1","m1",40]]}
"unmatched" can be left out: what it costs beside points when that ask stays without. Pairs without points may not be.
Or it names a table of costs, of which fewer are better: row by row, 32 bits each, little-endian, 2147483647 for a pair
that may not be, in a file beside it:
  {"asks":10000,"mentors":[5,5,5],"matrix":"costs.bin"}"#;

#[derive(Debug, Subcommand)]
enum Audit {
    /// Check that no line was altered, is missing or stands in another place, and name those that do
    Verify {
        /// Of which community, such as slack/T0123 [default: all of them]
        #[arg(long)]
        community: Option<String>,
        /// The last line as it was printed before and kept elsewhere: it has to be the same now
        #[arg(long, value_name = "NUMBER:HASH")]
        head: Option<String>,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Tell every line: when, who, and what was before and is after it
    List {
        /// Of which community, such as slack/T0123; it can be left out where there is one
        #[arg(long)]
        community: Option<String>,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
enum Manifest {
    /// Slack's, for https://api.slack.com/apps, Create New App, From a manifest
    Slack {
        /// Reach Slack over a socket that Smallwins opens; no address is needed. This is what is printed by default
        #[arg(long, conflicts_with = "url")]
        socket: bool,
        /// Let Slack reach Smallwins at this address, such as https://wins.example.org
        #[arg(long)]
        url: Option<String>,
    },
    /// Discord's: the link by which a server's owner invites the bot
    Discord {
        /// The Application ID from General Information [default: DISCORD_APPLICATION_ID, or that of DISCORD_TOKEN]
        #[arg(long, value_name = "ID")]
        application_id: Option<u64>,
    },
}

/// Does what the command line asks.
pub fn run() -> ExitCode {
    // What is remembered is nobody else's on this machine: the database, and what is exported, is its owner's alone.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let Cli { verb, flags } = Cli::parse();
    let config = Config::load(&flags, &Surroundings::of_this_process());
    let done = match verb.unwrap_or(Verb::Serve) {
        Verb::Serve => config.and_then(|config| serve::serve(&config)),
        Verb::Doctor { here, json } => {
            let scope = if here { doctor::Scope::Here } else { doctor::Scope::Everything };
            doctor::doctor(config, scope, Form::of(json))
        }
        Verb::Manifest { platform: Manifest::Slack { url, .. } } => manifest::slack(url),
        Verb::Manifest { platform: Manifest::Discord { application_id } } => {
            manifest::discord(application_id, config)
        }
        Verb::Kpis { community, as_of, window: span, anew, json } => {
            let asked = kpis::Asked { community, as_of, span, anew };
            config.and_then(|config| kpis::kpis(&config, &asked, Form::of(json)))
        }
        Verb::Export { schema: true, .. } => export::schema(),
        Verb::Export { community, out, .. } => {
            let out = out.filter(|out| out.as_os_str() != "-");
            config.and_then(|config| export::export(&config, &export::Asked { community, out }))
        }
        Verb::Import { file, name, replace, json } => {
            let asked = import::Asked { file, name, replaces: replace };
            config.and_then(|config| import::import(&config, &asked, Form::of(json)))
        }
        Verb::Forget { name, json } => {
            config.and_then(|config| import::forget(&config, &name, Form::of(json)))
        }
        Verb::Audit { what: Audit::Verify { community, head, json } } => {
            let asked = audit::Asked { community, head };
            config.and_then(|config| audit::verify(&config, &asked, Form::of(json)))
        }
        Verb::Audit { what: Audit::List { community, json } } => {
            config.and_then(|config| audit::list(&config, community.as_deref(), Form::of(json)))
        }
        Verb::Holidays { file, community, json } => {
            let asked = holidays::Asked { file, community };
            config.and_then(|config| holidays::holidays(&config, &asked, Form::of(json)))
        }
        Verb::Match { file, top, seed, verify, json } => {
            match_file::match_file(&file, &match_file::Asked { top, seed, verifies: verify }, Form::of(json))
        }
        Verb::Migrate { check: false, json } => {
            config.and_then(|config| migrate::apply(&config, Form::of(json)))
        }
        Verb::Migrate { check: true, json } => {
            config.and_then(|config| migrate::check(&config, Form::of(json)))
        }
        // It needs no setting, and still says of one that it is wrong.
        Verb::Rehearse { days, members, mentors, seed, asks_every, speed, dashboard, json } => {
            let plan = Plan { days, members, mentors, seed, asks_every };
            config.and_then(|config| {
                let dashboard = dashboard.then_some(config.listen);
                rehearse::rehearse(plan, Show { speed, dashboard, form: Form::of(json) })
            })
        }
    };
    done.map_or_else(|trouble| complain(&trouble), |()| ExitCode::SUCCESS)
}

fn span(text: &str) -> Result<Span, String> {
    let known = Span::ALL.map(Span::key).join(", ");
    Span::of(text).ok_or_else(|| format!("it is one of {known}"))
}

fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "write a day as 2026-11-26".to_owned())
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "write a whole number, such as 30".to_owned())
}

fn complain(trouble: &Trouble) -> ExitCode {
    if trouble.kind != Kind::Enough {
        eprintln!("smallwins: {}\nfix: {}", trouble.says, trouble.fix);
    }
    trouble.status()
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Form {
    fn of(json: bool) -> Form {
        if json { Form::Json } else { Form::Text }
    }

    /// Writes an answer to standard output.
    ///
    /// # Errors
    /// Standard output is closed or full.
    pub fn answer<T: Serialize + std::fmt::Display>(self, answer: &T) -> Result<(), Trouble> {
        let text = match self {
            Form::Text => answer.to_string(),
            Form::Json => serde_json::to_string_pretty(answer).expect("answers have string keys only"),
        };
        print(text.trim_end())
    }
}

/// Writes one text and the end of its line to standard output.
///
/// # Errors
/// Standard output is closed or full.
pub fn print(text: &str) -> Result<(), Trouble> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")
        .and_then(|()| out.flush())
        .map_err(|error| Trouble::unwritten("the answer", &error, "keep it open until the answer is read"))
}
