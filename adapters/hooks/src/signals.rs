//! Signed JSON of anybody's making: one signal, in the form that `signal.schema.json` tells.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use smallwins_core::signal::{Account, Content, Kind, Report, Source};

use crate::reading::{Malformed, deed, instant, link, needed, title};

/// The form, as JSON Schema.
pub(crate) const SCHEMA: &str = include_str!("signal.schema.json");

/// Every field there is.
const FIELDS: [&str; 9] = ["id", "account", "kind", "title", "deed", "url", "at", "until", "times"];
/// The longest id of a signal.
const LONGEST_ID: usize = 200;

/// A signal, and its id at its source.
pub(crate) fn read(
    source: &Source,
    payload: &Value,
    now: DateTime<Utc>,
) -> Result<(String, Content), Malformed> {
    let fields: &Map<String, Value> =
        payload.as_object().ok_or_else(|| Malformed::at("", "it is not an object"))?;
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        // The name is the sender's own, and as long as they like.
        let shown: String = unknown.chars().take(40).collect();
        return Err(Malformed::at(shown, "there is no such field"));
    }
    let id = needed(payload, "id")?;
    if id.is_empty() || id.len() > LONGEST_ID {
        return Err(Malformed::at("id", "it has between 1 and 200 bytes"));
    }
    let account = Account::parse(source.clone(), needed(payload, "account")?);
    let account = account.map_err(|_| Malformed::at("account", "it is not one word of at most 60 bytes"))?;
    let kind = match needed(payload, "kind")? {
        "submission" => Some(Kind::Submission),
        "deadline" => Some(Kind::Deadline),
        "behaviour" => Some(Kind::Behaviour),
        "mended" => None,
        _ => return Err(Malformed::at("kind", "it is one of submission, deadline, behaviour and mended")),
    };
    let what = title(needed(payload, "title")?).ok_or_else(|| Malformed::at("title", "it is empty"))?;
    let until = instant(payload, "until")?;
    if kind == Some(Kind::Deadline) && until.is_none() {
        return Err(Malformed::at("until", "it is missing: a deadline says when"));
    }
    let address = payload.get("url").filter(|url| !url.is_null());
    let link = link(address.and_then(Value::as_str));
    if address.is_some() && link.is_none() {
        return Err(Malformed::at("url", "it is not an address that begins with https:// or http://"));
    }
    let counts_from = match payload.get("times").filter(|times| !times.is_null()) {
        None => 1,
        Some(times) => {
            let times = times.as_u64().and_then(|times| u32::try_from(times).ok());
            times
                .filter(|times| (1..=10).contains(times))
                .ok_or_else(|| Malformed::at("times", "it is not a number from 1 to 10"))?
        }
    };
    let verb = match payload.get("deed").filter(|deed| !deed.is_null()) {
        None => None,
        Some(deed) => {
            let deed = deed.as_str().filter(|deed| kind == Some(Kind::Submission) && title(deed).is_some());
            let wrong = || Malformed::at("deed", "only a submission has one: a text that is not empty");
            Some(deed.ok_or_else(wrong)?)
        }
    };
    let at = instant(payload, "at")?.unwrap_or(now);
    // The same thing that fails again, or works again, has another id.
    let failing = format!("failing {what}");
    let Some(kind) = kind else {
        return Ok((id.to_owned(), Content::Mended { account: Some(account), key: failing }));
    };
    let key = match kind {
        Kind::Behaviour => failing,
        Kind::Submission | Kind::Deadline => id.to_owned(),
    };
    let report = Report {
        account,
        kind,
        deed: verb.and_then(|verb| deed(verb, &what)),
        what,
        link,
        occurrence: id.to_owned(),
        key,
        at,
        until,
        counts_from,
        mends: None,
    };
    Ok((id.to_owned(), Content::Report(report)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-24T09:00:00Z".parse().unwrap()
    }

    fn whole() -> Value {
        json!({
            "id": "essay-7", "account": "Ana@School.example", "kind": "submission", "title": "Essay on parsing",
            "deed": "handed in", "url": "https://school.example/7", "at": "2026-11-24T08:00:00Z", "times": 1
        })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut payload = whole();
        payload[name] = value;
        payload
    }

    fn school() -> Source {
        Source::parse("school").unwrap()
    }

    fn report(payload: &Value) -> Report {
        let Ok((_, Content::Report(report))) = read(&school(), payload, now()) else { panic!("{payload}") };
        report
    }

    fn wrong(payload: &Value) -> String {
        read(&school(), payload, now()).unwrap_err().field
    }

    #[test]
    fn what_somebody_handed_in_is_read_with_what_a_win_would_say() {
        let read = report(&whole());
        assert_eq!(read.account.to_string(), "school/ana@school.example");
        assert_eq!(read.deed.unwrap().as_str(), "handed in “Essay on parsing”");
        assert_eq!(report(&with("at", Value::Null)).at, now());
    }

    #[test]
    fn whatever_is_wrong_is_named() {
        for (name, value) in [
            ("id", json!("")),
            ("id", json!(7)),
            ("account", json!("ana dev")),
            ("kind", json!("party")),
            ("title", json!("\u{200b}")),
            ("title", Value::Null),
            ("url", json!("javascript:x")),
            ("url", json!(7)),
            ("at", json!("yesterday")),
            ("until", json!(7)),
            ("times", json!(0)),
            ("times", json!(-1)),
            ("times", json!("3")),
            ("deed", json!(" ")),
            ("deed", json!(7)),
            ("party", json!("x")),
        ] {
            assert_eq!(wrong(&with(name, value.clone())), name, "{value}");
        }
        assert_eq!(wrong(&json!([])), "");
        let deadline = json!({ "id": "1", "account": "ana", "kind": "deadline", "title": "Essay" });
        assert_eq!(wrong(&deadline), "until");
    }

    #[test]
    fn what_works_again_ends_what_failed_under_the_same_title() {
        let of = |kind: &str, id: &str| {
            let payload =
                json!({ "id": id, "account": "ana", "kind": kind, "title": "The parser", "times": 3 });
            read(&school(), &payload, now()).unwrap().1
        };
        let (Content::Report(failing), Content::Mended { account, key }) =
            (of("behaviour", "1"), of("mended", "2"))
        else {
            panic!("a failure, and its end")
        };
        assert_eq!((account, key), (Some(failing.account), failing.key));
    }

    #[test]
    fn the_published_form_says_the_same_as_the_reader() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let judge = jsonschema::validator_for(&schema).unwrap();
        assert!(judge.is_valid(&whole()));
        let named: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert!(named.len() == FIELDS.len() && FIELDS.iter().all(|field| named.contains(field)));
        for (name, value) in [
            ("id", json!("")),
            ("kind", json!("party")),
            ("title", Value::Null),
            ("times", json!(0)),
            ("party", json!("x")),
            ("account", json!("ana dev")),
            ("deed", json!(7)),
            ("deed", json!(" ")),
            ("title", json!(" ")),
            ("kind", json!("behaviour")),
            ("kind", json!("mended")),
        ] {
            let payload = with(name, value);
            assert!(!judge.is_valid(&payload) && read(&school(), &payload, now()).is_err(), "{payload}");
        }
        for kind in ["submission", "behaviour", "mended"] {
            let mut payload = with("kind", json!(kind));
            payload["deed"] = Value::Null;
            assert!(judge.is_valid(&payload) && read(&school(), &payload, now()).is_ok(), "{payload}");
        }
        let deadline = json!({ "id": "1", "account": "ana", "kind": "deadline", "title": "Essay" });
        assert!(!judge.is_valid(&deadline));
    }
}
