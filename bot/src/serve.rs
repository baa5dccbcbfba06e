//! `smallwins serve`: open the memory, build the house, answer until it is time to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use smallwins_core::store::StoreError;
use smallwins_web::{Counters, Exposure};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use crate::cli;
use crate::config::{Config, Playground};
use crate::stop::Stop;
use crate::trouble::Trouble;
use crate::wire::{House, SystemMoments, Unbuilt};
use crate::{gauges, logs, meter, migrate, neighbour, places};

/// How long requests and work under way may take after a stop. With closing the memory it stays under ten seconds.
const GRACE: Duration = Duration::from_secs(7);
/// How long closing the memory may take after that.
const CLOSING: Duration = Duration::from_secs(2);

/// Serves until a signal says stop.
///
/// # Errors
/// The address or the database cannot be had, or the playground would be open to others without anybody's word.
pub fn serve(config: &Config) -> Result<(), Trouble> {
    config.guard_playground()?;
    logs::begin(config);
    let runtime = runtime()?;
    let served = runtime.block_on(run(config));
    runtime.shutdown_background();
    served
}

/// The runtime of every verb that talks to a database.
///
/// # Errors
/// The system gives no threads.
pub fn runtime() -> Result<Runtime, Trouble> {
    Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Trouble::failed(format!("no threads to run on: {error}"), "raise the limit of processes (ulimit -u)")
    })
}

async fn run(config: &Config) -> Result<(), Trouble> {
    let stop = Stop::at_signals()?;
    let listener = bind(config.listen).await?;
    let address = listener
        .local_addr()
        .map_err(|error| neighbour::Neighbour::Forbidden(error).trouble(config.listen))?;
    let metrics = meter::begin().map_err(|error| {
        Trouble::failed(format!("nothing can be counted: {error}"), "start one Smallwins in one process")
    })?;
    let store = smallwins_store::open(config.database_url.expose()).await;
    let store = Arc::new(store.map_err(|error| migrate::trouble(&error))?);
    let public_url = public_url(config, address);
    let places = places::settle(config, &public_url)?;
    let welcome = places::welcome(&places, &public_url);
    let house = House::build(store.clone(), Arc::new(SystemMoments), places, &public_url).await;
    let house = house.map_err(|error| unbuilt(config, &error))?.open_to_tools(config.hooks.clone());
    let house = Arc::new(house);

    let folding = tokio::spawn(meter::fold(metrics.clone()));
    let telling = tokio::spawn({
        let house = Arc::clone(&house);
        async move { gauges::keep(&house).await }
    });
    let (breaks, broken) = oneshot::channel();
    let working = tokio::spawn({
        let (house, stop) = (Arc::clone(&house), stop.clone());
        async move {
            if let Err(error) = house.work(stop).await {
                // Whoever waits for it is there until we end.
                let _ = breaks.send(error);
            }
        }
    });
    let counters = Counters::new(metrics, config.metrics_token.clone());
    let answering = axum::serve(listener, house.doors(exposure(config), counters))
        .with_graceful_shutdown(stop.clone().said())
        .into_future();
    cli::print(&welcome)?;
    info!(%address, "Serving");

    let mut ended = Ok(());
    tokio::select! {
        _ = async { tokio::join!(answering, working) } => info!("Everything under way is finished"),
        Ok(error) = broken => ended = Err(unbuilt(config, &error)),
        () = async { stop.said().await; sleep(GRACE).await } => warn!("Some requests took too long and are cut off"),
    }
    folding.abort();
    telling.abort();
    if timeout(CLOSING, store.close()).await.is_err() {
        warn!("The database took too long to close; nothing is lost");
    }
    ended
}

/// Listens at an address.
///
/// # Errors
/// Somebody else does already, or it is none of this machine's.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Trouble> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(_) => Err(neighbour::at(address).trouble(address)),
    }
}

/// Where people find it.
fn public_url(config: &Config, address: SocketAddr) -> String {
    config.public_url.clone().unwrap_or_else(|| format!("http://{}", neighbour::from_here(address)))
}

fn exposure(config: &Config) -> Exposure {
    match config.playground {
        Playground::OnLoopback => Exposure::Loopback,
        Playground::Exposed => Exposure::Anyone,
    }
}

fn unbuilt(config: &Config, error: &Unbuilt) -> Trouble {
    match error {
        Unbuilt::Store(error) => silent(config, error),
        Unbuilt::Slack(smallwins_slack::NotOpened::Store(error))
        | Unbuilt::Discord(smallwins_discord::NotOpened::Store(error)) => silent(config, error),
        Unbuilt::Slack(error) => places::slack::refused(error),
        Unbuilt::Discord(error) => places::discord::refused(error),
    }
}

fn silent(config: &Config, error: &StoreError) -> Trouble {
    let fix = match error {
        StoreError::Full(_) => "make room on its disk",
        StoreError::Conflict => "start once more: another Smallwins wrote at the same time",
        StoreError::Corrupt { .. } => "restore a backup, or name another database in SMALLWINS_DATABASE_URL",
        StoreError::Unavailable(_) => "see that the database runs; `smallwins doctor` looks at it",
    };
    Trouble::failed(format!("{}: {error}", config.database_url.redacted()), fix)
}
