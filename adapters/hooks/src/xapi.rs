//! Statements of a learning system (xAPI 1.0.3 and 2.0): who did what to which activity, one statement or many.
//!
//! `completed`, `passed`, `mastered` and `submitted` are wins, unless the statement says that it did not succeed;
//! `failed` is a reason from the third time on, and none any more once the same activity is completed, passed or
//! mastered. Every other verb is acknowledged, and so is a statement about somebody who cannot be named here. The name
//! of the activity is taken, and never a response. Of many statements either all can be read or none is taken; where
//! the memory fails in between, those that were taken are not taken twice when all are sent again.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use smallwins_core::signal::{Account, Content, Kind, Outcome, Report, Source};
use smallwins_core::text::Typed;

use crate::reading::{Malformed, deed, find, instant, link, needed, text, title};

/// The most statements that come at once.
const MOST: usize = 500;
/// What fails so often is a reason to help.
const FAILURES: u32 = 3;

/// A statement that was read.
#[derive(Debug, PartialEq)]
pub(crate) struct Statement {
    /// Its id, or one made of it.
    pub(crate) id: String,
    /// What it says.
    pub(crate) content: Content,
}

/// Reads one statement or a list of them.
pub(crate) fn read(payload: &Value, now: DateTime<Utc>) -> Result<Vec<Statement>, Malformed> {
    match payload {
        Value::Array(list) if list.len() > MOST => Err(Malformed::at("statements", "they are more than 500")),
        Value::Array(list) => {
            let place = |place: usize| format!("statements[{place}]");
            let read = list.iter().enumerate();
            read.map(|(n, one)| statement(one, now).map_err(|wrong| wrong.within(&place(n)))).collect()
        }
        one => Ok(vec![statement(one, now)?]),
    }
}

fn statement(one: &Value, now: DateTime<Utc>) -> Result<Statement, Malformed> {
    if !one.is_object() {
        return Err(Malformed::at("", "it is not a statement"));
    }
    let id = match find(one, "id") {
        None => hex::encode(Sha256::digest(one.to_string().as_bytes())),
        Some(id) => {
            let id = id.as_str().filter(|id| is_uuid(id));
            id.ok_or_else(|| Malformed::at("id", "it is not a UUID"))?.to_lowercase()
        }
    };
    let account = actor(one)?;
    let verb = needed(one, "verb.id")?;
    let activity = needed(one, "object.id")?;
    let at = instant(one, "timestamp")?.unwrap_or(now);
    let what = name(one).or_else(|| title(last_part(activity)));
    let what = what.ok_or_else(|| Malformed::at("object.id", "it names nothing"))?;
    let has_failed = find(one, "result.success").and_then(Value::as_bool) == Some(false);
    let told = verbs(verb).filter(|told| !has_failed || matches!(told, Told::Failed));
    let content = match (account, told) {
        (Some(account), Some(told)) => Content::Report(report(account, told, what, activity, &id, at)),
        _ => Content::Nothing(Outcome::Unused, 1),
    };
    Ok(Statement { id, content })
}

