//! Sessions: meetings of two, and the time that they take from both.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::follow_up::Busy;
use smallwins_core::id::{MemberId, SessionId, earliest, last};
use smallwins_core::session::Session;
use smallwins_core::text::Typed;

use crate::db::Pool;
use crate::fault::Fault;
use crate::rows::{Kept, Writing, body, column, corrupt, instant, next, page, values};
use crate::statement::{Arg, MOST_ROWS, Statement, id};
use crate::turns::turn;

impl Kept for Session {
    const TABLE: &'static str = "session";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

/// Writes the next version of each session whose row still stands at the version that was read. One that
/// is gone meanwhile stays so.
pub(crate) const PUT: Writing = Writing {
    head: "-- session::put
WITH fresh (
    community, id, version, ask, learner, mentor, open, starts_at, ends_at, told_at,
    turn, turn_since, unsettled, turn_of, body
) AS (",
    tail: ")
INSERT INTO session (
    community, id, version, ask, learner, mentor, open, starts_at, ends_at, told_at,
    turn, turn_since, unsettled, turn_of, body
)
SELECT
    community, id, version, ask, learner, mentor, open, starts_at, ends_at, told_at,
    turn, turn_since, unsettled, turn_of, body
FROM fresh
WHERE version = 1
    OR EXISTS (SELECT 1 FROM session AS known WHERE known.community = fresh.community AND known.id = fresh.id)
ON CONFLICT (community, id) DO UPDATE SET
    version = excluded.version,
    ask = excluded.ask,
    learner = excluded.learner,
    mentor = excluded.mentor,
    open = excluded.open,
    starts_at = excluded.starts_at,
    ends_at = excluded.ends_at,
    told_at = excluded.told_at,
    turn = excluded.turn,
    turn_since = excluded.turn_since,
    unsettled = excluded.unsettled,
    turn_of = excluded.turn_of,
    body = excluded.body
WHERE session.version = excluded.version - 1
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, session: &Session) -> Vec<Arg> {
    vec![
        scope.into(),
        id(session.id),
        next(session.version),
        id(session.ask),
        id(session.learner),
        id(session.mentor),
        session.is_open().into(),
        session.busy().map(|busy| busy.from).into(),
        session.busy().map(|busy| busy.to).into(),
        session.words_since().into(),
        turn(session.turn()).into(),
        session.turn().map(|(_, since)| since).into(),
        session.is_unsettled().into(),
        next(session.version),
        body(session).into(),
    ]
}

/// When these members are in sessions that overlap a stretch of time.
pub(crate) async fn busy(
    pool: &Pool,
    scope: Scope,
    members: &[MemberId],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Busy>, Fault> {
    let mut found = BTreeMap::new();
    for members in members.chunks(MOST_ROWS) {
        let statement = Statement::new(
            "-- session::busy
SELECT id, starts_at, ends_at, learner, mentor
FROM session
WHERE community = $1 AND learner IN ({list}) AND starts_at < $3 AND ends_at > $2
UNION
SELECT id, starts_at, ends_at, learner, mentor
FROM session
WHERE community = $1 AND mentor IN ({list}) AND starts_at < $3 AND ends_at > $2",
        );
        let statement = statement.with(scope).with(from).with(to).for_list("{list}", members.iter().map(id));
        for row in pool.rows(&scope.into(), &statement).await? {
            let id = column(Session::TABLE, "?", row.text("id"))?;
            let at = |name| {
                let millis = column(Session::TABLE, &id, row.int(name))?;
                instant(Session::TABLE, &id, millis)
            };
            let whom = |name| {
                let text = column(Session::TABLE, &id, row.text(name))?;
                text.parse().map_err(|_| corrupt(Session::TABLE, &id, "no id of a member"))
            };
            let two = Some([whom("learner")?, whom("mentor")?]);
            let busy = Busy { from: at("starts_at")?, to: at("ends_at")?, two };
            found.insert((busy.from, busy.to, id), busy);
        }
    }
    Ok(found.into_values().collect())
}

/// The compliments that stand in the latest sessions of a mentor, or of anybody, or in the latest before one of them,
/// newest session first.
pub(crate) async fn affirmations(
    pool: &Pool,
    scope: Scope,
    mentor: Option<MemberId>,
    before: Option<SessionId>,
    most: u32,
) -> Result<Vec<(SessionId, Typed)>, Fault> {
    let of_one = Statement::new(
        "-- session::affirmations
SELECT id, version, body
FROM session
WHERE community = $1 AND mentor = $4 AND id < $3
ORDER BY id DESC
LIMIT $2 + 0",
    );
    let of_all = Statement::new(
        "-- session::affirmations_of_all
SELECT id, version, body
FROM session
WHERE community = $1 AND id < $3
ORDER BY id DESC
LIMIT $2 + 0",
    );
    let before = id(before.unwrap_or_else(last));
    let statement = match mentor {
        Some(mentor) => of_one.with(scope).with(most).with(before).with(id(mentor)),
        None => of_all.with(scope).with(most).with(before),
    };
    let rows = pool.rows(&scope.into(), &statement).await?;
    let sessions: Vec<Session> = values(&rows)?;
    let of_one = |session: &Session| session.compliments().map(|words| (session.id, words.clone())).collect();
    Ok(sessions.iter().flat_map(|session| -> Vec<_> { of_one(session) }).collect())
}

/// Sessions in which somebody still has something to do, the oldest first.
pub(crate) async fn open(
    pool: &Pool,
    scope: Scope,
    after: Option<SessionId>,
    most: u32,
) -> Result<Vec<Session>, Fault> {
    let text = "-- session::open
SELECT id, version, body
FROM session
WHERE community = $1 AND open AND id > $2
ORDER BY id
LIMIT $3 + 0";
    values(&page(pool, scope, text, after, most).await?)
}

/// Sessions that ended before an instant and still have words; those that an earlier release wrote stand first, as it
/// did not say when they ended.
pub(crate) async fn bygone(
    pool: &Pool,
    scope: Scope,
    before: DateTime<Utc>,
    most: u32,
) -> Result<Vec<Session>, Fault> {
    let statement = Statement::new(
        "-- session::bygone
SELECT id, version, body
FROM session
WHERE community = $1 AND NOT open AND told_at < $2
ORDER BY told_at, id
LIMIT $3 + 0",
    );
    values(&pool.rows(&scope.into(), &statement.with(scope).with(before).with(most)).await?)
}

/// Sessions that somebody took on as their mentor since an instant: a session's id tells when.
pub(crate) async fn given(
    pool: &Pool,
    scope: Scope,
    mentor: MemberId,
    since: DateTime<Utc>,
) -> Result<Vec<Session>, Fault> {
    let statement = Statement::new(
        "-- session::given
SELECT id, version, body
FROM session
WHERE community = $1 AND mentor = $2 AND id >= $3
ORDER BY id",
    );
    let first = earliest::<SessionId>(since);
    values(&pool.rows(&scope.into(), &statement.with(scope).with(id(mentor)).with(id(first))).await?)
}

/// Of how many sessions that were taken on since an instant it is not settled whether they take place, by mentor: a
/// session's id tells when it was taken on. Of what an earlier release wrote its body tells, where it may be so.
pub(crate) async fn unsettled(
    pool: &Pool,
    scope: Scope,
    since: DateTime<Utc>,
) -> Result<Vec<(MemberId, u32)>, Fault> {
    let said = Statement::new(
        "-- session::unsettled
SELECT mentor, COUNT(*) AS sessions
FROM session
WHERE community = $1 AND unsettled AND turn_of = version AND id >= $2
GROUP BY mentor",
    );
    let unsaid = Statement::new(
        "-- session::unsettled_unsaid
SELECT id, version, body
FROM session
WHERE community = $1
    AND turn_of IS DISTINCT FROM version
    AND id >= $2
    AND (open OR body LIKE '%not_met%')",
    );
    let first = earliest::<SessionId>(since);
    let mut counts: BTreeMap<MemberId, u32> = BTreeMap::new();
    for row in pool.rows(&scope.into(), &said.with(scope).with(id(first))).await? {
        let mentor = column(Session::TABLE, "?", row.text("mentor"))?;
        let sessions = column(Session::TABLE, &mentor, row.int("sessions"))?;
        let id = mentor.parse().map_err(|_| corrupt(Session::TABLE, &mentor, "no id of a member"))?;
        counts.insert(id, u32::try_from(sessions).unwrap_or(u32::MAX));
    }
    let unsaid: Vec<Session> = values(&pool.rows(&scope.into(), &unsaid.with(scope).with(id(first))).await?)?;
    for session in unsaid.iter().filter(|session| session.is_unsettled()) {
        *counts.entry(session.mentor).or_default() += 1;
    }
    Ok(counts.into_iter().collect())
}
