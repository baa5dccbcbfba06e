//! What Smallwins writes into its log, however much is asked for.

use std::io::{Result, Write};
use std::sync::{Arc, Mutex};

use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// A log that can be read.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Writes down what this thread logs from now on, until the guard is dropped: all of it at debug.
    pub(crate) fn listens(&self) -> DefaultGuard {
        let logs = tracing_subscriber::fmt().with_max_level(LevelFilter::DEBUG).with_ansi(false);
        tracing::subscriber::set_default(logs.with_writer(self.clone()).finish())
    }

    /// Everything so far.
    pub(crate) fn written(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("nobody panics while writing")).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().expect("nobody panics while writing").write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}
