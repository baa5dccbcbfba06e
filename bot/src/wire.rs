//! The whole object graph, and the only place that meets the machine's clock and entropy.

use std::sync::Arc;

use axum::Router;
use axum::http::header::SERVER;
use axum::http::{HeaderValue, Response};
use axum::middleware::{from_fn, map_response};
use chrono::{DateTime, Utc};
use smallwins_core::mentoring::Mentoring;
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::parting::MarkKey;
use smallwins_core::platform::Platform;
use smallwins_core::store::{Store, StoreError};
use smallwins_discord::Discord;
use smallwins_hooks::{Hooks, Secrets};
use smallwins_slack::Slack;
use smallwins_web::{Counters, Exposure, Playground, doors, router};

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
        Moment::seeded(Utc::now(), rand::Rng::random(&mut rand::rng()))
    }
}

/// Where people are: on every platform that is set up, or in the playground while none is.
#[derive(Debug, Default)]
pub struct Places {
    /// Slack.
    pub slack: Option<smallwins_slack::Settings>,
    /// Discord.
    pub discord: Option<smallwins_discord::Settings>,
    /// The key under which those who were erased are marked.
    pub marks: MarkKey,
    /// Whether those who are new there are welcomed.
    pub newcomers: Newcomers,
}

/// What becomes of those who are new.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Newcomers {
    /// They read what would be held about them, and say yes, before anything of theirs is.
    #[default]
    Welcomed,
    /// They are taken to have said yes, as people in a story have.
    Known,
}

impl Places {
    /// Whether no platform is set up.
    pub fn is_playground(&self) -> bool {
        self.slack.is_none() && self.discord.is_none()
    }
}

/// Everything that runs, built on a memory and a clock: the machine's, or those of a story.
pub struct House {
    /// The memory.
    pub store: Arc<dyn Store>,
    /// The playground, while no platform is set up.
    playground: Option<Arc<Playground>>,
    /// Slack, when its credentials are there.
    pub slack: Option<Arc<Slack>>,
    /// Discord, when its credentials are there.
    pub discord: Option<Arc<Discord>>,
    moments: Arc<dyn Moments>,
    /// Where it is found in a browser.
    address: String,
    /// How other tools get in.
    hooks: Secrets,
    /// What those who were erased are marked under.
    marks: MarkKey,
}

/// Why the house cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Unbuilt {
    /// The memory does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Slack does not let us in.
    #[error(transparent)]
    Slack(#[from] smallwins_slack::NotOpened),
    /// Discord does not let us in.
    #[error(transparent)]
    Discord(#[from] smallwins_discord::NotOpened),
}

impl House {
    /// Builds the house on its memory. In a browser it is found at `address`.
    ///
    /// # Errors
    /// The memory does not answer, or a platform does not let us in.
    pub async fn build(
        store: Arc<dyn Store>,
        moments: Arc<dyn Moments>,
        places: Places,
        address: &str,
    ) -> Result<House, Unbuilt> {
        let marks = places.marks.clone();
        let house = |playground, slack, discord| {
            let (store, moments, marks) = (Arc::clone(&store), Arc::clone(&moments), marks.clone());
            House {
                store,
                playground,
                slack,
                discord,
                moments,
                address: address.to_owned(),
                hooks: Secrets::default(),
                marks,
            }
        };
        if places.is_playground() {
            let playground = Playground::open(Arc::clone(&store), Arc::clone(&moments), address).await?;
            return Ok(house(Some(playground), None, None));
        }
        let mentoring = Mentoring::new(Arc::clone(&store), Arc::clone(&moments)).found_at(address);
        let mentoring = mentoring.marking_under(places.marks);
        let mentoring = match places.newcomers {
            Newcomers::Welcomed => mentoring.welcoming(),
            Newcomers::Known => mentoring,
        };
        let slack = match places.slack {
            Some(settings) => Some(Slack::open(settings, mentoring.clone()).await?),
            None => None,
        };
        let discord = match places.discord {
            Some(settings) => Some(Discord::open(settings, mentoring).await?),
            None => None,
        };
        Ok(house(None, slack, discord))
    }

    /// What its clock shows: that of the playground, where people move it.
    pub fn now(&self) -> DateTime<Utc> {
        self.playground.as_ref().map_or_else(|| self.moments.now(), |playground| playground.now())
    }

    /// The house, with doors for other tools that know these secrets.
    pub fn open_to_tools(self, hooks: Secrets) -> House {
        House { hooks, ..self }
    }

    /// The doors for other tools, to the communities of the platforms that are served.
    fn hooks(&self) -> Router {
        let platforms: [Option<&dyn Platform>; 3] = [
            self.playground.as_deref().map(|playground| playground as &dyn Platform),
            self.slack.as_deref().map(|slack| slack as &dyn Platform),
            self.discord.as_deref().map(|discord| discord as &dyn Platform),
        ];
        let platforms = platforms.into_iter().flatten().map(|platform| platform.name().clone()).collect();
        let mentoring = match &self.playground {
            Some(playground) => playground.mentoring().clone(),
            None => Mentoring::new(Arc::clone(&self.store), Arc::clone(&self.moments))
                .found_at(&self.address)
                .marking_under(self.marks.clone()),
        };
        Hooks::new(mentoring, platforms, self.hooks.clone()).router()
    }

    /// Its doors over HTTP, counted and under our name.
    pub fn doors(&self, exposure: Exposure, metrics: impl Into<Counters>) -> Router {
        let doors = match &self.playground {
            Some(playground) => router(Arc::clone(playground), exposure, metrics),
            None => {
                let (store, moments) = (Arc::clone(&self.store), Arc::clone(&self.moments));
                doors(store, moments, &self.address, metrics)
            }
        };
        let slack = self.slack.iter().map(Slack::router);
        let discord = self.discord.iter().map(Discord::router);
        slack
            .chain(discord)
            .chain([self.hooks()])
            .fold(doors, Router::merge)
            .layer(from_fn(meter::request))
            .layer(map_response(signed))
    }

    /// Does what is due and listens wherever people are, until it is time to stop.
    ///
    /// # Errors
    /// The only platform lets us in no longer. Where there is another one, that is written down, and the other goes on.
    pub async fn work(&self, stop: Stop) -> Result<(), Unbuilt> {
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
        let discord = async {
            let Some(discord) = &self.discord else { return Ok(()) };
            match Arc::clone(discord).run(stop.clone().said()).await {
                Err(error) if self.slack.is_some() => {
                    tracing::error!(%error, "Smallwins is in Discord no longer, and goes on in Slack");
                    Ok(())
                }
                ended => ended,
            }
        };
        let ((), (), ended) = tokio::join!(playground, slack, discord);
        Ok(ended?)
    }
}

async fn signed<B>(mut response: Response<B>) -> Response<B> {
    response.headers_mut().insert(SERVER, HeaderValue::from_static(neighbour::NAME));
    response
}
