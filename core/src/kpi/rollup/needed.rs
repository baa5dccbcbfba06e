//! Which books a question needs.

use super::entry::{Place, Shelf};
use super::volume;
use crate::kpi::Kpi;
use crate::kpi::frame::{Day, Frame};
use crate::kpi::repeat::{MENTOR, PAIR};

/// The numbers that say how many cases of later days are not old enough yet.
const LATER: [Kpi; 3] = [Kpi::Health, Kpi::Completion, Kpi::Repeat];

/// The books of a shelf from those of a day up to those of another, both with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// Which shelf.
    pub shelf: Shelf,
    /// The day of the first book, as in [`Place`].
    pub first: Day,
    /// The day of the last one.
    pub last: Day,
}

impl Stretch {
    /// All that stands on a shelf.
    fn all(shelf: Shelf) -> Stretch {
        Stretch { shelf, first: Day::MIN, last: Day::MAX }
    }

    fn holds(&self, place: Place) -> bool {
        self.shelf == place.shelf && self.first <= place.day && place.day <= self.last
    }
}

/// Which books are needed; the default is those alone that are read whole, whatever the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed(Vec<Stretch>);

impl Default for Needed {
    fn default() -> Self {
        Needed(vec![Stretch::all(Shelf::Stays), Stretch::all(Shelf::Mentors)])
    }
}

impl Needed {
    /// All that there are.
    pub fn all() -> Needed {
        Needed(Shelf::ALL.map(Stretch::all).into())
    }

    /// Where they stand. No book stands in two of these.
    pub fn stretches(&self) -> &[Stretch] {
        &self.0
    }

    /// Whether the book in a place is one of them.
    pub fn holds(&self, place: Place) -> bool {
        self.0.iter().any(|stretch| stretch.holds(place))
    }

    /// The books of the days of a window alone.
    pub(super) fn days(frame: &Frame<'_>) -> Needed {
        let first = frame.first.unwrap_or(Day::MIN);
        Needed(vec![Stretch { shelf: Shelf::Days, first, last: frame.last }])
    }

    /// What some numbers of a window need: volumes of the days that are judged, as far as they fill some, and books of
    /// the others, of those before that mentors are judged by, and of those after that are not old enough yet.
    pub(super) fn of(frame: &Frame<'_>, kpis: &[Kpi]) -> Needed {
        let earlier = if kpis.contains(&Kpi::Repeat) { MENTOR } else { 0 };
        let later = if kpis.iter().any(|kpi| LATER.contains(kpi)) { PAIR } else { 0 };
        let volumes = frame.first.map_or(Day::MIN, |first| volume::first(first + volume::DAYS - 1));
        let (rest, to) = (volume::first(frame.last + 1), frame.last + later);
        let days = |first, last| Stretch { shelf: Shelf::Days, first, last };
        let mut needed = Needed::default();
        if volumes < rest {
            needed.0.push(Stretch { shelf: Shelf::Volumes, first: volumes, last: rest - 1 });
            needed.0.extend(frame.first.map(|first| days(first - earlier, volumes - 1)));
            needed.0.push(days(rest, to));
        } else {
            needed.0.push(days(frame.first.map_or(Day::MIN, |first| first - earlier), to));
        }
        needed.0.retain(|stretch| stretch.first <= stretch.last);
        needed
    }

    /// What any of some questions needs.
    pub(super) fn of_any(needed: impl IntoIterator<Item = Needed>) -> Needed {
        let mut all: Vec<Stretch> = needed.into_iter().flat_map(|needed| needed.0).collect();
        all.sort_unstable();
        let mut together: Vec<Stretch> = Vec::new();
        for stretch in all {
            match together.last_mut() {
                Some(before) if before.shelf == stretch.shelf && stretch.first <= before.last => {
                    before.last = before.last.max(stretch.last);
                }
                _ => together.push(stretch),
            }
        }
        Needed(together)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::kpi::frame::date_of;
    use crate::kpi::{Terms, Window};

    /// The first day of a volume.
    const FIRST: Day = 739_921;

    fn days(first: Day, last: Day) -> Stretch {
        Stretch { shelf: Shelf::Days, first, last }
    }

    fn volumes(first: Day, last: Day) -> Stretch {
        Stretch { shelf: Shelf::Volumes, first, last }
    }

    fn asked(first: Option<Day>, last: Day, kpis: &[Kpi]) -> Needed {
        let terms = Terms::of(Tz::Europe__Berlin);
        let midnight = |day| terms.calendar.start_of(date_of(day).unwrap());
        let window = Window { from: first.map(midnight), to: midnight(last + 1) };
        Needed::of(&Frame::of(window, &terms), kpis)
    }

    /// What is needed of days and volumes, beside what is read whole.
    fn needed(first: Option<Day>, last: Day, kpis: &[Kpi]) -> Vec<Stretch> {
        asked(first, last, kpis).0.split_off(2)
    }

    #[test]
    fn everything_is_read_out_of_volumes_and_the_days_after_the_last_whole_one() {
        let all = |last| needed(None, last, &Kpi::ALL);
        let before = volumes(Day::MIN, FIRST - 1);
        assert_eq!(all(FIRST - 1), [before, days(FIRST, FIRST + 59)]);
        assert_eq!(all(FIRST), [before, days(FIRST, FIRST + 60)]);
        assert_eq!(all(FIRST + 89), [before, days(FIRST, FIRST + 149)]);
        assert_eq!(all(FIRST + 90), [volumes(Day::MIN, FIRST + 90), days(FIRST + 91, FIRST + 150)]);
    }

    #[test]
    fn a_window_reads_the_volumes_of_which_it_holds_every_day() {
        let response = |first, last| needed(Some(first), last, &[Kpi::Response]);
        let whole = volumes(FIRST, FIRST + 90);
        assert_eq!(response(FIRST, FIRST + 90), [whole]);
        assert_eq!(response(FIRST + 1, FIRST + 90), [days(FIRST + 1, FIRST + 90)]);
        assert_eq!(response(FIRST, FIRST + 89), [days(FIRST, FIRST + 89)]);
        let wider = [whole, days(FIRST - 90, FIRST - 1), days(FIRST + 91, FIRST + 180)];
        assert_eq!(response(FIRST - 90, FIRST + 180), wider);
        let repeat = needed(Some(FIRST), FIRST + 90, &[Kpi::Repeat]);
        assert_eq!(repeat, [whole, days(FIRST - 30, FIRST - 1), days(FIRST + 91, FIRST + 150)]);
    }

    #[test]
    fn what_several_questions_need_is_read_once() {
        let one = asked(Some(FIRST), FIRST + 10, &[Kpi::Response]);
        let other = asked(Some(FIRST + 5), FIRST + 95, &[Kpi::Response]);
        let all = asked(None, FIRST + 95, &[Kpi::Response]);
        let whole = Needed::default();
        let together = Needed::of_any([one, other, all, whole]);
        let expected = [
            days(FIRST, FIRST + 95),
            volumes(Day::MIN, FIRST + 90),
            Stretch::all(Shelf::Stays),
            Stretch::all(Shelf::Mentors),
        ];
        assert_eq!(together.stretches(), expected);
        assert!(together.holds(Place { shelf: Shelf::Volumes, day: FIRST }));
        assert!(!together.holds(Place { shelf: Shelf::Volumes, day: FIRST + 91 }));
    }
}
