//! What machines ask: does it live, is it ready, what does it count.
//!
//! How the process does anybody may read who gets here. How communities do is for whoever has the token: their numbers
//! stand beside their names, and of many on one instance each would read those of the others.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::{ExposeSecret, SecretString};
use smallwins_core::store::Store;
use subtle::ConstantTimeEq;

/// What the names of the numbers of communities begin with.
const OF_COMMUNITIES: &str = "kpi_";

/// What is counted, and who may read all of it.
#[derive(Clone)]
pub struct Counters {
    counted: PrometheusHandle,
    token: Option<SecretString>,
}

impl Counters {
    /// With the token of those who may read the numbers of communities too; without one nobody may.
    pub fn new(counted: PrometheusHandle, token: Option<SecretString>) -> Counters {
        Counters { counted, token }
    }

    fn knows(&self, token: &str) -> bool {
        let known = self.token.as_ref().map(|known| known.expose_secret().as_bytes());
        known.is_some_and(|known| known.ct_eq(token.as_bytes()).into())
    }
}

impl From<PrometheusHandle> for Counters {
    fn from(counted: PrometheusHandle) -> Counters {
        Counters::new(counted, None)
    }
}

/// `/healthz` (the process lives), `/readyz` (the store answers) and `/metrics` (Prometheus text).
pub fn health(store: Arc<dyn Store>, metrics: Counters) -> Router {
    Router::new()
        .route("/healthz", get("alive\n"))
        .route("/readyz", get(ready).with_state(store))
        .route("/metrics", get(counted).with_state(metrics))
}

async fn ready(State(store): State<Arc<dyn Store>>) -> impl IntoResponse {
    match store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "Not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n")
        }
    }
}

async fn counted(State(metrics): State<Counters>, headers: HeaderMap) -> Response {
    let brought = headers.get(AUTHORIZATION).map(|brought| brought.to_str().unwrap_or_default());
    let token = brought.map(|brought| brought.strip_prefix("Bearer ").unwrap_or_default().trim());
    let text = match token {
        Some(token) if metrics.knows(token) => metrics.counted.render(),
        Some(_) => return (StatusCode::UNAUTHORIZED, "this token is not known\n").into_response(),
        None => of_the_process(&metrics.counted.render()),
    };
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// What is counted, without what is told of communities.
fn of_the_process(text: &str) -> String {
    let is_told = |line: &&str| {
        let name = line.strip_prefix("# HELP ").or_else(|| line.strip_prefix("# TYPE ")).unwrap_or(line);
        !name.starts_with(OF_COMMUNITIES)
    };
    text.lines().filter(is_told).fold(String::with_capacity(text.len()), |text, line| text + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_communities_are_left_out_with_what_is_said_of_them() {
        let all = "# HELP kpi_value A number\n# TYPE kpi_value gauge\nkpi_value{community=\"slack/T1\"} 1\n\n\
            # TYPE doubts_total counter\ndoubts_total{of=\"kpi_value\"} 2\n";
        assert_eq!(of_the_process(all), "\n# TYPE doubts_total counter\ndoubts_total{of=\"kpi_value\"} 2\n");
    }
}
