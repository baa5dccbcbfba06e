//! The numbers of every community as gauges, for whoever watches them beside the machine's: each figure's value with
//! its limits and what it rests on, of the last ninety days. What cannot be said honestly is not a number, here too.
//!
//! They are worked out at the start and every few minutes after it, and not when somebody asks: so nobody waits for
//! them, and what an older release left to be counted is counted before anybody looks. Books that cannot be read are
//! written anew.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use metrics::{describe_gauge, gauge};
use smallwins_core::community::Community;
use smallwins_core::kpi::{Figure, Reading, Span, Terms, read_figures};
use smallwins_core::store::{Store, StoreError};

use crate::communities;
use crate::wire::House;

/// How often they are worked out.
const EVERY: Duration = Duration::from_secs(300);
/// Of how much time.
const SPAN: Span = Span::Days90;

/// Keeps them, for as long as it is polled.
pub async fn keep(house: &House) {
    describe();
    let mut told = Told::new();
    let mut turns = tokio::time::interval(EVERY);
    loop {
        turns.tick().await;
        if let Err(error) = tell(&*house.store, house.now(), &mut told).await {
            tracing::warn!(%error, "The numbers of the metrics stay as they were");
        }
    }
}

/// Tells the numbers of every community. One that cannot be read keeps no other from being told: what was told of it,
/// and of one that is gone, is not a number from then on.
async fn tell(store: &dyn Store, now: DateTime<Utc>, told: &mut Told) -> Result<(), StoreError> {
    let communities = communities::all(store).await?;
    let mut before = std::mem::take(told);
    for community in communities {
        let name = communities::name(&community);
        match figures(store, &community, now).await {
            Ok(figures) => {
                set(&name, &figures);
                before.remove(&name);
                let keys = figures.iter().map(|figure| (figure.kpi.key(), figure.name)).collect();
                told.insert(name.clone(), keys);
                gauge!("kpi_told_at", "community" => name).set(now.timestamp() as f64);
            }
            Err(error) => {
                tracing::warn!(community.id = %community.scope().community(), %error, "Its numbers are not told");
                if let Some(keys) = before.remove(&name) {
                    unset_all(&name, keys);
                    told.insert(name, Vec::new());
                }
            }
        }
    }
    for (name, keys) in before {
        unset_all(&name, keys);
        gauge!("kpi_told_at", "community" => name).set(f64::NAN);
    }
    Ok(())
}

/// The figures that are told of each community, by its name: none, where it cannot be read any more.
type Told = BTreeMap<String, Vec<(&'static str, &'static str)>>;

/// The numbers of a community. Books that cannot be read are written anew.
async fn figures(
    store: &dyn Store,
    community: &Community,
    now: DateTime<Utc>,
) -> Result<Vec<Figure>, StoreError> {
    match read(store, community, now).await {
        Err(StoreError::Corrupt { table, id, why }) if table.starts_with("rollup") => {
            tracing::warn!(table, id, why, "Books of numbers cannot be read, and are written anew");
            store.empty_books(community.scope()).await?;
            read(store, community, now).await
        }
        read => read,
    }
}

fn describe() {
    describe_gauge!(
        "kpi_value",
        "A number of the last 90 days, by community; not a number where it cannot be told"
    );
    describe_gauge!("kpi_low", "The lowest value that the cases do not speak against, at 95 %");
    describe_gauge!("kpi_high", "The highest value that the cases do not speak against, at 95 %");
    describe_gauge!("kpi_cases", "How many cases a number rests on");
    describe_gauge!("kpi_people", "Of how many people those are");
    describe_gauge!(
        "kpi_told_at",
        "When the numbers of a community were worked out last, in seconds since 1970"
    );
}

async fn read(
    store: &dyn Store,
    community: &Community,
    now: DateTime<Utc>,
) -> Result<Vec<Figure>, StoreError> {
    let terms = Terms::of(community.zone);
    Ok(read_figures(store, community.scope(), &[SPAN.up_to(now, &terms)], &terms).await?.concat())
}

fn set(community: &str, figures: &[Figure]) {
    for figure in figures {
        let labels = labels(community, figure.kpi.key(), figure.name);
        let (value, low, high) = match figure.reading {
            Reading::Value { value, limits } => (Some(value), limits.low, limits.high),
            Reading::NotReached { at_least } => (None, at_least, None),
            Reading::TooFew { .. } | Reading::Suppressed | Reading::ObservableOn { .. } => (None, None, None),
        };
        gauge!("kpi_value", &labels).set(value.unwrap_or(f64::NAN));
        gauge!("kpi_low", &labels).set(low.unwrap_or(f64::NAN));
        gauge!("kpi_high", &labels).set(high.unwrap_or(f64::NAN));
        gauge!("kpi_cases", &labels).set(figure.n as f64);
        gauge!("kpi_people", &labels).set(figure.people as f64);
    }
}

fn unset_all(community: &str, keys: Vec<(&'static str, &'static str)>) {
    keys.into_iter().for_each(|(kpi, figure)| unset(&labels(community, kpi, figure)));
}

