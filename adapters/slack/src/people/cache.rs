//! Who has been described lately.
//!
//! Read at each call and written once an hour per person, so it is cut into parts that are locked alone: two calls
//! meet at one lock only when both are about people of the same part, and then both may read.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use tokio::time::Instant;

use crate::inbound::Profile;

/// How long a description holds.
const HOLDS: Duration = Duration::from_secs(60 * 60);
/// How long we make do without one, before Slack is asked again.
const MADE_DO: Duration = Duration::from_secs(30);
/// Into how many parts it is cut.
const PARTS: usize = 64;
/// How many people one part remembers at most: 32,768 in all, at about 300 bytes each.
const MOST: usize = 512;

/// The people of all workspaces.
#[derive(Debug)]
pub(crate) struct People {
    parts: [RwLock<Part>; PARTS],
    state: RandomState,
}

/// By user, then by team: an id may be known in several workspaces, and differ there.
#[derive(Debug, Default)]
struct Part {
    known: HashMap<String, Vec<Known>>,
    count: usize,
}

#[derive(Debug)]
struct Known {
    team: String,
    profile: Arc<Profile>,
    until: Instant,
}

impl Default for People {
    fn default() -> Self {
        People { parts: std::array::from_fn(|_| RwLock::default()), state: RandomState::new() }
    }
}

impl People {
    /// Somebody whose description still holds.
    pub(crate) fn fresh(&self, team: &str, user: &str) -> Option<Arc<Profile>> {
        let part = self.read(user);
        let known = part.find(team, user)?;
        (Instant::now() < known.until).then(|| Arc::clone(&known.profile))
    }

    /// Somebody who was described at some time.
    pub(crate) fn stale(&self, team: &str, user: &str) -> Option<Arc<Profile>> {
        Some(Arc::clone(&self.read(user).find(team, user)?.profile))
    }

    /// Keeps how Slack describes somebody.
    pub(crate) fn learn(&self, team: &str, profile: Profile) -> Arc<Profile> {
        self.keep(team, profile, HOLDS)
    }

    /// Keeps for a while what has to do instead of a description.
    pub(crate) fn make_do(&self, team: &str, profile: Profile) -> Arc<Profile> {
        self.keep(team, profile, MADE_DO)
    }

    /// Forgets everybody of a workspace.
    pub(crate) fn forget(&self, team: &str) {
        for part in &self.parts {
            part.write().unwrap_or_else(PoisonError::into_inner).forget(|known| known.team == team);
        }
    }

    fn keep(&self, team: &str, profile: Profile, holds: Duration) -> Arc<Profile> {
        let now = Instant::now();
        let profile = Arc::new(profile);
        let known = Known { team: team.to_owned(), profile: Arc::clone(&profile), until: now + holds };
        let mut part = self.write(&profile.user);
        part.make_room(now);
        part.put(known);
        profile
    }

    fn read(&self, user: &str) -> RwLockReadGuard<'_, Part> {
        self.part(user).read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, user: &str) -> RwLockWriteGuard<'_, Part> {
        self.part(user).write().unwrap_or_else(PoisonError::into_inner)
    }

    fn part(&self, user: &str) -> &RwLock<Part> {
        let place = self.state.hash_one(user) as usize % PARTS;
        &self.parts[place]
    }
}

impl Part {
    fn find(&self, team: &str, user: &str) -> Option<&Known> {
        self.known.get(user)?.iter().find(|known| known.team == team)
    }

    fn put(&mut self, new: Known) {
        let all = self.known.entry(new.profile.user.clone()).or_default();
        match all.iter_mut().find(|known| known.team == new.team) {
            Some(known) => *known = new,
            None => {
                all.push(new);
                self.count += 1;
            }
        }
    }

    /// A full part lets go of what no longer holds, or else of everybody: they are described again when they speak.
    fn make_room(&mut self, now: Instant) {
        if self.count < MOST {
            return;
        }
        self.forget(|known| known.until <= now);
        if self.count >= MOST {
            self.forget(|_| true);
        }
    }

    fn forget(&mut self, which: impl Fn(&Known) -> bool) {
        self.known.retain(|_, all| {
            all.retain(|known| !which(known));
            !all.is_empty()
        });
        self.count = self.known.values().map(Vec::len).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(user: &str, name: &str) -> Profile {
        let name = Some(name.to_owned());
        Profile { user: user.to_owned(), name, zone: None, locale: None, admin: false, gone: false }
    }

    #[tokio::test(start_paused = true)]
    async fn a_description_holds_for_an_hour_and_what_had_to_do_for_half_a_minute() {
        let people = People::default();
        people.learn("T1", profile("U1", "Ana"));
        people.make_do("T1", profile("U2", "Ben"));
        tokio::time::advance(MADE_DO).await;
        assert!(people.fresh("T1", "U1").is_some());
        assert!(people.fresh("T1", "U2").is_none());
        assert!(people.stale("T1", "U2").is_some());
        tokio::time::advance(HOLDS).await;
        assert!(people.fresh("T1", "U1").is_none());
    }

    #[tokio::test]
    async fn the_same_id_is_another_person_in_another_workspace() {
        let people = People::default();
        people.learn("T1", profile("U1", "Ana"));
        people.learn("T2", profile("U1", "Ana of the neighbours"));
        people.learn("T1", profile("U1", "Ana Maria"));
        let name = |team| people.fresh(team, "U1").and_then(|profile| profile.name.clone());
        assert_eq!(name("T1").as_deref(), Some("Ana Maria"));
        assert_eq!(name("T2").as_deref(), Some("Ana of the neighbours"));
        assert_eq!(name("T3"), None);
        people.forget("T2");
        assert!(name("T1").is_some() && name("T2").is_none());
    }

    #[tokio::test]
    async fn it_never_outgrows_its_room() {
        let people = People::default();
        for number in 0..4 * PARTS * MOST {
            people.learn("T1", profile(&format!("U{number}"), "Somebody"));
        }
        let held: usize = people.parts.iter().map(|part| part.read().unwrap().count).sum();
        assert!(held <= PARTS * MOST, "{held}");
        let last = format!("U{}", 4 * PARTS * MOST - 1);
        assert!(people.fresh("T1", &last).is_some());
    }
}
