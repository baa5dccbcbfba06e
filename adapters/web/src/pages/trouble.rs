//! What a person reads when something cannot be shown or done.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use smallwins_core::store::StoreError;

use crate::playground::speak::PlayError;

/// Why there is nothing else to show.
#[derive(Debug, Template)]
#[template(path = "trouble.html")]
pub(crate) enum Trouble {
    /// There is no page at that address.
    NoSuchPage,
    /// There is no player of that handle.
    NobodyHere,
    /// The button is not there any more.
    Gone,
    /// The page sent something that it never made.
    Misread,
    /// The request came under a name that is not this machine's.
    ForeignHost,
    /// The request came from another site.
    ForeignSite,
    /// The store does not answer.
    Store,
}

impl Trouble {
    fn status(&self) -> StatusCode {
        match self {
            Trouble::NoSuchPage | Trouble::NobodyHere => StatusCode::NOT_FOUND,
            Trouble::Gone => StatusCode::GONE,
            Trouble::Misread => StatusCode::BAD_REQUEST,
            Trouble::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Trouble::ForeignSite => StatusCode::FORBIDDEN,
            Trouble::Store => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "The playground's store does not answer");
        Trouble::Store
    }
}

impl From<PlayError> for Trouble {
    fn from(error: PlayError) -> Self {
        match error {
            PlayError::NotHere => Trouble::NobodyHere,
            PlayError::Gone => Trouble::Gone,
            PlayError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (self.status(), Html(self.to_string())).into_response()
    }
}
