//! The audit: lines in their order, one for each number, and what was done to them behind the store's back.

use smallwins_core::audit::{By, Entry, Found, Head, Report, Verifier, verified};
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::parting::Erasure;
use smallwins_core::platform::Handle;
use smallwins_core::store::{Committed, Store, StoreError};

use crate::on_all;
use crate::place::{Place, all};
use crate::sample::{self, id};

on_all!(
    lines_come_in_their_order_page_by_page_with_those_of_whom_they_speak,
    of_changes_at_the_same_time_each_gets_a_number_and_none_is_left_out,
    a_number_is_given_once,
    whoever_is_erased_is_taken_out_of_the_names_and_the_chain_stays_whole,
    ; only_in_databases:
    whoever_looks_while_changes_are_made_finds_nothing_wrong,
    whatever_is_done_to_a_line_by_hand_is_found,
);

/// The change of a community with its line.
fn change(community: &Community, channel: &str) -> (Vec<Change>, Entry) {
    let entry = sample::entry(community.scope(), &community.audit, channel);
    let mut next = community.clone();
    next.channel = Some(channel.to_owned());
    next.audit = entry.head();
    (vec![Change::Community(Box::new(next)), Change::Audit(entry.clone())], entry)
}

/// A community with so many lines, and those.
async fn changed(place: &Place<impl Store>, times: usize) -> (Community, Vec<Entry>) {
    let mut entries = Vec::new();
    for time in 0..times {
        let community = place.community().await;
        let (changes, entry) = change(&community, &format!("C{time}"));
        place.commits(community.scope(), &format!("change {time}"), changes).await;
        entries.push(entry);
    }
    (place.community().await, entries)
}

async fn looked(place: &Place<impl Store>, scope: Scope) -> Report {
    let community = place.community().await;
    let mut verifier = Verifier::of(scope);
    let mut after = 0;
    loop {
        let rows = place.store.audit(scope, after, 2).await.unwrap();
        rows.iter().for_each(|row| verifier.look(row));
        match rows.last() {
            Some(last) => after = u64::try_from(last.number).unwrap(),
            None => return verifier.end(&community.audit),
        }
    }
}

async fn lines_come_in_their_order_page_by_page_with_those_of_whom_they_speak(place: &Place<impl Store>) {
    let (community, entries) = changed(place, 3).await;
    let scope = community.scope();
    let page = async |after, most| place.store.audit(scope, after, most).await.unwrap();
    let rows: Vec<_> = entries.iter().map(Entry::row).collect();
    assert_eq!(page(0, 9).await, rows);
    assert_eq!(page(0, 2).await, rows[..2]);
    assert_eq!(page(2, 2).await, rows[2..]);
    assert_eq!(page(3, 2).await, []);
    assert_eq!(community.audit, entries[2].head());
    assert_eq!(rows[0].people()["person 1"], id(2));
}

async fn of_changes_at_the_same_time_each_gets_a_number_and_none_is_left_out(place: &Place<impl Store>) {
    place.community().await;
    let writers = (0..8).map(async |writer| {
        for time in 0..4 {
            loop {
                let community = place.community().await;
                let (changes, _) = change(&community, &format!("C{writer}{time}"));
                let call = format!("{writer} {time} {}", community.version);
                match place.commit(community.scope(), &call, changes).await {
                    Ok(Committed::Now) => break,
                    Err(StoreError::Conflict) => {}
                    other => panic!("{other:?}"),
                }
            }
        }
    });
    all(writers).await;
    let community = place.community().await;
    let report = looked(place, community.scope()).await;
    assert!(report.is_whole(), "{report:?}");
    assert_eq!((report.lines, community.audit.number), (32, 32));
}

async fn whoever_looks_while_changes_are_made_finds_nothing_wrong(place: &Place) {
    let community = place.community().await;
    let (done, mut changing) = tokio::sync::watch::channel(false);
    let writing = async {
        changed(place, 60).await;
        done.send(true).unwrap();
    };
    let looking = async {
        let mut looks = 0;
        while !*changing.borrow_and_update() {
            let report = verified(&place.store, &community, None).await.unwrap();
            assert!(report.is_whole(), "{:?}", report.flaws);
            looks += 1;
        }
        assert!(looks > 1, "it was looked at while changes were made");
    };
    tokio::join!(writing, looking);
    assert_eq!(verified(&place.store, &community, None).await.unwrap().lines, 60);
}

async fn a_number_is_given_once(place: &Place<impl Store>) {
    let (community, entries) = changed(place, 1).await;
    let scope = community.scope();
    let again = Change::Audit(entries[0].clone());
    assert!(matches!(place.commit(scope, "again", vec![again]).await, Err(StoreError::Conflict)));
    let mut stale = community.clone();
    (stale.audit, stale.version) = (Head::default(), community.version - 1);
    let (changes, _) = change(&stale, "C9");
    assert!(matches!(place.commit(scope, "stale", changes).await, Err(StoreError::Conflict)));
    assert!(looked(place, scope).await.is_whole());
}

