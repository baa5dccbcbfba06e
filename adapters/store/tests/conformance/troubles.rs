//! What was tried in vain, and what becomes of it.

use chrono::TimeDelta;
use smallwins_core::decision::Change;
use smallwins_core::id::earliest;
use smallwins_core::retention::Bygone;
use smallwins_core::store::{Mishap, Outlook, Store};
use smallwins_core::task::{Address, Kind, Manner, Outcome, Subject, Task, Work};

use crate::on_all;
use crate::place::Place;
use crate::sample::{self, id, minutes, now};
use crate::tasks::{again, claim, done, promise, settle};

on_all!(
    what_is_in_trouble_is_told_with_its_outlook_latest_first,
    what_is_taken_back_or_waited_for_too_long_is_in_trouble_no_more,
);

async fn what_is_in_trouble_is_told_with_its_outlook_latest_first(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let mut public = sample::delivery(4, id(1), Manner::Awaited);
    if let Work::Deliver(delivery) = &mut public.work {
        delivery.to = Address::Channel;
    }
    let said = |number| sample::delivery(number, id(number), Manner::Awaited);
    let tasks = vec![said(1), said(2), said(3), public, said(5), said(6), sample::act(7, id(1))];
    promise(place, &community, tasks).await;
    let failed = || Outcome::Failed { why: "no such channel".to_owned() };
    let unknown = Outcome::Unknown { due: minutes(60), why: "no answer".to_owned() };
    let mut leases = claim(place, Kind::Deliver, now(), 9).await;
    leases.extend(claim(place, Kind::Act, now(), 9).await);
    let endings = [
        done("m"),
        again(minutes(1), "busy"),
        again(minutes(1), "busy"),
        failed(),
        unknown,
        done("m"),
        failed(),
    ];
    for ((lease, ending), at) in leases.iter().zip(endings).zip(1..) {
        settle(place, &[lease.settle(ending)], minutes(at)).await;
    }
    // The second time one arrives, and one is put off again.
    let leases = claim(place, Kind::Deliver, minutes(30), 9).await;
    settle(place, &[leases[0].settle(done("m")), leases[1].settle(again(minutes(90), "busy"))], minutes(30))
        .await;
    let mishap = |number, to, since, why: &str, outlook| Mishap {
        task: id(number),
        to,
        since: minutes(since),
        why: why.to_owned(),
        outlook,
    };
    let in_doubt = Outlook::InDoubt { again_at: minutes(60) };
    let waiting = Outlook::Waiting { again_at: minutes(90) };
    let expected = [
        mishap(7, None, 7, "no such channel", Outlook::GivenUp),
        mishap(5, Some(Address::Member(id(5))), 5, "no answer", in_doubt),
        mishap(4, Some(Address::Channel), 4, "no such channel", Outlook::GivenUp),
        mishap(3, Some(Address::Member(id(3))), 3, "busy", waiting),
    ];
    assert_eq!(place.store.in_trouble(scope, minutes(3), 9).await.unwrap(), expected);
    assert_eq!(place.store.in_trouble(scope, minutes(4), 2).await.unwrap(), expected[..2]);
    let elsewhere = place.store.found(sample::community("slack", "T2", 2)).await.unwrap();
    assert_eq!(place.store.in_trouble(elsewhere.scope(), minutes(0), 9).await.unwrap(), []);
}

async fn what_is_taken_back_or_waited_for_too_long_is_in_trouble_no_more(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let said = |number| sample::delivery(number, id(number), Manner::Awaited);
    let old = Task { id: earliest(now() - TimeDelta::days(2)), ..said(2) };
    promise(place, &community, vec![said(1), old, sample::act(3, id(1))]).await;
    let mut leases = claim(place, Kind::Deliver, now(), 9).await;
    leases.extend(claim(place, Kind::Act, now(), 9).await);
    let unknown = || Outcome::Unknown { due: minutes(60), why: "no answer".to_owned() };
    let unknown: Vec<_> = leases.iter().map(|lease| lease.settle(unknown())).collect();
    settle(place, &unknown, minutes(1)).await;
    let mut troubled = place.store.in_trouble(scope, now(), 9).await.unwrap().len();
    assert_eq!(troubled, 3);
    let bygone = Bygone { since: Some(now() - TimeDelta::days(3)), before: now() - TimeDelta::days(1) };
    for gone in [
        Change::Unsay(Address::Member(id(1)), Subject::Member(id(1))),
        Change::Forget(bygone),
        Change::Drop(Subject::Offer(id(1))),
    ] {
        place.commits(scope, &format!("{gone:?}"), vec![gone]).await;
        troubled -= 1;
        assert_eq!(place.store.in_trouble(scope, now(), 9).await.unwrap().len(), troubled);
    }
}
