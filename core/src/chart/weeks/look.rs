//! How large a chart is, and in which colours.

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// In a page, as wide as its place, which may be a narrow column, in the page's colours: `--panel`, `--ink`,
    /// `--quiet`, `--line` and `--accent`.
    Page,
    /// As a picture of 1200 × 630, in light colours and with letters that a phone shows large enough to be read.
    Picture,
}

/// The measures and colours of a look.
pub(super) struct Measures {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The height of letters; every distance goes by it.
    pub(super) text: f64,
    pub(super) font: &'static str,
    pub(super) ground: &'static str,
    pub(super) ink: &'static str,
    pub(super) quiet: &'static str,
    pub(super) rule: &'static str,
    pub(super) accent: &'static str,
}

impl Look {
    pub(super) fn measures(self) -> Measures {
        match self {
            Look::Page => Measures {
                width: 320.0,
                height: 260.0,
                text: 13.5,
                font: "system-ui, sans-serif",
                ground: "none",
                ink: "var(--ink, #1d2330)",
                quiet: "var(--quiet, #5b6372)",
                rule: "var(--line, #e7e1d8)",
                accent: "var(--accent, #0f6e64)",
            },
            Look::Picture => Measures {
                width: 1200.0,
                height: 630.0,
                text: 27.0,
                font: "Ubuntu, sans-serif",
                ground: "#ffffff",
                ink: "#1d2330",
                quiet: "#5b6372",
                rule: "#d9d3c9",
                accent: "#0f6e64",
            },
        }
    }
}
