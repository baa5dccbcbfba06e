//! The dashboard of a rehearsed pilot. Its clock stands still at the pilot's last moment, and nobody real is on it.

use std::future::IntoFuture;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use smallwins_core::member::Person;
use smallwins_core::mentoring::{Call, Mentoring, Said, Who};
use smallwins_core::message::{Block, Reply, Span};
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::store::{CallId, Store, StoreError};
use tokio::net::TcpListener;

use super::cast::HERE;
use super::plan::Plan;
use super::play::PILOT;
use super::silence::PLATFORM;
use crate::meter;
use crate::serve::bind;
use crate::trouble::Trouble;

/// A clock that stands still.
struct Still(DateTime<Utc>, AtomicU64);

impl Moments for Still {
    fn moment(&self) -> Moment {
        Moment::new(self.0, self.1.fetch_add(1, Ordering::SeqCst))
    }
}

/// Listens for those who will look at a dashboard: on this machine alone, as whoever has the link may be anybody.
///
/// # Errors
/// The address is for others too, or nothing can listen there.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, Trouble> {
    if address.ip().is_loopback() {
        return bind(address).await;
    }
    Err(Trouble::misused(
        format!("the dashboard of a rehearsal is for this machine alone, and {address} is for others too"),
        "leave --listen out, or name a port of 127.0.0.1: --listen 127.0.0.1:8421",
    ))
}

/// The dashboard of a plan that was rehearsed in a memory: so many links, each of which opens it once, and what serves
/// it for as long as it is polled.
///
/// # Errors
/// The memory does not answer.
pub async fn dashboard(
    plan: Plan,
    store: Arc<dyn Store>,
    listener: TcpListener,
    links: usize,
) -> Result<(Vec<String>, impl Future<Output = io::Result<()>>), Trouble> {
    let address = listener.local_addr().map_err(|error| {
        Trouble::failed(format!("nobody says where it listens: {error}"), "name another port with --listen")
    })?;
    let address = format!("http://{address}");
    let moments: Arc<dyn Moments> = Arc::new(Still(plan.ends(), AtomicU64::new(rand::random())));
    let mentoring = Mentoring::new(Arc::clone(&store), Arc::clone(&moments)).found_at(&address);
    let links = invited(&mentoring, links).await.map_err(|error| {
        Trouble::failed(
            format!("the memory of the rehearsal failed: {error}"),
            "make room in memory, and try again",
        )
    })?;
    let metrics = meter::builder().map_err(|error| {
        Trouble::failed(format!("nothing can be counted: {error}"), "report it, with this line")
    })?;
    let doors = smallwins_web::doors(store, moments, &address, metrics.build_recorder().handle());
    Ok((links, axum::serve(listener, doors).into_future()))
}

/// A link each for so many people who run the pilot: the next link of somebody ends the one before.
async fn invited(mentoring: &Mentoring, many: usize) -> Result<Vec<String>, StoreError> {
    let community = mentoring.community(&PlatformName::new(PLATFORM), PILOT, HERE).await?;
    let mut links = Vec::new();
    for number in 0..many {
        let person = Person {
            handle: Handle(format!("dee{number}")),
            name: Some("Dee".to_owned()),
            zone: Some(HERE),
            language: None,
            admin: Some(true),
        };
        let said = Said::Line("/mentor dashboard".to_owned());
        let (id, who) = (CallId(format!("dashboard {number}")), Who::Person(person));
        let reply = mentoring.act(Call { id, scope: community.scope(), who, said }).await;
        links.push(link(&reply).expect("whoever runs a community is given a link to its dashboard"));
    }
    Ok(links)
}

/// The first link of an answer.
fn link(reply: &Reply) -> Option<String> {
    reply.message.as_ref()?.blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) => text.0.iter().find_map(|span| match span {
            Span::Link { url, .. } => Some(url.as_str().to_owned()),
            _ => None,
        }),
        _ => None,
    })
}
