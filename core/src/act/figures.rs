//! One figure in words, the same wherever it is told: its value with what else it could be and how many cases it rests
//! on, or why it has none.
//!
//! "Up" and "down" are since the time before, and stand only where chance is ruled out.

use crate::kpi::{Direction, Figure, Limits, Reading, Unit, change};
use crate::script::say;

/// A figure under a name, compared with those of the time before.
pub(super) fn figure_in_words(name: &str, figure: &Figure, before: &[Figure]) -> String {
    let earlier = before.iter().find(|earlier| earlier.name == figure.name);
    let direction = earlier.and_then(|earlier| change(figure, earlier)).map(|change| change.direction);
    let Figure { unit, n, reading, .. } = figure;
    let show = |value| shown(*unit, value);
    let (is, value) = match reading {
        Reading::Value { value, .. } => ("value", Some(show(*value))),
        Reading::NotReached { at_least } => ("not-reached", at_least.map(show)),
        Reading::TooFew { needed } => ("too-few", Some(needed.to_string())),
        Reading::Suppressed => ("suppressed", None),
        Reading::ObservableOn { date } => ("observable", Some(date.format("%-d %b %Y").to_string())),
    };
    let range = match reading {
        Reading::Value { limits, .. } => between(*unit, *limits),
        _ => None,
    };
    let direction = match direction {
        Some(Direction::Up) => "up",
        Some(Direction::Down) => "down",
        Some(Direction::Unclear) | None => "",
    };
    say("kpi.figure")
        .with("name", name)
        .with("is", is)
        .with("value", value)
        .with("range", range)
        .with("direction", direction)
        .with("n", usize::try_from(*n).unwrap_or(usize::MAX))
        .text()
}

/// A value as people read it.
fn shown(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => format!("{:.0}%", value * 100.0),
        Unit::Points => format!("{value:+.0}"),
        Unit::PerSession | Unit::PerMatch => format!("{value:.1}"),
        Unit::Coefficient => format!("{value:.2}"),
        Unit::Count => format!("{value:.0}"),
        Unit::Time => lasting(value),
    }
}

/// How long something lasts, in the two largest units that it fills.
fn lasting(millis: f64) -> String {
    let minutes = (millis / 60_000.0).round().max(0.0) as u64;
    let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
    match (days, hours, minutes) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// What else a value could be.
fn between(unit: Unit, limits: Limits) -> Option<String> {
    let end = |value: f64| shown(unit, value);
    match (limits.low, limits.high) {
        (Some(low), Some(high)) if unit == Unit::Share => {
            Some(format!("{}–{}", end(low).trim_end_matches('%'), end(high)))
        }
        (Some(low), Some(high)) if unit == Unit::Points => Some(format!("{} to {}", end(low), end(high))),
        (Some(low), Some(high)) => Some(format!("{}–{}", end(low), end(high))),
        (Some(low), None) => Some(format!("{} or more", end(low))),
        (None, Some(high)) => Some(format!("up to {}", end(high))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_the_two_units_that_matter() {
        for (minutes, told) in
            [(0, "0 min"), (59, "59 min"), (60, "1 h"), (160, "2 h 40 min"), (1440, "1 d"), (4560, "3 d 4 h")]
        {
            assert_eq!(lasting(f64::from(minutes) * 60_000.0), told);
        }
        assert_eq!(lasting(-1.0), "0 min");
    }

    #[test]
    fn a_value_reads_as_its_unit_is_read() {
        assert_eq!(shown(Unit::Points, 41.2), "+41");
        assert_eq!(shown(Unit::Points, -3.0), "-3");
        assert_eq!(shown(Unit::Coefficient, 0.314), "0.31");
        let limits = |low, high| Limits { low, high };
        assert_eq!(between(Unit::Points, limits(Some(-3.0), Some(20.0))).unwrap(), "-3 to +20");
        assert_eq!(between(Unit::Time, limits(Some(3_600_000.0), None)).unwrap(), "1 h or more");
        assert_eq!(between(Unit::PerSession, limits(None, Some(1.25))).unwrap(), "up to 1.2");
        assert_eq!(between(Unit::Count, limits(None, None)), None);
    }
}
