//! What was aimed at, and whether it was reached.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::figures::Bounds;

/// A figure that is to be at most something; without one, it cannot be.
struct Aim {
    what: String,
    figure: Option<f64>,
    most: f64,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Aims(Vec<Aim>);

impl Aims {
    pub(crate) fn at_most(&mut self, what: impl Into<String>, figure: Option<f64>, most: f64) {
        self.0.push(Aim { what: what.into(), figure, most });
    }

    /// Of two figures, how often the second goes into the first.
    pub(crate) fn over(
        &mut self,
        what: impl Into<String>,
        (one, other): (Option<f64>, Option<f64>),
        most: f64,
    ) {
        self.at_most(what, one.zip(other).map(|(one, other)| one / other), most);
    }

    /// Prints each, and fails when one is missed.
    pub(crate) fn show(&self) -> ExitCode {
        let mut bounds = Bounds::default();
        for Aim { what, figure, most } in &self.0 {
            bounds.at_most(what, figure.unwrap_or(f64::INFINITY), *most);
        }
        bounds.verdict()
    }

    /// Prints a report with them in it as JSON, and fails when one is missed.
    pub(crate) fn show_in(&self, mut report: Value) -> ExitCode {
        let holds = |aim: &Aim| aim.figure.is_some_and(|figure| figure <= aim.most);
        let aim = |aim: &Aim| json!({ "what": aim.what, "figure": aim.figure, "at_most": aim.most, "holds": holds(aim) });
        report["aims"] = self.0.iter().map(aim).collect();
        println!("{report:#}");
        if self.0.iter().all(holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
