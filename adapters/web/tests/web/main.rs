//! Do the pages speak HTTP as browsers, machines and strangers expect, and show what was said as it was said?

mod doors;
mod live;
mod memory;
mod playing;
mod showing;
mod stage;
