//! Links into the dashboard, and the browsers that come by them.

use chrono::TimeDelta;
use smallwins_core::decision::Change;
use smallwins_core::moment::Moment;
use smallwins_core::store::Store;
use smallwins_core::visit::{Secret, Stage, Visit};

use crate::on_all;
use crate::place::{Place, all};
use crate::sample::{self, id, minutes, now};

on_all!(
    a_link_lets_in_once,
    of_many_who_press_a_link_at_once_one_is_let_in,
    a_link_that_is_too_late_lets_nobody_in,
    a_visit_opens_as_no_link_and_is_over_when_it_is_signed_out,
    what_was_over_long_ago_is_forgotten_with_the_next_link,
    a_link_ends_the_one_before_of_the_same_person_and_nothing_else,
);

/// A link that was given out.
async fn given(place: &Place<impl Store>, word: &str) -> Visit {
    let community = place.community().await;
    let (visit, _) = sample::invitation(&community, id(1), word);
    place.commits(community.scope(), word, vec![Change::Invite(visit.clone())]).await;
    visit
}

/// The visit of one of the browsers that press a link.
fn inside(link: &Visit, browser: u64) -> (Visit, Secret) {
    link.enter(&mut Moment::new(now(), browser))
}

async fn a_link_lets_in_once(place: &Place<impl Store>) {
    let link = given(place, "link").await;
    assert_eq!(place.store.visit(&link.print).await.unwrap(), Some(link.clone()));
    let (visit, secret) = inside(&link, 1);
    assert_eq!(place.store.visit(&visit.print).await.unwrap(), None);
    assert!(place.store.enter(&link.print, &visit, minutes(9)).await.unwrap());
    assert_eq!(place.store.visit(&secret.print()).await.unwrap(), Some(visit));
    assert_eq!(place.store.visit(&link.print).await.unwrap().unwrap().stage, Stage::Used);
    let (again, _) = inside(&link, 2);
    assert!(!place.store.enter(&link.print, &again, minutes(9)).await.unwrap());
    assert_eq!(place.store.visit(&again.print).await.unwrap(), None);
}

async fn of_many_who_press_a_link_at_once_one_is_let_in(place: &Place<impl Store>) {
    for round in 0..10 {
        let link = given(place, &format!("link {round}")).await;
        let visits: Vec<Visit> = (0..8).map(|browser| inside(&link, 100 * round + browser).0).collect();
        let let_in = all(visits.iter().map(async |visit| {
            let let_in = place.store.enter(&link.print, visit, minutes(1)).await.unwrap();
            assert_eq!(place.store.visit(&visit.print).await.unwrap().is_some(), let_in);
            let_in
        }));
        assert_eq!(let_in.await.into_iter().filter(|let_in| *let_in).count(), 1, "round {round}");
    }
}

async fn a_link_that_is_too_late_lets_nobody_in(place: &Place<impl Store>) {
    let link = given(place, "link").await;
    let (visit, _) = inside(&link, 1);
    assert!(!place.store.enter(&link.print, &visit, minutes(10)).await.unwrap());
    assert_eq!(place.store.visit(&visit.print).await.unwrap(), None);
    assert_eq!(place.store.visit(&link.print).await.unwrap().unwrap().stage, Stage::Invited);
}

async fn a_visit_opens_as_no_link_and_is_over_when_it_is_signed_out(place: &Place<impl Store>) {
    let link = given(place, "link").await;
    let (visit, _) = inside(&link, 1);
    assert!(place.store.enter(&link.print, &visit, now()).await.unwrap());
    let (other, _) = inside(&visit, 2);
    assert!(!place.store.enter(&visit.print, &other, now()).await.unwrap());
    place.store.sign_out(&other.print).await.unwrap();
    assert!(place.store.visit(&visit.print).await.unwrap().is_some());
    place.store.sign_out(&visit.print).await.unwrap();
    assert_eq!(place.store.visit(&visit.print).await.unwrap(), None);
}

async fn what_was_over_long_ago_is_forgotten_with_the_next_link(place: &Place<impl Store>) {
    let link = given(place, "link").await;
    let scope = place.community().await.scope();
    let mut commit = crate::place::commit(scope, "much later", Vec::new());
    commit.at = link.until + TimeDelta::days(1);
    let (next, _) = sample::invitation(&place.community().await, id(1), "next");
    commit.changes.push(Change::Invite(Visit { until: commit.at + TimeDelta::minutes(10), ..next.clone() }));
    place.store.commit(commit).await.unwrap();
    assert_eq!(place.store.visit(&link.print).await.unwrap(), None);
    assert!(place.store.visit(&next.print).await.unwrap().is_some());
}

async fn a_link_ends_the_one_before_of_the_same_person_and_nothing_else(place: &Place<impl Store>) {
    let community = place.community().await;
    let given = async |number: u128, word: &str| {
        let (visit, _) = sample::invitation(&community, id(number), word);
        place.commits(community.scope(), word, vec![Change::Invite(visit.clone())]).await;
        visit
    };
    let stands =
        async |visit: &Visit| place.store.visit(&visit.print).await.unwrap().map(|visit| visit.stage);
    // One browser is inside by a link that is used, and somebody else has a link of their own.
    let used = given(1, "used").await;
    let (visit, _) = inside(&used, 1);
    assert!(place.store.enter(&used.print, &visit, now()).await.unwrap());
    let theirs = given(2, "theirs").await;
    let [first, second] = [given(1, "first").await, given(1, "second").await];
    let (late, _) = inside(&first, 2);
    assert!(!place.store.enter(&first.print, &late, now()).await.unwrap());
    let left = [stands(&used).await, stands(&visit).await, stands(&theirs).await, stands(&second).await];
    assert_eq!(left, [Stage::Used, Stage::Inside, Stage::Invited, Stage::Invited].map(Some));
    assert_eq!(stands(&first).await, None);
    // Of two that come at once, the later stays.
    let [third, fourth] = ["third", "fourth"].map(|word| sample::invitation(&community, id(1), word).0);
    let both = vec![Change::Invite(third.clone()), Change::Invite(fourth.clone())];
    place.commits(community.scope(), "both", both).await;
    assert_eq!((stands(&third).await, stands(&fourth).await), (None, Some(Stage::Invited)));
}
