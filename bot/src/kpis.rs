//! `smallwins kpis`: every figure of a community, with how many cases it rests on, what else it could be, and how that
//! was worked out.
//!
//! As JSON: `community`, `zone` (in which its days begin), `from` (null for everything there is) and `to` in UTC, and
//! `figures`. Each of these has what a [`Figure`] has, and beside it, where they are known:
//! - `change`: how much it is above the same figure of as many days before: `difference` in its unit, `limits` (`low`
//!   and `high` at 95 %), and `direction`: `up`, `down`, or `unclear` where it may be chance;
//! - `smallest`: the smallest `rise` and `fall` that as many cases show four times in five, above 0 and in its unit.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use smallwins_core::community::{Community, Scope};
use smallwins_core::id::{FactId, earliest};
use smallwins_core::kpi::{self, Figure, Limits, Reading, Smallest, Span, Terms, Unit, change, read_figures};
use smallwins_core::moment::Moments;
use smallwins_core::store::{Store, StoreError};

use crate::cli::Form;
use crate::communities::{self, unread};
use crate::config::Config;
use crate::import;
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
    zone: Tz,
    from: Option<DateTime<Utc>>,
    to: DateTime<Utc>,
    figures: Vec<Told>,
    /// Whether that is later than it is on this machine, without anybody having asked for it.
    #[serde(skip)]
    is_ahead: bool,
}

/// A figure, and what is known of how it changed.
#[derive(Debug, Serialize)]
struct Told {
    #[serde(flatten)]
    figure: Figure,
    /// How much it is above that of as many days before.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<kpi::Change>,
    /// How small a change it could not show.
    #[serde(skip_serializing_if = "Option::is_none")]
    smallest: Option<Smallest>,
}

impl Told {
    fn of(figure: Figure, before: &[Figure]) -> Told {
        let earlier = before.iter().find(|earlier| earlier.name == figure.name);
        let change = earlier.and_then(|earlier| change(&figure, earlier));
        let smallest = figure.smallest();
        Told { figure, change, smallest }
    }
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
    let windows: Vec<_> = [Some(window), window.before(&terms)].into_iter().flatten().collect();
    let mut read =
        read_figures(store, community.scope(), &windows, &terms).await.map_err(unread)?.into_iter();
    let [now, before] = [read.next(), read.next()].map(Option::unwrap_or_default);
    let figures = now.into_iter().map(|figure| Told::of(figure, &before)).collect();
    // Whoever names a day reads of that day, and need not be told why.
    let is_ahead = asked.as_of.is_none() && to > here;
    let (community, zone) = (communities::name(community), community.zone);
    Ok(Answer { community, zone, from: window.from, to, figures, is_ahead })
}

/// So many facts are read at once.
const PAGE: u32 = 1000;

