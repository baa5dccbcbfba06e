//! Tasks: claimed when due, leased once, settled by their holder alone.

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::id::TaskId;
use smallwins_core::message::Receipt;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::Store;
use smallwins_core::task::{Address, InVain, Kind, Lease, Manner, Outcome, Settlement, Subject, Task, Work};
use smallwins_core::tongue::Tongue;

use crate::on_all;
use crate::place::Place;
use crate::sample::{self, id, minutes, now};

on_all!(
    what_is_due_is_leased_in_order_and_once,
    a_claim_gets_its_own_platform_and_kind,
    communities_take_turns,
    what_may_have_reached_a_member_is_known_until_it_was_looked_for,
    a_lease_that_ran_out_is_claimed_again_in_doubt,
    what_is_put_off_comes_back_when_it_says,
    what_may_have_been_done_comes_back_in_doubt,
    tries_in_vain_are_counted_from_the_first_and_waiting_is_none,
    proactive_messages_that_reached_a_member_are_counted_once_each,
    a_wake_up_that_is_leased_is_not_dropped,
    what_is_taken_back_is_not_said_and_everything_else_is,
    what_the_clock_does_next_about_each_of_some_is_told_and_nothing_that_is_said,
    what_waits_for_somebody_who_is_back_is_due_and_nothing_else,
    what_waits_for_the_channel_is_due_once_it_is_chosen_and_nothing_else,
    workers_at_once_never_share_a_lease,
    only_the_latest_holder_can_settle,
    a_lease_tells_when_the_first_try_began,
    ; only_in_databases:
    a_lease_of_an_earlier_release_does_not_tell_when_the_first_try_began,
    what_has_ended_keeps_why_and_when_and_never_comes_back,
    a_message_that_was_sent_leaves_a_receipt,
    many_settlements_are_one_call,
);

const LASTS: TimeDelta = TimeDelta::minutes(5);

pub(crate) async fn claim(place: &Place<impl Store>, kind: Kind, at: DateTime<Utc>, most: u32) -> Vec<Lease> {
    place.store.claim(&sample::slack(), kind, at, LASTS, most).await.unwrap()
}

fn ids(leases: &[Lease]) -> Vec<TaskId> {
    leases.iter().map(|lease| lease.task.id).collect()
}

pub(crate) async fn promise(place: &Place<impl Store>, community: &Community, tasks: Vec<Task>) {
    let call = format!("promise {}", tasks[0].id);
    place.commits(community.scope(), &call, tasks.into_iter().map(Change::Task).collect()).await;
}

pub(crate) async fn settle(
    place: &Place<impl Store>,
    settlements: &[Settlement],
    at: DateTime<Utc>,
) -> Vec<TaskId> {
    place.store.settle(settlements, at).await.unwrap()
}

pub(crate) fn done(message: &str) -> Outcome {
    Outcome::Done { message: Some(message.to_owned()) }
}

fn at(due: DateTime<Utc>, task: Task) -> Task {
    Task { due, ..task }
}

async fn what_is_due_is_leased_in_order_and_once(place: &Place<impl Store>) {
    let community = place.community().await;
    let later = at(minutes(1), sample::act(4, id(1)));
    let tasks = vec![
        sample::act(2, id(1)),
        sample::act(1, id(1)),
        at(minutes(-1), sample::act(3, id(1))),
        later.clone(),
    ];
    promise(place, &community, tasks.clone()).await;
    assert_eq!(place.store.next_due(&sample::slack()).await.unwrap(), Some(minutes(-1)));
    assert_eq!(place.store.due(community.scope(), 2).await.unwrap(), [tasks[2].clone(), tasks[1].clone()]);
    assert_eq!(claim(place, Kind::Act, minutes(-2), 9).await.len(), 0);
    let leases = claim(place, Kind::Act, now(), 2).await;
    assert_eq!(ids(&leases), [3, 1].map(id));
    assert_eq!(leases[0].task, tasks[2]);
    assert_eq!(leases[0].community, community);
    assert_eq!((leases[0].attempt, leases[0].in_doubt), (1, false));
    assert_eq!(ids(&claim(place, Kind::Act, now(), 9).await), [id(2)]);
    assert_eq!(ids(&claim(place, Kind::Act, now(), 9).await), []);
    assert_eq!(place.store.next_due(&sample::slack()).await.unwrap(), Some(minutes(1)));
    assert_eq!(place.store.due(community.scope(), 9).await.unwrap().len(), 4);
}

