//! From an address to a store, and what is said when that does not work.

use smallwins_core::store::{Store, StoreError};
use smallwins_store::{Migrations, OpenError, migrate, migrations, open};

use crate::on_both;
use crate::place::Place;
use crate::sample;

on_both!(
    a_database_answers_until_it_is_closed,
    a_database_that_is_opened_again_remembers,
    an_open_database_has_no_pending_migrations,
);

async fn a_database_answers_until_it_is_closed(place: &Place) {
    place.store.ping().await.unwrap();
    place.store.close().await;
    assert!(matches!(place.store.ping().await, Err(StoreError::Unavailable(_))));
    let late = place.store.found(sample::community("slack", "T1", 1)).await;
    assert!(matches!(late, Err(StoreError::Unavailable(_))));
}

async fn a_database_that_is_opened_again_remembers(place: &Place) {
    let community = place.community().await;
    place.store.close().await;
    let store = open(&place.url).await.unwrap();
    assert_eq!(store.community(&sample::slack(), "T1").await.unwrap(), Some(community));
    store.close().await;
}

/// The names of all migrations.
fn every() -> Vec<String> {
    [
        "0001_loop",
        "0002_news",
        "0003_homes",
        "0004_holds",
        "0005_first_try",
        "0006_rollups",
        "0007_visits",
        "0008_signals",
        "0009_audit",
        "0011_retention",
        "0012_tongues",
        "0013_told",
        "0014_kinds",
        "0015_turns",
    ]
    .map(str::to_owned)
    .into()
}

async fn an_open_database_has_no_pending_migrations(place: &Place) {
    let all = Migrations { applied: every(), ..Migrations::default() };
    assert_eq!(migrations(&place.url).await.unwrap(), all);
    assert_eq!(migrate(&place.url).await.unwrap(), all);
}

#[tokio::test]
async fn migrating_says_what_ran_and_looking_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.db");
    let url = format!("sqlite://{}", file.display());
    let fresh = Migrations { pending: every(), ..Migrations::default() };
    let ran = Migrations { ran: every(), ..Migrations::default() };
    assert_eq!(migrations(&url).await.unwrap(), fresh);
    assert!(!file.exists());
    assert_eq!(migrate(&url).await.unwrap(), ran);
    assert_eq!(migrations(&url).await.unwrap().pending, Vec::<String>::new());
}

#[tokio::test]
async fn a_database_in_memory_keeps_what_it_is_given() {
    for url in ["sqlite::memory:", "sqlite://:memory:"] {
        let store = open(url).await.unwrap();
        let community = store.found(sample::community("slack", "T1", 1)).await.unwrap();
        assert_eq!(store.community(&sample::slack(), "T1").await.unwrap(), Some(community));
        store.close().await;
    }
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let error = open(&format!("sqlite://{}/smallwins.db", missing.display())).await.unwrap_err();
    assert!(matches!(&error, OpenError::NoFolder(folder) if *folder == missing), "{error}");
    let error = open(&format!("sqlite://{}", folder.path().display())).await.unwrap_err();
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error}");
    for url in ["mysql://host/db", "smallwins.db", ""] {
        assert!(matches!(open(url).await, Err(OpenError::Scheme)), "{url}");
    }
    for url in ["sqlite://", "sqlite:", "sqlite://file.db?mode=ro"] {
        assert!(matches!(open(url).await, Err(OpenError::Path)), "{url}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    std::fs::write(&file, "Dear reader, this is no database at all. ".repeat(100)).unwrap();
    let error = open(&format!("sqlite://{}", file.display())).await.unwrap_err();
    assert!(matches!(error, OpenError::Refused { .. }), "{error}");
}

#[tokio::test]
async fn no_error_repeats_a_password() {
    for url in [
        "postgres://ana:open-sesame@127.0.0.1:1/smallwins",
        "postgres://ana:open-sesame@127.0.0.1:what/smallwins",
        "postgres://ana:open-sesame@[::1/smallwins",
        "postgres://ana:open-sesame@/smallwins?sslmode=open-sesame",
    ] {
        let error = open(url).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("sesame"), "{error}");
    }
}
