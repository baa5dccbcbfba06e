//! A person out of what Slack tells.

use serde::Deserialize;
use smallwins_core::member::Person;
use smallwins_core::platform::Handle;

use crate::inbound::{Profile, User};

/// What `users.info` answers.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    /// The one who was asked for.
    pub(super) user: User,
}

/// A profile as the core takes it.
pub(crate) fn person(profile: &Profile) -> Person {
    Person {
        handle: Handle(profile.user.clone()),
        name: profile.name.clone(),
        zone: profile.zone.as_deref().and_then(|zone| zone.parse().ok()),
        language: profile.locale.as_deref().and_then(language),
        admin: Some(profile.admin),
    }
}

/// The primary subtag of a locale: `pt` of `pt-BR`.
fn language(locale: &str) -> Option<String> {
    let primary = locale.split(['-', '_']).next()?;
    let is_language =
        (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_language.then(|| primary.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_one_that_is_known_and_the_language_a_primary_subtag() {
        let told = |zone: &str, locale: &str| {
            let told = |text: &str| Some(text.to_owned());
            let (user, zone, locale) = ("U1".to_owned(), told(zone), told(locale));
            let person = person(&Profile { user, name: None, zone, locale, admin: false, gone: false });
            (person.zone.map(|zone| zone.name()), person.language)
        };
        assert_eq!(told("America/Sao_Paulo", "pt-BR"), (Some("America/Sao_Paulo"), Some("pt".to_owned())));
        assert_eq!(told("Mars/Olympus", "C"), (None, None));
        assert_eq!(told("", ""), (None, None));
    }
}
