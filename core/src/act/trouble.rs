//! Why an action comes to nothing.

use crate::decision::Refusal;
use crate::store::StoreError;

/// Why an action came to nothing.
pub(crate) enum Trouble {
    /// For a reason that the person can do something about.
    Refused(Refusal),
    /// For a reason that they cannot.
    Store(StoreError),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Trouble::Refused(refusal)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Trouble::Store(error)
    }
}
