//! One door to disk: versions, retries of the same call, and all or nothing.

use std::sync::Arc;

use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::id::MemberId;
use smallwins_core::member::Member;
use smallwins_core::message::Reply;
use smallwins_core::platform::Handle;
use smallwins_core::signal::Whose;
use smallwins_core::store::{CallId, Committed, Store, StoreError};
use smallwins_core::task::{Manner, Subject};

use crate::on_all;
use crate::place::{Place, all, commit};
use crate::sample::{self, id};

on_all!(
    a_value_is_written_at_the_version_after_the_one_that_was_read,
    a_value_without_a_version_is_new_or_it_is_a_conflict,
    a_commit_that_conflicts_changes_nothing_at_all,
    the_later_of_two_values_of_one_row_stands,
    the_same_call_is_answered_the_same_and_changes_nothing_twice,
    of_many_retries_at_once_one_is_written,
    of_many_writers_of_one_row_none_is_lost,
    commits_at_once_that_touch_different_rows_all_succeed,
    two_newcomers_with_one_handle_are_a_conflict,
    ids_are_given_to_facts_and_tasks_once,
    a_commit_keeps_its_own_wake_ups_about_what_it_drops,
    keepsakes_are_kept_changed_and_let_go,
    a_keepsake_that_was_read_goes_and_what_was_put_in_its_place_meanwhile_stays,
    a_mentor_is_found_by_the_topics_they_offer_now,
    hundreds_of_changes_are_one_commit,
    nothing_is_written_into_a_community_that_was_forgotten,
    a_drop_takes_the_waiting_wake_ups_about_its_subject_alone,
    ; only_in_databases:
    facts_are_only_ever_added,
    what_is_dropped_keeps_when_and_why,
);

fn member(community: &Community) -> Member {
    sample::member(community.scope().community(), 1)
}

fn change(member: &Member) -> Change {
    Change::Member(Box::new(member.clone()))
}

async fn read(place: &Place<impl Store>, community: &Community, id: MemberId) -> Member {
    place.store.members(community.scope(), &[id]).await.unwrap().remove(0)
}

async fn a_value_is_written_at_the_version_after_the_one_that_was_read(place: &Place<impl Store>) {
    let community = place.community().await;
    let new = member(&community);
    place.commits(community.scope(), "1", vec![change(&new)]).await;
    let mut kept = read(place, &community, new.id).await;
    assert_eq!(kept, Member { version: 1, ..new });
    kept.admin = true;
    place.commits(community.scope(), "2", vec![change(&kept)]).await;
    assert_eq!(read(place, &community, kept.id).await, Member { version: 2, ..kept.clone() });
    let stale = place.commit(community.scope(), "3", vec![change(&kept)]).await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
}

async fn a_value_without_a_version_is_new_or_it_is_a_conflict(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let (win, ask) = (sample::win(1, id(1)), sample::ask(1, id(1)));
    let offer = sample::offer(1, ask.id, id(2));
    let session = sample::session(1, ask.id, id(1), id(2));
    let changes = [
        change(&member(&community)),
        Change::Win(win),
        Change::Ask(ask),
        Change::Offer(offer),
        Change::Session(Box::new(session)),
        Change::Signal(sample::signal(1, Whose::Member(id(1)))),
        Change::Link(sample::link("github/ana-dev", Some(id(1)))),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        place.commits(scope, &format!("{number} first"), vec![change.clone()]).await;
        let again = place.commit(scope, &format!("{number} again"), vec![change.clone()]).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{change:?}: {again:?}");
    }
}

