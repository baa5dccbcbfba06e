//! The doors of this Slack, on a real socket of the loopback.

mod api;
mod authorize;
mod reply;
mod upload;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::inner::Inner;
use smallwins_fake_chat::{Door, Scissors};

/// Serves until the handle is aborted.
pub(crate) fn serve(listener: TcpListener, inner: Arc<Inner>) -> JoinHandle<()> {
    let routes = Router::new()
        .route("/api/{method}", any(api::answer))
        .route("/commands/{*path}", post(reply::answer))
        .route("/actions/{*path}", post(reply::answer))
        .route("/upload/v1/{id}", post(upload::answer).layer(DefaultBodyLimit::disable()))
        .route("/oauth/v2/authorize", get(authorize::answer))
        .route("/link/", get(crate::inbound::link))
        .with_state(inner);
    let service = routes.into_make_service_with_connect_info::<Scissors>();
    tokio::spawn(async move {
        // It ends only by being aborted.
        let _ = axum::serve(Door(listener), service).await;
    })
}
