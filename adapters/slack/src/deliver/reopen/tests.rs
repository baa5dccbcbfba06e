use smallwins_core::decision::Change;
use smallwins_core::member::{Member, Person};
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::message::{Block, Message, Receipt, Reply, Text};
use smallwins_core::moment::Moment;
use smallwins_core::news::News;
use smallwins_core::platform::Handle;
use smallwins_core::store::{CallId, Commit};
use smallwins_core::task::{Address, Delivery, Manner, Subject, Task, Work};
use smallwins_core::tongue::Tongue;
use smallwins_fake_slack::Fault;

use super::*;
use crate::sample::{Place, granted, place};

/// Moves both clocks. The sockets are real, so that of this process stands still for no longer than that.
async fn pass(place: &Place, time: Duration) {
    place.clock.pass(chrono::TimeDelta::from_std(time).unwrap());
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

async fn close(place: &Place) {
    let said = Said::News(News::Closed { why: "a test".to_owned() });
    let call = Call { id: CallId("close".to_owned()), scope: place.ours.scope, who: Who::Platform, said };
    place.slack.mentoring.act(call).await;
    assert!(is_closed(place).await);
}

async fn is_closed(place: &Place) -> bool {
    !place.slack.mentoring.store().closed(&place.slack.name).await.unwrap().is_empty()
}

/// Promises a message to somebody, due at once.
async fn promise(place: &Place, user: &str) {
    let (store, scope, at) = (place.slack.mentoring.store(), place.ours.scope, place.slack.mentoring.now());
    let mut moment = Moment::new(at, 2);
    let person = Person {
        handle: Handle(user.to_owned()),
        name: None,
        zone: None,
        language: None,
        admin: Some(false),
    };
    let member = Member::new(&person, scope.community(), chrono_tz::UTC, &mut moment);
    let receipt =
        Receipt { key: "test".to_owned(), version: 1, hash: String::new(), tongue: Tongue::English };
    let message = Message { receipt, blocks: vec![Block::Paragraph(Text::plain("Somebody noticed"))].into() };
    let delivery = Delivery::new(Address::Member(member.id), message, Manner::Appointment);
    let task = Task {
        id: moment.id(),
        due: at,
        wish: None,
        not_after: None,
        about: Subject::Member(member.id),
        work: Work::Deliver(delivery),
    };
    let changes = vec![Change::Member(Box::new(member)), Change::Task(task)];
    let call = CallId("promise".to_owned());
    store.commit(Commit { scope, call, at, reply: Reply::default(), changes }).await.unwrap();
}

#[tokio::test]
async fn what_was_promised_arrives_when_an_admin_has_mended_it_without_a_word() {
    let place = place().await;
    let ana = place.workspace.person("ana", "Europe/Lisbon");
    promise(&place, &ana.id).await;
    place.fake.app(|app| app.messages_tab = false);
    place.slack.settle().await.unwrap();
    assert!(is_closed(&place).await);
    place.slack.try_closed().await;
    // Tried before it is mended, it closes again.
    pass(&place, FIRST).await;
    place.slack.try_closed().await;
    assert!(!is_closed(&place).await);
    place.slack.settle().await.unwrap();
    assert!(is_closed(&place).await);
    place.fake.app(|app| app.messages_tab = true);
    pass(&place, FIRST).await;
    place.slack.try_closed().await;
    assert!(is_closed(&place).await, "the second wait is longer");
    pass(&place, FIRST).await;
    place.slack.try_closed().await;
    place.slack.settle().await.unwrap();
    assert_eq!((is_closed(&place).await, ana.dms().len()), (false, 1));
}

#[tokio::test]
async fn a_token_that_does_not_speak_opens_nothing_until_it_does() {
    let place = place().await;
    close(&place).await;
    place.slack.try_closed().await;
    for fault in [Fault::Error("invalid_auth".to_owned()), Fault::Status(503)] {
        place.fake.fail("auth.test", fault);
        pass(&place, LONGEST).await;
        place.slack.try_closed().await;
        assert!(is_closed(&place).await);
    }
    pass(&place, LONGEST).await;
    place.slack.try_closed().await;
    assert!(!is_closed(&place).await);
}

#[tokio::test]
async fn a_token_that_may_not_write_opens_nothing() {
    let scopes: Vec<&str> = ESSENTIAL.iter().copied().filter(|scope| *scope != "im:write").collect();
    let place = granted(&scopes).await;
    close(&place).await;
    place.slack.try_closed().await;
    pass(&place, FIRST).await;
    place.slack.try_closed().await;
    assert!(is_closed(&place).await);
}

#[tokio::test(start_paused = true)]
async fn tries_are_further_and_further_apart_until_somebody_was_reached() {
    let retries = Retries::default();
    let mut minutes = Vec::new();
    assert!(!retries.is_due("T1"));
    for minute in 1..60 {
        tokio::time::advance(Duration::from_secs(60)).await;
        if retries.is_due("T1") {
            minutes.push(minute);
        }
    }
    assert_eq!(minutes, [2, 6, 14, 29, 44, 59]);
    retries.over("T1");
    assert!(!retries.is_due("T1"));
    tokio::time::advance(FIRST).await;
    assert!(retries.is_due("T1"));
}
