//! `smallwins kpis`: every figure of a community, with how many cases it rests on, what else it could be, and how that
//! was worked out.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Serialize;
use smallwins_core::community::{Community, Scope};
use smallwins_core::id::{FactId, earliest};
use smallwins_core::kpi::{Figure, Reading, Span, Terms, Unit, read_figures};
use smallwins_core::moment::Moments;
use smallwins_core::store::{Store, StoreError};

use crate::cli::Form;
use crate::communities::{self, unread};
use crate::config::Config;
use crate::serve::runtime;
use crate::trouble::Trouble;
use crate::wire::SystemMoments;

/// Which figures are asked for.
#[derive(Debug)]
pub struct Asked {
    /// Of which community, as `slack/T0123` or `T0123` alone; it can be left out where there is one.
    pub community: Option<String>,
    /// As of the end of that day in the community; now, when it is left out.
    pub as_of: Option<NaiveDate>,
    /// Of how much time before.
    pub span: Span,
    /// Whether everything is counted anew from the journal first.
    pub anew: bool,
}

/// The figures, as an answer.
#[derive(Debug, Serialize)]
struct Answer {
    community: String,
    from: Option<DateTime<Utc>>,
    to: DateTime<Utc>,
    figures: Vec<Figure>,
    /// Whether that is later than it is on this machine, without anybody having asked for it.
    #[serde(skip)]
    is_ahead: bool,
}

/// Tells the figures.
///
/// # Errors
/// The database does not answer or is not up to date; no community is meant, or more than one.
pub fn kpis(config: &Config, asked: &Asked, form: Form) -> Result<(), Trouble> {
    let answer = runtime()?.block_on(async {
        let store = communities::memory(config).await?;
        let community = communities::which(&store, asked.community.as_deref()).await?;
        read(&store, &community, asked, SystemMoments.now()).await
    })?;
    form.answer(&answer)
}

/// What is asked of a community, where this machine's clock shows `here`.
async fn read(
    store: &dyn Store,
    community: &Community,
    asked: &Asked,
    here: DateTime<Utc>,
) -> Result<Answer, Trouble> {
    let now = latest(store, community.scope(), here).await.map_err(unread)?;
    let to = asked.as_of.map_or(now, |day| end_of(day, community).min(now));
    if asked.as_of.is_some_and(|day| start_of(day, community) > now) {
        return Err(Trouble::misused("that day is not there yet", "name a day up to today with --as-of"));
    }
    if asked.anew {
        store.empty_books(community.scope()).await.map_err(unread)?;
    }
    let terms = Terms::of(community.zone);
    let window = asked.span.up_to(to, &terms);
    let figures = read_figures(store, community.scope(), &[window], &terms).await.map_err(unread)?.concat();
    // Whoever names a day reads of that day, and need not be told why.
    let is_ahead = asked.as_of.is_none() && to > here;
    Ok(Answer { community: communities::name(community), from: window.from, to, figures, is_ahead })
}

/// So many facts are read at once.
const PAGE: u32 = 1000;

/// The present of a community: that of this machine, or the instant of the last thing that happened there, where that
/// is later because its clock was moved.
async fn latest(store: &dyn Store, scope: Scope, here: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
    let (mut now, mut after) = (here, earliest::<FactId>(here));
    loop {
        let facts = store.facts(scope, Some(after), PAGE).await?;
        let Some(last) = facts.last() else { return Ok(now) };
        after = last.id;
        now = facts.iter().map(|fact| fact.at).fold(now, DateTime::max);
    }
}

/// The first instant of a day of a community's.
fn start_of(day: NaiveDate, community: &Community) -> DateTime<Utc> {
    Terms::of(community.zone).calendar.start_of(day)
}

