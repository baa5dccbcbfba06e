//! The figures of the last twelve weeks, each alone and with the three before it, and the chart of them.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::chart::{Chart, Share, Week};
use crate::community::Community;
use crate::kpi::{Counts, Figure, Kpi, Period, Question, Reading, Terms, Window, read_periods};
use crate::script::{label, say};
use crate::store::{Store, StoreError};
use crate::tongue::Tongue;

/// So many weeks are looked at.
const WEEKS: usize = 12;
/// A week has so few cases that its figures are rarely known; so many together have more.
pub(super) const TOGETHER: usize = 4;

/// The figures of the last weeks.
#[derive(Debug, Clone, Default)]
pub(in crate::act) struct Weeks {
    /// Of each week, the latest first.
    pub(super) single: Vec<Vec<Figure>>,
    /// Of four weeks each, which end with the same weeks.
    pub(super) together: Vec<Vec<Figure>>,
    /// How much happened in the latest.
    pub(super) counts: Counts,
}

/// So many questions are asked.
pub(in crate::act) const COUNT: usize = 2 * WEEKS;

/// What is asked of the weeks before the day of an instant, and of four weeks each that end with them: every number of
/// the latest and of those that they are compared with, of the others what the chart shows. They begin and end at
/// midnights of the community, so that each has seven days and no day is in two of them.
pub(in crate::act) fn questions(now: DateTime<Utc>, terms: &Terms) -> Vec<Question> {
    let begins = |weeks: usize| terms.calendar.start_of(weeks_before(now, weeks, terms));
    let lasting = |weeks: usize, chart: &'static [Kpi]| {
        (0..WEEKS).map(move |before| {
            let window = Window { from: Some(begins(before + weeks)), to: begins(before) };
            let is_told = before == 0 || before == weeks;
            if is_told { window.into() } else { Question { window, kpis: chart } }
        })
    };
    lasting(1, &[Kpi::Health]).chain(lasting(TOGETHER, &[Kpi::Completion])).collect()
}

/// The date that a community had so many weeks before an instant.
pub(super) fn weeks_before(at: DateTime<Utc>, weeks: usize, terms: &Terms) -> NaiveDate {
    let date = terms.calendar.local_date(at);
    date.checked_sub_days(Days::new(7 * weeks as u64)).unwrap_or(date)
}

impl Weeks {
    /// The figures of the weeks before an instant.
    ///
    /// # Errors
    /// The memory does not answer.
    pub(in crate::act) async fn read(
        store: &dyn Store,
        community: &Community,
        now: DateTime<Utc>,
    ) -> Result<Weeks, StoreError> {
        let terms = Terms::of(community.zone);
        read_periods(store, community.scope(), &questions(now, &terms), &terms).await.map(Weeks::of)
    }

    /// What answers [`questions`].
    pub(in crate::act) fn of(periods: Vec<Period>) -> Weeks {
        let counts = periods.first().and_then(|latest| latest.counts).unwrap_or_default();
        let mut figures: Vec<Vec<Figure>> = periods.into_iter().map(|period| period.figures).collect();
        let together = figures.split_off(figures.len().min(WEEKS));
        Weeks { single: figures, together, counts }
    }

    /// How many cases a figure rests on in a week.
    pub(super) fn cases(&self, week: usize, name: &str) -> usize {
        let figure = find(&self.single, week, name);
        figure.map_or(0, |figure| usize::try_from(figure.n).unwrap_or(usize::MAX))
    }

    /// How much got done in the four weeks that end with a week, where that can be told.
    fn done(&self, week: usize) -> Option<Share> {
        let Reading::Value { value, limits } = find(&self.together, week, DONE)?.reading else { return None };
        Some(Share::of(value, limits.low.unwrap_or(value), limits.high.unwrap_or(value)))
    }

