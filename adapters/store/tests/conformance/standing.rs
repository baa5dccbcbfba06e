//! Communities that are changed, closed and opened again: nothing of a closed one is claimed, and nothing is lost.

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::community::{Community, OnRemoval, Standing};
use smallwins_core::decision::Change;
use smallwins_core::id::TaskId;
use smallwins_core::store::{Store, StoreError};
use smallwins_core::task::{Kind, Manner, Outcome, Subject};

use crate::on_all;
use crate::place::{Place, all};
use crate::sample::{self, id, minutes, now};

on_all!(
    a_community_is_written_at_the_version_after_the_one_that_was_read,
    a_community_that_was_forgotten_stays_so,
    all_communities_are_found_by_their_platform,
    those_in_which_nobody_can_be_reached_are_found_by_their_platform,
    a_community_that_is_founded_closed_is_closed,
    nothing_of_a_closed_community_is_claimed_until_it_opens,
    what_is_promised_while_a_community_is_closed_waits_as_well,
    what_was_leased_when_a_community_closed_comes_back_when_it_opens,
    ; only_in_databases:
    no_promise_slips_through_while_a_community_is_closed_and_opened,
);

async fn read(place: &Place<impl Store>) -> Community {
    place.store.community(&sample::slack(), "T1").await.unwrap().unwrap()
}

fn closed() -> Standing {
    Standing::Closed { since: now(), why: "token_revoked".to_owned() }
}

fn change(mut community: Community, standing: Standing) -> Change {
    community.standing = standing;
    Change::Community(Box::new(community))
}

async fn a_community_that_is_founded_closed_is_closed(place: &Place<impl Store>) {
    let mut half = sample::community("imported", "half", 1);
    half.standing = closed();
    let half = place.store.found(half).await.unwrap();
    assert_eq!(place.store.closed(&half.platform).await.unwrap(), std::slice::from_ref(&half));
    // Its id is nobody else's, and another's name is none of its own.
    let mut other = half.clone();
    other.external = "other".to_owned();
    assert!(matches!(place.store.found(other).await, Err(StoreError::Conflict)));
    let other = place.store.found(sample::community("imported", "other", 2)).await.unwrap();
    let mut same = other.clone();
    same.external = "half".to_owned();
    assert!(place.store.replace(same, None).await.is_err());
    assert_eq!(place.store.communities(&half.platform).await.unwrap().len(), 2);
    assert_eq!(place.store.community(&half.platform, "other").await.unwrap(), Some(other));
}

async fn stand(place: &Place<impl Store>, call: &str, standing: Standing) {
    let community = read(place).await;
    place.commits(community.scope(), call, vec![change(community, standing)]).await;
}

async fn claimed(place: &Place<impl Store>, at: DateTime<Utc>) -> Vec<TaskId> {
    let mut ids = Vec::new();
    for kind in [Kind::Act, Kind::Deliver] {
        let leases = place.store.claim(&sample::slack(), kind, at, TimeDelta::minutes(5), 999).await.unwrap();
        ids.extend(leases.iter().map(|lease| lease.task.id));
    }
    ids
}

async fn a_community_is_written_at_the_version_after_the_one_that_was_read(place: &Place<impl Store>) {
    let community = place.community().await;
    let mut changed = community.clone();
    changed.channel = Some("C1".to_owned());
    changed.standing = closed();
    changed.on_removal = OnRemoval::Erase;
    place.commits(community.scope(), "1", vec![Change::Community(Box::new(changed.clone()))]).await;
    changed.version += 1;
    assert_eq!(read(place).await, changed);
    let stale = vec![Change::Fact(sample::fact(1, id(1))), Change::Community(Box::new(community.clone()))];
    let stale = place.commit(community.scope(), "2", stale).await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    assert_eq!(place.facts(community.scope()).await, 0);
}

async fn a_community_that_was_forgotten_stays_so(place: &Place<impl Store>) {
    let community = place.community().await;
    place.store.forget(community.scope()).await.unwrap();
    let late = place.commit(community.scope(), "late", vec![change(community.clone(), closed())]).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    assert_eq!(place.store.community(&sample::slack(), "T1").await.unwrap(), None);
}

async fn those_in_which_nobody_can_be_reached_are_found_by_their_platform(place: &Place<impl Store>) {
    place.community().await;
    place.store.found(sample::community("slack", "T2", 2)).await.unwrap();
    let mut elsewhere = place.store.found(sample::community("discord", "T1", 3)).await.unwrap();
    elsewhere.standing = closed();
    let change = Change::Community(Box::new(elsewhere.clone()));
    place.commits(elsewhere.scope(), "close", vec![change]).await;
    assert_eq!(place.store.closed(&sample::slack()).await.unwrap(), []);
    stand(place, "close", closed()).await;
    assert_eq!(place.store.closed(&sample::slack()).await.unwrap(), [read(place).await]);
    stand(place, "open", Standing::Open).await;
    assert_eq!(place.store.closed(&sample::slack()).await.unwrap(), []);
}

