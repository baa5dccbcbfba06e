//! What people do, and what they read: by either transport.

use serde_json::json;
use smallwins_core::community::OnRemoval;
use smallwins_fake_discord::{Fault, Person, Place};

use crate::raw::{interaction, signed};
use crate::stage::{BOTH, By, Stage, soon};

const MEMBER: &str = "GET /guilds/{guild}/members/{user}";

#[tokio::test]
async fn a_command_in_a_channel_is_answered_for_the_one_who_typed_it_alone() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let ack = stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
        assert!(ack.in_time && ack.kind == Some(4), "{by:?} {ack:?}");
        let seen = stage.ana.last();
        assert!(seen.is_ephemeral && seen.text.contains("Noted"), "{by:?} {seen}");
        assert!(stage.ben.messages().is_empty(), "nobody else reads it");
        assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    }
}

#[tokio::test]
async fn a_command_in_a_direct_message_is_answered_for_good() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        stage.ana.slash(&stage.ana.dm_channel(), "mentor win", &[("what", "Wrote a test")]).await;
        let seen = stage.ana.last();
        assert!(!seen.is_ephemeral && seen.place == "dm" && seen.text.contains("Noted"), "{by:?} {seen}");
        assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    }
}

#[tokio::test]
async fn a_button_is_answered_beside_it() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
        let ack = stage.ana.press("Undo").await;
        assert!(ack.in_time && ack.kind == Some(4), "{by:?} {ack:?}");
        assert!(stage.ana.last().is_ephemeral);
        assert!(stage.wins(&stage.ana).await.is_empty());
    }
}

#[tokio::test]
async fn who_presses_twice_means_it_once() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
        let seen = stage.ana.last();
        stage.ana.press_old(&seen, "Undo").await;
        let (before, ack) = (stage.ana.messages().len(), stage.ana.press_old(&seen, "Undo").await);
        assert!(ack.in_time && ack.kind == Some(6), "{by:?} {ack:?}");
        assert_eq!(stage.ana.messages().len(), before);
    }
}

#[tokio::test]
async fn a_line_in_a_direct_message_is_answered_there() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.ana.dm("win Wrote a test");
    let seen = stage.ana.until_sees("Noted").await;
    assert_eq!(seen.place, "dm");
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
}

#[tokio::test]
async fn people_are_who_discord_says_they_are() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ben.slash(&stage.general, "mentor me", &[]).await;
        let ben = stage.member(&stage.guild, &stage.ben).await.unwrap();
        assert_eq!((ben.name.as_str(), ben.language.as_deref(), ben.admin), ("Ben", Some("pt"), false));
        let cleo = stage.guild.person("cleo", "en-US").permitted(0x20);
        cleo.slash(&stage.general, "mentor me", &[]).await;
        assert!(stage.member(&stage.guild, &cleo).await.unwrap().admin);
        cleo.slash(&cleo.dm_channel(), "mentor me", &[]).await;
        assert!(stage.member(&stage.guild, &cleo).await.unwrap().admin, "a direct message does not tell");
        cleo.demoted();
        cleo.slash(&stage.general, "mentor me", &[]).await;
        assert!(!stage.member(&stage.guild, &cleo).await.unwrap().admin);
    }
}

#[tokio::test]
async fn whoever_runs_the_server_does_so_in_a_direct_message_too() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let cleo = stage.guild.person("cleo", "en-US").permitted(0x20);
        cleo.slash(&stage.general, "mentor me", &[]).await;
        cleo.slash(&cleo.dm_channel(), "mentor-admin when-removed", &[("choice", "erase")]).await;
        assert_eq!(stage.on_removal().await, OnRemoval::Keep, "{by:?}: what would change is shown first");
        cleo.press("Save").await;
        assert_eq!(stage.on_removal().await, OnRemoval::Erase, "{by:?}");
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        stage.ana.slash(&stage.ana.dm_channel(), "mentor-admin when-removed", &[("choice", "keep")]).await;
        assert!(stage.ana.last().text.contains("those who run this community"), "{by:?}");
        assert_eq!(stage.on_removal().await, OnRemoval::Erase, "{by:?}");
    }
}

