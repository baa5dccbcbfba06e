//! Tasks: what is due and when. Promised by a commit, leased by a claim, ended by a settlement.
//!
//! `attempt` is the fencing token: a settlement that finds another attempt has lost its lease. `free_at` is when a
//! task may be claimed: when it is due, or when its lease runs out. What is settled is in no index that a claim
//! reads, and what lies in the future is behind the end of the range that it reads.

mod claim;
mod settle;

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::id::MemberId;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{Mishap, Outlook, Waiting};
use smallwins_core::task::{Address, Kind, Manner, Subject, Task, Work};

use crate::db::{Pool, Row};
use crate::fault::Fault;
use crate::rows::{Writing, body, column, corrupt, instant, read_body};
use crate::statement::{Arg, MOST_ROWS, Statement, id};

pub(crate) use claim::{Claim, LOOK_AHEAD};
pub(crate) use settle::Settle;

const TABLE: &str = "task";

/// Adds promises. One that was forgotten meanwhile takes none.
///
/// The platform is the name under which a claim looks. In a community that is closed it is one that no claim looks for,
/// so that what waits there costs a claim nothing; [`PARK`] changes it for what was promised before. Between the two
/// no promise slips through: they hold on to the community's row in turn.
pub(crate) const PUT: Writing = Writing {
    head: "-- task::put
WITH fresh (community, id, kind, due, about, recipient, proactive, not_after, body) AS (",
    tail: ")
INSERT INTO task (
    community, id, platform, kind, state, due, free_at, attempt, in_doubt,
    about, recipient, proactive, not_after, body
)
SELECT
    fresh.community, fresh.id,
    CASE WHEN community.closed THEN community.platform || '/closed' ELSE community.platform END,
    fresh.kind, 'ready', fresh.due, fresh.due, 0, FALSE,
    fresh.about, fresh.recipient, fresh.proactive, fresh.not_after, fresh.body
FROM fresh
JOIN community ON community.community = fresh.community
WHERE TRUE
{share}
ON CONFLICT (community, id) DO NOTHING
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, task: &Task) -> Vec<Arg> {
    vec![
        scope.into(),
        id(task.id),
        kind(task.work.kind()).into(),
        task.due.into(),
        id(task.about),
        recipient(task).map(|member| member.to_string()).into(),
        is_proactive(task).into(),
        task.not_after.into(),
        body(task).into(),
    ]
}

/// Puts what waits in a community where its standing says: see [`PUT`].
pub(crate) const PARK: Writing = Writing {
    head: "-- task::park
WITH moved (community) AS (",
    tail: ")
UPDATE task
SET platform = home.platform
FROM (
    SELECT
        community.community,
        CASE WHEN community.closed THEN community.platform || '/closed' ELSE community.platform END AS platform
    FROM moved
    JOIN community ON community.community = moved.community
) AS home
WHERE task.community = home.community AND task.settled_at IS NULL AND task.platform <> home.platform",
};

/// Drops the wake-ups about something that are waiting. One that is leased is being done: its action finds out.
pub(crate) const DROP: Writing = Writing {
    head: "-- task::drop
WITH gone (community, about, at) AS (",
    tail: ")
UPDATE task
SET state = 'dropped', settled_at = gone.at, reason = 'what it was about came to nothing', vain_since = NULL
FROM gone
WHERE task.community = gone.community
    AND task.about = gone.about
    AND task.settled_at IS NULL
    AND task.kind = 'act'
    AND task.state = 'ready'",
};

/// What stands in the columns of [`DROP`].
pub(crate) fn drop_row(scope: Scope, about: Subject, at: DateTime<Utc>) -> Vec<Arg> {
    vec![scope.into(), id(about), at.into()]
}

/// Takes back what waits to be said somewhere about something: to a member, or to everybody. What is leased is being
/// said.
pub(crate) const UNSAY: Writing = Writing {
    head: "-- task::unsay
WITH gone (community, recipient, about, at, due_from) AS (",
    tail: ")
UPDATE task
SET state = 'dropped', settled_at = gone.at, reason = 'it was taken back before it was said', vain_since = NULL
FROM gone
WHERE task.community = gone.community
    AND task.recipient IS NOT DISTINCT FROM gone.recipient
    AND task.about = gone.about
    AND task.due >= gone.due_from
    AND task.settled_at IS NULL
    AND task.kind = 'deliver'
    AND task.state = 'ready'",
};

/// What stands in the columns of [`UNSAY`].
pub(crate) fn unsay_row(
    scope: Scope,
    to: Address,
    about: Subject,
    at: DateTime<Utc>,
    due_from: DateTime<Utc>,
) -> Vec<Arg> {
    let reader = reader(to).map(|member| member.to_string()).into();
    vec![scope.into(), reader, id(about), at.into(), due_from.into()]
}

/// Makes due what waits to be said to a member.
pub(crate) const HASTEN: Writing = Writing {
    head: "-- task::hasten
WITH back (community, recipient, at) AS (",
    tail: ")
UPDATE task
SET due = back.at, free_at = back.at
FROM back
WHERE task.community = back.community
    AND task.settled_at IS NULL
    AND task.due > back.at
    AND task.kind = 'deliver'
    AND task.recipient IS NOT DISTINCT FROM back.recipient
    AND task.state = 'ready'",
};

/// What stands in the columns of [`HASTEN`].
pub(crate) fn hasten_row(scope: Scope, to: Address, at: DateTime<Utc>) -> Vec<Arg> {
    vec![scope.into(), reader(to).map(|member| member.to_string()).into(), at.into()]
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Act => "act",
        Kind::Deliver => "deliver",
    }
}

/// To whom a task is to say something, where it is one member.
pub(crate) fn recipient(task: &Task) -> Option<MemberId> {
    match &task.work {
        Work::Act(_) => None,
        Work::Deliver(delivery) => reader(delivery.to),
    }
}

/// Who reads what is said there, where it is one member.
pub(crate) fn reader(to: Address) -> Option<MemberId> {
    match to {
        Address::Member(member) => Some(member),
        Address::Channel | Address::Digest => None,
    }
}

/// Whether a task is to say something unasked.
pub(crate) fn is_proactive(task: &Task) -> bool {
    match &task.work {
        Work::Act(_) => false,
        Work::Deliver(delivery) => match delivery.manner {
            Manner::Proactive => true,
            Manner::Appointment | Manner::Awaited => false,
        },
    }
}

/// The task of a row with `id`, `due` and `body`. It is due when its column says: a later date is kept there alone.
fn task(row: &Row) -> Result<Task, Fault> {
    let id = column(TABLE, "?", row.text("id"))?;
    let due = instant(TABLE, &id, column(TABLE, &id, row.int("due"))?)?;
    let mut task: Task = read_body(TABLE, &id, &column(TABLE, &id, row.text("body"))?)?;
    if task.id.to_string() != id {
        return Err(corrupt(TABLE, &id, "its body is that of another"));
    }
    if task.due.timestamp_millis() != due.timestamp_millis() {
        task.due = due;
    }
    Ok(task)
}

/// What is not settled in a community, in order of due time.
pub(crate) async fn due(pool: &Pool, scope: Scope, most: u32) -> Result<Vec<Task>, Fault> {
    let statement = Statement::new(
        "-- task::due
SELECT id, due, body
FROM task
WHERE community = $1 AND settled_at IS NULL
ORDER BY due, id
LIMIT $2 + 0",
    );
    pool.rows(&scope.into(), &statement.with(scope).with(most)).await?.iter().map(task).collect()
}

/// When the clock next does something by itself about each of some.
pub(crate) async fn planned(
    pool: &Pool,
    scope: Scope,
    about: &[Subject],
) -> Result<Vec<(Subject, DateTime<Utc>)>, Fault> {
    let mut planned = Vec::new();
    for about in about.chunks(MOST_ROWS) {
        let statement = Statement::new(
            "-- task::planned
SELECT about, MIN(due) AS due
FROM task
WHERE community = $1 AND about IN ({list}) AND settled_at IS NULL AND kind = 'act'
GROUP BY about",
        );
        let statement = statement.with(scope).for_list("{list}", about.iter().map(id));
        for row in pool.rows(&scope.into(), &statement).await? {
            let about = column(TABLE, "?", row.text("about"))?;
            let due = instant(TABLE, &about, column(TABLE, &about, row.int("due"))?)?;
            let subject = about.parse().map_err(|_| corrupt(TABLE, &about, "it is about nothing known"))?;
            planned.push((subject, due));
        }
    }
    Ok(planned)
}

/// What waits to be said to a member, in order of due time.
pub(crate) async fn waiting_for(pool: &Pool, scope: Scope, member: MemberId) -> Result<Vec<Task>, Fault> {
    let statement = Statement::new(
        "-- task::waiting_for
SELECT id, due, body
FROM task
WHERE community = $1 AND recipient = $2 AND settled_at IS NULL
ORDER BY due, id",
    );
    pool.rows(&scope.into(), &statement.with(scope).with(id(member))).await?.iter().map(task).collect()
}

/// What is not settled in a community.
pub(crate) async fn waiting(pool: &Pool, scope: Scope) -> Result<Waiting, Fault> {
    let statement = Statement::new(
        "-- task::waiting
SELECT
    COUNT(*) AS waiting,
    MIN(due) AS oldest,
    (SELECT MAX(at) FROM receipt WHERE community = $1) AS said
FROM task
WHERE community = $1 AND settled_at IS NULL",
    );
    let rows = pool.rows(&scope.into(), &statement.with(scope)).await?;
    let Some(row) = rows.first() else { return Ok(Waiting::default()) };
    let count = column(TABLE, "?", row.int("waiting"))?;
    let at = |name: &str| {
        let millis = column(TABLE, "?", row.maybe_int(name))?;
        millis.map(|millis| instant(TABLE, "?", millis)).transpose()
    };
    Ok(Waiting { count: u32::try_from(count).unwrap_or(u32::MAX), oldest: at("oldest")?, said: at("said")? })
}

/// What was tried in vain since an instant, latest first. A single try in vain is no trouble yet.
pub(crate) async fn in_trouble(
    pool: &Pool,
    scope: Scope,
    since: DateTime<Utc>,
    most: u32,
) -> Result<Vec<Mishap>, Fault> {
    let statement = Statement::new(
        "-- task::in_trouble
SELECT id, kind, recipient, state, in_doubt, vain_since, free_at, reason
FROM task
WHERE community = $1 AND vain_since >= $2 AND (state = 'failed' OR in_doubt OR vain > 1)
ORDER BY vain_since DESC, id
LIMIT $3 + 0",
    );
    let rows = pool.rows(&scope.into(), &statement.with(scope).with(since).with(most)).await?;
    rows.iter().map(mishap).collect()
}

fn mishap(row: &Row) -> Result<Mishap, Fault> {
    let id = column(TABLE, "?", row.text("id"))?;
    let recipient = column(TABLE, &id, row.maybe_text("recipient"))?;
    let recipient =
        recipient.map(|member| member.parse().map_err(|_| corrupt(TABLE, &id, "its recipient is no id")));
    let to = match (column(TABLE, &id, row.text("kind"))?.as_str(), recipient.transpose()?) {
        ("act", _) => None,
        (_, Some(member)) => Some(Address::Member(member)),
        (_, None) => Some(Address::Channel),
    };
    let again_at = instant(TABLE, &id, column(TABLE, &id, row.int("free_at"))?)?;
    let given_up = column(TABLE, &id, row.text("state"))? == "failed";
    let outlook = match column(TABLE, &id, row.truth("in_doubt"))? {
        _ if given_up => Outlook::GivenUp,
        true => Outlook::InDoubt { again_at },
        false => Outlook::Waiting { again_at },
    };
    Ok(Mishap {
        task: id.parse().map_err(|_| corrupt(TABLE, &id, "its id is none"))?,
        to,
        since: instant(TABLE, &id, column(TABLE, &id, row.int("vain_since"))?)?,
        why: column(TABLE, &id, row.maybe_text("reason"))?.unwrap_or_default(),
        outlook,
    })
}

/// When a task of a platform's communities may next be claimed.
pub(crate) async fn next_due(pool: &Pool, platform: &PlatformName) -> Result<Option<DateTime<Utc>>, Fault> {
    let statement = Statement::new(
        "-- task::next_due
SELECT MIN(free_at) AS free_at
FROM (
    SELECT MIN(free_at) AS free_at
    FROM task
    WHERE platform = $1 AND kind = 'act' AND settled_at IS NULL
    UNION ALL
    SELECT MIN(free_at) AS free_at
    FROM task
    WHERE platform = $1 AND kind = 'deliver' AND settled_at IS NULL
) AS next",
    );
    let rows = pool.rows(&platform.into(), &statement.with(platform.as_str())).await?;
    let free_at = rows.first().map(|row| column(TABLE, "?", row.maybe_int("free_at"))).transpose()?;
    free_at.flatten().map(|millis| instant(TABLE, "?", millis)).transpose()
}

/// When it is looked for next whether what was to be said to a member unasked has arrived.
pub(crate) async fn in_doubt(
    pool: &Pool,
    scope: Scope,
    member: MemberId,
    since: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Fault> {
    let statement = Statement::new(
        "-- task::in_doubt
SELECT MAX(free_at) AS free_at
FROM task
WHERE community = $1 AND vain_since >= $2 AND recipient = $3 AND proactive AND in_doubt AND settled_at IS NULL",
    );
    let rows = pool.rows(&scope.into(), &statement.with(scope).with(since).with(id(member))).await?;
    let free_at = rows.first().map(|row| column(TABLE, "?", row.maybe_int("free_at"))).transpose()?;
    free_at.flatten().map(|millis| instant(TABLE, "?", millis)).transpose()
}

/// How many proactive messages reached a member since an instant; those that were said as one share its id.
pub(crate) async fn proactive_since(
    pool: &Pool,
    scope: Scope,
    member: MemberId,
    since: DateTime<Utc>,
) -> Result<u32, Fault> {
    let statement = Statement::new(
        "-- task::proactive_since
SELECT COUNT(DISTINCT COALESCE(message, id)) AS said
FROM task
WHERE community = $1 AND recipient = $2 AND proactive AND state = 'done' AND settled_at >= $3",
    );
    let rows = pool.rows(&scope.into(), &statement.with(scope).with(id(member)).with(since)).await?;
    let said = rows.first().map(|row| column(TABLE, "?", row.int("said"))).transpose()?;
    Ok(said.map_or(0, |said| u32::try_from(said).unwrap_or(u32::MAX)))
}
