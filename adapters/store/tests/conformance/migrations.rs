//! A later release reads what an earlier one wrote: each migration is run over the sample rows of those before it.
//!
//! To test the next migration, add its files to `STEPS` and what its samples hold to the reads below.

use chrono::TimeDelta;
use smallwins_core::audit::{Head, Verifier};
use smallwins_core::board::Turn;
use smallwins_core::kpi::rollup::Needed;
use smallwins_core::signal::{Kind, Whose};
use smallwins_core::store::{CallId, Outlook, Store, Which};
use smallwins_core::task::{Manner, Work};
use smallwins_core::tongue::Tongue;
use smallwins_core::visit::{Secret, Stage};

use crate::on_both;
use crate::place::Place;
use crate::sample::{self, id, minutes};

on_both!(samples_of_every_migration_are_read_through_the_port);

/// Each migration and the rows that the release which brought it would have written.
const STEPS: [(&str, &str); 14] = [
    (
        include_str!("../../../../migrations/0001_loop.sql"),
        include_str!("../../../../migrations/samples/0001_loop.sql"),
    ),
    (
        include_str!("../../../../migrations/0002_news.sql"),
        include_str!("../../../../migrations/samples/0002_news.sql"),
    ),
    (
        include_str!("../../../../migrations/0003_homes.sql"),
        include_str!("../../../../migrations/samples/0003_homes.sql"),
    ),
    (
        include_str!("../../../../migrations/0004_holds.sql"),
        include_str!("../../../../migrations/samples/0004_holds.sql"),
    ),
    (
        include_str!("../../../../migrations/0005_first_try.sql"),
        include_str!("../../../../migrations/samples/0005_first_try.sql"),
    ),
    (
        include_str!("../../../../migrations/0006_rollups.sql"),
        include_str!("../../../../migrations/samples/0006_rollups.sql"),
    ),
    (
        include_str!("../../../../migrations/0007_visits.sql"),
        include_str!("../../../../migrations/samples/0007_visits.sql"),
    ),
    (
        include_str!("../../../../migrations/0008_signals.sql"),
        include_str!("../../../../migrations/samples/0008_signals.sql"),
    ),
    (
        include_str!("../../../../migrations/0009_audit.sql"),
        include_str!("../../../../migrations/samples/0009_audit.sql"),
    ),
    (
        include_str!("../../../../migrations/0011_retention.sql"),
        include_str!("../../../../migrations/samples/0011_retention.sql"),
    ),
    (
        include_str!("../../../../migrations/0012_tongues.sql"),
        include_str!("../../../../migrations/samples/0012_tongues.sql"),
    ),
    (
        include_str!("../../../../migrations/0013_told.sql"),
        include_str!("../../../../migrations/samples/0013_told.sql"),
    ),
    (
        include_str!("../../../../migrations/0014_kinds.sql"),
        include_str!("../../../../migrations/samples/0014_kinds.sql"),
    ),
    (
        include_str!("../../../../migrations/0015_turns.sql"),
        include_str!("../../../../migrations/samples/0015_turns.sql"),
    ),
];

