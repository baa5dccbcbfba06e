//! Signals, whose accounts are, and what arrived.

use chrono::TimeDelta;
use smallwins_core::decision::Change;
use smallwins_core::signal::{AccountLink, Arrival, Outcome, Signal, Tally, Whose};
use smallwins_core::store::Store;

use crate::on_both;
use crate::place::{Place, all, commit};
use crate::sample::{self, id, minutes, now};

on_both!(
    signals_come_in_the_order_in_which_they_end_without_those_that_ended_or_were_taken_back,
    a_signal_comes_with_the_desk_of_its_member_and_with_their_asks,
    what_has_ended_is_forgotten_with_the_next_signal,
    an_account_is_one_members_at_a_time,
    what_arrives_at_the_same_time_is_counted_whole,
);

/// A member's signals, of which two are live: the first to end, and the last; and one of an account.
async fn told(place: &Place, account: &Whose) -> [Signal; 3] {
    let scope = place.community().await.scope();
    let whose = Whose::Member(id(1));
    let last = sample::signal(1, whose.clone());
    let first = Signal { until: minutes(5), ..sample::signal(2, whose.clone()) };
    let ended = Signal { until: minutes(1), ..sample::signal(3, whose.clone()) };
    let undone = Signal { undone: Some(now()), ..sample::signal(4, whose) };
    let unclaimed = sample::signal(5, account.clone());
    let changes = [&last, &first, &ended, &undone, &unclaimed];
    place.commits(scope, "told", changes.map(|signal| Change::Signal(signal.clone())).into()).await;
    [first, last, unclaimed].map(|signal| Signal { version: 1, ..signal })
}

async fn signals_come_in_the_order_in_which_they_end_without_those_that_ended_or_were_taken_back(
    place: &Place,
) {
    let account: Whose = "github/ana-dev".parse().unwrap();
    let [first, last, unclaimed] = told(place, &account).await;
    let scope = place.community().await.scope();
    let of = async |whose: &[Whose]| place.store.signals(scope, whose, minutes(1)).await.unwrap();
    assert_eq!(of(&[Whose::Member(id(1))]).await, [first.clone(), last.clone()]);
    assert_eq!(of(std::slice::from_ref(&account)).await, std::slice::from_ref(&unclaimed));
    assert_eq!(of(&[account, Whose::Member(id(1)), Whose::Member(id(9))]).await, [first, last, unclaimed]);
    assert_eq!(of(&[]).await, []);
}

async fn a_signal_comes_with_the_desk_of_its_member_and_with_their_asks(place: &Place) {
    let [first, last, _] = told(place, &"github/ana-dev".parse().unwrap()).await;
    let community = place.community().await;
    let scope = community.scope();
    let ask = sample::ask(1, id(1));
    let changes = vec![
        Change::Member(Box::new(sample::member(scope.community(), 1))),
        Change::Member(Box::new(sample::mentor(scope.community(), 2, &["parsing"], 0))),
        Change::Offer(sample::offer(1, ask.id, id(2))),
        Change::Ask(ask),
    ];
    place.commits(scope, "asked", changes).await;
    let both = [first, last];
    assert_eq!(place.store.desk(scope, id(1), minutes(1)).await.unwrap().signals, both);
    assert_eq!(place.store.desk(scope, id(2), minutes(1)).await.unwrap().signals, []);
    assert_eq!(place.store.ask(scope, id(1), minutes(1)).await.unwrap().unwrap().signals, both);
    assert_eq!(place.store.offer(scope, id(1), minutes(1)).await.unwrap().unwrap().ask.signals, both);
}

async fn what_has_ended_is_forgotten_with_the_next_signal(place: &Place) {
    told(place, &"github/ana-dev".parse().unwrap()).await;
    let scope = place.community().await.scope();
    let mut next = commit(scope, "next", vec![Change::Signal(sample::signal(9, Whose::Member(id(2))))]);
    next.at = minutes(5);
    place.store.commit(next).await.unwrap();
    let left = place.raw_numbers(scope, "SELECT COUNT(*) FROM signal").await;
    assert_eq!(left, [4], "the last, the one that was taken back, the unclaimed one and the next");
}

async fn an_account_is_one_members_at_a_time(place: &Place) {
    let scope = place.community().await.scope();
    let link = sample::link("github/ana-dev", Some(id(1)));
    let other = sample::link("github/zoe", Some(id(1)));
    place.commits(scope, "1", vec![Change::Link(other.clone()), Change::Link(link.clone())]).await;
    let kept = |link: &AccountLink| AccountLink { version: 1, ..link.clone() };
    let of = async |whose: Whose| place.store.links(scope, &whose).await.unwrap();
    let account = Whose::Account(link.account.clone());
    assert_eq!(of(Whose::Member(id(1))).await, [kept(&link), kept(&other)]);
    assert_eq!(of(account.clone()).await, [kept(&link)]);
    let free = AccountLink { member: None, ..kept(&link) };
    place.commits(scope, "2", vec![Change::Link(free.clone())]).await;
    assert_eq!(of(Whose::Member(id(1))).await, [kept(&other)]);
    assert_eq!(of(account).await, [AccountLink { version: 2, ..free }]);
}

async fn what_arrives_at_the_same_time_is_counted_whole(place: &Place) {
    let scope = place.community().await.scope();
    let commits = (0..12).map(async |number: u32| {
        let outcome = if number.is_multiple_of(3) { Outcome::Unsigned } else { Outcome::Noted };
        let arrival = Arrival { times: 2, ..sample::arrival(outcome) };
        let twice = vec![Change::Arrived(arrival.clone()), Change::Arrived(arrival)];
        place.store.commit(commit(scope, &format!("arrival {number}"), twice)).await.unwrap();
    });
    all(commits).await;
    let tally = |outcome, count| Tally { source: sample::arrival(outcome).source, outcome, count };
    let counted = [tally(Outcome::Noted, 32), tally(Outcome::Unsigned, 16)];
    assert_eq!(place.store.arrivals(scope, now()).await.unwrap(), counted);
    assert_eq!(place.store.arrivals(scope, now() + TimeDelta::days(1)).await.unwrap(), []);
    let mut later = commit(scope, "later", Vec::new());
    later.at = now() + TimeDelta::days(40);
    later.changes.push(Change::Arrived(Arrival { at: later.at, ..sample::arrival(Outcome::Unused) }));
    place.store.commit(later).await.unwrap();
    assert_eq!(place.store.arrivals(scope, now()).await.unwrap(), [tally(Outcome::Unused, 1)]);
}
