//! What Smallwins does, free of any database, network and platform.
#![warn(missing_docs)]

pub mod affirmation;
pub mod calendar;
pub mod follow_up;
pub mod note;
pub mod text;
