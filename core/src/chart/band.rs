//! One value on its scale, with what else it could be.

use super::{escaped, name_of, on_scale, place};
use crate::kpi::{Limits, Unit};

/// The drawing is so wide; the page may stretch it.
const WIDTH: f64 = 240.0;
/// What is drawn keeps so far from the edges, so that a dot at an end is whole.
const EDGE: f64 = 6.0;

/// A value as a dot, what else it could be as a band behind it, and the scale as a line with its ends beneath. `id` is
/// the drawing's own on its page, `words` what it says.
pub fn band(id: &str, unit: Unit, value: f64, limits: Limits, words: &str) -> String {
    let (low, end) = unit.ends();
    let high = end.unwrap_or_else(|| (1.2 * limits.high.unwrap_or(value).max(value)).max(least(unit)));
    let x = |value: f64| EDGE + (WIDTH - 2.0 * EDGE) * place(value, low, high);
    let (from, to) = (x(limits.low.unwrap_or(low)), x(limits.high.unwrap_or(high)));
    let title = name_of(id, "title");
    // What reaches from one end of the scale to the other is not known to be anything.
    let is_known = limits.low.is_some_and(|limit| limit > low) || limits.high.is_some();
    let band = if !is_known {
        String::new()
    } else {
        let width = (to - from).max(2.0);
        format!(r#"<rect class="chart-band" x="{from:.1}" y="4" width="{width:.1}" height="12" rx="6"/>"#)
    };
    let [begins, ends] = [low, high].map(|end| on_scale(unit, end));
    let ends = format!(
        r#"<text class="chart-label" x="0" y="31">{begins}</text><text class="chart-label" x="{WIDTH}" y="31" text-anchor="end">{ends}</text>"#
    );
    format!(
        r#"<svg class="chart chart-scale" viewBox="0 0 {WIDTH} 34" role="img" aria-labelledby="{title}"><title id="{title}">{}</title><rect class="chart-track" x="0" y="8" width="{WIDTH}" height="4" rx="2"/>{band}<circle class="chart-dot" cx="{:.1}" cy="10" r="5"/>{ends}</svg>"#,
        escaped(words),
        x(value),
    )
}

/// How far a scale without an end reaches at least.
fn least(unit: Unit) -> f64 {
    if unit == Unit::Time { 60_000.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(low: f64, high: f64) -> Limits {
        Limits { low: Some(low), high: Some(high) }
    }

    #[test]
    fn a_share_stands_on_the_whole_scale_with_its_interval_around_it() {
        let drawn = band("a", Unit::Share, 0.5, limits(0.25, 0.75), "half <of> them");
        assert!(drawn.contains(r#"cx="120.0""#), "{drawn}");
        assert!(drawn.contains(r#"x="63.0" y="4" width="114.0""#), "{drawn}");
        assert!(drawn.contains("half &lt;of&gt; them</title>"));
        assert!(drawn.contains(">0%</text>") && drawn.contains(">100%</text>"), "{drawn}");
    }

    #[test]
    fn without_limits_there_is_no_band_and_an_open_end_reaches_to_that_of_the_scale() {
        assert!(!band("a", Unit::Coefficient, 0.5, Limits::default(), "").contains("chart-band"));
        let open = Limits { low: Some(3_600_000.0), high: None };
        let drawn = band("a", Unit::Time, 7_200_000.0, open, "");
        assert!(drawn.contains(r#"width="133.0""#) && drawn.contains(">0</text>"), "{drawn}");
        let at_once = band("a", Unit::Time, 0.0, limits(0.0, 0.0), "");
        assert!(at_once.contains(">0</text>") && at_once.contains(">1 min</text>"), "{at_once}");
    }
}
