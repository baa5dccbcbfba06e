//! Where Smallwins remembers. The text may hold a password, so it is shown redacted or not at all.

use std::fmt;
use std::path::{Path, PathBuf};

/// The address of a database that Smallwins can use.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// Why a text is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoDatabase {
    /// Of a database that Smallwins does not know.
    #[error("it begins with neither `sqlite:` nor `postgres://`")]
    Stranger,
    /// SQLite without a file, or with options, which there are none of.
    #[error("after `sqlite://` comes the path of a file, and nothing after it")]
    NoFile,
}

impl DatabaseUrl {
    /// Reads the address of a SQLite file or of a PostgreSQL database.
    ///
    /// # Errors
    /// It belongs to no database that Smallwins knows.
    pub fn parse(text: String) -> Result<Self, NoDatabase> {
        let file = text.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
        match file {
            Some(path) if path.is_empty() || path.contains('?') => Err(NoDatabase::NoFile),
            None if !text.starts_with("postgres://") && !text.starts_with("postgresql://") => {
                Err(NoDatabase::Stranger)
            }
            _ => Ok(DatabaseUrl(text)),
        }
    }

    /// The whole address, password included: for the driver alone.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The file of an SQLite database; none for PostgreSQL and for a database in memory.
    pub fn file(&self) -> Option<PathBuf> {
        let path = self.0.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        (path != ":memory:").then(|| Path::new(path).to_owned())
    }

    /// The address without password and options.
    pub fn redacted(&self) -> String {
        let Some((scheme, rest)) = self.0.split_once("://").filter(|(scheme, _)| *scheme != "sqlite") else {
            return self.0.clone();
        };
        // A password may hold any sign when somebody forgot to escape it, so what is doubtful is left out.
        match rest.rsplit_once('@') {
            Some((before, _)) if before.contains(['/', '?', '#']) => format!("{scheme}://…"),
            Some((user, place)) => {
                let user = user.split(':').next().unwrap_or_default();
                format!("{scheme}://{user}@{}", without_options(place))
            }
            None => format!("{scheme}://{}", without_options(rest)),
        }
    }
}

fn without_options(place: &str) -> &str {
    place.split(['?', '#']).next().unwrap_or_default()
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> DatabaseUrl {
        DatabaseUrl::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn a_password_is_never_shown_wherever_it_stands() {
        for text in [
            "postgres://smallwins:hunter2@db.example.org:5432/wins",
            "postgres://smallwins:hunter2@db.example.org/wins?sslmode=require",
            "postgresql://db.example.org/wins?user=smallwins&password=hunter2",
            "postgres://db.example.org/wins?password=a@hunter2",
            "postgres://smallwins:a?hunter2@db.example.org/wins",
            "postgres://smallwins:a/hunter2@db.example.org/wins",
            "postgres://smallwins:a@hunter2@db.example.org/wins",
            "postgres://smallwins:a#hunter2@db.example.org/wins",
            "postgres://smallwins:a:hunter2@db.example.org/wins",
        ] {
            let shown = format!("{:?}", url(text));
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }

    #[test]
    fn an_address_that_no_driver_takes_is_refused_before_one_tries() {
        let refusal = |text: &str| DatabaseUrl::parse(text.to_owned()).unwrap_err();
        assert_eq!(refusal("mysql://wins"), NoDatabase::Stranger);
        assert_eq!(refusal("wins.db"), NoDatabase::Stranger);
        assert_eq!(refusal("sqlite://"), NoDatabase::NoFile);
        assert_eq!(refusal("sqlite://wins.db?mode=ro"), NoDatabase::NoFile);
    }

    #[test]
    fn what_is_no_secret_is_shown() {
        assert_eq!(url("sqlite://smallwins.db").redacted(), "sqlite://smallwins.db");
        assert_eq!(
            url("postgres://wins:x@db.example.org:5433/wins?sslmode=require").redacted(),
            "postgres://wins@db.example.org:5433/wins"
        );
        assert_eq!(url("postgres://localhost/wins").redacted(), "postgres://localhost/wins");
    }

    #[test]
    fn the_file_of_a_database_is_found_in_every_spelling() {
        assert_eq!(url("sqlite://wins.db").file(), Some("wins.db".into()));
        assert_eq!(url("sqlite:wins.db").file(), Some("wins.db".into()));
        assert_eq!(url("sqlite:///var/lib/wins.db").file(), Some("/var/lib/wins.db".into()));
        assert_eq!(url("sqlite::memory:").file(), None);
        assert_eq!(url("sqlite://:memory:").file(), None);
        assert_eq!(url("postgres://localhost/wins").file(), None);
    }
}
