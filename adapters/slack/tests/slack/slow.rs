//! A memory that takes its time when it is asked to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use smallwins_core::community::Scope;
use smallwins_core::platform::Handle;
use smallwins_core::store::{CallId, Entrance, Layer, Store, StoreError};

/// The memory beneath, and how long whoever speaks next has to wait for it.
pub(crate) struct Slow {
    store: Arc<dyn Store>,
    nap: Mutex<Option<(&'static str, Duration)>>,
    refuses: Mutex<Option<&'static str>>,
}

impl Slow {
    pub(crate) fn over(store: Arc<dyn Store>) -> Slow {
        Slow { store, nap: Mutex::default(), refuses: Mutex::default() }
    }

    /// The next call takes so long.
    pub(crate) fn nap(&self, time: Duration) {
        self.nap_at("entrance", time);
    }

    /// The next call of a method takes so long.
    pub(crate) fn nap_at(&self, method: &'static str, time: Duration) {
        *self.nap.lock().unwrap() = Some((method, time));
    }

    /// The next call of a method is refused.
    pub(crate) fn refuse_at(&self, method: &'static str) {
        *self.refuses.lock().unwrap() = Some(method);
    }
}

#[async_trait]
impl Layer for Slow {
    fn beneath(&self) -> &dyn Store {
        &*self.store
    }

    async fn before(&self, method: &'static str) -> Result<(), StoreError> {
        let nap = self.nap.lock().unwrap().take_if(|(napping, _)| *napping == method);
        if let Some((_, time)) = nap {
            tokio::time::sleep(time).await;
        }
        match self.refuses.lock().unwrap().take_if(|refusing| *refusing == method) {
            Some(_) => Err(StoreError::Unavailable("a test".to_owned())),
            None => Ok(()),
        }
    }

    /// Who waits is a person who speaks: what the clock and the platform say passes by.
    async fn entrance(
        &self,
        scope: Scope,
        call: &CallId,
        speaker: Option<&Handle>,
    ) -> Result<Entrance, StoreError> {
        if speaker.is_some() {
            self.before("entrance").await?;
        }
        self.store.entrance(scope, call, speaker).await
    }
}
