//! The loop: what is due leaves by itself, and a stop leaves nothing in doubt.

use std::sync::Arc;
use std::time::Duration;

use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{CallId, Commit};
use smallwins_core::task::{Address, Delivery, Kind, Manner, Subject, Task, Work};
use smallwins_fake_slack::{Fault, Held, Person};
use smallwins_slack::PLATFORM;
use tokio::sync::oneshot;

use crate::outward::{Outward, message, task};

/// Promises so many messages to somebody, at their appointments.
async fn promise(at: &Outward, to: &Person, numbers: std::ops::Range<u128>) {
    let member = at.member(&to.id);
    let mut changes = vec![Change::Member(Box::new(member.clone()))];
    changes.extend(numbers.map(|number| {
        let delivery = Delivery::new(
            Address::Member(member.id),
            message(&format!("Promise {number}")),
            Manner::Appointment,
        );
        Change::Task(Task {
            id: task(number),
            due: at.clock.now(),
            wish: None,
            not_after: None,
            about: Subject::Member(member.id),
            work: Work::Deliver(delivery),
        })
    }));
    let (scope, call, reply) = (at.community.scope(), CallId("promise".to_owned()), Reply::default());
    at.store.commit(Commit { scope, call, at: at.clock.now(), reply, changes }).await.unwrap();
}

/// Somebody who runs the community has chosen a channel for its digest, and one is to be said there.
async fn promise_a_digest(at: &Outward, admin: &Person, channel: &str) {
    let mut member = at.member(&admin.id);
    member.admin = true;
    let mut community = at.community.clone();
    community.digest.channel = Some(channel.to_owned());
    let (to, message, manner) = (Address::Digest, message("The week"), Manner::Proactive);
    let task = Task {
        id: task(1),
        due: at.clock.now(),
        wish: None,
        not_after: None,
        about: Subject::Community(at.community.scope().community()),
        work: Work::Deliver(Delivery::new(to, message, manner)),
    };
    let changes =
        vec![Change::Member(Box::new(member)), Change::Community(Box::new(community)), Change::Task(task)];
    let (scope, call, reply) = (at.community.scope(), CallId("promise".to_owned()), Reply::default());
    at.store.commit(Commit { scope, call, at: at.clock.now(), reply, changes }).await.unwrap();
}

#[tokio::test]
async fn a_digest_that_its_channel_does_not_take_is_read_once_by_those_who_run_the_community() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    // Nobody invited us.
    let channel = at.workspace.channel("weekly", &[&ana]);
    promise_a_digest(&at, &ana, &channel).await;
    for _ in 0..3 {
        at.slack.settle().await.unwrap();
    }
    let seen = ana.dms();
    assert_eq!((seen.len(), ana.channel(&channel).len()), (1, 0));
    let text = &seen[0].text;
    assert!(text.contains("The week") && text.contains("Slack says not_in_channel"), "{text}");
}

async fn until(mut done: impl FnMut() -> bool) {
    for _ in 0..500 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not happen within five seconds")
}

#[tokio::test]
async fn what_is_due_leaves_by_itself_and_in_its_order() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    promise(&at, &ana, 1..4).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let working = tokio::spawn(Arc::clone(&at.slack).run(async {
        let _ = stopped.await;
    }));
    until(|| ana.dms().len() == 3).await;
    let said: Vec<_> = ana.dms().into_iter().map(|seen| seen.text).collect();
    assert!(
        said.iter().zip(1..).all(|(said, number)| said.contains(&format!("Promise {number}"))),
        "{said:?}"
    );
    stop.send(()).unwrap();
    working.await.unwrap();
}

#[tokio::test]
async fn a_stop_puts_back_what_is_not_under_way_and_leaves_nothing_in_doubt() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    promise(&at, &ana, 1..4).await;
    let held = Held::default();
    at.fake.fail("chat.postMessage", Fault::Held(held.clone()));
    let (stop, stopped) = oneshot::channel::<()>();
    let working = tokio::spawn(Arc::clone(&at.slack).run(async {
        let _ = stopped.await;
    }));
    held.arrived().await;
    stop.send(()).unwrap();
    held.let_go();
    working.await.unwrap();
    assert_eq!(ana.dms().len(), 1, "what was under way is finished");
    at.clock.pass(chrono::TimeDelta::minutes(5));
    let name = PlatformName::new(PLATFORM);
    let lasts = chrono::TimeDelta::minutes(1);
    let left = at.store.claim(&name, Kind::Deliver, at.clock.now(), lasts, 10).await.unwrap();
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|lease| !lease.in_doubt));
}

#[tokio::test]
async fn what_would_be_begun_too_late_in_its_lease_is_put_back_and_leased_anew() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    promise(&at, &ana, 1..3).await;
    let held = Held::default();
    at.fake.fail("chat.postMessage", Fault::Held(held.clone()));
    at.fake.fail_after(1, "chat.postMessage", Fault::RateLimited(30));
    let pass = async {
        held.arrived().await;
        at.clock.pass(chrono::TimeDelta::seconds(45));
        held.let_go();
    };
    let (settled, ()) = tokio::join!(at.slack.settle(), pass);
    settled.unwrap();
    assert_eq!(at.calls("chat.postMessage"), 2);
    at.clock.pass(chrono::TimeDelta::minutes(5));
    let (name, lasts) = (PlatformName::new(PLATFORM), chrono::TimeDelta::minutes(1));
    let left = at.store.claim(&name, Kind::Deliver, at.clock.now(), lasts, 10).await.unwrap();
    let leases: Vec<_> = left.iter().map(|lease| (lease.attempt, lease.in_doubt)).collect();
    // The first lease was put back, the second met Slack's limit.
    assert_eq!(leases, [(3, false)]);
}
