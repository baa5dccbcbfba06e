//! Of how much time the numbers are: it stands in the address, so that a page can be kept and passed on.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;
use smallwins_core::kpi::Span;

use super::Board;
use super::pages::shut::Notice;

/// What stands behind the question mark of an address.
#[derive(Debug)]
pub(super) struct Asked {
    /// The span that is asked for, or a month.
    pub(super) span: Span,
    of_pages: OfPages,
}

/// Which part of a table is asked for.
#[derive(Debug, Default, Deserialize)]
struct OfPages {
    window: Option<String>,
    /// The last of what was shown before.
    after: Option<String>,
    /// The first of what was shown before, where the latest stand first.
    before: Option<String>,
    /// Of what alone.
    only: Option<String>,
}

impl FromRequestParts<Arc<Board>> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, board: &Arc<Board>) -> Result<Asked, Response> {
        let refused = || Notice::NoSuchWindow.shown(board);
        let Query(of_pages) =
            Query::<OfPages>::from_request_parts(parts, board).await.map_err(|_| refused())?;
        let span = of_pages.window.as_deref().map_or(Some(Span::Days30), Span::of).ok_or_else(refused)?;
        Ok(Asked { span, of_pages })
    }
}

impl Asked {
    /// The first of what was shown before, where the latest stand first.
    pub(super) fn before(&self) -> Option<u64> {
        self.of_pages.before.as_deref().and_then(|before| before.parse().ok())
    }

    /// Of what alone.
    pub(super) fn only(&self) -> Option<&str> {
        self.of_pages.only.as_deref()
    }

    /// The last of what was shown before, where it has the form of an id.
    pub(super) fn after<Id: std::str::FromStr>(&self) -> Option<Id> {
        self.of_pages.after.as_deref().and_then(|after| after.parse().ok())
    }
}
