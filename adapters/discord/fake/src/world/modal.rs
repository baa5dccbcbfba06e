//! A form in front of somebody, and what stands in its fields.

use std::collections::BTreeMap;

use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(crate) struct Modal {
    pub(crate) custom_id: String,
    pub(crate) title: String,
    /// Rows with a text input in each.
    pub(crate) rows: Vec<Value>,
    /// What was typed over what stood there at first, by `custom_id`.
    pub(crate) typed: BTreeMap<String, String>,
    /// Where it was opened.
    pub(crate) channel: String,
    /// The message whose button opened it.
    pub(crate) message: Option<String>,
}

impl Modal {
    /// The text inputs, in reading order.
    pub(crate) fn inputs(&self) -> Vec<&Value> {
        self.rows.iter().flat_map(|row| row["components"].as_array().into_iter().flatten()).collect()
    }

    /// What stands in a text input.
    pub(crate) fn value(&self, input: &Value) -> String {
        let custom_id = input["custom_id"].as_str().unwrap_or_default();
        let first = input["value"].as_str().unwrap_or_default();
        self.typed.get(custom_id).map_or(first, String::as_str).to_owned()
    }

    /// Why Discord's client would not send it; `None` when it would.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.inputs().into_iter().find_map(|input| {
            let (label, length) = (&input["label"], self.value(input).chars().count() as u64);
            let bound = |name: &str, other: u64| input[name].as_u64().unwrap_or(other);
            match length {
                0 if input["required"] != false => Some(format!("{label} has to be filled in")),
                0 => None,
                _ if length > bound("max_length", 4000) => Some(format!("{label} is too long")),
                _ if length < bound("min_length", 0) => Some(format!("{label} is too short")),
                _ => None,
            }
        })
    }

    /// What is sent, as `data.components`: numbered on as Discord does.
    pub(crate) fn submitted(&self) -> Vec<Value> {
        let inputs = self.inputs().into_iter().enumerate();
        let rows = inputs.map(|(place, input)| {
            let number = 2 * place + 1;
            json!({ "type": 1, "id": number, "components": [{
                "type": 4, "id": number + 1, "custom_id": input["custom_id"], "value": self.value(input),
            }] })
        });
        rows.collect()
    }
}