async fn a_commit_that_conflicts_changes_nothing_at_all(place: &Place<impl Store>) {
    let community = place.community().await;
    let (scope, known) = (community.scope(), member(&community));
    place.commits(scope, "1", vec![change(&known)]).await;
    let other = sample::mentor(scope.community(), 2, &["parsing"], 0);
    let changes = vec![
        change(&other),
        Change::Win(sample::win(1, known.id)),
        Change::Task(sample::act(1, id(1))),
        Change::Fact(sample::fact(1, known.id)),
        Change::Keepsake("key".to_owned(), Some("value".to_owned())),
        change(&known),
    ];
    let conflict = place.commit(scope, "2", changes).await;
    assert!(matches!(conflict, Err(StoreError::Conflict)), "{conflict:?}");
    assert_eq!(place.store.everyone(scope, 9).await.unwrap().len(), 1);
    assert_eq!(place.store.topics(scope).await.unwrap(), vec![]);
    assert_eq!(place.store.win(scope, id(1)).await.unwrap(), None);
    assert_eq!(place.store.due(scope, 9).await.unwrap(), vec![]);
    assert_eq!(place.store.keepsakes(scope, "").await.unwrap(), vec![]);
    assert_eq!(place.facts(scope).await, 0);
    let entrance = place.store.entrance(scope, &CallId("2".to_owned()), None).await.unwrap();
    assert_eq!(entrance.answered, None);
}

async fn the_later_of_two_values_of_one_row_stands(place: &Place<impl Store>) {
    let community = place.community().await;
    let first = member(&community);
    let second = Member { admin: true, ..first.clone() };
    place.commits(community.scope(), "1", vec![change(&first), change(&second)]).await;
    assert_eq!(read(place, &community, first.id).await, Member { version: 1, ..second });
}

async fn the_same_call_is_answered_the_same_and_changes_nothing_twice(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    place.commits(scope, "call", vec![change(&member(&community))]).await;
    let retry = vec![Change::Fact(sample::fact(1, id(1)))];
    let retry = smallwins_core::store::Commit {
        reply: Reply::from(sample::message("decided otherwise")),
        ..commit(scope, "call", retry)
    };
    let before = Reply::from(sample::message("call"));
    assert_eq!(place.store.commit(retry).await.unwrap(), Committed::Before(before.clone()));
    assert_eq!(place.facts(scope).await, 0);
    let entrance = place.store.entrance(scope, &CallId("call".to_owned()), None).await.unwrap();
    assert_eq!(entrance.answered, Some(before));
}

async fn of_many_retries_at_once_one_is_written(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let tries = (0..24).map(|number| {
        let fact = Change::Fact(sample::fact(number, id(1)));
        place.store.commit(commit(scope, "the same", vec![fact]))
    });
    let verdicts = all(tries).await;
    let written = verdicts.iter().filter(|verdict| matches!(verdict, Ok(Committed::Now))).count();
    let before = verdicts.iter().filter(|verdict| matches!(verdict, Ok(Committed::Before(_)))).count();
    assert_eq!((written, before), (1, 23), "{verdicts:?}");
    assert_eq!(place.facts(scope).await, 1);
}

async fn of_many_writers_of_one_row_none_is_lost(place: &Place<impl Store>) {
    let community = Arc::new(place.community().await);
    let scope = community.scope();
    let counter = sample::mentor(scope.community(), 1, &["parsing"], 0);
    place.commits(scope, "start", vec![change(&counter)]).await;
    let writers = (0..12).map(|writer| {
        let id = counter.id;
        let community = community.clone();
        async move {
            for round in 0..5 {
                for attempt in 0.. {
                    let mut counter = read(place, &community, id).await;
                    counter.mentor.as_mut().unwrap().record.answered += 1;
                    let call = format!("{writer} {round} {attempt}");
                    let fact = Change::Fact(sample::fact(100 * writer + round, id));
                    match place.commit(scope, &call, vec![change(&counter), fact]).await {
                        Ok(Committed::Now) => break,
                        Err(StoreError::Conflict) => {}
                        other => panic!("{other:?}"),
                    }
                }
            }
        }
    });
    all(writers).await;
    let counter = read(place, &community, counter.id).await;
    assert_eq!(counter.mentor.unwrap().record.answered, 3 + 60);
    assert_eq!(counter.version, 61);
    assert_eq!(place.facts(scope).await, 60);
}

