//! How numbers are drawn: pure functions from values to SVG.
//!
//! A drawing says everything in words too, by its `<title>` and `<desc>`; nothing in it is told by colour alone, and
//! its parts have classes, so that the page that shows it decides how they look, in light and in dark. The weeks of a
//! digest are drawn as a picture, too.

mod band;
mod trend;
mod weeks;

pub use band::band;
pub use trend::{Point, trend};
pub use weeks::{Chart, Look, Share, Week, svg};

use crate::kpi::Unit;

/// A text in which nothing can be read as markup, free of characters that XML does not allow.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Where a value stands between two ends, from 0 to 1; what lies outside of them stands at the nearer one.
fn place(value: f64, low: f64, high: f64) -> f64 {
    if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 }
}

/// A value beside a scale. A scale of times begins at 0, and not under a minute.
fn on_scale(unit: Unit, value: f64) -> String {
    if unit == Unit::Time && value == 0.0 { "0".to_owned() } else { escaped(&unit.show(value)) }
}

/// An id that stands once on a page, for what names a drawing.
fn name_of(id: &str, part: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("{}-{part}", id.chars().map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_be_read_as_markup() {
        assert_eq!(escaped("<b a=\"1\" c='2'>&"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
        assert_eq!(name_of("a\"><b", "title"), "a---b-title");
    }

    #[test]
    fn a_place_never_leaves_the_drawing() {
        assert_eq!(
            [-1.0, 0.0, 0.5, 2.0, f64::INFINITY].map(|value| place(value, 0.0, 1.0)),
            [0.0, 0.0, 0.5, 1.0, 1.0]
        );
        assert_eq!(place(1.0, 1.0, 1.0), 0.0);
    }
}
