//! No ping that the test did not declare: what people wrote must not call anybody.

use serde_json::{Value, json};

use crate::refusal::Refusal;

/// A mention in a text, as it is written.
struct Mention<'a> {
    token: &'a str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Everyone,
    User,
    Role,
}

impl Kind {
    /// As `parse` calls it.
    fn word(self) -> &'static str {
        match self {
            Kind::Everyone => "everyone",
            Kind::User => "users",
            Kind::Role => "roles",
        }
    }
}

/// Looks at what the content would ping.
pub(super) fn check(body: &Value, intended: &[String]) -> Result<(), Refusal> {
    let mentions = mentions(body["content"].as_str().unwrap_or_default());
    let allowed = body.get("allowed_mentions").filter(|allowed| !allowed.is_null());
    if let Some(allowed) = allowed {
        excluded(allowed)?;
    }
    let Some(first) = mentions.first() else { return Ok(()) };
    if allowed.is_none() {
        let why = format!("the content could mention ({}); say what it may", first.token);
        return Err(Refusal::form("/allowed_mentions", why));
    }
    let rings = mentions.iter().filter(|mention| rings(mention, allowed));
    for mention in rings {
        if !intended.iter().any(|intended| mention.token.starts_with(intended.as_str())) {
            let why = format!("{:?} would ping, and the test did not say that it is meant", mention.token);
            return Err(Refusal::form("/content", why));
        }
    }
    Ok(())
}

/// Whom the content of a body rings.
pub(crate) fn mentioned(body: &Value) -> Vec<String> {
    let mentions = mentions(body["content"].as_str().unwrap_or_default());
    let users =
        mentions.iter().filter(|one| one.kind == Kind::User && rings(one, body.get("allowed_mentions")));
    users.map(|mention| id(mention.token).to_owned()).collect()
}

/// What is named one by one is not allowed all together, too.
fn excluded(allowed: &Value) -> Result<(), Refusal> {
    let parse = allowed["parse"].as_array().cloned().unwrap_or_default();
    if let Some(unknown) =
        parse.iter().find(|kind| !["everyone", "users", "roles"].contains(&kind.as_str().unwrap_or("")))
    {
        return Err(Refusal::form("/allowed_mentions/parse", format!("{unknown} is nothing that is parsed")));
    }
    for name in ["users", "roles"] {
        let named = allowed[name].as_array().map_or(0, Vec::len);
        if named > 100 {
            return Err(Refusal::form("/allowed_mentions", format!("{name} are 100 at most")));
        }
        if named > 0 && parse.contains(&json!(name)) {
            let why = format!("parse:[\"{name}\"] and {name}: [ids...] are mutually exclusive.");
            return Err(Refusal::form("/allowed_mentions", why));
        }
    }
    Ok(())
}

fn rings(mention: &Mention<'_>, allowed: Option<&Value>) -> bool {
    let Some(allowed) = allowed.filter(|allowed| !allowed.is_null()) else { return true };
    let lists = |name: &str, what: &str| {
        allowed[name].as_array().into_iter().flatten().any(|one| one.as_str() == Some(what))
    };
    lists("parse", mention.kind.word())
        || (mention.kind != Kind::Everyone && lists(mention.kind.word(), id(mention.token)))
}

fn id(token: &str) -> &str {
    token.trim_matches(['<', '>', '@', '!', '&'])
}

fn mentions(content: &str) -> Vec<Mention<'_>> {
    let mut found = Vec::new();
    for (at, _) in content.match_indices('@') {
        let everyone = ["@everyone", "@here"].into_iter().find(|word| content[at..].starts_with(word));
        if let Some(word) = everyone {
            found.push(Mention { token: &content[at..at + word.len()], kind: Kind::Everyone });
            continue;
        }
        let before = &content[..at];
        let slashes = before.trim_end_matches('<').bytes().rev().take_while(|byte| *byte == b'\\').count();
        let Some(end) = content[at..].find('>').filter(|_| before.ends_with('<') && slashes % 2 == 0) else {
            continue;
        };
        let token = &content[at - 1..=at + end];
        if id(token).is_empty() || !id(token).bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let kind = if token.starts_with("<@&") { Kind::Role } else { Kind::User };
        found.push(Mention { token, kind });
    }
    found
}
