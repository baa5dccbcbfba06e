//! `smallwins migrate`: bring the database up to date, or show what that would do.

use std::fmt;

use serde::Serialize;
use smallwins_store::{Migrations, OpenError};

use crate::cli::Form;
use crate::config::Config;
use crate::serve::runtime;
use crate::trouble::Trouble;

/// Where the database stands, as an answer.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Standing(Migrations);

/// Applies what is pending.
///
/// # Errors
/// The database does not answer or does not take a migration.
pub fn apply(config: &Config, form: Form) -> Result<(), Trouble> {
    let ran = runtime()?.block_on(smallwins_store::migrate(config.database_url.expose()));
    form.answer(&Standing(ran.map_err(|error| trouble(&error))?))
}

/// Shows what is pending and changes nothing.
///
/// # Errors
/// The database does not answer.
pub fn check(config: &Config, form: Form) -> Result<(), Trouble> {
    form.answer(&Standing(look(config)?))
}

/// Which migrations ran and which are pending. Nothing is changed.
///
/// # Errors
/// The database does not answer.
pub fn look(config: &Config) -> Result<Migrations, Trouble> {
    runtime()?
        .block_on(smallwins_store::migrations(config.database_url.expose()))
        .map_err(|error| trouble(&error))
}

/// Why a database cannot be opened, with what to do about it.
pub fn trouble(error: &OpenError) -> Trouble {
    let says = error.to_string();
    match error {
        OpenError::Scheme | OpenError::Path | OpenError::Address(_) => Trouble::misused(
            says,
            "write SMALLWINS_DATABASE_URL as sqlite://FILE or postgres://USER@HOST/DATABASE",
        ),
        OpenError::NoFolder(_) | OpenError::NotWritable { .. } => Trouble::failed(
            says,
            "let the user that runs Smallwins write there, or name another file in SMALLWINS_DATABASE_URL",
        ),
        OpenError::Refused { .. } => Trouble::failed(
            says,
            "see that the database runs and that SMALLWINS_DATABASE_URL names the right host, user and password",
        ),
        OpenError::Migration { .. } => {
            Trouble::failed(says, "run the release that last wrote this database, or restore a backup")
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Migrations { ran, pending, .. } = &self.0;
        if ran.is_empty() && pending.is_empty() {
            return writeln!(f, "nothing is pending");
        }
        ran.iter().try_for_each(|name| writeln!(f, "applied  {name}"))?;
        pending.iter().try_for_each(|name| writeln!(f, "pending  {name}"))
    }
}
