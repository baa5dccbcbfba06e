//! Whether people are answered while nudges burst out: all of them due at one instant, and somebody types something
//! fifty times a second.
//!
//! Smallwins lets messages leave at the pace that Slack allows, so those of a large community may take hours. They are
//! watched for a while: all of them are looked at in it, and as many leave as may.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use smallwins::wire::SystemMoments;
use smallwins_core::moment::Moments;
use tokio::task::JoinSet;
use tokio::time::{interval, sleep_until};

use crate::command::Signer;
use crate::contender::Contender;
use crate::figures::Times;
use crate::judge::problem;
use crate::load::load;
use crate::once::once;
use crate::place::{KINDS, Kind, Place};
use crate::slack::Slack;

/// The time between two commands.
const BETWEEN: Duration = Duration::from_millis(20);
/// Slack waits three seconds; an answer that takes longer than this is too near to that.
const LATE: Duration = Duration::from_millis(2_500);
/// The nudges are due so long after they were promised: until then the process starts and gets to know everybody.
const LEAD: TimeDelta = TimeDelta::seconds(60);
/// Commands go on for so long after the last nudge.
const AFTERWARDS: Duration = Duration::from_secs(2);
/// Callers at once while everybody is got to know.
const CALLERS: usize = 16;

/// What was seen.
pub(crate) struct Burst {
    /// How long each command took, from when it was to be sent.
    pub(crate) acks: Times,
    /// How many there were.
    pub(crate) commands: usize,
    /// How many took too long.
    pub(crate) late: usize,
    /// What was wrong with answers, and how often.
    pub(crate) problems: BTreeMap<String, usize>,
    /// Nudges that were promised.
    pub(crate) promised: usize,
    /// People who were nudged.
    pub(crate) nudged: usize,
    /// Nudges that somebody got twice.
    pub(crate) repeated: u32,
    /// From when they were due until the last one left that was seen.
    pub(crate) took: Duration,
    /// From when they were due until nobody watched any more.
    pub(crate) watched: Duration,
}

/// Lets so many nudges burst out of a process of Smallwins, and watches until all have left, but no longer than this.
pub(crate) async fn burst(
    place: &Place,
    folder: &Path,
    slack: &Slack,
    signer: &mut Signer,
    nudges: usize,
    longest: Duration,
) -> Burst {
    let database = place.database(folder);
    let (due, due_at) = (SystemMoments.moment().now + LEAD, Instant::now() + LEAD.to_std().expect("ahead"));
    place.promise_nudges(&database, nudges, due).await;
    let (running, address) = Contender::Smallwins.start(folder, &slack.address);
    running.listens(&address);
    let everybody = place.everybody_once();
    let everybody = everybody.iter().map(|typed| signer.sign(typed, &address)).collect();
    load(&address, &Arc::new(everybody), CALLERS).await;
    assert!(Instant::now() < due_at, "the nudges were due before everybody was known");
    sleep_until((due_at - BETWEEN).into()).await;

    let mut commands = JoinSet::new();
    let mut ticks = interval(BETWEEN);
    for number in 0.. {
        let at = ticks.tick().await.into_std();
        let kind = KINDS[number % KINDS.len()];
        // Asks go round among the learners.
        let number = if kind == Kind::Ask { number / KINDS.len() } else { number };
        let typed = place.typed(kind, number..number + 1).remove(0);
        let (signed, address) = (signer.sign(&typed, &address), address.clone());
        commands.spawn(async move {
            let answer = once(&address, &signed).await;
            (
                at.elapsed(),
                answer.map_or_else(Some, |answer| problem(&Contender::Smallwins, &typed.text, &answer)),
            )
        });
        let done = slack.nudges();
        let over = done.people >= nudges && done.last.is_some_and(|last| last.elapsed() > AFTERWARDS);
        if over || due_at.elapsed() > longest {
            break;
        }
    }
    let mut times = Vec::new();
    let mut problems = BTreeMap::new();
    for (took, problem) in commands.join_all().await {
        times.push(took);
        if let Some(problem) = problem {
            *problems.entry(problem).or_default() += 1;
        }
    }
    let seen = slack.nudges();
    Burst {
        commands: times.len(),
        late: times.iter().filter(|took| **took > LATE).count(),
        acks: Times::of(times),
        problems,
        promised: nudges,
        nudged: seen.people,
        repeated: seen.repeated,
        watched: due_at.elapsed(),
        took: seen.last.map_or(Duration::ZERO, |last| last.saturating_duration_since(due_at)),
    }
}
