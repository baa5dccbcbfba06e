//! Discord as a platform: what it is made of, and how it starts.

use std::iter::successors;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use chrono::{DateTime, Utc};
use smallwins_chat::errands::Errands;
use smallwins_chat::events::Events;
use smallwins_chat::presses::Presses;
use smallwins_chat::work::Worker;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::StoreError;
use smallwins_core::work_off::work_off;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::api::{Api, ApiError, Application};
use crate::deliver::Outbox;
use crate::guilds::Guilds;
use crate::ingress::PublicKey;
use crate::settings::{Reach, Settings};
use crate::standing::Shut;
use crate::{commands, gateway};

/// Discord's name as a platform.
pub const PLATFORM: &str = "discord";

/// How long the last answers may take.
const ENDS: Duration = Duration::from_millis(900);
/// How long to wait before the gateway is tried again, where we are heard without it.
const LISTENS: Duration = Duration::from_secs(60 * 60);
/// How long to wait before the commands are registered again, then twice as long each time, and the longest wait.
const REGISTERS: Duration = Duration::from_secs(60);
const SELDOM: Duration = Duration::from_secs(6 * 60 * 60);

/// Discord, as far as Smallwins is in it.
pub struct Discord {
    pub(crate) name: PlatformName,
    pub(crate) settings: Settings,
    pub(crate) mentoring: Mentoring,
    pub(crate) api: Api,
    /// Our application's id.
    pub(crate) application: u64,
    /// Under which Discord signs what it sends over HTTP.
    pub(crate) public_key: Option<PublicKey>,
    pub(crate) guilds: Guilds,
    pub(crate) presses: Presses,
    pub(crate) events: Events,
    pub(crate) errands: Errands,
    pub(crate) outbox: Outbox,
    pub(crate) shut: Shut,
    pub(crate) worker: Worker,
    /// Whether [`Discord::run`] has come to its end.
    pub(crate) is_over: AtomicBool,
}

