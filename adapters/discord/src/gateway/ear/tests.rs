//! A crowd: more comes at once than there is room for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::json;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::moment::{Moment, Moments};
use smallwins_fake_discord::{Discord as Fake, Fault, Person, Scope, StandingClock, Transport};
use tokio::net::TcpListener;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::{Ear, OVERDUE, WAITS};
use crate::discord::Discord;
use crate::inbound::{self, Told};
use crate::settings::{Reach, Settings, Shards};

const CALLBACK: &str = "POST /interactions/{interaction}/{token}/callback";
const SEND: &str = "POST /channels/{channel}/messages";

struct Still(StandingClock);

impl Moments for Still {
    fn moment(&self) -> Moment {
        Moment::new(self.0.now(), 1)
    }
}

/// Somebody before an ear that has room for one.
struct Stage {
    fake: Fake,
    ear: Arc<Ear>,
    ana: Person,
    general: String,
}

impl Stage {
    /// What comes has been on its way for so long.
    async fn set(underway: Duration) -> Stage {
        let clock = StandingClock::at("2026-11-24T12:00:00Z".parse().unwrap());
        let fake = Fake::start(clock.clock()).await;
        let guild = fake.guild("small");
        let (general, ana) = (guild.channel("general"), guild.person("ana", "en-US"));
        let settings = Settings {
            api_url: fake.api(),
            token: fake.token().into(),
            application_id: None,
            reach: Reach::Gateway { shards: Shards::ALL },
        };
        let store = Arc::new(smallwins_store::open("sqlite::memory:").await.unwrap());
        let discord = Discord::open(settings, Mentoring::new(store, Arc::new(Still(clock)))).await.unwrap();
        discord.keep_registered().await;
        let ear = Arc::new(Ear::with_room(&discord, 1));
        fake.listen(Transport::Http { url: told_to(&ear, underway).await });
        Stage { fake, ear, ana, general }
    }

    async fn crowd(&self) -> OwnedSemaphorePermit {
        Arc::clone(&self.ear.room).acquire_owned().await.unwrap()
    }
}

/// Tells the ear what the fake tells, and leaves the answer to it, as the gateway does; where.
async fn told_to(ear: &Arc<Ear>, underway: Duration) -> String {
    let ear = Arc::clone(ear);
    let hear = async move |body: Bytes| {
        let Ok(Told::Inbound(inbound)) = inbound::from_json(&body) else { panic!("an interaction") };
        let begun = Instant::now().checked_sub(underway).unwrap();
        tokio::spawn(async move { ear.take_up_interaction(inbound, begun).await });
        StatusCode::ACCEPTED
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().route("/", post(move |body: Bytes| hear.clone()(body)));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test]
async fn what_somebody_did_in_a_crowd_is_done_late_rather_than_never() {
    let stage = Stage::set(Duration::ZERO).await;
    let crowd = stage.crowd().await;
    stage.fake.answer_within(Duration::from_millis(100));
    let ack = stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
    assert!(!ack.in_time);
    tokio::time::sleep(WAITS).await;
    drop(crowd);
    let seen = stage.ana.until_sees("Noted").await;
    assert_eq!(seen.place, "dm");
    stage.fake.take_violations();
}

#[tokio::test]
async fn nobody_has_room_for_what_was_being_typed_long_ago() {
    let stage = Stage::set(Duration::ZERO).await;
    let _crowd = stage.crowd().await;
    let typing = json!({
        "id": "1", "application_id": "2", "type": 4, "token": "t", "channel_id": "4", "locale": "en-GB",
        "user": { "id": "7", "username": "ana", "global_name": "Ana", "discriminator": "0", "avatar": null },
        "data": { "id": "1", "name": "mentor", "type": 1, "options": [{ "name": "hours", "type": 1,
            "options": [{ "name": "zone", "type": 3, "value": "Lis", "focused": true }] }] },
    });
    let Ok(Told::Inbound(inbound)) = inbound::from_value(typing) else { panic!("an interaction") };
    tokio::time::pause();
    let heard = timeout(WAITS * 2, stage.ear.take_up_interaction(inbound, Instant::now())).await;
    assert_eq!((heard, stage.fake.calls_of(CALLBACK).len()), (Ok(()), 0));
}

#[tokio::test]
async fn whoever_waits_for_the_rest_keeps_nobody_from_being_heard() {
    let stage = Stage::set(Duration::ZERO).await;
    stage.fake.fail(CALLBACK, Fault::Error(404, 10062));
    stage.fake.fail(SEND, Fault::RateLimited(30, Scope::User));
    stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
    stage.fake.until_called(SEND, 1).await;
    let ack = stage.ana.slash(&stage.general, "mentor me", &[]).await;
    assert!(ack.in_time, "{ack:?}");
    stage.fake.take_violations();
}

#[tokio::test]
async fn whoever_waited_too_long_is_not_answered_where_nobody_looks_any_more() {
    let stage = Stage::set(OVERDUE).await;
    stage.fake.answer_within(Duration::from_millis(300));
    let ack = stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
    assert!(!ack.in_time, "{ack:?}");
    assert_eq!(stage.ana.until_sees("Noted").await.place, "dm");
    assert_eq!(stage.fake.calls_of(CALLBACK).len(), 0);
    stage.fake.take_violations();
}
