//! Members: people in a community, learners and mentors alike.

use std::sync::Arc;

use smallwins_core::community::Scope;
use smallwins_core::id::MemberId;
use smallwins_core::member::Member;

use crate::db::{Pool, Row};
use crate::fault::Fault;
use crate::rows::{Kept, Writing, body, next, page, value, values};
use crate::statement::{Arg, MOST_ROWS, Statement, escaped, id};

impl Kept for Member {
    const TABLE: &'static str = "member";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

/// Writes the next version of each member whose row still stands at the version that was read. Who they are on the
/// platform and since when never changes, and SQLite would write the indexes of whatever is named here. One that
/// is gone meanwhile stays so.
pub(crate) const PUT: Writing = Writing {
    head: "-- member::put
WITH fresh (community, id, version, handle, since, holdings, body) AS (",
    tail: ")
INSERT INTO member (community, id, version, handle, since, holdings, body)
SELECT community, id, version, handle, since, holdings, body
FROM fresh
WHERE version = 1
    OR EXISTS (SELECT 1 FROM member AS known WHERE known.community = fresh.community AND known.id = fresh.id)
ON CONFLICT (community, id) DO UPDATE SET
    version = excluded.version,
    holdings = excluded.holdings,
    body = excluded.body
WHERE member.version = excluded.version - 1
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, member: &Member) -> Vec<Arg> {
    vec![
        scope.into(),
        id(member.id),
        next(member.version),
        member.handle.0.as_str().into(),
        member.since.into(),
        member.mentor.as_ref().map_or(0, |mentor| mentor.held.len()).into(),
        body(member).into(),
    ]
}

/// The members of those ids that exist.
pub(crate) async fn some(pool: &Pool, scope: Scope, ids: &[MemberId]) -> Result<Vec<Member>, Fault> {
    let mut members = Vec::with_capacity(ids.len());
    for ids in ids.chunks(MOST_ROWS) {
        let statement = Statement::new(
            "-- member::some
SELECT id, version, body
FROM member
WHERE community = $1 AND id IN ({list})",
        );
        let rows =
            pool.rows(&scope.into(), &statement.with(scope).for_list("{list}", ids.iter().map(id))).await?;
        members.extend(values::<Member>(&rows)?);
    }
    Ok(members)
}

/// Everyone in the community, by when they came.
pub(crate) async fn everyone(pool: &Pool, scope: Scope, most: u32) -> Result<Vec<Member>, Fault> {
    let statement = Statement::new(
        "-- member::everyone
SELECT id, version, body
FROM member
WHERE community = $1
ORDER BY since, id
LIMIT $2 + 0",
    );
    values(&pool.rows(&scope.into(), &statement.with(scope).with(most)).await?)
}

/// İ in lower case.
const DOTTED_I: &str = "i\u{307}";

/// Those whom one of these words may mean, by when they came. Ids and handles are looked up; what is neither may be a
/// name, and what letters are alike beyond those of ASCII the database does not know: it finds more, and never fewer.
pub(crate) async fn called(
    pool: &Pool,
    scope: Scope,
    words: &[String],
    most: u32,
) -> Result<Vec<Member>, Fault> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<MemberId> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let mut found = some(pool, scope, &ids).await?;
    let by_handle = Statement::new(
        "-- member::by_handle
SELECT id, version, body
FROM member
WHERE community = $1 AND handle IN ({list})",
    );
    let by_handle = by_handle.with(scope).for_list("{list}", words.iter().map(String::as_str));
    found.extend(values::<Member>(&pool.rows(&scope.into(), &by_handle).await?)?);
    let is_found = |word: &&String| {
        let named = |member: &Member| member.handle.0 == **word || member.id.to_string() == **word;
        !found.iter().any(named)
    };
    let names: Vec<&String> = words.iter().filter(is_found).collect();
    for name in names {
        let statement = Statement::new(
            "-- member::by_name
SELECT id, version, body
FROM member
WHERE community = $1 AND LOWER(body) LIKE $2 ESCAPE '!'
ORDER BY since, id
LIMIT $3 + 0",
        );
        let statement = statement.with(scope).with(by_name(name)).with(most);
        found.extend(values::<Member>(&pool.rows(&scope.into(), &statement).await?)?);
    }
    found.sort_by_key(|member| (member.since, member.id));
    found.dedup_by_key(|member| member.id);
    found.truncate(most as usize);
    Ok(found)
}

/// A pattern for the body of whoever has that name. A letter that is one in lower case stands for any; İ becomes two,
/// an i and the dot of it, where a database may leave it as it is or make one of it.
fn by_name(name: &str) -> String {
    let name = serde_json::Value::from(name.to_lowercase()).to_string();
    let any = |part: &str| {
        let pieces: Vec<String> = part.split(|letter: char| !letter.is_ascii()).map(escaped).collect();
        pieces.join("_")
    };
    let parts: Vec<String> = name.split(DOTTED_I).map(any).collect();
    format!("%\"name\":{}%", parts.join("%"))
}

/// Those who run the community or see how it goes, by when they came; see [`admins`].
pub(crate) async fn with_a_role(pool: &Pool, scope: Scope, most: u32) -> Result<Vec<Member>, Fault> {
    let statement = Statement::new(
        "-- member::with_a_role
SELECT id, version, body
FROM member
WHERE community = $1 AND (body LIKE '%\"admin\":true%' OR body LIKE '%\"organiser\":true%')
ORDER BY since, id
LIMIT $2 + 0",
    );
    values(&pool.rows(&scope.into(), &statement.with(scope).with(most)).await?)
}

/// Those who run the community, by when they came. It is asked so rarely that no column is kept for it; what people
/// wrote cannot look like this, as a quotation mark of theirs is escaped.
pub(crate) async fn admins(pool: &Pool, scope: Scope, most: u32) -> Result<Vec<Member>, Fault> {
    let statement = Statement::new(
        "-- member::admins
SELECT id, version, body
FROM member
WHERE community = $1 AND body LIKE '%\"admin\":true%'
ORDER BY since, id
LIMIT $2 + 0",
    );
    values(&pool.rows(&scope.into(), &statement.with(scope).with(most)).await?)
}

/// Those whom nothing reaches, by when they came; see [`admins`].
pub(crate) async fn unreachable(pool: &Pool, scope: Scope, most: u32) -> Result<Vec<Member>, Fault> {
    let statement = Statement::new(
        "-- member::unreachable
SELECT id, version, body
FROM member
WHERE community = $1 AND body LIKE '%\"unreachable\":\"%'
ORDER BY since, id
LIMIT $2 + 0",
    );
    values(&pool.rows(&scope.into(), &statement.with(scope).with(most)).await?)
}

/// Everybody who can be found by a topic, in no stated order; at most `most`.
pub(crate) async fn mentors(pool: &Pool, scope: Scope, most: usize) -> Result<Vec<Arc<Member>>, Fault> {
    let statement = Statement::new(
        "-- member::mentors
SELECT member.id, member.version, member.body
FROM (
    SELECT DISTINCT member
    FROM member_topic
    WHERE community = $1
) AS found
CROSS JOIN member
WHERE member.community = $1 AND member.id = found.member
LIMIT $2 + 0",
    );
    shared(&pool.rows(&scope.into(), &statement.with(scope).with(most)).await?)
}

/// Those who can be found by a topic, in the order of their ids.
pub(crate) async fn mentors_after(
    pool: &Pool,
    scope: Scope,
    after: Option<MemberId>,
    most: u32,
) -> Result<Vec<Arc<Member>>, Fault> {
    let text = "-- member::mentors_after
SELECT member.id, member.version, member.body
FROM (
    SELECT DISTINCT member
    FROM member_topic
    WHERE community = $1 AND member > $2
    ORDER BY member
    LIMIT $3 + 0
) AS found
CROSS JOIN member
WHERE member.community = $1 AND member.id = found.member
ORDER BY member.id";
    shared(&page(pool, scope, text, after, most).await?)
}

fn shared(rows: &[Row]) -> Result<Vec<Arc<Member>>, Fault> {
    rows.iter().map(|row| value(row).map(Arc::new)).collect()
}

/// Mentors whose topics share stems with a question, in the order in which they are considered.
///
/// The order is found from two indexes alone; only then are the bodies of the first `most` read. What was found is
/// kept apart from the counting, which would otherwise go through everybody's topics in the order of the members; and
/// to SQLite `CROSS JOIN` says that what was found comes first, where it would rather begin with every member.
pub(crate) async fn candidates(
    pool: &Pool,
    scope: Scope,
    stems: &[String],
    most: u32,
) -> Result<Vec<Arc<Member>>, Fault> {
    if stems.is_empty() {
        return Ok(Vec::new());
    }
    let statement = Statement::new(
        "-- member::candidates
WITH found AS MATERIALIZED (
    SELECT member, stem
    FROM member_topic
    WHERE community = $1 AND stem IN ({list})
), shared AS (
    SELECT member, COUNT(DISTINCT stem) AS stems
    FROM found
    GROUP BY member
), first AS (
    SELECT member.id, shared.stems, member.holdings
    FROM shared
    CROSS JOIN member
    WHERE member.community = $1 AND member.id = shared.member
    ORDER BY shared.stems DESC, member.holdings, member.id
    LIMIT $2 + 0
)
SELECT member.id, member.version, member.body
FROM first
CROSS JOIN member
WHERE member.community = $1 AND member.id = first.id
ORDER BY first.stems DESC, first.holdings, first.id",
    );
    let statement = statement.with(scope).with(most).for_list("{list}", stems.iter().map(String::as_str));
    shared(&pool.rows(&scope.into(), &statement).await?)
}
