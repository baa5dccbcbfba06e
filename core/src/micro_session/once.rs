//! JSON in which every field stands once. A reader that takes the last of two says something else than one that takes
//! the first, so neither is taken.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A value, and the first field in it that stands there twice.
pub(super) struct Once {
    pub(super) value: Value,
    pub(super) twice: Option<String>,
}

impl Once {
    fn plain(value: impl Into<Value>) -> Once {
        Once { value: value.into(), twice: None }
    }
}

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Once, D::Error> {
        from.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Once, E> {
        Ok(Once::plain(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Once, E> {
        Ok(Once::plain(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Once, E> {
        Ok(Once::plain(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Once, E> {
        Ok(Once::plain(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Once, E> {
        Ok(Once::plain(value))
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once::plain(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Once, A::Error> {
        let (mut values, mut first) = (Vec::new(), None);
        while let Some(Once { value, twice }) = from.next_element()? {
            values.push(value);
            first = first.or(twice);
        }
        Ok(Once { value: Value::Array(values), twice: first })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Once, A::Error> {
        let (mut fields, mut first) = (Map::new(), None);
        while let Some((name, Once { value, twice })) = from.next_entry::<String, Once>()? {
            first = first.or(twice);
            if fields.insert(name.clone(), value).is_some() {
                first = first.or(Some(name));
            }
        }
        Ok(Once { value: Value::Object(fields), twice: first })
    }
}
