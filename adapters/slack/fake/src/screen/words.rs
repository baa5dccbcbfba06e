//! mrkdwn as a person reads it: mentions by name, links by label, escapes undone.

use crate::world::World;
use crate::world::team::Team;

/// The words of a text in mrkdwn.
pub(super) fn shown(world: &World, team: &Team, text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let Some(length) = rest[start..].find('>') else { break };
        words.push_str(&plain(&rest[..start]));
        words.push_str(&token(world, team, &rest[start + 1..start + length]));
        rest = &rest[start + length + 1..];
    }
    words + &plain(rest)
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// What stands between angle brackets.
fn token(world: &World, team: &Team, token: &str) -> String {
    let (target, label) = token.split_once('|').unwrap_or((token, ""));
    let or = |name: Option<&String>| match (label, name) {
        ("", Some(name)) => name.clone(),
        ("", None) => target[1..].to_owned(),
        (label, _) => label.to_owned(),
    };
    match target.get(..1) {
        Some("@") => {
            let user = world.team(&team.id).users.get(&target[1..]);
            format!("@{}", or(user.map(|user| &user.name)))
        }
        Some("#") => format!("#{}", or(team.channels.get(&target[1..]).map(|channel| &channel.name))),
        Some("!") if target.starts_with("!date^") => plain(label),
        Some("!") => format!("@{}", target[1..].trim_start_matches("subteam^")),
        _ if label.is_empty() => plain(target),
        _ => plain(label),
    }
}
