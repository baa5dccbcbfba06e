//! Journals for the tests: what happened to whom, in days before the present of [`crate::sample`].

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{Figure, Journal, Kpi, Reading, Terms, Window, figures_of};
use crate::fact::{Event, Fact};
use crate::sample::{id, now};
use crate::session::Minutes;

/// Facts that a test tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) facts: Vec<Fact>,
}

impl Told {
    pub(super) fn say(&mut self, at: DateTime<Utc>, who: &str, event: Event) -> &mut Told {
        let number = self.facts.len() as u128 + 1;
        self.facts.push(Fact { id: Uuid::from_u128(number).into(), at, member: id(who), event });
        self
    }

    /// A session of two that began.
    pub(super) fn held(
        &mut self,
        at: DateTime<Utc>,
        session: &str,
        learner: &str,
        mentor: &str,
    ) -> &mut Told {
        let event = Event::SessionHeld { session: id(session), mentor: id(mentor), minutes: Minutes::Ten };
        self.say(at, learner, event)
    }

    pub(super) fn asked(&mut self, at: DateTime<Utc>, ask: &str, learner: &str) -> &mut Told {
        self.say(at, learner, Event::Asked { ask: id(ask), minutes: Minutes::Ten })
    }

    pub(super) fn journal(&self) -> Journal {
        self.facts.iter().collect()
    }

    /// The figures of one number, in Berlin.
    pub(super) fn read(&self, kpi: Kpi, window: Window) -> Vec<Figure> {
        figures_of(kpi, &self.journal(), &window, &terms())
    }
}

/// Those of Berlin.
pub(super) fn terms() -> Terms {
    Terms::of(Tz::Europe__Berlin)
}

pub(super) fn days_ago(days: i64) -> DateTime<Utc> {
    now() - TimeDelta::days(days)
}

pub(super) fn last_days(days: i64) -> Window {
    Window { from: Some(days_ago(days)), to: now() }
}

pub(super) fn figure<'a>(figures: &'a [Figure], name: &str) -> &'a Figure {
    figures.iter().find(|figure| figure.name == name).expect("a figure of that name")
}

pub(super) fn reading(figures: &[Figure], name: &str) -> Reading {
    figure(figures, name).reading
}

pub(super) fn value(figures: &[Figure], name: &str) -> f64 {
    value_of(&reading(figures, name))
}

pub(super) fn value_of(reading: &Reading) -> f64 {
    match reading {
        Reading::Value { value, .. } => *value,
        other => panic!("no value: {other:?}"),
    }
}
