//! Servers that remove us, and those that let us in again.

use std::sync::Arc;

use chrono::TimeDelta;
use smallwins_core::news::News;
use smallwins_core::platform::{DeliveryError, PlatformName};
use smallwins_core::store::CallId;
use smallwins_discord::PLATFORM;
use smallwins_fake_discord::{Fault, Scope};

use crate::outward::{Letter, Outward, SEND, kind, mentoring};
use crate::slow::Slow;

const GUILD: &str = "GET /guilds/{guild}";

fn letter(task: u128) -> Letter<'static> {
    Letter { task, ..Letter::default() }
}

/// The community is shut, as the core is told by a delivery.
async fn shut(at: &Outward) {
    let news = News::Closed { why: "removed".to_owned() };
    tell(at, news).await;
    assert!(is_shut(at).await);
}

async fn tell(at: &Outward, news: News) {
    let (id, scope) = (CallId(format!("{news:?}")), at.community.scope());
    mentoring(&at.store, &at.clock).tell(id, scope, news).await.unwrap();
}

async fn is_shut(at: &Outward) -> bool {
    let platform = PlatformName::new(PLATFORM);
    at.store.community(&platform, &at.guild.id).await.unwrap().unwrap().is_closed()
}

#[tokio::test]
async fn a_server_that_removed_us_is_shut_as_a_whole_and_nobody_in_it_is_called_gone() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.with_channel();
    at.tell(&ana.id, letter(1)).await.unwrap();
    at.guild.remove_app();
    for delivered in [at.tell(&ana.id, letter(2)).await, at.announce(letter(3)).await] {
        assert!(
            matches!(&delivered, Err(DeliveryError::Closed { why }) if why.contains("removed")),
            "{delivered:?}"
        );
    }
}

#[tokio::test]
async fn a_server_that_lets_us_in_again_opens_by_itself() {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.tell(&ana.id, letter(1)).await.unwrap();
    at.guild.remove_app();
    assert_eq!(kind(&at.tell(&ana.id, letter(2)).await), "closed");
    shut(&at).await;
    at.discord.ask_the_shut().await;
    assert_eq!(at.calls(GUILD), 0, "not at once");
    at.clock.pass(TimeDelta::minutes(2));
    at.discord.ask_the_shut().await;
    assert_eq!((at.calls(GUILD), is_shut(&at).await), (1, true));
    at.guild.install();
    at.clock.pass(TimeDelta::minutes(4));
    at.discord.ask_the_shut().await;
    assert_eq!((at.calls(GUILD), is_shut(&at).await), (2, false));
    at.clock.pass(TimeDelta::hours(9));
    at.discord.ask_the_shut().await;
    assert_eq!(at.calls(GUILD), 2, "nobody asks for what is open");
    at.tell(&ana.id, letter(2)).await.unwrap();
}

#[tokio::test]
async fn at_the_start_whatever_lets_us_in_is_opened() {
    let mut at = Outward::set().await;
    for number in 0..205 {
        at.fake.guild(&format!("guild {number}"));
    }
    shut(&at).await;
    at.restart().await;
    at.discord.ask_the_shut().await;
    assert!(!is_shut(&at).await);
    assert_eq!(at.calls("GET /users/@me/guilds"), 2);
    let outside = Outward::set().await;
    shut(&outside).await;
    outside.guild.remove_app();
    outside.discord.ask_the_shut().await;
    assert!(is_shut(&outside).await);
}

#[tokio::test]
async fn a_server_that_the_memory_could_not_open_keeps_its_turn() {
    let mut at = Outward::set().await;
    shut(&at).await;
    let memory = Arc::new(Slow::over(at.store.clone()));
    at.store = memory.clone();
    at.restart().await;
    memory.lapse_at("commit");
    at.discord.ask_the_shut().await;
    assert!(is_shut(&at).await);
    at.clock.pass(TimeDelta::minutes(2));
    at.discord.ask_the_shut().await;
    assert!(!is_shut(&at).await);
}

#[tokio::test]
async fn whoever_takes_no_direct_messages_is_not_tried_all_day() {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    ana.closes_dms();
    for task in 1..=10 {
        assert_eq!(kind(&at.tell(&ana.id, letter(task)).await), "unreachable");
    }
    assert_eq!(at.calls(SEND), 3);
    ana.opens_dms();
    at.clock.pass(TimeDelta::minutes(10));
    at.tell(&ana.id, letter(11)).await.unwrap();
}

#[tokio::test]
async fn what_discord_does_not_answer_shuts_and_opens_nothing() {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.tell(&ana.id, letter(1)).await.unwrap();
    // A refusal, and no word about the member: it is this member's alone.
    ana.closes_dms();
    at.fake.fail("GET /guilds/{guild}/members/{user}", Fault::RateLimited(5, Scope::User));
    assert_eq!(kind(&at.tell(&ana.id, letter(2)).await), "unreachable");
    shut(&at).await;
    for fault in [Fault::Status(502), Fault::ResetBefore] {
        at.fake.fail("GET /users/@me/guilds", fault);
        at.discord.ask_the_shut().await;
        assert!(is_shut(&at).await);
    }
    at.discord.ask_the_shut().await;
    assert!(!is_shut(&at).await, "it is asked until it answers");
    at.discord.ask_the_shut().await;
    assert_eq!(at.calls("GET /users/@me/guilds"), 3);
}
