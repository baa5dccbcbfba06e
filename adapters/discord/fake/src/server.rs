//! The doors of this Discord, on real sockets of the loopback.

mod api;
mod tls;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::gateway;
use crate::inner::Inner;
use smallwins_fake_chat::{Door, Scissors};
pub use tls::Tls;
pub(crate) use tls::serve_tls;

/// Serves until the handle is aborted.
pub(crate) fn serve(listener: TcpListener, inner: Arc<Inner>) -> JoinHandle<()> {
    let service = routes(inner).into_make_service_with_connect_info::<Scissors>();
    tokio::spawn(async move {
        // It ends only by being aborted.
        let _ = axum::serve(Door(listener), service).await;
    })
}

fn routes(inner: Arc<Inner>) -> Router {
    Router::new()
        .route("/", get(gateway::answer))
        .fallback(any(api::answer))
        .layer(DefaultBodyLimit::disable())
        .with_state(inner)
}
