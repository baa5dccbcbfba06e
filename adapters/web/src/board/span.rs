//! Of how much time the numbers are: it stands in the address, so that a page can be kept and passed on.

use serde::Deserialize;
use smallwins_core::kpi::Span;

/// What stands behind the question mark of an address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    window: Option<String>,
    /// The last of what was shown before.
    after: Option<String>,
    /// The first of what was shown before, where the latest stand first.
    before: Option<String>,
    /// Of what alone.
    only: Option<String>,
}

impl Asked {
    /// The span that is asked for, or a month.
    pub(super) fn span(&self) -> Span {
        self.window.as_deref().and_then(Span::of).unwrap_or(Span::Days30)
    }

    /// The first of what was shown before, where the latest stand first.
    pub(super) fn before(&self) -> Option<u64> {
        self.before.as_deref().and_then(|before| before.parse().ok())
    }

    /// Of what alone.
    pub(super) fn only(&self) -> Option<&str> {
        self.only.as_deref()
    }

    /// The last of what was shown before, where it has the form of an id.
    pub(super) fn after<Id: std::str::FromStr>(&self) -> Option<Id> {
        self.after.as_deref().and_then(|after| after.parse().ok())
    }
}
