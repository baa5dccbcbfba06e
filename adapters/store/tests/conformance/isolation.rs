//! Every read and write is inside one community.

use std::collections::BTreeSet;

use smallwins_core::audit::Head;
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact};
use smallwins_core::kpi::rollup::Needed;
use smallwins_core::signal::{Outcome as Became, Signal, Whose};
use smallwins_core::store::{CallId, Store, Which};
use smallwins_core::task::{Kind, Manner, Outcome, Subject};

use crate::on_all;
use crate::place::{Place, TABLES};
use crate::sample::{self, id, minutes, now};

on_all!(
    two_communities_with_the_same_ids_never_see_each_other,
    what_one_community_drops_and_settles_stays_in_the_other,
    ; only_in_databases:
    a_forgotten_community_leaves_nothing_and_the_other_everything,
);

/// Two communities in which everything has the same ids, names and handles, and `words` of its own.
async fn twins(place: &Place<impl Store>) -> [Community; 2] {
    let twins = [
        place.store.found(sample::community("slack", "T1", 1)).await.unwrap(),
        place.store.found(sample::community("slack", "T2", 2)).await.unwrap(),
    ];
    for (twin, words) in twins.iter().zip(["left", "right"]) {
        let scope = twin.scope();
        let mut learner = sample::member(scope.community(), 1);
        learner.name = sample::typed(words);
        let mut mentor = sample::mentor(scope.community(), 2, &["parsing", words], 1);
        mentor.name = sample::typed(words);
        mentor.admin = true;
        mentor.unreachable = Some(now());
        let mut ask = sample::ask(1, learner.id);
        ask.question = sample::typed(words);
        let mut session = sample::session(1, ask.id, learner.id, mentor.id);
        session.affirmation.words = sample::typed(words);
        let mut win = sample::win(1, learner.id);
        win.deed = sample::typed(words);
        let changes = vec![
            Change::Member(Box::new(learner.clone())),
            Change::Member(Box::new(mentor)),
            Change::Win(win),
            Change::Offer(sample::offer(1, ask.id, id(2))),
            Change::Ask(ask),
            Change::Session(Box::new(session)),
            Change::Task(sample::act(1, id(1))),
            Change::Task(sample::delivery(2, learner.id, Manner::Proactive)),
            Change::Fact(sample::fact(1, learner.id)),
            Change::Keepsake("key".to_owned(), Some(words.to_owned())),
            Change::Invite(sample::invitation(twin, id(2), words).0),
            Change::Signal(Signal {
                what: sample::typed(words),
                ..sample::signal(1, Whose::Member(learner.id))
            }),
            Change::Link(sample::link("github/ana-dev", Some(learner.id))),
            Change::Arrived(sample::arrival(Became::Noted)),
            Change::Audit(sample::entry(scope, &Head::default(), words)),
        ];
        place.commits(scope, "call", changes).await;
        let joined = Fact { event: Event::JoinedCommunity, ..sample::fact(2, learner.id) };
        place.commits(scope, "joined", vec![Change::Fact(joined)]).await;
        place.store.books(scope, &Needed::all()).await.unwrap();
        place.commits(scope, "waits", vec![Change::Fact(sample::fact(3, learner.id))]).await;
    }
    twins
}

async fn count(place: &Place, community: &Community, table: &str) -> i64 {
    let id = community.scope().community();
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE community = '{id}'");
    place.raw_numbers(community.scope(), &sql).await[0]
}