/// What a verb comes to.
enum Told {
    /// It was done, as a win says it.
    Did(&'static str),
    /// It was done, and whatever of it went wrong before is over.
    Passed(&'static str),
    /// It went wrong.
    Failed,
}

fn verbs(id: &str) -> Option<Told> {
    match last_part(id) {
        "completed" => Some(Told::Passed("completed")),
        "passed" => Some(Told::Passed("passed")),
        "mastered" => Some(Told::Passed("mastered")),
        "submit" | "submitted" => Some(Told::Did("handed in")),
        "failed" => Some(Told::Failed),
        _ => None,
    }
}

fn report(account: Account, told: Told, what: Typed, activity: &str, id: &str, at: DateTime<Utc>) -> Report {
    let occurrence = id.to_owned();
    let failed = format!("failed {activity}");
    match told {
        Told::Did(verb) | Told::Passed(verb) => Report {
            account,
            kind: Kind::Submission,
            deed: deed(verb, &what),
            what,
            link: link(Some(activity)),
            key: format!("{verb} {activity}"),
            occurrence,
            at,
            until: None,
            counts_from: 1,
            mends: matches!(told, Told::Passed(_)).then_some(failed),
        },
        Told::Failed => Report {
            account,
            kind: Kind::Behaviour,
            deed: None,
            what: title(&format!("{what} was failed several times")).unwrap_or(what),
            link: link(Some(activity)),
            key: failed,
            occurrence,
            at,
            until: None,
            counts_from: FAILURES,
            mends: None,
        },
    }
}

/// Whose statement it is: an account, or a mailbox. Whoever is told in another way is nobody here, and so is whoever
/// goes by a name that is too long or no single word; a group is nobody.
///
/// The same name at two systems is two people, so an account is its name at the host of its home page:
/// `ana@school.example`.
fn actor(one: &Value) -> Result<Option<Account>, Malformed> {
    let actor = find(one, "actor").ok_or_else(|| Malformed::at("actor", "it is missing"))?;
    if !actor.is_object() {
        return Err(Malformed::at("actor", "it is not an object"));
    }
    if text(actor, "objectType") == Some("Group") {
        return Ok(None);
    }
    let login = if find(actor, "account").is_some() {
        let system = host(needed(one, "actor.account.homePage")?)?;
        format!("{}@{system}", needed(one, "actor.account.name")?)
    } else if find(actor, "mbox").is_some() {
        let mailbox = needed(one, "actor.mbox")?.strip_prefix("mailto:");
        let mailbox = mailbox.ok_or_else(|| Malformed::at("actor.mbox", "it does not begin with mailto:"))?;
        mailbox.to_owned()
    } else if find(actor, "mbox_sha1sum").or(find(actor, "openid")).is_some() {
        return Ok(None);
    } else {
        return Err(Malformed::at("actor", "it has neither an account nor a mailbox"));
    };
    Ok(Account::parse(Source::xapi(), &login).ok())
}

/// The host of a home page, without its port.
fn host(home_page: &str) -> Result<String, Malformed> {
    let host = link(Some(home_page)).map(|address| address.host().to_lowercase());
    host.ok_or_else(|| Malformed::at("actor.account.homePage", "it is not an https:// or http:// address"))
}

/// The name of the activity: in English if it has one, else in the first language by its tag.
fn name(one: &Value) -> Option<Typed> {
    let names = find(one, "object.definition.name")?.as_object()?;
    let english = ["en", "en-US", "en-GB"].iter().find_map(|tag| names.get(*tag));
    title(english.or_else(|| names.values().next())?.as_str()?)
}

fn last_part(id: &str) -> &str {
    id.trim_end_matches('/').rsplit(['/', '#', ':']).next().unwrap_or_default()
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee";

    fn now() -> DateTime<Utc> {
        "2026-11-24T09:00:00Z".parse().unwrap()
    }

    fn said(verb: &str) -> Value {
        json!({
            "id": ID,
            "actor": { "account": { "homePage": "https://school.example", "name": "Ana" } },
            "verb": { "id": format!("http://adlnet.gov/expapi/verbs/{verb}"), "display": { "en-US": verb } },
            "object": {
                "id": "https://school.example/parsing",
                "definition": { "name": { "de": "Zerlegen", "en-US": "Parsing" } }
            },
            "result": { "response": "what stands in it" },
            "timestamp": "2026-11-24T08:00:00Z"
        })
    }

    fn with(path: &str, value: Value) -> Value {
        let mut one = said("passed");
        let (parent, name) = path.rsplit_once('/').unwrap();
        let found = if parent.is_empty() { Some(&mut one) } else { one.pointer_mut(parent) };
        let fields = found.unwrap().as_object_mut().unwrap();
        if value.is_null() {
            fields.remove(name).map(drop).unwrap()
        } else {
            fields.insert(name.to_owned(), value);
        }
        one
    }

    fn one(payload: &Value) -> Content {
        read(payload, now()).unwrap().remove(0).content
    }

    fn wrong(payload: &Value) -> String {
        read(payload, now()).unwrap_err().field
    }

    #[test]
    fn what_was_done_is_a_win_with_the_activitys_name_and_address() {
        for (verb, deed) in [("passed", "passed “Parsing”"), ("submitted", "handed in “Parsing”")] {
            let Content::Report(report) = one(&said(verb)) else { panic!("{verb}") };
            assert_eq!(
                (report.account.to_string().as_str(), report.deed.unwrap().as_str()),
                ("xapi/ana@school.example", deed)
            );
            assert_eq!(report.link.unwrap().as_str(), "https://school.example/parsing");
        }
        let elsewhere = with("/actor/account/homePage", json!("https://Other.example:8443/lms"));
        let Content::Report(report) = one(&elsewhere) else { panic!() };
        assert_eq!(report.account.login(), "ana@other.example", "the same name at two systems is two people");
        let mailbox = with("/actor", json!({ "mbox": "mailto:ana@school.example" }));
        let Content::Report(report) = one(&mailbox) else { panic!() };
        assert_eq!(report.account.login(), "ana@school.example");
        let Content::Report(report) = one(&with("/object/definition", Value::Null)) else { panic!() };
        assert_eq!(report.what.as_str(), "parsing");
    }

    #[test]
    fn what_was_failed_is_a_reason_from_the_third_time_on_and_the_rest_is_acknowledged() {
        let Content::Report(report) = one(&said("failed")) else { panic!() };
        assert_eq!((report.kind, report.counts_from, report.deed), (Kind::Behaviour, 3, None));
        let group = with("/actor", json!({ "objectType": "Group", "member": [] }));
        for payload in [
            said("initialized"),
            said("answered"),
            group,
            with("/actor", json!({ "mbox_sha1sum": "c0ffee" })),
        ] {
            assert_eq!(one(&payload), Content::Nothing(Outcome::Unused, 1), "{payload}");
        }
    }

    #[test]
    fn what_is_passed_in_the_end_ends_what_was_failed_and_what_did_not_succeed_is_no_win() {
        let Content::Report(failed) = one(&said("failed")) else { panic!() };
        for verb in ["passed", "mastered", "completed", "submitted"] {
            let Content::Report(report) = one(&said(verb)) else { panic!("{verb}") };
            let mended = (verb != "submitted").then(|| failed.key.clone());
            assert_eq!(report.mends, mended, "{verb}");
            let mut vain = said(verb);
            vain["result"]["success"] = json!(false);
            assert_eq!(one(&vain), Content::Nothing(Outcome::Unused, 1), "{verb}");
        }
        let mut again = said("failed");
        again["result"]["success"] = json!(false);
        assert!(matches!(one(&again), Content::Report(_)));
    }

    #[test]
    fn whoever_cannot_be_named_here_is_nobody_and_the_others_are_heard() {
        let uuid = with("/actor/account/name", json!("6690e6c9-3ef0-4ed3-8b37-7f3964730bee"));
        let mut uuid = uuid;
        uuid["actor"]["account"]["homePage"] = json!("https://moodle.university.example");
        assert!(matches!(one(&uuid), Content::Report(_)), "a system that names people by numbers");
        for name in ["Ana Dev".to_owned(), "x".repeat(99)] {
            let odd = with("/actor/account/name", json!(name));
            let told = read(&json!([odd, said("passed")]), now()).unwrap();
            assert_eq!(told[0].content, Content::Nothing(Outcome::Unused, 1));
            assert!(matches!(told[1].content, Content::Report(_)));
        }
    }

    #[test]
    fn a_malformed_statement_is_answered_with_the_name_of_the_field() {
        for (path, value, field) in [
            ("/id", json!("seven"), "id"),
            ("/actor", Value::Null, "actor"),
            ("/actor", json!("ana"), "actor"),
            ("/actor", json!({}), "actor"),
            ("/actor/account/name", Value::Null, "actor.account.name"),
            ("/actor/account/homePage", Value::Null, "actor.account.homePage"),
            ("/actor/account/homePage", json!("school"), "actor.account.homePage"),
            ("/actor", json!({ "mbox": "ana@school.example" }), "actor.mbox"),
            ("/verb/id", json!(7), "verb.id"),
            ("/verb", Value::Null, "verb.id"),
            ("/object/id", Value::Null, "object.id"),
            ("/timestamp", json!("yesterday"), "timestamp"),
        ] {
            let payload = with(path, value);
            assert_eq!(wrong(&payload), field, "{payload}");
            assert_eq!(wrong(&json!([said("passed"), payload])), format!("statements[1].{field}"));
        }
        assert_eq!(wrong(&json!([7])), "statements[0]");
        assert_eq!(wrong(&Value::Array(vec![said("passed"); 501])), "statements");
    }

    #[test]
    fn a_statement_without_an_id_has_one_that_is_always_the_same() {
        let id = |payload: &Value| read(payload, now()).unwrap().remove(0).id;
        let payload = with("/id", Value::Null);
        assert_eq!((id(&payload), id(&payload).len()), (id(&payload), 64));
        assert_eq!(id(&said("passed")), ID);
    }
}
