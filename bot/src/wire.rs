//! The whole object graph, and the only place that meets the machine's clock and entropy.

use std::sync::Arc;

use axum::Router;
use axum::http::header::SERVER;
use axum::http::{HeaderValue, Response};
use axum::middleware::{from_fn, map_response};
use chrono::Utc;
use metrics_exporter_prometheus::PrometheusHandle;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::store::{Store, StoreError};
use smallwins_slack::{NotOpened, Slack};
use smallwins_web::{Exposure, Playground, health, router};

use crate::stop::Stop;
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

/// Where people are.
#[derive(Debug)]
pub enum Places {
    /// The playground, while no platform is set up.
    Playground,
    /// Slack.
    Slack(smallwins_slack::Settings),
}

/// Everything that runs, built on a memory and a clock: the machine's, or those of a story.
pub struct House {
    /// The memory.
    pub store: Arc<dyn Store>,
    /// The playground, while no platform is set up.
    playground: Option<Arc<Playground>>,
    /// Slack, when its credentials are there.
    pub slack: Option<Arc<Slack>>,
}

/// Why the house cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Unbuilt {
    /// The memory does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Slack does not let us in.
    #[error(transparent)]
    Slack(#[from] NotOpened),
}

impl House {
    /// Builds the house on its memory.
    ///
    /// # Errors
    /// The memory does not answer, or a platform does not let us in.
    pub async fn build(
        store: Arc<dyn Store>,
        moments: Arc<dyn Moments>,
        places: Places,
    ) -> Result<House, Unbuilt> {
        let (playground, slack) = match places {
            Places::Playground => (Some(Playground::open(Arc::clone(&store), moments).await?), None),
            Places::Slack(settings) => {
                let mentoring = Mentoring::new(Arc::clone(&store), moments);
                (None, Some(Slack::open(settings, mentoring).await?))
            }
        };
        Ok(House { store, playground, slack })
    }

    /// Its doors over HTTP, counted and under our name.
    pub fn doors(&self, exposure: Exposure, metrics: PrometheusHandle) -> Router {
        let doors = match &self.playground {
            Some(playground) => router(Arc::clone(playground), exposure, metrics),
            None => health(Arc::clone(&self.store), metrics),
        };
        let slack = self.slack.iter().map(Slack::router);
        slack.fold(doors, Router::merge).layer(from_fn(meter::request)).layer(map_response(signed))
    }

    /// Does what is due and listens wherever people are, until it is time to stop.
    pub async fn work(&self, stop: Stop) {
        let playground = async {
            if let Some(playground) = &self.playground {
                Arc::clone(playground).run(stop.clone().said()).await;
            }
        };
        let slack = async {
            if let Some(slack) = &self.slack {
                Arc::clone(slack).run(stop.clone().said()).await;
            }
        };
        tokio::join!(playground, slack);
    }
}

async fn signed<B>(mut response: Response<B>) -> Response<B> {
    response.headers_mut().insert(SERVER, HeaderValue::from_static(neighbour::NAME));
    response
}
