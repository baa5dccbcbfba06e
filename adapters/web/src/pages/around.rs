//! What stands around the threads, as it is right now: who is who, what is due, whose turn it is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use smallwins_core::member::Member;
use smallwins_core::platform::Handle;
use smallwins_core::store::{Desk, StoreError};
use smallwins_core::topic::Topic;
use smallwins_core::win::RECENT;

use super::clock::Clock;
use super::due::{self, Due};
use super::hints::{self, Hint};
use crate::playground::Playground;
use crate::playground::players::Player;

/// More members than this are never on stage.
const EVERYONE: u32 = 50;

/// One reading of everything around the threads.
pub(crate) struct Around {
    /// What the clock shows.
    pub(crate) now: DateTime<Utc>,
    /// Everybody with a column.
    pub(crate) people: Vec<Present>,
    /// What is due, soonest first.
    pub(crate) due: Vec<Due>,
    /// What somebody offers.
    pub(crate) topics: Vec<Topic>,
}

/// Somebody with a column.
pub(crate) struct Present {
    /// Who plays.
    pub(crate) player: Player,
    /// What Smallwins knows of them, once they have spoken.
    pub(crate) member: Option<Member>,
    /// What they could do next.
    pub(crate) hints: Vec<Hint>,
}

impl Around {
    /// Reads it.
    pub(crate) async fn read(playground: &Playground) -> Result<Around, StoreError> {
        let (store, scope, now) = (playground.store(), playground.scope(), playground.now());
        let members = store.everyone(scope, EVERYONE).await?;
        let mut by_handle: HashMap<Handle, Member> =
            members.iter().map(|member| (member.handle.clone(), member.clone())).collect();
        let mut people = Vec::new();
        for player in playground.players() {
            let member = by_handle.remove(&player.handle);
            let desk = match &member {
                Some(member) => store.desk(scope, member.id, now - RECENT).await?,
                None => Desk::default(),
            };
            let hints = hints::hints(&player, member.as_ref(), &desk);
            people.push(Present { player, member, hints });
        }
        let due = due::read(playground, &members).await?;
        let topics = store.topics(scope).await?.into_iter().map(|(topic, _)| topic).collect();
        Ok(Around { now, people, due, topics })
    }

    /// The clock in the head of the page, in the zone of the first column.
    pub(crate) fn clock(&self) -> Clock<'_> {
        let first = self.people.first().expect("the first three are always there");
        let next = self.due.iter().find(|due| due.at > self.now);
        Clock { now: self.now, zone: first.zone(), city: first.city(), next }
    }
}