async fn a_claim_gets_its_own_platform_and_kind(place: &Place<impl Store>) {
    let community = place.community().await;
    let elsewhere = place.store.found(sample::community("discord", "G1", 2)).await.unwrap();
    let discord = PlatformName::new("discord");
    promise(place, &community, vec![sample::act(1, id(1)), sample::delivery(2, id(1), Manner::Awaited)])
        .await;
    promise(place, &elsewhere, vec![at(minutes(7), sample::delivery(3, id(1), Manner::Awaited))]).await;
    assert_eq!(place.store.next_due(&discord).await.unwrap(), Some(minutes(7)));
    assert_eq!(place.store.next_due(&PlatformName::new("playground")).await.unwrap(), None);
    assert_eq!(ids(&claim(place, Kind::Deliver, minutes(9), 9).await), [id(2)]);
    assert_eq!(ids(&claim(place, Kind::Act, minutes(9), 9).await), [id(1)]);
    let leases = place.store.claim(&discord, Kind::Deliver, minutes(9), LASTS, 9).await.unwrap();
    assert_eq!(ids(&leases), [id(3)]);
    assert_eq!(leases[0].community, elsewhere);
}

async fn what_the_clock_does_next_about_each_of_some_is_told_and_nothing_that_is_said(
    place: &Place<impl Store>,
) {
    let community = place.community().await;
    let about = |number: u128| Subject::Offer(id(number));
    let said = Task { about: about(3), ..sample::delivery(4, id(1), Manner::Awaited) };
    let tasks = vec![
        at(minutes(5), sample::act(1, id(1))),
        at(minutes(3), sample::act(2, id(1))),
        at(minutes(1), sample::act(3, id(2))),
        said,
        at(minutes(2), sample::act(5, id(4))),
    ];
    promise(place, &community, tasks).await;
    let planned = async |some: &[u128]| {
        let some: Vec<Subject> = some.iter().map(|number| about(*number)).collect();
        let mut planned = place.store.planned(community.scope(), &some).await.unwrap();
        planned.sort_by_key(|(_, due)| *due);
        planned
    };
    assert_eq!(planned(&[]).await, []);
    assert_eq!(planned(&[1, 2, 3, 9]).await, [(about(2), minutes(1)), (about(1), minutes(3))]);
    let leases = claim(place, Kind::Act, minutes(1), 9).await;
    assert_eq!(planned(&[2]).await, [(about(2), minutes(1))], "it is being done");
    settle(place, &[leases[0].settle(done("m"))], minutes(1)).await;
    assert_eq!(planned(&[2]).await, []);
    let others = place.store.found(sample::community("slack", "T2", 2)).await.unwrap();
    assert_eq!(place.store.planned(others.scope(), &[about(1)]).await.unwrap(), []);
}

async fn what_may_have_reached_a_member_is_known_until_it_was_looked_for(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let tasks = [(1, Manner::Proactive), (2, Manner::Awaited), (3, Manner::Proactive)];
    let tasks = tasks.map(|(number, manner)| sample::delivery(number, id(1), manner)).to_vec();
    promise(place, &community, tasks).await;
    let doubt = async |member: u128, since| place.store.in_doubt(scope, id(member), since).await.unwrap();
    assert_eq!(doubt(1, minutes(-60)).await, None);
    let leases = claim(place, Kind::Deliver, now(), 9).await;
    let unknown = |due| Outcome::Unknown { due, why: "the connection broke".into() };
    let later = Outcome::Later { due: minutes(9), why: "waits".into() };
    let ends = [
        leases[0].settle(unknown(minutes(1))),
        leases[1].settle(unknown(minutes(5))),
        leases[2].settle(later),
    ];
    settle(place, &ends, now()).await;
    assert_eq!(doubt(1, minutes(-60)).await, Some(minutes(1)), "an answer is none of the day's messages");
    assert_eq!(doubt(2, minutes(-60)).await, None);
    assert_eq!(doubt(1, minutes(1)).await, None, "it was tried before");
    let again = claim(place, Kind::Deliver, minutes(1), 9).await;
    assert_eq!(ids(&again), [id(1)]);
    settle(place, &[again[0].settle(done("m"))], minutes(1)).await;
    assert_eq!(doubt(1, minutes(-60)).await, None);
}

