//! Erasing one member: what becomes of each table. What is theirs goes, and what was said of it; a line of the journal,
//! and what others have that names them, gets a random name that leads to nobody.
//!
//! Everything here reads as much of a community as it has to: it is done once in somebody's lifetime.

use smallwins_core::community::Scope;
use smallwins_core::message::Reply;
use smallwins_core::parting::Erasure;

use crate::db::Tx;
use crate::fault::Fault;
use crate::rows::body;
use crate::statement::{Statement, escaped};
use crate::table::rollup::Anew;
use crate::write::Write;

/// What is theirs, in words for a statement in which `$2` is the member.
const THEIRS: &str = "(
    SELECT id FROM win WHERE community = $1 AND learner = $2
    UNION ALL
    SELECT id FROM ask WHERE community = $1 AND learner = $2
    UNION ALL
    SELECT id FROM offer WHERE community = $1 AND mentor = $2
    UNION ALL
    SELECT offer.id
    FROM offer
    JOIN ask ON ask.community = $1 AND ask.id = offer.ask
    WHERE offer.community = $1 AND ask.learner = $2
    UNION ALL
    SELECT id FROM session WHERE community = $1 AND (learner = $2 OR mentor = $2)
)";

/// What a statement is given behind the community.
#[derive(Clone, Copy)]
enum Given {
    /// The member.
    Who,
    /// The name that the member has from then on.
    Then,
    /// The id that the member has if they begin anew.
    Again,
    /// A pattern for whatever names the member.
    Naming,
    /// Patterns for a path that ends in their id on the platform, or goes on behind it.
    Path,
    /// A pattern for JSON in which their id on the platform is a text.
    Handle,
    /// An answer that says nothing.
    Silence,
}

use Given::{Again, Handle, Naming, Path, Silence, Then, Who};

