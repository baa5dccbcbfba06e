//! Guilds that remove us, and what becomes of what is remembered of them.

use std::time::Duration;

use smallwins_core::community::OnRemoval;
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::news::News;
use smallwins_core::store::{CallId, Commit, Store, StoreError};
use smallwins_fake_discord::{Fault, Guild};

use crate::stage::{By, Stage, soon};

#[tokio::test]
async fn a_guild_that_removes_us_is_closed_and_opens_when_it_lets_us_in_again() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
    stage.guild.outage();
    stage.guild.recovers();
    stage.guild.remove_app();
    stage.closed(true).await;
    stage.guild.install();
    stage.closed(false).await;
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
}

#[tokio::test]
async fn an_outage_is_no_removal() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.guild.outage();
    // Whatever is told of the guild next was told after the outage.
    let other = stage.fake.guild("other");
    let lounge = other.channel("lounge");
    other.welcomes(&stage.ana).slash(&lounge, "mentor me", &[]).await;
    assert!(!stage.community(&stage.guild).await.unwrap().is_closed());
}

#[tokio::test]
async fn a_guild_whose_admins_wished_so_is_forgotten_when_it_removes_us() {
    let stage = Stage::set(By::Gateway).await;
    let cleo = stage.guild.person("cleo", "en-US").admin();
    cleo.slash(&stage.general, "mentor-admin when-removed", &[("choice", "erase")]).await;
    cleo.press("Save").await;
    assert_eq!(stage.community(&stage.guild).await.unwrap().on_removal, OnRemoval::Erase);
    stage.guild.remove_app();
    stage.forgotten().await;
}

#[tokio::test]
async fn a_removal_is_remembered_until_the_memory_is_back() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.store.leave();
    stage.guild.remove_app();
    soon(|| (stage.store.in_vain() > 0).then_some(())).await;
    stage.store.come_back();
    stage.closed(true).await;
}

#[tokio::test]
async fn a_removal_is_not_lost_by_a_memory_that_fails_half_way() {
    for method in ["entrance", "commit"] {
        let stage = Stage::set(By::Gateway).await;
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        stage.store.lapse_at(method);
        stage.guild.remove_app();
        stage.closed(true).await;
    }
}

#[tokio::test]
async fn a_removal_is_noticed_also_when_nobody_listened() {
    for wish in ["keep", "erase"] {
        let mut stage = Stage::set(By::Gateway).await;
        let cleo = stage.guild.person("cleo", "en-US").admin();
        cleo.slash(&stage.general, "mentor-admin when-removed", &[("choice", wish)]).await;
        if wish == "erase" {
            cleo.press("Save").await;
        }
        stage.end().await;
        stage.guild.remove_app();
        stage.begin(By::Gateway).await;
        if wish == "erase" {
            stage.forgotten().await;
        } else {
            stage.closed(true).await;
        }
    }
}

#[tokio::test]
async fn a_guild_that_is_out_of_reach_when_we_come_has_not_removed_us() {
    let mut stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    let gone = stage.fake.guild("gone");
    let lounge = gone.channel("lounge");
    gone.welcomes(&stage.ana).slash(&lounge, "mentor me", &[]).await;
    stage.end().await;
    stage.guild.outage();
    gone.remove_app();
    stage.begin(By::Gateway).await;
    stage.closed_in(&gone, true).await;
    assert!(!stage.community(&stage.guild).await.unwrap().is_closed());
}

#[tokio::test]
async fn the_token_of_another_application_erases_nothing() {
    let mut stage = Stage::set(By::Gateway).await;
    let cleo = stage.guild.person("cleo", "en-US").admin();
    cleo.slash(&stage.general, "mentor-admin when-removed", &[("choice", "erase")]).await;
    cleo.press("Save").await;
    stage.end().await;
    let scope = stage.community(&stage.guild).await.unwrap().scope();
    let kept = stage.store.keepsakes(scope, "").await.unwrap();
    assert_eq!(kept.len(), 1, "{kept:?}");
    let changes = vec![Change::Keepsake(kept[0].0.clone(), Some("1".to_owned()))];
    let (call, at, reply) = (CallId("another".to_owned()), stage.clock.now(), Reply::default());
    stage.store.commit(Commit { scope, call, at, reply, changes }).await.unwrap();
    stage.guild.remove_app();
    stage.begin(By::Gateway).await;
    stage.closed(true).await;
}

#[tokio::test]
async fn nothing_is_erased_of_which_discord_does_not_say_by_itself_that_it_removed_us() {
    let mut stage = Stage::set(By::Gateway).await;
    let cleo = stage.guild.person("cleo", "en-US").admin();
    cleo.slash(&stage.general, "mentor-admin when-removed", &[("choice", "erase")]).await;
    cleo.press("Save").await;
    stage.end().await;
    stage.guild.remove_app();
    stage.fake.fail("GET /guilds/{guild}", Fault::Status(502));
    stage.begin(By::Gateway).await;
    stage.closed(true).await;
}

#[tokio::test]
async fn what_a_platform_tells_while_the_memory_fails_is_given_back_to_it() {
    let stage = Stage::set(By::Http).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    let scope = stage.community(&stage.guild).await.unwrap().scope();
    let mentoring = stage.mentoring();
    let tell = || mentoring.tell(CallId("removed".to_owned()), scope, News::Removed);
    for method in ["entrance", "commit"] {
        stage.store.lapse_at(method);
        assert!(matches!(tell().await, Err(StoreError::Unavailable(_))), "{method}");
        assert!(!stage.community(&stage.guild).await.unwrap().is_closed());
    }
    assert_eq!(tell().await.unwrap(), Reply::default());
    assert!(stage.community(&stage.guild).await.unwrap().is_closed());
}

#[tokio::test]
async fn whoever_speaks_in_a_guild_that_was_closed_opens_it() {
    let stage = Stage::set(By::Http).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.close().await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.closed(false).await;
}

impl Stage {
    /// Waits until the community is forgotten.
    async fn forgotten(&self) {
        for _ in 0..500 {
            if self.community(&self.guild).await.is_none() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it is not forgotten");
    }

    /// Waits until the community is closed, or open.
    async fn closed(&self, is_closed: bool) {
        self.closed_in(&self.guild, is_closed).await;
    }

    async fn closed_in(&self, guild: &Guild, is_closed: bool) {
        for _ in 0..500 {
            if self.community(guild).await.is_some_and(|community| community.is_closed() == is_closed) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("its being closed is not {is_closed}");
    }

    /// Closes the community, as somebody does who could not deliver.
    async fn close(&self) {
        let scope = self.community(&self.guild).await.unwrap().scope();
        let news = News::Closed { why: "a test".to_owned() };
        self.mentoring().tell(CallId("close".to_owned()), scope, news).await.unwrap();
    }
}
