//! How a value went from window to window, with what else it could have been in each.

use std::fmt::Write;

use super::{escaped, name_of, on_scale, place};
use crate::kpi::{Figure, Limits, Reading, Unit};

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 150.0;
/// Room for what stands around: the scale at the left, the last value at the right, the dates beneath.
const LEFT: f64 = 74.0;
const RIGHT: f64 = 64.0;
/// The last value stands so far from its dot, and a letter of it is so wide at most.
const BESIDE: f64 = 8.0;
const LETTER: f64 = 7.2;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 30.0;

/// One window of a trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The window in short words, such as its last day.
    pub window: String,
    /// The value and what else it could be, where it is known.
    pub known: Option<(f64, Limits)>,
}

impl Point {
    /// What a figure says of its window.
    pub fn of(figure: &Figure, window: String) -> Point {
        let known = match figure.reading {
            Reading::Value { value, limits } => Some((value, limits)),
            _ => None,
        };
        Point { window, known }
    }
}

/// A line through the windows in which a value is known, with a band around it, and the last of them told directly. A
/// window in which it is not known is a gap. `id` is the drawing's own on its page, `title` what it is of, `words` what
/// it says.
pub fn trend(id: &str, unit: Unit, points: &[Point], title: &str, words: &str) -> String {
    let scale = Scale::of(unit, points);
    let (title_id, words_id) = (name_of(id, "title"), name_of(id, "words"));
    let mut svg = format!(
        r#"<svg class="chart chart-trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{title_id} {words_id}"><title id="{title_id}">{}</title><desc id="{words_id}">{}</desc>"#,
        escaped(title),
        escaped(words),
    );
    scale.draw(&mut svg);
    let known: Vec<(usize, f64, Limits)> = points
        .iter()
        .enumerate()
        .filter_map(|(place, point)| point.known.map(|(value, limits)| (place, value, limits)))
        .collect();
    let x = |place: usize| {
        let last = points.len().saturating_sub(1).max(1);
        LEFT + (scale.right - LEFT) * place as f64 / last as f64
    };
    for run in known.chunk_by(|one, next| one.0 + 1 == next.0) {
        draw_run(&mut svg, run, &scale, x);
    }
    for (place, value, _) in &known {
        push(
            &mut svg,
            format_args!(
                r#"<circle class="chart-dot" cx="{:.1}" cy="{:.1}" r="3"/>"#,
                x(*place),
                scale.y(*value)
            ),
        );
    }
    if let Some((place, value, _)) = known.last() {
        let (x, y) = (x(*place) + BESIDE, (scale.y(*value) + 4.5).clamp(TOP + 4.0, HEIGHT - BOTTOM));
        push(
            &mut svg,
            format_args!(
                r#"<text class="chart-value" x="{x:.1}" y="{y:.1}">{}</text>"#,
                escaped(&unit.show(*value))
            ),
        );
    }
    let y = HEIGHT - 8.0;
    if let Some(first) = points.first() {
        push(
            &mut svg,
            format_args!(r#"<text class="chart-label" x="{LEFT}" y="{y}">{}</text>"#, escaped(&first.window)),
        );
    }
    if let Some(last) = points.last().filter(|_| points.len() > 1) {
        let x = scale.right;
        push(
            &mut svg,
            format_args!(
                r#"<text class="chart-label" x="{x}" y="{y}" text-anchor="end">{}</text>"#,
                escaped(&last.window)
            ),
        );
    }
    svg.push_str("</svg>");
    svg
}

/// From which value to which the drawing goes.
struct Scale {
    unit: Unit,
    low: f64,
    high: f64,
    /// Where the windows end: behind it stands the last value, whole.
    right: f64,
}

impl Scale {
    fn of(unit: Unit, points: &[Point]) -> Scale {
        let (low, high) = unit.ends();
        let tops = points.iter().filter_map(|point| point.known);
        let top = tops.map(|(value, limits)| limits.high.unwrap_or(value).max(value)).fold(0.0, f64::max);
        let open = if top > 0.0 { 1.1 * top } else { 1.0 };
        let last = points.iter().rev().find_map(|point| point.known);
        let letters = last.map_or(0, |(value, _)| unit.show(value).chars().count());
        let right = WIDTH - RIGHT.max(BESIDE + LETTER * letters as f64);
        Scale { unit, low, high: high.unwrap_or(open), right }
    }

    fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * place(value, self.low, self.high)
    }

    fn draw(&self, svg: &mut String) {
        let mut told: Vec<String> = Vec::new();
        for value in [self.low, self.high, (self.low + self.high) / 2.0] {
            let (y, x) = (self.y(value), self.right);
            push(
                svg,
                format_args!(r#"<line class="chart-grid" x1="{LEFT}" y1="{y:.1}" x2="{x}" y2="{y:.1}"/>"#),
            );
            let (x, y) = (LEFT - 8.0, y + 4.0);
            let words = on_scale(self.unit, value);
            // Where the scale is so short that two lines would say the same, the outer one says it.
            if told.contains(&words) {
                continue;
            }
            push(
                svg,
                format_args!(
                    r#"<text class="chart-label" x="{x}" y="{y:.1}" text-anchor="end">{words}</text>"#
                ),
            );
            told.push(words);
        }
    }
}

/// Windows that follow one another and in which the value is known.
fn draw_run(svg: &mut String, run: &[(usize, f64, Limits)], scale: &Scale, x: impl Fn(usize) -> f64) {
    let low = |limits: &Limits| scale.y(limits.low.unwrap_or(scale.low));
    let high = |limits: &Limits| scale.y(limits.high.unwrap_or(scale.high));
    let is_limited = |limits: &Limits| *limits != Limits::default();
    if let [(place, _, limits)] = run {
        if is_limited(limits) {
            let (x, y) = (x(*place) - 4.0, high(limits));
            let height = (low(limits) - y).max(2.0);
            push(
                svg,
                format_args!(
                    r#"<rect class="chart-band" x="{x:.1}" y="{y:.1}" width="8" height="{height:.1}" rx="4"/>"#
                ),
            );
        }
        return;
    }
    if run.iter().all(|(_, _, limits)| is_limited(limits)) {
        let tops = run.iter().map(|(place, _, limits)| (x(*place), high(limits)));
        let bottoms = run.iter().rev().map(|(place, _, limits)| (x(*place), low(limits)));
        push(svg, format_args!(r#"<polygon class="chart-band" points="{}"/>"#, joined(tops.chain(bottoms))));
    }
    let line = run.iter().map(|(place, value, _)| (x(*place), scale.y(*value)));
    push(svg, format_args!(r#"<polyline class="chart-line" points="{}"/>"#, joined(line)));
}

fn joined(points: impl Iterator<Item = (f64, f64)>) -> String {
    points.map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

fn push(svg: &mut String, part: std::fmt::Arguments<'_>) {
    svg.write_fmt(part).expect("a string takes everything");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(window: &str, value: Option<f64>) -> Point {
        let around = |value: f64| Limits { low: Some(value - 0.1), high: Some(value + 0.1) };
        Point { window: window.to_owned(), known: value.map(|value| (value, around(value))) }
    }

    fn drawn(values: &[Option<f64>]) -> String {
        let points: Vec<Point> = values.iter().map(|value| point("<1 Nov>", *value)).collect();
        trend("a", Unit::Share, &points, "Done & done", "It went up.")
    }

    #[test]
    fn a_window_without_a_value_is_a_gap_and_not_a_zero() {
        let whole = drawn(&[Some(0.5); 4]);
        assert_eq!((whole.matches("<polyline").count(), whole.matches("<circle").count()), (1, 4));
        let broken = drawn(&[Some(0.5), Some(0.6), None, Some(0.7)]);
        assert_eq!((broken.matches("<polyline").count(), broken.matches("<circle").count()), (1, 3));
        assert_eq!(broken.matches(r#"<rect class="chart-band""#).count(), 1);
        assert!(!drawn(&[None, None]).contains("<circle"));
    }

    #[test]
    fn the_last_value_is_told_directly_and_the_drawing_in_words() {
        let svg = drawn(&[Some(0.25), Some(0.75)]);
        assert!(svg.contains(r#"class="chart-value""#) && svg.contains(">75%</text>"), "{svg}");
        assert!(svg.contains("Done &amp; done</title>") && svg.contains("It went up.</desc>"));
        assert!(svg.contains("&lt;1 Nov&gt;") && !svg.contains("<1 Nov"));
    }

    #[test]
    fn a_long_value_has_room_beside_its_dot_and_no_two_lines_say_the_same() {
        let svg = trend("a", Unit::Time, &[point("a", Some(30.0)), point("b", Some(20.0))], "", "");
        let (before, words) =
            svg.split_once(r#"<text class="chart-value" x=""#).unwrap().1.split_once('>').unwrap();
        let x: f64 = before.split('"').next().unwrap().parse().unwrap();
        let words = words.split('<').next().unwrap();
        assert_eq!(words, "under 1 min");
        assert!(x + 7.0 * words.len() as f64 <= WIDTH, "{svg}");
        let labels: Vec<&str> =
            svg.split(r#"text-anchor="end">"#).skip(1).filter_map(|it| it.split('<').next()).collect();
        assert_eq!(labels, ["0", "under 1 min", "b"], "{svg}");
    }

    #[test]
    fn nothing_is_drawn_outside_whatever_the_values() {
        for value in [1e300, -5.0, 1e18] {
            let points = [point("a", Some(value)), point("b", Some(1.0))];
            for unit in [Unit::Share, Unit::Time, Unit::Points] {
                let svg = trend("a", unit, &points, "", "");
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            }
        }
        assert!(trend("a", Unit::Count, &[], "", "").ends_with("</svg>"));
    }
}
