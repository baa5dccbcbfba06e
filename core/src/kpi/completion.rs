//! Whether what was noted gets done.
//!
//! - Cases: the two actionables of each note that stands, whose due day came to be more than three days ago on a day of
//!   the window: on the fourth day after it, so each is judged once. Its people are the learners.
//! - `completion.done`: those whose last answer is done / all; no answer is not done. From 20 actionables, with a
//!   Wilson interval.
//! - `completion.answered`: those with any answer / all, likewise.
//! - Left out: what was due on the last four days of the window, for which there was hardly time. A note that
//!   was taken back promised nothing.
//!
//! Two actionables of one note, and several notes of one learner, are not quite independent of one another, so the
//! interval is rather too narrow than too wide.

use super::Kpi;
use super::figure::{Cell, Figure, LeftOut, Unit};
use super::frame::{Day, Frame};
use super::journal::{Journal, distinct};
use super::sample::Sample;
use crate::session::Answer;

const FROM: u64 = 20;
/// On which day after the due day silence is taken for an answer: three whole days are over by then.
pub(super) const DAYS_TO_ANSWER: Day = 4;

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) notes: u64,
    pub(super) people: u64,
    pub(super) done: u64,
    pub(super) answered: u64,
    pub(super) lately: u64,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let to = frame.until();
    let noted = || {
        let notes = journal.sessions.values().filter_map(|session| Some((session, session.note(to)?)));
        notes.map(|(session, note)| (session, note, frame.day(note.due)))
    };
    let ripe: Vec<_> = noted().filter(|(.., due)| frame.holds(due + DAYS_TO_ANSWER)).collect();
    let lately = noted().filter(|(.., due)| *due <= frame.last && due + DAYS_TO_ANSWER > frame.last).count();
    let answers = || ripe.iter().flat_map(|(session, ..)| session.answers(to));
    Tally {
        notes: ripe.len() as u64,
        people: distinct(ripe.iter().map(|(_, note, _)| note.learner)),
        done: answers().filter(|answer| *answer == Some(Answer::Done)).count() as u64,
        answered: answers().flatten().count() as u64,
        lately: lately as u64,
    }
}

impl Tally {
    pub(super) fn figures(&self, frame: &Frame<'_>) -> Vec<Figure> {
        let n = 2 * self.notes;
        let cell = Cell {
            kpi: Kpi::Completion,
            window: frame.window,
            n,
            people: self.people,
            needed: FROM,
            left_out: vec![LeftOut { what: "due_lately", n: 2 * self.lately }],
        };
        let share = |name, k| cell.figure(name, Unit::Share, "Wilson", Sample::Share { k, n });
        vec![share("completion.done", self.done), share("completion.answered", self.answered)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Event;
    use crate::kpi::figure::Reading;
    use crate::kpi::told::{Told, days_ago, figure, last_days, reading, value};
    use crate::sample::id;
    use crate::session::Item;

    /// Five learners with two notes each.
    fn ten_notes(due: i64) -> Told {
        let mut told = Told::default();
        for number in 0..10 {
            noted(&mut told, number, due);
        }
        told
    }

    fn noted(told: &mut Told, number: usize, due: i64) {
        let noted =
            Event::Noted { session: session(number), due: days_ago(due), affirmation: None, repeated: false };
        told.say(days_ago(due + 3), &format!("p{}", number % 5), noted);
    }

    fn answered(told: &mut Told, number: usize, days: i64, item: Item, answer: Answer) {
        let event = Event::Answered { session: session(number), item, answer };
        told.say(days_ago(days), &format!("p{}", number % 5), event);
    }

    fn session(number: usize) -> crate::id::SessionId {
        id(&format!("s{number}"))
    }

    fn read(told: &Told) -> Vec<Figure> {
        told.read(Kpi::Completion, last_days(30))
    }

    #[test]
    fn no_answer_is_not_done_and_the_last_answer_counts() {
        let mut told = ten_notes(10);
        (0..6).for_each(|number| answered(&mut told, number, 9, Item::One, Answer::Done));
        answered(&mut told, 0, 8, Item::One, Answer::Dropped);
        answered(&mut told, 1, 8, Item::Two, Answer::Stuck);
        answered(&mut told, 2, 8, Item::Checkpoint, Answer::Done);
        let figures = read(&told);
        assert_eq!((figures[0].n, figures[0].people), (20, 5));
        assert_eq!(
            (value(&figures, "completion.done"), value(&figures, "completion.answered")),
            (0.25, 0.35)
        );
        // Wilson for 5 of 20, as statsmodels has it.
        let Reading::Value { limits, .. } = figures[0].reading else { panic!("20 are due") };
        assert!((limits.low.unwrap() - 0.111_862).abs() < 1e-6);
        assert!((limits.high.unwrap() - 0.468_701).abs() < 1e-6);
    }

    #[test]
    fn nineteen_are_too_few_and_so_is_a_note_that_was_taken_back() {
        let mut told = ten_notes(10);
        told.say(days_ago(12), "p3", Event::NoteUndone { session: session(3) });
        assert_eq!(reading(&read(&told), "completion.done"), Reading::TooFew { needed: 20 });
        noted(&mut told, 3, 8);
        assert_eq!(value(&read(&told), "completion.done"), 0.0);
    }

    #[test]
    fn a_note_that_was_rewritten_counts_once() {
        let mut told = ten_notes(10);
        told.say(days_ago(9), "p3", Event::NoteUndone { session: session(3) });
        let again =
            Event::Noted { session: session(3), due: days_ago(8), affirmation: None, repeated: false };
        told.say(days_ago(9), "p3", again);
        assert_eq!(figure(&read(&told), "completion.done").n, 20);
    }

    #[test]
    fn what_is_due_at_the_edges_of_the_window() {
        assert_eq!([4, 34].map(|due| figure(&read(&ten_notes(due)), "completion.done").n), [20, 20]);
        assert_eq!([3, 35].map(|due| figure(&read(&ten_notes(due)), "completion.done").n), [0, 0]);
        assert_eq!(read(&ten_notes(-1))[0].left_out, []);
        assert_eq!(read(&ten_notes(0))[0].left_out, [LeftOut { what: "due_lately", n: 20 }]);
        let lately = read(&ten_notes(3));
        assert_eq!((lately[0].n, &lately[0].left_out[..]), (0, &[LeftOut { what: "due_lately", n: 20 }][..]));
    }

    #[test]
    fn four_learners_are_not_shown() {
        let mut told = Told::default();
        (0..15).filter(|number| number % 5 != 0).for_each(|number| noted(&mut told, number, 10));
        let figures = read(&told);
        assert_eq!((figures[0].n, figures[0].people, figures[0].reading), (24, 4, Reading::Suppressed));
    }
}
