//! A picture that is shown in a channel.

use std::fmt;

use smallwins_core::chart::Chart;
use tokio::task::spawn_blocking;

/// A picture.
#[derive(Clone)]
pub struct Png {
    /// The file.
    pub bytes: Vec<u8>,
    /// What stands above it.
    pub title: String,
    /// What it shows, for whoever does not see it.
    pub alt: String,
}

impl fmt::Debug for Png {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Png({} bytes)", self.bytes.len())
    }
}

impl Png {
    /// A chart as a picture. One that cannot be painted is a mistake of ours: it is logged, and its words are enough.
    pub async fn of(chart: &Chart) -> Option<Png> {
        let (title, alt) = (chart.title.to_string(), chart.alt.to_string());
        let chart = chart.clone();
        // Painting takes longer than others may be kept waiting.
        let painted = spawn_blocking(move || smallwins_picture::png(&chart)).await;
        match painted {
            Ok(Ok(bytes)) => return Some(Png { bytes, title, alt }),
            Ok(Err(error)) => tracing::error!(%error, "A chart could not be painted"),
            Err(error) => tracing::error!(%error, "A chart was not painted to its end"),
        }
        None
    }
}
