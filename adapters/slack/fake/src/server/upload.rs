//! `/upload/v1/{id}`: the bytes of a file that was announced.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::inner::Inner;

pub(super) async fn answer(
    State(inner): State<Arc<Inner>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let bytes = match kind.split_once("boundary=") {
        Some((_, boundary)) => part(&body, boundary.trim_matches('"')),
        None => Some(body.to_vec()),
    };
    let now = inner.now();
    let mut world = inner.world();
    let trouble = match (world.uploads.get_mut(&id), bytes) {
        (None, _) => Some("no such upload was announced".to_owned()),
        (Some(_), None) => Some("the form has no file".to_owned()),
        (Some(upload), _) if upload.bytes.is_some() => Some("its bytes came twice".to_owned()),
        (Some(upload), Some(bytes)) if bytes.len() != upload.length => {
            Some(format!("{} bytes were announced, {} came", upload.length, bytes.len()))
        }
        (Some(upload), Some(bytes)) => {
            upload.bytes = Some(bytes);
            None
        }
    };
    match trouble {
        None => (StatusCode::OK, "OK - 1").into_response(),
        Some(why) => {
            world.violate("upload", "upload_failed", &why, now);
            (StatusCode::BAD_REQUEST, "upload_failed").into_response()
        }
    }
}

/// The bytes of the first part of a multipart form.
fn part(body: &[u8], boundary: &str) -> Option<Vec<u8>> {
    let find = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|window| window == what);
    let start = find(body, b"\r\n\r\n")? + 4;
    let end = find(&body[start..], format!("\r\n--{boundary}").as_bytes())?;
    Some(body[start..start + end].to_vec())
}
