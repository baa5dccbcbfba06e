//! What every adapter of a chat platform needs and none owns: when to speak, what was heard before, and how long an
//! answer is waited for. It knows the core and no platform.
//!
//! # Reading order
//! 1. On the way in: [`signed`] (of this time?), [`body`] (read with a limit), [`replays`], [`events`] and [`presses`]
//!    (heard before?), [`asked`] (the core's answer, in time or later), [`errands`] (what goes on after the platform was
//!    told that it arrived).
//! 2. On the way out: [`pace`] (whose turn it is), [`trouble`] (who rests), [`work`] (the loop around what is due),
//!    [`picture`] (what is shown beside words).
//! 3. [`count`] and [`tally`]: what is counted of both. [`examine`]: what doctor is told.

pub mod asked;
pub mod body;
pub mod count;
pub mod errands;
pub mod events;
pub mod examine;
pub mod pace;
pub mod picture;
pub mod presses;
pub mod replays;
pub mod signed;
pub mod tally;
pub mod trouble;
pub mod work;
