//! The frames a mentor gets and the lint of what the mentor writes.
//!
//! Compliment-first means one specific affirmation of a deed, tied to evidence, in a message of its own.
//! Smallwins never writes the praise: it offers a [`frame`] with what is real filled in, and [`lint`] explains
//! what would make a compliment land badly. The lint is a reader of surface patterns, built to stay silent when in
//! doubt; only praise of a trait alone and a raw placeholder stop a message. Its words stand in `en.txt` and `de.txt`;
//! a text that reads as neither is never told that something is missing in it.
//!
//! Reading order: `evidence.rs` (what is real), `words.rs` (a text as folded words), `reading.rs` (what a text names:
//! deed, artifact, effect, trait; how it does in `english.rs` and `german.rs`), `lint.rs` (the faults), `likeness.rs`
//! (said before, or copied), `lexicon.rs`.

mod english;
mod evidence;
mod german;
mod lexicon;
mod likeness;
mod lint;
mod reading;
mod words;

pub use evidence::{Blank, Deed, Evidence, EvidenceKind, Frame, frame};
pub use likeness::SaidBefore;
pub use lint::{FEWEST_WORDS, Fault, Finding, MOST_WORDS, Weight, lint, runs_down};
pub use reading::{Reading, is_specific, read};

#[cfg(test)]
mod corpus;
