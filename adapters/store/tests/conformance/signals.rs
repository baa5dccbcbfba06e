//! Signals, whose accounts are, and what arrived.

use chrono::TimeDelta;
use smallwins_core::decision::Change;
use smallwins_core::id::MemberId;
use smallwins_core::retention::Bygone;
use smallwins_core::signal::{AccountLink, Arrival, Kind, Outcome, Signal, Source, Tally, Whose};
use smallwins_core::store::{Store, StoreError, Which};

use crate::on_all;
use crate::place::{Place, all, commit};
use crate::sample::{self, id, minutes, now};

on_all!(
    signals_come_in_the_order_in_which_they_end_without_those_that_ended_or_were_taken_back,
    what_was_told_of_several_under_one_key_is_found_for_all_of_them,
    a_signal_comes_with_the_desk_of_its_member_and_with_their_asks,
    an_account_is_one_members_at_a_time,
    what_arrives_at_the_same_time_is_counted_whole,
    what_has_ended_is_forgotten_with_whatever_arrives_next_and_when_words_are_forgotten,
);

/// A member's signals, of which two are live: the first to end, and the last; and one of an account.
async fn told(place: &Place<impl Store>, account: &Whose) -> [Signal; 3] {
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
    place: &Place<impl Store>,
) {
    let account: Whose = "github/ana-dev".parse().unwrap();
    let [first, last, unclaimed] = told(place, &account).await;
    let scope = place.community().await.scope();
    let of = async |whose: &[Whose]| place.store.signals(scope, Which::Of(whose), minutes(1)).await.unwrap();
    assert_eq!(of(&[Whose::Member(id(1))]).await, [first.clone(), last.clone()]);
    assert_eq!(of(std::slice::from_ref(&account)).await, std::slice::from_ref(&unclaimed));
    assert_eq!(of(&[account, Whose::Member(id(1)), Whose::Member(id(9))]).await, [first, last, unclaimed]);
    assert_eq!(of(&[]).await, []);
}

async fn what_was_told_of_several_under_one_key_is_found_for_all_of_them(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let failing = |number, whose: &str| Signal {
        source: Source::github(),
        kind: Kind::Behaviour,
        key: "failing main".to_owned(),
        ..sample::signal(number, whose.parse().unwrap())
    };
    let ana = failing(1, &id::<MemberId>(1).to_string());
    let changes = [
        ana.clone(),
        failing(2, "github/zoe"),
        Signal { key: "failing other".to_owned(), ..failing(3, "github/zoe") },
        Signal { source: Source::xapi(), ..failing(4, "xapi/zoe@school.example") },
        Signal { until: minutes(1), ..failing(5, "github/ben") },
        Signal { undone: Some(now()), ..failing(6, "github/ben") },
    ];
    place.commits(scope, "told", changes.map(Change::Signal).into()).await;
    let github = Source::github();
    let told = async || {
        let told =
            place.store.signals(scope, Which::Told(&github, "failing main"), minutes(1)).await.unwrap();
        told.into_iter().map(|signal| signal.id).collect::<Vec<_>>()
    };
    assert_eq!(told().await, [id(1), id(2)]);
    let mended = Signal { version: 1, undone: Some(now()), ..ana };
    place.commits(scope, "mended", vec![Change::Signal(mended)]).await;
    assert_eq!(told().await, [id(2)]);
    let (long, other) = (format!("failed {}1", "x".repeat(9000)), format!("failed {}2", "x".repeat(9000)));
    let long_ones = [(7, &long), (8, &other)];
    let long_ones =
        long_ones.map(|(n, key)| Change::Signal(Signal { key: key.clone(), ..failing(n, "github/zoe") }));
    place.commits(scope, "long", long_ones.into()).await;
    let found = place.store.signals(scope, Which::Told(&github, &long), minutes(1)).await.unwrap();
    assert_eq!(found.into_iter().map(|signal| signal.id).collect::<Vec<_>>(), [id(7)]);
}

async fn a_signal_comes_with_the_desk_of_its_member_and_with_their_asks(place: &Place<impl Store>) {
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
    let stories = place.store.ask_stories(scope, &[id(1)], minutes(1)).await.unwrap();
    assert_eq!(stories[0].signals, both);
    assert_eq!(place.store.offer(scope, id(1), minutes(1)).await.unwrap().unwrap().ask.signals, both);
}

async fn what_has_ended_is_forgotten_with_whatever_arrives_next_and_when_words_are_forgotten(
    place: &Place<impl Store>,
) {
    let account = "github/ana-dev".parse().unwrap();
    told(place, &account).await;
    let scope = place.community().await.scope();
    // Seen from the beginning, none of them had ended; the one that was taken back is not told.
    let whose = ["github/ana-dev", "github/zoe"].map(|account| account.parse().unwrap());
    let whose = [whose.to_vec(), [1, 2].map(|number| Whose::Member(id(number))).to_vec()].concat();
    let left = async || place.store.signals(scope, Which::Of(&whose), now()).await.unwrap().len();
    assert_eq!(left().await, 4);
    let nothing_new = async |name: &str, at, change| {
        let mut next = commit(scope, name, vec![change]);
        next.at = at;
        place.store.commit(next).await.unwrap();
    };
    let next = Change::Signal(sample::signal(9, Whose::Member(id(2))));
    nothing_new("next", minutes(5), next).await;
    assert_eq!(left().await, 3, "the last, the unclaimed one and the next");
    let soon =
        Signal { until: minutes(6), ..sample::signal(10, Whose::Account("github/zoe".parse().unwrap())) };
    let later = Signal { id: id(11), until: minutes(7), ..soon.clone() };
    place.commits(scope, "soon", vec![Change::Signal(soon), Change::Signal(later)]).await;
    nothing_new("arrived", minutes(6), Change::Arrived(sample::arrival(Outcome::Unused))).await;
    assert_eq!(left().await, 4);
    let bygone = Bygone { since: None, before: now() };
    nothing_new("forgotten", minutes(7), Change::Forget(bygone)).await;
    assert_eq!(left().await, 3);
}

async fn an_account_is_one_members_at_a_time(place: &Place<impl Store>) {
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
    assert_eq!(of(account.clone()).await, [], "of an account that is nobody's the name goes too");
    let late = place.commit(scope, "3", vec![Change::Link(kept(&link))]).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    let anew = AccountLink { member: Some(id(2)), ..link };
    place.commits(scope, "4", vec![Change::Link(anew.clone())]).await;
    assert_eq!(of(account).await, [kept(&anew)]);
}

async fn what_arrives_at_the_same_time_is_counted_whole(place: &Place<impl Store>) {
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
