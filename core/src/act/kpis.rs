//! `kpis`: the numbers of a community, for those who run it.
//!
//! A line for each number, and in it what its figures say, with how many cases they rest on and what else they could
//! be. Where nothing can be said yet, the line says from when on. "Up" and "down" are since the same time before, and
//! stand only where chance is ruled out.

use chrono::{DateTime, NaiveDate, Utc};

use super::digest::{Weeks, beneath, weeks};
use crate::action::Action;
use crate::chart::Chart;
use crate::community::Community;
use crate::kpi::{Figure, Kpi, Span, Terms, Window, explained, read_periods};
use crate::message::Message;
use crate::script::{record, say};
use crate::store::{Store, StoreError};

/// What the answer is made of.
pub(super) struct Numbers {
    /// The first day of the span; none where it has none.
    pub(super) since: Option<NaiveDate>,
    /// The figures of a span of time, and those of the time before it, where there is one.
    pub(super) figures: Vec<Vec<Figure>>,
    /// The last weeks.
    pub(super) chart: Chart,
}

/// The figures of a span of time that ends now, those of the time before it, and the last weeks.
///
/// # Errors
/// The memory does not answer.
pub(super) async fn read(
    span: Span,
    store: &dyn Store,
    community: &Community,
    now: DateTime<Utc>,
) -> Result<Numbers, StoreError> {
    let terms = Terms::of(community.zone);
    let window = span.up_to(now, &terms);
    let spans = [Some(window), window.before(&terms)].into_iter().flatten().map(Into::into);
    let questions: Vec<_> = weeks::questions(now, &terms).into_iter().chain(spans).collect();
    let mut weeks = read_periods(store, community.scope(), &questions, &terms).await?;
    let figures = weeks.split_off(weeks::COUNT).into_iter().map(|period| period.figures).collect();
    let since = begins(&window, &terms);
    Ok(Numbers { since, figures, chart: Weeks::of(weeks).chart(community.zone, now) })
}

/// The first day of a window, on the community's clock.
fn begins(window: &Window, terms: &Terms) -> Option<NaiveDate> {
    window.from.map(|from| terms.calendar.local_date(from))
}

/// The numbers of a span of time that ends now, beside those of the time before, and the chart of the last weeks.
pub(super) fn kpis(span: Span, numbers: Numbers) -> Message {
    let mut message = in_lines(span, numbers.since, &numbers.figures);
    message.blocks.extend(beneath(numbers.chart));
    message
}

fn in_lines(span: Span, since: Option<NaiveDate>, figures: &[Vec<Figure>]) -> Message {
    let [now, before] = [0, 1].map(|place| figures.get(place).map_or(&[][..], Vec::as_slice));
    let lines = Kpi::ALL
        .into_iter()
        .map(|kpi| record([("title", kpi.title().into()), ("figures", kpi.in_words(now, before).into())]));
    let saying = say("kpis")
        .with("days", span.days().map(|days| days as usize))
        .with("since", since)
        .with("lines", lines.collect::<Vec<_>>());
    let saying = explained(saying);
    let others = Span::ALL.into_iter().filter(|other| *other != span);
    others.fold(saying, |saying, other| saying.button(other.key(), Action::Kpis(other))).message()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::fact::{Event, Fact};
    use crate::kpi::{Journal, figures};
    use crate::sample::{buttons, community, id, now};
    use crate::session::{Answer, Item, Minutes};

    /// Notes of different learners, each due ten days ago, with the first few of their actionables done.
    fn journal(notes: usize, done: usize) -> Journal {
        let mut journal = Journal::default();
        // They first met long before.
        let met = Event::SessionHeld { session: id("first"), mentor: id("ben"), minutes: Minutes::Ten };
        let at = now() - TimeDelta::days(120);
        journal.add(&Fact { id: id("met"), at, member: id("learner"), event: met });
        for number in 0..notes {
            let session = id(&format!("session{number}"));
            let mut tell = |event| {
                let (fact, learner) = (id(&format!("{number}{event:?}")), id(&format!("learner{number}")));
                journal.add(&Fact { id: fact, at: now() - TimeDelta::days(12), member: learner, event });
            };
            tell(Event::Noted {
                session,
                due: now() - TimeDelta::days(10),
                affirmation: None,
                repeated: false,
            });
            for (item, place) in [(Item::One, 2 * number), (Item::Two, 2 * number + 1)] {
                if place < done {
                    tell(Event::Answered { session, item, answer: Answer::Done });
                }
            }
        }
        journal
    }

    fn said(span: Span, journal: &Journal) -> String {
        let terms = Terms::of(community().zone);
        let window = span.up_to(now(), &terms);
        let windows = [Some(window), window.before(&terms)].into_iter().flatten();
        let figures: Vec<_> = windows.map(|window| figures(journal, &window, &terms)).collect();
        in_lines(span, begins(&window, &terms), &figures).bare(chrono_tz::UTC)
    }

    #[test]
    fn beneath_them_those_signs_are_explained_that_stand_there() {
        let explains = |told: &str| {
            ["In brackets: what else it could be", "Up and down", "Nobody is compared"]
                .map(|sign| told.contains(sign))
        };
        assert_eq!(explains(&said(Span::Days30, &journal(9, 9))), [false, false, false]);
        assert_eq!(explains(&said(Span::Days30, &journal(10, 15))), [true, false, true]);
        // A month in which nearly all got done, after one in which little did.
        let terms = Terms::of(community().zone);
        let window = Span::Days30.up_to(now(), &terms);
        let figures = [118, 10].map(|done| figures(&journal(60, done), &window, &terms));
        let told = in_lines(Span::Days30, begins(&window, &terms), &figures).bare(chrono_tz::UTC);
        assert!(told.contains(", up ("), "{told}");
        assert_eq!(explains(&told), [true, true, true]);
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
                    repeated: false,
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
    fn a_span_says_since_which_day_it_is_and_that_today_counts_too() {
        let told = said(Span::Days7, &Journal::default());
        assert!(told.starts_with("The last 7 days and today, since Tue 17 Nov"), "{told}");
        assert!(said(Span::All, &Journal::default()).starts_with("Everything so far"));
    }

    #[test]
    fn the_other_spans_are_a_press_away() {
        let message = in_lines(Span::Days7, None, &[]);
        let actions: Vec<_> = buttons(&message).into_iter().map(|button| button.action.clone()).collect();
        assert_eq!(actions, [Span::Days30, Span::Days90, Span::All].map(Action::Kpis));
        assert!(message.blocks.len() < 20);
    }
}
