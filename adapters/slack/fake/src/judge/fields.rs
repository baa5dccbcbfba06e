//! Which fields a block, an element or a text may have. slackblocks lets unknown ones pass; Slack does not.

use serde_json::{Map, Value};

/// What stands in a field.
enum Shape {
    /// Anything that has no fields of its own.
    Plain,
    /// A text object; never a bare string.
    Text,
    /// A text object of type `plain_text`.
    Label,
    /// Objects that say their type themselves.
    Typed,
    /// An object without a type, known by this name.
    Named(&'static str),
}

/// The fields by type. `name:t` is a text, `name:p` a plain text, `name:*` holds typed objects, `name:NAME` objects
/// that are listed here under `.NAME`.
const FIELDS: &[(&str, &str)] = &[
    // Views
    (
        "modal",
        "title:p blocks:* close:p submit:p private_metadata callback_id clear_on_close notify_on_close external_id \
         submit_disabled",
    ),
    ("home", "blocks:* private_metadata callback_id external_id"),
    // Blocks
    ("actions", "elements:*"),
    ("alert", "text:t level"),
    ("context", "elements:*"),
    ("context_actions", "elements:*"),
    ("divider", ""),
    ("header", "text:p"),
    ("image", "alt_text image_url slack_file:slack_file title:p"),
    ("input", "label:p element:* dispatch_action hint:p optional"),
    ("markdown", "text"),
    ("rich_text", "elements:*"),
    ("section", "text:t fields:t accessory:* expand"),
    ("table", "rows:* column_settings:column"),
    ("data_visualization", "title chart:*"),
    // Charts
    ("bar", "axis_config:axis_config series:series"),
    ("line", "axis_config:axis_config series:series"),
    ("area", "axis_config:axis_config series:series"),
    ("pie", "segments:segment"),
    (".axis_config", "categories x_label y_label"),
    (".series", "name data:point"),
    (".point", "label value"),
    (".segment", "label value"),
    (".column", "align is_wrapped"),
    // Elements
    ("button", "text:p action_id url value style confirm:confirm accessibility_label"),
    ("checkboxes", "action_id options:option initial_options:option confirm:confirm focus_on_load"),
    (
        "channels_select",
        "action_id initial_channel confirm:confirm response_url_enabled focus_on_load placeholder:p",
    ),
    (
        "conversations_select",
        "action_id initial_conversation default_to_current_conversation confirm:confirm response_url_enabled \
         filter:filter focus_on_load placeholder:p",
    ),
    ("datepicker", "action_id initial_date confirm:confirm focus_on_load placeholder:p"),
    ("datetimepicker", "action_id initial_date_time confirm:confirm focus_on_load"),
    (
        "email_text_input",
        "action_id initial_value dispatch_action_config:dispatch focus_on_load placeholder:p",
    ),
    ("feedback_buttons", "action_id positive_button:feedback negative_button:feedback"),
    ("icon_button", "icon text:p action_id value confirm:confirm accessibility_label visible_to_user_ids"),
    (
        "multi_static_select",
        "action_id options:option option_groups:group initial_options:option confirm:confirm max_selected_items \
         focus_on_load placeholder:p",
    ),
    (
        "multi_users_select",
        "action_id initial_users confirm:confirm max_selected_items focus_on_load placeholder:p",
    ),
    (
        "multi_channels_select",
        "action_id initial_channels confirm:confirm max_selected_items focus_on_load placeholder:p",
    ),
    (
        "number_input",
        "is_decimal_allowed action_id initial_value min_value max_value dispatch_action_config:dispatch \
         focus_on_load placeholder:p",
    ),
    ("overflow", "action_id options:option confirm:confirm"),
    (
        "plain_text_input",
        "action_id initial_value multiline min_length max_length dispatch_action_config:dispatch focus_on_load \
         placeholder:p",
    ),
    ("radio_buttons", "action_id options:option initial_option:option confirm:confirm focus_on_load"),
    (
        "rich_text_input",
        "action_id initial_value:* dispatch_action_config:dispatch focus_on_load placeholder:p min_lines max_lines",
    ),
    (
        "static_select",
        "action_id options:option option_groups:group initial_option:option confirm:confirm focus_on_load \
         placeholder:p",
    ),
    ("timepicker", "action_id initial_time confirm:confirm focus_on_load placeholder:p timezone"),
    ("url_text_input", "action_id initial_value dispatch_action_config:dispatch focus_on_load placeholder:p"),
    ("users_select", "action_id initial_user confirm:confirm focus_on_load placeholder:p"),
    // Parts of elements
    (".confirm", "title:p text:t confirm:p deny:p style"),
    (".dispatch", "trigger_actions_on"),
    (".feedback", "text:p value accessibility_label"),
    (".filter", "include exclude_external_shared_channels exclude_bot_users"),
    (".group", "label:p options:option"),
    (".option", "text:t value description:t url"),
    (".slack_file", "id url"),
    // Text
    ("plain_text", "text emoji"),
    ("mrkdwn", "text verbatim"),
    ("raw_text", "text"),
    ("raw_number", "text value"),
    ("rich_text_section", "elements:*"),
    ("rich_text_list", "elements:* style indent offset border"),
    ("rich_text_preformatted", "elements:* border language"),
    ("rich_text_quote", "elements:* border"),
    ("text", "text style"),
    ("link", "url text unsafe style"),
    ("emoji", "name unicode style"),
    ("user", "user_id style"),
    ("usergroup", "usergroup_id style"),
    ("channel", "channel_id style"),
    ("broadcast", "range style"),
    ("date", "timestamp format timezone url fallback style"),
];

/// What has a `block_id`.
const BLOCKS: &[&str] = &[
    "actions",
    "alert",
    "context",
    "context_actions",
    "data_visualization",
    "divider",
    "header",
    "image",
    "input",
    "markdown",
    "rich_text",
    "section",
    "table",
];

/// Checks an object that says its type, and all that is in it.
pub(super) fn check(value: &Value, path: &str) -> Result<(), String> {
    let object = value.as_object().ok_or_else(|| format!("{path} is no object"))?;
    let kind = object.get("type").and_then(Value::as_str).ok_or_else(|| format!("{path} has no type"))?;
    match FIELDS.iter().find(|(known, _)| *known == kind) {
        Some((_, fields)) if BLOCKS.contains(&kind) => {
            check_fields(object, &["type", "block_id"], fields, path)
        }
        Some((_, fields)) => check_fields(object, &["type"], fields, path),
        None => Err(format!("{path} is a {kind:?}, of which this Slack knows nothing")),
    }
}

fn check_fields(
    object: &Map<String, Value>,
    always: &[&str],
    fields: &'static str,
    path: &str,
) -> Result<(), String> {
    for (name, value) in object {
        let path = format!("{path}/{name}");
        let known = fields.split_whitespace().find_map(|field| match field.split_once(':') {
            Some((known, shape)) => (known == name).then(|| shape_of(shape)),
            None => (field == name).then_some(Shape::Plain),
        });
        match known {
            Some(shape) => check_shape(value, &shape, &path)?,
            None if always.contains(&name.as_str()) => {}
            None => return Err(format!("{path} is no field of this object")),
        }
    }
    Ok(())
}

fn shape_of(shape: &'static str) -> Shape {
    match shape {
        "t" => Shape::Text,
        "p" => Shape::Label,
        "*" => Shape::Typed,
        name => Shape::Named(name),
    }
}

fn check_shape(value: &Value, shape: &Shape, path: &str) -> Result<(), String> {
    if let Value::Array(array) = value {
        let mut array = array.iter().enumerate();
        return array.try_for_each(|(n, value)| check_shape(value, shape, &format!("{path}/{n}")));
    }
    match shape {
        Shape::Plain => match value {
            Value::Object(_) if !path.ends_with("/style") && !path.ends_with("/icon") => {
                Err(format!("{path} cannot be an object"))
            }
            _ => Ok(()),
        },
        Shape::Text | Shape::Label => {
            let kind = value["type"].as_str();
            let is_known =
                kind == Some("plain_text") || (kind == Some("mrkdwn") && matches!(shape, Shape::Text));
            if is_known {
                check(value, path)
            } else {
                Err(format!("{path} is not the text object it has to be"))
            }
        }
        Shape::Typed => check(value, path),
        Shape::Named(name) => {
            let object = value.as_object().ok_or_else(|| format!("{path} is no object"))?;
            let fields = FIELDS.iter().find(|(known, _)| known.strip_prefix('.') == Some(name));
            check_fields(object, &[], fields.map_or("", |(_, fields)| fields), path)
        }
    }
}
