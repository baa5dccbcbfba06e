//! The options of a command as they are sent, and of one that is being typed.

use serde::Deserialize;
use serde_json::Value;

use super::interaction::lenient;

const SUB_COMMAND: u8 = 1;
const SUB_COMMAND_GROUP: u8 = 2;

/// An option, or a sub-command with its options.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    name: String,
    r#type: u8,
    value: Option<Value>,
    #[serde(deserialize_with = "lenient")]
    options: Vec<Given>,
    #[serde(deserialize_with = "lenient")]
    focused: bool,
}

/// The sub-command that was chosen, and its options.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub(super) verb: String,
    options: Vec<Given>,
}

/// What was chosen in a command; without a sub-command there is no verb.
pub(super) fn chosen(mut options: Vec<Given>) -> Chosen {
    while let Some(group) = options.iter_mut().find(|given| given.r#type == SUB_COMMAND_GROUP) {
        options = std::mem::take(&mut group.options);
    }
    match options.into_iter().find(|given| given.r#type == SUB_COMMAND) {
        Some(Given { name, options, .. }) => Chosen { verb: name, options },
        None => Chosen::default(),
    }
}

impl Chosen {
    /// What stands in each option.
    pub(super) fn filled(&self) -> Vec<(String, String)> {
        self.options.iter().filter_map(|given| Some((given.name.clone(), given.text()?))).collect()
    }

    /// The option that is being typed, and what stands in it so far.
    pub(super) fn focused(&self) -> Option<(String, String)> {
        let focused = self.options.iter().find(|given| given.focused)?;
        Some((focused.name.clone(), focused.text().unwrap_or_default()))
    }
}

impl Given {
    fn text(&self) -> Option<String> {
        match self.value.as_ref()? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(choice) => Some(choice.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}
