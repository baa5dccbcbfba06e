//! Installed workspaces: their tokens among the keepsakes of their communities.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use smallwins_core::community::Scope;
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::store::{CallId, Commit, StoreError};

use super::{NoWorkspace, Workspace};
use crate::deliver::closes;
use crate::manifest::{SCOPES, missing};
use crate::seal::{Seal, random};
use crate::settings::{Door, SealKey};
use crate::slack::Slack;

/// The name of the keepsake.
const KEEPSAKE: &str = "slack/installation";

/// What a workspace granted when it installed the app.
#[derive(Debug)]
pub(crate) struct Granted {
    /// Its id (`T…`).
    pub(crate) team: String,
    /// Speaks for us there.
    pub(crate) token: SecretString,
    /// Our own user there (`U…`).
    pub(crate) bot: String,
    /// What the token may do.
    pub(crate) scopes: Vec<String>,
}

/// An installation as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    sealed: String,
    bot: String,
    scopes: Vec<String>,
}

/// What comes of the news that a workspace removed us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parting {
    /// It is forgotten.
    Gone,
    /// Its token still works: what was heard is about an earlier installation, as such news may come late and in any
    /// order.
    Stays,
    /// Slack does not say whether the token still works: nothing was done.
    Unknown,
}

/// What `auth.test` answers. A page that is none of Slack's answers otherwise.
#[derive(Deserialize)]
struct Tested {
    #[serde(rename = "team_id")]
    _team: String,
}

/// Whether a token still speaks for us.
enum Speaks {
    Yes,
    No,
    Unknown,
}

impl Slack {
    /// The workspace of that id, read from the memory when it is first needed.
    ///
    /// # Errors
    /// See [`NoWorkspace`].
    pub(crate) async fn workspace(&self, team: &str) -> Result<Arc<Workspace>, NoWorkspace> {
        match (self.workspaces.get(team), &self.settings.door) {
            (Some(workspace), _) => Ok(workspace),
            (None, Door::One(_)) => Err(NoWorkspace::NotInstalled),
            (None, Door::Installed { key, .. }) => {
                let (workspace, scopes) = self.kept(team, key).await?;
                say_what_is_missing(team, &scopes);
                Ok(self.workspaces.admit(workspace))
            }
        }
    }

    /// The workspace with another token, when it was installed anew meanwhile: maybe by another process.
    pub(crate) async fn renewed(&self, workspace: &Workspace) -> Option<Arc<Workspace>> {
        let Door::Installed { key, .. } = &self.settings.door else { return None };
        let (kept, _) = self.kept(&workspace.team, key).await.ok()?;
        let is_another = kept.token.expose_secret() != workspace.token.expose_secret();
        is_another.then(|| self.workspaces.admit(kept))
    }

    /// The workspace as it is kept, and what it granted.
    async fn kept(&self, team: &str, key: &SealKey) -> Result<(Workspace, Vec<String>), NoWorkspace> {
        let store = self.mentoring.store();
        let community = store.community(&self.name, team).await?.ok_or(NoWorkspace::NotInstalled)?;
        let scope = community.scope();
        let mut kept = store.keepsakes(scope, KEEPSAKE).await?;
        let (name, json) = kept.pop().ok_or(NoWorkspace::NotInstalled)?;
        let kept: Kept = serde_json::from_str(&json).map_err(|error| StoreError::Corrupt {
            table: "keepsake",
            id: name,
            why: format!("line {} column {}", error.line(), error.column()),
        })?;
        let token = Seal::new(key).open(&kept.sealed, team)?;
        Ok((Workspace { team: team.to_owned(), scope, token, bot: kept.bot }, kept.scopes))
    }

    /// Keeps what a workspace granted, and lets it in.
    pub(crate) async fn keep(&self, granted: Granted, key: &SealKey) -> Result<Arc<Workspace>, StoreError> {
        let Granted { team, token, bot, scopes } = granted;
        let community = self.mentoring.community(&self.name, &team, chrono_tz::UTC).await?;
        let sealed = Seal::new(key).seal(&token, &team);
        let kept = Kept { sealed, bot: bot.clone(), scopes };
        let json = serde_json::to_string(&kept).expect("texts become JSON");
        self.put(community.scope(), Some(json)).await?;
        self.outbox.forget(&team);
        Ok(self.workspaces.admit(Workspace { team, scope: community.scope(), token, bot }))
    }

    /// Slack tells that a workspace removed the app or revoked its token: the token is forgotten, with everything that
    /// is remembered of the workspace outside the memory.
    ///
    /// # Errors
    /// The memory does not answer.
    pub(crate) async fn let_go(&self, team: &str) -> Result<Parting, StoreError> {
        match self.workspace(team).await {
            Ok(workspace) => match self.test(&workspace.token).await {
                Speaks::Yes => return Ok(Parting::Stays),
                Speaks::Unknown => return Ok(Parting::Unknown),
                Speaks::No => {}
            },
            Err(NoWorkspace::Store(error)) => return Err(error),
            Err(NoWorkspace::NotInstalled | NoWorkspace::Sealed(_)) => {}
        }
        if let Some(community) = self.mentoring.store().community(&self.name, team).await? {
            self.put(community.scope(), None).await?;
        }
        self.workspaces.dismiss(team);
        self.people.forget(team);
        self.outbox.forget(team);
        Ok(Parting::Gone)
    }

    /// Asks Slack whether a token still speaks for us.
    async fn test(&self, token: &SecretString) -> Speaks {
        match self.api.read::<Tested>(token, "auth.test", &[]).await {
            Ok(_) => Speaks::Yes,
            Err(error) if error.code().is_some_and(closes) => Speaks::No,
            Err(error) => {
                tracing::warn!(%error, "Slack does not say whether a token still holds");
                Speaks::Unknown
            }
        }
    }

    /// Two changes within the same millisecond are two calls, so each is named by chance.
    async fn put(&self, scope: Scope, json: Option<String>) -> Result<(), StoreError> {
        let at = self.mentoring.now();
        let call = CallId(format!("slack/installation/{}", hex::encode(random::<16>())));
        let changes = vec![Change::Keepsake(KEEPSAKE.to_owned(), json)];
        self.mentoring.store().commit(Commit { scope, call, at, reply: Reply::default(), changes }).await?;
        Ok(())
    }
}

/// A later version may need what nobody granted to an earlier one. Messages reach people all the same.
pub(crate) fn say_what_is_missing(team: &str, granted: &[impl AsRef<str>]) {
    let missing = missing(SCOPES, granted);
    if !missing.is_empty() {
        let missing = missing.join(", ");
        tracing::warn!(
            team,
            missing,
            "This workspace has not granted all that is of use: install the app again"
        );
    }
}
