//! Charts: a file each, as Slack shows no picture that lies nowhere.
//!
//! A chart that is a message of its own is delivered as any other, and tried again. Until the last of its three steps
//! nobody sees it; what breaks off there is in doubt, and as a file has no mark by which it could be found again, it
//! counts as shown: none is shown twice.
//!
//! Where a message has charts beside its words, these come first and are enough. A chart that cannot be shown is logged
//! then, and not tried again. Nor is that of a message that an earlier attempt had posted whole.

use smallwins_chat::picture::Png;
use smallwins_core::chart::Chart;
use smallwins_core::platform::{DeliveryError, MessageId, Outgoing};

use super::meaning::To;
use crate::slack::Slack;
use crate::workspaces::Workspace;

/// What stands for the id of a picture that may have been shown.
const IN_DOUBT: &str = "in doubt";

impl Slack {
    /// Shows a chart that is a message of its own.
    pub(super) async fn show_alone(
        &self,
        workspace: &Workspace,
        outgoing: &Outgoing<'_>,
        chart: &Chart,
    ) -> Result<MessageId, DeliveryError> {
        if outgoing.in_doubt {
            return Ok(MessageId(IN_DOUBT.to_owned()));
        }
        let Some(png) = Png::of(chart).await else {
            return Err(DeliveryError::Never { why: "the chart could not be painted".to_owned() });
        };
        let channel = self.place(workspace, outgoing).await;
        let channel = channel.map_err(|stop| self.stopped(&workspace.team, To::of(outgoing), stop))?;
        self.upload(outgoing.community, &channel, png, "").await
    }

    /// Shows the charts of a message that was posted just now.
    pub(super) async fn show_charts(&self, workspace: &Workspace, outgoing: &Outgoing<'_>) {
        for chart in outgoing.message.charts() {
            let Some(png) = Png::of(chart).await else { continue };
            let Ok(channel) = self.place(workspace, outgoing).await else { return };
            if let Err(error) = self.upload(outgoing.community, &channel, png, "").await {
                tracing::warn!(task.id = %outgoing.task, %error, "Said, but its chart is not shown");
            }
        }
    }
}
