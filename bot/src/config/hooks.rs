//! The secrets by which other tools get in.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use smallwins_hooks::Secrets;

use super::keys::HIDDEN;
use crate::trouble::Trouble;

/// The values as they are written.
#[derive(Deserialize)]
pub(super) struct Written {
    github_webhook_secret: Option<SecretString>,
    signal_secret: Option<SecretString>,
    signal_secret_old: Option<SecretString>,
}

impl Written {
    /// What they come to.
    ///
    /// # Errors
    /// The one before is there and the one that is in use is not, or both are the same.
    pub(super) fn settle(self) -> Result<Secrets, Trouble> {
        let Written { github_webhook_secret: github, signal_secret: signals, signal_secret_old } = self;
        match (&signals, &signal_secret_old) {
            (None, Some(_)) => Err(Trouble::misused(
                "SMALLWINS_SIGNAL_SECRET_OLD is there and SMALLWINS_SIGNAL_SECRET is missing",
                "set SMALLWINS_SIGNAL_SECRET to the new secret; the old one is for senders that still use it",
            )),
            (Some(new), Some(old)) if new.expose_secret() == old.expose_secret() => Err(Trouble::misused(
                "SMALLWINS_SIGNAL_SECRET_OLD is the same as SMALLWINS_SIGNAL_SECRET",
                "give SMALLWINS_SIGNAL_SECRET a new value, or remove SMALLWINS_SIGNAL_SECRET_OLD",
            )),
            _ => Ok(Secrets { github, signals, signals_before: signal_secret_old }),
        }
    }
}

/// What may be told of each setting.
pub(super) fn told(secrets: &Secrets) -> Vec<(&'static str, String)> {
    let all = [
        ("github_webhook_secret", &secrets.github),
        ("signal_secret", &secrets.signals),
        ("signal_secret_old", &secrets.signals_before),
    ];
    let set = all.into_iter().filter(|(_, secret)| secret.is_some());
    set.map(|(key, _)| (key, HIDDEN.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(new: Option<&str>, old: Option<&str>) -> Result<Secrets, Trouble> {
        let secret = |text: Option<&str>| text.map(SecretString::from);
        Written { github_webhook_secret: None, signal_secret: secret(new), signal_secret_old: secret(old) }
            .settle()
    }

    #[test]
    fn an_old_secret_needs_a_new_one_beside_it_and_no_secret_is_repeated() {
        assert!(settle(None, None).is_ok() && settle(Some("new"), Some("hunter2")).is_ok());
        for (new, old) in [(None, Some("hunter2")), (Some("hunter2"), Some("hunter2"))] {
            let trouble = settle(new, old).unwrap_err();
            assert!(trouble.says.starts_with("SMALLWINS_SIGNAL_SECRET_OLD"), "{}", trouble.says);
            assert!(!format!("{} {}", trouble.says, trouble.fix).contains("hunter2"));
        }
    }

    #[test]
    fn what_is_set_is_told_and_not_what_it_is() {
        let secrets = settle(Some("hunter2"), None).unwrap();
        assert_eq!(told(&secrets), [("signal_secret", "is set".to_owned())]);
        assert!(!format!("{secrets:?}").contains("hunter2"));
    }
}
