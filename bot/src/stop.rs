//! When to stop: SIGTERM or SIGINT, and at once at the second of them.

use std::process;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tracing::{info, warn};

use crate::trouble::Trouble;

/// Says when to stop. Every copy says it at the same time.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens for the signals of this process.
    ///
    /// # Errors
    /// The system does not let this process handle signals.
    pub fn at_signals() -> Result<Stop, Trouble> {
        let terminate = listen(SignalKind::terminate())?;
        let interrupt = listen(SignalKind::interrupt())?;
        let (said, stop) = watch::channel(false);
        tokio::spawn(watch_signals(terminate, interrupt, said));
        Ok(Stop(stop))
    }

    /// Ends when it is time to stop.
    pub async fn said(mut self) {
        // A sender that is gone cannot say it any more, which is a stop as well.
        let _ = self.0.wait_for(|said| *said).await;
    }
}

fn listen(kind: SignalKind) -> Result<Signal, Trouble> {
    signal(kind).map_err(|error| {
        Trouble::failed(
            format!("signals cannot be handled: {error}"),
            "let the process handle SIGTERM and SIGINT",
        )
    })
}

async fn watch_signals(mut terminate: Signal, mut interrupt: Signal, said: watch::Sender<bool>) {
    let name = either(&mut terminate, &mut interrupt).await;
    info!(signal = name, "Stopping; a second signal ends at once");
    said.send_replace(true);
    let name = either(&mut terminate, &mut interrupt).await;
    warn!(signal = name, "Ended at once; what was promised is on disk and goes on at the next start");
    process::exit(1);
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) -> &'static str {
    tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    }
}