async fn communities_take_turns(place: &Place<impl Store>) {
    let busy = place.community().await;
    let quiet = place.store.found(sample::community("slack", "T2", 2)).await.unwrap();
    promise(place, &busy, (1..=15).map(|number| sample::act(number, id(1))).collect()).await;
    promise(place, &quiet, vec![at(minutes(1), sample::act(31, id(1)))]).await;
    let leases = claim(place, Kind::Act, minutes(1), 4).await;
    assert_eq!(ids(&leases), [1, 2, 3, 31].map(id));
    assert_eq!(leases[3].community, quiet);
}

async fn a_lease_that_ran_out_is_claimed_again_in_doubt(place: &Place<impl Store>) {
    let community = place.community().await;
    promise(place, &community, vec![sample::delivery(1, id(1), Manner::Awaited)]).await;
    assert_eq!(claim(place, Kind::Deliver, now(), 9).await.len(), 1);
    assert_eq!(place.store.next_due(&sample::slack()).await.unwrap(), Some(now() + LASTS));
    assert_eq!(claim(place, Kind::Deliver, now() + LASTS - TimeDelta::milliseconds(1), 9).await.len(), 0);
    let again = claim(place, Kind::Deliver, now() + LASTS, 9).await;
    assert_eq!((again[0].attempt, again[0].in_doubt, again[0].task.due), (2, true, now()));
    let third = claim(place, Kind::Deliver, now() + LASTS + LASTS, 9).await;
    assert_eq!((third[0].attempt, third[0].in_doubt), (3, true));
}

async fn only_the_latest_holder_can_settle(place: &Place<impl Store>) {
    let community = place.community().await;
    promise(place, &community, vec![sample::delivery(1, id(1), Manner::Awaited)]).await;
    let first = claim(place, Kind::Deliver, now(), 9).await.remove(0);
    let second = claim(place, Kind::Deliver, minutes(5), 9).await.remove(0);
    assert_eq!(settle(place, &[first.settle(done("m1"))], minutes(6)).await, [id(1)]);
    assert_eq!(place.store.due(community.scope(), 9).await.unwrap().len(), 1);
    let (mine, theirs) = (second.settle(done("m2")), first.settle(done("m1")));
    assert_eq!(settle(place, &[theirs, mine.clone()], minutes(6)).await, [id(1)]);
    assert_eq!(settle(place, &[mine], minutes(6)).await, [id(1)]);
    assert_eq!(place.store.due(community.scope(), 9).await.unwrap(), vec![]);
    let unknown = Settlement { task: id(77), ..second.settle(done("m3")) };
    assert_eq!(settle(place, &[unknown], minutes(6)).await, [id(77)]);
    assert_eq!(settle(place, &[], minutes(6)).await, []);
}

async fn what_is_put_off_comes_back_when_it_says(place: &Place<impl Store>) {
    let community = place.community().await;
    let task = sample::delivery(1, id(1), Manner::Proactive);
    promise(place, &community, vec![task.clone()]).await;
    let lease = claim(place, Kind::Deliver, now(), 9).await.remove(0);
    let later = Outcome::Later { due: minutes(90), why: "the budget is used up".to_owned() };
    assert_eq!(settle(place, &[lease.settle(later)], minutes(1)).await, []);
    assert_eq!(claim(place, Kind::Deliver, minutes(89), 9).await.len(), 0);
    let moved = Task { due: minutes(90), ..task };
    assert_eq!(place.store.due(community.scope(), 9).await.unwrap(), std::slice::from_ref(&moved));
    let again = claim(place, Kind::Deliver, minutes(90), 9).await.remove(0);
    assert_eq!((&again.task, again.attempt, again.in_doubt), (&moved, 2, false));
}

