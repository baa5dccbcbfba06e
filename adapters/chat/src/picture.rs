//! A picture that is shown in a channel.

use std::fmt;

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
