//! What each mentor is found by: one row for each stem of each of their topics, derived from the member's body.
//!
//! A member is written at every offer and their topics hardly ever change, so a commit looks before it writes.

use std::collections::BTreeSet;
use std::sync::Arc;

use smallwins_core::community::Scope;
use smallwins_core::id::MemberId;
use smallwins_core::member::Member;
use smallwins_core::topic::Topic;

use crate::db::{Pool, Tx};
use crate::fault::Fault;
use crate::rows::{Writing, column, corrupt};
use crate::statement::{Arg, Statement, id};

const TABLE: &str = "member_topic";

const OF: Writing = Writing {
    head: "-- member_topic::of
WITH wanted (community, member) AS (",
    tail: ")
SELECT member_topic.community, member_topic.member, member_topic.topic, member_topic.stem
FROM wanted
JOIN member_topic ON member_topic.community = wanted.community AND member_topic.member = wanted.member",
};

const PUT: Writing = Writing {
    head: "-- member_topic::put
INSERT INTO member_topic (community, member, topic, stem)",
    tail: "ON CONFLICT (community, stem, member, topic) DO NOTHING",
};

const DROP: Writing = Writing {
    head: "-- member_topic::drop
DELETE FROM member_topic
WHERE (community, member, topic, stem) IN (",
    tail: ")",
};

/// What a member who is being written shall be found by.
#[derive(Debug, Clone)]
pub(crate) struct Findable {
    /// Community and member.
    who: [Arg; 2],
    /// Whether rows of theirs can be there already.
    known: bool,
    /// Their rows: community, member, topic, stem.
    rows: BTreeSet<[Arc<str>; 4]>,
}

/// What a member is found by.
pub(crate) fn findable(scope: Scope, member: &Member) -> Findable {
    let community: Arc<str> = scope.community().to_string().into();
    let who: Arc<str> = member.id.to_string().into();
    let topics = member.mentor.iter().flat_map(|mentor| &mentor.topics);
    let rows = topics.flat_map(|topic| {
        let name: Arc<str> = topic.as_str().into();
        let row = |stem: &String| [community.clone(), who.clone(), name.clone(), stem.as_str().into()];
        topic.stems().iter().map(row).collect::<Vec<_>>()
    });
    Findable { who: [scope.into(), id(member.id)], known: member.version > 0, rows: rows.collect() }
}

/// Makes members findable by what they offer now.
pub(crate) async fn put(tx: &mut Tx, findables: &[&Findable]) -> Result<(), Fault> {
    let known: Vec<&[Arg]> = findables.iter().filter(|one| one.known).map(|one| one.who.as_slice()).collect();
    let mut before = BTreeSet::new();
    for row in OF.run(tx, &known).await? {
        let cell = |name| column(TABLE, "?", row.text(name)).map(Arc::from);
        before.insert([cell("community")?, cell("member")?, cell("topic")?, cell("stem")?]);
    }
    let now: BTreeSet<[Arc<str>; 4]> = findables.iter().flat_map(|one| one.rows.iter().cloned()).collect();
    run(tx, &DROP, before.difference(&now)).await?;
    run(tx, &PUT, now.difference(&before)).await
}

async fn run(
    tx: &mut Tx,
    writing: &Writing,
    rows: impl Iterator<Item = &[Arc<str>; 4]>,
) -> Result<(), Fault> {
    let rows: Vec<[Arg; 4]> =
        rows.map(|row| row.each_ref().map(|cell| Arg::Text(Some(cell.clone())))).collect();
    let rows: Vec<&[Arg]> = rows.iter().map(<[Arg; 4]>::as_slice).collect();
    writing.run(tx, &rows).await.map(drop)
}

/// Every topic that somebody offers, with how many do, most offered first.
pub(crate) async fn topics(pool: &Pool, scope: Scope) -> Result<Vec<(Topic, u32)>, Fault> {
    let statement = Statement::new(
        "-- member_topic::topics
SELECT topic, COUNT(DISTINCT member) AS mentors
FROM member_topic
WHERE community = $1
GROUP BY topic
ORDER BY COUNT(DISTINCT member) DESC, topic",
    );
    let rows = pool.rows(&scope.into(), &statement.with(scope)).await?;
    let topic = |row| {
        let row: &crate::db::Row = row;
        let name = column(TABLE, "?", row.text("topic"))?;
        let mentors = column(TABLE, &name, row.int("mentors"))?;
        let topic: Topic =
            serde_json::from_value(name.into()).map_err(|_| corrupt(TABLE, "?", "no topic"))?;
        Ok((topic, u32::try_from(mentors).unwrap_or(u32::MAX)))
    };
    rows.iter().map(topic).collect()
}

/// Everybody who can be found by a topic, in the order of their ids.
pub(crate) async fn mentors(pool: &Pool, scope: Scope) -> Result<Vec<MemberId>, Fault> {
    let statement = Statement::new(
        "-- member_topic::mentors
SELECT DISTINCT member
FROM member_topic
WHERE community = $1
ORDER BY member",
    );
    let id = |row: &crate::db::Row| {
        let member = column(TABLE, "?", row.text("member"))?;
        member.parse().map_err(|_| corrupt(TABLE, &member, "no id of a member"))
    };
    pool.rows(&scope.into(), &statement.with(scope)).await?.iter().map(id).collect()
}
