//! One story on the bare stage, in Slack over HTTP and in Slack over sockets: what comes of it is the same.

use super::effects::effects;
use super::listening::By;
use super::stage::SlackStage;
use crate::clock::Standstill;
use crate::memory::Memory;
use crate::scene::Scene;
use crate::stage::Stage;

/// Holds what people read against the two snapshots that bear the name of the test.
macro_rules! assert_read {
    ($played:expr) => {{
        let played = $played;
        insta::assert_snapshot!(played.bare);
        insta::with_settings!({ snapshot_suffix => "slack" }, {
            insta::assert_snapshot!(played.slack);
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
}

/// Plays a story that begins at a wall time in a zone. To be called where time is paused.
pub(crate) async fn everywhere(wall: &str, zone: &str, story: impl AsyncFn(&mut dyn Scene)) -> Played {
    let _standstill = Standstill::begin();
    let memory = Memory::new();
    let mut stage = Stage::on(&memory.url(), wall, zone).await;
    story(&mut stage).await;
    let (bare, came_of_it) = (stage.transcript().await, effects(&memory).await);

    let mut slack = None;
    for by in [By::Http, By::Sockets] {
        let mut stage = SlackStage::at(by, wall, zone).await;
        story(&mut stage).await;
        let read = stage.transcript().await;
        let differing = differing(&came_of_it, &effects(&stage.memory).await);
        assert!(differing.is_empty(), "{by:?} comes to something else:\n{}", differing.join("\n"));
        let before = slack.get_or_insert_with(|| read.clone());
        assert_eq!(read, *before, "over sockets people read something else than over HTTP");
    }
    Played { bare, slack: slack.expect("it was played") }
}

/// The lines that stand on one side alone.
fn differing(bare: &[String], slack: &[String]) -> Vec<String> {
    let without = |lines: &[String], others: &[String], mark: &str| {
        let mut others = others.to_vec();
        let mut alone = lines.to_vec();
        alone.retain(|line| {
            let place = others.iter().position(|other| other == line);
            place.map(|place| others.swap_remove(place)).is_none()
        });
        alone.iter().map(|line| format!("{mark} {line}")).collect::<Vec<_>>()
    };
    [without(bare, slack, "bare: "), without(slack, bare, "Slack:")].concat()
}
