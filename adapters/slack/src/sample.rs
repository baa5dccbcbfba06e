//! One workspace of a strict fake Slack, for what a file tries by itself.

use std::sync::Arc;

use smallwins_core::mentoring::Mentoring;
use smallwins_core::moment::{Moment, Moments};
use smallwins_fake_slack::StandingClock;

use crate::settings::{Door, Settings};
use crate::slack::Slack;
use crate::workspaces::Workspace;

/// The fake, its workspace, and us in it.
pub(crate) struct Place {
    pub(crate) fake: smallwins_fake_slack::Slack,
    pub(crate) workspace: smallwins_fake_slack::Workspace,
    pub(crate) slack: Arc<Slack>,
    pub(crate) ours: Arc<Workspace>,
    pub(crate) clock: StandingClock,
}

struct Hands(StandingClock);

impl Moments for Hands {
    fn moment(&self) -> Moment {
        Moment::new(self.0.now(), 1)
    }
}

/// A place in which the app was granted all that it needs.
pub(crate) async fn place() -> Place {
    granted(crate::manifest::SCOPES).await
}

/// A place in which the app was granted this.
pub(crate) async fn granted(scopes: &[&str]) -> Place {
    let clock = StandingClock::at("2026-11-24T12:00:00Z".parse().unwrap());
    let fake = smallwins_fake_slack::Slack::start(clock.clock()).await;
    let workspace = fake.empty_workspace("small");
    let token = workspace.install_with(scopes);
    let store = Arc::new(smallwins_store::open("sqlite::memory:").await.unwrap());
    let settings = Settings {
        api_url: fake.api(),
        public_url: "http://127.0.0.1:1".to_owned(),
        door: Door::One(token.into()),
        signing_secret: None,
        app_token: None,
    };
    let slack = Slack::open(settings, Mentoring::new(store, Arc::new(Hands(clock.clone())))).await.unwrap();
    let ours = slack.workspaces.get(&workspace.id).unwrap();
    Place { fake, workspace, slack, ours, clock }
}
