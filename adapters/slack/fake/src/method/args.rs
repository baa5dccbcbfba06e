//! What an argument may be.

use serde_json::{Map, Value};

use crate::method::Method;
use crate::refusal::Refusal;
use crate::request::Given;

/// An argument of a method.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arg {
    name: &'static str,
    kind: Kind,
    needed: bool,
}

/// What may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Flag,
    Ts,
    List,
    Object,
}

impl Arg {
    pub(crate) const fn needed(name: &'static str, kind: Kind) -> Arg {
        Arg { name, kind, needed: true }
    }

    pub(crate) const fn may(name: &'static str, kind: Kind) -> Arg {
        Arg { name, kind, needed: false }
    }
}

/// The arguments as they are meant: what came as text is read.
pub(crate) fn check(method: &Method, given: Given) -> Result<Map<String, Value>, Refusal> {
    let mut args = Map::new();
    for (name, value) in given.args {
        let Some(arg) = method.args.iter().find(|arg| arg.name == name) else {
            let why = format!("{} has no argument {name:?}", method.name);
            return Err(Refusal::wrong("invalid_arguments", why));
        };
        if value.is_null() {
            return Err(Refusal::wrong("invalid_arguments", format!("{name} is null; leave it out")));
        }
        let value = arg.read(value, given.is_text).ok_or_else(|| {
            Refusal::wrong(
                "invalid_arguments",
                format!("{name} has to be {} [json-pointer:/{name}]", arg.word()),
            )
        })?;
        args.insert(name, value);
    }
    match method.args.iter().find(|arg| arg.needed && !args.contains_key(arg.name)) {
        Some(arg) => {
            Err(Refusal::wrong("invalid_arguments", format!("missing required field: {}", arg.name)))
        }
        None => Ok(args),
    }
}

impl Arg {
    fn word(&self) -> &'static str {
        match self.kind {
            Kind::Text => "a string",
            Kind::Number => "a number",
            Kind::Flag => "a boolean",
            Kind::Ts => "a ts, like \"1503435956.000247\"",
            Kind::List => "a list",
            Kind::Object => "an object",
        }
    }

    fn read(&self, value: Value, is_text: bool) -> Option<Value> {
        match (self.kind, value) {
            (Kind::Text, Value::String(text)) => Some(Value::String(text)),
            (Kind::Ts, Value::String(text)) if is_ts(&text) => Some(Value::String(text)),
            (Kind::Number, Value::Number(number)) => number.as_i64().map(Value::from),
            (Kind::Number, Value::String(text)) if is_text => text.parse::<i64>().ok().map(Value::from),
            (Kind::Flag, Value::Bool(flag)) => Some(Value::Bool(flag)),
            (Kind::Flag, Value::String(text)) if is_text => match text.as_str() {
                "true" | "1" => Some(Value::Bool(true)),
                "false" | "0" => Some(Value::Bool(false)),
                _ => None,
            },
            (Kind::List, Value::Array(list)) => Some(Value::Array(list)),
            (Kind::Object, Value::Object(object)) => Some(Value::Object(object)),
            // Both may also come written out, also inside JSON.
            (Kind::List, Value::String(text)) => serde_json::from_str(&text).ok().filter(Value::is_array),
            (Kind::Object, Value::String(text)) => serde_json::from_str(&text).ok().filter(Value::is_object),
            _ => None,
        }
    }
}

fn is_ts(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(seconds, micros)| digits(seconds) && digits(micros))
}
