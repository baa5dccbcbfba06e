//! Do all memories agree? Every method of the port, on SQLite, on PostgreSQL and in the process itself.
//!
//! A test is an `async fn(&Place)`; [`on_all`] runs those that it lists everywhere, and [`on_both`] those that look
//! behind the port on either database. `sample.rs` makes values in which the test sets what it is about. `place.rs`
//! makes memories.

#![expect(clippy::unwrap_used, reason = "where a test unwraps, a failure to do so is the test's failure")]

mod audit;
mod commits;
mod erasing;
mod faults;
mod forgetting;
mod holds;
mod isolation;
mod migrations;
mod opening;
mod people;
mod place;
mod privacy;
mod reads;
mod rollups;
mod sample;
mod signals;
mod standing;
mod tasks;
mod troubles;
mod under_way;
mod visits;

/// Runs each of these functions on a fresh database of either kind.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::place::Place::sqlite().await).await;
            }
        )*}

        mod postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(place) = crate::place::Place::postgres().await {
                    super::$name(&place).await;
                }
            }
        )*}
    };
}
pub(crate) use on_both;

/// Runs each of these functions on a fresh memory of every kind, and the last ones on either database alone.
macro_rules! on_all {
    ($($name:ident),* $(,)? $(; only_in_databases: $($other:ident),* $(,)?)?) => {
        mod memory {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::place::Place::memory()).await;
            }
        )*}

        crate::on_both!($($name,)* $($($other,)*)?);
    };
}
pub(crate) use on_all;
