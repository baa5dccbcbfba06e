//! `smallwins import`: a journal in the open format, for which every number can then be told.
//!
//! What was imported is a community of its own, in which nobody is and nothing is said: pseudonyms are nobody. Until
//! all of it is there, it is closed and has a name that nobody can give, so that no half of a file is ever counted;
//! then it takes the place of what has its name, in one step. So whatever breaks off, what was there before is still
//! there.
//!
//! One process at a time imports under a name. What another left behind in the middle is forgotten by the next.

mod forget;
mod hold;
mod pieces;

use std::fmt;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde::Serialize;
use smallwins_core::community::{Community, Scope, Standing};
use smallwins_core::decision::Change;
use smallwins_core::id::TaskId;
use smallwins_core::message::Reply;
use smallwins_core::moment::Moments;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{CallId, Commit, Store, StoreError};
use smallwins_core::text::cut;
use tokio::sync::mpsc::Receiver;

pub use self::forget::forget;
use self::hold::Hold;
use self::pieces::Piece;
use crate::cli::Form;
use crate::communities::{self, IMPORTED};
use crate::config::Config;
use crate::migrate;
use crate::serve::runtime;
use crate::trouble::Trouble;
use crate::wire::SystemMoments;

/// So long is the longest name.
const LONGEST_NAME: usize = 64;
/// So many pieces are on their way to the disk at once.
const TOGETHER: usize = 2;
/// What stands between a name and the rest of it while it is imported: no name has it.
const BEGUN: &str = " ";

/// Under which key stands when the last thing of an imported journal happened: its ids need not hold a time.
const LATEST: &str = "import/latest";

/// When the last thing happened in what was imported; `None` of what is no import.
///
/// # Errors
/// The database does not answer.
pub async fn latest(store: &dyn Store, scope: Scope) -> Result<Option<DateTime<Utc>>, StoreError> {
    let kept = store.keepsakes(scope, LATEST).await?;
    Ok(kept.into_iter().find_map(|(_, at)| at.parse().ok()))
}

/// What is imported.
#[derive(Debug)]
pub struct Asked {
    /// Out of which file; `-` is standard input.
    pub file: PathBuf,
    /// Under which name.
    pub name: String,
    /// Whether what has that name already is replaced.
    pub replaces: bool,
}

/// What was imported, as an answer.
#[derive(Debug, Serialize)]
struct Answer {
    community: String,
    facts: u64,
    /// The line of the first fact that happened after the present of this machine, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    ahead_from_line: Option<u64>,
}

/// Imports a file, all of it or nothing.
///
/// # Errors
/// The file cannot be read or a line of it is wrong; the name is taken; the database does not answer.
pub fn import(config: &Config, asked: &Asked, form: Form) -> Result<(), Trouble> {
    let letters = asked.name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if !letters || !(1..=LONGEST_NAME).contains(&asked.name.len()) {
        return Err(Trouble::misused(
            format!("an import cannot have the name {:?}", cut(&asked.name, LONGEST_NAME)),
            format!(
                "take at most {LONGEST_NAME} of a to z, A to Z, 0 to 9 and - _ . for it: --as pilot-2026"
            ),
        ));
    }
    // Where there is nothing to read, no database comes into being.
    pieces::look(&asked.file)?;
    let answer = runtime()?.block_on(async {
        let store = smallwins_store::open(config.database_url.expose()).await;
        let store = store.map_err(|error| migrate::trouble(&error))?;
        let mut hold = Hold::take(&store, &asked.name).await?;
        let answer = held(&store, asked, &mut hold).await;
        hold.let_go().await;
        answer
    })?;
    form.answer(&answer)
}

async fn held(store: &dyn Store, asked: &Asked, hold: &mut Hold<'_>) -> Result<Answer, Trouble> {
    clear_up(store, &asked.name).await?;
    let there = there(store, asked).await?;
    let mut import = Import { asked, store, there, community: None, read: 0, ahead: None, latest: None };
    match import.take_in(pieces::read(&asked.file)?, hold).await {
        Ok(answer) => Ok(answer),
        Err(trouble) => {
            import.forget().await?;
            Err(trouble)
        }
    }
}

/// What has the name already, if that may be replaced: what an older release began and left in the middle may.
async fn there(store: &dyn Store, asked: &Asked) -> Result<Option<Community>, Trouble> {
    let there = store.community(&PlatformName::new(IMPORTED), &asked.name).await.map_err(unkept)?;
    match there {
        Some(there) if !there.is_closed() && !asked.replaces => Err(Trouble::misused(
            format!("there is {} already", communities::name(&there)),
            "take another name with --as, or put this in its place with --replace",
        )),
        there => Ok(there),
    }
}

