//! What is under way in a community, page by page, and who mentors.

use chrono::TimeDelta;
use smallwins_core::ask::{Ending, Stage};
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::{SessionId, earliest};
use smallwins_core::moment::Moment;
use smallwins_core::session;
use smallwins_core::store::Store;

use crate::on_all;
use crate::place::Place;
use crate::sample::{self, id, now};

on_all!(
    open_asks_come_page_by_page_and_closed_ones_do_not,
    open_sessions_come_page_by_page_and_closed_ones_do_not,
    offers_are_found_by_their_ids,
    mentors_come_page_by_page_and_nobody_else,
    what_mentors_took_on_since_an_instant_is_found_however_it_ended,
    what_the_journal_tells_of_mentoring_since_an_instant_stays_when_they_are_gone,
);

async fn open_asks_come_page_by_page_and_closed_ones_do_not(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let asks = (1..=5).rev().map(|number| {
        let mut ask = sample::ask(number, id(1));
        if number == 3 {
            ask.stage = Stage::Closed { at: now(), ending: Ending::Withdrawn };
        }
        Change::Ask(ask)
    });
    place.commits(scope, "1", asks.collect()).await;
    let read = async |after, most| -> Vec<_> {
        let asks = place.store.open_asks(scope, after, most).await.unwrap();
        asks.iter().map(|ask| (ask.id, ask.version)).collect()
    };
    assert_eq!(read(None, 2).await, [(id(1), 1), (id(2), 1)]);
    assert_eq!(read(Some(id(2)), 9).await, [(id(4), 1), (id(5), 1)]);
    assert_eq!(read(Some(id(5)), 9).await, []);
    let all = place.store.asks(scope, Some(id(1)), 3).await.unwrap();
    assert_eq!(all.iter().map(|ask| ask.id).collect::<Vec<_>>(), [id(2), id(3), id(4)]);
    let latest = place.store.latest_asks(scope, 3).await.unwrap();
    assert_eq!(latest.iter().map(|ask| ask.id).collect::<Vec<_>>(), [id(5), id(4), id(3)]);
}

async fn open_sessions_come_page_by_page_and_closed_ones_do_not(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let sessions = (1..=4).rev().map(|number| {
        let mut session = sample::session(number, id(1), id(1), id(2));
        if number == 2 {
            session.stage = session::Stage::Closed { at: now(), ending: session::Ending::Lapsed, note: None };
        }
        Change::Session(Box::new(session))
    });
    place.commits(scope, "1", sessions.collect()).await;
    let read = async |after, most| -> Vec<SessionId> {
        let sessions = place.store.open_sessions(scope, after, most).await.unwrap();
        sessions.iter().map(|session| session.id).collect()
    };
    assert_eq!(read(None, 2).await, [id(1), id(3)]);
    assert_eq!(read(Some(id(1)), 9).await, [id(3), id(4)]);
}

async fn offers_are_found_by_their_ids(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let offers = [1, 2, 3].map(|number| sample::offer(number, id(1), id(2)));
    place.commits(scope, "1", offers.iter().cloned().map(Change::Offer).collect()).await;
    let mut found = place.store.offers(scope, &[id(1), id(3), id(9)]).await.unwrap();
    found.sort_by_key(|offer| offer.id);
    assert_eq!(found.iter().map(|offer| offer.id).collect::<Vec<_>>(), [offers[0].id, offers[2].id]);
    assert_eq!(place.store.offers(scope, &[]).await.unwrap(), []);
}

async fn mentors_come_page_by_page_and_nobody_else(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let mentors = [4, 1, 3].map(|number| {
        let topics = ["parsing", "rust"];
        Change::Member(Box::new(sample::mentor(scope.community(), number, &topics, 0)))
    });
    let learner = Change::Member(Box::new(sample::member(scope.community(), 2)));
    place.commits(scope, "1", mentors.into_iter().chain([learner]).collect()).await;
    let read = async |after, most| -> Vec<_> {
        let mentors = place.store.mentors(scope, after, most).await.unwrap();
        mentors.iter().map(|mentor| mentor.id).collect()
    };
    assert_eq!(read(None, 2).await, [id(1), id(3)]);
    assert_eq!(read(Some(id(3)), 9).await, [id(4)]);
}

async fn what_mentors_took_on_since_an_instant_is_found_however_it_ended(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let (since, tick) = (now(), TimeDelta::milliseconds(1));
    let made = [(since - tick, id(2)), (since, id(2)), (since + tick, id(3)), (since + tick, id(4))];
    let sessions = made.into_iter().map(|(at, mentor)| {
        let mut session = sample::session(1, id(1), id(1), mentor);
        session.id = SessionId::from(uuid_of(earliest(at), mentor == id(4)));
        if mentor == id(3) {
            session.stage =
                session::Stage::Closed { at: now(), ending: session::Ending::Answered, note: None };
        }
        Change::Session(Box::new(session))
    });
    place.commits(scope, "1", sessions.collect()).await;
    let taken_on = place.store.taken_on(scope, &[id(2), id(3)], since).await.unwrap();
    let mut mentors: Vec<_> = taken_on.iter().map(|session| session.mentor).collect();
    mentors.sort();
    assert_eq!(mentors, [id(2), id(3)]);
    assert_eq!(place.store.taken_on(scope, &[], since).await.unwrap(), []);
}

async fn what_the_journal_tells_of_mentoring_since_an_instant_stays_when_they_are_gone(
    place: &Place<impl Store>,
) {
    let scope = place.community().await.scope();
    let (since, tick) = (now(), TimeDelta::milliseconds(1));
    let held = || Event::SessionHeld { session: id(1), mentor: id(2), minutes: session::Minutes::Ten };
    let unheard = || Event::SessionUnheard { session: id(1) };
    let (offer, ask) = (id(1), id(1));
    let offered = || Event::Offered { offer, ask };
    let missed = || Event::Missed { offer, ask };
    let told = [
        (since - tick, held()),
        (since, held()),
        (since + tick, Event::Landed { session: id(1) }),
        (since + tick * 2, unheard()),
        (since + tick * 3, offered()),
        (since + tick * 4, missed()),
    ];
    let facts = told.into_iter().map(|(at, event)| Fact::new(id(1), event, &mut Moment::new(at, 1)));
    place.commits(scope, "1", facts.map(Change::Fact).collect()).await;
    let found = place.store.told_of_mentoring(scope, since).await.unwrap();
    assert_eq!(
        found.into_iter().map(|fact| fact.event).collect::<Vec<_>>(),
        [held(), unheard(), offered(), missed()]
    );
}

/// The id of an instant, or the one after it.
fn uuid_of(earliest: uuid::Uuid, next: bool) -> uuid::Uuid {
    uuid::Uuid::from_u128(earliest.as_u128() + u128::from(next))
}
