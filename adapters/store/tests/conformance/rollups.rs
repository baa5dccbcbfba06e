//! Do figures out of daily books say what the journal says, however facts were committed?

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact, FirstResponse};
use smallwins_core::kpi::rollup::{EDITION, Needed, Page, Shelf, needed};
use smallwins_core::kpi::{Figure, Reading, Span, Terms, Window, read_figures, read_periods, scan_periods};
use smallwins_core::session::{Answer, Item, Minutes};
use smallwins_core::store::{CallId, Committed, Store, StoreError};
use smallwins_store::SqlStore;

use crate::on_all;
use crate::place::{Place, all, commit};
use crate::sample::{self, id, now};

on_all!(
    figures_say_what_the_journal_says,
    years_are_read_out_of_volumes_and_the_days_that_fill_none,
    a_call_that_comes_again_or_conflicts_is_not_counted_again,
    books_are_written_anew_when_the_community_moves_to_another_zone,
    facts_of_the_past_are_counted_once_books_are_emptied,
    ; only_in_databases:
    facts_wait_for_a_group_or_for_whoever_asks,
    books_of_a_release_that_knew_other_kinds_of_lines_are_written_anew,
    several_processes_that_write_and_read_at_once_count_each_fact_once,
    books_of_a_community_that_was_forgotten_are_empty,
);

const MENTORS: u128 = 8;
const LEARNERS: u128 = 40;

/// So many stories of a learner and a mentor, one every eight hours, the latest of them today: from the ask to the
/// answer about what was noted. Most go well.
fn stories(count: u128) -> Vec<Vec<Fact>> {
    stories_every(TimeDelta::hours(8), count)
}

/// The same, so far apart.
fn stories_every(time: TimeDelta, count: u128) -> Vec<Vec<Fact>> {
    (0..count).map(|number| story(number, now() - time * (count - number) as i32)).collect()
}

fn story(number: u128, asked: DateTime<Utc>) -> Vec<Fact> {
    let (learner, mentor) = (100 + number * 7 % LEARNERS, number * 5 % MENTORS);
    let (ask, offer, session) = (id(number), id(number), id(number));
    let wall = 60_000 * (3 + number as i64 * 37 % 900);
    let answered = asked + TimeDelta::milliseconds(wall);
    let first_response = Some(FirstResponse { wall, working: wall / 2 });
    let mut facts = Vec::new();
    let mut tell = |at: DateTime<Utc>, who: u128, event: Event| {
        let fact = id(number * 100 + facts.len() as u128);
        facts.push(Fact { id: fact, at, member: id(who), event });
    };
    if number < LEARNERS {
        tell(asked, learner, Event::JoinedCommunity);
    }
    if number < MENTORS {
        tell(asked, number, Event::BecameMentor);
    }
    tell(asked, learner, Event::Onboarded);
    tell(asked, learner, Event::WonSomething { win: id(number) });
    tell(asked, mentor, Event::Rewritten { ask });
    tell(asked, learner, Event::Asked { ask, minutes: Minutes::Ten });
    tell(asked, mentor, Event::Offered { offer, ask });
    if number.is_multiple_of(9) {
        tell(answered, mentor, Event::Passed { offer, ask, first_response });
        return facts;
    }
    if number.is_multiple_of(11) {
        return facts;
    }
    let (specific, warned, repeated) = (!number.is_multiple_of(3), false, number.is_multiple_of(13));
    let event = Event::Affirmed { offer, ask, session, specific, warned, repeated, first_response };
    tell(answered, mentor, event);
    let starts_at = asked + TimeDelta::hours(26);
    tell(answered, learner, Event::SessionBooked { session, starts_at, moved: false });
    if number.is_multiple_of(10) {
        tell(starts_at, learner, Event::Cancelled { session, late: number.is_multiple_of(20) });
        return facts;
    }
    tell(starts_at, learner, Event::SessionHeld { session, mentor: id(mentor), minutes: Minutes::Fifteen });
    let due = starts_at + TimeDelta::days(7);
    tell(
        starts_at,
        learner,
        Event::Noted { session, due, affirmation: Some(number.is_multiple_of(2)), repeated: false },
    );
    if !number.is_multiple_of(4) {
        tell(starts_at, learner, Event::Landed { session });
        tell(due, learner, Event::Answered { session, item: Item::One, answer: Answer::Done });
        tell(due, learner, Event::Recommended { session, score: (number % 11) as u8 });
    }
    // What would come later has not happened yet.
    facts.retain(|fact| fact.at < now());
    facts
}

fn changes(facts: &[Fact]) -> Vec<Change> {
    facts.iter().cloned().map(Change::Fact).collect()
}

fn windows(terms: &Terms) -> Vec<Window> {
    let windows = Span::ALL.into_iter().map(|span| span.up_to(now(), terms));
    windows.flat_map(|window| [Some(window), window.before(terms)]).flatten().collect()
}

