//! A Discord on loopback, over REST and the gateway, that says yes to what it knows, and counts.
//!
//! It checks next to nothing: a strict one would take the core that makes the load, and it is the stories that hold
//! Smallwins against Discord's rules. How fast it is, the bare loop shows ([`crate::bare`]). It makes the load too:
//! interactions leave by the gateway, and come back as calls to their callback.
//!
//! In reading order: `door` (a connection), `rest` (what is asked over HTTP), `gateway` (what is told over a
//! WebSocket), `underway` (interactions that wait for their callback), `messages` and `faults` (what is written, and
//! what goes wrong then), `guild` (what a guild looks like).

#[path = "loopback/door.rs"]
mod door;
#[path = "loopback/faults.rs"]
mod faults;
#[path = "loopback/gateway.rs"]
mod gateway;
#[path = "loopback/guild.rs"]
mod guild;
#[path = "loopback/messages.rs"]
mod messages;
#[path = "loopback/rest.rs"]
mod rest;
#[path = "loopback/underway.rs"]
mod underway;

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use chrono::{DateTime, Utc};
use smallwins::wire::SystemMoments;
use smallwins_core::moment::Moments;
use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::load::Load;
use faults::Faults;
use gateway::Event;
use messages::Messages;
use underway::Underway;

pub(crate) use messages::Reminders;

/// The application, and the bot, which has the same id.
pub(crate) const APPLICATION: &str = "1100000000000000001";
/// The guild in which everything is said.
pub(crate) const GUILD: &str = "1100000000000000002";
/// A user's id is this and their number.
const USERS: u64 = 900_000_000_000_000_000;
/// How far the id of a direct message is from that of its user.
const TO_ROOM: u64 = 100_000_000_000_000_000;

/// A load that is to be made: what of, how many at once, and where it is told what came of it.
type Job = (Vec<String>, usize, Sender<Load>);

/// It is served by a thread of its own until the program ends.
pub(crate) struct Loopback {
    /// Where it listens.
    pub(crate) address: String,
    world: Arc<World>,
    jobs: UnboundedSender<Job>,
}

/// What every connection sees.
struct World {
    address: String,
    /// When it began, by the calendar and by the clock.
    began: (DateTime<Utc>, Instant),
    seen: Mutex<Seen>,
}

/// What it was told, and what it remembers.
#[derive(Default)]
struct Seen {
    /// Leads to whoever identified last.
    gateway: Option<UnboundedSender<Event>>,
    /// When that was told to be ready.
    ready: Option<Instant>,
    /// How many interactions there have been.
    interactions: u64,
    underway: Option<Underway>,
    messages: Messages,
    unknown: BTreeSet<String>,
}

impl Loopback {
    /// Begins to listen on a free port.
    pub(crate) fn open() -> Loopback {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it listens").to_string();
        let began = (SystemMoments.moment().now, Instant::now());
        let world = Arc::new(World { address: address.clone(), began, seen: Mutex::default() });
        let (jobs, wanted) = unbounded_channel();
        let served = Arc::clone(&world);
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a thread to run on");
            runtime.block_on(serve(listener, served, wanted));
        });
        Loopback { address, world, jobs }
    }

    /// Forgets who was connected and what was written: another process begins.
    pub(crate) fn forget(&self) {
        let mut seen = self.world.lock();
        let unknown = std::mem::take(&mut seen.unknown);
        *seen = Seen { interactions: seen.interactions, unknown, ..Seen::default() };
    }

    /// When the process was told to be ready that identified last.
    pub(crate) fn ready(&self) -> Option<Instant> {
        self.world.lock().ready
    }

    /// Forgets who was connected, as it is no more.
    pub(crate) fn hung_up(&self) {
        let mut seen = self.world.lock();
        (seen.gateway, seen.ready) = (None, None);
    }

    /// Tells of so many more guilds.
    pub(crate) fn join_guilds(&self, count: usize) {
        let seen = self.world.lock();
        let gateway = seen.gateway.as_ref().expect("somebody is connected");
        for number in 0..count {
            // Whoever hung up hears no more.
            let _ = gateway.send(Event { name: "GUILD_CREATE", data: guild::another(number) });
        }
    }

    /// Sends each interaction once, so many at a time, and waits until all are answered. What it is told of each is
    /// the body of its callback.
    pub(crate) fn load(&self, interactions: Vec<String>, callers: usize) -> Load {
        let (done, came) = channel();
        self.jobs.send((interactions, callers, done)).expect("it serves");
        came.recv().expect("it serves")
    }

    /// From now on every message may meet with a fault, drawn by lot from a seed.
    pub(crate) fn break_things(&self, seed: u64) {
        self.world.lock().messages.faults = Some(Faults::seeded(seed));
    }

    /// Looks at the reminders that were written so far.
    pub(crate) fn reminders<T>(&self, look: impl FnOnce(&Reminders) -> T) -> T {
        look(&self.world.lock().messages.reminders)
    }

    /// What was asked and is not known here.
    pub(crate) fn unknown(&self) -> Vec<String> {
        self.world.lock().unknown.iter().cloned().collect()
    }
}

impl World {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> DateTime<Utc> {
        let (calendar, clock) = self.began;
        calendar + clock.elapsed()
    }

    /// An id as Discord gives one out now: milliseconds since 2015, and a number below 2²².
    fn id(&self, number: u64) -> u64 {
        const EPOCH: i64 = 1_420_070_400_000;
        let millis = self.now().timestamp_millis() - EPOCH;
        u64::try_from(millis).expect("it is later than 2015") << 22 | number & ((1 << 22) - 1)
    }
}

/// The id of a user.
pub(crate) fn user(number: usize) -> String {
    (USERS + number as u64).to_string()
}

/// The id of the direct message with a user; of anything else, that of nothing.
pub(crate) fn room(user: &str) -> String {
    user.parse::<u64>().map_or_else(|_| "0".to_owned(), |user| (user - TO_ROOM).to_string())
}

async fn serve(listener: TcpListener, world: Arc<World>, mut wanted: UnboundedReceiver<Job>) {
    listener.set_nonblocking(true).expect("it listens");
    let listener = tokio::net::TcpListener::from_std(listener).expect("it listens");
    let loading = Arc::clone(&world);
    tokio::spawn(async move {
        while let Some((interactions, callers, done)) = wanted.recv().await {
            // Whoever wanted to know waits.
            let _ = done.send(underway::load(&loading, interactions, callers).await);
        }
    });
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(door::serve(stream, Arc::clone(&world)));
    }
}