async fn two_communities_with_the_same_ids_never_see_each_other(place: &Place<impl Store>) {
    let twins = twins(place).await;
    for (twin, words) in twins.iter().zip(["left", "right"]) {
        let (store, scope, own) = (&place.store, twin.scope(), sample::typed(words));
        let learner = sample::member(scope.community(), 1);
        let call = CallId("call".to_owned());
        let entrance = store.entrance(scope, &call, Some(&learner.handle)).await.unwrap();
        assert_eq!(&entrance.community, twin);
        assert_eq!(entrance.speaker.unwrap().name, own);
        assert!(entrance.answered.is_some());
        let members = store.members(scope, &[id(1), id(2)]).await.unwrap();
        assert!(members.len() == 2 && members.iter().all(|member| member.name == own));
        let everyone = store.everyone(scope, 9).await.unwrap();
        assert!(everyone.len() == 2 && everyone.iter().all(|member| member.name == own));
        let admins = store.admins(scope, 9).await.unwrap();
        assert!(admins.len() == 1 && admins[0].name == own);
        let lost = store.unreachable(scope, 9).await.unwrap();
        assert!(lost.len() == 1 && lost[0].name == own);
        let open = store.open_asks(scope, None, 9).await.unwrap();
        assert!(open.len() == 1 && open[0].question == own);
        let asked = store.asks(scope, None, 9).await.unwrap();
        assert!(asked.len() == 1 && asked[0].question == own);
        assert_eq!(store.waiting(scope).await.unwrap().count, 2);
        let desk = store.desk(scope, learner.id, now()).await.unwrap();
        assert_eq!((desk.wins.len(), desk.asks.len(), desk.sessions.len()), (1, 1, 1));
        assert_eq!(desk.asks[0].question, own);
        let whose = Whose::Member(learner.id);
        let signals = store.signals(scope, Which::Of(std::slice::from_ref(&whose)), now()).await.unwrap();
        assert!(signals.len() == 1 && signals[0].what == own);
        assert_eq!((desk.signals, store.links(scope, &whose).await.unwrap().len()), (signals, 1));
        assert_eq!(store.arrivals(scope, now()).await.unwrap()[0].count, 1);
        let audit = store.audit(scope, 0, 9).await.unwrap();
        assert!(audit.len() == 1 && audit[0].body.contains(words) && audit[0].names.len() == 1);
        assert_eq!(store.desk(scope, id(2), now()).await.unwrap().offers.len(), 1);
        assert_eq!(store.win(scope, id(1)).await.unwrap().unwrap().deed, own);
        let story = store.ask_stories(scope, &[id(1)], now()).await.unwrap().remove(0);
        assert_eq!((story.ask.question, story.learner.name), (own.clone(), own.clone()));
        assert_eq!((story.offers.len(), story.wins.len()), (1, 1));
        let story = store.offer(scope, id(1), now()).await.unwrap().unwrap();
        assert_eq!((story.mentor.name, story.ask.learner.name), (own.clone(), own.clone()));
        assert_eq!((story.ask.offers.len(), story.ask.wins.len()), (1, 1));
        let story = store.session(scope, id(1)).await.unwrap().unwrap();
        assert_eq!((story.learner.name, story.mentor.name), (own.clone(), own.clone()));
        assert_eq!(store.busy(scope, &[learner.id], minutes(-1), minutes(99)).await.unwrap().len(), 1);
        let candidates = store.candidates(scope, &["pars".to_owned()], 9).await.unwrap();
        assert!(candidates.len() == 1 && candidates[0].name == own);
        let topics = store.topics(scope).await.unwrap();
        let topics: BTreeSet<&str> = topics.iter().map(|(topic, _)| topic.as_str()).collect();
        assert_eq!(topics, ["parsing", words].into());
        for mentor in [Some(id(2)), None] {
            let affirmations = store.affirmations(scope, mentor, None, 9).await.unwrap();
            assert!(affirmations.len() == 1 && affirmations[0].1 == own);
        }
        assert_eq!(store.open_sessions(scope, None, 9).await.unwrap().len(), 1);
        assert_eq!(store.offers(scope, &[id(1)]).await.unwrap().len(), 1);
        assert_eq!(store.mentors(scope, None, 9).await.unwrap().len(), 1);
        assert_eq!(store.due(scope, 9).await.unwrap().len(), 2);
        assert_eq!(store.keepsakes(scope, "").await.unwrap(), [("key".to_owned(), words.to_owned())]);
    }
}

