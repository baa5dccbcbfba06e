//! How a change of a figure reads, wherever it is shown.

use super::{Change, Unit};
use crate::script::{Phrase, say};

impl Unit {
    /// A change of a value in this unit, with what else it could be: `+14 points, 2 to 26`.
    pub fn changed(self, change: &Change) -> Phrase {
        let Change { difference, limits, .. } = change;
        let scale = if self == Unit::Share { 100.0 } else { 1.0 };
        let in_points = matches!(self, Unit::Share | Unit::Points);
        // What is not nothing is not told as nothing.
        let ends = [Some(*difference), limits.low, limits.high];
        let is_small = |end: f64| end != 0.0 && (end * scale).abs() < 0.5;
        let is_fine = ends.into_iter().flatten().any(is_small);
        let places = if in_points { usize::from(is_fine) } else { 2 };
        let end = |end: f64| say("unit.decimal").with("value", end * scale).with("places", places).text();
        say("kpi.change")
            .with("rises", *difference > 0.0)
            .with("difference", end(*difference))
            .with("points", in_points)
            .with("low", limits.low.map(end))
            .with("high", limits.high.map(end))
            .text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::{Direction, Limits};

    #[test]
    fn a_change_is_told_with_its_size_and_with_what_else_it_could_be() {
        let told = |unit: Unit, difference, low, high| {
            let limits = Limits { low: Some(low), high: Some(high) };
            String::from(unit.changed(&Change { difference, limits, direction: Direction::Unclear }))
        };
        assert_eq!(told(Unit::Share, 0.14, 0.021, 0.26), "+14 points, 2 to 26");
        assert_eq!(told(Unit::Share, 0.14, 0.003, 0.28), "+14.0 points, 0.3 to 28.0");
        assert_eq!(told(Unit::Share, -0.14, -0.26, -0.13), "-14 points, -26 to -13");
        assert_eq!(told(Unit::Points, 21.4, 10.1, 32.0), "+21 points, 10 to 32");
        assert_eq!(told(Unit::PerSession, 0.4, -0.1, 0.9), "+0.40, -0.10 to 0.90");
    }
}
