//! One story on the bare stage, in Slack over HTTP and over sockets, in Discord over the gateway and to our address:
//! what comes of it is the same.

use smallwins::wire::Newcomers;

use crate::clock::Standstill;
use crate::discord::{self, DiscordStage};
use crate::effects::effects;
use crate::memory::Memory;
use crate::scene::Scene;
use crate::slack::listening::By;
use crate::slack::stage::SlackStage;
use crate::stage::{Channel, Setting, Stage};

/// Holds what people read against the snapshots that bear the name of the test.
macro_rules! assert_read {
    ($played:expr) => {{
        let played = $played;
        insta::assert_snapshot!(played.bare);
        insta::with_settings!({ snapshot_suffix => "slack" }, {
            insta::assert_snapshot!(played.slack);
        });
        insta::with_settings!({ snapshot_suffix => "discord" }, {
            insta::assert_snapshot!(played.discord);
        });
    }};
}

pub(crate) use assert_read;

/// What people read.
pub(crate) struct Played {
    /// On the bare stage.
    pub(crate) bare: String,
    /// In Slack, the same over HTTP and over sockets.
    pub(crate) slack: String,
    /// In Discord, the same over the gateway and to our address.
    pub(crate) discord: String,
}

/// Plays a story that begins at a wall time in a zone. To be called where time is paused.
pub(crate) async fn everywhere(wall: &str, zone: &str, story: impl AsyncFn(&mut dyn Scene)) -> Played {
    everywhere_with(Channel::Chosen, wall, zone, story).await
}

/// As [`everywhere`], for people who are new there.
pub(crate) async fn everywhere_for_newcomers(
    wall: &str,
    zone: &str,
    story: impl AsyncFn(&mut dyn Scene),
) -> Played {
    let setting = Setting { channel: Channel::Chosen, newcomers: Newcomers::Welcomed };
    everywhere_with(setting, wall, zone, story).await
}

/// As [`everywhere`], whether or not a channel was chosen for what concerns everybody.
pub(crate) async fn everywhere_with(
    setting: impl Into<Setting>,
    wall: &str,
    zone: &str,
    story: impl AsyncFn(&mut dyn Scene),
) -> Played {
    let setting = setting.into();
    let _standstill = Standstill::begin();
    let memory = Memory::new();
    let mut stage = Stage::set(&memory.url(), wall, zone, setting).await;
    story(&mut stage).await;
    let (bare, came_of_it) = (stage.transcript().await, effects(&memory).await);

    let mut slack = Vec::new();
    for by in [By::Http, By::Sockets] {
        let mut stage = SlackStage::set(by, wall, zone, setting).await;
        story(&mut stage).await;
        slack.push(stage.transcript().await);
        assert_same(&format!("Slack, {by:?}"), &came_of_it, &effects(&stage.memory).await);
    }
    let mut discord = Vec::new();
    for by in [discord::By::Gateway, discord::By::Http] {
        let mut stage = DiscordStage::set(by, wall, zone, setting).await;
        story(&mut stage).await;
        discord.push(stage.transcript().await);
        assert_same(&format!("Discord, {by:?}"), &came_of_it, &effects(&stage.memory).await);
    }
    Played { bare, slack: alike(slack), discord: alike(discord) }
}

/// As [`everywhere`], and on PostgreSQL, where people read what they do on SQLite.
pub(crate) async fn everywhere_and_on_postgresql(
    wall: &str,
    zone: &str,
    story: impl AsyncFn(&mut dyn Scene),
) -> Played {
    let played = everywhere(wall, zone, &story).await;
    let _standstill = Standstill::begin();
    if let Some(database) = smallwins_test_postgres::database().await {
        let mut stage = Stage::on(&database.url, wall, zone).await;
        story(&mut stage).await;
        assert_eq!(stage.transcript().await, played.bare, "on PostgreSQL people read something else");
    }
    played
}

/// What people read by either way.
fn alike(mut read: Vec<String>) -> String {
    let one = read.pop().expect("it was played");
    for other in read {
        assert_eq!(other, one, "by one way people read something else than by the other");
    }
    one
}

fn assert_same(place: &str, bare: &[String], there: &[String]) {
    let without = |lines: &[String], others: &[String], mark: &str| {
        let mut others = others.to_vec();
        let mut alone = lines.to_vec();
        alone.retain(|line| {
            let place = others.iter().position(|other| other == line);
            place.map(|place| others.swap_remove(place)).is_none()
        });
        alone.iter().map(|line| format!("{mark}: {line}")).collect::<Vec<_>>()
    };
    let differing = [without(bare, there, "bare"), without(there, bare, place)].concat();
    assert!(differing.is_empty(), "in {place} it comes to something else:\n{}", differing.join("\n"));
}
