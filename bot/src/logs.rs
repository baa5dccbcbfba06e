//! Logs go to standard error, as text or as one JSON object a line; standard output stays for answers.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Begins to log. A second beginning in the same process changes nothing.
pub fn begin(config: &Config) {
    let logs = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(&config.log)).with_writer(io::stderr);
    // Somebody else's subscriber, as in a test, is as good as ours.
    let _ = match config.log_format {
        LogFormat::Text => logs.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
}
