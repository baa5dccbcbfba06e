//! The workspaces that are served: whose community each is, and the token that speaks there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;
use smallwins_core::community::Scope;

/// A workspace that lets us in.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    /// Its id (`T…`).
    pub(crate) team: String,
    /// The walls of its community.
    pub(crate) scope: Scope,
    /// Speaks for us there.
    pub(crate) token: SecretString,
    /// Our own user there (`U…`).
    pub(crate) bot: String,
}

/// The workspaces that have been let in so far, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Workspaces {
    known: Mutex<HashMap<String, Arc<Workspace>>>,
}

impl Workspaces {
    /// The workspace of that id.
    pub(crate) fn get(&self, team: &str) -> Option<Arc<Workspace>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(team).cloned()
    }

    /// Lets a workspace in, or gives it another token.
    pub(crate) fn admit(&self, workspace: Workspace) -> Arc<Workspace> {
        let workspace = Arc::new(workspace);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(workspace.team.clone(), Arc::clone(&workspace));
        workspace
    }
}
