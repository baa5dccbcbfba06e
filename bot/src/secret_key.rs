//! The key that seals tokens at rest: the setting, or a file beside the database that is made on the first run.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rand::TryRngCore;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret, SecretString};
use smallwins_slack::SealKey;

use crate::config::Config;
use crate::trouble::Trouble;

/// The name of the file.
const FILE: &str = "smallwins.key";
/// How many bytes it has; each is two hexadecimal digits.
const LENGTH: usize = 32;

/// The key: the setting, the file, or a new one that is kept in the file.
///
/// # Errors
/// It has another form, the file cannot be read, written or is open to others, or there is no place for a file.
pub fn secret_key(config: &Config) -> Result<SealKey, Trouble> {
    match find(config)? {
        Some(key) => Ok(key),
        None => make(&beside(config)?),
    }
}

/// The key when there is one already.
///
/// # Errors
/// As [`secret_key`].
pub fn find(config: &Config) -> Result<Option<SealKey>, Trouble> {
    if let Some(setting) = &config.secret_key {
        return read(setting.expose_secret(), "SMALLWINS_SECRET_KEY").map(Some);
    }
    let path = beside(config)?;
    match fs::read_to_string(&path) {
        Ok(text) => {
            let text = SecretString::from(text);
            closed(&path)?;
            read(text.expose_secret().trim(), &path.display().to_string()).map(Some)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unusable(&path, "read", &error)),
    }
}

/// Where the key lies: beside the database, when that is a file.
fn beside(config: &Config) -> Result<PathBuf, Trouble> {
    let file = config.database_url.file().ok_or_else(|| {
        Trouble::misused(
            "there is no key to seal Slack's tokens with, and no database file to keep one beside",
            "set SMALLWINS_SECRET_KEY, the same for every replica: openssl rand -hex 32",
        )
    })?;
    Ok(file.parent().unwrap_or(Path::new("")).join(FILE))
}

fn read(text: &str, origin: &str) -> Result<SealKey, Trouble> {
    SealKey::parse(text).ok_or_else(|| {
        Trouble::misused(
            format!("{origin} is not a key: {} hexadecimal digits are", 2 * LENGTH),
            "make one with: openssl rand -hex 32",
        )
    })
}

/// Whoever reads the key reads the tokens.
fn closed(path: &Path) -> Result<(), Trouble> {
    let mode = fs::metadata(path).map_err(|error| unusable(path, "looked at", &error))?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Trouble::misused(
        format!("{} can be read by others", path.display()),
        format!("chmod 600 {}", path.display()),
    ))
}

/// The file appears whole or not at all: a half-written key would seal what nothing opens again.
fn make(path: &Path) -> Result<SealKey, Trouble> {
    let mut key = [0; LENGTH];
    OsRng.try_fill_bytes(&mut key).map_err(|error| {
        Trouble::failed(format!("the system gives no randomness for a key: {error}"), "start it again")
    })?;
    let digits = hex::encode(key);
    let draft = path.with_extension(format!("key.{}", std::process::id()));
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(digits.as_bytes())?;
        file.sync_all()?;
        fs::hard_link(&draft, path)
    };
    let written = write();
    let _ = fs::remove_file(&draft);
    match written {
        Ok(()) => Ok(SealKey(key)),
        // Another one that starts at the same moment was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let text = fs::read_to_string(path).map_err(|error| unusable(path, "read", &error))?;
            read(text.trim(), &path.display().to_string())
        }
        Err(error) => Err(unusable(path, "written", &error)),
    }
}

fn unusable(path: &Path, what: &str, error: &std::io::Error) -> Trouble {
    Trouble::failed(
        format!("{} cannot be {what}: {error}", path.display()),
        "let the user that runs Smallwins read and write it, or set SMALLWINS_SECRET_KEY",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Flags, Surroundings};

    fn config(folder: &Path, key: Option<&str>) -> Config {
        let url = format!("sqlite://{}", folder.join("wins.db").display());
        let flags = Flags { database_url: Some(url), ..Flags::default() };
        let variables = key.map(|key| ("SMALLWINS_SECRET_KEY".into(), key.into())).into_iter().collect();
        Config::load(&flags, &Surroundings { variables, folder: folder.to_owned() }).unwrap()
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), None);
        let made = secret_key(&config).unwrap();
        let path = folder.path().join(FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(secret_key(&config).unwrap().0, made.0);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(secret_key(&config).unwrap_err().fix.starts_with("chmod 600"));
    }

    #[test]
    fn the_setting_wins_and_another_form_is_refused_without_being_repeated() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(secret_key(&config(folder.path(), Some(&"0a".repeat(32)))).unwrap().0, [10; 32]);
        for text in ["hunter2", &"zz".repeat(32), &"a".repeat(63), &"é".repeat(32)] {
            let says = secret_key(&config(folder.path(), Some(text))).unwrap_err().says;
            assert!(!says.contains(text), "{says}");
        }
        assert!(!folder.path().join(FILE).exists());
    }

    #[test]
    fn a_database_elsewhere_needs_the_setting() {
        let flags = Flags { database_url: Some("postgres://localhost/wins".into()), ..Flags::default() };
        let config = Config::load(&flags, &Surroundings::default()).unwrap();
        assert!(secret_key(&config).unwrap_err().fix.contains("SMALLWINS_SECRET_KEY"));
    }
}
