//! A playground on a store in memory and a clock that stands still, and a browser's requests to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::PrometheusBuilder;
use smallwins_core::id::TaskId;
use smallwins_core::message::{Block, Message, Receipt};
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::platform::{MessageId, Outgoing, Platform, PlatformName, Recipient};
use smallwins_core::store::Store;
use smallwins_core::task::Manner;
use smallwins_core::tongue::Tongue;
use smallwins_web::{Exposure, Playground, router};
use tower::ServiceExt;

use crate::plug::Plugged;

/// Wednesday noon in Lisbon.
const NOW: &str = "2026-11-25T12:00:00Z";

/// A clock that stands still, with other ids at each moment.
#[derive(Default)]
pub(crate) struct Still(AtomicU64);

impl Moments for Still {
    fn moment(&self) -> Moment {
        let now: DateTime<Utc> = NOW.parse().unwrap();
        Moment::new(now, self.0.fetch_add(1, Ordering::SeqCst))
    }
}

/// The playground and what surrounds it.
pub(crate) struct Stage {
    pub(crate) store: Arc<Plugged>,
    pub(crate) playground: Arc<Playground>,
    clock: Arc<Still>,
    router: Router,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Stage {
    pub(crate) async fn set() -> Stage {
        Stage::over(Arc::default(), Arc::default()).await
    }

    async fn over(store: Arc<Plugged>, clock: Arc<Still>) -> Stage {
        let playground =
            Playground::open(store.clone(), clock.clone(), "http://127.0.0.1:8420").await.unwrap();
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let router = router(playground.clone(), Exposure::Loopback, metrics);
        Stage { store, playground, clock, router }
    }

    /// The same store and a new process.
    pub(crate) async fn restarted(self) -> Stage {
        Stage::over(self.store, self.clock).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.send(request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[("host", "127.0.0.1:8420")]).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.post_with(path, pairs, &[("hx-request", "true")]).await
    }

    pub(crate) async fn post_with(
        &self,
        path: &str,
        pairs: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::post(path)
            .header("host", "127.0.0.1:8420")
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    pub(crate) async fn says(&self, who: &str, line: &str) -> Answer {
        let call = format!("play-{}", self.clock.0.fetch_add(1, Ordering::SeqCst));
        self.post(&format!("/play/people/{who}/say"), &[("call", &call), ("line", line)]).await
    }

    /// The page.
    pub(crate) async fn page(&self) -> String {
        self.get("/play").await.body
    }

    /// One column of the page.
    pub(crate) async fn column(&self, who: &str) -> String {
        let page = self.page().await;
        let begins = page.find(&format!("<section class=\"column\" id=\"{who}\"")).unwrap();
        page[begins..].split("</section>").next().unwrap().to_owned()
    }

    /// Delivers a message as `work_off` does: to Ben, or in the channel.
    pub(crate) async fn deliver(&self, task: TaskId, to_ben: bool, blocks: Vec<Block>) -> MessageId {
        self.hand_over(task, to_ben, blocks, None).await
    }

    /// Changes what stands in the channel, as `work_off` does.
    pub(crate) async fn change(&self, old: &MessageId, blocks: Vec<Block>) -> MessageId {
        self.hand_over(self.task(), false, blocks, Some(old)).await
    }

    async fn hand_over(
        &self,
        task: TaskId,
        to_ben: bool,
        blocks: Vec<Block>,
        instead_of: Option<&MessageId>,
    ) -> MessageId {
        let name = PlatformName::new("playground");
        let community = self.store.community(&name, "playground").await.unwrap().unwrap();
        let everyone = self.store.everyone(community.scope(), 9).await.unwrap();
        let ben = everyone.iter().find(|member| member.handle.0 == "ben").unwrap();
        let to = if to_ben { Recipient::Member(ben) } else { Recipient::Channel(None) };
        let receipt =
            Receipt { key: "sample".into(), version: 1, hash: String::new(), tongue: Tongue::English };
        let message = Message { receipt, blocks: blocks.into() };
        let (message, manner, due) = (&message, Manner::Proactive, self.clock.moment().now);
        let outgoing = Outgoing {
            task,
            also: &[],
            community: &community,
            to,
            message,
            instead_of,
            due,
            manner,
            first_try: None,
            in_doubt: false,
        };
        self.playground.deliver(outgoing).await.unwrap()
    }

    /// An id of a task that nothing else bears.
    pub(crate) fn task(&self) -> TaskId {
        self.clock.moment().id()
    }
}

/// The value of an attribute that follows `before`.
pub(crate) fn after<'a>(html: &'a str, before: &str) -> &'a str {
    let begins = html.find(before).unwrap_or_else(|| panic!("no {before} in {html}")) + before.len();
    html[begins..].split('"').next().unwrap()
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
