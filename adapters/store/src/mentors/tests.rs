use proptest::prelude::*;
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::store::{CallId, Commit, Committed};

use super::*;
use crate::db::connect_sqlite;
use crate::table::community::Found;
use crate::write::{Draft, Write};
use crate::writer::Writer;

#[expect(dead_code, reason = "it has samples for every test of this crate")]
#[path = "../../tests/conformance/sample.rs"]
mod sample;

/// A database with one community in it.
struct Place {
    _folder: tempfile::TempDir,
    writer: Writer,
    pool: Pool,
    scope: Scope,
    calls: u32,
}

impl Place {
    async fn open() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let (pool, readers) = connect_sqlite(Some(&folder.path().join("mentors.db"))).await.unwrap();
        pool.migrate().await.unwrap();
        let writer = Writer::start(pool);
        let scope = writer.write(Found(sample::community("slack", "T1", 1))).await.unwrap().scope();
        Place { _folder: folder, writer, pool: readers, scope, calls: 0 }
    }

    fn mentor(&self, number: u128, topics: &[&str], held: u32, version: u32) -> Member {
        Member { version, ..sample::mentor(self.scope.community(), number, topics, held) }
    }

    fn draft(&mut self, member: Member) -> Draft {
        self.calls += 1;
        let call = CallId(format!("call {}", self.calls));
        let changes = vec![Change::Member(Box::new(member))];
        Draft::new(&Commit { scope: self.scope, call, at: sample::now(), reply: Reply::default(), changes })
    }

    async fn write(&mut self, member: Member) -> Result<Committed, Fault> {
        let draft = self.draft(member);
        self.writer.write(draft).await
    }

    async fn found(&self, stems: &[&str]) -> Vec<(MemberId, u32)> {
        let stems: Vec<String> = stems.iter().map(|&stem| stem.to_owned()).collect();
        let found = self.writer.mentors().candidates(&self.pool, self.scope, &stems, 3).await.unwrap();
        found.iter().map(|member| (member.id, member.version)).collect()
    }

    async fn in_the_database(&self, stems: &[&str]) -> Vec<(MemberId, u32)> {
        let stems: Vec<String> = stems.iter().map(|&stem| stem.to_owned()).collect();
        let found = member::candidates(&self.pool, self.scope, &stems, 3).await.unwrap();
        found.iter().map(|member| (member.id, member.version)).collect()
    }
}

#[tokio::test]
async fn who_is_on_the_way_to_the_disk_is_seen_as_they_will_be() {
    let mut place = Place::open().await;
    for number in [1, 2] {
        place.write(place.mentor(number, &["welding"], 0, 0)).await.unwrap();
    }
    let [one, two] = [1, 2].map(sample::id);
    assert_eq!(place.found(&["weld"]).await, [(one, 1), (two, 1)]);
    let draft = place.draft(place.mentor(1, &["welding"], 1, 1));
    draft.is_on_its_way(place.writer.mentors());
    assert_eq!(place.found(&["weld"]).await, [(two, 1), (one, 2)]);
    draft.has_ended(Err(&Fault::Clash), place.writer.mentors());
    assert_eq!(place.found(&["weld"]).await, [(one, 1), (two, 1)]);
}

#[tokio::test]
async fn who_never_came_to_be_is_not_found() {
    let mut place = Place::open().await;
    assert_eq!(place.found(&["weld"]).await, []);
    let draft = place.draft(place.mentor(1, &["welding"], 0, 0));
    draft.is_on_its_way(place.writer.mentors());
    draft.has_ended(Err(&Fault::Clash), place.writer.mentors());
    assert_eq!(place.found(&["weld"]).await, []);
    place.write(place.mentor(1, &["welding"], 0, 0)).await.unwrap();
    assert_eq!(place.found(&["weld"]).await, [(sample::id(1), 1)]);
}

