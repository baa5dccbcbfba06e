//! What is under way in a community, page by page, and who mentors.

use chrono::TimeDelta;
use smallwins_core::ask::{Ask, Ending, Stage};
use smallwins_core::board::{Turn, Turned};
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::{SessionId, earliest};
use smallwins_core::kpi::rollup::Needed;
use smallwins_core::session;
use smallwins_core::store::Store;

use crate::on_all;
use crate::place::Place;
use crate::sample::{self, id, now};

on_all!(
    open_asks_come_page_by_page_and_closed_ones_do_not,
    open_sessions_come_page_by_page_and_closed_ones_do_not,
    turns_are_counted_and_those_come_first_that_wait_for_longest,
    offers_are_found_by_their_ids,
    mentors_come_page_by_page_and_nobody_else,
    what_a_mentor_took_on_since_an_instant_is_told_however_it_ended,
    what_is_not_settled_of_what_was_taken_on_since_an_instant_is_counted_by_mentor,
    books_know_people_by_numbers,
    ; only_in_databases:
    what_a_release_wrote_that_knows_of_no_turns_is_told_by_what_it_is,
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

async fn turns_are_counted_and_those_come_first_that_wait_for_longest(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let ago = |hours| now() - TimeDelta::hours(hours);
    let ask = |number, stage| Change::Ask(Ask { stage, ..sample::ask(number, id(1)) });
    let pooled = |hours| Stage::InPool { since: ago(hours), tries: 0 };
    let session = |number, stage| {
        let session = sample::session(number, id(1), id(1), id(2));
        Change::Session(Box::new(session::Session { stage, ..session }))
    };
    let noting = |hours| session::Stage::Noting { started_at: ago(hours), ended_at: ago(hours) };
    let over = session::Stage::Closed { at: now(), ending: session::Ending::Lapsed, note: None };
    let changes = vec![
        ask(1, pooled(1)),
        ask(2, pooled(30)),
        ask(3, Stage::Booked { session: id(1) }),
        ask(4, pooled(2)),
        session(1, noting(50)),
        session(2, session::Stage::Booked { starts_at: now() }),
        session(3, noting(3)),
        session(4, over.clone()),
    ];
    place.commits(scope, "1", changes).await;
    let turned = |turn, count, long, hours| Turned { turn, count, long, since: ago(hours) };
    let turns = async || place.store.turns(scope, ago(24)).await.unwrap();
    let booked = turned(Turn::Booked, 1, 0, 0);
    let noted = |count, hours| turned(Turn::WriteTheNote, count, u32::from(hours > 24), hours);
    assert_eq!(turns().await, [turned(Turn::Anybody, 3, 1, 30), booked, noted(2, 50)]);
    let longest = async |most| {
        let (asks, sessions) = place.store.longest(scope, most).await.unwrap();
        let asks: Vec<_> = asks.into_iter().map(|ask| ask.id).collect();
        (asks, sessions.into_iter().map(|session| session.id).collect::<Vec<_>>())
    };
    assert_eq!(longest(9).await, (vec![id(2), id(4), id(1)], vec![id(1), id(3)]));
    assert_eq!(longest(1).await, (vec![id(2)], vec![id(1)]));
    let looking = place.store.looking(scope, Some(id(1)), 9).await.unwrap();
    assert_eq!(looking.iter().map(|ask| ask.id).collect::<Vec<_>>(), [id(2), id(4)]);
    let mut ended = sample::session(1, id(1), id(1), id(2));
    (ended.version, ended.stage) = (1, over);
    place.commits(scope, "2", vec![Change::Session(Box::new(ended))]).await;
    assert_eq!(turns().await, [turned(Turn::Anybody, 3, 1, 30), booked, noted(1, 3)]);
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
    assert_eq!(place.store.mentor_ids(scope).await.unwrap(), [id(1), id(3), id(4)]);
}

async fn what_a_mentor_took_on_since_an_instant_is_told_however_it_ended(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let (since, tick) = (now(), TimeDelta::milliseconds(1));
    let over = session::Stage::Closed { at: now(), ending: session::Ending::Answered, note: None };
    let made = [
        (since - tick, 1, 2, session::Stage::Booked { starts_at: now() }),
        (since + tick, 1, 2, session::Stage::Booked { starts_at: now() }),
        (since, 1, 2, over.clone()),
        (since + tick * 2, 2, 1, over.clone()),
        (since + tick * 3, 1, 3, over),
    ];
    let sessions = made.map(|(at, learner, mentor, stage)| {
        let made: SessionId = earliest(at);
        session::Session { id: made, stage, ..sample::session(1, id(1), id(learner), id(mentor)) }
    });
    let changes = sessions.iter().cloned().map(|session| Change::Session(Box::new(session)));
    place.commits(scope, "1", changes.collect()).await;
    let given = place.store.given(scope, id(2), since).await.unwrap();
    let expected = [&sessions[2], &sessions[1]].map(|session| session.id);
    assert_eq!(given.iter().map(|session| session.id).collect::<Vec<_>>(), expected);
    assert_eq!(place.store.given(scope, id(9), since).await.unwrap(), []);
}

async fn what_is_not_settled_of_what_was_taken_on_since_an_instant_is_counted_by_mentor(
    place: &Place<impl Store>,
) {
    let scope = place.community().await.scope();
    let (since, tick) = (now(), TimeDelta::milliseconds(1));
    let over = session::Stage::Closed { at: now(), ending: session::Ending::Answered, note: None };
    let booked = || session::Stage::Booked { starts_at: now() };
    let made = [
        (since - tick, id(2), booked()),
        (since, id(2), booked()),
        (since + tick, id(3), over.clone()),
        (since + tick * 2, id(4), booked()),
        (since + tick * 3, id(4), booked()),
    ];
    let taken_on = |(at, mentor, stage)| {
        let made: SessionId = earliest(at);
        session::Session { id: made, stage, ..sample::session(1, id(1), id(1), mentor) }
    };
    let sessions: Vec<_> = made.into_iter().map(taken_on).collect();
    let changes = sessions.iter().cloned().map(|session| Change::Session(Box::new(session)));
    place.commits(scope, "1", changes.collect()).await;
    let unsettled = async || place.store.unsettled(scope, since).await.unwrap();
    assert_eq!(unsettled().await, [(id(2), 1), (id(4), 2)]);
    let ended = session::Session { stage: over, version: 1, ..sessions[1].clone() };
    place.commits(scope, "2", vec![Change::Session(Box::new(ended))]).await;
    assert_eq!(unsettled().await, [(id(4), 2)]);
}

async fn what_a_release_wrote_that_knows_of_no_turns_is_told_by_what_it_is(place: &Place) {
    let scope = place.community().await.scope();
    let since = now() - TimeDelta::minutes(1);
    let (ask, made): (_, SessionId) = (sample::ask(1, id(1)), earliest(now()));
    let booked = session::Session { id: made, ..sample::session(1, id(1), id(1), id(2)) };
    let changes = vec![Change::Ask(ask.clone()), Change::Session(Box::new(booked.clone()))];
    place.commits(scope, "1", changes).await;
    let turns = async || {
        let turns = place.store.turns(scope, now()).await.unwrap();
        turns.into_iter().map(|turned| turned.turn).collect::<Vec<_>>()
    };
    assert_eq!(turns().await, [Turn::Anybody, Turn::Booked]);
    // It writes the next version and leaves what it does not know as it was.
    let write = async |table: &str, key: String, body: String, open: bool| {
        let body = body.replace('\'', "''");
        let sql =
            "UPDATE {table} SET version = version + 1, open = {open}, body = '{body}' WHERE id = '{key}'";
        let sql = sql.replace("{table}", table).replace("{open}", if open { "TRUE" } else { "FALSE" });
        place.raw(scope, &sql.replace("{body}", &body).replace("{key}", &key)).await;
    };
    let closed = Ask { stage: Stage::Closed { at: now(), ending: Ending::Met }, ..ask.clone() };
    write("ask", ask.id.to_string(), serde_json::to_string(&closed).unwrap(), false).await;
    let noting = session::Stage::Noting { started_at: now(), ended_at: now() };
    let mut met = session::Session { stage: noting, ..booked.clone() };
    met.attendance.held = true;
    write("session", made.to_string(), serde_json::to_string(&met).unwrap(), true).await;
    assert_eq!(turns().await, [Turn::WriteTheNote]);
    let (asks, sessions) = place.store.longest(scope, 9).await.unwrap();
    assert_eq!((asks, sessions.iter().map(|one| one.id).collect::<Vec<_>>()), (vec![], vec![made]));
    assert_eq!(place.store.looking(scope, None, 9).await.unwrap(), []);
    assert_eq!(place.store.unsettled(scope, since).await.unwrap(), []);
    // Of one that is over the two say different things.
    let mut differs = session::Session {
        stage: session::Stage::Closed { at: now(), ending: session::Ending::Quiet, note: None },
        ..met.clone()
    };
    differs.attendance.learner = Some(session::Word::NotMet);
    write("session", made.to_string(), serde_json::to_string(&differs).unwrap(), false).await;
    assert_eq!(place.store.unsettled(scope, since).await.unwrap(), [(id(2), 1)]);
    // And it takes an ask back into the pool.
    write("ask", ask.id.to_string(), serde_json::to_string(&ask).unwrap(), true).await;
    assert_eq!(turns().await, [Turn::Anybody]);
    assert_eq!(place.store.looking(scope, None, 9).await.unwrap().len(), 1);
    // Once this release writes it again it says so itself, and so does what a later one calls otherwise.
    let again = Ask { version: 3, ..ask };
    place.commits(scope, "2", vec![Change::Ask(again)]).await;
    assert_eq!(turns().await, [Turn::Anybody]);
    place.raw(scope, "UPDATE ask SET turn = 'a later word'").await;
    assert_eq!(turns().await, []);
}

async fn books_know_people_by_numbers(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let joined =
        |number, who| Change::Fact(Fact { event: Event::JoinedCommunity, ..sample::fact(number, id(who)) });
    place.commits(scope, "1", vec![joined(1, 7), joined(2, 3)]).await;
    let people = [id(7), id(3), id(9), id(7)];
    let numbers = async || place.store.numbers(scope, &people).await.unwrap();
    assert_eq!(numbers().await, [], "nothing is in the books so far");
    place.store.books(scope, &Needed::all()).await.unwrap();
    let known = numbers().await;
    assert_eq!(known.iter().map(|(who, _)| *who).collect::<Vec<_>>(), [id(3), id(7)]);
    let mut given: Vec<u32> = known.iter().map(|(_, number)| *number).collect();
    given.sort_unstable();
    assert_eq!(given, [1, 2]);
    place.store.empty_books(scope).await.unwrap();
    assert_eq!(numbers().await, []);
}
