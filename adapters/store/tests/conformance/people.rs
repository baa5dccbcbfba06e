//! Who is looked for by a word, what the journal tells of one of them, and a community in the place of another.

use std::sync::Arc;

use smallwins_core::calendar::{DaysOff, Leave};
use smallwins_core::community::Standing;
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::MemberId;
use smallwins_core::member::Member;
use smallwins_core::platform::Handle;
use smallwins_core::session::Minutes;
use smallwins_core::store::{Sought, Store, StoreError};

use crate::on_all;
use crate::place::Place;
use crate::sample::{self, id, minutes, typed};

on_all!(
    people_are_found_by_their_id_their_handle_or_their_name_however_many_there_are,
    what_is_an_id_or_a_handle_is_nobodys_name,
    nobody_is_kept_with_the_holidays_of_their_community,
    those_with_a_role_are_found_whatever_others_write,
    the_journal_tells_of_one_member_what_is_theirs_and_the_sessions_that_they_held,
    a_community_takes_the_place_of_another_or_nothing_changes,
);

async fn people_are_found_by_their_id_their_handle_or_their_name_however_many_there_are(
    place: &Place<impl Store>,
) {
    let community = place.community().await;
    let scope = community.scope();
    let named = |number: u128, name: &str| {
        let member = sample::member(scope.community(), number);
        Member { name: typed(name), handle: Handle(format!("U{number}")), ..member }
    };
    let known = [
        named(1, "Ana"),
        named(2, "ÄNNE_B"),
        named(3, r#"Al "Ace" 100%"#),
        named(4, "Änne B"),
        named(5, "İpek"),
    ];
    let others = (10..1_510).map(|number| named(number, "Somebody"));
    let all = others.chain(known.clone()).map(|member| Change::Member(Box::new(member)));
    place.commits(scope, "everybody", all.collect()).await;
    let called = async |words: &[&str], most: u32| {
        let sought = Sought::Called(words.iter().map(|word| (*word).to_owned()).collect());
        let found = place.store.people(scope, &sought, most).await.unwrap();
        found.into_iter().map(|member| member.id).collect::<Vec<MemberId>>()
    };
    assert_eq!(called(&["ANA"], 9).await, [id(1)]);
    assert_eq!(called(&[r#"al "ace" 100%"#], 9).await, [id(3)]);
    // A letter that the database does not know as the same may be found too many times, and never too few.
    assert!(called(&["änne_b"], 9).await.contains(&id(2)));
    assert!(called(&["ÄNNE B"], 9).await.contains(&id(4)));
    for typed in ["İpek", "i\u{307}pek", "İPEK"] {
        assert!(called(&[typed], 9).await.contains(&id(5)), "{typed}");
    }
    assert_eq!(called(&["U2", &id::<MemberId>(1).to_string(), "U2"], 9).await, [id(1), id(2)]);
    assert_eq!(called(&["somebody"], 4).await.len(), 4);
    assert_eq!(called(&["an", "%", "nobody"], 9).await, []);
    assert_eq!(called(&[], 9).await, []);
}

async fn what_is_an_id_or_a_handle_is_nobodys_name(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let ben = Member { handle: Handle("ben".to_owned()), ..sample::member(scope.community(), 2) };
    let named = Member { name: typed("Ben"), since: minutes(-5), ..sample::member(scope.community(), 1) };
    let both = [ben, named].map(|member| Change::Member(Box::new(member)));
    place.commits(scope, "both", both.into()).await;
    let called = async |word: &str| {
        let sought = Sought::Called(vec![word.to_owned()]);
        let found = place.store.people(scope, &sought, 9).await.unwrap();
        found.into_iter().map(|member| member.id).collect::<Vec<MemberId>>()
    };
    assert_eq!(called("ben").await, [id(2)]);
    assert_eq!(called("Ben").await, [id(1)]);
}

async fn nobody_is_kept_with_the_holidays_of_their_community(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let mentor = |version| Member { version, ..sample::mentor(scope.community(), 1, &["welding"], 0) };
    let mut free = mentor(0);
    let today = sample::now().date_naive();
    free.calendar.holidays = Arc::new(DaysOff::from(vec![Leave::between(today, today)]));
    place.commits(scope, "1", vec![Change::Member(Box::new(free.clone()))]).await;
    // It is the same for those who are kept in mind.
    for call in ["2", "3"] {
        let found = place.store.candidates(scope, &["weld".to_owned()], 9).await.unwrap();
        assert_eq!(found[0].calendar.holidays, Arc::default(), "{call}");
        assert_eq!(place.store.mentors(scope, None, 9).await.unwrap(), found);
        free.version = found[0].version;
        place.commits(scope, call, vec![Change::Member(Box::new(free.clone()))]).await;
    }
}

async fn those_with_a_role_are_found_whatever_others_write(place: &Place<impl Store>) {
    let community = place.community().await;
    let (scope, id) = (community.scope(), community.scope().community());
    let owner = Member { admin: true, ..sample::member(id, 2) };
    let organiser = Member { organiser: true, since: minutes(-5), ..sample::member(id, 3) };
    let sly = Member { name: typed(r#"","organiser":true,"x":""#), ..sample::member(id, 1) };
    let changes = [&sly, &owner, &organiser].map(|member| Change::Member(Box::new(member.clone())));
    place.commits(scope, "everyone", changes.into()).await;
    let found = place.store.people(scope, &Sought::WithARole, 9).await.unwrap();
    assert_eq!(found.iter().map(|member| member.id).collect::<Vec<_>>(), [organiser.id, owner.id]);
    assert_eq!(place.store.people(scope, &Sought::WithARole, 1).await.unwrap().len(), 1);
}

async fn the_journal_tells_of_one_member_what_is_theirs_and_the_sessions_that_they_held(
    place: &Place<impl Store>,
) {
    let scope = place.community().await.scope();
    let held = |mentor| Event::SessionHeld { session: id(1), mentor, minutes: Minutes::Ten };
    let fact = |number, whom, event| Change::Fact(Fact { event, ..sample::fact(number, whom) });
    let changes = vec![
        fact(1, id(1), Event::JoinedCommunity),
        fact(2, id(2), Event::JoinedCommunity),
        fact(3, id(3), held(id(1))),
        fact(4, id(3), held(id(2))),
        fact(5, id(1), Event::Resumed),
    ];
    place.commits(scope, "facts", changes).await;
    let about = async |after: Option<u128>, most: u32| {
        let facts = place.store.facts_about(scope, id(1), after.map(id), most).await.unwrap();
        facts.into_iter().map(|fact| fact.id).collect::<Vec<_>>()
    };
    assert_eq!(about(None, 9).await, [id(1), id(3), id(5)]);
    assert_eq!(about(None, 2).await, [id(1), id(3)]);
    assert_eq!(about(Some(3), 9).await, [id(5)]);
}

async fn a_community_takes_the_place_of_another_or_nothing_changes(place: &Place<impl Store>) {
    let old = place.store.found(sample::community("imported", "pilot", 1)).await.unwrap();
    let new = place.store.found(sample::community("imported", "pilot anew", 2)).await.unwrap();
    place.commits(old.scope(), "old", vec![Change::Fact(sample::fact(1, id(1)))]).await;
    place.commits(new.scope(), "new", vec![Change::Fact(sample::fact(2, id(2)))]).await;
    let find = async |external: &str| place.store.community(&new.platform, external).await.unwrap();
    let mut renamed = new.clone();
    renamed.external = "pilot".to_owned();
    let mut stale = renamed.clone();
    stale.version += 1;
    let refused = place.store.replace(stale, Some(old.scope())).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    assert_eq!(find("pilot").await, Some(old.clone()));
    assert_eq!(place.store.facts(old.scope(), None, 9).await.unwrap().len(), 1, "neither");
    place.store.replace(renamed, Some(old.scope())).await.unwrap();
    let kept = find("pilot").await.unwrap();
    assert_eq!((kept.scope(), kept.version), (new.scope(), new.version + 1));
    assert_eq!(find("pilot anew").await, None);
    assert!(place.store.facts(old.scope(), None, 9).await.unwrap().is_empty());
    assert_eq!(place.store.facts(new.scope(), None, 9).await.unwrap().len(), 1);
    // Without another it is renamed, or closed.
    let mut closed = kept.clone();
    closed.standing = Standing::Closed { since: sample::now(), why: String::new() };
    place.store.replace(closed, None).await.unwrap();
    assert_eq!(place.store.closed(&new.platform).await.unwrap().len(), 1);
}
