//! Do the pages speak HTTP as browsers, machines and strangers expect, and show what was said as it was said?

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod board;
mod doors;
mod live;
mod playing;
mod plug;
mod showing;
mod stage;
