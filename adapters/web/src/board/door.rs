//! The door: a link from the chat is looked at, pressed, and becomes a visit; and the way out.
//!
//! Chat platforms fetch every link that is posted, to show a preview of it. So to look at one changes nothing, and only
//! a press of the button uses it up.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use smallwins_core::visit::{Guest, Secret, Shut, Stage, admit};
use subtle::ConstantTimeEq;

use super::Board;
use super::inside::{Inside, who};
use super::pages::enter::Enter;
use super::pages::shut::Notice;

type House = State<Arc<Board>>;

/// What is behind a link: a button, or why there is none.
pub(super) async fn look(
    State(board): House,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let (guest, _) = invited(&board, &text, &headers).await?;
    let here = inside_already(&board, &headers).await;
    let other = here.filter(|inside| inside.guest.member.id != guest.member.id);
    let other = other.map(|inside| inside.guest.member.name);
    Ok(Enter { token: text, name: guest.member.name, other }.into_response())
}

/// The button was pressed: the link is used up, and the browser is inside.
pub(super) async fn enter(
    State(board): House,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let (guest, link) = invited(&board, &text, &headers).await?;
    let mut moment = board.moments.moment();
    let (visit, secret) = guest.visit.enter(&mut moment);
    let entered = board.store.enter(&link.print(), &visit, moment.now).await;
    if !entered.map_err(|error| Notice::from(error).shown(&board))? {
        return Err(Notice::of_link(Shut::Used).shown(&board));
    }
    tracing::info!(
        community = %guest.community.scope().community(),
        member.id = %guest.member.id,
        "Somebody looks at the dashboard"
    );
    let mut response = Redirect::to("/").into_response();
    set_cookie(&mut response, &board.cookie.given(&secret));
    Ok(response)
}

/// Whom a link lets in, and its secret.
async fn invited(board: &Board, text: &str, headers: &HeaderMap) -> Result<(Guest, Secret), Response> {
    let admitted = match Secret::parse(text) {
        None => Err(Shut::Unknown),
        Some(secret) => {
            let admitted = admit(&*board.store, &secret, Stage::Invited, board.now()).await;
            let admitted = admitted.map_err(|error| Notice::from(error).shown(board))?;
            admitted.map(|guest| (guest, secret))
        }
    };
    match admitted {
        Ok(admitted) => Ok(admitted),
        Err(Shut::Unknown) if board.is_beset() => Err(Notice::Beset.shown(board)),
        Err(shut) => {
            if shut == Shut::Unknown {
                board.note_a_guess();
            }
            // Whoever is inside already and presses their own link once more needs no other one.
            let is_inside = inside_already(board, headers).await.is_some();
            Err(Notice::of_link(shut).beside(is_inside).shown(board))
        }
    }
}

/// Who is inside already in this browser.
async fn inside_already(board: &Board, headers: &HeaderMap) -> Option<Inside> {
    who(board, board.cookie.of(headers)?).await.ok()
}

/// What the form of the way out carries.
#[derive(Deserialize)]
pub(super) struct Leaving {
    #[serde(default)]
    form: String,
}

/// Somebody signs out.
pub(super) async fn leave(
    State(board): House,
    inside: Inside,
    Form(leaving): Form<Leaving>,
) -> Result<Response, Response> {
    if !bool::from(leaving.form.as_bytes().ct_eq(inside.of_forms.as_bytes())) {
        return Err(Notice::Misread.shown(&board));
    }
    let left = board.store.sign_out(&inside.secret().print()).await;
    left.map_err(|error| Notice::from(error).shown(&board))?;
    let mut response = Notice::SignedOut.shown(&board);
    set_cookie(&mut response, &board.cookie.taken());
    Ok(response)
}

/// Gives a cookie to the browser that is answered.
pub(super) fn set_cookie(response: &mut Response, header: &str) {
    let value = header.parse().expect("a cookie is made of plain characters");
    response.headers_mut().append(SET_COOKIE, value);
}
