//! Stories: does the person get what was promised? On the real wiring with a clock that is moved by hand, on the real
//! binary, and in a real browser.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod anew;
mod attendance;
mod browser;
mod chronicle;
mod clock;
mod copies;
mod discord;
mod effects;
mod everywhere;
mod firsts;
mod fits;
mod follows;
mod holidays;
mod loops;
mod matches;
mod memory;
mod office;
mod privacy;
mod process;
mod reach;
mod reasons;
mod rehearsal;
mod rests;
mod safety;
mod scene;
mod settling;
mod slack;
mod stage;
mod strangers;
mod thanks;
mod tongues;
mod tools;
mod turns;
mod undone;
mod waits;
mod weeks;
mod welcome;
mod zones;
