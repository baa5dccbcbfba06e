//! A community: the tenant, and the scope inside which everything is read and written.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::id::CommunityId;
use crate::moment::Moment;
use crate::platform::PlatformName;

/// A Slack workspace, a Discord server or the playground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Community {
    id: CommunityId,
    /// How often it was written; 0 before the first time.
    #[serde(skip)]
    pub version: u32,
    /// Where it lives.
    pub platform: PlatformName,
    /// Its id there.
    pub external: String,
    /// The zone of members who have told none.
    pub zone: Tz,
    /// The channel for what concerns everybody, by the platform's id.
    pub channel: Option<String>,
}

impl Community {
    /// A community that was not known before.
    pub fn new(platform: PlatformName, external: String, zone: Tz, moment: &mut Moment) -> Self {
        Community { id: moment.id(), version: 0, platform, external, zone, channel: None }
    }

    /// The right to read and write in this community, and in no other.
    pub fn scope(&self) -> Scope {
        Scope(self.id)
    }
}

/// One community's walls. It is had from a [`Community`] alone, so a query cannot forget or forge it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope(CommunityId);

impl Scope {
    /// The community inside the walls.
    pub fn community(self) -> CommunityId {
        self.0
    }
}
