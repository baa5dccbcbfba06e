//! How the answer to a call is read: in whose zone, and in which language.

use chrono_tz::Tz;

use super::{Call, Who};
use crate::action::Action;
use crate::decision::{Change, Decision};
use crate::store::Entrance;
use crate::tongue::Tongue;

/// Whoever reads the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reader {
    /// Their zone, where a person spoke and the memory says.
    pub(super) zone: Option<Tz>,
    /// Their language.
    pub(super) tongue: Tongue,
}

impl Reader {
    /// What is known before the memory was asked: what the platform tells of a person.
    pub(super) fn of(who: &Who) -> Reader {
        let told = match who {
            Who::Person(person) => person.language.as_deref().and_then(Tongue::of),
            Who::Clock | Who::Platform | Who::Hook => None,
        };
        Reader { zone: None, tongue: told.unwrap_or_default() }
    }

    /// As they are known when they begin to speak. What answers nobody in particular is read by everybody.
    pub(super) fn known(who: &Who, entrance: &Entrance) -> Reader {
        let here = &entrance.community;
        let Who::Person(person) = who else { return Reader { zone: None, tongue: here.tongue } };
        let Some(member) = &entrance.speaker else {
            let tongue = person.language.as_deref().and_then(Tongue::of).unwrap_or(here.tongue);
            return Reader { zone: Some(person.zone.unwrap_or(here.zone)), tongue };
        };
        let described = member.described_as(person, here.zone);
        let member = described.as_ref().unwrap_or(member);
        Reader { zone: Some(member.calendar.zone), tongue: member.tongue(here) }
    }

    /// As they are after what they said, where that changes them. Whoever names their language before they said yes
    /// reads what they are asked for in it, though nothing is kept of them yet.
    pub(super) fn after(&mut self, call: &Call, decision: &Decision) {
        let Who::Person(person) = &call.who else { return };
        if let Ok(Action::Language(Some(words))) = call.said.action() {
            self.tongue = Tongue::named(words.get()).unwrap_or(self.tongue);
        }
        let changed = decision.changes.iter().find_map(|change| match change {
            Change::Member(member) if member.handle == person.handle => Some(member),
            _ => None,
        });
        if let Some(member) = changed {
            self.zone = Some(member.calendar.zone);
            self.tongue = member.tongue.unwrap_or(self.tongue);
        }
    }
}
