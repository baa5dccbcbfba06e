//! Who is inside: asked anew at each request.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use smallwins_core::community::Scope;
use smallwins_core::visit::{Guest, Secret, Shut, Stage, admit};

use super::Board;
use super::pages::shut::Notice;

/// Somebody who is inside.
pub(super) struct Inside {
    /// Who, and whose numbers they see.
    pub(super) guest: Guest,
    /// What their forms carry.
    pub(super) of_forms: String,
    /// When they look.
    pub(super) now: DateTime<Utc>,
    secret: Secret,
}

impl Inside {
    /// The walls inside which they look.
    pub(super) fn scope(&self) -> Scope {
        self.guest.scope()
    }

    /// The zone in which they read times.
    pub(super) fn zone(&self) -> Tz {
        self.guest.member.calendar.zone
    }

    /// The secret of the visit.
    pub(super) fn secret(&self) -> &Secret {
        &self.secret
    }
}

impl FromRequestParts<Arc<Board>> for Inside {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, board: &Arc<Board>) -> Result<Inside, Response> {
        let Some(secret) = board.cookie.of(&parts.headers) else {
            return Err(Notice::ComeByALink.shown(board));
        };
        who(board, secret).await.map_err(|notice| {
            let taken = board.cookie.taken();
            let mut response = notice.shown(board);
            if notice.ends_the_visit() {
                super::door::set_cookie(&mut response, &taken);
            }
            response.into_response()
        })
    }
}

/// Who brings the secret of a visit, or why they are not let in.
pub(super) async fn who(board: &Board, secret: Secret) -> Result<Inside, Notice> {
    let now = board.now();
    match admit(&*board.store, &secret, Stage::Inside, now).await? {
        Ok(guest) => Ok(Inside { guest, of_forms: secret.of_forms(), now, secret }),
        Err(Shut::Unknown) if board.is_beset() => Err(Notice::Beset),
        Err(shut) => {
            if shut == Shut::Unknown {
                board.note_a_guess();
            }
            Err(Notice::of_visit(shut))
        }
    }
}
