//! The elements of blocks that people act on: where they stand, and what is chosen in them.

use serde_json::{Map, Value, json};

use crate::world::message::Typed;

/// An element with an `action_id`, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) block_id: String,
    pub(crate) action_id: String,
    pub(crate) element: Value,
    /// The `input` block around it.
    pub(crate) input: Option<Value>,
}

impl Placed {
    pub(crate) fn kind(&self) -> &str {
        text(&self.element["type"])
    }

    /// What a person calls it: the label of its field, the words on the button, or the placeholder.
    pub(crate) fn label(&self) -> &str {
        let label = self.input.as_ref().map(|input| &input["label"]["text"]);
        let own = [&self.element["text"]["text"], &self.element["placeholder"]["text"]];
        label.into_iter().chain(own).find_map(Value::as_str).unwrap_or_default()
    }

    /// Whether a person or a test may mean this element by that name.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        [self.label(), &self.action_id, &self.block_id].contains(&name)
            || self.element["value"].as_str().is_some_and(|value| value == name)
    }

    pub(crate) fn is_button(&self) -> bool {
        matches!(self.kind(), "button" | "icon_button" | "workflow_button")
    }

    /// All of its options, out of their groups.
    pub(crate) fn options(&self) -> Vec<&Value> {
        let groups = self.element["option_groups"].as_array().into_iter().flatten();
        let grouped = groups.filter_map(|group| group["options"].as_array()).flatten();
        self.element["options"].as_array().into_iter().flatten().chain(grouped).collect()
    }
}

/// Every element of these blocks, in reading order.
pub(crate) fn of(blocks: &[Value]) -> Vec<Placed> {
    let mut placed = Vec::new();
    for block in blocks {
        let block_id = text(&block["block_id"]).to_owned();
        let mut found: Vec<&Value> = Vec::new();
        match text(&block["type"]) {
            "section" => found.extend(block.get("accessory")),
            "input" => found.extend(block.get("element")),
            _ => found.extend(block["elements"].as_array().into_iter().flatten()),
        }
        for element in found.into_iter().filter(|element| element["action_id"].is_string()) {
            placed.push(Placed {
                block_id: block_id.clone(),
                action_id: text(&element["action_id"]).to_owned(),
                element: element.clone(),
                input: (block["type"] == "input").then(|| block.clone()),
            });
        }
    }
    placed
}

/// `state.values`: what stands in every field, by block and action. Buttons hold nothing.
pub(crate) fn values(blocks: &[Value], typed: &Typed) -> Value {
    let mut values = Map::new();
    for placed in of(blocks) {
        let Some(empty) = initial(&placed.element) else { continue };
        let key = (placed.block_id.clone(), placed.action_id.clone());
        let state = typed.get(&key).cloned().unwrap_or(empty);
        let block = values.entry(placed.block_id).or_insert_with(|| json!({}));
        block[placed.action_id] = state;
    }
    Value::Object(values)
}

/// What stands in a field before anybody touches it; `None` for what holds nothing.
pub(crate) fn initial(element: &Value) -> Option<Value> {
    let kind = text(&element["type"]);
    let (field, from) = field_of(kind)?;
    let empty = if field.ends_with('s') || field == "files" { json!([]) } else { Value::Null };
    let value = element.get(from).cloned().unwrap_or(empty);
    Some(json!({ "type": kind, field: value }))
}

/// Where an element keeps what is chosen, and where it says what is chosen at first.
fn field_of(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "plain_text_input" | "number_input" | "email_text_input" | "url_text_input" => {
            ("value", "initial_value")
        }
        "rich_text_input" => ("rich_text_value", "initial_value"),
        "static_select" | "external_select" | "radio_buttons" => ("selected_option", "initial_option"),
        "multi_static_select" | "multi_external_select" | "checkboxes" => {
            ("selected_options", "initial_options")
        }
        "users_select" => ("selected_user", "initial_user"),
        "multi_users_select" => ("selected_users", "initial_users"),
        "conversations_select" => ("selected_conversation", "initial_conversation"),
        "multi_conversations_select" => ("selected_conversations", "initial_conversations"),
        "channels_select" => ("selected_channel", "initial_channel"),
        "multi_channels_select" => ("selected_channels", "initial_channels"),
        "datepicker" => ("selected_date", "initial_date"),
        "timepicker" => ("selected_time", "initial_time"),
        "datetimepicker" => ("selected_date_time", "initial_date_time"),
        "file_input" => ("files", "initial_files"),
        _ => return None,
    })
}

/// What the field holds once a person has chosen or typed this. Options go by their label or value; several choices
/// of one field stand on several lines; nothing empties it.
///
/// # Errors
/// A sentence, where Slack's client would not let a person do that.
pub(crate) fn fill(placed: &Placed, words: &str) -> Result<Value, String> {
    let kind = placed.kind();
    let (field, _) = field_of(kind).ok_or_else(|| format!("nothing can be filled into a {kind}"))?;
    let value = match field {
        "value" => match words {
            "" => Value::Null,
            _ => json!(words),
        },
        "selected_option" if words.is_empty() => Value::Null,
        "selected_option" => option(placed, words)?,
        "selected_options" => {
            words.lines().map(|line| option(placed, line)).collect::<Result<Vec<_>, _>>()?.into()
        }
        "selected_date_time" => json!(words.parse::<i64>().map_err(|_| "a date and time is Unix seconds")?),
        "rich_text_value" => json!({ "type": "rich_text", "elements": [{ "type": "rich_text_section",
            "elements": [{ "type": "text", "text": words }] }] }),
        field if field.ends_with('s') => words.lines().collect::<Vec<_>>().into(),
        _ => json!(words),
    };
    Ok(json!({ "type": kind, field: value }))
}

fn option(placed: &Placed, words: &str) -> Result<Value, String> {
    let options = placed.options();
    let meant = |option: &&&Value| option["text"]["text"] == words || option["value"] == words;
    options.iter().find(meant).map(|option| (**option).clone()).ok_or_else(|| {
        let known: Vec<&str> = options.iter().map(|option| text(&option["text"]["text"])).collect();
        format!("{:?} is no option of {:?}, which has {known:?}", words, placed.label())
    })
}

/// Why Slack's client would not send this field; `None` when it would.
pub(crate) fn trouble(placed: &Placed, state: &Value) -> Option<String> {
    let input = placed.input.as_ref()?;
    let (field, _) = field_of(placed.kind())?;
    let value = &state[field];
    let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty) || *value == "";
    if is_empty {
        let is_optional = input["optional"] == true;
        return (!is_optional).then(|| format!("{:?} has to be filled in", placed.label()));
    }
    let length = value.as_str().map_or(0, |value| value.chars().count() as u64);
    let bound = |name: &str| placed.element[name].as_u64();
    if bound("max_length").is_some_and(|max| length > max) {
        return Some(format!("{:?} is too long", placed.label()));
    }
    if bound("min_length").is_some_and(|min| length < min) {
        return Some(format!("{:?} is too short", placed.label()));
    }
    None
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
