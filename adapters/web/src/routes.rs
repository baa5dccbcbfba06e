//! Which request does what.
//!
//! Posts answer htmx with fragments and everybody else with a redirect or a whole page, so that the playground
//! works without a script. Lines reach the columns as live updates, never in an answer.

mod archive;
mod live;
mod posts;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use smallwins_core::moment::Moments;
use smallwins_core::store::Store;
use tower_http::limit::RequestBodyLimitLayer;

use crate::board::{Board, Ground};
use crate::guard::{Exposure, guard};
use crate::health::Counters;
use crate::pages::page;
use crate::pages::trouble::Trouble;
use crate::playground::Playground;
use crate::{assets, board, health};

/// The longest request that anybody needs: five fields of a few hundred characters.
const LONGEST_BODY: usize = 64 * 1024;

/// Everything that Smallwins answers over HTTP while no other platform is there.
pub fn router(playground: Arc<Playground>, exposure: Exposure, metrics: impl Into<Counters>) -> Router {
    let health = health::health(Arc::clone(playground.mentoring().store()), metrics.into());
    let dashboard = board::routes(playground.board());
    Router::new()
        .route("/play", get(page))
        .route("/play/events", get(live::events))
        .route("/play/clock", post(posts::clock))
        .route("/play/start-over", post(posts::start_over))
        .route("/play/people", post(posts::admit))
        .route("/play/people/new", get(posts::application))
        .route("/play/people/{handle}/say", post(posts::say))
        .route("/play/people/{handle}/press", post(posts::press))
        .route("/play/people/{handle}/submit", post(posts::submit))
        .route("/play/people/{handle}/archive", get(archive::archive))
        .with_state(playground)
        .route("/assets/{*path}", get(assets::asset))
        .merge(health)
        .merge(dashboard)
        .fallback(nothing_here)
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(from_fn_with_state(exposure, guard))
}

/// Everything that Smallwins answers over HTTP, besides what belongs to a platform: the dashboard, found at an address,
/// health and metrics. It answers under any name: whoever comes by another one has no cookie there.
pub fn doors(
    store: Arc<dyn Store>,
    moments: Arc<dyn Moments>,
    address: &str,
    metrics: impl Into<Counters>,
) -> Router {
    let health = health::health(Arc::clone(&store), metrics.into());
    let dashboard = Board::new(store, moments, address, Ground::Chat);
    let nothing_here = {
        let dashboard = Arc::clone(&dashboard);
        async move || board::nothing_here(&dashboard)
    };
    board::routes(dashboard)
        .route("/assets/{*path}", get(assets::asset))
        .merge(health)
        .fallback(nothing_here)
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(from_fn_with_state(Exposure::Anyone, guard))
}

async fn page(State(playground): State<Arc<Playground>>) -> impl IntoResponse {
    page::show(&playground, None).await
}

async fn nothing_here() -> impl IntoResponse {
    Trouble::NoSuchPage
}
