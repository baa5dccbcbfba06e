//! Which address shows what.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::middleware::map_response;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use smallwins_core::audit::{told, told_and_verified};
use smallwins_core::board::{asks, sessions, some};
use smallwins_core::id::{AskId, SessionId};
use smallwins_core::kpi::{Figure, Kpi, Terms, read_figures};
use smallwins_core::rights::Right;
use smallwins_core::signal::TOLD;
use smallwins_core::store::StoreError;

use super::asked::Asked;
use super::inside::Inside;
use super::pages::audit::{self, Audit};
use super::pages::mentors::{self, Mentors};
use super::pages::shut::Notice;
use super::pages::signals::Signals;
use super::pages::under_way::UnderWay;
use super::pages::{kpi, overview};
use super::{Board, Ground, door, files};

type House = State<Arc<Board>>;
type Answer = Result<Response, Response>;

/// The dashboard's addresses. What they answer is for one pair of eyes: nobody keeps it, and no search engine lists it.
pub(crate) fn routes(board: Arc<Board>) -> Router {
    Router::new()
        .route("/", get(overview))
        .route("/figures.csv", get(figures_file))
        .route("/kpis/{key}", get(number))
        .route("/under-way", get(under_way))
        .route("/under-way.csv", get(under_way_file))
        .route("/mentors", get(who_mentors))
        .route("/mentors.csv", get(mentors_file))
        .route("/signals", get(what_arrived))
        .route("/signals.csv", get(what_arrived_file))
        .route("/audit", get(what_changed))
        .route("/audit.csv", get(what_changed_file))
        .route("/enter/{token}", get(door::look).post(door::enter))
        .route("/leave", post(door::leave))
        .layer(map_response(kept_by_nobody))
        .with_state(board)
}

/// What is said where no page is.
pub(crate) fn nothing_here(board: &Board) -> Response {
    Notice::NoSuchPage.shown(board)
}

async fn kept_by_nobody(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    response
}

fn unread(board: &Board) -> impl Fn(StoreError) -> Response + '_ {
    |error| Notice::from(error).shown(board)
}

async fn overview(
    State(board): House,
    inside: Result<Inside, Response>,
    asked: Result<Asked, Response>,
) -> Answer {
    let inside = match inside {
        Err(_) if board.ground == Ground::Playground => return Ok(Redirect::to("/play").into_response()),
        inside => inside?,
    };
    let asked = asked?;
    let facts = overview::Facts::read(&*board.store, &inside, asked.span).await.map_err(unread(&board))?;
    Ok(Html(overview::Overview::new(&facts, &inside, asked.span).to_string()).into_response())
}

/// The page of a number, or its file.
async fn number(State(board): House, Path(key): Path<String>, inside: Inside, asked: Asked) -> Answer {
    let (key, is_file) = key.strip_suffix(".csv").map_or((key.as_str(), false), |key| (key, true));
    let Some(kpi) = Kpi::of(key) else { return Err(Notice::NoSuchPage.shown(&board)) };
    let facts = kpi::Facts::read(&*board.store, &inside, kpi, asked.span).await.map_err(unread(&board))?;
    if is_file {
        return Ok(files::figures(key, facts.each_once()));
    }
    Ok(Html(kpi::KpiPage::new(&facts, &inside, kpi, asked.span).to_string()).into_response())
}

async fn figures_file(State(board): House, inside: Inside, asked: Asked) -> Answer {
    let terms = Terms::of(inside.guest.community.zone);
    let window = asked.span.up_to(inside.now, &terms);
    let windows: Vec<_> = [Some(window), window.before(&terms)].into_iter().flatten().collect();
    let read = read_figures(&*board.store, inside.scope(), &windows, &terms).await;
    let read = read.map_err(unread(&board))?;
    let [now, before] = [0, 1].map(|place| read.get(place).map_or(&[][..], Vec::as_slice));
    let earlier = |figure: &Figure| before.iter().find(|other| other.name == figure.name);
    Ok(files::figures("figures", now.iter().map(|figure| (figure, earlier(figure)))))
}

async fn under_way(State(board): House, inside: Inside, asked: Asked) -> Answer {
    let (store, scope) = (&*board.store, inside.scope());
    // A link to the rest of one table leaves out the other.
    let (after_ask, after_session) = (asked.after::<AskId>(), asked.after::<SessionId>());
    let asks = match after_session {
        None => Some(some(after_ask, |after| asks(store, scope, after)).await.map_err(unread(&board))?),
        Some(_) => None,
    };
    let sessions = match after_ask {
        None => {
            let read = some(after_session, |after| sessions(store, scope, after)).await;
            Some(read.map_err(unread(&board))?)
        }
        Some(_) => None,
    };
    Ok(Html(UnderWay::new(asks, sessions, &inside, asked.span).to_string()).into_response())
}

async fn under_way_file(State(board): House, inside: Inside) -> Answer {
    files::under_way(&*board.store, inside.scope()).await.map_err(unread(&board))
}

async fn who_mentors(State(board): House, inside: Inside, asked: Asked) -> Answer {
    let facts = mentors::Facts::page(&*board.store, &inside, asked.after());
    let facts = facts.await.map_err(unread(&board))?;
    Ok(Html(Mentors::new(&facts, &inside, asked.span).to_string()).into_response())
}

async fn mentors_file(State(board): House, inside: Inside) -> Answer {
    let facts = mentors::Facts::file(&*board.store, &inside).await.map_err(unread(&board))?;
    Ok(files::mentors(&facts))
}

async fn what_arrived(State(board): House, inside: Inside, asked: Asked) -> Answer {
    let tallies = board.store.arrivals(inside.scope(), inside.now - TOLD).await.map_err(unread(&board))?;
    Ok(Html(Signals::new(&tallies, &inside, asked.span).to_string()).into_response())
}

async fn what_arrived_file(State(board): House, inside: Inside) -> Answer {
    let tallies = board.store.arrivals(inside.scope(), inside.now - TOLD).await.map_err(unread(&board))?;
    Ok(files::signals(&tallies))
}

async fn what_changed(State(board): House, inside: Inside, asked: Asked) -> Answer {
    if !sees_audit(&inside) {
        return Err(Notice::NoSuchPage.shown(&board));
    }
    let looked = told_and_verified(&*board.store, &inside.guest.community).await;
    let (told, report) = looked.map_err(unread(&board))?;
    let wanted = audit::Asked { only: asked.only(), before: asked.before() };
    Ok(Html(Audit::new(&told, &report, wanted, &inside, asked.span).to_string()).into_response())
}

async fn what_changed_file(State(board): House, inside: Inside, asked: Asked) -> Answer {
    if !sees_audit(&inside) {
        return Err(Notice::NoSuchPage.shown(&board));
    }
    let told = told(&*board.store, inside.scope(), 0).await.map_err(unread(&board))?;
    Ok(files::audit(&told, asked.only()))
}

/// Whoever may not see who changed what finds no such page.
fn sees_audit(inside: &Inside) -> bool {
    Right::Audit.is_of(inside.guest.member.rank())
}
