//! The archive of a member, before the words that tell of it: whoever reads those has it.

use smallwins_core::archive::{KIND, NAME, archive};
use smallwins_core::interlude;
use smallwins_core::member::Member;
use smallwins_core::message::Message;
use smallwins_core::platform::{DeliveryError, Outgoing};

use super::meaning::To;
use super::{MEMORY, later};
use crate::slack::Slack;
use crate::upload::Shown;
use crate::workspaces::Workspace;

impl Slack {
    /// Hands a member their archive; answers with what is said instead of the message where no file may be sent.
    pub(super) async fn hand_over(
        &self,
        workspace: &Workspace,
        outgoing: &Outgoing<'_>,
        member: &Member,
    ) -> Result<Option<Message>, DeliveryError> {
        let (store, now) = (self.mentoring.store(), self.mentoring.now());
        let made = archive(&**store, outgoing.community, member, now).await;
        let bytes = made.map_err(|_| later(MEMORY, "the memory does not answer"))?;
        let channel = self.place(workspace, outgoing).await;
        let channel = channel.map_err(|stop| self.stopped(&workspace.team, To::of(outgoing), stop))?;
        let shown = Shown { name: NAME, kind: KIND, title: NAME, alt: "" };
        match self.upload_file(outgoing.community, &channel, shown, bytes, "").await {
            Ok(_) => Ok(None),
            Err(DeliveryError::Never { .. }) => {
                Ok(Some(interlude::no_file(member.tongue(outgoing.community))))
            }
            Err(error) => Err(error),
        }
    }
}
