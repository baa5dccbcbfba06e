//! Which community is meant at the command line.

use smallwins_core::community::Community;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{Store, StoreError};
use smallwins_store::SqlStore;

use crate::config::Config;
use crate::migrate;
use crate::trouble::Trouble;

/// Where what was imported lives. Nobody is there, so nothing is ever said.
pub const IMPORTED: &str = "imported";

/// Where communities may be.
const PLATFORMS: [&str; 4] =
    [smallwins_web::playground::PLATFORM, smallwins_slack::PLATFORM, smallwins_discord::PLATFORM, IMPORTED];

/// The memory, when there is one that this release wrote: for whoever brings nothing into it.
///
/// # Errors
/// There is none, an older release wrote it, or it does not answer.
pub async fn memory(config: &Config) -> Result<SqlStore, Trouble> {
    let url = config.database_url.expose();
    let migrations = smallwins_store::migrations(url).await.map_err(|error| migrate::trouble(&error))?;
    if !migrations.pending.is_empty() {
        return Err(Trouble::failed(
            "there is no database yet, or an older release wrote it",
            "see that SMALLWINS_DATABASE_URL names the right one, and run smallwins migrate",
        ));
    }
    smallwins_store::open(url).await.map_err(|error| migrate::trouble(&error))
}

/// The community of that name, or the only one there is.
///
/// # Errors
/// There is none, more than one could be meant, or the memory does not answer.
pub async fn which(store: &dyn Store, named: Option<&str>) -> Result<Community, Trouble> {
    choose(all(store).await.map_err(unread)?, named)
}

/// Every community, as [`all`] tells them: where there is none, nothing was looked at.
///
/// # Errors
/// There is none, or the memory does not answer.
pub async fn any(store: &dyn Store) -> Result<Vec<Community>, Trouble> {
    let all = all(store).await.map_err(unread)?;
    if all.is_empty() { Err(nobody()) } else { Ok(all) }
}

/// Every community, but what was imported in part: that is closed until the rest of it is there.
///
/// # Errors
/// The memory does not answer.
pub async fn all(store: &dyn Store) -> Result<Vec<Community>, StoreError> {
    let mut all = Vec::new();
    for platform in PLATFORMS {
        all.extend(store.communities(&PlatformName::new(platform)).await?);
    }
    all.retain(|community| community.platform.as_str() != IMPORTED || !community.is_closed());
    Ok(all)
}

fn choose(mut all: Vec<Community>, named: Option<&str>) -> Result<Community, Trouble> {
    let names = all.iter().map(name).collect::<Vec<_>>().join(", ");
    match named {
        Some(named) => all.retain(|community| community.external == named || name(community) == named),
        // What was imported is looked at beside those that are here, and only where it is named.
        None if all.iter().any(|community| community.platform.as_str() != IMPORTED) => {
            all.retain(|community| community.platform.as_str() != IMPORTED);
        }
        None => {}
    }
    match (all.pop(), named) {
        (Some(community), _) if all.is_empty() => Ok(community),
        (None, _) if names.is_empty() => Err(nobody()),
        (None, Some(named)) => Err(Trouble::misused(
            format!("no community is called {named}"),
            format!("name one with --community: {names}"),
        )),
        (Some(_), _) | (None, None) => Err(Trouble::misused(
            "more than one community could be meant",
            format!("name one with --community: {names}"),
        )),
    }
}

fn nobody() -> Trouble {
    Trouble::failed(
        "there is no community in the database yet",
        "see that SMALLWINS_DATABASE_URL names the right one, or let somebody say a word to Smallwins first",
    )
}

/// A community's name at the command line: `slack/T0123`.
pub fn name(community: &Community) -> String {
    format!("{}/{}", community.platform, community.external)
}

/// The memory cannot be read.
pub fn unread(error: StoreError) -> Trouble {
    Trouble::failed(format!("the journal cannot be read: {error}"), "see what smallwins doctor says")
}
