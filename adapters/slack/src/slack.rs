//! Slack as a platform: what it is made of, and how it starts.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::Deserialize;
use smallwins_chat::errands::Errands;
use smallwins_chat::events::Events;
use smallwins_chat::presses::Presses;
use smallwins_chat::work::Worker;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::StoreError;
use smallwins_core::work_off::work_off;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::api::{Api, ApiError};
use crate::deliver::Outbox;
use crate::install::{self, Spent};
use crate::people::People;
use crate::settings::{Door, Settings};
use crate::socket::{self, Tickets};
use crate::workspaces::{Workspace, Workspaces, say_what_is_missing};

/// How long the last answers may take.
const ENDS: Duration = Duration::from_millis(900);

/// Slack's name as a platform.
pub const PLATFORM: &str = "slack";

/// Slack, as far as Smallwins is in it.
pub struct Slack {
    pub(crate) name: PlatformName,
    pub(crate) settings: Settings,
    pub(crate) mentoring: Mentoring,
    pub(crate) api: Api,
    pub(crate) workspaces: Workspaces,
    pub(crate) people: People,
    pub(crate) presses: Presses,
    pub(crate) events: Events,
    pub(crate) errands: Errands,
    pub(crate) tickets: Tickets,
    pub(crate) outbox: Outbox,
    pub(crate) spent: Spent,
    pub(crate) worker: Worker,
}

/// Why Slack cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// Slack refuses the bot token, with this code.
    #[error("Slack refuses the bot token: {0}")]
    Token(String),
    /// Slack refuses the app token, with this code.
    #[error("Slack refuses the app token: {0}")]
    AppToken(String),
    /// Slack does not answer.
    #[error("Slack does not answer: {0}")]
    Silent(String),
    /// The address of the Web API is none.
    #[error("`{0}` is not an address")]
    Address(String),
    /// The machine cannot speak TLS.
    #[error("no root certificates: {0}")]
    Certificates(#[from] std::io::Error),
    /// The memory does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What `auth.test` tells of a token.
#[derive(Debug, Deserialize)]
struct Identity {
    team_id: String,
    user_id: String,
}

impl Slack {
    /// Starts on a memory and a clock, after the token of a single workspace was tried.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn open(settings: Settings, mentoring: Mentoring) -> Result<Arc<Slack>, NotOpened> {
        let name = PlatformName::new(PLATFORM);
        let api = Api::at(&settings.api_url)?;
        let slack = Slack {
            name,
            settings,
            mentoring,
            api,
            workspaces: Workspaces::default(),
            people: People::default(),
            presses: Presses::default(),
            events: Events::default(),
            errands: Errands::default(),
            outbox: Outbox::default(),
            spent: Spent::default(),
            worker: Worker::default(),
            tickets: Tickets::default(),
        };
        if let Door::One(token) = &slack.settings.door {
            let token = token.clone();
            slack.try_token(token).await?;
        }
        if let Some(token) = &slack.settings.app_token {
            slack.tickets.try_token(&slack.api, token).await?;
        }
        Ok(Arc::new(slack))
    }

    /// Its doors over HTTP: where Slack tells what happens, and where people install the app.
    pub fn router(self: &Arc<Self>) -> Router {
        self.events().merge(install::routes(Arc::clone(self)))
    }

    /// Listens over Socket Mode, when there is an app token, and does what is due, until `shutdown` comes. What is
    /// being answered then is answered, if that takes less than a second.
    pub async fn run(self: Arc<Self>, shutdown: impl Future<Output = ()> + Send) {
        let (stop, stopped) = watch::channel(false);
        let until_stopped = |mut stopped: watch::Receiver<bool>| async move {
            // Whoever could stop us is gone: that is a stop as well.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        let ending = async {
            shutdown.await;
            stop.send_replace(true);
            Instant::now() + ENDS
        };
        let listening = Arc::clone(&self).listen(until_stopped(stopped.clone()));
        let working = self.worker.work(&self.mentoring, &*self, until_stopped(stopped.clone()));
        let reopening = self.reopen(until_stopped(stopped));
        let (until, (), (), ()) = tokio::join!(ending, listening, working, reopening);
        self.errands.finish(until.saturating_duration_since(Instant::now())).await;
    }

    /// Listens over Socket Mode until `shutdown` comes, when there is an app token, and does nothing of what is due:
    /// [`Slack::run`] without its loop.
    pub async fn listen(self: Arc<Self>, shutdown: impl Future<Output = ()> + Send) {
        socket::listen(self, shutdown).await;
    }

    /// Does what is due now, after every answer that is under way has been given, and says when the next thing is: one
    /// turn of the loop, for whoever moves the clock by hand.
    ///
    /// # Errors
    /// The memory does not answer.
    pub async fn settle(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.errands.over().await;
        work_off(&self.mentoring, self).await
    }

    async fn try_token(&self, token: SecretString) -> Result<(), NotOpened> {
        let answer = self.api.look("auth.test", Some(&token)).await.map_err(|error| match error {
            ApiError::Refused(code) => NotOpened::Token(code),
            error => NotOpened::Silent(error.to_string()),
        })?;
        let identity = serde_json::from_slice::<Identity>(&answer.body);
        let Identity { team_id: team, user_id: bot } =
            identity.map_err(|_| NotOpened::Silent("what answers is not Slack".to_owned()))?;
        if let Some(granted) = answer.scopes() {
            say_what_is_missing(&team, &granted);
        }
        let scope = self.mentoring.community(&self.name, &team, chrono_tz::UTC).await?.scope();
        self.workspaces.admit(Workspace { team, scope, token, bot });
        self.opened(scope).await;
        Ok(())
    }
}
