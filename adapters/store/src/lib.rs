//! The memory of Smallwins: SQLite and PostgreSQL behind the port [`smallwins_core::store::Store`], and a memory in the
//! process for what is rehearsed.
//!
//! One portable SQL text per query serves both databases. In reading order:
//!
//! | file | what it is for |
//! |---|---|
//! | `migrations/NNNN_name.sql` | the tables, in one text for both; `postgres/walls.sql` is what PostgreSQL has on top |
//! | `open.rs`, `migrations.rs` | from an address to a store whose migrations have run |
//! | `store.rs` | the store in a database, and how writes reach the disk |
//! | `store/port.rs` | the port: each method names its statement |
//! | `table/*.rs` | one table each: what stands in its columns, and the statements that concern it alone |
//! | `reads.rs` | reads across tables, one statement each |
//! | `turns.rs` | whose turn asks and sessions are, counted and in order |
//! | `gather.rs` | reads that many ask for at once, made one statement |
//! | `mentors.rs` | the mentors of a SQLite file, kept in mind for those who ask |
//! | `waits.rs` | when facts are folded into the daily books of `table/rollup.rs` |
//! | `write.rs` | a commit as rows, and the order in which they are written |
//! | `erase.rs` | what becomes of each table when a member is erased |
//! | `forget.rs` | what becomes of each table when words are too old to be kept |
//! | `retry.rs` | a transaction that is tried again until it has a verdict |
//! | `writer.rs` | SQLite's one writer, which groups what is waiting into one transaction |
//! | `statement.rs`, `rows.rs` | SQL texts with their arguments; rows and values |
//! | `memory.rs` | a memory in the process itself, without a database, held to the same tests |
//! | `db.rs`, `fault.rs` | the only file that names a driver, and what can go wrong |
//!
//! **To add a read**: a method of the port and a line in the core's `store/layer.rs`, a function with its statement in
//! the file of its table (or in `reads.rs` when it crosses tables), a line in `store/port.rs`, the same in `memory.rs`,
//! and a test in `tests/conformance`, which runs on all three.
//!
//! **To add a table**: a migration with `community` leading its key and rows in `migrations/samples`, a line in
//! `migrations.rs`, a file in `table/` with its `PUT` and `row`, a field of `Draft` in `write.rs`, and a line in
//! `FORGET`. Its walls in PostgreSQL come by themselves. What belongs to no community (`hold`) has none of these.
//!
//! What holds it together:
//! - A value is stored whole as JSON in `body`; other columns are what reads look for. `version` guards each write,
//!   and `call` makes a retry of the same call harmless.
//! - Writes count statements, not rows: through sqlx a SQLite statement costs about 0.1 ms whatever it does.
//! - What cannot be read is `Corrupt` and names the row, never what stands in it.
//! - In PostgreSQL the role that connects should be neither a superuser nor have BYPASSRLS: such a role is above the
//!   walls, and the typed scope alone keeps communities apart. After a large import `ANALYZE` is due at once rather
//!   than when autovacuum comes by: without statistics the planner takes the wrong index (measured: a claim of 50
//!   among a million tasks took 144 ms, and 9 ms with them).
//! - Nothing here asks a clock: every "now" is a value that came in.

mod db;
mod erase;
mod fault;
mod forget;
mod gather;
mod memory;
mod mentors;
mod migrations;
mod open;
mod reads;
mod retry;
mod rows;
mod statement;
mod store;
mod table;
mod turns;
mod waits;
mod write;
mod writer;

pub use memory::Memory;
pub use migrations::Migrations;
pub use open::{OpenError, migrate, migrations, open};
pub use store::SqlStore;
