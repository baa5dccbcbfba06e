//! Whether the database answers and has the tables of this release.

use super::Verdict;
use crate::config::Config;
use crate::migrate;

pub(super) fn look(config: &Config) -> Verdict {
    let address = config.database_url.redacted();
    if config.database_url.file().is_some_and(|file| !file.exists()) {
        return Verdict::well(format!("{address} is made at the first start"));
    }
    match migrate::look(config) {
        Err(trouble) => Verdict::from(&trouble),
        Ok(migrations) if migrations.pending.is_empty() => {
            Verdict::well(format!("{address} answers, and nothing is pending"))
        }
        Ok(migrations) => Verdict::wrong(
            format!("{address} answers; pending: {}", migrations.pending.join(", ")),
            "run `smallwins migrate`, or start Smallwins, which does the same",
        ),
    }
}
