//! The archive of a member, before the words that tell of it: whoever reads those has it.

use serde_json::json;
use smallwins_chat::pace::What;
use smallwins_core::archive::{NAME, archive};
use smallwins_core::interlude;
use smallwins_core::member::Member;
use smallwins_core::message::Message;
use smallwins_core::platform::{DeliveryError, Outgoing};

use super::post::{key, once_more};
use super::{MEMORY, later};
use crate::discord::Discord;

impl Discord {
    /// Hands a member their archive; answers with what is said instead of the message where no file may be sent.
    pub(super) async fn hand_over(
        &self,
        outgoing: &Outgoing<'_>,
        member: &Member,
    ) -> Result<Option<Message>, DeliveryError> {
        let (store, now) = (self.mentoring.store(), self.mentoring.now());
        let made = archive(&**store, outgoing.community, member, now).await;
        let bytes = made.map_err(|_| later(MEMORY, "the memory does not answer"))?;
        let channel = match self.place(outgoing).await {
            Ok(channel) => channel,
            Err(stop) => return Err(self.stopped(outgoing, stop).await),
        };
        let nonce =
            key(&[channel.as_bytes(), outgoing.task.to_string().as_bytes(), NAME.as_bytes()].concat());
        let message = json!({
            "attachments": [{ "id": 0, "filename": NAME }],
            "nonce": nonce,
            "enforce_nonce": true,
        });
        let sent = once_more(|| self.api.send_file(&channel, &message, NAME, bytes.clone())).await;
        match sent {
            Ok(_) => Ok(None),
            Err(error) => match self.refused(outgoing.community, outgoing.to, What::File, error).await {
                DeliveryError::Never { .. } => {
                    Ok(Some(interlude::no_file(member.tongue(outgoing.community))))
                }
                error => Err(error),
            },
        }
    }
}
