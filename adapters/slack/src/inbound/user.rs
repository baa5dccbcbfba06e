//! A person as Slack describes them, in an event or when it is asked, and when they are not to be disturbed.

use serde::Deserialize;

use super::{Profile, lenient};

/// Slack's own messenger, which Slack does not call a bot.
const SLACKBOT: &str = "USLACKBOT";

/// A user object.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct User {
    id: Option<String>,
    /// The workspace that they are at home in.
    pub(super) team_id: Option<String>,
    name: Option<String>,
    real_name: Option<String>,
    tz: Option<String>,
    locale: Option<String>,
    #[serde(deserialize_with = "lenient")]
    is_admin: bool,
    #[serde(deserialize_with = "lenient")]
    is_owner: bool,
    #[serde(deserialize_with = "lenient")]
    is_bot: bool,
    #[serde(deserialize_with = "lenient")]
    deleted: bool,
    #[serde(deserialize_with = "lenient")]
    profile: Names,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Names {
    display_name: Option<String>,
    real_name: Option<String>,
}

/// When somebody is not to be disturbed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Dnd {
    #[serde(deserialize_with = "lenient")]
    dnd_enabled: bool,
    next_dnd_start_ts: Option<i64>,
    next_dnd_end_ts: Option<i64>,
}

impl User {
    /// Their id.
    pub(super) fn id(&self) -> Option<String> {
        self.id.clone()
    }

    /// Their profile; `None` without an id.
    pub(crate) fn profile(self) -> Option<Profile> {
        let Names { display_name, real_name } = self.profile;
        let told = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let name = told(display_name).or(told(real_name)).or(told(self.real_name)).or(told(self.name));
        let user = self.id?;
        Some(Profile {
            name,
            zone: told(self.tz),
            locale: told(self.locale),
            admin: self.is_admin || self.is_owner,
            gone: self.is_bot || self.deleted || user == SLACKBOT,
            user,
        })
    }
}

impl Dnd {
    /// The stretch, in Unix seconds, when there is one.
    pub(crate) fn stretch(&self) -> Option<(i64, i64)> {
        let stretch = self.next_dnd_start_ts.zip(self.next_dnd_end_ts);
        stretch.filter(|(start, end)| self.dnd_enabled && start < end)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn told(user: Value) -> Profile {
        serde_json::from_value::<User>(user).unwrap().profile().unwrap()
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
    fn whoever_owns_the_workspace_runs_it() {
        let admin = |user| told(user).admin;
        assert!(admin(json!({"id": "U1", "is_admin": true})));
        assert!(admin(json!({"id": "U1", "is_owner": true})));
        assert!(!admin(json!({"id": "U1", "is_admin": null})));
    }

    #[test]
    fn machines_and_those_who_left_are_told_apart() {
        let gone = |user| told(user).gone;
        assert!(gone(json!({"id": "U1", "deleted": true})));
        assert!(gone(json!({"id": "U1", "is_bot": true})));
        assert!(gone(json!({"id": "USLACKBOT", "is_bot": false})));
        assert!(!gone(json!({"id": "U1", "deleted": false, "tz": null})));
    }

    #[test]
    fn only_what_is_switched_on_keeps_anybody_from_being_disturbed() {
        let stretch = |told| serde_json::from_value::<Dnd>(told).unwrap().stretch();
        let told = |on| json!({"dnd_enabled": on, "next_dnd_start_ts": 100, "next_dnd_end_ts": 200});
        assert_eq!(stretch(told(true)), Some((100, 200)));
        assert_eq!(stretch(told(false)), None);
        // What Slack tells of somebody who has no hours.
        assert_eq!(stretch(json!({"dnd_enabled": true, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1})), None);
        assert_eq!(stretch(json!({})), None);
    }
}
