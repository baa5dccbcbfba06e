//! `smallwins audit`: what those who run a community changed of it, and whether the chain of that is as it was written.

use std::fmt;

use serde::Serialize;
use smallwins_core::audit::{Changed, Head, Report, Speaker, Told, told, verified};
use smallwins_core::community::Community;

use crate::cli::Form;
use crate::communities::{self, unread};
use crate::config::Config;
use crate::serve::runtime;
use crate::trouble::Trouble;

/// What is looked at.
#[derive(Debug)]
pub struct Asked {
    /// Which community, as `slack/T0123` or `T0123` alone; all of them, when it is left out.
    pub community: Option<String>,
    /// A head that was kept elsewhere, as `12:HASH`.
    pub head: Option<String>,
}

/// What came of looking at one community.
#[derive(Debug, Serialize)]
struct Looked {
    community: String,
    whole: bool,
    #[serde(flatten)]
    report: Report,
}

/// What came of looking.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Answer(Vec<Looked>);

/// Looks whether every line is as it was written, and says which are not.
///
/// # Errors
/// One is not; the database does not answer or is not up to date; or the head that was given is none.
pub fn verify(config: &Config, asked: &Asked, form: Form) -> Result<(), Trouble> {
    let kept = asked.head.as_deref().map(head).transpose()?;
    let answer = runtime()?.block_on(async {
        let store = communities::memory(config).await?;
        let all = match &asked.community {
            Some(named) => vec![communities::which(&store, Some(named)).await?],
            None if kept.is_some() => vec![communities::which(&store, None).await?],
            None => communities::any(&store).await?,
        };
        let mut looked = Vec::new();
        for community in &all {
            let report = verified(&store, community, kept.clone()).await.map_err(unread)?;
            looked.push(Looked { community: communities::name(community), whole: report.is_whole(), report });
        }
        Ok::<_, Trouble>(Answer(looked))
    })?;
    form.answer(&answer)?;
    let bad: Vec<&str> =
        answer.0.iter().filter(|looked| !looked.whole).map(|looked| looked.community.as_str()).collect();
    if bad.is_empty() {
        return Ok(());
    }
    Err(Trouble::failed(
        format!("the audit of {} is not as it was written", bad.join(", ")),
        "hold the lines that are named above beside a backup from before, and see who can write to the database",
    ))
}

/// A head as it is told: a number, a colon, and 64 hexadecimal digits.
fn head(text: &str) -> Result<Head, Trouble> {
    let parts = text.split_once(':');
    let parsed = parts.and_then(|(number, hash)| {
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = number.parse().ok().filter(|number| *number > 0 && is_hash)?;
        Some(Head { number, hash: hash.to_lowercase() })
    });
    parsed.ok_or_else(|| {
        Trouble::misused("that is no head of an audit", "give it as verify printed it: 12:HASH, of 64 digits")
    })
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Looked { community, whole, report } in &self.0 {
            let Report { lines, nobody, head, flaws } = report;
            let n = if *lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
            let how = if *whole { "as written" } else { "NOT as written" };
            writeln!(f, "{community}: {n}, {how}")?;
            for flaw in flaws {
                writeln!(f, "  {flaw}")?;
            }
            if *nobody > 0 {
                writeln!(f, "  {nobody} of the people in it are not known any more: erased, or taken out")?;
            }
            if head.number > 0 {
                writeln!(f, "  head {}:{}", head.number, head.hash)?;
            }
        }
        writeln!(
            f,
            "\nKeep a head where whoever can write to the database cannot; --head holds what is there beside it.\n\
             Without one, a chain that was written anew from some line on, with the community's own row, looks whole."
        )
    }
}

/// The lines of a community.
#[derive(Debug, Serialize)]
struct Lines {
    community: String,
    lines: Vec<LineTold>,
}

/// A line.
#[derive(Debug, Serialize)]
struct LineTold {
    number: u64,
    at: Option<chrono::DateTime<chrono::Utc>>,
    by: String,
    changes: Vec<ChangeTold>,
}

/// One thing that changed.
#[derive(Debug, Serialize)]
struct ChangeTold {
    what: String,
    whom: Vec<String>,
    before: Option<String>,
    after: Option<String>,
}

/// Tells every line, the oldest first.
///
/// # Errors
/// The database does not answer or is not up to date; no community is meant, or more than one.
pub fn list(config: &Config, community: Option<&str>, form: Form) -> Result<(), Trouble> {
    let answer = runtime()?.block_on(async {
        let store = communities::memory(config).await?;
        let community: Community = communities::which(&store, community).await?;
        let lines = told(&store, community.scope(), 0).await.map_err(unread)?;
        let lines = lines.into_iter().map(LineTold::of).collect();
        Ok::<_, Trouble>(Lines { community: communities::name(&community), lines })
    })?;
    form.answer(&answer)
}

impl LineTold {
    fn of(told: Told) -> LineTold {
        let by = match told.by {
            Speaker::Person(name) => name.as_str().to_owned(),
            Speaker::Nobody => "?".to_owned(),
            Speaker::Platform => "the platform".to_owned(),
            Speaker::Clock => "the clock".to_owned(),
            Speaker::Operator => "whoever runs Smallwins".to_owned(),
        };
        let change = |changed: Changed| {
            let Changed { word, whom, before, after } = changed;
            ChangeTold { what: word, whom, before, after }
        };
        LineTold {
            number: told.number,
            at: told.at,
            by,
            changes: told.changes.into_iter().map(change).collect(),
        }
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: what those who run it changed\n", self.community)?;
        if self.lines.is_empty() {
            return writeln!(f, "nothing yet");
        }
        for LineTold { number, at, by, changes } in &self.lines {
            let at = at.map_or("?".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string());
            writeln!(f, "{number:>5}  {at}  {by}")?;
            for ChangeTold { what, whom, before, after } in changes {
                let of = if whom.is_empty() { String::new() } else { format!(" of {}", whom.join(" and ")) };
                let show = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
                writeln!(f, "       {what}{of}: {} -> {}", show(before), show(after))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_printed_and_nothing_else_is_one() {
        let hash = "0f".repeat(32);
        let read = head(&format!("12:{}", hash.to_uppercase())).unwrap();
        assert_eq!(read, Head { number: 12, hash: hash.clone() });
        for text in ["", "12", &hash, &format!("0:{hash}"), &format!("x:{hash}"), &format!("1:{hash}0")] {
            assert!(head(text).is_err(), "{text}");
        }
    }
}
