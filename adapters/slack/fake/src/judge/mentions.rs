//! No ping that the test did not declare: what people wrote must not call a whole channel.

use serde_json::Value;

use crate::refusal::Refusal;

/// Looks at everything in a block that Slack reads as mrkdwn, and at the mentions of rich text.
pub(super) fn block(value: &Value, path: &str, intended: &[String]) -> Result<(), Refusal> {
    match value {
        Value::Object(object) => {
            let kind = object.get("type").and_then(Value::as_str);
            if let (Some("mrkdwn" | "markdown"), Some(text)) =
                (kind, object.get("text").and_then(Value::as_str))
            {
                mrkdwn(text, path, intended)?;
            }
            if let Some(token) = rich(kind, value) {
                declared(&token, path, intended)?;
            }
            object.iter().try_for_each(|(name, value)| block(value, &format!("{path}/{name}"), intended))
        }
        Value::Array(array) => {
            array.iter().enumerate().try_for_each(|(n, value)| block(value, &format!("{path}/{n}"), intended))
        }
        _ => Ok(()),
    }
}

/// Looks at one text in mrkdwn.
pub(super) fn mrkdwn(text: &str, path: &str, intended: &[String]) -> Result<(), Refusal> {
    let starts = text.match_indices('<').filter(|(at, _)| text[at + 1..].starts_with(['!', '@', '#']));
    for (at, _) in starts {
        let end = text[at..].find('>').map_or(text.len(), |end| at + end + 1);
        let token = &text[at..end];
        let is_date = token.starts_with("<!date^") && token.ends_with('>');
        if is_date && token.split_once('|').is_some_and(|(_, fallback)| fallback.len() > 1) {
            continue;
        }
        declared(token, path, intended)?;
    }
    Ok(())
}

/// The mention that an element of rich text is, in mrkdwn's writing.
fn rich(kind: Option<&str>, element: &Value) -> Option<String> {
    let field = |name: &str| element[name].as_str().unwrap_or_default().to_owned();
    match kind? {
        "broadcast" => Some(format!("<!{}>", field("range"))),
        "usergroup" => Some(format!("<!subteam^{}>", field("usergroup_id"))),
        "user" => Some(format!("<@{}>", field("user_id"))),
        "channel" => Some(format!("<#{}>", field("channel_id"))),
        _ => None,
    }
}

fn declared(token: &str, path: &str, intended: &[String]) -> Result<(), Refusal> {
    if intended.iter().any(|intended| token.starts_with(intended.as_str())) {
        return Ok(());
    }
    let why = format!("{token:?} at {path} would ping, and the test did not say that it is meant");
    Err(Refusal::wrong("unintended_mention", why))
}
