//! Who people are, and how that changes.

use chrono_tz::Tz;

use super::Person;
use crate::screen::Seen;
use crate::world::guild::{ADMINISTRATOR, Role};
use crate::world::user::User;

impl Person {
    /// Makes them an administrator of the guild.
    pub fn admin(self) -> Person {
        self.permitted(ADMINISTRATOR)
    }

    /// Gives them a role of the guild that permits this: `MANAGE_GUILD` is `0x20`.
    pub fn permitted(self, bits: u64) -> Person {
        let mut world = self.inner.world();
        let id = world.old_id();
        let guild = world.guild_mut(&self.guild);
        guild.roles.push(Role { id: id.clone(), name: format!("role {bits:#x}"), permissions: bits });
        guild.members.get_mut(&self.id).expect("they are in the guild").roles.push(id);
        drop(world);
        self
    }

    /// Takes every role of the guild from them.
    pub fn demoted(&self) {
        let mut world = self.inner.world();
        world.guild_mut(&self.guild).members.get_mut(&self.id).expect("they are in the guild").roles.clear();
    }

    /// Lets them live in a time zone, which Discord tells no app: instants are shown to them in it.
    ///
    /// # Panics
    /// When there is no such zone.
    pub fn living_in(self, tz: &str) -> Person {
        let tz: Tz = tz.parse().expect("the name of a time zone");
        self.set(|user| user.tz = tz);
        self
    }

    /// Wants no messages of the app; an answer to what they do themselves they still get.
    pub fn closes_dms(&self) {
        self.set(|user| user.takes_dms = false);
    }

    /// Takes messages of the app again.
    pub fn opens_dms(&self) {
        self.set(|user| user.takes_dms = true);
    }

    /// Deletes a message, as a moderator may, or dismisses what only they see.
    pub fn deletes(&self, seen: &Seen) {
        self.inner.world().delete(&seen.id);
    }

    /// Leaves the guild. The app does not hear of it: that takes an intent which it has not asked for.
    pub fn leaves(&self) {
        self.inner.world().guild_mut(&self.guild).members.remove(&self.id);
    }

    pub(super) fn set(&self, how: impl FnOnce(&mut User)) {
        how(self.inner.world().user_mut(&self.id));
    }
}
