//! Calls by the token of a workspace, which somebody may have replaced by installing us anew: maybe at another process.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Workspace;
use crate::api::ApiError;
use crate::deliver::closes;
use crate::slack::Slack;

impl Slack {
    /// Calls a method of the Web API; once more by a newer token, where there is one and the known one holds no longer.
    pub(crate) async fn call<A, R>(
        &self,
        workspace: &Workspace,
        method: &str,
        args: &A,
    ) -> Result<R, ApiError>
    where
        A: Serialize + Send + Sync,
        R: DeserializeOwned + Send,
    {
        let called = self.api.call(&workspace.token, method, args).await;
        let Err(ApiError::Refused(code)) = &called else { return called };
        match self.renewed_after(code, workspace).await {
            Some(renewed) => self.api.call(&renewed.token, method, args).await,
            None => called,
        }
    }

    /// As [`Slack::call`], for a method that only reads.
    pub(crate) async fn read<R: DeserializeOwned + Send>(
        &self,
        workspace: &Workspace,
        method: &str,
        args: &[(&str, &str)],
    ) -> Result<R, ApiError> {
        let read = self.api.read(&workspace.token, method, args).await;
        let Err(ApiError::Refused(code)) = &read else { return read };
        match self.renewed_after(code, workspace).await {
            Some(renewed) => self.api.read(&renewed.token, method, args).await,
            None => read,
        }
    }

    /// The workspace with a newer token, where Slack refuses with a code by which the known one speaks no longer.
    pub(crate) async fn renewed_after(&self, code: &str, workspace: &Workspace) -> Option<Arc<Workspace>> {
        if closes(code) { self.renewed(workspace).await } else { None }
    }
}
