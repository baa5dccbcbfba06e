//! How the app comes into a workspace: OAuth v2, from a link to a page that says what to do next.
//!
//! Whoever follows `GET /slack/install` is sent to Slack with a one-time state that only their browser can bring back;
//! whoever comes back with it gets the code that came along exchanged for a token, which is kept sealed. Nothing that
//! arrives in an address is shown on a page.

mod exchange;
mod pages;
mod state;

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as With};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use secrecy::SecretString;
use serde::Deserialize;
use smallwins_core::community::Scope;
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::news::News;
use smallwins_core::store::CallId;

use crate::manifest::SCOPES;
use crate::seal::random;
use crate::settings::{Client, Door, SealKey};
use crate::slack::Slack;
use exchange::Refused;
use pages::{Page, page};
use state::{Badge, Invalid};

pub(crate) use state::Spent;

/// Where people are sent back to.
const CALLBACK: &str = "/slack/oauth/callback";

/// What Slack brings back.
#[derive(Deserialize)]
struct Brought {
    code: Option<SecretString>,
    state: Option<SecretString>,
    error: Option<String>,
}

/// What is needed of an app that is installed.
#[derive(Clone, Copy)]
struct App<'a> {
    client: &'a Client,
    key: &'a SealKey,
}

/// The two addresses of an installation. Without OAuth's credentials they say so.
pub(crate) fn routes(slack: Arc<Slack>) -> Router {
    Router::new().route("/slack/install", get(begin)).route(CALLBACK, get(finish)).with_state(slack)
}

async fn begin(With(slack): With<Arc<Slack>>) -> Response {
    let Some(app) = slack.app() else { return page(Page::OneWorkspace) };
    let badge = Badge::new(slack.mentoring.now().timestamp());
    let mut authorize = slack.api.page("/oauth/v2/authorize");
    authorize
        .query_pairs_mut()
        .append_pair("client_id", &app.client.id)
        .append_pair("scope", &SCOPES.join(","))
        .append_pair("redirect_uri", &slack.callback())
        .append_pair("state", badge.state());
    let cookie = badge.cookie(app.key, slack.is_secure());
    let headers = [(LOCATION, authorize.as_str()), (SET_COOKIE, cookie.as_str())];
    (StatusCode::FOUND, pages::HEADERS, headers).into_response()
}

async fn finish(
    With(slack): With<Arc<Slack>>,
    headers: HeaderMap,
    brought: Result<Query<Brought>, QueryRejection>,
) -> Response {
    let Some(app) = slack.app() else { return page(Page::OneWorkspace) };
    let Ok(Query(brought)) = brought else { return page(Page::Refused) };
    let shown = match slack.install(app, &headers, brought).await {
        Ok(()) => Page::Installed,
        Err(shown) => shown,
    };
    let forgotten = state::no_cookie(slack.is_secure());
    ([(SET_COOKIE, forgotten)], page(shown)).into_response()
}

impl Slack {
    fn app(&self) -> Option<App<'_>> {
        match &self.settings.door {
            Door::One(_) => None,
            Door::Installed { client, key } => Some(App { client, key }),
        }
    }

    fn callback(&self) -> String {
        format!("{}{CALLBACK}", self.settings.public_url)
    }

    /// Whether people reach us over TLS, so that a cookie need never travel without.
    fn is_secure(&self) -> bool {
        self.settings.public_url.starts_with("https://")
    }

    async fn install(&self, app: App<'_>, headers: &HeaderMap, brought: Brought) -> Result<(), Page> {
        let now = self.mentoring.now().timestamp();
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let badge = Badge::read(cookies, app.key, now).map_err(Page::Invalid)?;
        let state = brought.state.ok_or(Page::Invalid(Invalid::Stranger))?;
        if !badge.is_brought_by(&state) {
            return Err(Page::Invalid(Invalid::Stranger));
        }
        if !self.spent.spend(&badge, now) {
            return Err(Page::Invalid(Invalid::Used));
        }
        if let Some(error) = brought.error {
            return Err(if error == "access_denied" { Page::Denied } else { Page::Refused });
        }
        let code = brought.code.ok_or(Page::Refused)?;
        let granted = self.exchange(app, &code).await.map_err(|refused| {
            tracing::warn!(why = refused.name(), "An installation was not accepted");
            match refused {
                Refused::Silent => Page::Silent,
                Refused::OrgWide => Page::OrgWide,
                Refused::TooLittle => Page::TooLittle,
                Refused::Code | Refused::Strange => Page::Refused,
            }
        })?;
        let team = granted.team.clone();
        let workspace = self.keep(granted, app.key).await.map_err(|error| {
            tracing::error!(team, %error, "A token could not be kept");
            Page::Memory
        })?;
        tracing::info!(team, "Installed");
        self.opened(workspace.scope).await;
        Ok(())
    }

    /// Tells the core that a workspace can be reached: what waited for it is due.
    pub(crate) async fn opened(&self, scope: Scope) {
        let id = CallId(format!("slack/opened/{}", hex::encode(random::<16>())));
        let call = Call { id, scope, who: Who::Platform, said: Said::News(News::Opened) };
        // Nobody is there to read a reply; trouble with the memory is logged by the core.
        drop(self.mentoring.act(call).await);
        self.worker.stir();
    }
}
