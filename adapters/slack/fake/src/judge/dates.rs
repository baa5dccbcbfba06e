//! Instants in rich text, which slackblocks 3.2 does not know: judged here, and words for it.
//! Source: <https://docs.slack.dev/reference/block-kit/block-elements/date-element>

use serde_json::{Value, json};

/// Blocks with words instead of instants.
///
/// # Errors
/// A sentence, where an instant is none.
pub(super) fn as_words(value: &Value) -> Result<Value, String> {
    Ok(match value {
        Value::Object(fields) if fields.get("type").is_some_and(|kind| kind == "date") => word(value)?,
        Value::Object(fields) => {
            let worded = fields.iter().map(|(name, value)| Ok((name.clone(), as_words(value)?)));
            Value::Object(worded.collect::<Result<_, String>>()?)
        }
        Value::Array(values) => values.iter().map(as_words).collect::<Result<_, _>>()?,
        value => value.clone(),
    })
}

fn word(date: &Value) -> Result<Value, String> {
    if !date["timestamp"].is_i64() {
        return Err("must provide an integer for the timestamp of a date".to_owned());
    }
    let format = date["format"].as_str().unwrap_or_default();
    if !format.contains('{') {
        return Err(format!("{format:?} is no format of a date"));
    }
    let said = match &date["fallback"] {
        Value::Null => format,
        Value::String(fallback) if !fallback.is_empty() => fallback,
        fallback => return Err(format!("{fallback} is no fallback of a date")),
    };
    Ok(json!({ "type": "text", "text": said }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_a_number_a_format_and_maybe_words() {
        let date = |timestamp: Value, format: &str, fallback: Value| {
            as_words(
                &json!([{ "type": "date", "timestamp": timestamp, "format": format, "fallback": fallback }]),
            )
        };
        assert_eq!(date(json!(1), "{time}", json!("1 am")), Ok(json!([{ "type": "text", "text": "1 am" }])));
        assert!(date(json!("1"), "{time}", json!("1 am")).is_err());
        assert!(date(json!(1), "at one", json!("1 am")).is_err());
        assert!(date(json!(1), "{time}", json!("")).is_err());
    }
}
