//! Whether a promise is kept on a bad day: so many reminders are due at one instant, Discord errs, and the process is
//! killed twice on the way.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use smallwins::wire::SystemMoments;
use smallwins_core::decision::Change;
use smallwins_core::moment::Moments;
use tokio::runtime::Runtime;

use crate::contender::{Contender, Way, node};
use crate::loopback::{Loopback, Reminders, room};
use crate::place::{NUDGE, Place};
use crate::running::Running;

/// They are due so long after they were promised: until then the process has started.
const LEAD: TimeDelta = TimeDelta::seconds(20);
/// How long a killed process stays away.
const AWAY: Duration = Duration::from_secs(1);
/// A reminder that comes so long after it was due is late.
const LATE: Duration = Duration::from_secs(60);
/// How often it is looked at how many have come.
const SOON: Duration = Duration::from_millis(2);

/// Who sends them.
#[derive(Debug, Clone)]
pub(crate) enum Sender {
    /// The real binary.
    Smallwins,
    /// A loop over a file on discord.js, in the folder where it is installed.
    Cron(PathBuf),
    /// As that, with a nonce for each reminder.
    CronWithNonces(PathBuf),
}

/// What came of them.
pub(crate) struct Outcome {
    pub(crate) sender: &'static str,
    /// How many were promised.
    pub(crate) promised: usize,
    /// How many never came.
    pub(crate) lost: usize,
    /// How many came once more.
    pub(crate) doubled: usize,
    /// How many came more than a minute after they were due.
    pub(crate) late: usize,
    /// When half of those were there that came, and when all were.
    pub(crate) half: Duration,
    pub(crate) last: Duration,
    /// How many were written and answered with an error.
    pub(crate) broken: usize,
    /// How many calls were refused as too many.
    pub(crate) refused: usize,
    /// How many that came again were held back by their nonce.
    pub(crate) known: usize,
}

/// Where they are sent, and how many of them.
pub(crate) struct Scene<'a> {
    pub(crate) way: Way<'a>,
    pub(crate) loopback: &'a Loopback,
    pub(crate) place: &'a Place,
    pub(crate) runtime: &'a Runtime,
    pub(crate) promised: usize,
    /// How long they are watched at most.
    pub(crate) watched: Duration,
}

impl Sender {
    /// Everybody who can be had here.
    pub(crate) fn all(contenders: &[Contender]) -> Vec<Sender> {
        let of = |contender: &Contender| match contender {
            Contender::Smallwins => vec![Sender::Smallwins],
            Contender::DiscordJs(at) => vec![Sender::Cron(at.clone()), Sender::CronWithNonces(at.clone())],
            Contender::SmallwinsHttp | Contender::DiscordPy(_) | Contender::Bare => Vec::new(),
        };
        contenders.iter().flat_map(of).collect()
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Sender::Smallwins => "Smallwins",
            Sender::Cron(_) => "discord.js",
            Sender::CronWithNonces(_) => "… with nonces",
        }
    }

    /// Promises as many reminders, all due at one instant.
    fn promise(&self, scene: &Scene<'_>, due: DateTime<Utc>) {
        let Scene { way, place, promised, runtime, .. } = scene;
        match self {
            Sender::Smallwins => {
                let database = place.database(way.folder);
                let rooms = place.members.iter().take(*promised).map(|member| {
                    let user = &member.handle.0;
                    Change::Keepsake(format!("discord/dm/{user}"), Some(room(user)))
                });
                let rooms = rooms.collect();
                runtime.block_on(async {
                    place.commit(&database, "rooms", rooms).await;
                    place.promise_nudges(&database, *promised, due).await;
                });
            }
            Sender::Cron(_) | Sender::CronWithNonces(_) => {
                let reminder = |(number, user): (usize, &str)| {
                    let nonce = format!("reminder-{number}");
                    json!({ "user": user, "text": NUDGE, "nonce": nonce, "due": due.timestamp_millis() })
                };
                let users = place.members.iter().take(*promised).map(|member| member.handle.0.as_str());
                let all: Vec<_> = users.enumerate().map(reminder).collect();
                std::fs::write(file(way.folder), json!(all).to_string()).expect("the folder takes a file");
            }
        }
    }

    /// For so long after its last start it may still find something to send again: Smallwins after a lease, a loop in
    /// its next round.
    fn settles(&self) -> Duration {
        match self {
            Sender::Smallwins => Duration::from_secs(90),
            Sender::Cron(_) | Sender::CronWithNonces(_) => Duration::from_secs(10),
        }
    }

    fn start(&self, way: &Way<'_>) -> Running {
        let file = file(way.folder);
        let file = file.to_str().expect("a folder whose name is text");
        match self {
            Sender::Smallwins => Contender::Smallwins.start(way).0,
            Sender::Cron(installed) => {
                way.start(&mut node(installed, "reminders.js"), &[("REMINDERS", file)])
            }
            Sender::CronWithNonces(installed) => {
                let variables = [("REMINDERS", file), ("NONCES", "1")];
                way.start(&mut node(installed, "reminders.js"), &variables)
            }
        }
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("reminders.json")
}

/// Lets them be sent on a bad day, drawn by lot from a seed, and watches until all have come and nothing can follow.
pub(crate) fn remind(sender: &Sender, scene: &Scene<'_>, seed: u64) -> Outcome {
    let Scene { way, loopback, promised, watched, .. } = scene;
    loopback.forget();
    let (due, due_at) = (SystemMoments.moment().now + LEAD, Instant::now() + LEAD.to_std().expect("ahead"));
    sender.promise(scene, due);
    loopback.break_things(seed);
    let came = || loopback.reminders(|reminders| reminders.first.len());
    let is_over = || due_at.elapsed() > *watched;
    let mut running = sender.start(way);
    running.until("it is ready", || loopback.ready().is_some());
    for third in 1..=2 {
        wait(|| came() >= promised * third / 3 || is_over());
        drop(running);
        loopback.hung_up();
        sleep(AWAY);
        running = sender.start(way);
    }
    wait(|| came() >= *promised && running.began.elapsed() > sender.settles() || is_over());
    drop(running);
    loopback.reminders(|seen| outcome(sender, *promised, due_at, seen))
}

fn outcome(sender: &Sender, promised: usize, due_at: Instant, seen: &Reminders) -> Outcome {
    let after: Vec<Duration> = seen.first.iter().map(|came| came.saturating_duration_since(due_at)).collect();
    let at = |place: usize| after.get(place).copied().unwrap_or_default();
    Outcome {
        sender: sender.name(),
        promised,
        lost: promised - after.len(),
        doubled: seen.doubled,
        late: after.iter().filter(|after| **after > LATE).count(),
        half: at(after.len() / 2),
        last: at(after.len().saturating_sub(1)),
        broken: seen.broken,
        refused: seen.refused,
        known: seen.known,
    }
}

fn wait(mut happened: impl FnMut() -> bool) {
    while !happened() {
        sleep(SOON);
    }
}
