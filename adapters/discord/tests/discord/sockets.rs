//! The gateway: sessions that break and go on, that are opened anew, and that are opened no more.

use std::sync::Arc;
use std::time::Duration;

use smallwins_core::mentoring::Mentoring;
use smallwins_core::store::Store;
use smallwins_discord::{Discord, NotOpened};
use smallwins_fake_discord::{StandingClock, Transport};

use crate::stage::{By, NOW, Stage, Still, memory, serve, settings, time_flies_until};

/// Whether a command is heard and answered.
async fn is_heard(stage: &Stage, what: &str) {
    let before = stage.wins(&stage.ana).await.len();
    let ack = stage.ana.slash(&stage.general, "mentor win", &[("what", what)]).await;
    assert!(ack.in_time, "{what}: {ack:?}");
    assert_eq!(stage.wins(&stage.ana).await.len(), before + 1, "{what}");
}

#[tokio::test]
async fn a_session_that_breaks_goes_on_and_nothing_is_missed() {
    let stage = Stage::set(By::Gateway).await;
    let gateway = stage.fake.gateway();
    let breaks: [(&str, &dyn Fn()); 5] = [
        ("a reset", &|| gateway.reset()),
        ("an end without a word", &|| gateway.end()),
        ("a wish to reconnect", &|| gateway.reconnect()),
        ("a close for no reason", &|| gateway.close(4000)),
        ("an invalid session that goes on", &|| gateway.invalidate(true)),
    ];
    is_heard(&stage, "at first").await;
    for (round, (what, breaks)) in breaks.into_iter().enumerate() {
        breaks();
        stage.ana.dm(&format!("win During {what}"));
        gateway.until_resumed(round + 1).await;
        stage.until_wins(&stage.ana, 2 * round + 2).await;
        is_heard(&stage, what).await;
    }
    assert_eq!(gateway.identified(), 1, "no session was opened anew");
}

#[tokio::test]
async fn after_each_code_with_which_discord_closes_a_session_goes_on_or_is_opened_anew() {
    let clock = StandingClock::at(NOW.parse().unwrap());
    let fake = smallwins_fake_discord::Discord::start(clock.clock()).await;
    let gateway = fake.gateway();
    // After some codes serenity stands still until it wants to send a heartbeat.
    gateway.heartbeat_every(Duration::from_millis(300));
    let stage = Stage::on(fake, clock, By::Gateway).await;
    let goes_on = [1000, 1001, 4000, 4001, 4002, 4005, 4008];
    for (round, code) in goes_on.into_iter().enumerate() {
        gateway.close(code);
        gateway.until_resumed(round + 1).await;
        assert_eq!(gateway.identified(), 1, "{code}");
    }
    is_heard(&stage, "after all that").await;
    for code in [4003, 4006, 4007, 4009, 4010, 4011, 4012] {
        let identified = gateway.identified();
        gateway.close(code);
        time_flies_until(|| gateway.identified() > identified && gateway.count() == 1).await;
        assert_eq!((gateway.identified(), gateway.resumed()), (identified + 1, goes_on.len()), "{code}");
    }
    is_heard(&stage, "at last").await;
}

#[tokio::test]
async fn a_session_that_is_gone_is_opened_anew() {
    let stage = Stage::set(By::Gateway).await;
    let gateway = stage.fake.gateway();
    gateway.close(4009);
    gateway.until_identified(2).await;
    gateway.until(1).await;
    is_heard(&stage, "after a close").await;
    gateway.invalidate(false);
    gateway.until_identified(3).await;
    gateway.until(1).await;
    is_heard(&stage, "after an invalid session").await;
}

#[tokio::test]
async fn a_session_that_cannot_be_resumed_is_opened_anew() {
    let stage = Stage::set(By::Gateway).await;
    let gateway = stage.fake.gateway();
    gateway.refuse_resumes(1);
    gateway.reset();
    gateway.until_identified(2).await;
    gateway.until(1).await;
    is_heard(&stage, "again").await;
}

#[tokio::test]
async fn a_socket_on_which_nobody_says_a_word_is_left() {
    let stage = Stage::set(By::Gateway).await;
    let gateway = stage.fake.gateway();
    gateway.leave_waiting(1);
    gateway.reset();
    time_flies_until(|| gateway.identified() == 2).await;
    gateway.until(1).await;
    is_heard(&stage, "again").await;
    assert_eq!(gateway.resumed(), 0);
}

#[tokio::test]
async fn a_session_that_is_never_ready_is_left() {
    let stage = Stage::set(By::Gateway).await;
    let gateway = stage.fake.gateway();
    gateway.ignore_identify(1);
    gateway.close(4009);
    time_flies_until(|| gateway.identified() == 3).await;
    gateway.until(1).await;
    is_heard(&stage, "again").await;
}

#[tokio::test]
async fn a_token_that_was_taken_ends_us_with_a_word() {
    let mut stage = Stage::set(By::Gateway).await;
    stage.fake.reset_token();
    stage.fake.gateway().close(4004);
    assert!(matches!(stage.ends().await, NotOpened::Token));
    stage.fake.take_violations();
}

