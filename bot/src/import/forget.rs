//! `smallwins forget`: what was imported goes again, all of it.

use std::fmt;

use serde::Serialize;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::Store;

use super::hold::Hold;
use super::{clear_up, unkept};
use crate::cli::Form;
use crate::communities::{self, IMPORTED};
use crate::config::Config;
use crate::serve::runtime;
use crate::trouble::Trouble;

/// What was forgotten, as an answer.
#[derive(Debug, Serialize)]
struct Answer {
    forgotten: String,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} is forgotten, with everything in it", self.forgotten)
    }
}

/// Forgets what was imported under a name, which may stand behind `imported/`.
///
/// # Errors
/// Nothing was imported under it; another imports under it at the moment; the database does not answer.
pub fn forget(config: &Config, name: &str, form: Form) -> Result<(), Trouble> {
    let answer = runtime()?.block_on(async {
        let store = communities::memory(config).await?;
        forgotten(&store, name).await
    })?;
    form.answer(&answer)
}

async fn forgotten(store: &dyn Store, named: &str) -> Result<Answer, Trouble> {
    let name = named.strip_prefix(IMPORTED).and_then(|rest| rest.strip_prefix('/')).unwrap_or(named);
    // Nobody imports under the name from here on.
    let hold = Hold::take(store, name).await?;
    let done = held(store, name).await;
    hold.let_go().await;
    done.map(|()| Answer { forgotten: format!("{IMPORTED}/{name}") })
}

async fn held(store: &dyn Store, name: &str) -> Result<(), Trouble> {
    let was_begun = clear_up(store, name).await?;
    match store.community(&PlatformName::new(IMPORTED), name).await.map_err(unkept)? {
        Some(there) => store.forget(there.scope()).await.map_err(unkept),
        None if was_begun => Ok(()),
        None => Err(Trouble::misused(
            format!("nothing was imported as {name}"),
            "name what smallwins import was told with --as; a community of people is forgotten when the app is removed \
             from it, where /mentor when-removed says so",
        )),
    }
}
