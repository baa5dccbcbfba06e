//! Somebody in a guild, as a test moves them: what they do, and what they see.

mod acts;
mod find;
mod forms;
mod sees;
mod settings;
mod types;

use std::fmt;
use std::sync::Arc;

use crate::inner::Inner;

pub use find::Place;
pub use types::Choice;

/// Somebody in a guild. Cloning gives the same one.
#[derive(Clone)]
pub struct Person {
    pub(crate) inner: Arc<Inner>,
    pub(crate) guild: String,
    /// Their id.
    pub id: String,
    /// What they are called.
    pub name: String,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.id)
    }
}
