//! What stands around every page: where one is, whose community it is, and the way out.

use chrono_tz::Tz;
use smallwins_core::kpi::Span;
use smallwins_core::rights::Right;
use smallwins_core::text::Typed;

use crate::board::inside::Inside;

/// A page that has a place in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    UnderWay,
    Mentors,
    Signals,
    Audit,
    Kpi,
}

/// What stands around a page.
pub(crate) struct Frame {
    /// Where it stands in the navigation.
    pub(crate) tab: Tab,
    /// Of how much time the numbers are.
    pub(crate) span: Span,
    /// The address of the page without what stands behind the question mark.
    pub(crate) path: String,
    /// The platform of the community.
    pub(crate) platform: String,
    /// The community's id there.
    pub(crate) external: Option<String>,
    /// Who is inside.
    pub(crate) name: Typed,
    /// What the form of the way out carries.
    pub(crate) of_forms: String,
    /// Where its tables are found as a file.
    pub(crate) csv: String,
    /// Whether they may see who changed what.
    pub(crate) sees_audit: bool,
    /// In which zone times are told.
    pub(crate) zone: Tz,
    /// In which zone the days of the numbers begin.
    pub(crate) days: Tz,
}

impl Frame {
    /// The frame of a page at an address.
    pub(crate) fn new(inside: &Inside, tab: Tab, span: Span, path: String) -> Frame {
        let community = &inside.guest.community;
        let platform = community.platform.as_str();
        let csv = if path == "/" { "/figures".to_owned() } else { path.clone() };
        Frame {
            tab,
            span,
            path,
            platform: platform.to_owned(),
            external: Some(community.external.clone()).filter(|external| external != platform),
            name: inside.guest.member.name.clone(),
            of_forms: inside.of_forms.clone(),
            csv: format!("{csv}.csv?window={}", span.key()),
            sees_audit: Right::Audit.is_of(inside.guest.member.rank()),
            zone: inside.zone(),
            days: community.zone,
        }
    }

    /// Whether the numbers of a page go by a span of time.
    pub(crate) fn has_spans(&self) -> bool {
        matches!(self.tab, Tab::Overview | Tab::Kpi)
    }

    /// What stands behind the question mark of every link, so that the span stays chosen.
    pub(crate) fn query(&self) -> String {
        format!("?window={}", self.span.key())
    }
}
