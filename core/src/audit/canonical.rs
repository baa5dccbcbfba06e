//! Canonical JSON: one text for each value.

use serde_json::Value;

/// A value as the one text that stands for it: names sorted by their bytes, no spaces, no number with a fraction.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (place, (name, value)) in fields.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn names_are_sorted_at_every_depth_and_nothing_stands_between() {
        let value: Value =
            serde_json::from_str(r#"{ "b": [1, {"z": null, "a": "é\n"}], "a": true }"#).unwrap();
        assert_eq!(canonical(&value), r#"{"a":true,"b":[1,{"a":"é\n","z":null}]}"#);
    }

    proptest! {
        #[test]
        fn it_reads_back_as_the_same_value_in_whatever_order_it_was_made(
            fields in proptest::collection::btree_map("[a-z.-]{1,9}", "\\PC{0,9}", 0..9),
        ) {
            let forwards: Map<String, Value> = fields.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            let backwards: Map<String, Value> =
                fields.iter().rev().map(|(name, value)| (name.clone(), json!(value))).collect();
            let text = canonical(&Value::Object(forwards.clone()));
            prop_assert_eq!(&text, &canonical(&Value::Object(backwards)));
            prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), Value::Object(forwards));
        }
    }
}