async fn what_may_have_been_done_comes_back_in_doubt(place: &Place<impl Store>) {
    let community = place.community().await;
    promise(place, &community, vec![sample::delivery(1, id(1), Manner::Awaited)]).await;
    let lease = claim(place, Kind::Deliver, now(), 9).await.remove(0);
    let unknown = Outcome::Unknown { due: minutes(2), why: "the connection was reset".to_owned() };
    settle(place, &[lease.settle(unknown)], minutes(1)).await;
    let again = claim(place, Kind::Deliver, minutes(2), 9).await.remove(0);
    assert!(again.in_doubt);
    let later = Outcome::Later { due: minutes(4), why: "rate limit".to_owned() };
    settle(place, &[again.settle(later)], minutes(3)).await;
    assert!(claim(place, Kind::Deliver, minutes(4), 9).await[0].in_doubt);
}

pub(crate) fn again(due: DateTime<Utc>, why: &str) -> Outcome {
    Outcome::Again { due, why: why.to_owned() }
}

async fn a_lease_tells_when_the_first_try_began(place: &Place<impl Store>) {
    let community = place.community().await;
    promise(place, &community, vec![sample::act(1, id(1)), sample::act(2, id(1))]).await;
    let first = claim(place, Kind::Act, minutes(1), 1).await;
    assert_eq!(first[0].first_try, Some(minutes(1)));
    let later = Outcome::Later { due: minutes(3), why: "night".to_owned() };
    settle(place, &[first[0].settle(later)], minutes(2)).await;
    let tries: Vec<_> =
        claim(place, Kind::Act, minutes(9), 9).await.iter().map(|lease| lease.first_try).collect();
    assert_eq!(tries, [Some(minutes(9)), Some(minutes(1))]);
}

async fn a_lease_of_an_earlier_release_does_not_tell_when_the_first_try_began(place: &Place) {
    let community = place.community().await;
    promise(place, &community, vec![sample::act(1, id(1))]).await;
    claim(place, Kind::Act, minutes(1), 1).await;
    // As a release that knew no such column left it.
    place.raw(community.scope(), "UPDATE task SET first_try = NULL").await;
    assert_eq!(claim(place, Kind::Act, minutes(20), 1).await[0].first_try, None);
}

async fn tries_in_vain_are_counted_from_the_first_and_waiting_is_none(place: &Place<impl Store>) {
    let community = place.community().await;
    promise(place, &community, vec![sample::delivery(1, id(1), Manner::Awaited)]).await;
    let lease = claim(place, Kind::Deliver, now(), 9).await.remove(0);
    assert_eq!(lease.in_vain, None);
    let waits = Outcome::Later { due: minutes(1), why: "not in their hours".to_owned() };
    settle(place, &[lease.settle(waits.clone())], now()).await;
    let mut lease = claim(place, Kind::Deliver, minutes(1), 9).await.remove(0);
    assert_eq!(lease.in_vain, None);
    let unknown = Outcome::Unknown { due: minutes(4), why: "no answer".to_owned() };
    for (at, outcome, times) in [(2, again(minutes(2), "busy"), 1), (3, unknown, 2), (4, waits, 2)] {
        settle(place, &[lease.settle(outcome)], minutes(at)).await;
        lease = claim(place, Kind::Deliver, minutes(9), 9).await.remove(0);
        assert_eq!(lease.in_vain, Some(InVain { times, since: minutes(2) }));
    }
}

