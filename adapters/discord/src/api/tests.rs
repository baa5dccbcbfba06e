//! The limits that serenity keeps, with Discord behind a certificate: it keeps none at any other address.

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use reqwest::{Certificate, Client};
use serde_json::json;
use serenity::all::{ChannelId, InteractionId};
use serenity::http::{LightMethod, Request, Route};
use smallwins_fake_discord::{Discord, Fault, Scope, running};
use tokio::time::Instant;

use super::{Api, ApiError, PATIENCE};
use crate::settings::API_URL;

const SEND: &str = "POST /channels/{channel}/messages";

async fn set() -> (Discord, Api, [String; 2]) {
    let fake = Discord::start(running(DateTime::UNIX_EPOCH + TimeDelta::days(20_000))).await;
    let tls = fake.tls().await;
    let authority = Certificate::from_pem(tls.ca_pem.as_bytes()).unwrap();
    let client = Client::builder().use_rustls_tls().add_root_certificate(authority);
    let client = client.resolve("discord.com", tls.address).build().unwrap();
    let api = Api::over(client, API_URL, &fake.token().into());
    let guild = fake.guild("small");
    let channels = [guild.channel("one"), guild.channel("two")];
    (fake, api, channels)
}

async fn say(api: &Api, channel: &str) -> Result<(), ApiError> {
    api.send(channel, &json!({ "content": "Somebody noticed" })).await.map(drop)
}

#[tokio::test]
async fn a_call_that_was_asked_to_wait_a_moment_is_made_after_it() {
    let (fake, api, [one, _]) = set().await;
    fake.fail(SEND, Fault::RateLimited(1, Scope::User));
    let begun = Instant::now();
    assert_eq!(say(&api, &one).await, Ok(()));
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(fake.calls_of(SEND).len(), 2);
}

#[tokio::test]
async fn a_call_that_was_asked_to_wait_long_comes_to_an_end_and_its_route_waits_alone() {
    let (fake, api, [one, two]) = set().await;
    fake.fail(SEND, Fault::RateLimited(30, Scope::User));
    let begun = Instant::now();
    let waits = |told| matches!(told, Err(ApiError::TooMany(after)) if (25..=30).contains(&after.as_secs()));
    assert!(waits(say(&api, &one).await));
    assert!(waits(say(&api, &one).await));
    assert_eq!(say(&api, &two).await, Ok(()));
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(fake.calls_of(SEND).len(), 2);
}

#[tokio::test]
async fn too_many_of_all_routes_makes_all_wait() {
    let (fake, api, [one, two]) = set().await;
    fake.fail(SEND, Fault::RateLimited(30, Scope::Global));
    for channel in [&one, &two] {
        assert!(matches!(say(&api, channel).await, Err(ApiError::TooMany(_))));
    }
    assert!(matches!(api.channel(&two).await, Err(ApiError::TooMany(_))));
    assert_eq!(fake.calls().len(), 1);
}

#[tokio::test]
async fn what_a_route_takes_is_known_beforehand_and_discord_never_has_to_say_so() {
    let (fake, api, [one, two]) = set().await;
    fake.limit_rates(2, TimeDelta::seconds(8));
    assert_eq!((say(&api, &one).await, say(&api, &one).await), (Ok(()), Ok(())));
    let too_many = say(&api, &one).await;
    assert!(matches!(too_many, Err(ApiError::TooMany(after)) if after.as_secs() < 8), "{too_many:?}");
    assert_eq!(say(&api, &two).await, Ok(()));
    assert_eq!((fake.calls_of(SEND).len(), fake.bad_answers()), (3, 0));
}

#[tokio::test]
async fn a_thousand_closed_doors_silence_nobody_who_is_waited_for() {
    let (fake, api, [one, _]) = set().await;
    fake.fail_times(1200, SEND, Fault::Error(403, 50007));
    let channel_id = ChannelId::new(one.parse().unwrap());
    for _ in 0..1000 {
        let route = Route::ChannelMessages { channel_id };
        let shut = api.send_now(Request::new(route, LightMethod::Post));
        assert!(api.guarded(None, PATIENCE, shut).await.is_err());
    }
    assert!(matches!(say(&api, &one).await, Err(ApiError::TooMany(_))));
    assert_eq!(fake.bad_answers(), 1000);
    let route = Route::InteractionResponse { interaction_id: InteractionId::new(1), token: "t" };
    let answered = api.tell(LightMethod::Post, route, Some(&json!({ "type": 6 }))).await;
    assert_eq!(answered, Err(ApiError::Refused { status: 404, code: 10062 }), "it was called");
    fake.take_violations();
}

#[tokio::test]
async fn whoever_asks_in_bulk_asks_less_than_fifty_times_a_second() {
    let (fake, api, [one, _]) = set().await;
    fake.limit_rates(1000, TimeDelta::seconds(10));
    for _ in 0..60 {
        assert_eq!(api.messages(&one, None).await.map(|page| page.len()), Ok(0));
    }
    assert_eq!(fake.bad_answers(), 0);
}

#[tokio::test]
async fn what_was_only_expected_is_not_held_against_us() {
    let (fake, api, [one, _]) = set().await;
    fake.fail_times(2, SEND, Fault::RateLimited(1, Scope::User));
    fake.limit_rates(1, TimeDelta::milliseconds(500));
    for _ in 0..3 {
        assert_eq!(say(&api, &one).await, Ok(()));
    }
    assert_eq!((api.guard.held_against_us(), fake.bad_answers()), (2, 2));
}

#[tokio::test]
async fn what_serenity_does_not_know_is_asked_for_at_the_same_address() {
    let (fake, api, _) = set().await;
    assert_eq!(api.application().await.map(|application| application.id), Ok(fake.application_id()));
}
