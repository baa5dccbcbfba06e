//! A member of a workspace, as a test moves them: what they do, and what they see.

mod acts;
mod find;
mod sees;
mod settings;

use std::fmt;
use std::sync::Arc;

use crate::inner::Inner;

pub use find::Place;

/// A member. Cloning gives the same one.
#[derive(Clone)]
pub struct Person {
    pub(crate) inner: Arc<Inner>,
    pub(crate) team: String,
    /// Their id, `U…`.
    pub id: String,
    /// What they are called.
    pub name: String,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.id)
    }
}
