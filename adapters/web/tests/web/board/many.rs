//! Communities in which more is under way than a page holds.

use chrono::TimeDelta;
use smallwins_core::ask::{Ask, Stage as AskStage};
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::AskId;
use smallwins_core::moment::Moment;
use smallwins_core::session::{Minutes, Session, Stage};

use super::house::House;
use super::sample::{ask, id, member, mentor, now, session};

#[tokio::test]
async fn more_than_a_page_is_reached_by_a_link() {
    let house = House::build().await;
    let mut changes = vec![Change::Member(Box::new(member(1, "Ana")))];
    changes.extend((1..=101).map(|number| {
        let minutes = if number == 101 { Minutes::Twenty } else { Minutes::Ten };
        let stage = AskStage::Waiting { again_at: now(), tries: 1 };
        Change::Ask(Ask { minutes, stage, ..ask(number, id(1)) })
    }));
    house.keeps(changes).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/under-way").await.body;
    assert_eq!(page.matches("nobody can be asked now").count(), 100);
    let more = crate::stage::after(&page, "class=\"more\"><a href=\"").replace("&amp;", "&");
    let rest = house.gets(&mut browser, &more).await.body;
    assert_eq!(rest.matches("nobody can be asked now").count(), 1);
    assert!(rest.contains("20 min") && !rest.contains("class=\"more\""), "{rest}");
    let file = house.gets(&mut browser, "/under-way.csv").await.body;
    assert_eq!(file.matches("nobody_has_room").count(), 101);
}

/// A hundred asks of Ana that have their mentor, older than anything else.
fn a_hundred_found() -> Vec<Change> {
    let mut changes = vec![Change::Member(Box::new(member(1, "Ana")))];
    changes.extend((1..=100).map(|number| {
        let stage = AskStage::Booked { session: id(number) };
        Change::Ask(Ask { stage, ..ask(number, id(1)) })
    }));
    changes
}

#[tokio::test]
async fn who_looks_for_a_mentor_is_found_behind_a_page_of_those_who_have_one() {
    let house = House::build().await;
    house.keeps(a_hundred_found()).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/under-way").await.body;
    assert!(page.contains("Nobody looks for a mentor just now."), "{page}");
    let pooled = AskStage::InPool { since: now(), tries: 0 };
    house.keeps(vec![Change::Ask(Ask { stage: pooled, ..ask(101, id(1)) })]).await;
    let page = house.gets(&mut browser, "/under-way").await.body;
    assert!(page.contains("anybody may take it") && !page.contains("Nobody looks"), "{page}");
    let last = format!("/under-way?after={}", id::<AskId>(101));
    let page = house.gets(&mut browser, &last).await.body;
    assert!(page.contains("Nobody else looks for a mentor") && !page.contains("No session"), "{page}");
    let page = house.gets(&mut browser, "/").await.body;
    assert!(page.contains("One ask is open to everybody") && page.contains("anybody may take it"), "{page}");
    assert!(!page.contains("Nothing needs") && !page.contains("among the oldest"), "{page}");
}

#[tokio::test]
async fn a_note_that_is_missing_is_told_behind_a_page_of_other_sessions() {
    let house = House::build().await;
    let mut changes = vec![Change::Member(Box::new(member(1, "Ana")))];
    changes.extend((1..=100).map(|number| Change::Session(Box::new(session(number, id(1), id(1))))));
    let stage = Stage::Noting { started_at: now(), ended_at: now() - TimeDelta::days(2) };
    changes.push(Change::Session(Box::new(Session { stage, ..session(101, id(1), id(1)) })));
    house.keeps(changes).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/").await.body;
    assert!(page.contains("One session has no note yet") && page.contains("writes the note"), "{page}");
    // The rest of the sessions is of them alone, and says nothing of asks.
    let page = house.gets(&mut browser, "/under-way").await.body;
    let more = crate::stage::after(&page, "class=\"more\"><a href=\"").replace("&amp;", "&");
    let rest = house.gets(&mut browser, &more).await.body;
    assert!(rest.contains("writes the note") && !rest.contains("Looking for a mentor"), "{rest}");
}

#[tokio::test]
async fn who_gave_most_stands_first_on_the_first_page_whenever_they_came() {
    let house = House::build().await;
    let mut changes: Vec<Change> = (1..=101)
        .map(|number| Change::Member(Box::new(mentor(number, &format!("Mentor {number}.")))))
        .collect();
    let held = Event::SessionHeld { session: id(1), mentor: id(101), minutes: Minutes::Ten };
    changes.push(Change::Fact(Fact::new(id(1), held, &mut Moment::new(now(), 1))));
    house.keeps(changes).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/mentors").await.body;
    let place = |name: &str| page.find(name);
    assert!(place("Mentor 101.").unwrap() < place("Mentor 1.").unwrap(), "{page}");
    assert_eq!(page.matches("Mentor ").count(), 100);
    let more = crate::stage::after(&page, "class=\"more\"><a href=\"").replace("&amp;", "&");
    let rest = house.gets(&mut browser, &more).await.body;
    assert!(rest.contains("Mentor 100.") && rest.matches("Mentor ").count() == 1, "{rest}");
    assert!(!rest.contains("class=\"more\""), "{rest}");
}
