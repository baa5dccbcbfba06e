//! A memory in the process that pretends not to answer, and whose audit somebody alters by hand.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use smallwins_core::audit::Row;
use smallwins_core::community::Scope;
use smallwins_core::store::{Layer, Store, StoreError};
use smallwins_store::Memory;

/// What somebody does to the lines of the audit.
type ByHand = fn(&mut Row);

/// The memory.
#[derive(Default)]
pub(crate) struct Plugged {
    memory: Memory,
    /// Whether it pretends not to answer.
    pub(crate) down: AtomicBool,
    altered: Mutex<Option<ByHand>>,
}

impl Plugged {
    /// Somebody alters the audit by hand.
    pub(crate) fn alters(&self, by_hand: ByHand) {
        *self.altered.lock().unwrap() = Some(by_hand);
    }
}

#[async_trait]
impl Layer for Plugged {
    fn beneath(&self) -> &dyn Store {
        &self.memory
    }

    async fn before(&self, _: &'static str) -> Result<(), StoreError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("pulled the plug".into()));
        }
        Ok(())
    }

    async fn audit(&self, scope: Scope, after: u64, most: u32) -> Result<Vec<Row>, StoreError> {
        self.before("audit").await?;
        let mut rows = self.memory.audit(scope, after, most).await?;
        if let Some(by_hand) = *self.altered.lock().unwrap() {
            rows.iter_mut().for_each(by_hand);
        }
        Ok(rows)
    }
}
