//! Somebody is there: for the first time, or again, or as they are described now.

use chrono::{DateTime, Utc};

use super::{Call, Member, Mentoring, Met};
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::fact::{Event, Fact};
use crate::member::Person;
use crate::moment::Moment;
use crate::parting::Mark;
use crate::store::StoreError;
use crate::task::Address;
use crate::waiting::{For, Waiting};
use crate::welcome::Welcome;

impl Mentoring {
    /// Somebody who was not known before, or was erased and begins anew: what others settled about them holds again.
    pub(super) fn newcomer(
        &self,
        person: &Person,
        mark: Option<Mark>,
        community: &Community,
        moment: &mut Moment,
    ) -> Member {
        let mut member = Member::new(person, community.scope().community(), community.zone, moment);
        if mark.is_some() {
            member.id = self.key.id_again(community.scope(), &person.handle);
        }
        if self.welcomes {
            member.welcome = Welcome::begins();
        }
        member
    }

    /// What of somebody waits for their yes, unless they said it. An earlier release may know them without one.
    pub(super) async fn waits_for_a_yes(
        &self,
        member: &mut Member,
        community: &Community,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        if member.welcome.is_in() {
            return Ok(false);
        }
        let waits = Waiting::of(&*self.store, community.scope(), For::Yes, &member.handle, now).await?;
        member.welcome.waiting = waits.or(member.welcome.waiting.take());
        Ok(member.welcome.waiting.is_some())
    }

    /// A decision, with what it comes to that somebody is there. Of whoever is new and has not said yes, nothing is
    /// kept.
    pub(super) fn entered(
        &self,
        mut decision: Decision,
        member: Member,
        met: Met,
        returns: bool,
        call: &Call,
        moment: &mut Moment,
    ) -> Decision {
        if met == Met::First {
            let was_erased = member.id == self.key.id_again(call.scope, &member.handle);
            if !member.welcome.is_in() {
                // The mark is what leads them back to the same id, whatever they say before their yes.
                let anew = (returns && was_erased).then(|| self.key.begun_anew(call.scope, &member.handle));
                return decision.and_all(anew);
            }
            if was_erased {
                decision.changes.push(self.key.unmarked(call.scope, &member.handle));
            }
            decision.changes.push(Change::Fact(Fact::new(member.id, Event::JoinedCommunity, moment)));
        }
        if met == Met::Returned {
            decision.changes.push(Change::Hasten(Address::Member(member.id)));
        }
        let mut written = false;
        for change in &mut decision.changes {
            if let Change::Member(other) = change
                && other.id == member.id
            {
                other.unreachable = None;
                other.unanswered.times = 0;
                other.welcome.consent = member.welcome.consent;
                written = true;
            }
        }
        if met != Met::Known && !written {
            decision.changes.push(Change::Member(Box::new(member)));
        }
        decision
    }
}