async fn what_has_ended_keeps_why_and_when_and_never_comes_back(place: &Place) {
    let community = place.community().await;
    promise(place, &community, (1..=3).map(|number| sample::act(number, id(1))).collect()).await;
    let leases = claim(place, Kind::Act, now(), 9).await;
    let endings = [
        leases[0].settle(done("m2")),
        leases[1].settle(Outcome::Dropped { why: "too late".to_owned() }),
        leases[2].settle(Outcome::Failed { why: "account_inactive".to_owned() }),
    ];
    assert_eq!(settle(place, &endings, minutes(3)).await, []);
    assert_eq!(claim(place, Kind::Act, minutes(999), 9).await.len(), 0);
    assert_eq!(place.store.next_due(&sample::slack()).await.unwrap(), None);
    let ended = format!("settled_at = {}", minutes(3).timestamp_millis());
    for (state, reason) in [
        ("done", "reason IS NULL AND message = 'm2' AND attempt = 1"),
        ("dropped", "reason = 'too late'"),
        ("failed", "reason = 'account_inactive'"),
    ] {
        let sql = format!("SELECT COUNT(*) FROM task WHERE state = '{state}' AND {reason} AND {ended}");
        assert_eq!(place.raw_numbers(community.scope(), &sql).await, [1], "{state}");
    }
}

async fn a_message_that_was_sent_leaves_a_receipt(place: &Place) {
    let community = place.community().await;
    let mut public = sample::delivery(2, id(1), Manner::Awaited);
    if let Work::Deliver(delivery) = &mut public.work {
        delivery.to = Address::Channel;
    }
    let tasks = vec![sample::delivery(1, id(5), Manner::Awaited), public, sample::act(3, id(1))];
    promise(place, &community, tasks).await;
    let mut leases = claim(place, Kind::Deliver, now(), 9).await;
    leases.extend(claim(place, Kind::Act, now(), 9).await);
    let endings: Vec<Settlement> = leases.iter().map(|lease| lease.settle(done("m"))).collect();
    let in_german = |ending: Settlement| match ending.said {
        Some(said) if ending.task == id(2) => {
            Settlement { said: Some(Receipt { tongue: Tongue::German, ..said }), ..ending }
        }
        said => Settlement { said, ..ending },
    };
    let endings: Vec<Settlement> = endings.into_iter().map(in_german).collect();
    settle(place, &endings, minutes(1)).await;
    let count = async |filter: &str| {
        let sql = format!("SELECT COUNT(*) FROM receipt WHERE {filter}");
        place.raw_numbers(community.scope(), &sql).await[0]
    };
    assert_eq!(count("script_key = 'offer.new' AND script_version = 3 AND script_hash = 'c0ffee'").await, 2);
    assert_eq!(count(&format!("at = {}", minutes(1).timestamp_millis())).await, 2);
    let member: smallwins_core::id::MemberId = id(5);
    assert_eq!(count(&format!("member = '{member}'")).await, 1);
    assert_eq!(count("member IS NULL").await, 1);
    assert_eq!(count("member IS NULL AND script_locale = 'de'").await, 1);
    assert_eq!(count("script_locale = 'en'").await, 1);
}

async fn proactive_messages_that_reached_a_member_are_counted_once_each(place: &Place<impl Store>) {
    let community = place.community().await;
    let (ana, ben) = (id(1), id(2));
    let tasks = vec![
        sample::delivery(1, ana, Manner::Proactive),
        sample::delivery(2, ana, Manner::Proactive),
        sample::delivery(3, ana, Manner::Proactive),
        sample::delivery(4, ana, Manner::Awaited),
        sample::delivery(5, ana, Manner::Appointment),
        sample::delivery(6, ben, Manner::Proactive),
        sample::delivery(7, ana, Manner::Proactive),
        sample::delivery(8, ana, Manner::Proactive),
    ];
    promise(place, &community, tasks).await;
    let leases = claim(place, Kind::Deliver, now(), 99).await;
    let outcomes = [
        done("bundle"),
        done("bundle"),
        done("alone"),
        done("awaited"),
        done("appointment"),
        done("ben's"),
        Outcome::Dropped { why: "too late".to_owned() },
        Outcome::Done { message: None },
    ];
    let endings: Vec<Settlement> =
        leases.iter().zip(outcomes).map(|(lease, outcome)| lease.settle(outcome)).collect();
    settle(place, &endings, minutes(10)).await;
    let said =
        async |member, since| place.store.proactive_since(community.scope(), member, since).await.unwrap();
    assert_eq!(said(ana, now()).await, 3);
    assert_eq!(said(ana, minutes(10)).await, 3);
    assert_eq!(said(ana, minutes(11)).await, 0);
    assert_eq!(said(ben, now()).await, 1);
    assert_eq!(said(id(3), now()).await, 0);
}