#[tokio::test]
async fn what_another_process_wrote_is_seen_after_the_next_write() {
    let mut place = Place::open().await;
    place.write(place.mentor(1, &["welding"], 0, 0)).await.unwrap();
    assert_eq!(place.found(&["weld"]).await.len(), 1);
    let file = place._folder.path().join("mentors.db");
    let (pool, _) = connect_sqlite(Some(&file)).await.unwrap();
    let draft = place.draft(place.mentor(2, &["welding"], 0, 0));
    Writer::start(pool).write(draft).await.unwrap();
    place.write(place.mentor(3, &["sewing"], 0, 0)).await.unwrap();
    assert_eq!(place.found(&["weld"]).await.len(), 2);
}

#[tokio::test]
async fn a_community_with_more_mentors_than_are_kept_in_mind_is_answered_by_the_database() {
    let mut place = Place::open().await;
    for number in 1..=4 {
        place.write(place.mentor(number, &["welding"], 0, 0)).await.unwrap();
    }
    let mentors = Mentors::of_at_most(3);
    let stems = ["weld".to_owned()];
    let found = mentors.candidates(&place.pool, place.scope, &stems, 9).await.unwrap();
    assert_eq!(found.len(), 4);
    assert!(matches!(mentors.look(place.scope, |known| known.found(&stems, 9)), Look::TooMany));
}

#[tokio::test]
async fn the_community_that_was_asked_about_longest_ago_makes_room() {
    let place = Place::open().await;
    let mentors = Mentors::of_at_most(3);
    let scopes = [1, 2, 3].map(|seed| sample::community("slack", "T1", seed).scope());
    for scope in &scopes {
        mentors.candidates(&place.pool, *scope, &[], 9).await.unwrap();
        let two = [1, 2].map(|number| Arc::new(sample::mentor(scope.community(), number, &["welding"], 0)));
        mentors.note(*scope, &two);
        mentors.learn(*scope, Vec::new());
    }
    let unread = |scope: &Scope| matches!(mentors.look(*scope, |_| Vec::new()), Look::Unread);
    assert_eq!(scopes.iter().map(unread).collect::<Vec<_>>(), [true, true, false]);
}

/// Somebody writes a member at a version that is right, or late.
#[derive(Debug, Clone)]
struct Step {
    number: u128,
    topics: Vec<&'static str>,
    held: u32,
    late: bool,
    looks: bool,
}

fn any_step() -> impl Strategy<Value = Step> {
    let topics = proptest::sample::subsequence(vec!["welding", "sewing", "sewing sails", "sailing"], 0..=3);
    (1..6_u128, topics, 0..3_u32, proptest::bool::weighted(0.2), any::<bool>())
        .prop_map(|(number, topics, held, late, looks)| Step { number, topics, held, late, looks })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn what_is_kept_in_mind_is_what_the_database_knows(
        steps in proptest::collection::vec(proptest::collection::vec(any_step(), 1..6), 1..12)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut place = Place::open().await;
            let mut versions: HashMap<u128, u32> = HashMap::new();
            for together in steps {
                let looks = together.iter().any(|step| step.looks);
                let mut writes = Vec::new();
                for Step { number, topics, held, late, .. } in together {
                    let version = versions.get(&number).copied().unwrap_or(0);
                    let version = if late { version.saturating_sub(1) } else { version };
                    let mut member = place.mentor(number, &topics, held, version);
                    if topics.is_empty() {
                        member.mentor = None;
                    }
                    let (writer, draft) = (place.writer.clone(), place.draft(member));
                    writes.push(tokio::spawn(async move { (number, writer.write(draft).await) }));
                }
                if looks {
                    place.found(&["weld", "sew"]).await;
                }
                for write in writes {
                    if let (number, Ok(_)) = write.await.unwrap() {
                        *versions.entry(number).or_default() += 1;
                    }
                }
                for stems in [&["weld"][..], &["sew", "sail"], &["sail", "weld", "sew"]] {
                    assert_eq!(place.found(stems).await, place.in_the_database(stems).await);
                }
                for after in [None, Some(sample::id(2))] {
                    let (pool, scope) = (&place.pool, place.scope);
                    let in_mind = place.writer.mentors().after(pool, scope, after, 2).await.unwrap();
                    assert_eq!(in_mind, member::mentors_after(pool, scope, after, 2).await.unwrap());
                }
            }
        });
    }
}
