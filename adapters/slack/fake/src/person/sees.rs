//! What people see.

use super::Person;
use crate::screen::{self, Form, Seen};
use crate::world::channel::Channel;

impl Person {
    /// Every message on their screen, of all places, in the order they came.
    pub fn messages(&self) -> Vec<Seen> {
        self.seen(&|_| true)
    }

    /// The conversation with the app.
    pub fn dms(&self) -> Vec<Seen> {
        self.seen(&|channel| channel.im_with() == Some(&self.id))
    }

    /// A channel, with what is only for them.
    pub fn channel(&self, id: &str) -> Vec<Seen> {
        self.seen(&|channel| channel.id == id)
    }

    /// What the app said to them alone, wherever.
    pub fn ephemerals(&self) -> Vec<Seen> {
        self.messages().into_iter().filter(|seen| seen.is_ephemeral).collect()
    }

    /// The youngest message on their screen.
    ///
    /// # Panics
    /// When there is none.
    pub fn last(&self) -> Seen {
        self.messages().pop().unwrap_or_else(|| panic!("{} sees no message", self.name))
    }

    /// The modal in front of them.
    pub fn modal(&self) -> Option<Form> {
        let world = self.inner.world();
        let team = world.team(&self.team);
        let top = team.users[&self.id].modals.last()?;
        Some(screen::form(&world, team, &world.views[top]))
    }

    /// How many modals lie on one another.
    pub fn modal_count(&self) -> usize {
        self.inner.world().team(&self.team).users[&self.id].modals.len()
    }

    /// The app's home, once it was published.
    pub fn home(&self) -> Option<Form> {
        let world = self.inner.world();
        let team = world.team(&self.team);
        let home = team.users[&self.id].home.as_ref()?;
        Some(screen::form(&world, team, &world.views[home]))
    }

    fn seen(&self, fits: &dyn Fn(&Channel) -> bool) -> Vec<Seen> {
        let now = self.inner.now();
        let mut world = self.inner.world();
        world.deliver_scheduled(now);
        let team = world.team(&self.team);
        let mut seen = Vec::new();
        for channel in
            team.channels.values().filter(|channel| channel.members.contains(&self.id) && fits(channel))
        {
            let visible = channel.messages.iter().filter(|message| message.is_visible_to(&self.id));
            seen.extend(visible.map(|message| screen::message(&world, team, channel, message)));
        }
        seen.sort_by(|one, other| one.ts.cmp(&other.ts));
        seen
    }
}
