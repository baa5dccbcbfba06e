//! Of which time a figure is.

use chrono::{DateTime, Days, Utc};
use serde::Serialize;

use super::Terms;

/// From an instant up to and without another.
///
/// A figure goes by the days of its community: a window holds the day of its first instant and that of its last, and
/// all between. So it should begin at a midnight, and end at one or now, as those of [`Span::up_to`] and
/// [`Window::before`] do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The first instant of it; none for everything there is.
    pub from: Option<DateTime<Utc>>,
    /// The first instant after it. Nothing of the days from then on is known to its figures.
    pub to: DateTime<Utc>,
}

impl Window {
    /// The window of as many whole days that ends where this one begins; none where this one has no beginning.
    pub fn before(&self, terms: &Terms) -> Option<Window> {
        let (from, to) = (self.from?, terms.calendar.local_date(self.to));
        let first = terms.calendar.local_date(from);
        let days = Days::new((to - first).num_days().try_into().ok()?);
        Some(Window { from: Some(terms.calendar.start_of(first.checked_sub_days(days)?)), to: from })
    }
}

/// How far back somebody wants to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// A week.
    Days7,
    /// A month.
    Days30,
    /// A quarter.
    Days90,
    /// All that is known.
    All,
}

impl Span {
    /// All of them, the shortest first.
    pub const ALL: [Span; 4] = [Span::Days7, Span::Days30, Span::Days90, Span::All];

    /// As people type it.
    pub fn key(self) -> &'static str {
        match self {
            Span::Days7 => "7d",
            Span::Days30 => "30d",
            Span::Days90 => "90d",
            Span::All => "all",
        }
    }

    /// The span of that name, if there is one.
    pub fn of(key: &str) -> Option<Span> {
        Span::ALL.into_iter().find(|span| span.key() == key)
    }

    /// The window that ends at an instant: so many whole days of the community, and what has passed of the day of that
    /// instant.
    pub fn up_to(self, to: DateTime<Utc>, terms: &Terms) -> Window {
        let first =
            self.days().and_then(|days| terms.calendar.local_date(to).checked_sub_days(Days::new(days)));
        Window { from: first.map(|first| terms.calendar.start_of(first)), to }
    }

    /// How many whole days it has; none for all.
    pub fn days(self) -> Option<u64> {
        match self {
            Span::Days7 => Some(7),
            Span::Days30 => Some(30),
            Span::Days90 => Some(90),
            Span::All => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::sample::{at, now};

    fn terms() -> Terms {
        Terms::of(Tz::Europe__Berlin)
    }

    #[test]
    fn a_window_begins_at_a_midnight_of_the_community_whatever_its_clock_did_meanwhile() {
        let month = Window { from: Some(at("2026-10-24T22:00:00Z")), to: now() };
        assert_eq!(Span::Days30.up_to(now(), &terms()), month);
    }

    #[test]
    fn the_window_before_touches_it_and_has_as_many_whole_days() {
        let window = Span::Days30.up_to(now(), &terms());
        let before = window.before(&terms()).unwrap();
        assert_eq!(before, Window { from: Some(at("2026-09-24T22:00:00Z")), to: window.from.unwrap() });
        let earlier = Window { from: Some(at("2026-08-25T22:00:00Z")), to: before.from.unwrap() };
        assert_eq!(before.before(&terms()), Some(earlier));
        assert_eq!(Span::All.up_to(now(), &terms()).before(&terms()), None);
    }

    #[test]
    fn a_span_reads_back_from_its_text() {
        for span in Span::ALL {
            assert_eq!(Span::of(span.key()), Some(span));
        }
        assert_eq!(Span::of("31d"), None);
    }
}
