//! What somebody reads who is not let in, or whose request came to nothing: what happened, and what to do.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::{Html, IntoResponse, Response};
use smallwins_core::store::StoreError;
use smallwins_core::visit::Shut;

use crate::board::{Board, Ground};

/// Why there is nothing else to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Nobody is inside in this browser.
    ComeByALink,
    /// The link was never given out, or it is forgotten.
    UnknownLink,
    /// The link was pressed before.
    UsedLink,
    /// As before, and whoever presses it is inside in this browser.
    UsedAndInside,
    /// The link is older than ten minutes.
    OldLink,
    /// The visit is over.
    Over,
    /// They do not run the community any more.
    NotAdmin,
    /// The community is closed.
    Closed,
    /// They have signed out.
    SignedOut,
    /// It is not known, and so much was guessed lately that it is held up.
    Beset,
    /// There is no such page.
    NoSuchPage,
    /// There is no window of that name.
    NoSuchWindow,
    /// The page sent something that it never made.
    Misread,
    /// The memory does not answer.
    Store,
}

#[derive(Template)]
#[template(path = "board/shut.html")]
struct Shown {
    notice: Notice,
    ground: Ground,
}

impl Notice {
    /// Why a link does not let in.
    pub(crate) fn of_link(shut: Shut) -> Notice {
        match shut {
            Shut::Unknown => Notice::UnknownLink,
            Shut::Used => Notice::UsedLink,
            Shut::Late => Notice::OldLink,
            Shut::Closed => Notice::Closed,
            Shut::NotAdmin => Notice::NotAdmin,
        }
    }

    /// Why a visit does not go on.
    pub(crate) fn of_visit(shut: Shut) -> Notice {
        match shut {
            Shut::Unknown | Shut::Used | Shut::Late => Notice::Over,
            Shut::Closed => Notice::Closed,
            Shut::NotAdmin => Notice::NotAdmin,
        }
    }

    /// The same for somebody who may be inside already.
    pub(crate) fn beside(self, is_inside: bool) -> Notice {
        match self {
            Notice::UsedLink if is_inside => Notice::UsedAndInside,
            notice => notice,
        }
    }

    /// Whether the browser's cookie opens nothing any more.
    pub(crate) fn ends_the_visit(self) -> bool {
        matches!(self, Notice::Over | Notice::NotAdmin)
    }

    /// The whole page.
    pub(crate) fn shown(self, board: &Board) -> Response {
        let page = Shown { notice: self, ground: board.ground };
        let mut response = (self.status(), Html(page.to_string())).into_response();
        if self == Notice::Beset {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }

    fn status(self) -> StatusCode {
        match self {
            Notice::SignedOut => StatusCode::OK,
            Notice::ComeByALink | Notice::Over | Notice::NotAdmin | Notice::Closed => StatusCode::FORBIDDEN,
            Notice::UnknownLink | Notice::NoSuchPage => StatusCode::NOT_FOUND,
            Notice::UsedLink | Notice::UsedAndInside | Notice::OldLink => StatusCode::GONE,
            Notice::NoSuchWindow | Notice::Misread => StatusCode::BAD_REQUEST,
            Notice::Beset => StatusCode::TOO_MANY_REQUESTS,
            Notice::Store => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl From<StoreError> for Notice {
    fn from(error: StoreError) -> Notice {
        tracing::error!(%error, "The dashboard's store does not answer");
        Notice::Store
    }
}
