//! What one process at a time has to itself.

use chrono::TimeDelta;
use smallwins_core::store::Store;

use crate::on_all;
use crate::place::{Place, all};
use crate::sample::minutes;

on_all!(
    what_is_held_is_nobody_elses_until_it_runs_out,
    whoever_holds_something_keeps_it_by_saying_so_in_time,
    what_is_let_go_is_free_at_once_and_only_its_holder_lets_go,
    of_many_who_take_at_once_one_has_it,
);

/// Whether somebody has the shard from that minute on, for ten minutes.
async fn holds(place: &Place<impl Store>, holder: &str, minute: i64) -> bool {
    place.store.hold("shard", holder, minutes(minute), TimeDelta::minutes(10)).await.unwrap()
}

async fn what_is_held_is_nobody_elses_until_it_runs_out(place: &Place<impl Store>) {
    assert!(holds(place, "a", 0).await);
    assert!(!holds(place, "b", 0).await);
    assert!(!holds(place, "b", 9).await);
    let other = place.store.hold("o'shard", "b", minutes(9), TimeDelta::minutes(10)).await.unwrap();
    assert!(other);
    assert!(holds(place, "b", 10).await);
    assert!(!holds(place, "a", 10).await);
}

async fn whoever_holds_something_keeps_it_by_saying_so_in_time(place: &Place<impl Store>) {
    for minute in [0, 9, 18] {
        assert!(holds(place, "a", minute).await);
    }
    assert!(!holds(place, "b", 27).await);
    assert!(holds(place, "b", 28).await);
    // Too late: somebody else has it.
    assert!(!holds(place, "a", 29).await);
}

async fn what_is_let_go_is_free_at_once_and_only_its_holder_lets_go(place: &Place<impl Store>) {
    assert!(holds(place, "a", 0).await);
    place.store.let_go("shard", "b").await.unwrap();
    place.store.let_go("other", "a").await.unwrap();
    assert!(!holds(place, "b", 1).await);
    place.store.let_go("shard", "a").await.unwrap();
    assert!(holds(place, "b", 1).await);
    place.store.let_go("shard", "a").await.unwrap();
    assert!(!holds(place, "a", 2).await);
}

async fn of_many_who_take_at_once_one_has_it(place: &Place<impl Store>) {
    let names: Vec<String> = (0..8).map(|number| format!("process {number}")).collect();
    for round in 0..20 {
        let taken = all(names.iter().map(|name| holds(place, name, 10 * round))).await;
        assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 1, "round {round}");
    }
}
