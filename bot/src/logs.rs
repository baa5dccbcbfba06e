//! Logs go to standard error, as text or as one JSON object a line; standard output stays for answers.

use std::io::{self, IsTerminal};

use metrics::counter;
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt, registry};

use crate::config::{Config, LogFormat};

/// Libraries that write down what travels, people's words and tickets among it: serenity quotes what it cannot read
/// even in a warning. What goes wrong in them we say ourselves.
const TALKATIVE: [&str; 6] = ["hyper", "h2", "tokio_tungstenite", "tungstenite", "reqwest", "serenity"];

/// What is logged: what was asked for, and of what travels nothing.
fn filter(asked: &str) -> EnvFilter {
    let quiet = |filter: EnvFilter, library: &&str| {
        let directive = format!("{library}={}", LevelFilter::OFF).parse().expect("a target and a level");
        filter.add_directive(directive)
    };
    TALKATIVE.iter().fold(EnvFilter::new(asked), quiet)
}

/// Counts what a library warns of, by the part of it that does.
struct Counts;

impl<S: Subscriber> Layer<S> for Counts {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        counter!("library_warnings_total", "of" => event.metadata().target()).increment(1);
    }
}

/// serenity keeps to itself what it cannot read and why it gives a session up: that it happened is counted, since its
/// words are not for us to write down.
fn counts<S>() -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    Counts.with_filter(Targets::new().with_target("serenity", LevelFilter::WARN))
}

/// Begins to log. A second beginning in the same process changes nothing.
pub fn begin(config: &Config) {
    let logs = fmt::layer().with_writer(io::stderr);
    let (filter, all) = (filter(&config.log), registry().with(counts()));
    // Somebody else's subscriber, as in a test, is as good as ours.
    let _ = match config.log_format {
        LogFormat::Text => {
            all.with(logs.with_ansi(io::stderr().is_terminal()).with_filter(filter)).try_init()
        }
        LogFormat::Json => all.with(logs.json().flatten_event(true).with_filter(filter)).try_init(),
    };
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[test]
    fn however_much_is_asked_for_what_travels_is_not_logged() {
        let shown = filter("trace,tungstenite=trace").to_string();
        for library in TALKATIVE {
            assert!(shown.contains(&format!("{library}=off")), "{shown}");
        }
        assert!(!shown.contains("tungstenite=trace"), "{shown}");
    }

    #[test]
    fn what_a_library_warns_of_is_counted_without_its_words() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let counted = recorder.handle();
        metrics::with_local_recorder(&recorder, || {
            tracing::subscriber::with_default(registry().with(counts()), || {
                tracing::warn!(target: "serenity::gateway::ws", "Err deserializing: What a person wrote");
                tracing::info!(target: "serenity::gateway::shard", "[0] Resumed");
                tracing::warn!("Ours, which is logged");
            });
        });
        let counted = counted.render();
        assert!(counted.contains(r#"library_warnings_total{of="serenity::gateway::ws"} 1"#), "{counted}");
        assert!(!counted.contains("person") && counted.matches("{of=").count() == 1, "{counted}");
    }
}
