//! What breaks between Discord and Smallwins: nothing is lost, and nothing is said twice.

use chrono::TimeDelta;
use smallwins_fake_discord::{Fault, Scope};

use super::listening::By;
use super::stage::DiscordStage;
use crate::effects::effects;
use crate::scene::{Scene, ana_and_ben_enter};

const COMPLIMENT: &str =
    "I noticed the precise question you asked about testing a parser. It saves us a long search.";
/// Where messages go out.
const SEND: &str = "POST /channels/{channel}/messages";

/// What goes wrong before each message that somebody waits for.
enum Trouble<'a> {
    /// Calls do.
    Calls(&'a [Fault]),
    /// The process ends, and another one begins.
    Restart,
}

impl Trouble<'_> {
    async fn comes(&self, stage: &mut DiscordStage) {
        match self {
            Trouble::Calls(faults) => faults.iter().for_each(|fault| stage.discord.fail(SEND, fault.clone())),
            Trouble::Restart => stage.starts_again().await,
        }
    }
}

/// Ana asks, Ben answers, and she picks a time; each time something may break. What came of it, and what both read.
async fn play(by: By, trouble: &Trouble<'_>) -> (Vec<String>, String) {
    let mut stage = DiscordStage::at(by, "2026-11-23 15:30", "Europe/Lisbon").await;
    ana_and_ben_enter(&mut stage).await;
    trouble.comes(&mut stage).await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.passes(TimeDelta::minutes(20)).await;
    stage.presses("ben", "Write my compliment").await;
    trouble.comes(&mut stage).await;
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    stage.passes(TimeDelta::minutes(20)).await;
    trouble.comes(&mut stage).await;
    let tuesday = stage.label("ana", "Tue");
    stage.presses("ana", &tuesday).await;
    stage.passes(TimeDelta::minutes(20)).await;
    assert_eq!(stage.discord.faults_left(), 0, "everything that was to break has broken");
    let dms = ["ana", "ben"].map(|name| stage.person(name).dms());
    let read: Vec<String> = dms.concat().iter().filter(|seen| seen.by_app).map(ToString::to_string).collect();
    stage.transcript().await;
    (effects(&stage.memory).await, read.concat())
}

#[tokio::test(start_paused = true)]
async fn whatever_breaks_on_the_way_everybody_reads_everything_once() {
    let whole = play(By::Gateway, &Trouble::Calls(&[])).await;
    for fault in [
        Fault::RateLimited(7, Scope::Shared),
        Fault::Status(500),
        Fault::StatusAfter(502),
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::HalfBody,
    ] {
        let broken = play(By::Gateway, &Trouble::Calls(std::slice::from_ref(&fault))).await;
        assert_eq!(broken.1, whole.1, "{fault:?}");
        assert_eq!(broken.0, whole.0, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_process_that_ends_and_begins_again_says_the_same_to_the_same_people() {
    let whole = play(By::Gateway, &Trouble::Calls(&[])).await;
    for by in [By::Gateway, By::Http] {
        assert_eq!(play(by, &Trouble::Restart).await, whole, "{by:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn whose_direct_messages_are_closed_is_called_in_the_channel_and_goes_on_from_there() {
    let mut stage = DiscordStage::at(By::Gateway, "2026-11-23 15:30", "Europe/Lisbon").await;
    ana_and_ben_enter(&mut stage).await;
    let ben = stage.person("ben").clone();
    stage.discord.intend(&format!("<@{}>", ben.id));
    ben.closes_dms();
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.passes(TimeDelta::minutes(5)).await;
    stage.presses("ben", "Show me").await;
    stage.passes(TimeDelta::hours(1)).await;
    insta::assert_snapshot!(stage.transcript().await);
}
