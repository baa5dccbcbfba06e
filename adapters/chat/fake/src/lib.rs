//! What every fake of a chat platform needs, and none of them owns.
//!
//! - `clock.rs`: the time by which a fake goes is the test's
//! - `http.rs`: the smallest HTTP client
//! - `cut.rs`: connections that can be cut

mod clock;
mod cut;
pub mod http;

pub use clock::{Clock, StandingClock, running};
pub use cut::{Cuttable, Door, Scissors, Wire};
