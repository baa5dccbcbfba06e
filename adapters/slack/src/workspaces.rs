//! The workspaces that are served: whose community each is, and the token that speaks there.
//!
//! A single workspace is let in at the start. Installed ones are let in when they are first needed: their tokens lie
//! sealed among the community's keepsakes ([`kept`]). [`call`] speaks by them.

mod call;
mod kept;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use smallwins_core::community::Scope;
use smallwins_core::store::StoreError;

use crate::seal::Unopened;

pub(crate) use kept::{Granted, Parting, say_what_is_missing};

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

/// Why a workspace cannot be served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoWorkspace {
    /// It has not installed the app, or has removed it.
    #[error("Smallwins is not installed in this workspace")]
    NotInstalled,
    /// Its token cannot be opened.
    #[error(transparent)]
    Sealed(#[from] Unopened),
    /// The memory does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The workspaces that have been let in so far, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Workspaces {
    known: Mutex<HashMap<String, Arc<Workspace>>>,
}

impl Workspaces {
    /// The workspace of that id, if it has been let in.
    pub(crate) fn get(&self, team: &str) -> Option<Arc<Workspace>> {
        self.lock().get(team).cloned()
    }

    /// Lets a workspace in, or gives it another token.
    pub(crate) fn admit(&self, workspace: Workspace) -> Arc<Workspace> {
        let workspace = Arc::new(workspace);
        self.lock().insert(workspace.team.clone(), Arc::clone(&workspace));
        workspace
    }

    /// Lets go of a workspace. One that is installed is read anew when it is needed.
    pub(crate) fn dismiss(&self, team: &str) {
        self.lock().remove(team);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Workspace>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
