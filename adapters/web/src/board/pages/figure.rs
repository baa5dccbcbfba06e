//! A figure as a page shows it.

use askama::Template;
use smallwins_core::chart::band;
use smallwins_core::kpi::{Caveat, Change, Direction, Figure, Limits, Reading, change};

use crate::pages::parts;

/// A figure, beside the same of the time before.
#[derive(Template)]
#[template(path = "board/figure.html")]
pub(crate) struct Shown<'a> {
    /// What is said of it.
    pub(crate) figure: &'a Figure,
    /// Its name beside that of its number.
    pub(crate) label: String,
    /// How much it is above the time before, where the two can be compared.
    pub(crate) change: Option<Change>,
}
parts!(Shown<'a>);

/// What a drawing of a figure says.
#[derive(Template)]
#[template(path = "board/band.txt")]
struct BandWords<'a> {
    label: &'a str,
    value: String,
    range: Option<String>,
    n: u64,
}

impl<'a> Shown<'a> {
    /// A figure, with the figures of the time before.
    pub(crate) fn new(figure: &'a Figure, before: &[Figure]) -> Shown<'a> {
        let earlier = before.iter().find(|earlier| earlier.name == figure.name);
        let change = earlier.and_then(|earlier| change(figure, earlier));
        Shown { figure, label: figure.label().into(), change }
    }

    pub(crate) fn show(&self, value: &f64) -> String {
        self.figure.unit.show(*value).into()
    }

    /// Whether it went up or down, and chance is ruled out.
    pub(crate) fn is_way_known(&self) -> bool {
        self.change.is_some_and(|change| change.direction != Direction::Unclear)
    }

    /// A change of it, with what else that could be.
    pub(crate) fn changed(&self, change: &Change) -> String {
        self.figure.unit.changed(change).into()
    }

    pub(crate) fn range(&self) -> Option<String> {
        match self.figure.reading {
            Reading::Value { limits, .. } => self.figure.unit.between(limits).map(String::from),
            _ => None,
        }
    }

    /// Below which size a change of it would not be seen, where that is known.
    pub(crate) fn unseen(&self) -> Option<String> {
        self.figure.unseen().map(String::from)
    }

    pub(crate) fn is_of_few(&self) -> bool {
        self.figure.is_of_few()
    }

    pub(crate) fn is_not_causal(&self) -> bool {
        self.figure.caveat == Some(Caveat::NotCausal)
    }

    /// What was left out, in words.
    pub(crate) fn left_out(&self) -> String {
        let left_out = self.figure.left_out.iter();
        left_out
            .map(|left| format!("{} {}", left.n, left.what.replace('_', " ")))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The drawing of its value, where there is one.
    pub(crate) fn band(&self, limits: &Limits, value: &f64) -> String {
        let Figure { name, unit, n, .. } = self.figure;
        let words = BandWords { label: &self.label, value: self.show(value), range: self.range(), n: *n };
        band(&format!("band-{name}"), *unit, *value, *limits, &words.to_string())
    }
}
