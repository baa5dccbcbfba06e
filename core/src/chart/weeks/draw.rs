//! A chart on the plane, as SVG.

use std::fmt::Write;

use chrono::NaiveTime;

use super::look::Measures;
use super::{Chart, Look, Share, Week};
use crate::chart::escaped;
use crate::script::{Wall, say, wall};

/// The chart as one SVG, without anything from outside, and without a style that a page's policy would have to allow.
/// Whatever it shows of words is escaped.
pub fn svg(chart: &Chart, look: Look) -> String {
    let measures = look.measures();
    let plane = Plane::of(&measures, chart.weeks.len());
    let mut svg = String::new();
    plane.open(&mut svg, chart);
    plane.words(&mut svg, plane.left, plane.m.text * 1.6, Words::Title, &chart.title);
    plane.bars(&mut svg, chart);
    plane.line(&mut svg, chart);
    plane.dates(&mut svg, chart);
    svg.push_str("</svg>");
    svg
}

/// Two numbers of a scale that are nearer than so many thousandths would stand in one another.
const TOO_NEAR: u16 = 180;

/// Where everything stands.
struct Plane<'a> {
    m: &'a Measures,
    left: f64,
    /// How wide a week is.
    week: f64,
    bars: Panel,
    line: Panel,
}

/// A panel from its ceiling to its floor.
struct Panel {
    name: f64,
    top: f64,
    floor: f64,
}

#[derive(PartialEq)]
enum Words {
    Title,
    Name,
    Value,
    /// Of lesser weight, in the middle of its place.
    Date,
}