/// Why Discord cannot be started, or listened to any longer.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// Discord refuses the token.
    #[error("Discord refuses the token")]
    Token,
    /// Discord does not answer.
    #[error("Discord does not answer: {0}")]
    Silent(String),
    /// The machine cannot speak TLS.
    #[error("this machine cannot speak TLS")]
    Tls,
    /// The public key is none.
    #[error("the public key is not 64 hexadecimal digits, or a key under which nothing can be proven")]
    PublicKey,
    /// Discord does not let the application hear what it needs to hear.
    #[error("Discord refuses the intents GUILDS and DIRECT_MESSAGES")]
    Intents,
    /// A session on the gateway was opened so often that one more could cost the token.
    #[error("a session on Discord's gateway was opened {0} times today, and one more could cost the token")]
    Sessions(usize),
    /// The memory does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Discord {
    /// Starts on a memory and a clock, after the token was tried.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn open(settings: Settings, mentoring: Mentoring) -> Result<Arc<Discord>, NotOpened> {
        let public_key = match &settings.reach {
            Reach::Http { public_key, .. } => Some(PublicKey::read(public_key).ok_or(NotOpened::PublicKey)?),
            Reach::Gateway { .. } => None,
        };
        let api = Api::at(&settings.api_url, &settings.token).map_err(|_| NotOpened::Tls)?;
        let tried = tried(&api).await?;
        if let Reach::Http { public_key, .. } = &settings.reach
            && !public_key.eq_ignore_ascii_case(&tried.verify_key)
        {
            tracing::error!("The public key is not that of this application: nobody will be heard");
        }
        let application = match settings.application_id {
            Some(id) => id,
            None => tried.id.parse().map_err(|_| NotOpened::Silent("an id that is none".to_owned()))?,
        };
        api.belongs_to(application);
        Ok(Arc::new(Discord {
            name: PlatformName::new(PLATFORM),
            settings,
            mentoring,
            api,
            application,
            public_key,
            guilds: Guilds::default(),
            presses: Presses::default(),
            events: Events::default(),
            errands: Errands::default(),
            outbox: Outbox::default(),
            shut: Shut::default(),
            worker: Worker::default(),
            is_over: AtomicBool::new(false),
        }))
    }

    /// Its doors over HTTP: where Discord tells what people do, unless it is listened to over the gateway.
    pub fn router(self: &Arc<Self>) -> Router {
        self.interactions()
    }

    /// Registers the commands, listens over the gateway where that is how people are heard, and does what is due, until
    /// `shutdown` comes. What is being answered then is answered, if that takes less than a second; then the door over
    /// HTTP is closed.
    ///
    /// # Errors
    /// Discord takes our token no longer, or does not let us listen: see [`NotOpened`].
    pub async fn run(self: Arc<Self>, shutdown: impl Future<Output = ()> + Send) -> Result<(), NotOpened> {
        let (stop, stopped) = watch::channel(false);
        let ending = async {
            let ended = tokio::select! {
                () = shutdown => Ok(()),
                () = self.api.until_refused() => Err(NotOpened::Token),
                () = until(stopped.clone()) => Ok(()),
            };
            stop.send_replace(true);
            (ended, Instant::now() + ENDS)
        };
        let listening = async {
            let ended = self.keep_listening(&stopped).await;
            stop.send_replace(true);
            ended
        };
        let besides = async {
            tokio::select! {
                () = until(stopped.clone()) => {}
                ((), ()) = async { tokio::join!(self.keep_registered(), self.look_after_the_shut()) } => {}
            }
        };
        let working = self.worker.work(&self.mentoring, &*self, until(stopped.clone()));
        let ((ended, by), listened, (), ()) = tokio::join!(ending, listening, besides, working);
        self.errands.finish(by.saturating_duration_since(Instant::now())).await;
        self.is_over.store(true, Ordering::Relaxed);
        listened.and(ended)
    }

    /// Listens over the gateway until it is time to stop. Where Discord calls us besides, what people do is heard
    /// without it: what ails the gateway ends nothing there.
    async fn keep_listening(self: &Arc<Self>, stopped: &watch::Receiver<bool>) -> Result<(), NotOpened> {
        let is_all = matches!(self.settings.reach, Reach::Gateway { .. });
        while !*stopped.borrow() {
            match Arc::clone(self).listen(until(stopped.clone())).await {
                Err(error @ (NotOpened::Sessions(_) | NotOpened::Intents)) if !is_all => {
                    tracing::error!(%error, "Lines in direct messages are not heard for a while");
                }
                ended => return ended,
            }
            tokio::select! {
                () = sleep(LISTENS) => {}
                () = until(stopped.clone()) => {}
            }
        }
        Ok(())
    }

    /// Listens over the gateway until `shutdown` comes, where that is how people are heard, and does nothing of what is
    /// due: [`Discord::run`] without its loop.
    ///
    /// # Errors
    /// As [`Discord::run`].
    pub async fn listen(self: Arc<Self>, shutdown: impl Future<Output = ()> + Send) -> Result<(), NotOpened> {
        gateway::listen(&self, shutdown).await
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

    /// Registers the commands where they are not, as soon as Discord takes them.
    pub async fn keep_registered(&self) {
        for wait in waits() {
            if self.are_registered().await {
                return;
            }
            sleep(wait).await;
        }
    }

    /// Registers the commands where they are not; whether they are now: one turn of [`Discord::keep_registered`], for
    /// whoever moves the clock by hand.
    pub async fn are_registered(&self) -> bool {
        match self.register(&commands::all()).await {
            Ok(_) => true,
            // It may be that Discord has taken too many today; whatever else it is, no wait mends it.
            Err(error @ ApiError::Refused { .. }) => {
                tracing::error!(%error, "Discord refuses the commands, so nobody can type them as they are now");
                false
            }
            Err(error) => {
                tracing::warn!(%error, "The commands could not be registered so far");
                false
            }
        }
    }
}

/// How long is waited between two tries to register the commands: a registration that Discord refuses may count as one.
fn waits() -> impl Iterator<Item = Duration> {
    successors(Some(REGISTERS), |wait| Some((*wait * 2).min(SELDOM)))
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // Whoever could stop us is gone: that is a stop as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Tries the token; whose it is.
async fn tried(api: &Api) -> Result<Application, NotOpened> {
    api.application().await.map_err(|error| match error.refuses_us() {
        true => NotOpened::Token,
        false => NotOpened::Silent(error.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_are_refused_are_registered_more_and_more_seldom() {
        let minutes: Vec<_> = waits().take(11).map(|wait| wait.as_secs() / 60).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
    }
}