async fn whatever_is_done_to_a_line_by_hand_is_found(place: &Place) {
    let (community, entries) = changed(place, 4).await;
    let scope = community.scope();
    let here = format!("community = '{}'", scope.community());
    let found = async |sql: &str| {
        place.raw(scope, &sql.replace("{here}", &here)).await;
        let report = looked(place, scope).await;
        report.flaws.into_iter().map(|flaw| (flaw.line, flaw.found)).collect::<Vec<_>>()
    };
    let restored = async |number: usize| {
        let entry = &entries[number - 1];
        place.raw(scope, &format!("DELETE FROM audit WHERE {here} AND number = {number}")).await;
        place.raw(scope, &format!("DELETE FROM audit_name WHERE {here} AND number = {number}")).await;
        let again = Change::Audit(entry.clone());
        place.commits(scope, &format!("restored {number} {}", uuid::Uuid::now_v7()), vec![again]).await;
        assert!(looked(place, scope).await.is_whole());
    };
    let altered = "UPDATE audit SET body = REPLACE(body, '\"C1\"', '\"C7\"') WHERE {here} AND number = 2";
    assert_eq!(found(altered).await, [(2, Found::Altered)]);
    restored(2).await;
    let hash = "UPDATE audit SET hash = REPLACE(hash, SUBSTR(hash, 1, 1), 'x') WHERE {here} AND number = 2";
    assert_eq!(found(hash).await, [(2, Found::Altered), (2, Found::Replaced)]);
    restored(2).await;
    let name = format!(
        "UPDATE audit_name SET member = '{}' WHERE {{here}} AND number = 3",
        id::<smallwins_core::id::MemberId>(9)
    );
    assert_eq!(found(&name).await, [(3, Found::Renamed { person: 1 })]);
    restored(3).await;
    assert_eq!(found("DELETE FROM audit WHERE {here} AND number = 2").await, [(2, Found::Missing { to: 2 })]);
    restored(2).await;
    place.raw(scope, &format!("UPDATE audit SET number = 100 WHERE {here} AND number = 2")).await;
    place.raw(scope, &format!("UPDATE audit SET number = 2 WHERE {here} AND number = 3")).await;
    let swapped = found("UPDATE audit SET number = 3 WHERE {here} AND number = 100").await;
    assert!(swapped.contains(&(2, Found::Moved { from: 3 })), "{swapped:?}");
    assert!(swapped.contains(&(3, Found::Moved { from: 2 })), "{swapped:?}");
    for number in [2, 3] {
        place.raw(scope, &format!("DELETE FROM audit WHERE {here} AND number = {number}")).await;
        place.raw(scope, &format!("DELETE FROM audit_name WHERE {here} AND number = {number}")).await;
    }
    let again = [1, 2].map(|place| Change::Audit(entries[place].clone())).into();
    place.commits(scope, "both again", again).await;
    assert!(looked(place, scope).await.is_whole());
    let tail = "DELETE FROM audit WHERE {here} AND number > 2";
    assert_eq!(found(tail).await, [(3, Found::CutOff { to: 4 })]);
}

async fn whoever_is_erased_is_taken_out_of_the_names_and_the_chain_stays_whole(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let entry = sample::entry_about(scope, &community.audit, &[id(1), id(2)], "C1");
    let mut next = community.clone();
    next.audit = entry.head();
    let changes = vec![Change::Community(Box::new(next)), Change::Audit(entry)];
    place.commits(scope, "change", changes).await;
    let erasure = Erasure { member: id(1), handle: Handle("U1".to_owned()), then: id(77), again: id(78) };
    place.commits(scope, "erase", vec![Change::Erase(erasure)]).await;
    let report = looked(place, scope).await;
    assert_eq!((report.is_whole(), report.nobody), (true, 1));
    let rows = place.store.audit(scope, 0, 9).await.unwrap();
    assert_eq!(rows[0].people().keys().collect::<Vec<_>>(), ["person 2"]);
    let community = place.community().await;
    let more = Entry::after(
        &community.audit,
        scope,
        By::Clock,
        &smallwins_core::audit::People::default(),
        Default::default(),
        &mut smallwins_core::moment::Moment::new(sample::now(), 9),
    );
    let mut next = community.clone();
    next.audit = more.head();
    place.commits(scope, "more", vec![Change::Community(Box::new(next)), Change::Audit(more)]).await;
    assert!(looked(place, scope).await.is_whole());
}
