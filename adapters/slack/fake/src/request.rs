//! The arguments of a call, out of its query, form or JSON, as Slack reads them.

use axum::http::{HeaderMap, Method as Verb};
use serde_json::{Map, Value};

use crate::form;
use crate::method::{Body, Method};
use crate::refusal::Refusal;

/// A call as it came in.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) verb: Verb,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Arguments, and whether they came as text, where numbers and objects are written out.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) args: Map<String, Value>,
    pub(crate) is_text: bool,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Reads the arguments.
    pub(crate) fn given(&self, method: &Method) -> Result<Given, Refusal> {
        if self.verb == Verb::GET {
            if method.body != Body::Form {
                return Err(Refusal::wrong("invalid_post_type", "what changes something is POSTed"));
            }
            return text(&self.query, "invalid_arguments");
        }
        if self.verb != Verb::POST {
            return Err(Refusal::wrong(
                "invalid_post_type",
                format!("{} is neither GET nor POST", self.verb),
            ));
        }
        if !self.query.is_empty() {
            return Err(Refusal::wrong("invalid_arguments", "a POST has its arguments in its body"));
        }
        if self.body.is_empty() {
            return Ok(Given::default());
        }
        let kind = self.header("content-type").unwrap_or_default();
        match kind.split(';').next().unwrap_or_default().trim() {
            "" => Err(Refusal::wrong("missing_post_type", "a body needs its content-type")),
            "application/json" if method.body == Body::Form => {
                Err(Refusal::wrong("invalid_post_type", "this method reads forms and queries, not JSON"))
            }
            "application/json" => json(&self.body),
            "application/x-www-form-urlencoded" => {
                text(&String::from_utf8_lossy(&self.body), "invalid_form_data")
            }
            other => Err(Refusal::wrong("invalid_post_type", format!("content-type {other}"))),
        }
    }
}

fn text(pairs: &str, error: &str) -> Result<Given, Refusal> {
    let pairs = form::decode(pairs).ok_or_else(|| Refusal::wrong(error, "a broken escape"))?;
    let mut args = Map::new();
    for (name, value) in pairs {
        if args.insert(name.clone(), Value::String(value)).is_some() {
            return Err(Refusal::wrong(error, format!("{name} is given twice")));
        }
    }
    Ok(Given { args, is_text: true })
}

fn json(body: &[u8]) -> Result<Given, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(args)) => Ok(Given { args, is_text: false }),
        Ok(_) => Err(Refusal::wrong("json_not_object", "the body is no JSON object")),
        Err(error) => Err(Refusal::wrong("invalid_json", error.to_string())),
    }
}
