//! `smallwins import`: a journal in the open format, for which every number can then be told.
//!
//! What was imported is a community of its own, in which nobody is and nothing is said: pseudonyms are nobody. It is
//! closed until all of it is there, so that no half of a file is ever counted.

mod pieces;

use std::fmt;
use std::path::PathBuf;

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
use tokio::sync::mpsc::Receiver;

use self::pieces::Piece;
use crate::cli::Form;
use crate::communities::{self, IMPORTED};
use crate::config::Config;
use crate::migrate;
use crate::serve::runtime;
use crate::trouble::Trouble;
use crate::wire::SystemMoments;

/// So many pieces are on their way to the disk at once.
const TOGETHER: usize = 2;

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
}

/// Imports a file, all of it or nothing.
///
/// # Errors
/// The file cannot be read or a line of it is wrong; the name is taken; the database does not answer.
pub fn import(config: &Config, asked: &Asked, form: Form) -> Result<(), Trouble> {
    if asked.name.is_empty() || !asked.name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
        return Err(Trouble::misused(
            format!("{:?} is no name", asked.name),
            "take letters, digits, and - _ . in between: --as pilot-2026",
        ));
    }
    if asked.replaces {
        pieces::check(&asked.file)?;
    }
    let answer = runtime()?.block_on(async {
        let store = smallwins_store::open(config.database_url.expose()).await;
        let store = store.map_err(|error| migrate::trouble(&error))?;
        make_room(&store, asked).await?;
        let mut import = Import { asked, store: &store, community: None };
        match import.take_in(pieces::read(&asked.file)?).await {
            Ok(answer) => Ok(answer),
            Err(trouble) => {
                import.forget().await?;
                Err(trouble)
            }
        }
    })?;
    form.answer(&answer)
}

/// Sees that nothing has the name: neither what was imported nor what was begun and broke off.
async fn make_room(store: &dyn Store, asked: &Asked) -> Result<(), Trouble> {
    let platform = PlatformName::new(IMPORTED);
    let Some(there) = store.community(&platform, &asked.name).await.map_err(unkept)? else { return Ok(()) };
    if !there.is_closed() && !asked.replaces {
        return Err(Trouble::misused(
            format!("there is {} already", communities::name(&there)),
            "take another name with --as, or put this in its place with --replace",
        ));
    }
    store.forget(there.scope()).await.map_err(unkept)
}

struct Import<'a> {
    asked: &'a Asked,
    store: &'a dyn Store,
    community: Option<Community>,
}

impl Import<'_> {
    async fn take_in(&mut self, mut pieces: Receiver<Result<Piece, Trouble>>) -> Result<Answer, Trouble> {
        let store = self.store;
        let mut on_their_way = FuturesUnordered::new();
        while let Some(piece) = pieces.recv().await {
            let Piece { zone, changes, whole } = piece?;
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

    /// All of it is there: it may be counted.
    async fn open(&self, facts: u64) -> Result<Answer, Trouble> {
        let mut community = self.community.clone().expect("it was made with the first piece");
        self.store.empty_books(community.scope()).await.map_err(unkept)?;
        community.standing = Standing::Open;
        let answer = Answer { community: communities::name(&community), facts };
        let opened = vec![Change::Community(Box::new(community.clone()))];
        keep(self.store, community.scope(), opened).await?;
        Ok(answer)
    }

    /// The community that all of it goes into: closed, until that is done.
    async fn community(&mut self, zone: Tz) -> Result<&Community, Trouble> {
        if self.community.is_none() {
            let mut moment = SystemMoments.moment();
            let name = self.asked.name.clone();
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
        let Answer { community, facts } = self;
        writeln!(f, "{community} has {facts} facts")?;
        writeln!(f, "its numbers: smallwins kpis --community {community} --window all")
    }
}

fn unkept(error: StoreError) -> Trouble {
    Trouble::failed(format!("the import cannot be kept: {error}"), "see what smallwins doctor says")
}
