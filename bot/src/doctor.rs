//! `smallwins doctor`: what Smallwins needs, looked at one by one, with a fix for whatever is wrong.
//!
//! It changes nothing: no database is made, no migration applied, no address kept.

mod clock;
mod database;
mod discord;
mod folder;
mod hooks;
mod place;
mod slack;

use std::fmt;

use serde::Serialize;
use smallwins_discord::Wrong;

use crate::cli::Form;
use crate::config::{Config, Source};
use crate::neighbour::is_ready;
use crate::trouble::Trouble;

/// What one look found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Finding {
    /// What was looked at.
    check: &'static str,
    #[serde(flatten)]
    verdict: Verdict,
}

/// How it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
enum Verdict {
    Well { says: String },
    Wrong { says: String, fix: String },
}

/// Everything that was found.
#[derive(Debug, Serialize)]
struct Diagnosis {
    version: &'static str,
    well: bool,
    settings: Vec<Source>,
    findings: Vec<Finding>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything that Smallwins needs, as far as the platforms.
    Everything,
    /// Whether the Smallwins that runs here is ready. No platform is asked: they count such questions.
    Here,
}

/// Looks at what it is asked to and tells what it found.
///
/// # Errors
/// Something is wrong: the answer says what, and so does the error, in short. Settings that cannot be read are
/// told in both places too.
pub fn doctor(config: Result<Config, Trouble>, scope: Scope, form: Form) -> Result<(), Trouble> {
    let config = match config {
        Ok(config) => config,
        Err(trouble) => {
            let findings = vec![Finding { check: "settings", verdict: Verdict::from(&trouble) }];
            form.answer(&Diagnosis::of(Vec::new(), findings))?;
            return Err(trouble);
        }
    };
    let findings = match scope {
        Scope::Everything => look(&config),
        Scope::Here => vec![here(&config)],
    };
    let diagnosis = Diagnosis::of(config.sources.clone(), findings);
    form.answer(&diagnosis)?;
    if diagnosis.well {
        return Ok(());
    }
    let wrong = diagnosis.findings.iter().filter(|finding| !finding.verdict.is_well());
    let wrong: Vec<&str> = wrong.map(|finding| finding.check).collect();
    Err(Trouble::failed(format!("not all is well: {}", wrong.join(", ")), "follow the fixes above"))
}

fn look(config: &Config) -> Vec<Finding> {
    let finding = |check, verdict| Finding { check, verdict };
    let mut findings = vec![finding("settings", Verdict::well("each has a meaning"))];
    findings.extend(folder::look(config).into_iter().map(|(check, verdict)| finding(check, verdict)));
    findings.push(finding("database", database::look(config)));
    findings.push(finding("address", place::look(config)));
    findings.push(finding("clock", clock::look(config)));
    findings.push(finding("time zones", clock::zones()));
    if config.slack.is_none() && config.discord.is_none() {
        findings.push(finding("platforms", Verdict::well("none is set up: the playground alone")));
    }
    findings.extend(config.slack.iter().flat_map(|slack| slack::look(config, slack)));
    findings.extend(config.discord.iter().flat_map(discord::look));
    findings.extend(hooks::look(config));
    findings
}

fn here(config: &Config) -> Finding {
    let verdict = match is_ready(config.listen) {
        Ok(true) => Verdict::well(format!("what runs at {} is", config.listen)),
        Ok(false) => Verdict::wrong(
            format!("what runs at {} is not", config.listen),
            "see that the database runs; the log says more",
        ),
        Err(error) => Verdict::wrong(
            format!("nobody answers at {}: {error}", config.listen),
            "start Smallwins, with the settings that are given here",
        ),
    };
    Finding { check: "ready", verdict }
}

impl Diagnosis {
    fn of(settings: Vec<Source>, findings: Vec<Finding>) -> Self {
        let well = findings.iter().all(|finding| finding.verdict.is_well());
        Diagnosis { version: env!("CARGO_PKG_VERSION"), well, settings, findings }
    }
}

impl Verdict {
    fn well(says: impl Into<String>) -> Self {
        Verdict::Well { says: says.into() }
    }

    fn wrong(says: impl Into<String>, fix: impl Into<String>) -> Self {
        Verdict::Wrong { says: says.into(), fix: fix.into() }
    }

    fn is_well(&self) -> bool {
        matches!(self, Verdict::Well { .. })
    }
}

impl From<Result<String, Wrong>> for Verdict {
    fn from(seen: Result<String, Wrong>) -> Self {
        match seen {
            Ok(says) => Verdict::well(says),
            Err(Wrong { says, fix }) => Verdict::wrong(says, fix),
        }
    }
}

impl From<&Trouble> for Verdict {
    fn from(trouble: &Trouble) -> Self {
        Verdict::wrong(&trouble.says, &trouble.fix)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Smallwins {}", self.version)?;
        for Source { key, value, from } in &self.settings {
            writeln!(f, "       {key:<20} {value}  ({from})")?;
        }
        for Finding { check, verdict } in &self.findings {
            match verdict {
                Verdict::Well { says } => writeln!(f, "well   {check:<20} {says}")?,
                Verdict::Wrong { says, fix } => {
                    writeln!(f, "WRONG  {check:<20} {says}\n       {:<20} fix: {fix}", "")?;
                }
            }
        }
        Ok(())
    }
}