/// The present of a community: that of this machine, or the instant of the last thing that happened there, where that
/// is later because its clock was moved.
async fn latest(store: &dyn Store, scope: Scope, here: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
    if let Some(at) = import::latest(store, scope).await? {
        return Ok(here.max(at));
    }
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

impl Answer {
    /// The days of the community that the figures are of: `23 Aug to 20 Nov 2026`.
    fn days(&self) -> String {
        // The last instant lies before the end.
        let last = (self.to - TimeDelta::milliseconds(1)).with_timezone(&self.zone);
        let from = self.from.map(|from| from.with_timezone(&self.zone));
        let from = from.map_or("from the beginning".to_owned(), |from| {
            let form = if from.year() == last.year() { "%-d %b" } else { "%-d %b %Y" };
            from.format(form).to_string()
        });
        format!("{from} to {}", last.format("%-d %b %Y"))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, {}, {}", self.community, self.days(), self.zone)?;
        if self.is_ahead {
            writeln!(f, "That is as of what happened there last: its clock is ahead of this machine's.")?;
        }
        writeln!(f)?;
        writeln!(f, "{:<26}{:>14}{:>26}{:>8}{:>8}  method", "figure", "value", "95 %", "n", "people")?;
        for Told { figure, .. } in &self.figures {
            let Figure { name, unit, n, people, reading, method, .. } = figure;
            let show = |value: &f64| shown(*unit, *value);
            let (value, limits) = match reading {
                Reading::Value { value, limits } => (show(value), between(limits, show)),
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

/// What else a value could be; a count could be nothing else.
fn between(limits: &Limits, show: impl Fn(&f64) -> String) -> String {
    match (&limits.low, &limits.high) {
        (Some(low), Some(high)) => format!("{} to {}", show(low), show(high)),
        (Some(low), None) => format!("{} or more", show(low)),
        (None, Some(high)) => format!("up to {}", show(high)),
        (None, None) => "–".to_owned(),
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
    use smallwins_core::session::{self, Item};
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

    #[tokio::test]
    async fn it_says_of_which_days_of_the_community_it_tells_and_what_is_only_counted_has_no_interval() {
        let store = smallwins_store::open("sqlite::memory:").await.unwrap();
        // In Berlin it is past midnight already.
        let here: DateTime<Utc> = "2026-11-20T23:30:00Z".parse().unwrap();
        let name = PlatformName::new("playground");
        let mut moment = Moment::new(here, 7);
        let community = Community::new(name, "it".to_owned(), Tz::Europe__Berlin, &mut moment);
        let community = store.found(community).await.unwrap();
        let told = async |span| {
            let asked = Asked { community: None, as_of: None, span, anew: false };
            read(&store, &community, &asked, here).await.unwrap().to_string()
        };
        let first = |told: String| told.lines().next().unwrap().to_owned();
        assert_eq!(first(told(Span::Days90).await), "playground/it, 23 Aug to 21 Nov 2026, Europe/Berlin");
        let all = first(told(Span::All).await);
        assert_eq!(all, "playground/it, from the beginning to 21 Nov 2026, Europe/Berlin");
        assert_eq!(between(&Limits::default(), |_| String::new()), "–");
        assert_eq!(between(&Limits { low: None, high: Some(2.0) }, f64::to_string), "up to 2");
    }

    #[tokio::test]
    async fn a_figure_is_told_with_how_it_changed_and_with_what_it_could_not_show() {
        let store = smallwins_store::open("sqlite::memory:").await.unwrap();
        let here = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let name = PlatformName::new("playground");
        let community = Community::new(name, "it".to_owned(), Tz::UTC, &mut Moment::new(here, 7));
        let community = store.found(community).await.unwrap();
        let mut changes = Vec::new();
        // They first met long before; of what was due a month ago nothing was done, and of what was due lately
        // everything.
        let mut long_ago = Moment::new(here - TimeDelta::days(200), 7);
        let (session, mentor, learner) = (long_ago.id(), long_ago.id(), long_ago.id());
        let met = Event::SessionHeld { session, mentor, minutes: session::Minutes::Ten };
        changes.push(Change::Fact(Fact::new(learner, met, &mut long_ago)));
        for (days, answer) in [(45, session::Answer::Dropped), (12, session::Answer::Done)] {
            for seed in 0..12 {
                let at = here - TimeDelta::days(days);
                let mut moment = Moment::new(at, seed);
                let (learner, session) = (moment.id(), moment.id());
                let due = at + TimeDelta::days(2);
                let answered = |item| Event::Answered { session, item, answer };
                let noted = Event::Noted { session, due, affirmation: None, repeated: false };
                for event in [noted, answered(Item::One), answered(Item::Two)] {
                    changes.push(Change::Fact(Fact::new(learner, event, &mut moment)));
                }
            }
        }
        let call = CallId("1".to_owned());
        let commit = Commit { scope: community.scope(), call, at: here, reply: Reply::default(), changes };
        store.commit(commit).await.unwrap();
        let asked = Asked { community: None, as_of: None, span: Span::Days30, anew: false };
        let answer = read(&store, &community, &asked, here).await.unwrap();
        let told = serde_json::to_value(&answer).unwrap();
        let figures = told["figures"].as_array().unwrap();
        let figure = |name| figures.iter().find(|figure| figure["name"] == name).unwrap();
        let done = figure("completion.done");
        assert_eq!(
            (&done["change"]["difference"], &done["change"]["direction"]),
            (&1.0.into(), &"up".into())
        );
        assert!(done["change"]["limits"]["low"].as_f64().unwrap() > 0.7, "{done}");
        assert!(
            done["smallest"]["fall"].as_f64().unwrap() > 0.0 && done["smallest"]["rise"].is_null(),
            "{done}"
        );
        let unknown = figure("retention.30");
        assert!(unknown.get("change").is_none() && unknown.get("smallest").is_none(), "{unknown}");
        assert_eq!((&told["zone"], &done["reading"]["value"]), (&"UTC".into(), &1.0.into()));
    }
}
