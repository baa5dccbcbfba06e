//! What the page sends.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use smallwins_core::mentoring::Said;
use smallwins_core::message::Values;
use smallwins_core::platform::Handle;
use smallwins_core::store::CallId;

use crate::pages::Open;
use crate::pages::answer::Answer;
use crate::pages::dialog::{Dialog, FIELD};
use crate::pages::page;
use crate::pages::person::PersonForm;
use crate::pages::trouble::Trouble;
use crate::playground::Playground;
use crate::playground::players::Application;
use crate::playground::speak::Heard;

type House = State<Arc<Playground>>;

#[derive(Deserialize)]
pub(super) struct Line {
    call: String,
    #[serde(default)]
    line: String,
    /// A suggestion that was pressed, instead of what stands in the composer.
    suggested: Option<String>,
}

/// A player types a line or takes a suggestion.
pub(super) async fn say(
    State(playground): House,
    Path(handle): Path<String>,
    headers: HeaderMap,
    Form(line): Form<Line>,
) -> Result<Response, Trouble> {
    let said = line.suggested.unwrap_or(line.line);
    let handle = Handle(handle);
    if said.trim().is_empty() {
        return answer(&playground, &handle, &headers, Heard::nothing()).await;
    }
    let heard = playground.say(&handle, call(line.call)?, Said::Line(said)).await?;
    answer(&playground, &handle, &headers, heard).await
}

#[derive(Deserialize)]
pub(super) struct Press {
    call: String,
    line: String,
    button: usize,
}

/// A player presses a button.
pub(super) async fn press(
    State(playground): House,
    Path(handle): Path<String>,
    headers: HeaderMap,
    Form(press): Form<Press>,
) -> Result<Response, Trouble> {
    let handle = Handle(handle);
    let heard = playground
        .press(&handle, call(format!("{}-{}", press.call, press.button))?, &press.line, press.button)
        .await?;
    answer(&playground, &handle, &headers, heard).await
}

/// A player sends a form.
pub(super) async fn submit(
    State(playground): House,
    Path(handle): Path<String>,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let handle = Handle(handle);
    let (mut id, mut title, mut action, mut also, mut values) =
        (String::new(), String::new(), String::new(), None, Values::new());
    for (name, value) in pairs {
        match name.as_str() {
            "call" => id = value,
            "title" => title = value,
            "action" => action = value,
            // What can be done instead speaks of what stands in the fields.
            "also" => also = Some(value),
            name => {
                if let Some(name) = name.strip_prefix(FIELD) {
                    values.insert(name.to_owned(), value);
                }
            }
        }
    }
    let heard = playground.submit(&handle, call(id)?, &title, also.unwrap_or(action), values).await?;
    answer(&playground, &handle, &headers, heard).await
}

#[derive(Deserialize)]
pub(super) struct Journey {
    to: DateTime<Utc>,
}

/// Moves the clock. The wish names an instant: the same wish twice moves it once.
pub(super) async fn clock(
    State(playground): House,
    headers: HeaderMap,
    Form(journey): Form<Journey>,
) -> Result<Response, Trouble> {
    playground.travel(journey.to).await?;
    Ok(done(&headers))
}

/// Begins anew.
pub(super) async fn start_over(State(playground): House, headers: HeaderMap) -> Result<Response, Trouble> {
    playground.start_over().await?;
    Ok(done(&headers))
}

/// The form in which somebody new is described.
pub(super) async fn application(State(playground): House, headers: HeaderMap) -> Result<Response, Trouble> {
    opened(&playground, &headers, PersonForm::empty().into()).await
}

/// Adds somebody, or answers with the form, with what was typed and with what is wrong with it.
pub(super) async fn admit(
    State(playground): House,
    headers: HeaderMap,
    Form(application): Form<Application>,
) -> Result<Response, Trouble> {
    match playground.admit(&application).await? {
        Ok(_) if is_htmx(&headers) => Ok(Answer::default().into_response()),
        Ok(player) => Ok(Redirect::to(&format!("/play#{}", player.handle.0)).into_response()),
        Err(objections) => {
            opened(&playground, &headers, PersonForm::refused(application, objections).into()).await
        }
    }
}

/// What a player sees of what came of their words, besides the lines in the column.
async fn answer(
    playground: &Playground,
    handle: &Handle,
    headers: &HeaderMap,
    heard: Heard,
) -> Result<Response, Trouble> {
    let player = playground.player(&handle.0).ok_or(Trouble::NobodyHere)?;
    let dialog = heard.form.map(|form| Dialog::new(&player, form, playground));
    if is_htmx(headers) {
        let call = playground.fresh_call();
        return Ok(Answer::to(handle, call, dialog.map(Open::from), heard.repeated).into_response());
    }
    match dialog {
        Some(dialog) => opened(playground, headers, dialog.into()).await,
        None => Ok(Redirect::to(&format!("/play#{}", handle.0)).into_response()),
    }
}

async fn opened(playground: &Playground, headers: &HeaderMap, dialog: Open) -> Result<Response, Trouble> {
    if is_htmx(headers) {
        Ok(Answer::opening(dialog).into_response())
    } else {
        Ok(page::show(playground, Some(dialog)).await?.into_response())
    }
}

fn done(headers: &HeaderMap) -> Response {
    if is_htmx(headers) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Redirect::to("/play").into_response()
    }
}

fn is_htmx(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// The id that the page gave this call when it was made. It begins with our own prefix, so that no page can speak
/// in the name of another call of the house.
fn call(id: String) -> Result<CallId, Trouble> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let ours = id.len() < 64 && id.starts_with("play-") && id.bytes().all(plain);
    if ours { Ok(CallId(id)) } else { Err(Trouble::Misread) }
}
