//! What htmx gets as the answer to a post: a dialog to open or none, and a fresh call for the composer.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use smallwins_core::platform::Handle;
use smallwins_core::store::CallId;

use super::Open;

/// The answer to a post.
#[derive(Template, Default)]
#[template(path = "answer.html")]
pub(crate) struct Answer {
    composer: Option<(Handle, CallId)>,
    open: Option<Open>,
    repeated: bool,
}

impl Answer {
    /// To a player who said something.
    pub(crate) fn to(handle: &Handle, call: CallId, open: Option<Open>, repeated: bool) -> Answer {
        Answer { composer: Some((handle.clone(), call)), open, repeated }
    }

    /// With a dialog alone.
    pub(crate) fn opening(open: Open) -> Answer {
        Answer { composer: None, open: Some(open), repeated: false }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        Html(self.to_string()).into_response()
    }
}
