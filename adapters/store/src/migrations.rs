//! The migrations, inside the binary: the portable ones, and what PostgreSQL has on top of them.

use serde::Serialize;
use sqlx::SqlSafeStr;
use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migration, MigrationType, Migrator};

/// The portable migrations in their order; a new one is one more line.
const MIGRATIONS: [(i64, &str, &str); 14] = [
    (1, "loop", include_str!("../../../migrations/0001_loop.sql")),
    (2, "news", include_str!("../../../migrations/0002_news.sql")),
    (3, "homes", include_str!("../../../migrations/0003_homes.sql")),
    (4, "holds", include_str!("../../../migrations/0004_holds.sql")),
    (5, "first_try", include_str!("../../../migrations/0005_first_try.sql")),
    (6, "rollups", include_str!("../../../migrations/0006_rollups.sql")),
    (7, "visits", include_str!("../../../migrations/0007_visits.sql")),
    (8, "signals", include_str!("../../../migrations/0008_signals.sql")),
    (9, "audit", include_str!("../../../migrations/0009_audit.sql")),
    (11, "retention", include_str!("../../../migrations/0011_retention.sql")),
    (12, "tongues", include_str!("../../../migrations/0012_tongues.sql")),
    (13, "told", include_str!("../../../migrations/0013_told.sql")),
    (14, "kinds", include_str!("../../../migrations/0014_kinds.sql")),
    (15, "turns", include_str!("../../../migrations/0015_turns.sql")),
];

/// What PostgreSQL has on top; it changes only what is not yet so.
pub(crate) const WALLS: &str = include_str!("../../../migrations/postgres/walls.sql");

/// Where the migrations that ran are noted.
const NOTED: &str = "_sqlx_migrations";

/// Which migrations a database has: names like `0001_loop`, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Migrations {
    /// They ran before.
    pub applied: Vec<String>,
    /// They ran just now.
    pub ran: Vec<String>,
    /// They are still to run.
    pub pending: Vec<String>,
}

fn migrator() -> Migrator {
    let migration = |(version, name, sql): (i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    let mut migrator = Migrator::with_migrations(MIGRATIONS.into_iter().map(migration).collect());
    // Migrations only add, so a release may run on the database of a later one.
    migrator.set_ignore_missing(true);
    migrator
}

/// Which migrations ran on a database. Nothing is changed.
pub(crate) async fn look(conn: &mut impl Migrate) -> Result<Migrations, MigrateError> {
    let noted = match conn.list_applied_migrations(NOTED).await {
        Err(MigrateError::Execute(error)) if says_no_such_table(&error) => Vec::new(),
        noted => noted?,
    };
    let mut migrations = Migrations::default();
    for migration in migrator().iter() {
        let name = format!("{:04}_{}", migration.version, migration.description);
        let same_version = |noted: &&AppliedMigration| noted.version == migration.version;
        match noted.iter().find(same_version) {
            None => migrations.pending.push(name),
            Some(noted) if noted.checksum == migration.checksum => migrations.applied.push(name),
            Some(_) => return Err(MigrateError::VersionMismatch(migration.version)),
        }
    }
    Ok(migrations)
}

/// Runs what is pending.
pub(crate) async fn run(conn: &mut impl Migrate) -> Result<Migrations, MigrateError> {
    let Migrations { applied, pending, .. } = look(conn).await?;
    if !pending.is_empty()
        && let Err(error) = migrator().run_direct(None, conn, false).await
    {
        // Another process that started at the same time may have been faster; then there is nothing left to do.
        let now = look(conn).await?;
        return if now.pending.is_empty() { Ok(now) } else { Err(error) };
    }
    Ok(Migrations { applied, ran: pending, pending: Vec::new() })
}

/// PostgreSQL's undefined_table, or what SQLite says; it has no code of its own for that.
fn says_no_such_table(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.code().as_deref() == Some("42P01") || error.message().starts_with("no such table")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_is_inside_the_binary_and_has_sample_rows() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
        let names = |folder: &std::path::Path| {
            let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
            let mut names: Vec<_> = files.map(|name| name.into_string().unwrap()).collect();
            names.retain(|name| name.ends_with(".sql"));
            names.sort();
            names
        };
        let known: Vec<_> =
            MIGRATIONS.iter().map(|(version, name, _)| format!("{version:04}_{name}.sql")).collect();
        assert_eq!(names(&folder), known);
        assert_eq!(names(&folder.join("samples")), known);
    }
}
