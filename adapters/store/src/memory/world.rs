//! All communities together, and what belongs to none.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use smallwins_core::community::Community;
use smallwins_core::id::CommunityId;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::StoreError;
use smallwins_core::task::{Kind, Lease};
use smallwins_core::visit::{Print, Stage, Visit};

use super::room::Room;
use crate::table::task::LOOK_AHEAD;

/// Everything in it.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) rooms: BTreeMap<CommunityId, Room>,
    /// Who holds what, and until when.
    pub(super) holds: HashMap<String, (String, DateTime<Utc>)>,
}

impl World {
    pub(super) fn of_platform(&self, platform: &PlatformName) -> impl Iterator<Item = &Room> {
        self.rooms.values().filter(move |room| room.community.platform == *platform)
    }

    /// The community of that name; one that is new is kept as it is told.
    pub(super) fn found(&mut self, mut community: Community) -> Result<Community, StoreError> {
        let is_same = |room: &&Room| room.community.external == community.external;
        if let Some(known) = self.of_platform(&community.platform).find(is_same) {
            return Ok(known.community.clone());
        }
        if self.rooms.contains_key(&community.scope().community()) {
            return Err(StoreError::Conflict);
        }
        community.version = 1;
        self.rooms.insert(community.scope().community(), Room::of(community.clone()));
        Ok(community)
    }

    /// Takes something until an instant, unless somebody else has it now. Whether it did.
    pub(super) fn hold(
        &mut self,
        name: &str,
        holder: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> bool {
        let is_others = |(other, until): &(String, DateTime<Utc>)| other != holder && *until > now;
        if self.holds.get(name).is_some_and(is_others) {
            return false;
        }
        self.holds.insert(name.to_owned(), (holder.to_owned(), until));
        true
    }

    /// Uses up a link, if nobody has and it is not too late, and lets in the visit that comes by it. Whether it did.
    pub(super) fn enter(
        &mut self,
        invitation: &Print,
        visit: &Visit,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        if self.rooms.values().any(|room| room.visits.contains_key(&visit.print)) {
            return Err(StoreError::Conflict);
        }
        let mut rooms = self.rooms.values_mut();
        let Some(room) = rooms.find(|room| room.visits.contains_key(invitation)) else { return Ok(false) };
        let link = room.visits.get_mut(invitation);
        let Some(link) = link.filter(|link| link.stage == Stage::Invited && link.until > now) else {
            return Ok(false);
        };
        link.stage = Stage::Used;
        room.visits.insert(visit.print.clone(), visit.clone());
        Ok(true)
    }

    /// Keeps a community under the name that another had, which is forgotten.
    pub(super) fn replace(
        &mut self,
        community: Community,
        instead_of: Option<CommunityId>,
    ) -> Result<(), StoreError> {
        let id = community.scope().community();
        let has_its_name = |room: &&Room| {
            let there = room.community.scope().community();
            room.community.external == community.external && there != id && Some(there) != instead_of
        };
        let is_taken = self.of_platform(&community.platform).any(|room| has_its_name(&room));
        let room = self.rooms.get_mut(&id).filter(|room| room.community.version == community.version);
        let room = room.filter(|_| !is_taken).ok_or(StoreError::Conflict)?;
        room.community = community;
        room.community.version += 1;
        instead_of.map(|other| self.rooms.remove(&other));
        Ok(())
    }

    /// Communities take turns among what is due first, so that a busy one does not hold up the others.
    pub(super) fn claim(
        &mut self,
        platform: &PlatformName,
        kind: Kind,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: u32,
    ) -> Vec<Lease> {
        let (most, ahead) = (most as usize, most.saturating_mul(LOOK_AHEAD) as usize);
        let open = self.of_platform(platform).filter(|room| !room.community.is_closed());
        let due = open.flat_map(|room| {
            let here = room.community.scope().community();
            room.promises.due(kind, now).take(ahead).map(move |(free_at, id)| (free_at, id, here))
        });
        let mut soon: Vec<_> = due.collect();
        soon.sort_unstable();
        soon.truncate(ahead);
        let mut turns: HashMap<CommunityId, usize> = HashMap::new();
        let turn = |(free_at, id, here)| {
            let turn = turns.entry(here).or_default();
            *turn += 1;
            (*turn, free_at, id, here)
        };
        let mut chosen: Vec<_> = soon.into_iter().map(turn).collect();
        chosen.sort_unstable();
        chosen.truncate(most);
        let lease = |(_, _, id, here)| {
            let room = self.rooms.get_mut(&here)?;
            room.promises.lease(id, &room.community, now, until)
        };
        let mut leases: Vec<Lease> = chosen.into_iter().filter_map(lease).collect();
        leases.sort_by_key(|lease| (lease.task.due, lease.task.id));
        leases
    }
}
