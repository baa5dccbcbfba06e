//! What other people's statistics say, and how near ours have to come.
//!
//! `fixtures/make.py` writes the files out of lifelines, statsmodels, scipy and mpmath; nothing runs it here.

use serde_json::Value;

use super::Estimate;

/// One line of a fixture.
pub(super) struct Case(Value);

/// The cases of one list in one file.
pub(super) fn cases(file: &str, list: &str) -> Vec<Case> {
    let mut file: Value = serde_json::from_str(file).unwrap();
    let Value::Array(cases) = file[list].take() else { panic!("no list {list}") };
    assert!(!cases.is_empty());
    cases.into_iter().map(Case).collect()
}

/// Nine digits: within 1e-9 of a value up to one, and within 1e-9 of its size above.
fn is_near(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0)
}

impl Case {
    pub(super) fn number(&self, key: &str) -> f64 {
        self.0[key].as_f64().unwrap_or_else(|| panic!("no number {key} in {}", self.0))
    }

    pub(super) fn count(&self, key: &str) -> u64 {
        self.0[key].as_u64().unwrap_or_else(|| panic!("no count {key} in {}", self.0))
    }

    /// A whole number, or nothing where the fixture has null.
    pub(super) fn whole(&self, key: &str) -> Option<i64> {
        self.0[key].as_i64()
    }

    pub(super) fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap()
    }

    pub(super) fn numbers(&self, key: &str) -> Vec<f64> {
        self.0[key].as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
    }

    pub(super) fn counts(&self, key: &str) -> Vec<u64> {
        self.0[key].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect()
    }

    pub(super) fn pairs(&self, key: &str) -> Vec<[f64; 2]> {
        serde_json::from_value(self.0[key].clone()).unwrap()
    }

    pub(super) fn inner(&self, key: &str) -> Vec<Case> {
        self.0[key].as_array().unwrap().iter().cloned().map(Case).collect()
    }

    /// Whether our value is theirs, or neither has one.
    #[track_caller]
    pub(super) fn agrees(&self, key: &str, ours: Option<f64>) {
        let theirs = self.0[key].as_f64();
        let near = match (ours, theirs) {
            (Some(ours), Some(theirs)) => is_near(ours, theirs),
            (ours, theirs) => ours.is_none() && theirs.is_none() && self.0[key].is_null(),
        };
        assert!(near, "{key}: ours is {ours:?} in {}", self.0);
    }

    /// Whether our value is theirs to twelve digits of its own size, or to fifteen places.
    #[track_caller]
    pub(super) fn agrees_closely(&self, key: &str, ours: f64) {
        let theirs = self.number(key);
        assert!(
            (ours - theirs).abs() <= (1e-12 * theirs.abs()).max(1e-15),
            "{key}: ours is {ours} in {}",
            self.0
        );
    }

    #[track_caller]
    pub(super) fn agrees_on(&self, ours: Option<Estimate>) {
        self.agrees("value", ours.map(|estimate| estimate.value));
        self.agrees("low", ours.map(|estimate| estimate.interval.low));
        self.agrees("high", ours.map(|estimate| estimate.interval.high));
    }
}
