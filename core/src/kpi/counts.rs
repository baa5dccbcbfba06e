//! Plain counts of what happened, which say how much there is from the first day on, before anything can be said of
//! what it comes to.
//!
//! They are counts of events and of no group of people, and rest on nothing but themselves: so they need no number of
//! cases, have no interval and are never suppressed. What was taken back is taken off the day on which that was done.

use super::frame::Frame;
use super::journal::Journal;
use super::{Figure, Kpi, Terms, Window, health};
use crate::fact::Event;

/// How much happened in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Questions that were asked.
    pub asks: u64,
    /// Sessions that took place.
    pub sessions: u64,
    /// Times of sessions of which it is not known whether the two met.
    pub unheard: u64,
    /// Wins that were noted, without those that were taken back.
    pub wins: u64,
    /// How often somebody said yes to what is held about them.
    pub said_yes: u64,
    /// How often a compliment came back with an explanation.
    pub sent_back: u64,
    /// How often somebody left.
    pub left: u64,
}

/// What answers a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// The figures of its numbers.
    pub figures: Vec<Figure>,
    /// How much happened, where every number is asked for.
    pub counts: Option<Counts>,
}

impl Period {
    /// With what was told of other numbers, in the order in which they are asked for.
    pub(super) fn beside(self, other: Period, kpis: &[Kpi]) -> Period {
        let mut figures = [self.figures, other.figures].concat();
        figures.sort_by_key(|figure| kpis.iter().position(|kpi| *kpi == figure.kpi));
        let counts = self.counts.zip(other.counts).map(|(counts, others)| counts.plus(others));
        Period { figures, counts }
    }
}

impl Counts {
    fn plus(self, other: Counts) -> Counts {
        Counts {
            asks: self.asks + other.asks,
            sessions: self.sessions + other.sessions,
            unheard: self.unheard + other.unheard,
            wins: self.wins + other.wins,
            said_yes: self.said_yes + other.said_yes,
            sent_back: self.sent_back + other.sent_back,
            left: self.left + other.left,
        }
    }
}

/// What is counted by itself, whatever else happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Happening {
    /// A win was noted.
    Won,
    /// Somebody said yes to what is held about them.
    SaidYes,
    /// A compliment came back.
    SentBack,
    /// Somebody left.
    Left,
}

impl Happening {
    /// Which one a fact tells of, and whether it is one more or one less.
    pub(super) fn of(event: &Event) -> Option<(Happening, i64)> {
        match event {
            Event::WonSomething { .. } => Some((Happening::Won, 1)),
            Event::WinUndone { .. } => Some((Happening::Won, -1)),
            Event::Onboarded => Some((Happening::SaidYes, 1)),
            Event::Rewritten { .. } => Some((Happening::SentBack, 1)),
            Event::Left => Some((Happening::Left, 1)),
            _ => None,
        }
    }
}

/// The counts of a window by the journal alone.
pub(super) fn scan(journal: &Journal, window: &Window, terms: &Terms) -> Counts {
    let frame = Frame::of(*window, terms);
    let until = frame.until();
    let asked = journal.asks.values().filter_map(|ask| ask.asked.first(until));
    let held = journal.agreed(until);
    let happened = |which| {
        let all = journal.happened.get(&which).into_iter().flat_map(|history| history.before(until));
        let of_window = all.filter(|(at, _)| frame.holds(frame.day(*at))).map(|(_, n)| *n);
        u64::try_from(of_window.sum::<i64>()).unwrap_or_default()
    };
    Counts {
        asks: asked.filter(|(at, _)| frame.holds(frame.day(*at))).count() as u64,
        sessions: held.iter().filter(|(at, ..)| frame.holds(frame.day(*at))).count() as u64,
        unheard: health::scan(journal, &frame).show_up.unheard,
        wins: happened(Happening::Won),
        said_yes: happened(Happening::SaidYes),
        sent_back: happened(Happening::SentBack),
        left: happened(Happening::Left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::told::{Told, days_ago, last_days, terms};
    use crate::sample::id;

    #[test]
    fn what_happens_is_counted_from_the_first_on_and_what_is_taken_back_is_not() {
        let mut told = Told::default();
        let win = |n: u8| id(&format!("w{n}"));
        for n in 0..3 {
            told.say(days_ago(2), "ana", Event::WonSomething { win: win(n) });
        }
        told.say(days_ago(2), "ana", Event::WinUndone { win: win(1) });
        told.say(days_ago(3), "ben", Event::Onboarded);
        told.say(days_ago(3), "ben", Event::Rewritten { ask: id("a") });
        told.say(days_ago(1), "cleo", Event::Left);
        told.asked(days_ago(2), "a", "ana").held(days_ago(1), "s", "ana", "ben").held(
            days_ago(1),
            "s2",
            "ana",
            "ben",
        );
        told.say(days_ago(1), "ana", Event::SessionUnheard { session: id("s2") });
        let counted = scan(&told.journal(), &last_days(7), &terms());
        let all = Counts { asks: 1, sessions: 1, unheard: 1, wins: 2, said_yes: 1, sent_back: 1, left: 1 };
        assert_eq!(counted, all);
        let before = Window { from: Some(days_ago(40)), to: days_ago(4) };
        assert_eq!(scan(&told.journal(), &before, &terms()), Counts::default());
    }
}
