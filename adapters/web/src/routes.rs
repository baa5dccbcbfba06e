//! Which request does what.
//!
//! Posts answer htmx with fragments and everybody else with a redirect or a whole page, so that the playground
//! works without a script. Lines reach the columns as live updates, never in an answer.

mod live;
mod posts;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::limit::RequestBodyLimitLayer;

use crate::guard::{Exposure, guard};
use crate::pages::page;
use crate::pages::trouble::Trouble;
use crate::playground::Playground;
use crate::{assets, health};

/// The longest request that anybody needs: five fields of a few hundred characters.
const LONGEST_BODY: usize = 64 * 1024;

/// Everything that Smallwins answers over HTTP while no other platform is there.
pub fn router(playground: Arc<Playground>, exposure: Exposure, metrics: PrometheusHandle) -> Router {
    let health = health::health(Arc::clone(playground.mentoring().store()), metrics);
    Router::new()
        .route("/", get(Redirect::to("/play")))
        .route("/play", get(page))
        .route("/play/events", get(live::events))
        .route("/play/clock", post(posts::clock))
        .route("/play/start-over", post(posts::start_over))
        .route("/play/people", post(posts::admit))
        .route("/play/people/new", get(posts::application))
        .route("/play/people/{handle}/say", post(posts::say))
        .route("/play/people/{handle}/press", post(posts::press))
        .route("/play/people/{handle}/submit", post(posts::submit))
        .with_state(playground)
        .route("/assets/{*path}", get(assets::asset))
        .merge(health)
        .fallback(nothing_here)
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(from_fn_with_state(exposure, guard))
}

async fn page(State(playground): State<Arc<Playground>>) -> impl IntoResponse {
    page::show(&playground, None).await
}

async fn nothing_here() -> impl IntoResponse {
    Trouble::NoSuchPage
}
