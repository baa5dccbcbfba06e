//! Links: whose accounts at sources are.

use smallwins_core::community::Scope;
use smallwins_core::signal::{AccountLink, Whose};

use crate::db::{Pool, Tx};
use crate::fault::Fault;
use crate::rows::{Kept, Writing, body, next, values};
use crate::statement::{Arg, Statement, id};

impl Kept for AccountLink {
    const TABLE: &'static str = "link";

    fn key(&self) -> String {
        self.account.to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

/// Writes the next version of each link whose row still stands at the version that was read. One that
/// is gone meanwhile stays so.
pub(crate) const PUT: Writing = Writing {
    head: "-- link::put
WITH fresh (community, id, version, member, body) AS (",
    tail: ")
INSERT INTO link (community, id, version, member, body)
SELECT community, id, version, member, body
FROM fresh
WHERE version = 1
    OR EXISTS (SELECT 1 FROM link AS known WHERE known.community = fresh.community AND known.id = fresh.id)
ON CONFLICT (community, id) DO UPDATE SET
    version = excluded.version,
    member = excluded.member,
    body = excluded.body
WHERE link.version = excluded.version - 1
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, link: &AccountLink) -> Vec<Arg> {
    vec![
        scope.into(),
        id(&link.account),
        next(link.version),
        link.member.map(|member| member.to_string()).into(),
        body(link).into(),
    ]
}

/// Forgets an account that is nobody's any more: it is somebody's name.
pub(crate) async fn sweep(tx: &mut Tx, scope: Scope, account: &str) -> Result<(), Fault> {
    let statement = Statement::new(
        "-- link::sweep
DELETE FROM link
WHERE community = $1 AND id = $2 AND member IS NULL",
    );
    tx.run(&statement.with(scope).with(account)).await
}

/// The links of a member, in the order of their accounts; or the one of an account.
pub(crate) async fn of(pool: &Pool, scope: Scope, whose: &Whose) -> Result<Vec<AccountLink>, Fault> {
    let statement = Statement::new(match whose {
        Whose::Member(_) => {
            "-- link::of_member
SELECT id, version, body
FROM link
WHERE community = $1 AND member = $2
ORDER BY id"
        }
        Whose::Account(_) => {
            "-- link::of_account
SELECT id, version, body
FROM link
WHERE community = $1 AND id = $2"
        }
    });
    values(&pool.rows(&scope.into(), &statement.with(scope).with(id(whose))).await?)
}
