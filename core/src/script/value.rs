//! What stands in a slot: plain values, and what only a reader's language can put into words.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::catalogue::{Catalogue, Unsayable};
use super::conventions::Wall;
use super::{Phrase, Saying};
use crate::message::TimeForm;
use crate::session::Minutes;
use crate::text::Typed;
use crate::topic::Topic;

/// What a slot holds. An instant is milliseconds since 1970; times of a clock, days and other sentences are put into
/// words where the sentence around them is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// Whether something is so.
    Flag(bool),
    /// How many, or an instant.
    Number(i64),
    /// A number with a fraction. It is kept as its digits: how JSON's own numbers are read depends on what else is
    /// built.
    Fraction {
        /// Which.
        #[serde(rename = "$fraction", with = "digits")]
        number: f64,
    },
    /// Words as they are.
    Text(String),
    /// Several of them.
    Many(Vec<Value>),
    /// Another sentence.
    Said {
        /// Which.
        #[serde(rename = "$say")]
        saying: Box<Saying>,
    },
    /// What a calendar or a clock on a wall shows.
    Wall {
        /// Its day and time.
        #[serde(rename = "$wall")]
        at: NaiveDateTime,
        /// How much of it is shown.
        form: Wall,
    },
    /// Several under their names.
    Record(BTreeMap<String, Value>),
}

impl Value {
    /// What a clock in a zone shows at an instant.
    pub fn on_the_wall(at: DateTime<Utc>, zone: Tz, form: TimeForm) -> Value {
        Value::Wall { at: at.with_timezone(&zone).naive_local(), form: form.into() }
    }

    /// The day of the week and the time that a clock in a zone shows at an instant, and the date where it is far away
    /// for whoever reads it now.
    pub fn day_on_the_wall(at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> Value {
        Value::on_the_wall(at, zone, TimeForm::DayClock.read_at(at, now))
    }

    /// A date with its year.
    pub fn date_with_year(date: NaiveDate) -> Value {
        Value::Wall { at: date.and_time(NaiveTime::MIN), form: Wall::Year }
    }

    /// Every sentence of a key in it.
    pub(super) fn said(&self, key: &str) -> Vec<&Saying> {
        match self {
            Value::Said { saying } if saying.key() == key => vec![saying],
            Value::Said { saying } => saying.within(key),
            Value::Many(values) => values.iter().flat_map(|value| value.said(key)).collect(),
            Value::Record(fields) => fields.values().flat_map(|value| value.said(key)).collect(),
            Value::Nothing
            | Value::Flag(_)
            | Value::Number(_)
            | Value::Fraction { .. }
            | Value::Text(_)
            | Value::Wall { .. } => Vec::new(),
        }
    }

    /// One of several.
    #[cfg(test)]
    pub(crate) fn field(&self, name: &str) -> &Value {
        match self {
            Value::Record(fields) => &fields[name],
            other => panic!("no record: {other:?}"),
        }
    }

    /// As a template of a catalogue sees it.
    pub(super) fn shown(&self, catalogue: &Catalogue) -> Result<minijinja::Value, Unsayable> {
        Ok(match self {
            Value::Nothing => minijinja::Value::from(()),
            Value::Flag(flag) => minijinja::Value::from(*flag),
            Value::Number(number) => minijinja::Value::from(*number),
            Value::Fraction { number } => minijinja::Value::from(*number),
            Value::Text(text) => minijinja::Value::from(text.as_str()),
            Value::Many(values) => {
                values.iter().map(|value| value.shown(catalogue)).collect::<Result<Vec<_>, _>>()?.into()
            }
            Value::Said { saying } => minijinja::Value::from(catalogue.bare(saying)?),
            Value::Wall { at, form } => minijinja::Value::from(catalogue.conventions().show(*at, *form)),
            Value::Record(fields) => fields
                .iter()
                .map(|(name, value)| Ok((name.as_str(), value.shown(catalogue)?)))
                .collect::<Result<BTreeMap<_, _>, Unsayable>>()?
                .into(),
        })
    }
}

impl From<Phrase> for Value {
    fn from(phrase: Phrase) -> Value {
        match phrase.saying {
            Some(saying) => Value::Said { saying },
            None => Value::Text(phrase.words),
        }
    }
}

impl From<&Phrase> for Value {
    fn from(phrase: &Phrase) -> Value {
        phrase.clone().into()
    }
}

impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Value {
        Value::Wall { at: date.and_time(NaiveTime::MIN), form: Wall::Day }
    }
}

impl From<Weekday> for Value {
    fn from(weekday: Weekday) -> Value {
        let monday = NaiveDate::default().week(Weekday::Mon).first_day();
        let date = monday + chrono::Days::new(u64::from(weekday.num_days_from_monday()));
        Value::Wall { at: date.and_time(NaiveTime::MIN), form: Wall::Weekday }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}

impl From<&Typed> for Value {
    fn from(typed: &Typed) -> Value {
        typed.as_str().into()
    }
}

impl From<&Topic> for Value {
    fn from(topic: &Topic) -> Value {
        topic.as_str().into()
    }
}

impl From<Minutes> for Value {
    fn from(minutes: Minutes) -> Value {
        minutes.count().into()
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(at: DateTime<Utc>) -> Value {
        Value::Number(at.timestamp_millis())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Value::Flag(flag)
    }
}

impl From<()> for Value {
    fn from((): ()) -> Value {
        Value::Nothing
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Value {
        Value::Number(number.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(number)
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Value {
        Value::Number(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Value {
        Value::Number(number.into())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Value {
        Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Value {
        Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Fraction { number }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Nothing, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Value {
        values.into_iter().collect()
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Value {
        Value::Many(values.into_iter().map(Into::into).collect())
    }
}

/// A number as the shortest digits that are read back as the same.
mod digits {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Several slots under one name, for the items of a list.
pub fn record<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    Value::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{label, say};

    #[test]
    fn what_stood_in_a_slot_is_read_back_as_it_was() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let values = record([
            ("nothing", Value::Nothing),
            ("flag", true.into()),
            ("number", (-3).into()),
            ("fraction", 0.25.into()),
            ("whole", 2.0.into()),
            ("text", "$say".into()),
            ("many", vec![Value::from(date), Weekday::Fri.into()].into()),
            ("said", label("win.undone").into()),
            ("filled", say("me.more").with("n", 3).text().into()),
            ("record", record([("at", Value::date_with_year(date))])),
        ]);
        let json = serde_json::to_string(&values).unwrap();
        let back: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(format!("{back:?}"), format!("{values:?}"));
    }
}
