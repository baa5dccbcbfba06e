//! The commands are registered at Discord when they are not, or not as they are meant.
//!
//! A registration counts against a limit a day and is seen by everybody, so what is registered is read first and
//! compared. That needs no memory of ours, and is right also after somebody else registered something. Discord adds
//! fields of its own and fills in what goes without saying: only what can be said is compared, and what says nothing
//! counts as not said.

use serde_json::{Map, Value};

use crate::api::ApiError;
use crate::discord::Discord;

/// What can be said of a command, an option of it, or a choice.
const SAID: &[&str] = &[
    "autocomplete",
    "channel_types",
    "choices",
    "contexts",
    "default_member_permissions",
    "description",
    "description_localizations",
    "integration_types",
    "max_length",
    "max_value",
    "min_length",
    "min_value",
    "name",
    "name_localizations",
    "nsfw",
    "options",
    "required",
    "type",
    "value",
];

impl Discord {
    /// Registers these commands where others are registered, or none; whether that was needed.
    ///
    /// # Errors
    /// See [`ApiError`]. Nothing was changed unless it is unknown what became of it.
    pub(crate) async fn register(&self, commands: &Value) -> Result<bool, ApiError> {
        if are_alike(&self.api.commands().await?, commands) {
            return Ok(false);
        }
        self.api.put_commands(commands).await?;
        tracing::info!("The commands are registered");
        Ok(true)
    }
}

/// Whether two lists of commands say the same, in any order.
pub(crate) fn are_alike(registered: &Value, meant: &Value) -> bool {
    let commands = |list: &Value| {
        let commands = list.as_array().into_iter().flatten().filter_map(said);
        let mut commands: Vec<String> = commands.map(|command| command.to_string()).collect();
        commands.sort();
        commands
    };
    commands(registered) == commands(meant)
}

/// What something says; `None` where it says nothing.
fn said(value: &Value) -> Option<Value> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Array(values) => {
            let values: Vec<Value> = values.iter().filter_map(said).collect();
            (!values.is_empty()).then_some(Value::Array(values))
        }
        Value::Object(fields) => said_of(fields),
        value => Some(value.clone()),
    }
}

fn said_of(fields: &Map<String, Value>) -> Option<Value> {
    // The words of a language stand under its name: not a field of a command's.
    let is_command = fields.contains_key("name");
    let fields = fields.iter().filter(|(name, _)| !is_command || SAID.contains(&name.as_str()));
    let said: Map<String, Value> =
        fields.filter_map(|(name, value)| Some((name.clone(), said(value)?))).collect();
    (!said.is_empty()).then_some(Value::Object(said))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn meant() -> Value {
        json!([{
            "name": "mentor", "type": 1, "description": "Small wins", "contexts": [0, 1], "integration_types": [0],
            "name_localizations": { "de": "mentor" },
            "options": [{ "type": 1, "name": "ask", "description": "Ask", "options": [
                { "type": 3, "name": "question", "description": "What", "required": true },
            ]}],
        }])
    }

    #[test]
    fn what_discord_adds_says_nothing() {
        let mut registered = meant();
        for (name, value) in [
            ("id", json!("7")),
            ("version", json!("8")),
            ("application_id", json!("9")),
            ("default_member_permissions", json!(null)),
            ("nsfw", json!(false)),
            ("dm_permission", json!(true)),
            ("description_localizations", json!(null)),
        ] {
            registered[0][name] = value;
        }
        registered[0]["options"][0]["options"][0]["name_localizations"] = json!(null);
        assert!(are_alike(&registered, &meant()));
    }

    #[test]
    fn whatever_is_meant_otherwise_is_registered_anew() {
        let changed = |pointer: &str, value: Value| {
            let mut registered = meant();
            *registered.pointer_mut(pointer).unwrap() = value;
            !are_alike(&registered, &meant())
        };
        assert!(changed("/0/description", json!("Something else")));
        assert!(changed("/0/contexts", json!([0])));
        assert!(changed("/0/name_localizations/de", json!("mentorin")));
        assert!(changed("/0/options/0/options/0/required", json!(false)));
        assert!(changed("/0/options/0/options", json!([])));
        let mut more = meant();
        more.as_array_mut().unwrap().push(json!({ "name": "other", "type": 1, "description": "x" }));
        assert!(!are_alike(&more, &meant()) && !are_alike(&json!([]), &meant()));
        let mut optional = meant();
        optional[0]["options"][0]["options"][0]["min_length"] = json!(3);
        assert!(!are_alike(&optional, &meant()));
    }

    #[test]
    fn the_order_of_commands_means_nothing_and_that_of_options_does() {
        let (a, b) = (json!({ "name": "a", "type": 1 }), json!({ "name": "b", "type": 1 }));
        assert!(are_alike(&json!([a, b]), &json!([b, a])));
        let with = |options: [&Value; 2]| json!([{ "name": "c", "options": options }]);
        assert!(!are_alike(&with([&a, &b]), &with([&b, &a])));
    }
}
