//! A community: the tenant, and the scope inside which everything is read and written.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::audit::Head;
use crate::digest::Digest;
use crate::holidays::Holidays;
use crate::id::CommunityId;
use crate::matching::{Pressed, Prices, Weights};
use crate::moment::Moment;
use crate::platform::PlatformName;
use crate::retention::Retention;
use crate::rounds::Rounds;
use crate::safety::Safety;
use crate::settings::Settings;
use crate::signal::Source;
use crate::tongue::Tongue;

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
    /// The zone of members who have told none, where their platform tells none either.
    pub zone: Tz,
    /// The language of what everybody reads, and of members whose own is not spoken here.
    #[serde(default)]
    pub tongue: Tongue,
    /// The channel for what concerns everybody, by the platform's id.
    pub channel: Option<String>,
    /// Whether anybody in it can be reached.
    #[serde(default)]
    pub standing: Standing,
    /// What becomes of it when the app is removed.
    #[serde(default)]
    pub on_removal: OnRemoval,
    /// When its admins heard that something waits for a channel to be chosen; they hear it once.
    #[serde(default)]
    pub channel_missed: Option<DateTime<Utc>>,
    /// When and where those who run it read about its week.
    #[serde(default)]
    pub digest: Digest,
    /// Days on which everybody here is free.
    #[serde(default, skip_serializing_if = "Holidays::is_empty")]
    pub holidays: Holidays,
    /// When words that are too old are forgotten.
    #[serde(default)]
    pub retention: Retention,
    /// How much each part of the score counts here.
    #[serde(default)]
    pub weights: Weights,
    /// Sources of signals that those who run it do not want to hear.
    #[serde(default)]
    pub silenced: BTreeSet<Source>,
    /// Numbers that those who run it may change.
    #[serde(default)]
    pub settings: Settings,
    /// What is settled for the safety of its people.
    #[serde(default)]
    pub safety: Safety,
    /// When asks that wait are matched together.
    #[serde(default)]
    pub rounds: Rounds,
    /// What a seat of each scarce mentor was worth in the last round.
    #[serde(default)]
    pub prices: Prices,
    /// What pressed lately, out of which room is kept for what will.
    #[serde(default)]
    pub pressed: Pressed,
    /// The last line of what its audit tells.
    #[serde(default)]
    pub audit: Head,
}

/// Whether anybody in a community can be reached.
///
/// ```text
/// Open ─► Closed   the token was refused, or the app was removed
///   ▲       │
///   └───────┘      it was let in again
/// ```
///
/// While it is closed none of its tasks is done, and none is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// They can.
    #[default]
    Open,
    /// Nobody can.
    Closed {
        /// Since when.
        since: DateTime<Utc>,
        /// The platform's reason, free of people's words; empty where none is known.
        #[serde(default)]
        why: String,
    },
}

/// What becomes of a community when the app is removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnRemoval {
    /// Everything waits for it to come back.
    #[default]
    Keep,
    /// Everything is forgotten at once.
    Erase,
}

impl Community {
    /// A community that was not known before.
    pub fn new(platform: PlatformName, external: String, zone: Tz, moment: &mut Moment) -> Self {
        Community {
            id: moment.id(),
            version: 0,
            platform,
            external,
            zone,
            tongue: Tongue::English,
            channel: None,
            standing: Standing::Open,
            on_removal: OnRemoval::Keep,
            channel_missed: None,
            digest: Digest::default(),
            holidays: Holidays::default(),
            retention: Retention::default(),
            weights: Weights::default(),
            silenced: BTreeSet::new(),
            settings: Settings::default(),
            safety: Safety::default(),
            rounds: Rounds::default(),
            prices: Prices::default(),
            pressed: Pressed::default(),
            audit: Head::default(),
        }
    }

    /// Whether nobody in it can be reached.
    pub fn is_closed(&self) -> bool {
        matches!(self.standing, Standing::Closed { .. })
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
