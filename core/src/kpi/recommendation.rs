//! Whether those who had a session recommend it: the net promoter score.
//!
//! - Cases: the latest answer of each person in the window. Its people are those who answered. Whoever answers how it
//!   went is asked beneath that answer, so those who never do are never asked: nobody knows what they would have said.
//! - `recommendation.promoters` (9, 10), `.passives` (7, 8) and `.detractors` (0 to 6): counts, from 5 answers.
//! - `recommendation.score`: 100 (promoters − detractors) / n, adjusted Wald interval, from 20 answers.
//! - Left out: earlier answers of the same person, and numbers that are not on the scale.

use super::Kpi;
use super::figure::{Cell, Figure, LeftOut, Unit};
use super::frame::Frame;
use super::journal::Journal;
use super::sample::Sample;
use crate::stats::promoters::Answers;

const COUNTS_FROM: u64 = 5;
const SCORE_FROM: u64 = 20;
/// The highest number on the scale.
pub(super) const HIGHEST: u8 = 10;

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) promoters: u64,
    pub(super) passives: u64,
    pub(super) detractors: u64,
    pub(super) earlier: u64,
    pub(super) off_scale: u64,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let mut tally = Tally::default();
    for person in journal.people.values() {
        let in_window =
            person.recommended.before(frame.until()).filter(|(at, _)| frame.holds(frame.day(*at)));
        let (scores, strange): (Vec<u8>, Vec<u8>) =
            in_window.map(|(_, score)| *score).partition(|score| *score <= HIGHEST);
        tally.off_scale += strange.len() as u64;
        tally.earlier += scores.len().saturating_sub(1) as u64;
        match scores.last() {
            Some(9..) => tally.promoters += 1,
            Some(7 | 8) => tally.passives += 1,
            Some(_) => tally.detractors += 1,
            None => {}
        }
    }
    tally
}

impl Tally {
    pub(super) fn figures(&self, frame: &Frame<'_>) -> Vec<Figure> {
        let Tally { promoters, passives, detractors, earlier, off_scale } = *self;
        let n = promoters + passives + detractors;
        let left_out = vec![
            LeftOut { what: "earlier_answers", n: earlier },
            LeftOut { what: "off_scale", n: off_scale },
        ];
        let window = frame.window;
        let score = Cell { kpi: Kpi::Recommendation, window, n, people: n, needed: SCORE_FROM, left_out };
        let counts = Cell { needed: COUNTS_FROM, ..score.clone() };
        let count = |name, count| counts.figure(name, Unit::Count, "counted", Sample::Known(count as f64));
        let answers = Sample::Promoters(Answers { promoters, passives, detractors });
        vec![
            score.figure("recommendation.score", Unit::Points, "adjusted Wald", answers),
            count("recommendation.promoters", promoters),
            count("recommendation.passives", passives),
            count("recommendation.detractors", detractors),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Event;
    use crate::kpi::figure::Reading;
    use crate::kpi::told::{Told, days_ago, last_days, reading, value, value_of};
    use crate::sample::id;

    fn answer(told: &mut Told, who: usize, days: i64, score: u8) {
        told.say(days_ago(days), &format!("p{who}"), Event::Recommended { session: id("s"), score });
    }

    fn read(told: &Told, name: &str) -> Reading {
        reading(&told.read(Kpi::Recommendation, last_days(30)), name)
    }

    #[test]
    fn eight_promoters_and_six_detractors_of_twenty_are_ten_points() {
        let mut told = Told::default();
        for who in 0..20 {
            answer(&mut told, who, 3, [9, 10, 7, 8, 6, 0][who % 6]);
        }
        // 0, 6, 12, 18 answer 9; 1, 7, 13, 19 answer 10; 2, 8, 14 and 3, 9, 15 are passive; 4, 5, 10, 11, 16, 17
        // detract.
        let Reading::Value { value, limits } = read(&told, "recommendation.score") else {
            panic!("20 answers")
        };
        assert_eq!(value, 10.0);
        // (8¾ − 6¾)/23 ± 1.959964 √((15½/23 − (2/23)²)/23), by hand.
        assert!(
            (limits.low.unwrap() - -24.665_10).abs() < 1e-5
                && (limits.high.unwrap() - 42.056_41).abs() < 1e-5
        );
        for (name, count) in [("promoters", 8.0), ("passives", 6.0), ("detractors", 6.0)] {
            assert_eq!(value_of(&read(&told, &format!("recommendation.{name}"))), count);
        }
    }

    #[test]
    fn counts_are_shown_from_five_answers_and_the_score_from_twenty() {
        let mut told = Told::default();
        (0..4).for_each(|who| answer(&mut told, who, 3, 9));
        assert_eq!(read(&told, "recommendation.promoters"), Reading::TooFew { needed: 5 });
        (4..19).for_each(|who| answer(&mut told, who, 3, 9));
        assert_eq!(value_of(&read(&told, "recommendation.promoters")), 19.0);
        assert_eq!(read(&told, "recommendation.score"), Reading::TooFew { needed: 20 });
        answer(&mut told, 19, 3, 9);
        assert_eq!(value_of(&read(&told, "recommendation.score")), 100.0);
    }

    #[test]
    fn the_latest_answer_of_each_counts_and_what_is_outside_of_window_or_scale_does_not() {
        let mut told = Told::default();
        for who in 0..5 {
            answer(&mut told, who, 2, 10);
            answer(&mut told, who, 20, 0);
            answer(&mut told, who, 40, 7);
            answer(&mut told, who, -1, 7);
            answer(&mut told, who, 1, 11);
        }
        let figures = told.read(Kpi::Recommendation, last_days(30));
        assert_eq!(value(&figures, "recommendation.promoters"), 5.0);
        assert_eq!(value(&figures, "recommendation.detractors"), 0.0);
        let left_out = [("earlier_answers", 5), ("off_scale", 5)].map(|(what, n)| LeftOut { what, n });
        assert_eq!((figures[0].n, &figures[0].left_out[..]), (5, &left_out[..]));
    }
}
