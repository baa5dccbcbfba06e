//! One player's column: who they are, their thread, and where they speak.

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use smallwins_core::calendar::{Calendar, Hours};
use smallwins_core::message::TimeForm;
use smallwins_core::tongue::Tongue;

use super::around::Present;
use super::clock::near;
use super::line::Row;
use super::parts;
use crate::playground::Playground;
use crate::playground::players::{Player, city};
use crate::playground::thread::Entry;

/// A column.
#[derive(Template)]
#[template(path = "column.html")]
pub(crate) struct Column<'a> {
    player: &'a Player,
    entries: Vec<Arc<Entry>>,
    status: String,
    hints: String,
    call: String,
    playground: &'a Playground,
}
parts!(Column<'a>);

impl<'a> Column<'a> {
    /// A player's column; what stands around the thread comes in once it has been read.
    pub(crate) fn new(playground: &'a Playground, player: &'a Player, around: (String, String)) -> Self {
        let lines = playground.lines_after(0).into_iter();
        let entries = lines.filter(|entry| entry.is_seen_by(&player.handle)).collect();
        let (status, hints) = around;
        Column { player, entries, status, hints, call: playground.fresh_call().0, playground }
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let before = std::iter::once(None).chain(self.entries.iter().map(|entry| Some(entry.as_ref())));
        let pairs = self.entries.iter().zip(before);
        pairs.map(|(entry, before)| Row::new(entry, before, self.player, self.playground)).collect()
    }
}

/// Who somebody is and whether they are at work.
#[derive(Template)]
#[template(path = "status.html")]
pub(crate) struct Status<'a> {
    /// Who.
    pub(crate) present: &'a Present,
    /// What the clock shows.
    pub(crate) now: DateTime<Utc>,
    /// The community's channel.
    pub(crate) channel: Option<&'a str>,
}
parts!(Status<'a>);

/// Whether somebody may be spoken to.
enum Day {
    Working,
    QuietUntil(String),
    PausedUntil(String),
    Quiet,
}

impl Status<'_> {
    fn time(&self) -> String {
        TimeForm::Clock.show(self.now, self.present.zone(), Tongue::English)
    }

    fn day(&self) -> Day {
        let calendar = self.present.calendar();
        if calendar.is_open(self.now) {
            return Day::Working;
        }
        let paused = calendar.pause.is_some_and(|pause| pause.covers(self.now));
        match calendar.opening(self.now).map(|at| near(at, self.now, self.present.zone())) {
            Some(at) if paused => Day::PausedUntil(at),
            Some(at) => Day::QuietUntil(at),
            None => Day::Quiet,
        }
    }
}

impl Present {
    /// The zone of their own clock, on which they read every time, whatever zone they tell.
    pub(crate) fn zone(&self) -> Tz {
        self.player.zone
    }

    /// Their zone's city.
    pub(crate) fn city(&self) -> String {
        city(self.zone())
    }

    fn is_mentor(&self) -> bool {
        self.member.as_ref().is_some_and(|member| member.mentor.is_some())
    }

    fn calendar(&self) -> Calendar {
        let usual = || Calendar::new(self.player.zone, Hours::default());
        self.member.as_ref().map_or_else(usual, |member| member.calendar.clone())
    }
}
