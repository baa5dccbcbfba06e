//! `kpis`: the numbers of a community, for those who run it.
//!
//! A line for each number, and in it what its figures say, with how many cases they rest on and what else they could
//! be. Where nothing can be said yet, the line says from when on. "Up" and "down" are since the same time before, and
//! stand only where chance is ruled out.

use chrono::{DateTime, Utc};
use minijinja::Value;

use crate::action::Action;
use crate::community::Community;
use crate::kpi::{Direction, Figure, Kpi, Reading, Span, Terms, change, read_figures};
use crate::message::Message;
use crate::moment::Moment;
use crate::script::{label, record, say};
use crate::store::{Store, StoreError};

/// The figures of a span of time that ends now, and those of the time before it, where there is one.
///
/// # Errors
/// The memory does not answer.
pub(super) async fn read(
    span: Span,
    store: &dyn Store,
    community: &Community,
    now: DateTime<Utc>,
) -> Result<Vec<Vec<Figure>>, StoreError> {
    let window = span.up_to(now);
    let windows: Vec<_> = [Some(window), window.before()].into_iter().flatten().collect();
    read_figures(store, community.scope(), &windows, &Terms::of(community.zone)).await
}

/// The numbers of a span of time that ends now, beside those of the time before.
pub(super) fn kpis(span: Span, figures: &[Vec<Figure>], moment: &Moment) -> Message {
    let window = span.up_to(moment.now);
    let [now, before] = [0, 1].map(|place| figures.get(place).map_or(&[][..], Vec::as_slice));
    let lines = Kpi::ALL.into_iter().map(|kpi| {
        let of_it: Vec<&Figure> = now.iter().filter(|figure| figure.kpi == kpi).collect();
        line(kpi, &of_it, before)
    });
    let days = window.from.map(|from| (window.to - from).num_days().unsigned_abs() as usize);
    let saying = say("kpis").with("days", days).with("lines", lines.collect::<Vec<_>>());
    let others = Span::ALL.into_iter().filter(|other| *other != span);
    others.fold(saying, |saying, other| saying.button(other.key(), Action::Kpis(other))).message()
}

fn line(kpi: Kpi, figures: &[&Figure], before: &[Figure]) -> Value {
    // Where nothing can be said of any figure of a number, that is said once: from when on the first of them is there.
    let needed = |figure: &&&Figure| match figure.reading {
        Reading::TooFew { needed } => Some(needed),
        _ => None,
    };
    let too_few = figures.iter().all(|figure| needed(&figure).is_some());
    let first = figures.iter().min_by_key(needed).filter(|_| too_few);
    let same = figures.windows(2).all(|two| two[0].reading == two[1].reading);
    let first = first.or(figures.first().filter(|_| same));
    let first = first.filter(|first| !matches!(first.reading, Reading::Value { .. }));
    let shown = first.map_or(figures, std::slice::from_ref);
    let slots = shown.iter().map(|figure| {
        let earlier = before.iter().find(|earlier| earlier.name == figure.name);
        let direction = earlier.and_then(|earlier| change(figure, earlier)).map(|change| change.direction);
        slot(figure, direction)
    });
    record([
        ("title", kpi.title().into()),
        ("alone", first.is_some().into()),
        ("figures", slots.collect::<Vec<_>>().into()),
    ])
}