/// What books say, which has to be what the journal says.
async fn figures(store: &impl Store, scope: Scope, zone: Tz) -> Vec<Vec<Figure>> {
    let terms = Terms::of(zone);
    let books = read_periods(store, scope, &windows(&terms), &terms).await.unwrap();
    let scan = scan_periods(store, scope, &windows(&terms), &terms).await.unwrap();
    for (book, scan) in books.iter().zip(&scan) {
        assert_eq!(book, scan);
    }
    assert_eq!(books.len(), 7);
    books.into_iter().map(|period| period.figures).collect()
}

/// How many facts wait.
async fn waiting(place: &Place, community: &Community) -> i64 {
    place.raw_numbers(community.scope(), "SELECT COUNT(*) FROM rollup_wait").await[0]
}

async fn figures_say_what_the_journal_says(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    for (number, facts) in stories(240).iter().enumerate() {
        place.commits(scope, &format!("{number}"), changes(facts)).await;
        if number.is_multiple_of(80) {
            figures(&place.store, scope, community.zone).await;
        }
    }
    let figures = figures(&place.store, scope, community.zone).await;
    let values = figures.iter().flatten().filter(|figure| matches!(figure.reading, Reading::Value { .. }));
    assert!(values.count() > 100);
    // A week's numbers need the books of five weeks and those of what comes.
    let all = place.store.books(scope, &Needed::all()).await.unwrap().len();
    let terms = Terms::of(community.zone);
    let week = needed(&[Span::Days7.up_to(now(), &terms)], &terms);
    let some = place.store.books(scope, &week).await.unwrap().len();
    assert!(some < all && some > 37, "{some} of {all}");
}

async fn facts_wait_for_a_group_or_for_whoever_asks(place: &Place) {
    let community = place.community().await;
    let scope = community.scope();
    for (number, facts) in stories(60).iter().enumerate() {
        place.commits(scope, &format!("{number}"), changes(facts)).await;
    }
    let waited = waiting(place, &community).await;
    assert!(0 < waited && waited < 256, "{waited} wait");
    figures(&place.store, scope, community.zone).await;
    assert_eq!(waiting(place, &community).await, 0);
    // What waits while books are written anew is in the journal that they are written from.
    let mut moved = place.store.community(&sample::slack(), "T1").await.unwrap().unwrap();
    moved.zone = Tz::Pacific__Kiritimati;
    place.commits(scope, "zone", vec![Change::Community(Box::new(moved))]).await;
    place.commits(scope, "waits", changes(&[sample::fact(99_999, id(1))])).await;
    figures(&place.store, scope, Tz::Pacific__Kiritimati).await;
    assert_eq!(waiting(place, &community).await, 0);
}

async fn years_are_read_out_of_volumes_and_the_days_that_fill_none(place: &Place<impl Store>) {
    let community = place.community().await;
    let (scope, terms) = (community.scope(), Terms::of(community.zone));
    // Told in two parts, the second of which is about the first as well.
    let stories = stories_every(TimeDelta::days(3), 240).concat();
    let (late, early): (Vec<Fact>, Vec<Fact>) =
        stories.into_iter().partition(|fact| matches!(fact.event, Event::Answered { .. }));
    for (call, facts) in [("early", early), ("late", late)] {
        place.commits(scope, call, changes(&facts)).await;
        figures(&place.store, scope, community.zone).await;
    }
    let midnight = |days: i64| terms.calendar.day_start(now() - TimeDelta::days(days));
    let windows = [(Some(400), 0), (Some(500), 200), (None, 300)].map(|(from, to)| Window {
        from: from.map(midnight),
        to: if to == 0 { now() } else { midnight(to) },
    });
    let books = read_periods(&place.store, scope, &windows, &terms).await.unwrap();
    assert_eq!(books, scan_periods(&place.store, scope, &windows, &terms).await.unwrap());
    let everything = needed(&[Span::All.up_to(now(), &terms)], &terms);
    let pages = place.store.books(scope, &everything).await.unwrap();
    let on = |shelf: Shelf| pages.iter().filter(move |page: &&Page| page.place.shelf == shelf);
    let last = on(Shelf::Volumes).map(|page| page.place.day).max().unwrap();
    assert!(on(Shelf::Volumes).count() >= 7);
    let days: Vec<i32> = on(Shelf::Days).map(|page| page.place.day).collect();
    assert!(days.len() > 9 && days.iter().all(|day| *day > last + 90), "{days:?} after {last}");
}

