//! A person out of what Slack tells.

use serde::Deserialize;
use smallwins_core::member::Person;
use smallwins_core::platform::Handle;

use crate::inbound::Profile;

/// Slack's own messenger, which the Web API does not call a bot.
const SLACKBOT: &str = "USLACKBOT";

/// What `users.info` answers.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    user: User,
}

#[derive(Debug, Deserialize)]
struct User {
    id: String,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    is_bot: bool,
    #[serde(default)]
    is_admin: bool,
    #[serde(default)]
    is_owner: bool,
    tz: Option<String>,
    locale: Option<String>,
    real_name: Option<String>,
    #[serde(default)]
    profile: Names,
}

#[derive(Debug, Default, Deserialize)]
struct Names {
    display_name: Option<String>,
    real_name: Option<String>,
}

impl Told {
    /// The profile in it.
    pub(super) fn profile(self) -> Profile {
        let User { id, deleted, is_bot, is_admin, is_owner, tz, locale, real_name, profile } = self.user;
        let names = [profile.display_name, profile.real_name, real_name];
        let name = names.into_iter().flatten().find(|name| !name.trim().is_empty());
        let gone = deleted || is_bot || id == SLACKBOT;
        Profile { user: id, name, zone: tz, locale, admin: is_admin || is_owner, gone }
    }
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
    use serde_json::json;

    use super::*;

    fn told(user: serde_json::Value) -> Profile {
        serde_json::from_value::<Told>(json!({ "user": user })).unwrap().profile()
    }

    #[test]
    fn somebody_is_called_what_they_want_to_be_called() {
        let named = |display: &str, real: &str| {
            told(json!({"id": "U1", "profile": {"display_name": display, "real_name": real}})).name
        };
        assert_eq!(named("ana", "Ana Silva").as_deref(), Some("ana"));
        assert_eq!(named(" ", "Ana Silva").as_deref(), Some("Ana Silva"));
        assert_eq!(named("", ""), None);
    }

    #[test]
    fn the_zone_is_one_that_is_known_and_the_language_a_primary_subtag() {
        let told = |zone: &str, locale: &str| {
            let profile = told(json!({"id": "U1", "tz": zone, "locale": locale}));
            let person = person(&profile);
            (person.zone.map(|zone| zone.name()), person.language)
        };
        assert_eq!(told("America/Sao_Paulo", "pt-BR"), (Some("America/Sao_Paulo"), Some("pt".to_owned())));
        assert_eq!(told("Mars/Olympus", "C"), (None, None));
        assert_eq!(told("", ""), (None, None));
    }

    #[test]
    fn whoever_owns_the_workspace_runs_it() {
        let admin = |user| told(user).admin;
        assert!(admin(json!({"id": "U1", "is_admin": true})));
        assert!(admin(json!({"id": "U1", "is_owner": true})));
        assert!(!admin(json!({"id": "U1"})));
    }

    #[test]
    fn machines_and_those_who_left_are_told_apart() {
        let gone = |user| told(user).gone;
        assert!(gone(json!({"id": "U1", "deleted": true})));
        assert!(gone(json!({"id": "U1", "is_bot": true})));
        assert!(gone(json!({"id": "USLACKBOT", "is_bot": false})));
        assert!(!gone(json!({"id": "U1", "deleted": false, "tz": null})));
    }
}
