//! Somebody with an account, human or not.

use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::world::modal::Modal;

/// Somebody, in whichever guilds they are.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) locale: String,
    /// Where they live; Discord tells no app.
    pub(crate) tz: Tz,
    pub(crate) is_bot: bool,
    /// Whether the app may write to them.
    pub(crate) takes_dms: bool,
    /// The form in front of them.
    pub(crate) modal: Option<Modal>,
}

impl User {
    pub(crate) fn new(id: String, name: &str, locale: &str) -> User {
        User {
            id,
            name: name.to_owned(),
            locale: locale.to_owned(),
            tz: Tz::UTC,
            is_bot: false,
            takes_dms: true,
            modal: None,
        }
    }

    /// Their name as others see it.
    pub(crate) fn shown(&self) -> String {
        let mut name = self.name.clone();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        name
    }

    /// As everybody may see them.
    pub(crate) fn json(&self) -> Value {
        let mut shown = json!({
            "id": self.id,
            "username": self.name,
            "discriminator": "0",
            "global_name": if self.is_bot { Value::Null } else { json!(self.shown()) },
            "avatar": null,
            "avatar_decoration_data": null,
            "collectibles": null,
            "clan": null,
            "primary_guild": null,
            "public_flags": 0,
        });
        if self.is_bot {
            shown["bot"] = json!(true);
        }
        shown
    }
}
