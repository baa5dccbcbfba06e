//! Do both databases agree? Every method of the port, on SQLite and on PostgreSQL.
//!
//! A test is an `async fn(&Place)`; [`on_both`] runs those that it lists on either database. `sample.rs` makes values
//! in which the test sets what it is about. `place.rs` makes databases.

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