#[tokio::test]
async fn whoever_runs_the_server_no_more_does_not_in_a_direct_message_either() {
    let demoted: fn(&Person) = Person::demoted;
    for ended in [demoted, Person::leaves] {
        let stage = Stage::set(By::Gateway).await;
        let cleo = stage.guild.person("cleo", "en-US").permitted(0x8);
        cleo.slash(&stage.general, "mentor me", &[]).await;
        let dm = cleo.dm_channel();
        cleo.slash(&dm, "mentor-admin when-removed", &[]).await;
        let seen = cleo.last();
        ended(&cleo);
        cleo.press_old(&seen, "Forget everything instead").await;
        assert!(cleo.last().text.contains("those who run this community"), "{}", cleo.last());
        let asked = stage.fake.calls_of(MEMBER).len();
        cleo.dm("when-removed erase");
        soon(|| (stage.fake.calls_of(MEMBER).len() > asked).then_some(())).await;
        cleo.slash(&dm, "mentor me", &[]).await;
        assert_eq!(stage.on_removal().await, OnRemoval::Keep);
        assert!(!stage.member(&stage.guild, &cleo).await.unwrap().admin);
    }
}

#[tokio::test]
async fn of_whom_discord_does_not_say_whether_they_run_the_server_they_do_not() {
    for (route, fault) in [(MEMBER, Fault::Status(502)), ("GET /guilds/{guild}", Fault::ResetBefore)] {
        let stage = Stage::set(By::Http).await;
        let cleo = stage.guild.person("cleo", "en-US").permitted(0x8);
        cleo.slash(&stage.general, "mentor me", &[]).await;
        stage.fake.fail(route, fault);
        cleo.slash(&cleo.dm_channel(), "mentor-admin when-removed", &[("choice", "erase")]).await;
        assert!(cleo.last().text.contains("in a channel of the community"), "{}", cleo.last());
        assert_eq!(stage.on_removal().await, OnRemoval::Keep);
        assert!(stage.member(&stage.guild, &cleo).await.unwrap().admin, "she may well");
    }
}

impl Stage {
    async fn on_removal(&self) -> OnRemoval {
        self.community(&self.guild).await.unwrap().on_removal
    }
}

#[tokio::test]
async fn what_is_called_for_in_a_direct_message_is_answered_there() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ben.slash(&stage.general, "mentor join", &[("topics", "parsers, rust")]).await;
        stage
            .ana
            .slash(&stage.general, "mentor ask", &[("question", "How do I test parsers in rust?")])
            .await;
        stage.ben.until_sees("Ana asks").await;
        let ack = stage.ben.press_on(Place::Dm, "Not now").await;
        assert!(ack.in_time && ack.kind == Some(4), "{by:?} {ack:?}");
        let seen = stage.ben.last();
        assert!(!seen.is_ephemeral && seen.place == "dm", "{by:?} {seen}");
        if by == By::Gateway {
            stage.ben.dm("me");
            stage.ben.until_sees("What is open for Ben").await;
        }
    }
}

#[tokio::test]
async fn somebody_is_called_as_in_their_community_also_in_a_direct_message() {
    let stage = Stage::set(By::Http).await;
    let mut command = interaction(
        &stage,
        1001,
        2,
        &json!({ "name": "mentor", "options": [
        { "name": "me", "type": 1, "options": [] } ] }),
    );
    command["member"]["nick"] = json!("Anita");
    signed(&stage.url, &command.to_string()).await;
    let user = command["member"]["user"].clone();
    let fields = command.as_object_mut().unwrap();
    fields.retain(|name, _| name != "member" && name != "guild_id");
    command["user"] = user;
    command["id"] = json!("1002");
    let reply = signed(&stage.url, &command.to_string()).await;
    assert!(reply.text().contains("What is open for Anita"), "{}", reply.text());
    assert_eq!(stage.member(&stage.guild, &stage.ana).await.unwrap().name.as_str(), "Anita");
}