fn slot(figure: &Figure, direction: Option<Direction>) -> Value {
    let Figure { unit, n, reading, .. } = figure;
    let show = |value| unit.show(value);
    let (is, value) = match reading {
        Reading::Value { value, .. } => ("value", Some(show(*value))),
        Reading::NotReached { at_least } => ("not-reached", at_least.map(show)),
        Reading::TooFew { needed } => ("too-few", Some(needed.to_string())),
        Reading::Suppressed => ("suppressed", Some(label(whose(figure)))),
        Reading::ObservableOn { date } => ("observable", Some(date.format("%-d %b %Y").to_string())),
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
    record([
        ("label", figure.label().into()),
        ("is", is.into()),
        ("value", value.into()),
        ("range", range.into()),
        ("direction", direction.into()),
        ("n", (*n).into()),
    ])
}

/// Of whom there are too few to tell of a figure: its people are those whose doing it is.
fn whose(figure: &Figure) -> &'static str {
    match (figure.kpi, figure.name) {
        (Kpi::Compliments, _) | (_, "health.load" | "repeat.mentors") => "kpi.few.mentors",
        _ => "kpi.few.people",
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::fact::{Event, Fact};
    use crate::kpi::{Journal, figures};
    use crate::sample::{buttons, community, id, moment, now};
    use crate::session::{Answer, Item};

    /// Notes of different learners, each due ten days ago, with the first few of their actionables done.
    fn journal(notes: usize, done: usize) -> Journal {
        let mut journal = Journal::default();
        for number in 0..notes {
            let session = id(&format!("session{number}"));
            let mut tell = |event| {
                let (fact, learner) = (id(&format!("{number}{event:?}")), id(&format!("learner{number}")));
                journal.add(&Fact { id: fact, at: now() - TimeDelta::days(12), member: learner, event });
            };
            tell(Event::Noted { session, due: now() - TimeDelta::days(10), affirmation: None });
            for (item, place) in [(Item::One, 2 * number), (Item::Two, 2 * number + 1)] {
                if place < done {
                    tell(Event::Answered { session, item, answer: Answer::Done });
                }
            }
        }
        journal
    }

    fn said(span: Span, journal: &Journal) -> String {
        let window = span.up_to(now());
        let windows = [Some(window), window.before()].into_iter().flatten();
        let terms = Terms::of(community().zone);
        let figures: Vec<_> = windows.map(|window| figures(journal, &window, &terms)).collect();
        kpis(span, &figures, &moment()).bare(chrono_tz::UTC)
    }

    fn line_of(told: &str, title: &str) -> String {
        let mut lines = told.lines().filter(|line| line.contains(title));
        lines.next().unwrap_or_else(|| panic!("{title} in {told}")).to_owned()
    }

    #[test]
    fn a_value_comes_with_what_else_it_could_be_and_how_many_cases_it_rests_on() {
        let told = said(Span::Days30, &journal(10, 15));
        let line = line_of(&told, "Task completion");
        // The Wilson interval of 15 of 20.
        assert!(line.contains("done 75% (53–89%, n 20)"), "{line}");
    }

    #[test]
    fn where_nothing_can_be_said_the_line_says_from_when_on() {
        let told = said(Span::Days30, &journal(9, 9));
        assert_eq!(line_of(&told, "Task completion"), "• Task completion: too few yet, 18 of 20");
        assert!(line_of(&told, "First response").ends_with("too few yet, 0 of 10"), "{told}");
    }

    #[test]
    fn up_and_down_stand_only_where_chance_is_ruled_out() {
        let with = |done| {
            // Thirty days earlier nothing was done.
            let mut journal = journal(20, done);
            for number in 0..20 {
                let event = Event::Noted {
                    session: id(&format!("earlier{number}")),
                    due: now() - TimeDelta::days(40),
                    affirmation: None,
                };
                let (fact, who) = (id(&format!("before{number}")), id(&format!("learner{number}")));
                journal.add(&Fact { id: fact, at: now() - TimeDelta::days(42), member: who, event });
            }
            line_of(&said(Span::Days30, &journal), "Task completion")
        };
        assert!(with(30).contains("75%, up ("), "{}", with(30));
        assert!(with(2).contains("done 5% ("), "{}", with(2));
    }

    #[test]
    fn the_other_spans_are_a_press_away() {
        let message = kpis(Span::Days7, &[], &moment());
        let actions: Vec<_> = buttons(&message).into_iter().map(|button| button.action.clone()).collect();
        assert_eq!(actions, [Span::Days30, Span::Days90, Span::All].map(Action::Kpis));
        assert!(message.blocks.len() < 20);
    }

    #[test]
    fn where_mentors_are_counted_too_few_of_them_are_called_mentors() {
        let figures = figures(&Journal::default(), &Span::Days30.up_to(now()), &Terms::of(community().zone));
        for (name, few) in [
            ("compliments.density", "kpi.few.mentors"),
            ("health.load", "kpi.few.mentors"),
            ("repeat.mentors", "kpi.few.mentors"),
            ("repeat.pairs", "kpi.few.people"),
            ("completion.done", "kpi.few.people"),
        ] {
            let figure = figures.iter().find(|figure| figure.name == name).unwrap();
            assert_eq!(whose(figure), few, "{name}");
        }
    }
}