async fn a_wake_up_that_is_leased_is_not_dropped(place: &Place<impl Store>) {
    let community = place.community().await;
    promise(place, &community, vec![sample::act(1, id(1))]).await;
    let lease = claim(place, Kind::Act, now(), 9).await.remove(0);
    place.commits(community.scope(), "drop", vec![Change::Drop(Subject::Offer(id(1)))]).await;
    assert_eq!(settle(place, &[lease.settle(Outcome::Done { message: None })], now()).await, []);
}

async fn what_is_taken_back_is_not_said_and_everything_else_is(place: &Place<impl Store>) {
    let community = place.community().await;
    let (ana, ben) = (id(1), id(2));
    let said = |number, to| sample::delivery(number, to, Manner::Awaited);
    let about = |task: Task, about| Task { about, ..task };
    let tasks = vec![
        said(1, ana),
        said(2, ana),
        said(3, ben),
        about(said(4, ben), Subject::Member(ana)),
        about(said(5, ana), Subject::Offer(id(1))),
        about(sample::act(6, id(1)), Subject::Member(ana)),
        sample::post(8),
        about(sample::post(9), Subject::Offer(id(1))),
    ];
    promise(place, &community, tasks).await;
    // What is leased is being said.
    assert_eq!(ids(&claim(place, Kind::Deliver, now(), 1).await), [id(1)]);
    let elsewhere = place.store.found(sample::community("slack", "T2", 2)).await.unwrap();
    promise(place, &elsewhere, vec![said(2, ana)]).await;
    let again = vec![Change::Unsay(Address::Member(ana), Subject::Member(ana)), Change::Task(said(7, ana))];
    place.commits(community.scope(), "back", again).await;
    let left = |tasks: Vec<Task>| tasks.iter().map(|task| task.id).collect::<Vec<_>>();
    let waiting = place.store.due(community.scope(), 9).await.unwrap();
    assert_eq!(left(waiting), [1, 3, 4, 5, 6, 7, 8, 9].map(id));
    let from_everybody = vec![Change::Unsay(Address::Channel, Subject::Member(ana))];
    place.commits(community.scope(), "over", from_everybody).await;
    let waiting = place.store.due(community.scope(), 9).await.unwrap();
    assert_eq!(left(waiting), [1, 3, 4, 5, 6, 7, 9].map(id));
    // Of what was put off and is not true any more, what is about to be said stays.
    let forgo = |about| vec![Change::Forgo(Address::Member(ana), about)];
    place.commits(community.scope(), "soon", forgo(Subject::Offer(id(1)))).await;
    let put_off = Task { due: minutes(50), ..about(said(10, ana), Subject::Offer(id(1))) };
    place.commits(community.scope(), "off", vec![Change::Task(put_off)]).await;
    let waiting = place.store.due(community.scope(), 9).await.unwrap();
    assert_eq!(left(waiting), [1, 3, 4, 5, 6, 7, 9, 10].map(id));
    place.commits(community.scope(), "forgo", forgo(Subject::Offer(id(1)))).await;
    let from_both = [ana, ben].map(|who| Change::Unsay(Address::Member(who), Subject::Member(ana)));
    place.commits(community.scope(), "both", from_both.to_vec()).await;
    let waiting = place.store.due(community.scope(), 9).await.unwrap();
    assert_eq!(left(waiting), [1, 3, 5, 6, 9].map(id));
    assert_eq!(left(place.store.due(elsewhere.scope(), 9).await.unwrap()), [id(2)]);
}

