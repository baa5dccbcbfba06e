//! What is counted: every HTTP request, by route and status, with the time it took.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Bounds of the histogram of request times, in seconds: from a page out of memory to one that a person notices.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Bounds of what a platform waits for, in seconds: Slack and Discord both give up after three.
const ACKNOWLEDGED: [f64; 10] = [0.005, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 3.0];

/// Bounds of lateness, in seconds: from a moment to days, as what nobody is to be disturbed with waits for the morning.
const LATE: [f64; 10] = [1.0, 5.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0, 43_200.0, 259_200.0];

/// How often samples are folded, so that they take no more room while nobody asks for them.
const FOLDED_EVERY: Duration = Duration::from_secs(10);

/// Begins to count for the whole process.
///
/// # Errors
/// Somebody counts already.
pub fn begin() -> Result<PrometheusHandle, BuildError> {
    let handle = builder()?.install_recorder()?;
    describe_counter!("http_requests_total", "HTTP requests answered, by method, route and status");
    describe_counter!("hooks_total", "What other tools sent, by source and what became of the request");
    describe_histogram!(
        "http_request_duration_seconds",
        Unit::Seconds,
        "Time until an answer begins, by method and route"
    );
    Ok(handle)
}

pub(crate) fn builder() -> Result<PrometheusBuilder, BuildError> {
    let named = |name: &str| Matcher::Full(name.to_owned());
    PrometheusBuilder::new()
        .set_buckets(&SECONDS)?
        .set_buckets_for_metric(named("ack_duration_seconds"), &ACKNOWLEDGED)?
        .set_buckets_for_metric(named("delivery_late_seconds"), &LATE)
}

/// Keeps the memory of the counters small, for as long as it is polled.
pub async fn fold(handle: PrometheusHandle) {
    let mut turns = tokio::time::interval(FOLDED_EVERY);
    loop {
        turns.tick().await;
        handle.run_upkeep();
    }
}

/// Counts one request. The route is the pattern and not the path: a path could name a person.
pub async fn request(request: Request, next: Next) -> Response {
    let method = method(&request);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let begun = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    histogram!("http_request_duration_seconds", "method" => method, "route" => route).record(begun.elapsed());
    response
}

/// The method if it is one that we answer: a stranger's own words must not grow the counters.
fn method(request: &Request) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_time_is_counted_within_bounds_that_tell_something_of_it() {
        let recorder = builder().unwrap().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            for name in ["ack_duration_seconds", "delivery_late_seconds", "http_request_duration_seconds"] {
                histogram!(name).record(2.7);
            }
        });
        let text = recorder.handle().render();
        for bound in ["ack_duration_seconds_bucket{le=\"2.5\"} 0", "ack_duration_seconds_bucket{le=\"3\"} 1"]
        {
            assert!(text.contains(bound), "{text}");
        }
        assert!(text.contains("delivery_late_seconds_bucket{le=\"259200\"} 1"), "{text}");
        assert!(text.contains("http_request_duration_seconds_bucket{le=\"0.001\"} 0"), "{text}");
    }
}
