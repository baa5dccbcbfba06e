//! What an address asks for: of how much time the numbers are, and which part of a table. It stands behind the question
//! mark, so that a page can be kept and passed on.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;
use smallwins_core::kpi::Span;

use super::Board;
use super::pages::shut::Notice;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    /// Of how much time; of a month, where nothing is said.
    pub(super) span: Span,
    rest: Written,
}

/// What is written there.
#[derive(Debug, Deserialize)]
struct Written {
    window: Option<String>,
    /// The last of what was shown before.
    after: Option<String>,
    /// The first of what was shown before, where the latest stand first.
    before: Option<u64>,
    /// Of what alone.
    only: Option<String>,
}

impl FromRequestParts<Arc<Board>> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, board: &Arc<Board>) -> Result<Asked, Response> {
        let Ok(Query(rest)) = Query::<Written>::from_request_parts(parts, board).await else {
            return Err(Notice::NoSuchPage.shown(board));
        };
        let span = rest.window.as_deref().map_or(Some(Span::Days30), Span::of);
        let span = span.ok_or_else(|| Notice::NoSuchWindow.shown(board))?;
        Ok(Asked { span, rest })
    }
}

impl Asked {
    /// The first of what was shown before, where the latest stand first.
    pub(super) fn before(&self) -> Option<u64> {
        self.rest.before
    }

    /// Of what alone.
    pub(super) fn only(&self) -> Option<&str> {
        self.rest.only.as_deref()
    }

    /// The last of what was shown before, where it has the form of such an id.
    pub(super) fn after<Id: std::str::FromStr>(&self) -> Option<Id> {
        self.rest.after.as_deref().and_then(|after| after.parse().ok())
    }
}