/// The first instant after it.
fn end_of(day: NaiveDate, community: &Community) -> DateTime<Utc> {
    start_of(day.checked_add_days(Days::new(1)).unwrap_or(day), community)
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC");
        let from = self.from.map_or("the beginning".to_owned(), |from| day(from).to_string());
        writeln!(f, "{}, from {from} to {}", self.community, day(self.to))?;
        if self.is_ahead {
            writeln!(f, "That is as of what happened there last: its clock is ahead of this machine's.")?;
        }
        writeln!(f)?;
        writeln!(f, "{:<26}{:>14}{:>26}{:>8}{:>8}  method", "figure", "value", "95 %", "n", "people")?;
        for figure in &self.figures {
            let Figure { name, unit, n, people, reading, method, .. } = figure;
            let show = |value: &f64| shown(*unit, *value);
            let (value, limits) = match reading {
                Reading::Value { value, limits } => {
                    let end = |end: &Option<f64>| end.as_ref().map_or("?".to_owned(), show);
                    (show(value), format!("{} to {}", end(&limits.low), end(&limits.high)))
                }
                Reading::NotReached { at_least } => (
                    "not reached".to_owned(),
                    at_least.as_ref().map(|least| format!("over {}", show(least))).unwrap_or_default(),
                ),
                Reading::TooFew { needed } => ("too few".to_owned(), format!("shown from {needed}")),
                Reading::Suppressed => ("suppressed".to_owned(), format!("fewer than 5 {}", figure.whose())),
                Reading::ObservableOn { date } => ("too early".to_owned(), format!("observable on {date}")),
            };
            writeln!(f, "{name:<26}{value:>14}{limits:>26}{n:>8}{people:>8}  {method}")?;
        }
        writeln!(
            f,
            "\nNobody is compared with people who had no mentoring: none of it says what mentoring caused."
        )?;
        writeln!(f, "What each leaves out, and more digits: --json")
    }
}

/// A value in plain digits, for a table that is read beside other tables.
fn shown(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => format!("{:.1} %", value * 100.0),
        Unit::Points => format!("{value:.1}"),
        Unit::PerSession | Unit::PerMatch | Unit::Coefficient => format!("{value:.3}"),
        Unit::Count => format!("{value:.0}"),
        Unit::Time => format!("{:.2} h", value / 3_600_000.0),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use chrono_tz::Tz;
    use smallwins_core::decision::Change;
    use smallwins_core::fact::{Event, Fact};
    use smallwins_core::message::Reply;
    use smallwins_core::moment::Moment;
    use smallwins_core::platform::PlatformName;
    use smallwins_core::store::{CallId, Commit};

    use super::*;

    #[tokio::test]
    async fn where_the_clock_of_a_community_was_moved_it_is_counted_as_of_what_happened_there_last() {
        let store = smallwins_store::open("sqlite::memory:").await.unwrap();
        let here = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let mut moment = Moment::new(here, 7);
        let name = PlatformName::new("playground");
        let community = Community::new(name, "it".to_owned(), Tz::UTC, &mut moment);
        let community = store.found(community).await.unwrap();
        let scope = community.scope();
        assert_eq!(latest(&store, scope, here).await.unwrap(), here);
        for days in [14, 3, -5] {
            let at = here + TimeDelta::days(days);
            let mut moment = Moment::new(at, 7);
            let fact = Change::Fact(Fact::new(moment.id(), Event::JoinedCommunity, &mut moment));
            let call = CallId(format!("{days}"));
            let commit = Commit { scope, call, at, reply: Reply::default(), changes: vec![fact] };
            store.commit(commit).await.unwrap();
        }
        assert_eq!(latest(&store, scope, here).await.unwrap(), here + TimeDelta::days(14));
        let past = here + TimeDelta::days(30);
        assert_eq!(latest(&store, scope, past).await.unwrap(), past);
        let told = async |as_of: Option<NaiveDate>, here| {
            let asked = Asked { community: None, as_of, span: Span::Days30, anew: false };
            read(&store, &community, &asked, here).await.unwrap().to_string()
        };
        let ahead = "its clock is ahead";
        assert!(told(None, here).await.contains(ahead));
        let day = (here + TimeDelta::days(7)).date_naive();
        assert!(!told(Some(day), here).await.contains(ahead), "it is as of the day that was asked for");
        assert!(!told(None, past).await.contains(ahead));
    }
}
