//! The manifest: what is pasted when the Slack app is made, and what the app needs.

/// Its version, as `_metadata` names it. The minor one grows with each scope, event or command that is added.
const VERSION: (u32, u32) = (2, 1);

/// What the app may do, each with its reason.
pub const SCOPES: &[&str] = &[
    "channels:read", // to hear that it was invited into a channel
    "chat:write",    // to speak
    "commands",      // to be spoken to
    "dnd:read",      // to leave people alone
    "files:write",   // to show the digest's chart
    "groups:read",   // as channels:read, in private ones
    "im:history",    // to be spoken to in direct messages, and to look whether its own message arrived
    "im:write",      // to open a direct message
    "users:read",    // to know name, zone and language
];

/// Without these nobody can be heard or answered; without the others something is missing.
pub(crate) const ESSENTIAL: &[&str] = &["chat:write", "commands", "im:write", "users:read"];

/// Which of those that are needed are not among those that were granted.
pub(crate) fn missing(needed: &[&'static str], granted: &[impl AsRef<str>]) -> Vec<&'static str> {
    let is_missing = |scope: &&str| !granted.iter().any(|granted| granted.as_ref() == *scope);
    needed.iter().copied().filter(is_missing).collect()
}

/// What the app hears.
pub const EVENTS: &[&str] = &[
    "app_home_opened",
    "app_uninstalled",
    "dnd_updated_user",
    "member_joined_channel",
    "message.im",
    "tokens_revoked",
    "user_change",
];

const NAME: &str = "Smallwins";
const DESCRIPTION: &str = "Ten-minute peer mentoring that starts with a compliment.";
const COLOUR: &str = "#1f3a5f";
const BOT: &str = "mentor";
const COMMAND: &str = "/mentor";
const COMMAND_SAYS: &str = "Find a mentor, notice a win, manage your sessions";
const USAGE: &str = "ask <question> | win <what you did> | hours <when> | office <when> | me | help";

/// How Slack reaches the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Over a socket that the app opens: no address is needed.
    Socket,
    /// Over HTTPS.
    Http {
        /// How people reach this Smallwins from outside, without a slash at its end.
        url: String,
    },
}

/// The manifest as YAML, to be pasted at <https://api.slack.com/apps>.
pub fn manifest(reach: &Reach) -> String {
    let (major, minor) = VERSION;
    let (socket, events, redirect) = match reach {
        Reach::Socket => (true, None, None),
        Reach::Http { url } => {
            (false, Some(format!("{url}/slack/events")), Some(format!("{url}/slack/oauth/callback")))
        }
    };
    // A text in quotes of JSON is one of YAML too.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let field = |indent: &str, name: &str, url: &Option<String>| {
        url.as_ref().map_or_else(String::new, |url| format!("{indent}{name}: {}\n", quoted(url)))
    };
    let list = |indent: &str, items: &[&str]| -> String {
        items.iter().map(|item| format!("{indent}- {item}\n")).collect()
    };
    let redirect =
        redirect.map_or_else(String::new, |url| format!("  redirect_urls:\n    - {}\n", quoted(&url)));
    [
        format!("_metadata:\n  major_version: {major}\n  minor_version: {minor}\n"),
        format!("display_information:\n  name: {NAME}\n  description: {}\n", quoted(DESCRIPTION)),
        format!("  background_color: {}\n", quoted(COLOUR)),
        "features:\n  app_home:\n    home_tab_enabled: true\n    messages_tab_enabled: true\n".to_owned(),
        "    messages_tab_read_only_enabled: false\n".to_owned(),
        format!("  bot_user:\n    display_name: {BOT}\n    always_online: true\n"),
        format!("  slash_commands:\n    - command: {COMMAND}\n{}", field("      ", "url", &events)),
        format!("      description: {}\n      usage_hint: {}\n", quoted(COMMAND_SAYS), quoted(USAGE)),
        "      should_escape: true\n".to_owned(),
        format!("oauth_config:\n{redirect}  scopes:\n    bot:\n{}", list("      ", SCOPES)),
        format!("settings:\n  event_subscriptions:\n{}", field("    ", "request_url", &events)),
        format!("    bot_events:\n{}", list("      ", EVENTS)),
        format!("  interactivity:\n    is_enabled: true\n{}", field("    ", "request_url", &events)),
        format!("  org_deploy_enabled: false\n  socket_mode_enabled: {socket}\n"),
        "  token_rotation_enabled: false\n".to_owned(),
    ]
    .concat()
}

#[cfg(test)]
mod tests;
