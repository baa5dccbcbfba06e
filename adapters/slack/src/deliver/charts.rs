//! The charts of a message, beneath its words: a file each, as Slack shows no picture that lies nowhere.
//!
//! The words come first and are enough. A chart that cannot be shown is logged, and not tried again. Nor is that of a
//! message that an earlier attempt had posted whole: nobody knows whether its chart was shown, and none is shown twice.

use smallwins_chat::picture::Png;
use smallwins_core::platform::Outgoing;

use crate::slack::Slack;
use crate::workspaces::Workspace;

impl Slack {
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
