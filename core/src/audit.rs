//! The audit: a line for each change that those who run a community make of it, in a chain that shows what is altered.
//!
//! Lines only append. Each is written in the commit of the change that it tells of, and is numbered within its
//! community. Its body is canonical JSON (see [`canonical()`]), and what stands beside it is the SHA-256 of that body, in
//! which the hash of the line before stands: whoever has the database can check it with `sha256sum` alone.
//!
//! ```text
//! community ── head: number and hash of the last line
//!    line 1 ◄── line 2 ◄── line 3       each holds the hash of the one before
//! ```
//!
//! The head stands in the row of the community, and every change writes that row at the version at which it was read. So
//! of two changes at the same time one comes first, and the other is decided again: no number is given twice and none is
//! left out.
//!
//! # Who
//! A line is not altered when somebody is erased. So it does not name anybody: it says `person 1`, and holds a mark of
//! them, an HMAC of their id under a random salt. Their id and the salt stand in a table of their own; whoever is erased
//! is taken out of that, and what is left of them is a mark that nobody can try an id against.
//!
//! # What it shows, and what it does not
//! [`Verifier`] names lines that were altered, are missing, stand in another place, or were cut off at the end, as the
//! community knows how many there are. A chain alone cannot show that somebody wrote all of it anew from some line on,
//! the community's row with it: for that a head has to be kept elsewhere, and is compared by [`Verifier::knowing`]. Each
//! head is logged as its change is made, so that logs that leave the machine are such a place. That somebody was taken
//! out of the names looks the same whether they were erased or not.
//!
//! In reading order: `facets` (what of a community is told), `line` (what a line holds), `noted` (from a decision to its
//! line), `verify`, `told` (from what is kept to what people read).

mod canonical;
mod facets;
mod line;
mod noted;
mod told;
mod verify;

pub use canonical::canonical;
pub use facets::People;
pub use line::{By, Entry, Head, Line, Name, Row};
pub(crate) use noted::{Noted, noted};
pub use told::{Changed, Speaker, Told, told, told_and_verified, told_by, verified};
pub use verify::{Flaw, Found, Report, Verifier};