async fn samples_of_every_migration_are_read_through_the_port(place: &Place) {
    let store = place.rebuilt(STEPS.into_iter().flat_map(|(migration, rows)| [migration, rows])).await;
    let slack = sample::slack();
    let community = store.community(&slack, "T1").await.unwrap().unwrap();
    let scope = community.scope();
    let learner = sample::member(scope.community(), 1);
    let call = CallId("call-1".to_owned());
    let entrance = store.entrance(scope, &call, Some(&learner.handle)).await.unwrap();
    assert_eq!(entrance.community, community);
    assert_eq!(entrance.speaker.unwrap().id, learner.id);
    assert_eq!(entrance.answered.unwrap(), sample::message("call-1").into());
    assert_eq!(store.everyone(scope, 9).await.unwrap().len(), 2);
    let candidates = store.candidates(scope, &["pars".to_owned()], 9).await.unwrap();
    assert_eq!(candidates[0].mentor, sample::mentor(scope.community(), 2, &["parsing"], 1).mentor);
    let story = store.offer(scope, id(1), sample::now()).await.unwrap().unwrap();
    assert_eq!((story.ask.offers.len(), story.ask.wins.len()), (1, 1));
    let story = store.session(scope, id(1)).await.unwrap().unwrap();
    assert_eq!(story.session.affirmation.words, sample::typed("Nice work 1"));
    assert_eq!(store.desk(scope, learner.id, sample::now()).await.unwrap().sessions.len(), 1);
    assert_eq!(store.due(scope, 9).await.unwrap(), [sample::act(1, id(1))]);
    assert_eq!(store.proactive_since(scope, learner.id, sample::now()).await.unwrap(), 1);
    assert_eq!(store.busy(scope, &[learner.id], sample::now(), minutes(1)).await.unwrap().len(), 1);
    assert_eq!(store.keepsakes(scope, "").await.unwrap().len(), 1);
    let homes = store.homes(&slack, &learner.handle).await.unwrap();
    assert_eq!(homes[0].external, "T3");
    assert_eq!(homes.len(), 3);
    let hold =
        async |holder| store.hold("discord/shard/0", holder, sample::now(), TimeDelta::minutes(1)).await;
    assert!(!hold("process 2").await.unwrap() && hold("process 1").await.unwrap());
    let [link, inside] = [1, 2].map(|number| Secret::parse(&format!("{number:02x}").repeat(32)).unwrap());
    assert_eq!(store.visit(&link.print()).await.unwrap().unwrap().stage, Stage::Used);
    let visit = store.visit(&inside.print()).await.unwrap().unwrap();
    let noon = sample::now() + TimeDelta::hours(12);
    assert_eq!((visit.stage, visit.member, visit.until), (Stage::Inside, id(2), noon));
    let unclaimed: Whose = "github/ana-dev".parse().unwrap();
    let both = [Whose::Member(learner.id), unclaimed];
    let signals = store.signals(scope, Which::Of(&both), sample::now()).await.unwrap();
    assert_eq!(
        signals.iter().map(|signal| signal.kind).collect::<Vec<_>>(),
        [Kind::Deadline, Kind::Submission, Kind::Behaviour]
    );
    let failing = Which::Told(&signals[2].source, &signals[2].key);
    assert_eq!(store.signals(scope, failing, sample::now()).await.unwrap(), [signals[2].clone()]);
    assert_eq!(store.links(scope, &Whose::Member(id(2))).await.unwrap().len(), 1);
    assert_eq!(store.arrivals(scope, sample::now()).await.unwrap()[0].count, 3);
    let audit = store.audit(scope, 0, 9).await.unwrap();
    let mut verifier = Verifier::of(scope);
    audit.iter().for_each(|row| verifier.look(row));
    let last = audit.last().map(|row| Head { number: 2, hash: row.hash.clone() }).unwrap();
    assert!(verifier.end(&last).is_whole());
    assert_eq!(audit[0].people()["person 1"], id(2));
    let bygone = store.bygone(scope, sample::now() + TimeDelta::minutes(1), 9).await.unwrap();
    assert_eq!(bygone.iter().map(|session| session.id).collect::<Vec<_>>(), [id(2)]);
    // Of those from before it is told by what they are: an offer of the one, and a time of the other.
    let turns = store.turns(scope, sample::now()).await.unwrap();
    assert_eq!(turns.iter().map(|turned| turned.turn).collect::<Vec<_>>(), [Turn::Anybody, Turn::Booked]);
    let (asks, sessions) = store.longest(scope, 9).await.unwrap();
    assert_eq!((asks.len(), sessions.len()), (1, 0));
    assert_eq!(store.looking(scope, None, 9).await.unwrap(), asks);
    let closed = store.community(&slack, "T2").await.unwrap().unwrap();
    let admins = store.admins(closed.scope(), 9).await.unwrap();
    assert_eq!((admins.len(), admins[0].unreachable), (1, Some(sample::now())));
    let waiting = store.due(closed.scope(), 9).await.unwrap();
    let said = waiting.iter().find_map(|task| match &task.work {
        Work::Deliver(delivery) if task.id == id(12) => Some(delivery.message.clone()),
        _ => None,
    });
    assert_eq!(said.unwrap().in_tongue(Tongue::German).bare(chrono_tz::UTC), "Ben weiß, dass du kommst.");
    let in_trouble = store.in_trouble(closed.scope(), sample::now(), 9).await.unwrap();
    assert_eq!(in_trouble[0].outlook, Outlook::InDoubt { again_at: sample::now() });
    let pages = store.books(scope, &Needed::all()).await.unwrap();
    assert_eq!(
        pages.len(),
        0,
        "books of an earlier edition are written anew, and the journal tells of nothing to count"
    );
    assert_eq!(place.raw_numbers(scope, "SELECT COUNT(*) FROM rollup_wait").await, [0]);
    assert_eq!(place.raw_numbers(scope, "SELECT COUNT(*) FROM rollup_case").await, [2]);
    let sent = place.raw_numbers(scope, "SELECT COUNT(*) FROM receipt JOIN fact USING (community)").await;
    assert_eq!(sent, [2]);
    let in_german = "SELECT COUNT(*) FROM receipt WHERE script_locale = 'de'";
    assert_eq!(place.raw_numbers(scope, in_german).await, [1]);
}

#[test]
fn samples_are_made_of_the_values_that_tests_use() {
    for (step, number) in [(0, 2), (1, 3), (4, 4)] {
        let (_, rows) = STEPS[step];
        let said = serde_json::to_string(&sample::delivery(number, id(1), Manner::Proactive)).unwrap();
        assert!(rows.contains(&said), "{said}");
    }
}
