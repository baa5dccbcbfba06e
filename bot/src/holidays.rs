//! `smallwins holidays`: the days on which everybody in a community is free, out of a calendar file.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use smallwins_core::calendar::{Calendar, Hours};
use smallwins_core::holidays::{Holiday, MOST_BYTES, Reading, read};
use smallwins_core::mentoring::Mentoring;
use smallwins_core::moment::Moments;

use crate::cli::Form;
use crate::communities::{self, IMPORTED};
use crate::config::Config;
use crate::serve::runtime;
use crate::trouble::Trouble;
use crate::wire::SystemMoments;

/// What is read, and for whom.
#[derive(Debug)]
pub struct Asked {
    /// Out of which file; `-` is standard input.
    pub file: PathBuf,
    /// For which community, as `slack/T0123` or `T0123` alone; it can be left out where there is one.
    pub community: Option<String>,
}

/// What is kept, as an answer.
#[derive(Debug, Serialize)]
struct Answer {
    community: String,
    holidays: Vec<Holiday>,
    before: usize,
    over: usize,
    far: usize,
    timed: usize,
}

/// Keeps the holidays in a file, in the place of those that were kept before: all of them or none.
///
/// # Errors
/// The file cannot be read, or a line of it is wrong; no community is meant or more than one; the database does not
/// answer.
pub fn holidays(config: &Config, asked: &Asked, form: Form) -> Result<(), Trouble> {
    let text = text(&asked.file)?;
    let answer = runtime()?.block_on(async {
        let store = communities::memory(config).await?;
        let community = communities::which(&store, asked.community.as_deref()).await?;
        if community.platform.as_str() == IMPORTED {
            return Err(Trouble::misused(
                format!("{} is a journal, and nobody is there to be free", communities::name(&community)),
                "name a community in which people are with --community",
            ));
        }
        let before = community.holidays.iter().count();
        let today = Calendar::new(community.zone, Hours::none()).local_date(SystemMoments.now());
        let reading = read(&text, today).map_err(|problem| {
            Trouble::misused(
                format!("{}: {}", asked.file.display(), problem.says()),
                "mend that line, or leave it out; nothing was changed",
            )
        })?;
        let Reading { holidays, over, far, timed } = reading;
        if holidays.iter().next().is_none() {
            return Err(Trouble::misused(
                format!(
                    "{} names no day that lies ahead ({over} are over, {far} more than two years ahead, {timed} at a \
                     time of a day)",
                    asked.file.display(),
                ),
                "name a calendar with whole days in it; nothing was changed",
            ));
        }
        let mentoring = Mentoring::new(Arc::new(store), Arc::new(SystemMoments));
        mentoring.keep_holidays(community.scope(), &holidays).await.map_err(|error| {
            Trouble::failed(format!("the holidays cannot be kept: {error}"), "see what smallwins doctor says")
        })?;
        let holidays = holidays.iter().cloned().collect();
        Ok(Answer { community: communities::name(&community), holidays, before, over, far, timed })
    })?;
    form.answer(&answer)
}

/// What stands in a file, as far as it is read at all.
fn text(file: &Path) -> Result<String, Trouble> {
    let (mut bytes, most) = (Vec::new(), MOST_BYTES as u64 + 1);
    let read = if file.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    match read {
        Ok(_) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => Err(Trouble::misused(
            format!("{} cannot be read: {error}", file.display()),
            "name a calendar file (.ics), or one with a day a line",
        )),
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.holidays.len() == 1 { "" } else { "s" };
        let n = self.holidays.len();
        writeln!(
            f,
            "{} has {n} holiday{plural}, in the place of the {} before",
            self.community, self.before
        )?;
        for Holiday { days, name } in &self.holidays {
            let last = if days.to > days.from { format!(" to {}", days.to) } else { String::new() };
            writeln!(f, "  {}{last} {name}", days.from)?;
        }
        let Answer { over, far, timed, .. } = self;
        writeln!(
            f,
            "left out: {over} that are over, {far} more than two years ahead, {timed} at a time of a day"
        )
    }
}