async fn commits_at_once_that_touch_different_rows_all_succeed(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let commits = (1..=200).map(|number| {
        let member = sample::mentor(scope.community(), number, &["parsing", "SQL"], 1);
        let changes = vec![
            change(&member),
            Change::Win(sample::win(number, member.id)),
            Change::Task(sample::delivery(number, member.id, Manner::Awaited)),
            Change::Fact(sample::fact(number, member.id)),
        ];
        place.store.commit(commit(scope, &format!("call {number}"), changes))
    });
    for verdict in all(commits).await {
        assert_eq!(verdict.unwrap(), Committed::Now);
    }
    assert_eq!(place.store.everyone(scope, 999).await.unwrap().len(), 200);
    assert_eq!(place.store.due(scope, 999).await.unwrap().len(), 200);
    assert!(place.store.topics(scope).await.unwrap().iter().all(|(_, mentors)| *mentors == 200));
}

async fn two_newcomers_with_one_handle_are_a_conflict(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let newcomers = (1..=6).map(|number| {
        let newcomer =
            Member { handle: Handle("UANA".to_owned()), ..sample::member(scope.community(), number) };
        place.store.commit(commit(scope, &format!("call {number}"), vec![change(&newcomer)]))
    });
    let verdicts = all(newcomers).await;
    let conflicts = verdicts.iter().filter(|verdict| matches!(verdict, Err(StoreError::Conflict))).count();
    assert_eq!(conflicts, 5, "{verdicts:?}");
    assert_eq!(place.store.everyone(scope, 9).await.unwrap().len(), 1);
}

async fn ids_are_given_to_facts_and_tasks_once(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let changes = [Change::Fact(sample::fact(1, id(1))), Change::Task(sample::act(1, id(1)))];
    for (number, change) in changes.into_iter().enumerate() {
        place.commits(scope, &format!("{number} first"), vec![change.clone()]).await;
        let again = place.commit(scope, &format!("{number} again"), vec![change]).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    }
}

async fn facts_are_only_ever_added(place: &Place) {
    let scope = place.community().await.scope();
    for number in 1..=3 {
        let fact = sample::fact(number, id(number));
        place.commits(scope, &format!("{number}"), vec![Change::Fact(fact)]).await;
        let count = place.raw_numbers(scope, "SELECT COUNT(*) FROM fact WHERE kind = 'landed'").await;
        assert_eq!(count, [i64::try_from(number).unwrap()]);
    }
}

async fn a_drop_takes_the_waiting_wake_ups_about_its_subject_alone(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let mut said = sample::delivery(3, id(1), Manner::Awaited);
    said.about = Subject::Offer(id(1));
    let promised = vec![
        Change::Task(sample::act(1, id(1))),
        Change::Task(sample::act(2, id(2))),
        Change::Task(said.clone()),
    ];
    place.commits(scope, "1", promised).await;
    place.commits(scope, "2", vec![Change::Drop(Subject::Offer(id(1)))]).await;
    assert_eq!(place.store.due(scope, 9).await.unwrap(), vec![sample::act(2, id(2)), said]);
}

async fn what_is_dropped_keeps_when_and_why(place: &Place) {
    let scope = place.community().await.scope();
    place.commits(scope, "1", vec![Change::Task(sample::act(1, id(1)))]).await;
    place.commits(scope, "2", vec![Change::Drop(Subject::Offer(id(1)))]).await;
    let dropped = "SELECT settled_at FROM task WHERE state = 'dropped' AND reason IS NOT NULL";
    assert_eq!(place.raw_numbers(scope, dropped).await, [sample::now().timestamp_millis()]);
}

async fn a_commit_keeps_its_own_wake_ups_about_what_it_drops(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    place.commits(scope, "1", vec![Change::Task(sample::act(1, id(1)))]).await;
    let moved = vec![Change::Task(sample::act(2, id(1))), Change::Drop(Subject::Offer(id(1)))];
    place.commits(scope, "2", moved).await;
    assert_eq!(place.store.due(scope, 9).await.unwrap(), vec![sample::act(2, id(1))]);
}

