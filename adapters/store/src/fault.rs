//! What goes wrong between us and a database, in terms of what is done about it.

use smallwins_core::store::StoreError;

/// A failure before it becomes the [`StoreError`] that the caller sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Another change came first.
    Clash,
    /// The database asks to run the whole transaction again.
    Again(String),
    /// The connection is gone; what was under way may have happened or not.
    Lost(String),
    /// There is no space left.
    Full(String),
    /// A row that the types cannot hold.
    Corrupt { table: &'static str, id: String, why: String },
    /// Anything else.
    Other(String),
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> StoreError {
        match fault {
            Fault::Clash => StoreError::Conflict,
            Fault::Full(why) => StoreError::Full(why),
            Fault::Corrupt { table, id, why } => StoreError::Corrupt { table, id, why },
            Fault::Again(why) | Fault::Lost(why) | Fault::Other(why) => StoreError::Unavailable(why),
        }
    }
}

impl Fault {
    /// What the database says, for somebody who opens it.
    pub(crate) fn why(&self) -> String {
        match self {
            Fault::Again(why) | Fault::Lost(why) | Fault::Full(why) | Fault::Other(why) => why.clone(),
            Fault::Clash | Fault::Corrupt { .. } => StoreError::from(self.clone()).to_string(),
        }
    }
}
