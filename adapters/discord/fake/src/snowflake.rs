//! Ids as Discord makes them: numbers that sort by time, written as text.

use chrono::{DateTime, Utc};

/// The first instant of 2015, in milliseconds: where ids begin.
const EPOCH: i64 = 1_420_070_400_000;
/// Some instant long before any test: when guilds and people came to be.
const ONCE: i64 = 1_704_067_200_000;

/// The id of what is made now, the so-many-eth thing that is made.
pub(crate) fn at(now: DateTime<Utc>, number: u64) -> String {
    made(now.timestamp_millis(), number)
}

/// The id of what was made long ago. Each is a millisecond younger than the one before, so that shards differ.
pub(crate) fn once(number: u64) -> String {
    made(ONCE + i64::try_from(number).unwrap_or_default(), number)
}

fn made(milliseconds: i64, number: u64) -> String {
    let since = u64::try_from(milliseconds - EPOCH).unwrap_or_default();
    ((since << 22) | (number & 0x3f_ffff)).to_string()
}

/// Whether it is written as an id is.
pub(crate) fn is_one(text: &str) -> bool {
    text.len() >= 15 && text.parse::<u64>().is_ok_and(|id| id.to_string() == text)
}

/// Which of so many shards hears of a guild.
pub(crate) fn shard(guild: &str, shards: u64) -> u64 {
    (guild.parse::<u64>().unwrap_or_default() >> 22) % shards.max(1)
}
