//! The mentors of each community, kept in mind: who is found by which stem, as each was last written.
//!
//! This is for a file that one process writes. A commit says here whom it writes as soon as it is on its way, so the
//! next decision builds upon it instead of running into it. What stands here is a hint and never a verdict: whoever is
//! chosen is written under the guard of their version. A commit that comes to nothing casts doubt on everybody it
//! would have written, and they are read anew; when another process wrote to the file, all is.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use smallwins_core::community::Scope;
use smallwins_core::id::{CommunityId, MemberId};
use smallwins_core::member::Member;

use crate::db::Pool;
use crate::fault::Fault;
use crate::table::member;

/// So many mentors are kept in mind, of all communities together: some 60 MB. A community that has more of its own is
/// answered by the database.
const MOST: usize = 20_000;

/// What is known of the mentors of communities.
#[derive(Debug)]
pub(crate) struct Mentors {
    most: usize,
    communities: Mutex<Communities>,
    /// Held by whoever reads, so that those who wait for the same need not.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Communities {
    known: HashMap<CommunityId, Known>,
    /// How often anything was looked for: the age of what is known.
    looks: u64,
}

/// The mentors of one community.
#[derive(Debug, Default)]
struct Known {
    read: Reading,
    places: HashMap<MemberId, usize>,
    seats: Vec<Seat>,
    found_by: HashMap<String, Vec<usize>>,
    doubted: BTreeSet<MemberId>,
    looked_at: u64,
}

#[derive(Debug, Default, PartialEq)]
enum Reading {
    /// Not yet; what is written meanwhile is noted.
    #[default]
    Ahead,
    Done,
    /// There are more than are kept in mind.
    TooMany,
}

/// A mentor, or somebody who was one.
#[derive(Debug)]
struct Seat {
    id: MemberId,
    held: usize,
    member: Arc<Member>,
}

/// What can be said without reading.
enum Look {
    Found(Vec<Arc<Member>>),
    Unread,
    /// These are to be read anew before anything can be said.
    Doubted(Vec<(MemberId, Arc<Member>)>),
    TooMany,
}

impl Default for Mentors {
    fn default() -> Mentors {
        Mentors::of_at_most(MOST)
    }
}

impl Mentors {
    fn of_at_most(most: usize) -> Mentors {
        Mentors { most, communities: Mutex::default(), reading: tokio::sync::Mutex::default() }
    }

    /// As [`member::candidates`], mostly without asking the database.
    pub(crate) async fn candidates(
        &self,
        pool: &Pool,
        scope: Scope,
        stems: &[String],
        most: u32,
    ) -> Result<Vec<Arc<Member>>, Fault> {
        match self.told(pool, scope, |known| known.found(stems, most as usize)).await? {
            Some(found) => Ok(found),
            None => member::candidates(pool, scope, stems, most).await,
        }
    }

    /// As [`member::mentors_after`], mostly without asking the database.
    pub(crate) async fn after(
        &self,
        pool: &Pool,
        scope: Scope,
        after: Option<MemberId>,
        most: u32,
    ) -> Result<Vec<Arc<Member>>, Fault> {
        match self.told(pool, scope, |known| known.after(after, most as usize)).await? {
            Some(mentors) => Ok(mentors),
            None => member::mentors_after(pool, scope, after, most).await,
        }
    }

    /// What is told of a community once its mentors are known; none where there are more than are kept in mind.
    async fn told(
        &self,
        pool: &Pool,
        scope: Scope,
        tell: impl Fn(&Known) -> Vec<Arc<Member>>,
    ) -> Result<Option<Vec<Arc<Member>>>, Fault> {
        if let Look::Found(found) = self.look(scope, &tell) {
            return Ok(Some(found));
        }
        let _reading = self.reading.lock().await;
        loop {
            match self.look(scope, &tell) {
                Look::Found(found) => return Ok(Some(found)),
                Look::TooMany => return Ok(None),
                Look::Unread => {
                    self.locked().known.entry(scope.community()).or_default();
                    let all = member::mentors(pool, scope, self.most + 1).await?;
                    self.learn(scope, all);
                }
                Look::Doubted(doubted) => {
                    let ids: Vec<MemberId> = doubted.iter().map(|(id, _)| *id).collect();
                    let read = member::some(pool, scope, &ids).await?;
                    self.settle(scope, &doubted, read);
                }
            }
        }
    }

