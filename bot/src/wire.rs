//! The whole object graph, and the only place that meets the machine's clock and entropy.

use std::sync::Arc;

use axum::Router;
use axum::http::header::SERVER;
use axum::http::{HeaderValue, Response};
use axum::middleware::{from_fn, map_response};
use chrono::Utc;
use metrics_exporter_prometheus::PrometheusHandle;
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::store::{Store, StoreError};
use smallwins_web::{Exposure, Playground, router};

use crate::{meter, neighbour};

/// The clock and the entropy of this machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemMoments;

impl Moments for SystemMoments {
    #[expect(
        clippy::disallowed_methods,
        reason = "here the machine's clock and entropy come in, and nowhere else"
    )]
    fn moment(&self) -> Moment {
        Moment::new(Utc::now(), rand::Rng::random(&mut rand::rng()))
    }
}

/// Everything that runs, built on a memory and a clock: the machine's, or those of a story.
pub struct House {
    /// The memory.
    pub store: Arc<dyn Store>,
    /// The platform that is always there.
    pub playground: Arc<Playground>,
}

impl House {
    /// Builds the house on its memory.
    ///
    /// # Errors
    /// The memory does not answer.
    pub async fn build(store: Arc<dyn Store>, moments: Arc<dyn Moments>) -> Result<House, StoreError> {
        let playground = Playground::open(Arc::clone(&store), moments).await?;
        Ok(House { store, playground })
    }

    /// Its doors over HTTP, counted and under our name.
    pub fn doors(&self, exposure: Exposure, metrics: PrometheusHandle) -> Router {
        router(Arc::clone(&self.playground), exposure, metrics)
            .layer(from_fn(meter::request))
            .layer(map_response(signed))
    }
}

async fn signed<B>(mut response: Response<B>) -> Response<B> {
    response.headers_mut().insert(SERVER, HeaderValue::from_static(neighbour::NAME));
    response
}
