//! The numbers of every community as gauges, for whoever watches them beside the machine's: each figure's value with its
//! limits and what it rests on, of the last ninety days. What cannot be said honestly is not a number, here too.
//!
//! They are worked out at the start and every few minutes after it, and not when somebody asks: so nobody waits for
//! them, and what an older release left to be counted is counted before anybody looks. Books that cannot be read are
//! written anew.

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
    let mut turns = tokio::time::interval(EVERY);
    loop {
        turns.tick().await;
        if let Err(error) = tell(&*house.store, house.now()).await {
            tracing::warn!(%error, "The numbers of the metrics stay as they were");
        }
    }
}

async fn tell(store: &dyn Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    for community in communities::all(store).await? {
        let figures = match read(store, &community, now).await {
            Err(StoreError::Corrupt { table, id, why }) if table.starts_with("rollup") => {
                tracing::warn!(table, id, why, "Books of numbers cannot be read, and are written anew");
                store.empty_books(community.scope()).await?;
                read(store, &community, now).await?
            }
            read => read?,
        };
        set(&communities::name(&community), &figures);
    }
    Ok(())
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
        let labels = [
            ("community", community.to_owned()),
            ("kpi", figure.kpi.key().to_owned()),
            ("figure", figure.name.to_owned()),
        ];
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
    #[tokio::test]
    async fn books_that_cannot_be_read_are_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
        let store = smallwins_store::open(&url).await.unwrap();
        let mut moment = Moment::new(now(), 7);
        let community = Community::new(PlatformName::new("slack"), "T1".to_owned(), Tz::UTC, &mut moment);
        let community = store.found(community).await.unwrap();
        let (member, session, mentor) = (moment.id(), moment.id(), moment.id());
        let held = Event::SessionHeld { session, mentor, minutes: smallwins_core::session::Minutes::Ten };
        let changes = vec![Change::Fact(Fact::new(member, held, &mut moment))];
        let (scope, call) = (community.scope(), CallId("1".to_owned()));
        store.commit(Commit { scope, call, at: now(), reply: Reply::default(), changes }).await.unwrap();
        let read_before = read(&store, &community, now()).await.unwrap();

        let mut beside = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::query("UPDATE rollup_book SET body = x'00'").execute(&mut beside).await.unwrap();
        assert!(matches!(read(&store, &community, now()).await, Err(StoreError::Corrupt { .. })));
        tell(&store, now()).await.unwrap();
        assert_eq!(read(&store, &community, now()).await.unwrap(), read_before);
        store.close().await;
    }
}