async fn all_communities_are_found_by_their_platform(place: &Place<impl Store>) {
    let one = place.community().await;
    let two = place.store.found(sample::community("slack", "T2", 2)).await.unwrap();
    place.store.found(sample::community("discord", "T1", 3)).await.unwrap();
    stand(place, "close", closed()).await;
    let known = place.store.communities(&sample::slack()).await.unwrap();
    assert!(known.iter().is_sorted_by_key(|community| community.scope().community().to_string()));
    let known: Vec<_> = known.iter().map(|community| community.scope()).collect();
    assert!(known.len() == 2 && [one.scope(), two.scope()].iter().all(|scope| known.contains(scope)));
    place.store.forget(two.scope()).await.unwrap();
    assert_eq!(place.store.communities(&sample::slack()).await.unwrap(), [read(place).await]);
}

async fn nothing_of_a_closed_community_is_claimed_until_it_opens(place: &Place<impl Store>) {
    let community = place.community().await;
    let other = place.store.found(sample::community("slack", "T2", 2)).await.unwrap();
    let promise = |number| {
        vec![
            Change::Task(sample::act(number, id(1))),
            Change::Task(sample::delivery(number + 1, id(1), Manner::Awaited)),
        ]
    };
    place.commits(community.scope(), "1", promise(1)).await;
    place.commits(other.scope(), "1", promise(3)).await;
    stand(place, "close", closed()).await;
    assert_eq!(claimed(place, now()).await, [3, 4].map(id));
    assert_eq!(place.store.next_due(&sample::slack()).await.unwrap(), Some(minutes(5)));
    // Whoever looks still sees what waits.
    assert_eq!(place.store.due(community.scope(), 9).await.unwrap().len(), 2);
    stand(place, "open", Standing::Open).await;
    assert_eq!(place.store.next_due(&sample::slack()).await.unwrap(), Some(now()));
    assert_eq!(claimed(place, now()).await, [1, 2].map(id));
}

async fn what_is_promised_while_a_community_is_closed_waits_as_well(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    stand(place, "close", closed()).await;
    let tasks = [sample::act(1, id(1)), sample::act(2, id(2)), sample::delivery(3, id(1), Manner::Awaited)];
    place.commits(scope, "1", tasks.map(Change::Task).into()).await;
    place.commits(scope, "2", vec![Change::Drop(Subject::Offer(id(2)))]).await;
    assert_eq!(claimed(place, minutes(99)).await, []);
    assert_eq!(place.store.next_due(&sample::slack()).await.unwrap(), None);
    // Opened and promised in one.
    let open = change(read(place).await, Standing::Open);
    place.commits(scope, "open", vec![Change::Task(sample::act(4, id(4))), open]).await;
    assert_eq!(claimed(place, now()).await, [1, 4, 3].map(id));
}

async fn what_was_leased_when_a_community_closed_comes_back_when_it_opens(place: &Place<impl Store>) {
    let community = place.community().await;
    place.commits(community.scope(), "1", vec![Change::Task(sample::act(1, id(1)))]).await;
    let lasts = TimeDelta::minutes(5);
    let lease = place.store.claim(&sample::slack(), Kind::Act, now(), lasts, 9).await.unwrap().remove(0);
    stand(place, "close", closed()).await;
    let back = lease.settle(Outcome::Later { due: minutes(1), why: "closed".to_owned() });
    assert_eq!(place.store.settle(&[back], now()).await.unwrap(), []);
    assert_eq!(claimed(place, minutes(99)).await, []);
    stand(place, "open", Standing::Open).await;
    assert_eq!(claimed(place, minutes(1)).await, [id(1)]);
}

async fn no_promise_slips_through_while_a_community_is_closed_and_opened(place: &Place) {
    let scope = place.community().await.scope();
    for round in 0..6_u128 {
        let standing = if round % 2 == 0 { closed() } else { Standing::Open };
        let community = read(place).await;
        let commits = (0..12).map(|number| {
            let (community, standing) = (community.clone(), standing.clone());
            async move {
                let changes = match number {
                    5 => vec![change(community, standing)],
                    _ => vec![Change::Task(sample::act(100 * round + number, id(1)))],
                };
                place.commits(scope, &format!("{round} {number}"), changes).await;
            }
        });
        all(commits).await;
        let standing = if standing == Standing::Open { "= 'slack'" } else { "= 'slack/closed'" };
        let there = format!("SELECT COUNT(*) FROM task WHERE platform {standing}");
        assert_eq!(place.raw_numbers(scope, &there).await, [i64::try_from(11 * (round + 1)).unwrap()]);
    }
    assert_eq!(claimed(place, now()).await.len(), 66);
}
