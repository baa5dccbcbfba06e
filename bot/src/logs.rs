//! Logs go to standard error, as text or as one JSON object a line; standard output stays for answers.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::config::{Config, LogFormat};

/// Libraries that write down what travels, people's words and tickets among it: serenity quotes what it cannot read even in a
/// warning. What goes wrong in them we say ourselves.
const TALKATIVE: [&str; 6] = ["hyper", "h2", "tokio_tungstenite", "tungstenite", "reqwest", "serenity"];

/// What is logged: what was asked for, and of what travels nothing.
fn filter(asked: &str) -> EnvFilter {
    let quiet = |filter: EnvFilter, library: &&str| {
        let directive = format!("{library}={}", LevelFilter::OFF).parse().expect("a target and a level");
        filter.add_directive(directive)
    };
    TALKATIVE.iter().fold(EnvFilter::new(asked), quiet)
}

/// Begins to log. A second beginning in the same process changes nothing.
pub fn begin(config: &Config) {
    let logs = tracing_subscriber::fmt().with_env_filter(filter(&config.log)).with_writer(io::stderr);
    // Somebody else's subscriber, as in a test, is as good as ours.
    let _ = match config.log_format {
        LogFormat::Text => logs.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_much_is_asked_for_what_travels_is_not_logged() {
        let shown = filter("trace,tungstenite=trace").to_string();
        for library in TALKATIVE {
            assert!(shown.contains(&format!("{library}=off")), "{shown}");
        }
        assert!(!shown.contains("tungstenite=trace"), "{shown}");
    }
}
