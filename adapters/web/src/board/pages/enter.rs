//! What is behind a link that was not pressed yet.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use smallwins_core::text::Typed;

/// A button that lets in.
#[derive(Template)]
#[template(path = "board/enter.html")]
pub(crate) struct Enter {
    /// What the link ends with: whoever sees this page has it.
    pub(crate) token: String,
    /// Whom it lets in.
    pub(crate) name: Typed,
    /// Who is inside in this browser, when that is somebody else.
    pub(crate) other: Option<Typed>,
}

impl IntoResponse for Enter {
    fn into_response(self) -> Response {
        Html(self.to_string()).into_response()
    }
}
