//! One call on its way through a method.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::world::World;
use crate::world::team::{Install, Team};

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// The bot of a workspace, with this token.
    Bot { team: String, token: String },
    /// The app, with its own token or its secret.
    App,
}

/// What a method works with.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) now: DateTime<Utc>,
    /// Where this Slack is: `http://127.0.0.1:port`.
    pub(crate) base: &'a str,
    pub(crate) caller: Caller,
    pub(crate) args: Map<String, Value>,
}

impl Call<'_> {
    /// The workspace of the calling bot.
    pub(crate) fn team_id(&self) -> String {
        match &self.caller {
            Caller::Bot { team, .. } => team.clone(),
            Caller::App => unreachable!("methods of a workspace ask for a bot's token"),
        }
    }

    pub(crate) fn team(&self) -> &Team {
        self.world.team(&self.team_id())
    }

    pub(crate) fn team_mut(&mut self) -> &mut Team {
        let id = self.team_id();
        self.world.team_mut(&id)
    }

    /// The installation whose token this is.
    pub(crate) fn install(&self) -> Install {
        let Caller::Bot { token, .. } = &self.caller else {
            unreachable!("methods of a workspace ask for a bot's token")
        };
        let install = self.team().installs.iter().find(|install| install.token == *token);
        install.expect("a call's token was looked up").clone()
    }

    pub(crate) fn may(&self, scope: &str) -> Result<(), Refusal> {
        let install = self.install();
        if install.scopes.iter().any(|held| held == scope) {
            return Ok(());
        }
        let why = format!("the installation lacks {scope}");
        Err(Refusal::wrong("missing_scope", why)
            .with("needed", scope)
            .with("provided", install.scopes.join(",")))
    }

    /// An argument's text; empty where it was not given.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.args.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.args.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.args.get(name).and_then(Value::as_i64)
    }
}