#[tokio::test]
async fn intents_that_are_refused_end_us_with_a_word() {
    for code in [4013, 4014] {
        let mut stage = Stage::set(By::Gateway).await;
        stage.fake.gateway().close(code);
        assert!(matches!(stage.ends().await, NotOpened::Intents), "{code}");
    }
}

#[tokio::test]
async fn a_gateway_that_never_acknowledges_is_left_before_it_costs_the_token() {
    let clock = StandingClock::at(NOW.parse().unwrap());
    let fake = smallwins_fake_discord::Discord::start(clock.clock()).await;
    // Two more than are left for whoever mends it.
    fake.app(|app| app.identifies = 52);
    let gateway = fake.gateway();
    gateway.heartbeat_every(Duration::from_millis(20));
    gateway.acknowledges(false);
    let mut stage = Stage::on(fake, clock, By::Gateway).await;
    time_flies_until(|| stage.has_ended()).await;
    let ended = stage.ends().await;
    assert!(matches!(ended, NotOpened::Sessions(2)), "{ended:?}");
    assert_eq!(stage.fake.gateway().identified(), 2);
}

#[tokio::test]
async fn no_session_is_opened_when_too_few_are_left() {
    let clock = StandingClock::at(NOW.parse().unwrap());
    let fake = smallwins_fake_discord::Discord::start(clock.clock()).await;
    fake.app(|app| app.identifies = 50);
    let mentoring = Mentoring::new(memory().await, Arc::new(Still::by(&clock)));
    let discord = Discord::open(settings(&fake, By::Gateway), mentoring).await.unwrap();
    let ended = discord.listen(std::future::pending()).await;
    assert!(matches!(ended, Err(NotOpened::Sessions(_))), "{ended:?}");
    assert_eq!(fake.gateway().identified(), 0);
}

#[tokio::test]
async fn we_leave_in_order() {
    let mut stage = Stage::set(By::Gateway).await;
    let begun = std::time::Instant::now();
    stage.end().await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let now = stage.clock.now();
    let name = format!("discord/{}/shard 0 of 1", stage.fake.application_id());
    assert!(stage.store.hold(&name, "another", now, chrono::TimeDelta::seconds(1)).await.unwrap());
}

#[tokio::test]
async fn of_two_processes_one_listens_and_the_other_when_that_one_leaves() {
    let mut stage = Stage::set(By::Gateway).await;
    let mentoring = Mentoring::new(stage.store.clone(), Arc::new(Still::by(&stage.clock)));
    let second = Discord::open(settings(&stage.fake, By::Gateway), mentoring).await.unwrap();
    let listening = tokio::spawn(second.listen(std::future::pending()));
    is_heard(&stage, "by the first").await;
    assert_eq!(stage.fake.gateway().identified(), 1, "the second waits");
    stage.end().await;
    stage.fake.gateway().until_identified(2).await;
    is_heard(&stage, "by the second").await;
    listening.abort();
}

#[tokio::test]
async fn whoever_lost_a_shard_to_another_process_lets_it_be() {
    let stage = Stage::set(By::Gateway).await;
    stage.clock.pass(chrono::TimeDelta::minutes(5));
    let name = format!("discord/{}/shard 0 of 1", stage.fake.application_id());
    let (now, long) = (stage.clock.now(), chrono::TimeDelta::hours(1));
    // As another process does when we seem to be dead.
    while !stage.store.hold(&name, "another", now, long).await.unwrap() {
        stage.clock.pass(chrono::TimeDelta::minutes(5));
    }
    time_flies_until(|| stage.fake.gateway().count() == 0).await;
}

#[tokio::test]
async fn over_http_what_nobody_tells_there_can_be_heard_over_the_gateway() {
    use smallwins_discord::{Reach, Shards};

    let stage = Stage::set(By::Http).await;
    let mut settings = settings(&stage.fake, By::Http);
    settings.reach = Reach::Http { public_key: stage.fake.public_key(), lines: Some(Shards::ALL) };
    let mentoring = Mentoring::new(stage.store.clone(), Arc::new(Still::by(&stage.clock)));
    let discord = Discord::open(settings, mentoring).await.unwrap();
    let listening = tokio::spawn(discord.listen(std::future::pending()));
    stage.fake.until_connected(1).await;
    stage.fake.listen(Transport::Http { url: stage.url.clone() });
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.ana.dm("win Wrote a test");
    stage.ana.until_sees("Noted").await;
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    listening.abort();
}

#[tokio::test]
async fn over_http_people_are_heard_whatever_ails_the_gateway() {
    use smallwins_discord::{Reach, Shards};

    let stage = Stage::set(By::Http).await;
    stage.fake.app(|app| app.identifies = 50);
    let mut settings = settings(&stage.fake, By::Http);
    settings.reach = Reach::Http { public_key: stage.fake.public_key(), lines: Some(Shards::ALL) };
    let discord = Discord::open(settings, stage.mentoring()).await.unwrap();
    let url = format!("{}/discord/interactions", serve(discord.router()).await);
    let running = tokio::spawn(discord.run(std::future::pending()));
    stage.fake.until_called("GET /gateway/bot", 1).await;
    stage.fake.listen(Transport::Http { url });
    is_heard(&stage, "without a gateway").await;
    assert!(!running.is_finished());
    running.abort();
}
