//! What each mentor carries and gave, and that it adds up.

use chrono::TimeDelta;
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::{MemberId, earliest};
use smallwins_core::member::{Held, Holding};
use smallwins_core::session::{Ending, Minutes, Session, Stage};
use uuid::Uuid;

use super::house::House;
use super::sample::{fact, id, mentor, now, session};

#[tokio::test]
async fn what_a_mentor_carries_is_told_against_their_caps() {
    let house = House::build().await;
    let mut full = mentor(2, "Ben");
    let offers = full.mentor.as_mut().unwrap();
    offers.caps.week = 1;
    offers.held.push(Held { what: Holding::Session(id(1)), at: now(), minutes: Minutes::Fifteen });
    house.keeps(vec![Change::Member(Box::new(full))]).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/mentors").await.body;
    for part in ["1 of 1 sessions", "15 of 60", "no room left this week", "0 of 0"] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(house.gets(&mut browser, "/").await.body.contains("One mentor is at the cap this week"));
}

/// The id of something that came into being so many days ago.
fn then<T: From<Uuid>>(number: u128, days: i64) -> T {
    id(earliest::<Uuid>(now() - TimeDelta::days(days)).as_u128() + number)
}

/// Something that happened so many days ago, as the journal has it.
fn told(number: u128, days: i64, member: MemberId, event: Event) -> Change {
    Change::Fact(Fact { id: then(number, days), ..fact(number, days, member, event) })
}

/// Ten minutes with a learner that somebody held so many days ago.
fn held(number: u128, days: i64, by: MemberId) -> Change {
    let (session, minutes) = (id(number), Minutes::Ten);
    told(number, days, id(90), Event::SessionHeld { session, mentor: by, minutes })
}

/// What the journal has of a session that somebody took on yesterday.
fn took_on(number: u128, by: MemberId) -> Change {
    let (offer, ask, session) = (id(number), id(number), then(number, 1));
    let event = Event::Affirmed {
        offer,
        ask,
        session,
        specific: true,
        warned: false,
        repeated: false,
        first_response: None,
    };
    told(500 + number, 1, by, event)
}

/// A session that Ben took on yesterday, and which is in a stage.
fn taken_on(number: u128, stage: Stage) -> [Change; 2] {
    let session = Session { id: then(number, 1), stage, ..session(1, id(90), id(2)) };
    [took_on(number, id(2)), Change::Session(Box::new(session))]
}

#[tokio::test]
async fn what_mentors_gave_is_of_thirty_days_and_comes_with_that_of_others_to_what_the_numbers_say() {
    let house = House::build().await;
    let ben: MemberId = id(2);
    let (offer, ask) = (id(1), id(1));
    let ended = Stage::Closed { at: now(), ending: Ending::Missed, note: None };
    let mut changes = vec![
        Change::Member(Box::new(mentor(2, "Ben"))),
        // An offer that he missed, and before these thirty days a session.
        told(1, 9, ben, Event::Offered { offer, ask }),
        told(2, 8, ben, Event::Missed { offer, ask }),
        held(3, 40, ben),
        // A session that is gone with its learner did not take place either.
        took_on(93, ben),
    ];
    changes.extend(taken_on(91, Stage::Choosing { until: now() + TimeDelta::days(1) }));
    changes.extend(taken_on(92, ended));
    // Two sessions of his, and nine of four who do not mentor.
    changes.extend((10..12).map(|number| held(number, 3, ben)));
    changes.extend((20..29).map(|number| held(number, 3, id(50 + number % 4))));
    house.keeps(changes).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/mentors").await.body;
    for part in ["2 held, 1 open, 2 not", "1 of 1", "Others together", "9 held", ">90<"] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(house.gets(&mut browser, "/kpis/health").await.body.contains(">110<"));
    let file = house.gets(&mut browser, "/mentors.csv").await.body;
    let lines: Vec<&str> = file.lines().collect();
    let head = "held_30_days,minutes_30_days,open_of_30_days,not_held_of_30_days,offers_ended_30_days,offers_missed_30_days";
    assert!(lines[0].contains(head), "{file}");
    assert_eq!(lines[1..], ["Ben,0,3,0,60,2,20,1,2,1,1,,", "(all others),,,,,9,90,,,,,,"]);
}
