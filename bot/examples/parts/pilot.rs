//! The dashboard of a pilot that was rehearsed. It stands on the pilot's last day, and nobody real is on it.

use std::error::Error;
use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use metrics_exporter_prometheus::PrometheusBuilder;
use smallwins::rehearse::{Plan, rehearsed_in};
use smallwins_core::member::Person;
use smallwins_core::mentoring::{Call, Mentoring, Said, Who};
use smallwins_core::message::{Block, Reply, Span};
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::store::{CallId, Store};

/// A clock that stands still.
struct Still(DateTime<Utc>, AtomicU64);

impl Moments for Still {
    fn moment(&self) -> Moment {
        Moment::new(self.0, self.1.fetch_add(1, Ordering::SeqCst))
    }
}

/// The dashboard at a free port of this machine: so many links, each of which opens it once, and what serves it until
/// the program ends.
pub(crate) async fn dashboard(
    count: usize,
) -> Result<(Vec<String>, impl Future<Output = std::io::Result<()>>), Box<dyn Error>> {
    let plan = Plan { days: 100, members: 120, mentors: 14, seed: 7, asks_every: 50 };
    let store: Arc<dyn Store> = Arc::new(smallwins_store::open("sqlite::memory:").await?);
    let rehearsed = rehearsed_in(plan, Arc::clone(&store), |_| {}).await;
    rehearsed.map_err(|trouble| trouble.says)?;
    let moments: Arc<dyn Moments> = Arc::new(Still(plan.ends(), AtomicU64::new(1)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let mentoring = Mentoring::new(Arc::clone(&store), Arc::clone(&moments)).found_at(&address);
    let community = mentoring.community(&PlatformName::new("rehearsal"), "pilot", Tz::UTC).await?;
    // A link ends the one before of the same person, so each is somebody's own.
    let person = |number: usize| Person {
        handle: Handle(format!("dee{number}")),
        name: Some("Dee".to_owned()),
        zone: Some(Tz::Europe__Lisbon),
        language: None,
        admin: Some(true),
    };
    let mut links = Vec::new();
    for number in 0..count {
        let said = Said::Line("/mentor dashboard".to_owned());
        let (id, who) = (CallId(format!("dashboard {number}")), Who::Person(person(number)));
        let reply = mentoring.act(Call { id, scope: community.scope(), who, said }).await;
        links.push(link(&reply).ok_or("no link was given")?.to_owned());
    }
    let metrics = PrometheusBuilder::new().build_recorder().handle();
    let doors = smallwins_web::doors(store, moments, &address, metrics);
    Ok((links, axum::serve(listener, doors).into_future()))
}

/// The first link of an answer.
fn link(reply: &Reply) -> Option<&str> {
    reply.message.as_ref()?.blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) => text.0.iter().find_map(|span| match span {
            Span::Link { url, .. } => Some(url.as_str()),
            _ => None,
        }),
        _ => None,
    })
}