    /// Somebody is being written, or was: this is what they are from now on.
    pub(crate) fn note<'a>(&self, scope: Scope, members: impl IntoIterator<Item = &'a Arc<Member>>) {
        if let Some(known) = self.locked().known.get_mut(&scope.community()) {
            members.into_iter().for_each(|member| known.note(member));
        }
    }

    /// They were not written after all, or are not what they were thought to be.
    pub(crate) fn doubt<'a>(&self, scope: Scope, members: impl IntoIterator<Item = &'a Arc<Member>>) {
        if let Some(known) = self.locked().known.get_mut(&scope.community()) {
            known.doubted.extend(members.into_iter().map(|member| member.id));
        }
    }

    /// Forgets a community.
    pub(crate) fn forget(&self, scope: Scope) {
        self.locked().known.remove(&scope.community());
    }

    /// Forgets everything.
    pub(crate) fn forget_all(&self) {
        self.locked().known.clear();
    }

    /// Each change is whole before the next can fail, so a lock that somebody panicked with is as good as any.
    fn locked(&self) -> MutexGuard<'_, Communities> {
        self.communities.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self, scope: Scope, tell: impl Fn(&Known) -> Vec<Arc<Member>>) -> Look {
        let mut communities = self.locked();
        communities.looks += 1;
        let looks = communities.looks;
        let Some(known) = communities.known.get_mut(&scope.community()) else { return Look::Unread };
        known.looked_at = looks;
        match known.read {
            Reading::Ahead => return Look::Unread,
            Reading::TooMany => return Look::TooMany,
            Reading::Done => {}
        }
        let doubted = known.doubted();
        if doubted.is_empty() { Look::Found(tell(known)) } else { Look::Doubted(doubted) }
    }

    fn learn(&self, scope: Scope, all: Vec<Arc<Member>>) {
        let mut communities = self.locked();
        let Some(known) = communities.known.get_mut(&scope.community()) else { return };
        if all.len() > self.most {
            *known = Known { read: Reading::TooMany, looked_at: known.looked_at, ..Known::default() };
            return;
        }
        all.iter().for_each(|member| known.note(member));
        known.read = Reading::Done;
        communities.forget_the_oldest(self.most);
    }

    /// What was read of those in doubt stands, unless something newer was noted meanwhile: that has its own verdict.
    fn settle(&self, scope: Scope, doubted: &[(MemberId, Arc<Member>)], read: Vec<Member>) {
        let mut communities = self.locked();
        let Some(known) = communities.known.get_mut(&scope.community()) else { return };
        let mut read: HashMap<MemberId, Member> =
            read.into_iter().map(|member| (member.id, member)).collect();
        for (id, before) in doubted {
            let Some(place) = known.places.get(id).copied() else { continue };
            known.doubted.remove(id);
            if Arc::ptr_eq(&known.seats[place].member, before) {
                let nobody = || Member { mentor: None, ..Member::clone(before) };
                known.seat(place, &Arc::new(read.remove(id).unwrap_or_else(nobody)));
            }
        }
    }
}

impl Communities {
    /// Makes room for what was read last.
    fn forget_the_oldest(&mut self, most: usize) {
        while self.known.values().map(|known| known.seats.len()).sum::<usize>() > most && self.known.len() > 1
        {
            let oldest =
                self.known.iter().min_by_key(|(id, known)| (known.looked_at, **id)).map(|(id, _)| *id);
            oldest.map(|id| self.known.remove(&id));
        }
    }
}

impl Known {
    /// Those who do not mentor are of interest only when they did, or may turn out to have.
    fn note(&mut self, member: &Arc<Member>) {
        match self.places.get(&member.id).copied() {
            Some(place) if member.version >= self.seats[place].member.version => self.seat(place, member),
            Some(_) => {}
            None if member.mentor.is_some() || self.read == Reading::Ahead => {
                let place = self.seats.len();
                self.places.insert(member.id, place);
                self.seats.push(Seat { id: member.id, held: held(member), member: Arc::clone(member) });
                for stem in stems(member) {
                    self.found_by.entry(stem.to_owned()).or_default().push(place);
                }
            }
            None => {}
        }
    }

    fn seat(&mut self, place: usize, member: &Arc<Member>) {
        let seat = &mut self.seats[place];
        let before = std::mem::replace(&mut seat.member, Arc::clone(member));
        seat.held = held(member);
        let (before, now) = (stems(&before), stems(member));
        for stem in before.difference(&now) {
            if let Some(places) = self.found_by.get_mut(*stem) {
                places.retain(|other| *other != place);
            }
        }
        for stem in now.difference(&before) {
            self.found_by.entry((*stem).to_owned()).or_default().push(place);
        }
    }

    /// Those of whom nothing is kept need not be read.
    fn doubted(&mut self) -> Vec<(MemberId, Arc<Member>)> {
        self.doubted.retain(|id| self.places.contains_key(id));
        let seat = |id: &MemberId| (*id, Arc::clone(&self.seats[self.places[id]].member));
        self.doubted.iter().map(seat).collect()
    }

    /// Those who can be found after an id, in the order of ids.
    fn after(&self, after: Option<MemberId>, most: usize) -> Vec<Arc<Member>> {
        let is_next = |seat: &&Seat| after.is_none_or(|after| seat.id > after) && is_found(&seat.member);
        let mut next: Vec<&Seat> = self.seats.iter().filter(is_next).collect();
        if next.len() > most {
            next.select_nth_unstable_by_key(most, |seat| seat.id);
            next.truncate(most);
        }
        next.sort_unstable_by_key(|seat| seat.id);
        next.into_iter().map(|seat| Arc::clone(&seat.member)).collect()
    }

    /// Those sharing most stems first, then those with the fewest holdings, then by id.
    fn found(&self, stems: &[String], most: usize) -> Vec<Arc<Member>> {
        let mut shared = vec![0_usize; self.seats.len()];
        let mut found = Vec::new();
        for stem in stems.iter().collect::<BTreeSet<_>>() {
            for &place in self.found_by.get(stem).into_iter().flatten() {
                if shared[place] == 0 {
                    found.push(place);
                }
                shared[place] += 1;
            }
        }
        let order = |place: &usize| {
            let seat = &self.seats[*place];
            (Reverse(shared[*place]), seat.held, seat.id)
        };
        if found.len() > most {
            found.select_nth_unstable_by_key(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by_key(order);
        found.into_iter().map(|place| Arc::clone(&self.seats[place].member)).collect()
    }
}

fn held(member: &Member) -> usize {
    member.mentor.as_ref().map_or(0, |mentor| mentor.held.len())
}

/// Whether somebody can be found by a topic.
fn is_found(member: &Member) -> bool {
    let topics = member.mentor.iter().flat_map(|mentor| &mentor.topics);
    topics.flat_map(|topic| topic.stems()).next().is_some()
}

fn stems(member: &Member) -> BTreeSet<&str> {
    let topics = member.mentor.iter().flat_map(|mentor| &mentor.topics);
    topics.flat_map(|topic| topic.stems().iter().map(String::as_str)).collect()
}

#[cfg(test)]
mod tests;
