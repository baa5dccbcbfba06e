//! News: what a platform tells of itself and of the people on it, besides what they say.

use crate::id::{AskId, MemberId};
use crate::member::Person;
use crate::message::Message;
use crate::platform::{Lost, Posted};

/// Who put Smallwins into a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inviter {
    /// Somebody who runs the community, into a channel that it has for itself.
    Admin,
    /// Anybody else, or into a channel that others share.
    Somebody,
}

/// Something that a platform tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Somebody is described so from now on. Whoever is not known stays unknown: nobody is introduced by this.
    Described(Person),
    /// Nothing reaches this member any more.
    Unreachable {
        /// Who.
        member: MemberId,
        /// Whether they are gone.
        lost: Lost,
        /// The platform's reason, free of people's words.
        why: String,
    },
    /// A message arrived at this member, though nothing had reached them before.
    Reached {
        /// Who.
        member: MemberId,
    },
    /// Somebody put Smallwins into a channel. The reply, where there is one, is to be posted there.
    Invited {
        /// The channel, by the platform's id.
        channel: String,
        /// Who did.
        by: Inviter,
    },
    /// The community can be reached, again or for the first time.
    Opened,
    /// Nobody of the community can be reached: the token was refused.
    Closed {
        /// The platform's reason, free of people's words.
        why: String,
    },
    /// The digest did not arrive in the channel that was chosen for it, and never will.
    Unheard {
        /// What was to be read there.
        digest: Box<Message>,
        /// The platform's reason, free of people's words.
        why: String,
    },
    /// Everybody reads of an ask there from now on.
    Posted {
        /// Which.
        ask: AskId,
        /// Where.
        at: Posted,
    },
    /// The app was removed from the community.
    Removed,
}
