//! What a refusal leaves open: whether somebody shut us out, left the server, or the server removed us.
//!
//! Discord refuses a direct message with the same code in all three cases. They come to different ends: whoever shut us
//! out can be asked for a word in the channel, whoever left is gone, and a server that removed us waits as a whole. So
//! Discord is asked for the member, once per refusal; without an answer the refusal means what the table says.

use smallwins_core::community::Community;
use smallwins_core::platform::{DeliveryError, Lost, Recipient};

use super::meaning::{
    MISSING_ACCESS, NO_MUTUAL_GUILD, TAKES_NO_MESSAGES, UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MEMBER,
    UNKNOWN_USER,
};
use crate::api::ApiError;
use crate::discord::Discord;

impl Discord {
    /// What a refusal means once Discord was asked, where that can tell more.
    pub(super) async fn found_out(
        &self,
        community: &Community,
        to: Recipient<'_>,
        error: &ApiError,
        means: DeliveryError,
    ) -> DeliveryError {
        let guild = &community.external;
        let asked = match (error.code(), to) {
            (
                Some(TAKES_NO_MESSAGES | NO_MUTUAL_GUILD | MISSING_ACCESS | UNKNOWN_CHANNEL),
                Recipient::Member(member),
            ) => self.api.member(guild, &member.handle.0).await,
            (Some(UNKNOWN_CHANNEL | MISSING_ACCESS), Recipient::Channel(_)) => self.api.guild(guild).await,
            _ => return means,
        };
        let code = asked.as_ref().err().and_then(ApiError::code);
        match (asked, code, means) {
            (_, Some(UNKNOWN_GUILD | MISSING_ACCESS), _) => {
                DeliveryError::Closed { why: "the server has removed us".to_owned() }
            }
            (_, Some(UNKNOWN_MEMBER | UNKNOWN_USER), _) => {
                DeliveryError::Unreachable { lost: Lost::Gone, why: "they have left the server".to_owned() }
            }
            (Ok(()), _, DeliveryError::Unreachable { why, .. }) => {
                DeliveryError::Unreachable { lost: Lost::Shut, why }
            }
            (_, _, means) => means,
        }
    }
}