async fn a_call_that_comes_again_or_conflicts_is_not_counted_again(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let member = sample::member(scope.community(), 1);
    place.commits(scope, "member", vec![Change::Member(Box::new(member.clone()))]).await;
    let stories = stories(60);
    for (number, facts) in stories.iter().enumerate() {
        let call = format!("{number}");
        let stale = [vec![Change::Member(Box::new(member.clone()))], changes(facts)].concat();
        let conflict = place.commit(scope, &call, stale).await;
        assert!(matches!(conflict, Err(StoreError::Conflict)), "{conflict:?}");
        place.commits(scope, &call, changes(facts)).await;
        if number.is_multiple_of(20) {
            figures(&place.store, scope, community.zone).await;
        }
        let again = place.commit(scope, &call, changes(facts)).await.unwrap();
        assert!(matches!(again, Committed::Before(_)), "{again:?}");
    }
    let at_once = figures(&place.store, scope, community.zone).await;
    assert_eq!(figures(&place.store, scope, community.zone).await, at_once);
    let all = at_once.last().unwrap();
    let asked = stories.iter().flatten().filter(|fact| matches!(fact.event, Event::Asked { .. })).count();
    assert_eq!(all.iter().find(|figure| figure.name == "response.wall.p90").unwrap().n, asked as u64);
}

async fn books_are_written_anew_when_the_community_moves_to_another_zone(place: &Place<impl Store>) {
    let mut community = place.community().await;
    let scope = community.scope();
    place.commits(scope, "facts", changes(&stories_every(TimeDelta::days(4), 100).concat())).await;
    let before = figures(&place.store, scope, community.zone).await;
    community.zone = Tz::Pacific__Kiritimati;
    place.commits(scope, "zone", vec![Change::Community(Box::new(community.clone()))]).await;
    place.commits(scope, "waits", changes(&[sample::fact(99_999, id(1))])).await;
    assert_ne!(figures(&place.store, scope, community.zone).await, before);
}

async fn facts_of_the_past_are_counted_once_books_are_emptied(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let stories = stories(120);
    place.commits(scope, "early", changes(&stories[..60].concat())).await;
    figures(&place.store, scope, community.zone).await;
    let past = stories[60..].concat().into_iter().map(Change::Past);
    place.commits(scope, "past", past.collect()).await;
    let terms = Terms::of(community.zone);
    let window = [Span::All.up_to(now(), &terms)];
    let books = read_figures(&place.store, scope, &window, &terms).await.unwrap();
    let scan = scan_periods(&place.store, scope, &window, &terms).await.unwrap();
    assert_ne!(books[0], scan[0].figures);
    place.store.empty_books(scope).await.unwrap();
    figures(&place.store, scope, community.zone).await;
    place.commits(scope, "later", changes(&[sample::fact(99_999, id(1))])).await;
    place.store.empty_books(scope).await.unwrap();
    figures(&place.store, scope, community.zone).await;
}

async fn books_of_a_release_that_knew_other_kinds_of_lines_are_written_anew(place: &Place) {
    let community = place.community().await;
    let scope = community.scope();
    place.commits(scope, "told", changes(&stories(60).concat())).await;
    let told = figures(&place.store, scope, community.zone).await;
    place.raw(scope, "UPDATE rollup_book SET body = 'no book of ours'").await;
    place.raw(scope, "UPDATE rollup SET kinds = kinds + 1").await;
    assert_eq!(figures(&place.store, scope, community.zone).await, told);
    assert_eq!(place.raw_numbers(scope, "SELECT kinds FROM rollup").await, [i64::from(EDITION)]);
}

async fn several_processes_that_write_and_read_at_once_count_each_fact_once(place: &Place) {
    let community = place.community().await;
    let scope = community.scope();
    let others = all((0..2).map(|_| smallwins_store::open(&place.url))).await;
    let others: Vec<SqlStore> = others.into_iter().map(Result::unwrap).collect();
    // A file has one writer, and others wait for it; a server has as many as come.
    let stores: Vec<&SqlStore> = others.iter().chain([&place.store]).collect();
    let stories = stories(200);
    let write = async |number: usize| {
        let store = stores[number % stores.len()];
        let written =
            store.commit(commit(scope, &format!("{number}"), changes(&stories[number]))).await.unwrap();
        assert_eq!(written, Committed::Now);
        if number.is_multiple_of(10) {
            store.books(scope, &Needed::all()).await.unwrap();
        }
    };
    for numbers in (0..stories.len()).collect::<Vec<_>>().chunks(24) {
        all(numbers.iter().map(|number| write(*number))).await;
    }
    figures(&place.store, scope, community.zone).await;
    assert_eq!(waiting(place, &community).await, 0);
    for store in others {
        store.close().await;
    }
}

async fn books_of_a_community_that_was_forgotten_are_empty(place: &Place) {
    let community = place.community().await;
    let scope = community.scope();
    place.commits(scope, "facts", changes(&stories(9).concat())).await;
    assert!(!place.store.books(scope, &Needed::all()).await.unwrap().is_empty());
    place.store.forget(scope).await.unwrap();
    assert_eq!(place.store.books(scope, &Needed::all()).await.unwrap(), []);
    place.store.empty_books(scope).await.unwrap();
    let call = place.store.entrance(scope, &CallId("facts".to_owned()), None).await;
    assert!(call.is_err() && place.raw_numbers(scope, "SELECT COUNT(*) FROM rollup").await == [0]);
}