impl<'a> Plane<'a> {
    fn of(m: &'a Measures, weeks: usize) -> Plane<'a> {
        let (left, title, dates) = (m.text * 1.2, m.text * 2.3, m.text * 2.1);
        // To the right of the line stands its last value.
        let right = m.width - m.text * 3.2;
        let each = (m.height - title - dates) / 2.0;
        let panel = |top: f64| Panel {
            name: top + m.text,
            top: top + m.text * 2.6,
            floor: top + each - m.text * 0.4,
        };
        let week = (right - left) / weeks.max(1) as f64;
        Plane { m, left, week, bars: panel(title), line: panel(title + each) }
    }

    /// The middle of a week.
    fn x(&self, week: usize) -> f64 {
        self.left + self.week * (week as f64 + 0.5)
    }

    fn open(&self, svg: &mut String, chart: &Chart) {
        let Measures { width, height, font, ground, .. } = self.m;
        let (title, alt) = (escaped(&chart.title), escaped(&chart.alt));
        let _ = write!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}" role="img" font-family="{font}"><title>{title}</title><desc>{alt}</desc><rect width="{width}" height="{height}" fill="{ground}"/>"#
        );
    }

    fn words(&self, svg: &mut String, x: f64, y: f64, kind: Words, words: &str) {
        let Measures { text, ink, quiet, .. } = self.m;
        let (size, fill, weight) = match kind {
            Words::Title => (text * 1.2, ink, 600),
            Words::Name => (*text, quiet, 400),
            Words::Value => (*text, ink, 600),
            Words::Date => (text * 0.9, quiet, 400),
        };
        let anchor = if kind == Words::Date { r#" text-anchor="middle""# } else { "" };
        let (x, y, size, words) = (short(x), short(y), short(size), escaped(words));
        let _ = write!(
            svg,
            r#"<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}"{anchor}>{words}</text>"#
        );
    }

    fn rule(&self, svg: &mut String, y: f64) {
        let (from, to) = (short(self.left), short(self.m.width - self.m.text * 3.2));
        let (y, rule, wide) = (short(y), self.m.rule, short(self.m.text / 14.0));
        let _ = write!(
            svg,
            r#"<line x1="{from}" x2="{to}" y1="{y}" y2="{y}" stroke="{rule}" stroke-width="{wide}"/>"#
        );
    }

    /// How many sessions began in each week, with the number above its bar.
    fn bars(&self, svg: &mut String, chart: &Chart) {
        let Panel { name, top, floor } = self.bars;
        self.words(svg, self.left, name, Words::Name, &chart.bars);
        self.rule(svg, floor);
        let most = chart.weeks.iter().map(|week| week.sessions).max().unwrap_or_default().max(1);
        for (place, week) in chart.weeks.iter().enumerate() {
            let height = (floor - top) * f64::from(week.sessions) / f64::from(most);
            let wide = self.week * 0.62;
            let (x, y) = (self.x(place) - wide / 2.0, floor - height);
            let (rx, fill) = (short(self.m.text / 7.0), self.m.accent);
            let _ = write!(
                svg,
                r#"<rect x="{}" y="{}" width="{}" height="{}" rx="{rx}" fill="{fill}"/>"#,
                short(x),
                short(y),
                short(wide),
                short(height)
            );
            self.words(svg, self.x(place), y - self.m.text * 0.3, Words::Date, &week.sessions.to_string());
        }
    }

    /// The share in its band, week by week; a gap where it is not known.
    fn line(&self, svg: &mut String, chart: &Chart) {
        let Panel { name, top, floor } = self.line;
        self.words(svg, self.left, name, Words::Name, &chart.line);
        let y = |thousandths: u16| floor - (floor - top) * f64::from(thousandths) / 1000.0;
        let runs = runs(&chart.weeks);
        let last = runs.last().and_then(|run| run.last());
        for share in [0, 500, 1000] {
            self.rule(svg, y(share));
            // The last value stands where the scale does, and is the one to be read.
            if last.is_some_and(|(_, last)| last.value.abs_diff(share) > TOO_NEAR) {
                let (x, y) = (self.x(chart.weeks.len()), y(share) + self.m.text * 0.35);
                self.words(svg, x, y, Words::Date, &percent(share / 10, chart));
            }
        }
        for run in &runs {
            self.run(svg, run, y);
        }
        match last {
            Some((place, share)) => {
                let value = percent((share.value + 5) / 10, chart);
                let (x, y) = (self.x(*place) + self.m.text * 0.6, y(share.value) + self.m.text * 0.35);
                self.words(svg, x, y, Words::Value, &value);
            }
            None => {
                // Between two lines of the scale, so that none runs through it.
                let between = (y(500) + y(1000)) / 2.0 + self.m.text * 0.35;
                self.words(svg, self.left, between, Words::Name, &chart.nothing);
            }
        }
    }

    /// Weeks in a row of which the share is known.
    fn run(&self, svg: &mut String, run: &[(usize, Share)], y: impl Fn(u16) -> f64) {
        let Measures { text, accent, .. } = self.m;
        // A week alone has a band as wide as itself.
        let wide = if run.len() == 1 { self.week * 0.2 } else { 0.0 };
        let mut band = String::new();
        let highs = run.iter().map(|(place, share)| (*place, share.high));
        let lows = run.iter().rev().map(|(place, share)| (*place, share.low));
        for (step, (place, share)) in highs.chain(lows).enumerate() {
            let sides = if step < run.len() { [-wide, wide] } else { [wide, -wide] };
            for side in &sides[..if wide > 0.0 { 2 } else { 1 }] {
                let _ = write!(band, "{},{} ", short(self.x(place) + side), short(y(share)));
            }
        }
        let _ = write!(svg, r#"<polygon points="{}" fill="{accent}" fill-opacity="0.18"/>"#, band.trim_end());
        let line: Vec<String> = run
            .iter()
            .map(|(place, share)| format!("{},{}", short(self.x(*place)), short(y(share.value))))
            .collect();
        let _ = write!(
            svg,
            r#"<polyline points="{}" fill="none" stroke="{accent}" stroke-width="{}" stroke-linejoin="round"/>"#,
            line.join(" "),
            short(text / 6.0)
        );
        for (place, share) in run {
            let (x, y, r) = (short(self.x(*place)), short(y(share.value)), short(text / 4.5));
            let _ = write!(svg, r#"<circle cx="{x}" cy="{y}" r="{r}" fill="{accent}"/>"#);
        }
    }

    /// The first day of every third week, and of the last.
    fn dates(&self, svg: &mut String, chart: &Chart) {
        let weeks = &chart.weeks;
        let shown = |place: &usize| (weeks.len() - 1 - place).is_multiple_of(3);
        for place in (0..weeks.len()).filter(shown) {
            let date = wall(weeks[place].from.and_time(NaiveTime::MIN), Wall::Short, chart.tongue);
            self.words(svg, self.x(place), self.m.height - self.m.text * 0.8, Words::Date, &date);
        }
    }
}

fn percent(share: u16, chart: &Chart) -> String {
    say("unit.share").with("value", f64::from(share)).text().in_tongue(chart.tongue).into()
}

/// The weeks of which the share is known, those in a row together.
fn runs(weeks: &[Week]) -> Vec<Vec<(usize, Share)>> {
    let mut runs: Vec<Vec<(usize, Share)>> = vec![Vec::new()];
    for (place, week) in weeks.iter().enumerate() {
        match (week.share, runs.last_mut()) {
            (Some(share), Some(run)) => run.push((place, share)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// A measure to a tenth, without a zero behind the point.
fn short(measure: f64) -> String {
    let tenths = format!("{measure:.1}");
    tenths.strip_suffix(".0").map_or(tenths.clone(), str::to_owned)
}
