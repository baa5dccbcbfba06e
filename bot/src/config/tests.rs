use std::fs;

use super::*;
use crate::trouble::Kind;

/// A folder, an environment and flags to read settings from.
struct Desk {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
    flags: Flags,
}

impl Desk {
    fn new() -> Self {
        Desk { folder: tempfile::tempdir().unwrap(), variables: Vec::new(), flags: Flags::default() }
    }

    fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    fn load(&self) -> Result<Config, Trouble> {
        let variables = self.variables.iter().map(|(name, value)| (name.into(), value.into())).collect();
        Config::load(&self.flags, &Surroundings { variables, folder: self.folder.path().to_owned() })
    }

    fn refusal(&self) -> String {
        let trouble = self.load().unwrap_err();
        assert_eq!(trouble.kind, Kind::Misused);
        format!("{}: {}", trouble.says, trouble.fix)
    }
}

fn source(config: &Config, key: &str) -> (String, String) {
    let source = config.sources.iter().find(|source| source.key == key).unwrap();
    (source.value.clone(), source.from.clone())
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_file() {
    let mut desk =
        Desk::new().file("smallwins.toml", "listen = '127.0.0.1:1'\nlog = 'warn'\nlog_format = 'json'");
    desk = desk.variable("SMALLWINS_LISTEN", "127.0.0.1:2").variable("SMALLWINS_LOG", "debug");
    desk.flags.listen = Some("127.0.0.1:3".to_owned());
    let config = desk.load().unwrap();
    assert_eq!(source(&config, "listen"), ("127.0.0.1:3".to_owned(), "--listen".to_owned()));
    assert_eq!(source(&config, "log"), ("debug".to_owned(), "SMALLWINS_LOG".to_owned()));
    let (format, from) = source(&config, "log_format");
    assert!(format == "json" && from.ends_with("smallwins.toml"), "{format} {from}");
    assert_eq!(source(&config, "database_url"), ("sqlite://smallwins.db".to_owned(), "default".to_owned()));
}

#[test]
fn of_the_variables_of_github_the_secret_of_the_webhook_alone_is_ours() {
    let desk = Desk::new().variable("GITHUB_WEBHOOK_SECRET", "hunter2").variable("GITHUB_TOKEN", "theirs");
    let config = desk.file("old", "hunter3").variable("SMALLWINS_SIGNAL_SECRET_FILE", "old").load().unwrap();
    let is_set = |key| source(&config, key);
    let from = |name: &str| ("is set".to_owned(), name.to_owned());
    assert_eq!(is_set("github_webhook_secret"), from("GITHUB_WEBHOOK_SECRET"));
    assert!(config.hooks.signals.is_some() && config.hooks.signals_before.is_none());
    let empty = Desk::new().variable("GITHUB_WEBHOOK_SECRET", "").load().unwrap();
    assert!(empty.hooks.github.is_none());
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_one() {
    let refusal = Desk::new().file("smallwins.toml", "lissten = '127.0.0.1:1'").refusal();
    assert!(refusal.contains("`lissten`") && refusal.contains("`listen`"), "{refusal}");
    let refusal = Desk::new().variable("SMALLWINS_DATABSE_URL", "sqlite:x").refusal();
    assert!(
        refusal.contains("`SMALLWINS_DATABSE_URL`") && refusal.contains("`SMALLWINS_DATABASE_URL`"),
        "{refusal}"
    );
    let refusal = Desk::new().variable("SMALLWINS_LISTEN_FILE", "port").refusal();
    assert!(refusal.contains("`SMALLWINS_LISTEN_FILE`"), "{refusal}");
    let refusal = Desk::new().file("smallwins.toml", "[database]\nurl = 'sqlite:x'").refusal();
    assert!(refusal.contains("`database`") && refusal.contains("`database_url`"), "{refusal}");
}

#[test]
fn a_value_without_meaning_names_its_key_and_its_origin() {
    let refusal = Desk::new().variable("SMALLWINS_LISTEN", "the window").refusal();
    assert!(
        refusal.contains("`listen` from SMALLWINS_LISTEN") && refusal.contains("127.0.0.1:8420"),
        "{refusal}"
    );
    let refusal = Desk::new().file("smallwins.toml", "listen = 8420").refusal();
    assert!(refusal.contains("`listen`") && refusal.contains("8420"), "{refusal}");
    for (name, value) in [
        ("SMALLWINS_LOG_FORMAT", "yaml"),
        ("SMALLWINS_LOG", "a=b=c"),
        ("SMALLWINS_PUBLIC_URL", "wins.example.org"),
        ("SMALLWINS_DATABASE_URL", "mysql://wins"),
    ] {
        let refusal = Desk::new().variable(name, value).refusal();
        assert!(refusal.contains(name), "{refusal}");
    }
}

#[test]
fn a_secret_can_be_kept_in_a_file_of_its_own() {
    let desk = Desk::new().file("secret", "postgres://wins:hunter2@db/wins\n");
    let config = desk.variable("SMALLWINS_DATABASE_URL_FILE", "secret").load().unwrap();
    assert_eq!(config.database_url.expose(), "postgres://wins:hunter2@db/wins");
    let (value, from) = source(&config, "database_url");
    assert!(
        value == "postgres://wins@db/wins" && from.contains("SMALLWINS_DATABASE_URL_FILE"),
        "{value} {from}"
    );
    let desk =
        Desk::new().file("secret", "sqlite:wins.db").file("smallwins.toml", "database_url_file = 'secret'");
    assert_eq!(desk.load().unwrap().database_url.expose(), "sqlite:wins.db");
}

#[test]
fn a_secret_given_twice_missing_or_empty_is_refused() {
    let desk = Desk::new().file("secret", "sqlite:a").variable("SMALLWINS_DATABASE_URL", "sqlite:b");
    let refusal = desk.variable("SMALLWINS_DATABASE_URL_FILE", "secret").refusal();
    assert!(refusal.contains("`SMALLWINS_DATABASE_URL` and `SMALLWINS_DATABASE_URL_FILE`"), "{refusal}");
    let refusal = Desk::new().variable("SMALLWINS_DATABASE_URL_FILE", "nowhere").refusal();
    assert!(refusal.contains("nowhere"), "{refusal}");
    let refusal =
        Desk::new().file("secret", "\n").variable("SMALLWINS_DATABASE_URL_FILE", "secret").refusal();
    assert!(refusal.contains("empty"), "{refusal}");
}

#[test]
fn what_is_wrong_with_a_file_is_told_without_its_words() {
    let refusal = Desk::new()
        .file("smallwins.toml", "log = 'info'\ndatabase_url = 'postgres://w:hunter2@d/w")
        .refusal();
    assert!(refusal.contains("line 2") && !refusal.contains("hunter2"), "{refusal}");
    let refusal = Desk::new().variable("SMALLWINS_DATABASE_URL", "psql://w:hunter2@d/w").refusal();
    assert!(!refusal.contains("hunter2"), "{refusal}");
    let refusal = Desk::new().file("smallwins.toml", "database_url = ['postgres://w:hunter2@d/w']").refusal();
    assert!(!refusal.contains("hunter2"), "{refusal}");
}

#[test]
fn a_named_file_has_to_be_there_and_the_usual_one_does_not() {
    assert!(Desk::new().load().is_ok());
    let mut desk = Desk::new();
    desk.flags.config = Some("other.toml".into());
    assert!(desk.refusal().contains("other.toml"));
}

#[test]
fn a_key_in_the_file_may_be_written_as_its_variable_too_but_not_twice() {
    let desk = Desk::new().file("smallwins.toml", "SMALLWINS_LISTEN = '127.0.0.1:1'");
    assert_eq!(desk.load().unwrap().listen.port(), 1);
    let desk = desk.file("smallwins.toml", "SMALLWINS_LISTEN = '127.0.0.1:1'\nlisten = '127.0.0.1:2'");
    assert!(desk.refusal().contains("same setting"));
}

#[test]
fn the_playground_stays_on_this_machine_unless_somebody_says_otherwise() {
    let mut desk = Desk::new().variable("SMALLWINS_LISTEN", "0.0.0.0:8420");
    let trouble = desk.load().unwrap().guard_playground().unwrap_err();
    assert!(trouble.kind == Kind::Misused && trouble.fix.contains("--expose-playground"));
    desk.flags.expose_playground = true;
    assert!(desk.load().unwrap().guard_playground().is_ok());
    assert!(
        Desk::new().variable("SMALLWINS_LISTEN", "[::1]:8420").load().unwrap().guard_playground().is_ok()
    );
}

#[test]
fn the_names_that_other_slack_bots_use_are_ours_too_and_a_slip_in_them_is_found() {
    let mut desk = Desk::new().file("token", "xoxb-hunter2\n");
    desk = desk.variable("SLACK_BOT_TOKEN_FILE", "token").variable("SLACK_APP_TOKEN", "xapp-hunter2");
    let config = desk.load().unwrap();
    assert!(config.slack.is_some());
    assert_eq!(
        source(&config, "slack_bot_token"),
        ("is set".to_owned(), "SLACK_BOT_TOKEN_FILE (token)".to_owned())
    );
    assert!(!format!("{config:?}").contains("hunter2"));

    for (slip, meant) in [
        ("SLACK_BOT_TOKNE", "SLACK_BOT_TOKEN"),
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("DISCORD_BOT_TOKEN", "DISCORD_TOKEN"),
        ("SLACK_WEBHOOK_URL", "SLACK_API_URL"),
    ] {
        let refusal = Desk::new().variable(slip, "xoxb-hunter2").refusal();
        assert!(refusal.contains(&format!("`{meant}`")) && !refusal.contains("hunter2"), "{refusal}");
    }
}

#[test]
fn a_platforms_credential_that_is_set_to_nothing_is_no_way_into_the_playground() {
    for name in ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET_FILE", "DISCORD_TOKEN"] {
        let refusal = Desk::new().variable(name, "").refusal();
        assert!(refusal.contains(name) && refusal.contains("set to nothing"), "{refusal}");
    }
    assert!(Desk::new().variable("SMALLWINS_DATABASE_URL", "").load().is_ok());
}

#[test]
fn many_workspaces_need_an_address_that_browsers_come_back_to() {
    let desk = |url: Option<&str>| {
        let desk = Desk::new().variable("SLACK_CLIENT_ID", "1.2").variable("SLACK_CLIENT_SECRET", "s");
        let desk = desk.variable("SLACK_SIGNING_SECRET", "s");
        url.into_iter().fold(desk, |desk, url| desk.variable("SMALLWINS_PUBLIC_URL", url))
    };
    assert!(desk(None).refusal().contains("SMALLWINS_PUBLIC_URL"));
    assert!(desk(Some("http://wins.example.org")).refusal().contains("SMALLWINS_PUBLIC_URL"));
    for url in ["https://wins.example.org", "http://127.0.0.1:8420"] {
        assert!(desk(Some(url)).load().is_ok(), "{url}");
    }
}
