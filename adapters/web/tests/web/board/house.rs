//! A dashboard on a store in memory and a clock that a test moves, and the browsers that look at it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::TimeDelta;
use metrics_exporter_prometheus::PrometheusBuilder;
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::mentoring::{Call, Mentoring, Said, Who};
use smallwins_core::message::{Block, Reply, Span};
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{CallId, Commit, Store};
use tower::ServiceExt;

use super::sample::{now, person};
use crate::plug::Plugged;

/// Every page and every file.
pub(crate) const PAGES: [&str; 13] = [
    "/",
    "/kpis/retention",
    "/kpis/completion?window=90d",
    "/kpis/health.csv",
    "/figures.csv",
    "/under-way",
    "/under-way.csv",
    "/mentors",
    "/mentors.csv",
    "/signals",
    "/signals.csv",
    "/audit",
    "/audit.csv",
];

/// A clock that a test moves.
#[derive(Default)]
pub(crate) struct Hands {
    seconds: AtomicI64,
    seed: AtomicU64,
}

impl Moments for Hands {
    fn moment(&self) -> Moment {
        let now = now() + TimeDelta::seconds(self.seconds.load(Ordering::SeqCst));
        Moment::new(now, self.seed.fetch_add(1, Ordering::SeqCst))
    }
}

/// The dashboard and what surrounds it.
pub(crate) struct House {
    pub(crate) store: Arc<Plugged>,
    pub(crate) mentoring: Mentoring,
    pub(crate) community: Community,
    clock: Arc<Hands>,
    router: Router,
}

/// What a browser keeps.
#[derive(Default)]
pub(crate) struct Browser {
    cookie: Option<String>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl House {
    pub(crate) async fn build() -> House {
        House::at("http://127.0.0.1:8420").await
    }

    pub(crate) async fn at(address: &str) -> House {
        let (store, clock) = (Arc::<Plugged>::default(), Arc::<Hands>::default());
        let (memory, moments) =
            (Arc::clone(&store) as Arc<dyn Store>, Arc::clone(&clock) as Arc<dyn Moments>);
        let mentoring = Mentoring::new(Arc::clone(&memory), Arc::clone(&moments)).found_at(address);
        let slack = PlatformName::new("slack");
        let community = mentoring.community(&slack, "T1", chrono_tz::Europe::Lisbon).await.unwrap();
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let router = smallwins_web::doors(memory, moments, address, metrics);
        House { store, mentoring, community, clock, router }
    }

    /// Lets time go by.
    pub(crate) fn passes(&self, time: TimeDelta) {
        self.clock.seconds.fetch_add(time.num_seconds(), Ordering::SeqCst);
    }

    /// Keeps changes.
    pub(crate) async fn keeps(&self, changes: Vec<Change>) {
        self.keeps_in(&self.community, changes).await;
    }

    /// Keeps changes of another community.
    pub(crate) async fn keeps_in(&self, community: &Community, changes: Vec<Change>) {
        let call = CallId(format!("test {}", self.clock.seed.fetch_add(1, Ordering::SeqCst)));
        let (scope, at) = (community.scope(), self.mentoring.now());
        self.store.commit(Commit { scope, call, at, reply: Reply::default(), changes }).await.unwrap();
    }

    /// What somebody is answered to `/mentor dashboard`.
    pub(crate) async fn asks(&self, community: &Community, handle: &str, admin: bool, call: &str) -> Reply {
        let call = CallId(format!("{handle} {call}"));
        let who = Who::Person(person(handle, admin));
        let said = Said::Line("/mentor dashboard".to_owned());
        self.mentoring.act(Call { id: call, scope: community.scope(), who, said }).await
    }

    /// The path of a link that an admin was given.
    pub(crate) async fn link(&self, handle: &str) -> String {
        let call = self.clock.seed.fetch_add(1, Ordering::SeqCst).to_string();
        link_of(&self.asks(&self.community, handle, true, &call).await).unwrap()
    }

    /// A browser in which an admin is inside.
    pub(crate) async fn inside(&self, handle: &str) -> Browser {
        let mut browser = Browser::default();
        let link = self.link(handle).await;
        assert_eq!(self.posts(&mut browser, &link, "").await.status, StatusCode::SEE_OTHER);
        browser
    }

    pub(crate) async fn gets(&self, browser: &mut Browser, path: &str) -> Answer {
        self.sends(browser, Method::GET, path, "", &[]).await
    }

    /// A form of the dashboard's own page is sent.
    pub(crate) async fn posts(&self, browser: &mut Browser, path: &str, form: &str) -> Answer {
        let own = [("sec-fetch-site", "same-origin"), ("origin", "null")];
        self.sends(browser, Method::POST, path, form, &own).await
    }

    pub(crate) async fn sends(
        &self,
        browser: &mut Browser,
        method: Method,
        path: &str,
        form: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8420");
        request = request.header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &browser.cookie {
            request = request.header("cookie", cookie);
        }
        let request = request.body(Body::from(form.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        if let Some(set) = headers.get("set-cookie") {
            let set = set.to_str().unwrap();
            let pair = set.split(';').next().unwrap().to_owned();
            browser.cookie = Some(pair).filter(|pair| !pair.ends_with('='));
        }
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }
}

impl Browser {
    /// What its cookie says, as another browser could say it.
    pub(crate) fn copied(&self) -> Browser {
        Browser { cookie: self.cookie.clone() }
    }
}

/// The path of the first link of an answer.
pub(crate) fn link_of(reply: &Reply) -> Option<String> {
    let url = reply.message.as_ref()?.blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) => text.0.iter().find_map(|span| match span {
            Span::Link { url, .. } => Some(url.clone()),
            _ => None,
        }),
        _ => None,
    })?;
    url.find("/enter/").map(|begins| url[begins..].to_owned())
}
