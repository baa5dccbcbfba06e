//! Communities: the tenants. The key of this table is the `community` that leads every other key.

use smallwins_core::community::{Community, Scope};
use smallwins_core::platform::{Handle, PlatformName};

use crate::db::{Pool, Tx, Walls};
use crate::fault::Fault;
use crate::mentors::Mentors;
use crate::rows::{self, Kept, Writing, body, next};
use crate::statement::{Arg, Statement, id};
use crate::write::Write;

impl Kept for Community {
    const TABLE: &'static str = "community";

    fn key(&self) -> String {
        self.scope().community().to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

const KNOWN: &str = "-- community::known
SELECT community AS id, version, body
FROM community
WHERE platform = $1 AND external = $2";

fn known(platform: &PlatformName, external: &str) -> Statement {
    Statement::new(KNOWN).with(platform.as_str()).with(external)
}

/// The community that a platform knows by that id.
pub(crate) async fn find(
    pool: &Pool,
    platform: &PlatformName,
    external: &str,
) -> Result<Option<Community>, Fault> {
    let rows = pool.rows(&Walls::from(platform), &known(platform, external)).await?;
    rows.first().map(rows::value).transpose()
}

/// The communities of a platform in which somebody with that handle is a member, newest membership first.
///
/// To SQLite `CROSS JOIN` says that their few memberships come first, where it would rather begin with every community
/// of the platform.
pub(crate) async fn homes(
    pool: &Pool,
    platform: &PlatformName,
    handle: &Handle,
) -> Result<Vec<Community>, Fault> {
    let statement = Statement::new(
        "-- community::homes
SELECT community.community AS id, community.version, community.body
FROM member
CROSS JOIN community
WHERE member.handle = $1 AND community.community = member.community AND community.platform = $2
ORDER BY member.since DESC, member.id DESC, community.community",
    );
    let statement = statement.with(handle.0.as_str()).with(platform.as_str());
    rows::values(&pool.rows(&Walls::from(platform).of_one(handle), &statement).await?)
}

/// The communities of a platform.
pub(crate) async fn of_platform(pool: &Pool, platform: &PlatformName) -> Result<Vec<Community>, Fault> {
    let statement = Statement::new(
        "-- community::of_platform
SELECT community AS id, version, body
FROM community
WHERE platform = $1
ORDER BY community",
    );
    rows::values(&pool.rows(&Walls::from(platform), &statement.with(platform.as_str())).await?)
}

/// The communities of a platform that are closed.
pub(crate) async fn closed(pool: &Pool, platform: &PlatformName) -> Result<Vec<Community>, Fault> {
    let statement = Statement::new(
        "-- community::closed
SELECT community AS id, version, body
FROM community
WHERE platform = $1 AND closed
ORDER BY community",
    );
    rows::values(&pool.rows(&Walls::from(platform), &statement.with(platform.as_str())).await?)
}

/// The communities of those ids, inside a transaction that sees them.
pub(crate) async fn all(
    tx: &mut Tx,
    scopes: impl IntoIterator<Item = &str>,
) -> Result<Vec<Community>, Fault> {
    let text = "-- community::all
SELECT community AS id, version, body
FROM community
WHERE community IN ({list})";
    rows::values(&tx.rows(&Statement::new(text).for_list("{list}", scopes)).await?)
}

/// Keeps a community that is new, and answers with the one that is kept.
#[derive(Debug)]
pub(crate) struct Found(pub(crate) Community);

impl Write for Found {
    type Answer = Community;

    fn walls(&self) -> Walls {
        Walls::from(&self.0.platform)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Community, Fault> {
        let Found(community) = self;
        let insert = Statement::new(
            "-- community::found
INSERT INTO community (community, version, platform, external, closed, body)
VALUES ($1, 1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING",
        )
        .with(id(community.scope().community()))
        .with(community.platform.as_str())
        .with(community.external.as_str())
        .with(community.is_closed())
        .with(rows::body(community));
        tx.run(&insert).await?;
        let rows = tx.rows(&known(&community.platform, &community.external)).await?;
        rows.first().map_or(Err(Fault::Clash), rows::value)
    }
}

/// Writes the next version of a community whose row still stands at the version that was read. One that was forgotten
/// meanwhile stays so.
pub(crate) const PUT: Writing = Writing {
    head: "-- community::put
WITH fresh (community, version, closed, body) AS (",
    tail: ")
UPDATE community
SET version = fresh.version, closed = fresh.closed, body = fresh.body
FROM fresh
WHERE community.community = fresh.community AND community.version = fresh.version - 1
RETURNING community.community AS id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, community: &Community) -> Vec<Arg> {
    vec![scope.into(), next(community.version), community.is_closed().into(), body(community).into()]
}

/// Every table. The community comes first, as its row is what a commit that
/// is under way holds on to; what a fold that is under way holds on to comes before what it writes.
const FORGET: [&str; 22] = [
    "-- community::forget\nDELETE FROM community WHERE community = $1",
    "-- community::forget\nDELETE FROM call WHERE community = $1",
    "-- community::forget\nDELETE FROM rollup WHERE community = $1",
    "-- community::forget\nDELETE FROM member WHERE community = $1",
    "-- community::forget\nDELETE FROM member_topic WHERE community = $1",
    "-- community::forget\nDELETE FROM win WHERE community = $1",
    "-- community::forget\nDELETE FROM ask WHERE community = $1",
    "-- community::forget\nDELETE FROM offer WHERE community = $1",
    "-- community::forget\nDELETE FROM session WHERE community = $1",
    "-- community::forget\nDELETE FROM task WHERE community = $1",
    "-- community::forget\nDELETE FROM receipt WHERE community = $1",
    "-- community::forget\nDELETE FROM fact WHERE community = $1",
    "-- community::forget\nDELETE FROM keepsake WHERE community = $1",
    "-- community::forget\nDELETE FROM rollup_wait WHERE community = $1",
    "-- community::forget\nDELETE FROM rollup_case WHERE community = $1",
    "-- community::forget\nDELETE FROM rollup_book WHERE community = $1",
    "-- community::forget\nDELETE FROM visit WHERE community = $1",
    "-- community::forget\nDELETE FROM signal WHERE community = $1",
    "-- community::forget\nDELETE FROM link WHERE community = $1",
    "-- community::forget\nDELETE FROM arrival WHERE community = $1",
    "-- community::forget\nDELETE FROM audit WHERE community = $1",
    "-- community::forget\nDELETE FROM audit_name WHERE community = $1",
];

/// Forgets a community and everything in it.
#[derive(Debug)]
pub(crate) struct Forget(pub(crate) Scope);

impl Write for Forget {
    type Answer = ();

    fn walls(&self) -> Walls {
        Walls::from(self.0)
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        for text in FORGET {
            tx.run(&Statement::new(text).with(self.0)).await?;
        }
        Ok(())
    }

    fn has_ended(&self, _: Result<&(), &Fault>, mentors: &Mentors) {
        mentors.forget(self.0);
    }
}

/// Keeps a community under the id that another had, which is forgotten.
#[derive(Debug)]
pub(crate) struct Replace {
    pub(crate) community: Community,
    pub(crate) instead_of: Option<Scope>,
}

impl Write for Replace {
    type Answer = ();

    fn walls(&self) -> Walls {
        let other = self.instead_of.into_iter();
        Walls::from(other.chain([self.community.scope()]).collect::<Vec<Scope>>())
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        if let Some(other) = self.instead_of {
            Forget(other).run(tx).await?;
        }
        let Replace { community, .. } = self;
        let statement = Statement::new(
            "-- community::replace
UPDATE community
SET version = version + 1, external = $2, closed = $3, body = $4
WHERE community = $1 AND version = $5
RETURNING community AS id",
        )
        .with(community.scope())
        .with(community.external.as_str())
        .with(community.is_closed())
        .with(rows::body(community))
        .with(community.version);
        if tx.rows(&statement).await?.is_empty() { Err(Fault::Clash) } else { Ok(()) }
    }

    fn has_ended(&self, ended: Result<&(), &Fault>, mentors: &Mentors) {
        if let Some(other) = self.instead_of {
            Forget(other).has_ended(ended, mentors);
        }
    }
}