fn unset(labels: &[(&'static str, String); 3]) {
    for name in ["kpi_value", "kpi_low", "kpi_high", "kpi_cases", "kpi_people"] {
        gauge!(name, labels).set(f64::NAN);
    }
}

fn labels(community: &str, kpi: &str, figure: &str) -> [(&'static str, String); 3] {
    [("community", community.to_owned()), ("kpi", kpi.to_owned()), ("figure", figure.to_owned())]
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use smallwins_core::decision::Change;
    use smallwins_core::fact::{Event, Fact};
    use smallwins_core::kpi::{Journal, figures};
    use smallwins_core::message::Reply;
    use smallwins_core::moment::Moment;
    use smallwins_core::platform::PlatformName;
    use smallwins_core::store::{CallId, Commit};
    use sqlx::Connection;

    use super::*;
    use crate::meter;

    fn now() -> DateTime<Utc> {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn every_figure_is_a_gauge_and_one_that_cannot_be_told_is_not_a_number() {
        let terms = Terms::of(Tz::UTC);
        let window = SPAN.up_to(now(), &terms);
        let figures = figures(&Journal::default(), &window, &terms);
        let recorder = meter::builder().unwrap().build_recorder();
        metrics::with_local_recorder(&recorder, || set("slack/T1", &figures));
        let text = recorder.handle().render();
        for figure in &figures {
            let labels =
                format!("{{community=\"slack/T1\",kpi=\"{}\",figure=\"{}\"}}", figure.kpi.key(), figure.name);
            assert!(text.contains(&format!("kpi_value{labels} NaN\n")), "{labels}: {text}");
            assert!(text.contains(&format!("kpi_cases{labels} 0\n")), "{labels}: {text}");
        }
    }

    async fn founded(store: &dyn Store, external: &str, seed: u64) -> Community {
        let mut moment = Moment::new(now(), seed);
        let community = Community::new(PlatformName::new("slack"), external.to_owned(), Tz::UTC, &mut moment);
        let community = store.found(community).await.unwrap();
        let (member, session, mentor) = (moment.id(), moment.id(), moment.id());
        let held = Event::SessionHeld { session, mentor, minutes: smallwins_core::session::Minutes::Ten };
        let changes = vec![Change::Fact(Fact::new(member, held, &mut moment))];
        let (scope, call) = (community.scope(), CallId("1".to_owned()));
        store.commit(Commit { scope, call, at: now(), reply: Reply::default(), changes }).await.unwrap();
        community
    }

    #[tokio::test]
    async fn one_that_cannot_be_read_keeps_no_other_from_being_told_and_nobody_keeps_what_is_old() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
        let store = smallwins_store::open(&url).await.unwrap();
        let unreadable = founded(&store, "T1", 1).await;
        let gone = founded(&store, "T2", 2).await;
        founded(&store, "T3", 3).await;
        let recorder = meter::builder().unwrap().build_recorder();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let values = |gauge: &str, community: &str| {
            let (text, begin) =
                (recorder.handle().render(), format!("{gauge}{{community=\"slack/{community}\""));
            let lines = text.lines().filter(|line| line.starts_with(&begin));
            lines.map(|line| line.rsplit(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let is_told = |community: &str| {
            let cases = values("kpi_cases", community);
            cases.iter().any(|value| value == "1") && cases.iter().all(|value| value != "NaN")
        };
        let is_untold = |community: &str| {
            ["kpi_value", "kpi_low", "kpi_high", "kpi_cases", "kpi_people"].iter().all(|gauge| {
                let values = values(gauge, community);
                !values.is_empty() && values.iter().all(|value| value == "NaN")
            })
        };
        let told_at = |community: &str| values("kpi_told_at", community);
        let this_moment = [now().timestamp().to_string()];
        let mut told = Told::new();
        tell(&store, now(), &mut told).await.unwrap();
        assert_eq!(told.len(), 3);
        assert!(["T1", "T2", "T3"].iter().all(|name| is_told(name) && told_at(name) == this_moment));

        let mut beside = sqlx::SqliteConnection::connect(&url).await.unwrap();
        let first = "(SELECT community FROM community WHERE external = 'T1')";
        let broken = format!(
            "UPDATE rollup_book SET body = x'00' WHERE community = {first};
            UPDATE fact SET body = '{{' WHERE community = {first}"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(broken)).execute(&mut beside).await.unwrap();
        store.forget(gone.scope()).await.unwrap();
        let later = now() + EVERY;
        tell(&store, later, &mut told).await.unwrap();
        assert!(is_untold("T1") && is_untold("T2") && is_told("T3"));
        // Whoever watches sees since when the first is not told, and hears no more of the one that is gone.
        assert_eq!((told_at("T1"), told_at("T2")), (this_moment.to_vec(), vec!["NaN".to_owned()]));
        assert_eq!(told_at("T3"), [later.timestamp().to_string()]);
        store.forget(unreadable.scope()).await.unwrap();
        tell(&store, later, &mut told).await.unwrap();
        assert_eq!(told_at("T1"), ["NaN"]);
        store.close().await;
    }

    #[tokio::test]
    async fn books_that_cannot_be_read_are_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
        let store = smallwins_store::open(&url).await.unwrap();
        let community = founded(&store, "T1", 7).await;
        let read_before = read(&store, &community, now()).await.unwrap();

        let mut beside = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::query("UPDATE rollup_book SET body = x'00'").execute(&mut beside).await.unwrap();
        assert!(matches!(read(&store, &community, now()).await, Err(StoreError::Corrupt { .. })));
        tell(&store, now(), &mut Told::new()).await.unwrap();
        assert_eq!(read(&store, &community, now()).await.unwrap(), read_before);
        store.close().await;
    }
}