/// Forgets what was begun under a name and broke off: nobody else imports under it now. Says whether there was any.
async fn clear_up(store: &dyn Store, name: &str) -> Result<bool, Trouble> {
    let imported = store.communities(&PlatformName::new(IMPORTED)).await.map_err(unkept)?;
    let is_begun = |there: &&Community| there.external.split_once(BEGUN).is_some_and(|(of, _)| of == name);
    let begun: Vec<&Community> = imported.iter().filter(is_begun).collect();
    for begun in &begun {
        store.forget(begun.scope()).await.map_err(unkept)?;
    }
    Ok(!begun.is_empty())
}

struct Import<'a> {
    asked: &'a Asked,
    store: &'a dyn Store,
    /// What has the name so far.
    there: Option<Community>,
    community: Option<Community>,
    /// How many facts were read.
    read: u64,
    /// The line of the first that happened after the present of this machine.
    ahead: Option<u64>,
    /// When the last thing happened.
    latest: Option<DateTime<Utc>>,
}

impl Import<'_> {
    async fn take_in(
        &mut self,
        mut pieces: Receiver<Result<Piece, Trouble>>,
        hold: &mut Hold<'_>,
    ) -> Result<Answer, Trouble> {
        let store = self.store;
        let mut on_their_way = FuturesUnordered::new();
        while let Some(piece) = pieces.recv().await {
            let Piece { zone, changes, whole } = piece?;
            hold.keep().await?;
            self.look_at(&changes, SystemMoments.now());
            let scope = self.community(zone).await?.scope();
            on_their_way.push(keep(store, scope, changes));
            if let Some(facts) = whole {
                while let Some(kept) = on_their_way.next().await {
                    kept?;
                }
                return self.open(facts).await;
            }
            // While one piece is written, the rows of the next are made.
            if on_their_way.len() == TOGETHER {
                on_their_way.next().await.transpose()?;
            }
        }
        Err(Trouble::failed("whoever read the file ended before its end", "import it again"))
    }

    /// Notes when the last thing happened, and where what happened lies after an instant. It is no fault of the file:
    /// the clock of a playground is moved, and that of another machine may be ahead of this one's.
    fn look_at(&mut self, changes: &[Change], now: DateTime<Utc>) {
        for change in changes {
            if let Change::Past(fact) = change {
                self.latest = self.latest.max(Some(fact.at));
                // The first fact stands on the second line.
                self.ahead = self.ahead.or((fact.at > now).then_some(self.read + 2));
                self.read += 1;
            }
        }
    }

    /// All of it is there: it may be counted, in the place of what has its name.
    async fn open(&self, facts: u64) -> Result<Answer, Trouble> {
        let mut community = self.community.clone().expect("it was made with the first piece");
        self.store.empty_books(community.scope()).await.map_err(unkept)?;
        if let Some(latest) = self.latest {
            let kept = Change::Keepsake(LATEST.to_owned(), Some(latest.to_rfc3339()));
            keep(self.store, community.scope(), vec![kept]).await?;
        }
        community.standing = Standing::Open;
        community.external.clone_from(&self.asked.name);
        let answer = Answer { community: communities::name(&community), facts, ahead_from_line: self.ahead };
        let instead_of = self.there.as_ref().map(Community::scope);
        self.store.replace(community, instead_of).await.map_err(unkept)?;
        Ok(answer)
    }

    /// The community that all of it goes into: closed, until that is done.
    async fn community(&mut self, zone: Tz) -> Result<&Community, Trouble> {
        if self.community.is_none() {
            let mut moment = SystemMoments.moment();
            let name = format!("{}{BEGUN}{}", self.asked.name, moment.id::<TaskId>());
            let mut new = Community::new(PlatformName::new(IMPORTED), name, zone, &mut moment);
            new.standing = Standing::Closed { since: moment.now, why: "it is being imported".to_owned() };
            self.community = Some(self.store.found(new).await.map_err(unkept)?);
        }
        Ok(self.community.as_ref().expect("it was made"))
    }

    async fn forget(&self) -> Result<(), Trouble> {
        match &self.community {
            Some(community) => self.store.forget(community.scope()).await.map_err(unkept),
            None => Ok(()),
        }
    }
}

async fn keep(store: &dyn Store, scope: Scope, changes: Vec<Change>) -> Result<(), Trouble> {
    let mut moment = SystemMoments.moment();
    let call = CallId(format!("import {}", moment.id::<TaskId>()));
    let commit = Commit { scope, call, at: moment.now, reply: Reply::default(), changes };
    store.commit(commit).await.map(drop).map_err(unkept)
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Answer { community, facts, ahead_from_line } = self;
        writeln!(f, "{community} has {facts} facts")?;
        if let Some(line) = ahead_from_line {
            writeln!(
                f,
                "what stands from line {line} on happened after now: the clock there was ahead of this machine's"
            )?;
        }
        writeln!(f, "its numbers: smallwins kpis --community {community} --window all")
    }
}

fn unkept(error: StoreError) -> Trouble {
    Trouble::failed(format!("the import cannot be kept: {error}"), "see what smallwins doctor says")
}
