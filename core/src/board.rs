//! What those who run a community see on its dashboard besides the numbers: what is under way, who carries how much,
//! and what waits for somebody. Everything here is read, and nothing is changed.
//!
//! It shows whose turn something is and until when, and not what people wrote to one another: of an ask its question is
//! shown only once it stands in the channel, before everybody's eyes.

mod every;
mod lately;
mod load;
mod turn;
mod under_way;
mod waits;

pub use every::{Every, MOST, every, some};
pub use lately::{Lately, Recent, lately};
pub use load::{Load, loads};
pub use turn::{Turn, Turned};
pub use under_way::{Row, asks, longest, sessions};
pub use waits::{Wait, Waiting, long_before, waiting};

/// So many rows are read at once.
pub const PAGE: u32 = 100;
