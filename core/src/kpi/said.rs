//! Numbers in words, the same wherever they are told: a value with what else it could be and how many cases it rests
//! on, or why there is none.
//!
//! "Up" and "down" are since the time before, and stand only where chance is ruled out.

use super::health::show_up::UNHEARD;
use super::{Direction, Figure, Kpi, Reading, change};
use crate::script::{Phrase, Saying, Value, say};

/// A sentence that has figures in it, with which of their signs stand there: it explains those alone.
pub(crate) fn explained(saying: Saying) -> Saying {
    let figures = saying.within("kpi.figure");
    let any = |of: &dyn Fn(&Saying) -> bool| figures.iter().any(|figure| of(figure));
    let has_value = |figure: &Saying| figure.says("is", "value");
    let range = any(&|figure| has_value(figure) && figure.holds("range"));
    let cases = any(&|figure| has_value(figure) || figure.says("is", "not-reached"));
    let compared = any(&|figure| has_value(figure) && figure.holds("direction"));
    saying.with("range", range).with("cases", cases).with("compared", compared)
}

impl Figure {
    /// It under a name, compared with the figures of the time before.
    pub fn in_words(&self, name: impl Into<Phrase>, before: &[Figure]) -> Phrase {
        let earlier = before.iter().find(|earlier| earlier.name == self.name);
        let name: Phrase = name.into();
        let direction = earlier.and_then(|earlier| change(self, earlier)).map(|change| change.direction);
        let Figure { unit, n, reading, .. } = self;
        let show = |value| unit.show(value);
        let (is, value) = match reading {
            Reading::Value { value, .. } => ("value", show(*value).into()),
            Reading::NotReached { at_least } => ("not-reached", at_least.map(show).into()),
            Reading::TooFew { needed } => ("too-few", Value::from(*needed)),
            Reading::Suppressed => ("suppressed", self.whose().into()),
            Reading::ObservableOn { date } => ("observable", Value::date_with_year(*date)),
        };
        let range = match reading {
            Reading::Value { limits, .. } => unit.between(*limits),
            _ => None,
        };
        let direction = match direction {
            Some(Direction::Up) => "up",
            Some(Direction::Down) => "down",
            Some(Direction::Unclear) | None => "",
        };
        let words = say("kpi.figure")
            .with("name", name)
            .with("is", is)
            .with("value", value)
            .with("range", range)
            .with("direction", direction)
            .with("n", usize::try_from(*n).unwrap_or(usize::MAX))
            .text();
        match self.unheard() {
            0 => words,
            unheard => say("kpi.unheard").with("words", words).with("n", unheard).text(),
        }
    }

    /// How many it leaves out of which nobody said what became of them: a share of the others alone says little where
    /// those are many. Beside a share that is not told, nothing of it is: it tells of the same few people.
    fn unheard(&self) -> usize {
        if !matches!(self.reading, Reading::Value { .. }) {
            return 0;
        }
        let left_out = self.left_out.iter().find(|left_out| left_out.what == UNHEARD);
        left_out.map_or(0, |left_out| usize::try_from(left_out.n).unwrap_or(usize::MAX))
    }
}

impl Kpi {
    /// Its figures out of those of a window, compared with those of the time before. Where nothing can be said of any
    /// of them, that is said once: of the first of them, as that is the number which the KPI is known by.
    pub fn in_words(self, now: &[Figure], before: &[Figure]) -> Vec<Phrase> {
        let figures: Vec<&Figure> = now.iter().filter(|figure| figure.kpi == self).collect();
        let too_few = figures.iter().all(|figure| matches!(figure.reading, Reading::TooFew { .. }));
        let same = figures.windows(2).all(|two| two[0].reading == two[1].reading);
        let first = figures.first().filter(|_| too_few || same);
        match first.filter(|first| !matches!(first.reading, Reading::Value { .. })) {
            Some(first) => vec![first.in_words("", before)],
            None => figures.iter().map(|figure| figure.in_words(figure.label(), before)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::fact::{Event, Fact};
    use crate::kpi::{Journal, Span, Terms, figures};
    use crate::sample::{community, id, now};
    use crate::session::Minutes;

    #[test]
    fn where_mentors_are_counted_too_few_of_them_are_called_mentors() {
        let terms = Terms::of(community().zone);
        let figures = figures(&Journal::default(), &Span::Days30.up_to(now(), &terms), &terms);
        for (name, few) in [
            ("compliments.density", "mentors"),
            ("health.load", "mentors"),
            ("health.passed", "mentors"),
            ("health.missed", "mentors"),
            ("health.filled", "people"),
            ("repeat.mentors", "mentors"),
            ("repeat.pairs", "people"),
            ("completion.done", "people"),
        ] {
            let mut figure = figures.iter().find(|figure| figure.name == name).unwrap().clone();
            figure.reading = Reading::Suppressed;
            assert_eq!(figure.in_words("", &[]), format!("fewer than five {few}"), "{name}");
        }
    }

    #[test]
    fn beside_who_showed_up_stands_of_how_many_sessions_nobody_spoke() {
        let told = shown_up(14);
        let all = "sessions that took place 100% (72–100%, n 10), and 4 more of which nobody knows whether they did";
        assert!(told.contains(&all.to_owned()), "{told:?}");
    }

    #[test]
    fn where_who_showed_up_is_of_too_few_people_nothing_is_said_of_those_sessions_either() {
        let told = shown_up(3);
        let all = "sessions that took place: fewer than five people";
        assert!(told.contains(&all.to_owned()), "{told:?}");
    }

    /// The health of a month with ten sessions that were held and four of which nobody spoke, of so many learners.
    fn shown_up(learners: u8) -> Vec<String> {
        let terms = Terms::of(community().zone);
        let mut journal = Journal::default();
        for n in 0_u8..14 {
            let (session, learner) = (id(&format!("s{n}")), id(&format!("p{}", n % learners)));
            let mut tell = |place: u8, hours, event| {
                let (fact, at) = (id(&format!("{n}.{place}")), now() - TimeDelta::hours(hours));
                journal.add(&Fact { id: fact, at, member: learner, event });
            };
            let starts_at = now() - TimeDelta::hours(72);
            tell(0, 90, Event::SessionBooked { session, starts_at, moved: false });
            let met = Event::SessionHeld { session, mentor: id("ben"), minutes: Minutes::Ten };
            tell(1, 71, if n < 10 { met } else { Event::SessionUnheard { session } });
        }
        let figures = figures(&journal, &Span::Days30.up_to(now(), &terms), &terms);
        Kpi::Health.in_words(&figures, &[]).into_iter().map(String::from).collect()
    }

    #[test]
    fn where_nothing_can_be_said_the_number_which_a_kpi_is_known_by_says_from_when_on() {
        let terms = Terms::of(community().zone);
        let figures = figures(&Journal::default(), &Span::Days30.up_to(now(), &terms), &terms);
        let said = Kpi::Recommendation.in_words(&figures, &[]);
        assert_eq!((said.len(), &said[0]), (1, &"too few yet, 0 of 20".to_owned().into()));
    }
}
