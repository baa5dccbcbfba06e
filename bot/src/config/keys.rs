//! Every key there is, under each of its names, and what is said about one that is wrong.

use crate::trouble::Trouble;

/// A setting.
pub(super) struct Key {
    /// Its name in the file.
    pub(super) name: &'static str,
    /// Its name in the environment.
    pub(super) variable: &'static str,
    /// Whether it may hold a secret, which can then be kept in a file of its own.
    pub(super) secret: Secret,
    /// A value that works.
    example: &'static str,
}

/// Whether a value may hold a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Secret {
    /// It may: `NAME_FILE` names a file that holds it.
    Yes,
    /// It never does.
    No,
}

/// Every key, in the order of the documentation.
pub(super) const KEYS: [Key; 21] = [
    Key {
        name: "database_url",
        variable: "SMALLWINS_DATABASE_URL",
        secret: Secret::Yes,
        example: "sqlite://smallwins.db or postgres://smallwins@localhost/smallwins",
    },
    Key { name: "listen", variable: "SMALLWINS_LISTEN", secret: Secret::No, example: "127.0.0.1:8420" },
    Key {
        name: "public_url",
        variable: "SMALLWINS_PUBLIC_URL",
        secret: Secret::No,
        example: "https://wins.example.org",
    },
    Key { name: "log", variable: "SMALLWINS_LOG", secret: Secret::No, example: "info" },
    Key { name: "log_format", variable: "SMALLWINS_LOG_FORMAT", secret: Secret::No, example: "text or json" },
    Key {
        name: "secret_key",
        variable: "SMALLWINS_SECRET_KEY",
        secret: Secret::Yes,
        example: "64 hexadecimal digits: openssl rand -hex 32",
    },
    Key { name: "slack_bot_token", variable: "SLACK_BOT_TOKEN", secret: Secret::Yes, example: "xoxb-…" },
    Key { name: "slack_app_token", variable: "SLACK_APP_TOKEN", secret: Secret::Yes, example: "xapp-…" },
    Key {
        name: "slack_signing_secret",
        variable: "SLACK_SIGNING_SECRET",
        secret: Secret::Yes,
        example: "32 hexadecimal digits from Basic Information",
    },
    Key { name: "slack_client_id", variable: "SLACK_CLIENT_ID", secret: Secret::No, example: "1234.5678" },
    Key {
        name: "slack_client_secret",
        variable: "SLACK_CLIENT_SECRET",
        secret: Secret::Yes,
        example: "32 hexadecimal digits from Basic Information",
    },
    Key {
        name: "slack_api_url",
        variable: "SLACK_API_URL",
        secret: Secret::No,
        example: "https://slack.com/api",
    },
    Key {
        name: "discord_token",
        variable: "DISCORD_TOKEN",
        secret: Secret::Yes,
        example: "three parts with dots between them, from Bot, Reset Token",
    },
    Key {
        name: "discord_application_id",
        variable: "DISCORD_APPLICATION_ID",
        secret: Secret::No,
        example: "1234567890123456789",
    },
    Key {
        name: "discord_public_key",
        variable: "DISCORD_PUBLIC_KEY",
        secret: Secret::No,
        example: "64 hexadecimal digits from General Information",
    },
    Key { name: "discord_shards", variable: "DISCORD_SHARDS", secret: Secret::No, example: "0-1/4" },
    Key {
        name: "discord_api_url",
        variable: "DISCORD_API_URL",
        secret: Secret::No,
        example: "https://discord.com",
    },
    Key {
        name: "github_webhook_secret",
        variable: "GITHUB_WEBHOOK_SECRET",
        secret: Secret::Yes,
        example: "a secret of your making: openssl rand -hex 32",
    },
    Key {
        name: "signal_secret",
        variable: "SMALLWINS_SIGNAL_SECRET",
        secret: Secret::Yes,
        example: "a secret of your making: openssl rand -hex 32",
    },
    Key {
        name: "signal_secret_old",
        variable: "SMALLWINS_SIGNAL_SECRET_OLD",
        secret: Secret::Yes,
        example: "the secret that was in use before",
    },
    Key {
        name: "metrics_token",
        variable: "SMALLWINS_METRICS_TOKEN",
        secret: Secret::Yes,
        example: "a secret of your making: openssl rand -hex 32",
    },
];

/// What is shown of a secret.
pub(super) const HIDDEN: &str = "is set";

/// What the name of a variable that is ours begins with.
const PREFIX: &str = "SMALLWINS_";
/// What the name of a variable of a platform begins with.
const PLATFORMS: [(&str, &str); 2] = [("SLACK_", "Slack"), ("DISCORD_", "Discord")];

/// Whether a variable is meant for us, be it spelled right or wrong. Where a platform's is not known, it would be left
/// out without a word, and who expects to be in Slack would be in the playground. Of GitHub's variables the webhook's
/// secret alone is ours: others belong to whatever builds or deploys us.
pub(super) fn is_ours(variable: &str) -> bool {
    variable.starts_with(PREFIX)
        || platform(variable).is_some()
        || find(variable).is_some_and(|(key, _)| variable.starts_with(key.variable))
}

/// The platform that a variable belongs to.
pub(super) fn platform(variable: &str) -> Option<&'static str> {
    PLATFORMS.iter().find(|(prefix, _)| variable.starts_with(prefix)).map(|(_, name)| *name)
}

/// How a name was spelled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// The setting itself.
    Value,
    /// The path of a file that holds it.
    File,
}

/// The key that a variable or a line of the file means.
pub(super) fn find(name: &str) -> Option<(&'static Key, Named)> {
    KEYS.iter().find_map(|key| {
        let matches = |text: &str| text == key.name || text == key.variable;
        let holder = name.strip_suffix("_FILE").or_else(|| name.strip_suffix("_file"));
        if matches(name) {
            Some((key, Named::Value))
        } else if key.secret == Secret::Yes && holder.is_some_and(matches) {
            Some((key, Named::File))
        } else {
            None
        }
    })
}

/// A name that is no setting.
pub(super) fn unknown(name: &str, origin: &str) -> Trouble {
    let known = KEYS.iter().flat_map(|key| {
        let plain = if is_ours(name) { key.variable } else { key.name };
        let suffix = if is_ours(name) { "_FILE" } else { "_file" };
        let file = (key.secret == Secret::Yes).then(|| format!("{plain}{suffix}"));
        std::iter::once(plain.to_owned()).chain(file)
    });
    let nearest = known.min_by_key(|known| strsim::damerau_levenshtein(known, name)).unwrap_or_default();
    Trouble::misused(
        format!("`{name}` in {origin} is not a setting"),
        format!("the nearest one is `{nearest}`; correct the name or remove it"),
    )
}

/// A value that means nothing under its key.
pub(super) fn wrong_value(key: &str, origin: &str, why: &str) -> Trouble {
    let example = KEYS.iter().find(|known| known.name == key).map_or("", |key| key.example);
    Trouble::misused(
        format!("`{key}` from {origin} has no meaning: {why}"),
        format!("give it a value such as {example}"),
    )
}

/// A value of the wrong kind.
pub(super) fn meaningless(error: figment::Error) -> Trouble {
    let key = error.path.join(".");
    let origin = error.metadata.as_ref().map_or("the settings", |metadata| metadata.name.as_ref()).to_owned();
    wrong_value(&key, &origin, &error.kind.to_string())
}
