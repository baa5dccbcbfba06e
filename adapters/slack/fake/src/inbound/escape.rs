//! What `should_escape: true` does to the words after a command.

use crate::world::team::Team;

/// Mentions become ids, addresses stand in angle brackets, and what Slack reads as markup is escaped.
pub(crate) fn escape(team: &Team, text: &str) -> String {
    text.split(' ').map(|word| escape_word(team, word)).collect::<Vec<_>>().join(" ")
}

fn escape_word(team: &Team, word: &str) -> String {
    if let Some(name) = word.strip_prefix('@')
        && let Some(user) = team.users.values().find(|user| user.name == name)
    {
        return format!("<@{}|{name}>", user.id);
    }
    if let Some(name) = word.strip_prefix('#')
        && let Some(channel) = team.channels.values().find(|channel| channel.name == name)
    {
        return format!("<#{}|{name}>", channel.id);
    }
    let escaped = word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    match word.starts_with("https://") || word.starts_with("http://") {
        true => format!("<{escaped}>"),
        false => escaped,
    }
}