async fn what_waits_for_somebody_who_is_back_is_due_and_nothing_else(place: &Place<impl Store>) {
    let community = place.community().await;
    let (ana, ben) = (id(1), id(2));
    let said = |number, to| sample::delivery(number, to, Manner::Awaited);
    let tasks = vec![said(1, ana), said(2, ana), said(3, ben), at(minutes(50), sample::act(4, id(1)))];
    promise(place, &community, tasks).await;
    let leases = claim(place, Kind::Deliver, now(), 9).await;
    let later = || Outcome::Later { due: minutes(40), why: "nobody there".to_owned() };
    let put_off = [leases[0].settle(later()), leases[2].settle(later())];
    assert_eq!(settle(place, &put_off, now()).await, []);
    let elsewhere = place.store.found(sample::community("slack", "T2", 2)).await.unwrap();
    promise(place, &elsewhere, vec![at(minutes(30), said(1, ana))]).await;
    place.commits(community.scope(), "back", vec![Change::Hasten(Address::Member(ana))]).await;
    let waiting = place.store.due(community.scope(), 9).await.unwrap();
    let due: Vec<_> = waiting.iter().map(|task| (task.id, task.due)).collect();
    // What is leased is being done.
    assert_eq!(due, [(id(1), now()), (id(2), now()), (id(3), minutes(40)), (id(4), minutes(50))]);
    assert_eq!(ids(&claim(place, Kind::Deliver, now(), 9).await), [id(1)]);
}

async fn what_waits_for_the_channel_is_due_once_it_is_chosen_and_nothing_else(place: &Place<impl Store>) {
    let community = place.community().await;
    let elsewhere = place.store.found(sample::community("slack", "T2", 2)).await.unwrap();
    let posted = |number| at(minutes(40), sample::post(number));
    let others = vec![
        at(minutes(50), sample::act(2, id(1))),
        at(minutes(60), sample::delivery(3, id(1), Manner::Awaited)),
    ];
    promise(place, &community, [vec![posted(1)], others].concat()).await;
    promise(place, &elsewhere, vec![posted(1)]).await;
    place.commits(community.scope(), "chosen", vec![Change::Hasten(Address::Channel)]).await;
    let due = async |scope| {
        let waiting = place.store.due(scope, 9).await.unwrap();
        waiting.iter().map(|task| (task.id, task.due)).collect::<Vec<_>>()
    };
    assert_eq!(due(community.scope()).await, [(id(1), now()), (id(2), minutes(50)), (id(3), minutes(60))]);
    assert_eq!(due(elsewhere.scope()).await, [(id(1), minutes(40))]);
}

async fn workers_at_once_never_share_a_lease(place: &Place<impl Store>) {
    let community = place.community().await;
    promise(place, &community, (1..=60).map(|number| sample::act(number, id(1))).collect()).await;
    let mut workers = Vec::new();
    for _ in 0..4 {
        workers.push(async {
            let mut held = Vec::new();
            loop {
                let leases = claim(place, Kind::Act, now(), 7).await;
                if leases.is_empty() {
                    return held;
                }
                held.extend(ids(&leases));
            }
        });
    }
    let [a, b, c, d] = workers.try_into().ok().unwrap();
    let (a, b, c, d) = tokio::join!(a, b, c, d);
    let mut held = [a, b, c, d].concat();
    held.sort();
    assert_eq!(held, (1..=60).map(id).collect::<Vec<TaskId>>());
}

async fn many_settlements_are_one_call(place: &Place) {
    let community = place.community().await;
    let tasks = (1..=1200).map(|number| sample::delivery(number, id(number), Manner::Awaited));
    promise(place, &community, tasks.collect()).await;
    let leases = claim(place, Kind::Deliver, now(), 5000).await;
    assert_eq!(leases.len(), 1200);
    let endings: Vec<Settlement> = leases.iter().map(|lease| lease.settle(done("m"))).collect();
    assert_eq!(settle(place, &endings, minutes(1)).await, []);
    assert_eq!(place.raw_numbers(community.scope(), "SELECT COUNT(*) FROM receipt").await, [1200]);
}
