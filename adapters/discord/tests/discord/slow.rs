//! A memory that takes its time when it is asked to, and goes away.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use smallwins_core::store::{Layer, Store, StoreError};

use crate::stage::soon;

/// The memory beneath, and how long whoever speaks next has to wait for it.
pub(crate) struct Slow {
    store: Arc<dyn Store>,
    nap: Mutex<Option<(&'static str, Duration)>>,
    /// What does not answer the next time.
    lapse: Mutex<Option<&'static str>>,
    /// Whether it is away, and how often it was asked in vain.
    away: AtomicBool,
    in_vain: AtomicUsize,
}

impl Slow {
    pub(crate) fn over(store: Arc<dyn Store>) -> Slow {
        let (nap, lapse) = Default::default();
        Slow { store, nap, lapse, away: AtomicBool::new(false), in_vain: AtomicUsize::new(0) }
    }

    /// From now on nobody is answered.
    pub(crate) fn leave(&self) {
        self.away.store(true, Ordering::SeqCst);
    }

    /// Everybody is answered again.
    pub(crate) fn come_back(&self) {
        self.away.store(false, Ordering::SeqCst);
    }

    /// How often it was asked while it was away.
    pub(crate) fn in_vain(&self) -> usize {
        self.in_vain.load(Ordering::SeqCst)
    }

    /// The next call takes so long.
    pub(crate) fn nap(&self, time: Duration) {
        self.nap_at("entrance", time);
    }

    /// The next call of a method takes so long.
    pub(crate) fn nap_at(&self, method: &'static str, time: Duration) {
        *self.nap.lock().unwrap() = Some((method, time));
    }

    /// Waits until somebody has to wait.
    pub(crate) async fn until_napping(&self) {
        soon(|| self.nap.lock().unwrap().is_none().then_some(())).await;
    }

    /// The next call of a method is not answered.
    pub(crate) fn lapse_at(&self, method: &'static str) {
        *self.lapse.lock().unwrap() = Some(method);
    }
}

#[async_trait]
impl Layer for Slow {
    fn beneath(&self) -> &dyn Store {
        &*self.store
    }

    async fn before(&self, method: &'static str) -> Result<(), StoreError> {
        let lapse = self.lapse.lock().unwrap().take_if(|lapsing| *lapsing == method);
        if lapse.is_some() || self.away.load(Ordering::SeqCst) {
            self.in_vain.fetch_add(1, Ordering::SeqCst);
            return Err(StoreError::Unavailable("it is away".to_owned()));
        }
        let nap = self.nap.lock().unwrap().take_if(|(napping, _)| *napping == method);
        if let Some((_, time)) = nap {
            tokio::time::sleep(time).await;
        }
        Ok(())
    }
}
