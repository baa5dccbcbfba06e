//! Of which time a figure is.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

/// From an instant up to and without another. A day is 24 hours, also when the clock changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The first instant of it; none for everything there is.
    pub from: Option<DateTime<Utc>>,
    /// The first instant after it. Nothing from then on is known to its figures.
    pub to: DateTime<Utc>,
}

impl Window {
    /// Whether an instant lies in it.
    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= at) && at < self.to
    }

    /// Whether something that began at an instant comes of age in it: everything that it is judged by had happened
    /// after the window's beginning, and by its end. So nothing is judged in two windows that touch.
    pub(super) fn ripens(&self, at: DateTime<Utc>, age: TimeDelta) -> bool {
        self.to - at >= age && self.from.is_none_or(|from| from - at < age)
    }

    /// The window of the same length that ends where this one begins; none where this one has no beginning.
    pub fn before(&self) -> Option<Window> {
        let from = self.from?;
        let earlier = from.checked_sub_signed(self.to - from)?;
        Some(Window { from: Some(earlier), to: from })
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

    /// The window that ends at an instant.
    pub fn up_to(self, to: DateTime<Utc>) -> Window {
        let days = match self {
            Span::Days7 => 7,
            Span::Days30 => 30,
            Span::Days90 => 90,
            Span::All => return Window { from: None, to },
        };
        Window { from: to.checked_sub_signed(TimeDelta::days(days)), to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::now;

    #[test]
    fn a_window_begins_with_its_first_instant_and_ends_before_its_last() {
        let window = Span::Days7.up_to(now());
        let tick = TimeDelta::milliseconds(1);
        assert!(window.holds(now() - TimeDelta::days(7)) && window.holds(now() - tick));
        assert!(!window.holds(now() - TimeDelta::days(7) - tick) && !window.holds(now()));
    }

    #[test]
    fn whatever_comes_of_age_does_so_in_one_of_two_windows_that_touch() {
        let (age, window) = (TimeDelta::days(60), Span::Days30.up_to(now()));
        let ripens = |days| {
            let at = now() - TimeDelta::days(days);
            (window.before().unwrap().ripens(at, age), window.ripens(at, age))
        };
        assert_eq!([60, 89].map(ripens), [(false, true); 2]);
        assert_eq!([90, 119].map(ripens), [(true, false); 2]);
        assert_eq!([59, 120].map(ripens), [(false, false); 2]);
    }

    #[test]
    fn the_window_before_touches_it_and_is_as_long() {
        let before = Span::Days30.up_to(now()).before().unwrap();
        assert_eq!(before, Span::Days30.up_to(now() - TimeDelta::days(30)));
        assert_eq!(Span::All.up_to(now()).before(), None);
    }

    #[test]
    fn a_span_reads_back_from_its_text() {
        for span in Span::ALL {
            assert_eq!(Span::of(span.key()), Some(span));
        }
        assert_eq!(Span::of("31d"), None);
    }

    #[test]
    fn the_beginning_of_time_has_nothing_before_it() {
        let first = DateTime::<Utc>::MIN_UTC;
        assert_eq!(Span::Days7.up_to(first), Window { from: None, to: first });
        assert_eq!(Window { from: Some(first), to: now() }.before(), None);
    }
}