    /// The weeks in a chart, with what it shows in words.
    pub(in crate::act) fn chart(&self, zone: Tz, now: DateTime<Utc>) -> Chart {
        let terms = Terms::of(zone);
        let week = |before: usize| Week {
            from: weeks_before(now, before + 1, &terms),
            sessions: u32::try_from(self.cases(before, SESSIONS)).unwrap_or(u32::MAX),
            share: self.done(before),
        };
        let weeks: Vec<Week> = (0..WEEKS).rev().map(week).collect();
        let sessions = weeks.last().map_or(0, |week| week.sessions);
        let least = weeks.iter().map(|week| week.sessions).min().unwrap_or_default();
        let most = weeks.iter().map(|week| week.sessions).max().unwrap_or_default();
        let last = (0..WEEKS).find(|before| self.done(*before).is_some());
        let n = last.and_then(|last| find(&self.together, last, DONE)).map(|figure| figure.n);
        let share = last.and_then(|last| self.done(last));
        let percent = |thousandths: u16| u32::from((thousandths + 5) / 10);
        let alt = say("chart.alt")
            .with("sessions", sessions)
            .with("least", least)
            .with("most", most)
            .with("known", share.is_some())
            .with("done", share.map(|share| percent(share.value)))
            .with("low", share.map(|share| percent(share.low)))
            .with("high", share.map(|share| percent(share.high)))
            .with("n", n.map(|n| usize::try_from(n).unwrap_or(usize::MAX)))
            .with("ago", last.map(|last| u32::try_from(last).unwrap_or_default()))
            .text();
        Chart {
            title: label("chart.title"),
            bars: label("chart.sessions"),
            line: label("chart.done"),
            nothing: label("chart.nothing"),
            alt,
            weeks,
            tongue: Tongue::English,
        }
    }
}

/// The figure whose cases are the sessions that took place, and whose people mentor.
pub(super) const SESSIONS: &str = "health.load";
/// The share that the chart shows.
const DONE: &str = "completion.done";

fn find<'a>(windows: &'a [Vec<Figure>], week: usize, name: &str) -> Option<&'a Figure> {
    windows.get(week)?.iter().find(|figure| figure.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::digest::tests::Past;
    use crate::sample::{at, now};

    fn chart(past: &Past) -> Chart {
        past.facts().weeks.chart(Tz::Europe__Berlin, now())
    }

    #[test]
    fn twelve_weeks_end_with_the_present_and_begin_on_dates_of_the_community() {
        let weeks = chart(&Past::default()).weeks;
        let dates: Vec<String> = weeks.iter().map(|week| week.from.to_string()).collect();
        assert_eq!((dates.len(), &*dates[0], &*dates[11]), (12, "2026-09-01", "2026-11-17"));
        let east = Past::default().facts().weeks.chart(Tz::Pacific__Auckland, at("2026-11-24T20:00:00Z"));
        assert_eq!(east.weeks[11].from.to_string(), "2026-11-18");
    }

    #[test]
    fn sessions_are_counted_by_week_and_shares_over_four_with_gaps_where_they_cannot_be_told() {
        let mut past = Past::default();
        let weeks = chart(past.met(1, 3).met(10, 5).noted(40, 12, 18)).weeks;
        let sessions: Vec<u32> = weeks.iter().map(|week| week.sessions).collect();
        assert_eq!(sessions[9..], [0, 5, 3]);
        let known: Vec<usize> = (0..12).filter(|week| weeks[*week].share.is_some()).collect();
        assert_eq!(known, [6, 7, 8, 9], "due 40 days ago and judged three days later");
        assert_eq!(weeks[6].share.unwrap(), Share { value: 750, low: 551, high: 880 });
    }

    #[test]
    fn its_words_tell_the_last_value_with_its_n_or_that_there_is_none() {
        let mut past = Past::default();
        let alt = chart(past.met(1, 3).noted(5, 12, 18)).alt;
        assert!(alt.contains("3 in the last week, between 0 and 3 in all"), "{alt}");
        assert!(alt.contains("75 % (55 to 88 %, n 24)"), "{alt}");
        assert!(chart(Past::default().met(1, 3)).alt.contains("too few"), "{alt}");
    }
}