async fn keepsakes_are_kept_changed_and_let_go(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let keep = |name: &str, value: &str| Change::Keepsake(name.to_owned(), Some(value.to_owned()));
    let names = ["dm/a", "dm/B", "dm/b", "dm", "dm0", "dn", "ä/1", "", "d%"];
    place.commits(scope, "1", names.iter().map(|name| keep(name, "1")).collect()).await;
    let changes = vec![
        keep("dm/a", "2"),
        Change::Keepsake("dn".to_owned(), None),
        Change::Keepsake("never there".to_owned(), None),
        Change::Keepsake("dm0".to_owned(), None),
        keep("dm0", "3"),
        keep("d%", "gone"),
        Change::Keepsake("d%".to_owned(), None),
    ];
    place.commits(scope, "2", changes).await;
    let kept = async |prefix| place.store.keepsakes(scope, prefix).await.unwrap();
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    assert_eq!(kept("dm/").await, pairs(&[("dm/B", "1"), ("dm/a", "2"), ("dm/b", "1")]));
    assert_eq!(kept("dm/a").await, pairs(&[("dm/a", "2")]));
    assert_eq!(kept("ä").await, pairs(&[("ä/1", "1")]));
    assert_eq!(kept("%").await, pairs(&[]));
    let all = kept("").await;
    assert_eq!(all.len(), 7);
    assert!(all.is_sorted());
}

async fn a_keepsake_that_was_read_goes_and_what_was_put_in_its_place_meanwhile_stays(
    place: &Place<impl Store>,
) {
    let scope = place.community().await.scope();
    let keep = |name: &str, value: &str| Change::Keepsake(name.to_owned(), Some(value.to_owned()));
    place.commits(scope, "1", vec![keep("a", "1"), keep("b", "1")]).await;
    let read = ["a", "b", "c"].map(|name| Change::Outdated(name.to_owned(), "1".to_owned()));
    place.commits(scope, "2", vec![keep("b", "2")]).await;
    place.commits(scope, "3", read.to_vec()).await;
    let kept = place.store.keepsakes(scope, "").await.unwrap();
    assert_eq!(kept, [("b".to_owned(), "2".to_owned())]);
}

async fn a_mentor_is_found_by_the_topics_they_offer_now(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    let mut mentor = sample::mentor(scope.community(), 1, &["parsing", "SQL window functions"], 0);
    let stems = async || {
        let topics = place.store.topics(scope).await.unwrap();
        topics.into_iter().map(|(topic, _)| topic.as_str().to_owned()).collect::<Vec<_>>()
    };
    place.commits(scope, "1", vec![change(&mentor)]).await;
    assert_eq!(stems().await, ["SQL window functions", "parsing"]);
    mentor.version = 1;
    mentor.mentor = sample::mentor(scope.community(), 1, &["parsing", "lifetimes"], 0).mentor;
    place.commits(scope, "2", vec![change(&mentor)]).await;
    assert_eq!(stems().await, ["lifetimes", "parsing"]);
    mentor.version = 2;
    mentor.mentor = None;
    place.commits(scope, "3", vec![change(&mentor)]).await;
    assert_eq!(stems().await, [""; 0]);
}

async fn hundreds_of_changes_are_one_commit(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let changes = (1..=1300).flat_map(|number| {
        let member = sample::mentor(scope.community(), number, &["parsing"], 0);
        let task = Change::Task(sample::delivery(number, member.id, Manner::Proactive));
        [Change::Member(Box::new(member)), task]
    });
    place.commits(scope, "all", changes.collect()).await;
    assert_eq!(place.store.everyone(scope, 9999).await.unwrap().len(), 1300);
    assert_eq!(place.store.due(scope, 9999).await.unwrap().len(), 1300);
}

async fn nothing_is_written_into_a_community_that_was_forgotten(place: &Place<impl Store>) {
    let community = place.community().await;
    place.store.forget(community.scope()).await.unwrap();
    for (call, change) in [
        ("1", change(&member(&community))),
        ("2", Change::Task(sample::act(1, id(1)))),
        ("3", Change::Keepsake("key".to_owned(), Some("value".to_owned()))),
    ] {
        let late = place.commit(community.scope(), call, vec![change]).await;
        assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    }
    assert_eq!(place.store.everyone(community.scope(), 9).await.unwrap(), vec![]);
}