async fn what_one_community_drops_and_settles_stays_in_the_other(place: &Place<impl Store>) {
    let [left, right] = twins(place).await;
    place.commits(left.scope(), "drop", vec![Change::Drop(Subject::Offer(id(1)))]).await;
    assert_eq!(place.store.due(left.scope(), 9).await.unwrap().len(), 1);
    assert_eq!(place.store.due(right.scope(), 9).await.unwrap().len(), 2);
    let lasts = chrono::TimeDelta::minutes(5);
    let leases = place.store.claim(&sample::slack(), Kind::Deliver, now(), lasts, 9).await.unwrap();
    let lease = leases.iter().find(|lease| lease.community == left).unwrap();
    let sent = lease.settle(Outcome::Done { message: Some("m".to_owned()) });
    assert_eq!(place.store.settle(&[sent], now()).await.unwrap(), []);
    assert_eq!(place.store.due(left.scope(), 9).await.unwrap(), []);
    assert_eq!(place.store.due(right.scope(), 9).await.unwrap().len(), 2);
    assert_eq!(place.store.proactive_since(left.scope(), id(1), now()).await.unwrap(), 1);
    assert_eq!(place.store.proactive_since(right.scope(), id(1), now()).await.unwrap(), 0);
    let said = async |twin: &Community| place.store.waiting(twin.scope()).await.unwrap().said;
    assert_eq!((said(&left).await, said(&right).await), (Some(now()), None));
}

async fn a_forgotten_community_leaves_nothing_and_the_other_everything(place: &Place) {
    let [left, right] = twins(place).await;
    let lasts = chrono::TimeDelta::minutes(5);
    let leases = place.store.claim(&sample::slack(), Kind::Deliver, now(), lasts, 9).await.unwrap();
    let sent: Vec<_> =
        leases.iter().map(|lease| lease.settle(Outcome::Done { message: Some("m".to_owned()) })).collect();
    assert_eq!(place.store.settle(&sent, now()).await.unwrap(), []);
    let mut before = Vec::new();
    for table in TABLES {
        assert!(count(place, &left, table).await > 0, "{table}");
        before.push(count(place, &right, table).await);
    }
    place.store.forget(left.scope()).await.unwrap();
    for (table, before) in TABLES.into_iter().zip(before) {
        assert_eq!(count(place, &left, table).await, 0, "{table}");
        assert_eq!(count(place, &right, table).await, before, "{table}");
    }
    assert_eq!(place.store.community(&sample::slack(), "T1").await.unwrap(), None);
    let again = place.store.found(sample::community("slack", "T1", 3)).await.unwrap();
    assert_ne!(again.scope(), left.scope());
}

#[tokio::test]
async fn in_postgresql_a_query_without_a_scope_is_stopped_by_the_walls_alone() {
    let Some(place) = Place::postgres().await else { return };
    let [left, right] = twins(&place).await;
    let inside = |scope: &str, sql: String| {
        let walls = format!("SELECT set_config('smallwins.community', '{scope}', true)");
        let place = &place;
        async move { place.raw_behind(&walls, &sql).await }
    };
    let left_id = left.scope().community().to_string();
    for table in TABLES.into_iter().filter(|table| *table != "receipt") {
        let all = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(inside("", all.clone()).await, [0], "{table}");
        assert_eq!(inside("com_0", all.clone()).await, [0], "{table}");
        let own = inside(&left_id, all).await[0];
        assert_eq!(own, count(&place, &left, table).await, "{table}");
        assert!(own > 0, "{table}");
        let theirs = format!(
            "DELETE FROM {table} WHERE community = '{}' RETURNING 1::BIGINT",
            right.scope().community()
        );
        assert_eq!(inside(&left_id, theirs).await, [0_i64; 0], "{table}");
    }
    let platform = "SELECT set_config('smallwins.platform', 'slack', true)";
    let opened = |table: &str| format!("SELECT COUNT(*) FROM {table}");
    assert_eq!(place.raw_behind(platform, &opened("community")).await, [2]);
    assert_eq!(place.raw_behind(platform, &opened("task")).await, [4]);
    for table in ["member", "win", "ask", "offer", "session", "call", "fact", "keepsake", "rollup_book"] {
        assert_eq!(place.raw_behind(platform, &opened(table)).await, [0], "{table}");
    }
    let person = |handle: &str| format!("SELECT set_config('smallwins.handle', '{handle}', true)");
    assert_eq!(place.raw_behind(&person("U1"), &opened("member")).await, [2]);
    assert_eq!(place.raw_behind(&person(""), &opened("member")).await, [0]);
    for table in TABLES.into_iter().filter(|table| *table != "member") {
        assert_eq!(place.raw_behind(&person("U1"), &opened(table)).await, [0], "{table}");
    }
    let theirs = "DELETE FROM member RETURNING 1::BIGINT";
    assert_eq!(place.raw_behind(&person("U1"), theirs).await, [0_i64; 0]);
}
