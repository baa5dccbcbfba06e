//! How numbers are called and how their values read, wherever they are shown.

use super::{Figure, Kpi, Limits, Unit};
use crate::script::{Phrase, label, say};

impl Kpi {
    /// What people call it.
    pub fn title(self) -> Phrase {
        label(match self {
            Kpi::Retention => "kpi.retention",
            Kpi::Recommendation => "kpi.recommendation",
            Kpi::Compliments => "kpi.compliments",
            Kpi::Completion => "kpi.completion",
            Kpi::Response => "kpi.response",
            Kpi::Repeat => "kpi.repeat",
            Kpi::Health => "kpi.health",
            Kpi::Funnel => "kpi.funnel",
        })
    }
}

impl Figure {
    /// What people call it, beside the title of its number.
    pub fn label(&self) -> Phrase {
        label(self.name)
    }

    /// Whose doing it is, of whom there may be too few: mentors, or people.
    pub fn whose(&self) -> Phrase {
        match (self.kpi, self.name) {
            (Kpi::Compliments, _)
            | (_, "health.load" | "health.minutes" | "health.passed" | "health.missed" | "repeat.mentors") => {
                label("kpi.few.mentors")
            }
            _ => label("kpi.few.people"),
        }
    }
}

impl Unit {
    /// A value as people read it.
    pub fn show(self, value: f64) -> Phrase {
        match self {
            Unit::Share => say("unit.share").with("value", value * 100.0).text(),
            Unit::Points => format!("{value:+.0}").into(),
            Unit::PerSession | Unit::PerMatch => decimal(value, 1),
            Unit::Coefficient => decimal(value, 2),
            Unit::Count => decimal(value, 0),
            Unit::Time => lasting(value),
        }
    }

    /// What else a value could be, as people read it; none where nothing limits it.
    pub fn between(self, limits: Limits) -> Option<Phrase> {
        let saying = match (limits.low, limits.high) {
            (Some(low), Some(_)) if self == Unit::Share => {
                say("unit.range").with("low", decimal(low * 100.0, 0))
            }
            (Some(low), Some(_)) if self == Unit::Points => say("unit.from-to").with("low", self.show(low)),
            (Some(low), Some(_)) => say("unit.range").with("low", self.show(low)),
            // Any time is as long as none or longer.
            (Some(low), None) if self == Unit::Time && low < A_MINUTE => return None,
            (Some(low), None) => say("unit.or-more").with("low", self.show(low)),
            (None, Some(_)) => say("unit.up-to"),
            (None, None) => return None,
        };
        let least = if self == Unit::Time && limits.low.is_none() { A_MINUTE } else { f64::MIN };
        Some(saying.with("high", limits.high.map(|high| self.show(high.max(least)))).text())
    }

    /// How far two values are apart, as people read it: shares and scores in points.
    pub(super) fn apart(self, difference: f64) -> Phrase {
        let points = match self {
            Unit::Share => difference * 100.0,
            Unit::Points => difference,
            Unit::PerSession | Unit::PerMatch | Unit::Coefficient | Unit::Count => {
                return decimal(difference, if difference < 1.0 { 2 } else { 1 });
            }
            Unit::Time => return lasting(difference),
        };
        let places = usize::from(points < 10.0);
        say("unit.points").with("value", points).with("places", places).text()
    }

    /// Between which values it lies by its nature; none where nothing limits it above.
    pub fn ends(self) -> (f64, Option<f64>) {
        match self {
            Unit::Share | Unit::Coefficient => (0.0, Some(1.0)),
            Unit::Points => (-100.0, Some(100.0)),
            Unit::PerSession => (0.0, Some(3.0)),
            Unit::PerMatch | Unit::Time | Unit::Count => (0.0, None),
        }
    }
}

fn decimal(value: f64, places: usize) -> Phrase {
    say("unit.decimal").with("value", value).with("places", places).text()
}

/// What is shorter is told as that, in milliseconds.
pub(super) const A_MINUTE: f64 = 60_000.0;

/// How long something lasts, in the two largest units that it fills.
fn lasting(millis: f64) -> Phrase {
    let minutes = if millis < A_MINUTE { 0 } else { (millis / A_MINUTE).round() as u64 };
    let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
    let minutes = if days > 0 { 0 } else { minutes };
    say("unit.lasting").with("days", days).with("hours", hours).with("minutes", minutes).text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_the_two_units_that_matter() {
        for (minutes, told) in [
            (0, "under 1 min"),
            (1, "1 min"),
            (59, "59 min"),
            (60, "1 h"),
            (160, "2 h 40 min"),
            (1440, "1 d"),
            (4560, "3 d 4 h"),
        ] {
            assert_eq!(lasting(f64::from(minutes) * 60_000.0), told);
        }
        assert_eq!(lasting(-1.0), "under 1 min");
        assert_eq!(lasting(59_000.0), "under 1 min");
    }

    #[test]
    fn a_value_reads_as_its_unit_is_read() {
        assert_eq!(Unit::Points.show(41.2), "+41");
        assert_eq!(Unit::Points.show(-3.0), "-3");
        assert_eq!(Unit::Coefficient.show(0.314), "0.31");
        let limits = |low, high| Limits { low, high };
        assert_eq!(Unit::Points.between(limits(Some(-3.0), Some(20.0))).unwrap(), "-3 to +20");
        assert_eq!(Unit::Time.between(limits(Some(3_600_000.0), None)).unwrap(), "1 h or more");
        assert_eq!(Unit::Time.between(limits(Some(500.0), None)), None);
        assert_eq!(Unit::Time.between(limits(None, Some(500.0))).unwrap(), "up to 1 min");
        assert_eq!(Unit::Time.between(limits(Some(500.0), Some(90_000.0))).unwrap(), "under 1 min–2 min");
        assert_eq!(Unit::PerSession.between(limits(None, Some(1.25))).unwrap(), "up to 1.2");
        assert_eq!(Unit::Count.between(limits(None, None)), None);
    }
}
