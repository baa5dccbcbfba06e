//! What follows a first answer, where the core does not say enough at once for it to be needed.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use serde_json::Value;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::message::{Block, Message, Receipt, Text};
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::tongue::Tongue;
use smallwins_fake_discord::{Person, StandingClock, Transport};
use tokio::net::TcpListener;

use super::Taken;
use super::way::Way;
use crate::discord::Discord;
use crate::inbound::{self, Told};
use crate::render::{self, Guild};
use crate::settings::{Reach, Settings, Shards};

struct Still(StandingClock);

impl Moments for Still {
    fn moment(&self) -> Moment {
        Moment::new(self.0.now(), 1)
    }
}

/// As many words as three posts take.
fn words() -> Vec<String> {
    (0..1000).map(|number| format!("{number:04}")).collect()
}

fn long() -> Message {
    let blocks = vec![Block::Paragraph(Text::plain(words().join(" ")))];
    Message {
        receipt: Receipt { key: "a".into(), version: 1, hash: String::new(), tongue: Tongue::English },
        blocks: blocks.into(),
    }
}

/// Answers whatever comes with the long message.
async fn wordy(discord: Arc<Discord>, body: Bytes) -> String {
    let Ok(Told::Inbound(inbound)) = inbound::from_json(&body) else { panic!("an interaction") };
    let answered = Way::back(&discord, &inbound).answer_with(render::posts(&long(), Guild(1)));
    let callback: Value = answered.callback();
    tokio::spawn(answered.go_on(Taken::Presumably));
    callback.to_string()
}

async fn stage() -> (smallwins_fake_discord::Discord, Person, String) {
    let clock = StandingClock::at("2026-11-24T12:00:00Z".parse().unwrap());
    let fake = smallwins_fake_discord::Discord::start(clock.clock()).await;
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
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let json = [("content-type", "application/json")];
    let router = Router::new().route(
        "/",
        post(move |body: Bytes| {
            let discord = Arc::clone(&discord);
            async move { (json, wordy(discord, body).await) }
        }),
    );
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    fake.listen(Transport::Http { url });
    (fake, ana, general)
}

#[tokio::test]
async fn what_one_message_does_not_hold_follows_it_for_the_same_eyes() {
    let (_fake, ana, general) = stage().await;
    for (channel, is_ephemeral, before) in [(general, true, 0), (ana.dm_channel(), false, 3)] {
        let ack = ana.slash(&channel, "mentor help", &[]).await;
        assert_eq!(ack.kind, Some(4), "{ack:?}");
        ana.until_messages(before + 3).await;
        let seen = &ana.messages()[before..];
        assert!(seen.iter().all(|seen| seen.is_ephemeral == is_ephemeral && seen.channel == channel));
        let read: Vec<_> = seen.iter().flat_map(|seen| seen.text.split_whitespace()).collect();
        assert_eq!(read, words(), "in order, and all of it");
    }
}
