//! What people were promised, on the real wiring and on the real binary.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod process;
