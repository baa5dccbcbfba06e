//! Visits: links into the dashboard that were given out, and browsers that are inside.

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::id::MemberId;
use smallwins_core::visit::{Print, REMEMBERED, Stage, Visit};

use crate::db::{Pool, Tx, Walls};
use crate::fault::Fault;
use crate::rows::{Writing, body, column, corrupt, read_body};
use crate::statement::{Arg, Statement};
use crate::write::Write;

const TABLE: &str = "visit";

/// Keeps links that were given out.
pub(crate) const PUT: Writing = Writing {
    head: "-- visit::put
INSERT INTO visit (community, print, stage, until, body)",
    tail: "ON CONFLICT (community, print) DO NOTHING",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, visit: &Visit) -> Vec<Arg> {
    let print = visit.print.as_str();
    vec![scope.into(), print.into(), word(visit.stage).into(), visit.until.into(), body(visit).into()]
}

/// Forgets what was over long ago.
pub(crate) async fn sweep(tx: &mut Tx, scope: Scope, now: DateTime<Utc>) -> Result<(), Fault> {
    let statement = Statement::new(
        "-- visit::sweep
DELETE FROM visit
WHERE community = $1 AND until <= $2",
    );
    tx.run(&statement.with(scope).with(now - REMEMBERED)).await
}

/// Takes back what was given to somebody, was not pressed, and could still be: a link ends the one before.
pub(crate) async fn take_back(
    tx: &mut Tx,
    scope: Scope,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let statement = Statement::new(
        "-- visit::take_back
DELETE FROM visit
WHERE community = $1 AND until > $2 AND stage = 'invited' AND body LIKE $3 ESCAPE '!'",
    );
    let whose = format!("\"member\":\"{member}\"").replace('_', "!_");
    tx.run(&statement.with(scope).with(now).with(format!("%{whose}%"))).await
}

/// The link or the visit with that print.
pub(crate) async fn find(pool: &Pool, print: &Print) -> Result<Option<Visit>, Fault> {
    let statement = Statement::new(
        "-- visit::find
SELECT print, stage, body
FROM visit
WHERE print = $1",
    );
    let rows = pool.rows(&Walls::of_visits([print]), &statement.with(print.as_str())).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let print = column(TABLE, "?", row.text("print"))?;
    let stage = column(TABLE, &print, row.text("stage"))?;
    let stage = STAGES.into_iter().find(|(_, word)| *word == stage);
    let (stage, _) = stage.ok_or_else(|| corrupt(TABLE, &print, "its stage is not known"))?;
    let visit: Visit = read_body(TABLE, &print, &column(TABLE, &print, row.text("body"))?)?;
    Ok(Some(Visit { stage, ..visit }))
}

const STAGES: [(Stage, &str); 3] =
    [(Stage::Invited, "invited"), (Stage::Used, "used"), (Stage::Inside, "inside")];

fn word(stage: Stage) -> &'static str {
    STAGES.into_iter().find(|(known, _)| *known == stage).expect("every stage has a word").1
}

/// Uses up a link, and lets in the visit that comes by it.
#[derive(Debug)]
pub(crate) struct Enter {
    pub(crate) invitation: Print,
    pub(crate) visit: Visit,
    pub(crate) now: DateTime<Utc>,
}

impl Write for Enter {
    type Answer = bool;

    fn walls(&self) -> Walls {
        Walls::of_visits([&self.invitation, &self.visit.print])
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Fault> {
        let using = Statement::new(
            "-- visit::use
UPDATE visit
SET stage = 'used'
WHERE print = $1 AND stage = 'invited' AND until > $2",
        );
        if tx.count(&using.with(self.invitation.as_str()).with(self.now)).await? == 0 {
            return Ok(false);
        }
        let letting_in = Statement::new(
            "-- visit::let_in
INSERT INTO visit (community, print, stage, until, body)
SELECT community, $2, $3, $4, $5
FROM visit
WHERE print = $1",
        );
        let Visit { print, stage, until, .. } = &self.visit;
        let letting_in = letting_in.with(self.invitation.as_str()).with(print.as_str()).with(word(*stage));
        tx.run(&letting_in.with(*until).with(body(&self.visit))).await?;
        Ok(true)
    }
}

/// Forgets a visit.
#[derive(Debug)]
pub(crate) struct SignOut(pub(crate) Print);

impl Write for SignOut {
    type Answer = ();

    fn walls(&self) -> Walls {
        Walls::of_visits([&self.0])
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let statement = Statement::new(
            "-- visit::sign_out
DELETE FROM visit
WHERE print = $1",
        );
        tx.run(&statement.with(self.0.as_str())).await
    }
}
