//! The middle of several figures, and how far they range.

/// It is there when there is a figure.
pub(crate) struct Spread {
    least: f64,
    /// The one in the middle; of two, the lesser.
    pub(crate) median: f64,
    most: f64,
}

impl Spread {
    pub(crate) fn of(figures: impl Iterator<Item = f64>) -> Option<Spread> {
        let mut figures: Vec<f64> = figures.collect();
        figures.sort_by(f64::total_cmp);
        let (least, most) = (*figures.first()?, *figures.last()?);
        Some(Spread { least, median: figures[(figures.len() - 1) / 2], most })
    }

    /// As a cell of a table.
    pub(crate) fn cell(&self, digits: usize) -> String {
        let Spread { least, median, most } = self;
        format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
    }
}

/// The cell of a table, with a stroke where there is no figure.
pub(crate) fn cell(spread: Option<Spread>, digits: usize) -> String {
    spread.map_or("–".to_owned(), |spread| spread.cell(digits))
}
