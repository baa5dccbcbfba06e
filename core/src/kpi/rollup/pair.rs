//! Two people, and when they met: the one with the lower number as the learner, and the other way round.

use serde::{Deserialize, Serialize};

use super::case::{Log, When};
use super::entry::{Entry, Sign, Sums};
use super::what::What;
use crate::id::SessionId;
use crate::kpi::compliments::RING;
use crate::kpi::frame::Day;
use crate::kpi::repeat::PAIR;

/// What is known of two people.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct PairCase {
    #[serde(rename = "u", default, skip_serializing_if = "Log::is_empty")]
    up: Log<SessionId>,
    #[serde(rename = "d", default, skip_serializing_if = "Log::is_empty")]
    down: Log<SessionId>,
}

/// Which of two people is the learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The one with the lower number; also when both are one.
    Up,
    /// The one with the higher number.
    Down,
}

impl Turn {
    pub(super) fn of(learner: u32, mentor: u32) -> Turn {
        if learner <= mentor { Turn::Up } else { Turn::Down }
    }
}

/// The two numbers of a pair, the lower first.
pub(super) fn numbers((one, other): (u32, u32)) -> (u32, u32) {
    (one.min(other), one.max(other))
}

impl PairCase {
    pub(super) fn meet(&mut self, turn: Turn, when: When, session: SessionId) {
        match turn {
            Turn::Up => self.up.add(when, session),
            Turn::Down => self.down.add(when, session),
        }
    }

    fn met(&self, turn: Turn) -> &Log<SessionId> {
        match turn {
            Turn::Up => &self.up,
            Turn::Down => &self.down,
        }
    }

    /// The days near another on which they met in a turn.
    pub(super) fn near(&self, turn: Turn, day: Day) -> impl Iterator<Item = Day> {
        self.met(turn).days().filter(move |other| (other - day).abs() <= RING)
    }

    /// Their sessions near a day, in either turn.
    pub(super) fn sessions_near(&self, day: Day) -> impl Iterator<Item = SessionId> {
        let all = self.up.all().chain(self.down.all());
        all.filter(move |(when, _)| (when.1 - day).abs() <= RING).map(|(_, session)| *session)
    }

    /// Counts it. `numbers` are those of the two, the lower first.
    pub(super) fn count(&self, (lower, higher): (u32, u32), sums: &mut Sums, sign: Sign) {
        for (log, learner) in [(&self.up, lower), (&self.down, higher)] {
            let days: Vec<Day> = log.days().take(2).collect();
            sums.add_history(days.clone(), |day| as_of(&days, learner, day), sign);
        }
    }
}

fn as_of(days: &[Day], learner: u32, day: Day) -> Vec<Entry> {
    let known = days.iter().filter(|known| **known <= day).count();
    let on = |what| Entry::on(days[0] + PAIR, what);
    let mut entries = vec![on(What::Pair).of(learner)];
    if known > 1 && days[1] - days[0] < PAIR {
        entries.push(on(What::PairAgain));
    }
    entries
}
