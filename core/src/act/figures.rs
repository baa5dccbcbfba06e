//! One figure in words, the same wherever it is told: its value with what else it could be and how many cases it rests
//! on, or why it has none.
//!
//! "Up" and "down" are since the time before, and stand only where chance is ruled out.

use crate::kpi::{Direction, Figure, Reading, change};
use crate::script::say;

/// A figure under a name, compared with those of the time before.
pub(super) fn figure_in_words(name: &str, figure: &Figure, before: &[Figure]) -> String {
    let earlier = before.iter().find(|earlier| earlier.name == figure.name);
    let direction = earlier.and_then(|earlier| change(figure, earlier)).map(|change| change.direction);
    let Figure { unit, n, reading, .. } = figure;
    let show = |value| unit.show(value);
    let (is, value) = match reading {
        Reading::Value { value, .. } => ("value", Some(show(*value))),
        Reading::NotReached { at_least } => ("not-reached", at_least.map(show)),
        Reading::TooFew { needed } => ("too-few", Some(needed.to_string())),
        Reading::Suppressed => ("suppressed", Some(figure.whose())),
        Reading::ObservableOn { date } => ("observable", Some(date.format("%-d %b %Y").to_string())),
    };
    let range = match reading {
        Reading::Value { limits, .. } => unit.between(*limits),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::{Journal, Span, Terms, figures};
    use crate::sample::{community, now};

    #[test]
    fn where_mentors_are_counted_too_few_of_them_are_called_mentors() {
        let terms = Terms::of(community().zone);
        let figures = figures(&Journal::default(), &Span::Days30.up_to(now(), &terms), &terms);
        for (name, few) in [
            ("compliments.density", "mentors"),
            ("health.load", "mentors"),
            ("repeat.mentors", "mentors"),
            ("repeat.pairs", "people"),
            ("completion.done", "people"),
        ] {
            let mut figure = figures.iter().find(|figure| figure.name == name).unwrap().clone();
            figure.reading = Reading::Suppressed;
            assert_eq!(figure_in_words("", &figure, &[]), format!("fewer than five {few}"), "{name}");
        }
    }
}