/// The statements, in their order: tasks are known by what is gone afterwards.
///
/// A report that somebody else wrote, and that waits to be read, is theirs and not of whom it is about: whoever could
/// take it along by being erased would never hear of it. It names a session that is gone and nobody by their id. Of a
/// task that is done the time stays: so many messages a day reached those to whom it was said. What was said in it is
/// nobody's to read any more, whoever was named there. One that is under way is the very one that erases. In the JSON
/// of a member a name stands as a key beside what came of meeting them, and as a text of its own among those with whom
/// they are not to be put together: that alone leads to whoever begins anew. Whoever does so more than once has the
/// same id each time, so it is put there last.
const STATEMENTS: [(&str, &[Given]); 22] = [
    (
        "-- erase::unsaid
DELETE FROM task
WHERE community = $1
    AND (
        recipient = $2
        OR (settled_at IS NULL AND about IN {theirs})
        OR (
            settled_at IS NULL
            AND kind = 'deliver'
            AND (
                about = $2
                OR body LIKE $3 ESCAPE '!'
                OR (
                    body NOT LIKE '%\"action\":\"report-read %'
                    AND EXISTS (
                        SELECT 1
                        FROM session
                        WHERE session.community = $1
                            AND (session.learner = $2 OR session.mentor = $2)
                            AND task.body LIKE '%' || session.id || '%'
                    )
                )
            )
        )
    )",
        &[Who, Naming],
    ),
    (
        "-- erase::said
UPDATE task
SET about = CASE WHEN about IN {theirs} THEN $3 ELSE REPLACE(about, $2, $3) END, body = '{}'
WHERE community = $1
    AND settled_at IS NOT NULL
    AND (body <> '{}' OR about IN ($2, 'pause/' || $2) OR about IN {theirs})",
        &[Who, Then],
    ),
    (
        "-- erase::under_way
UPDATE task
SET about = REPLACE(about, $2, $3), body = REPLACE(body, $2, $3)
WHERE community = $1 AND settled_at IS NULL AND (about = $2 OR body LIKE $4 ESCAPE '!')",
        &[Who, Then, Naming],
    ),
    (
        "-- erase::receipts
UPDATE receipt
SET member = NULL
WHERE community = $1 AND member = $2",
        &[Who],
    ),
    (
        "-- erase::visits
DELETE FROM visit
WHERE community = $1 AND body LIKE $2 ESCAPE '!'",
        &[Naming],
    ),
    (
        "-- erase::answers
UPDATE call
SET reply = $2
WHERE community = $1 AND reply <> $2",
        &[Silence],
    ),
    (
        "-- erase::calls
DELETE FROM call
WHERE community = $1 AND (id LIKE $2 ESCAPE '!' OR id LIKE $3 ESCAPE '!')",
        &[Path],
    ),
    (
        "-- erase::keepsakes
DELETE FROM keepsake
WHERE community = $1 AND (name LIKE $2 ESCAPE '!' OR name LIKE $3 ESCAPE '!')",
        &[Path],
    ),
    (
        "-- erase::reports
DELETE FROM keepsake
WHERE community = $1 AND (name LIKE 'report/%' OR name LIKE 'report-read/%') AND name LIKE $2 ESCAPE '!'",
        &[Naming],
    ),
    (
        "-- erase::lines
DELETE FROM keepsake
WHERE community = $1 AND name LIKE 'thread/%' AND value LIKE $2 ESCAPE '!'",
        &[Handle],
    ),
    (
        "-- erase::offers
DELETE FROM offer
WHERE community = $1
    AND (mentor = $2 OR ask IN (SELECT id FROM ask WHERE community = $1 AND learner = $2))",
        &[Who],
    ),
    (
        "-- erase::sessions
DELETE FROM session
WHERE community = $1 AND (learner = $2 OR mentor = $2)",
        &[Who],
    ),
    (
        "-- erase::asks
DELETE FROM ask
WHERE community = $1 AND learner = $2",
        &[Who],
    ),
    (
        "-- erase::asks_of_others
UPDATE ask
SET version = version + 1, body = REPLACE(body, $2, $3)
WHERE community = $1 AND body LIKE $4 ESCAPE '!'",
        &[Who, Then, Naming],
    ),
    (
        "-- erase::signals
DELETE FROM signal
WHERE community = $1
    AND (whose = $2 OR whose IN (SELECT id FROM link WHERE community = $1 AND member = $2))",
        &[Who],
    ),
    (
        "-- erase::links
DELETE FROM link
WHERE community = $1 AND member = $2",
        &[Who],
    ),
    (
        "-- erase::audit_names
DELETE FROM audit_name
WHERE community = $1 AND member = $2",
        &[Who],
    ),
    (
        "-- erase::wins
DELETE FROM win
WHERE community = $1 AND learner = $2",
        &[Who],
    ),
    (
        "-- erase::topics
DELETE FROM member_topic
WHERE community = $1 AND member = $2",
        &[Who],
    ),
    (
        "-- erase::member
DELETE FROM member
WHERE community = $1 AND id = $2",
        &[Who],
    ),
    (
        "-- erase::community
UPDATE community
SET version = version + 1, body = REPLACE(body, $2, $3)
WHERE community = $1 AND body LIKE $4 ESCAPE '!'",
        &[Who, Then, Naming],
    ),
    (
        "-- erase::others
UPDATE member
SET
    version = version + 1,
    body = REPLACE(
        REPLACE(
            REPLACE(
                REPLACE(body, '\"' || $2 || '\":', '\"' || $3 || '\":'),
                '\"' || $2 || '\"',
                '\"' || $3 || '#\"'
            ),
            $2,
            $3
        ),
        '\"' || $3 || '#\"',
        '\"' || $5 || '\"'
    )
WHERE community = $1 AND body LIKE $4 ESCAPE '!'",
        &[Who, Then, Naming, Again],
    ),
];

/// The journal stays, and tells of nobody any more.
const JOURNAL: &str = "-- erase::journal
UPDATE fact
SET member = REPLACE(member, $2, $3), body = REPLACE(body, $2, $3)
WHERE community = $1 AND (member = $2 OR body LIKE $4 ESCAPE '!')";

/// Erases a member inside a transaction.
pub(crate) async fn erase(tx: &mut Tx, scope: Scope, erasure: &Erasure) -> Result<(), Fault> {
    tx.leaves_traces().await?;
    for (text, given) in STATEMENTS.iter().chain(&[(JOURNAL, &[Who, Then, Naming][..])]) {
        tx.run(&statement(text, given, scope, erasure)).await?;
    }
    // The books know people by their names.
    Anew(scope).run(tx).await
}

fn statement(text: &'static str, given: &[Given], scope: Scope, erasure: &Erasure) -> Statement {
    let Erasure { member, handle, then, again } = erasure;
    let (member, handle) = (member.to_string(), escaped(&handle.0));
    let mut statement = Statement::new(text).with(scope);
    if text.contains("{theirs}") {
        statement.text = text.replace("{theirs}", THEIRS).into();
    }
    for given in given {
        statement = match given {
            Who => statement.with(member.as_str()),
            Then => statement.with(then.to_string()),
            Again => statement.with(again.to_string()),
            Naming => statement.with(format!("%{}%", escaped(&member))),
            Path => statement.with(format!("%/{handle}")).with(format!("%/{handle}/%")),
            Handle => statement.with(format!("%\"{handle}\"%")),
            Silence => statement.with(body(&Reply::default())),
        };
    }
    statement
}
