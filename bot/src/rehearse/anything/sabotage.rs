//! A memory that gets one thing wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use smallwins_core::calendar::Hours;
use smallwins_core::decision::Change;
use smallwins_core::follow_up::Busy;
use smallwins_core::member::Member;
use smallwins_core::task::{Address, Delivery, Lease, Task, Work};

use crate::rehearse::lens::Lens;

/// What it gets wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sabotage {
    Nothing,
    /// Everybody works at all hours.
    Night,
    /// Nobody was spoken to today, and every mentor gives as much as anybody wants.
    Budget,
    /// Every mentor gives as much as anybody wants.
    Caps,
    /// Nobody has anything else to do, and every mentor gives as much as anybody wants.
    Busy,
    /// That something may have been said already is forgotten.
    Sure,
    /// What is to be said is promised twice.
    Again,
    /// Nobody is away.
    Here,
    /// Of what is to be decided later, a part is forgotten.
    Forgets,
    /// What follows a session, the word before a pause ends, the digest and whatever is for the channel are forgotten.
    Drops,
    /// What stands in the channel stays as it is.
    Stands,
    /// Who is kept apart from whom is forgotten.
    Together,
    /// Whoever is erased stays.
    Remembers,
}

/// What is dropped of all that the clock is to say.
const DROPPED: [&str; 5] =
    ["clock nudge", "clock unwritten", "clock close", "clock pause-ends", "clock digest"];

/// Of so many promises one is forgotten.
const FORGOTTEN: u32 = 10;

/// The lens.
pub(super) struct Saboteur {
    sabotage: Sabotage,
    promised: AtomicU32,
}

impl Saboteur {
    pub(super) fn of(sabotage: Sabotage) -> Saboteur {
        Saboteur { sabotage, promised: AtomicU32::new(0) }
    }

    fn keeps(&self, change: &Change) -> bool {
        match (self.sabotage, change) {
            (Sabotage::Remembers, Change::Erase(_)) => false,
            (Sabotage::Forgets, Change::Task(task)) if matches!(task.work, Work::Act(_)) => {
                !self.promised.fetch_add(1, Ordering::Relaxed).is_multiple_of(FORGOTTEN)
            }
            (Sabotage::Stands, Change::Task(task)) => match &task.work {
                Work::Act(_) => true,
                Work::Deliver(delivery) => delivery.instead_of.is_none(),
            },
            (Sabotage::Drops, Change::Task(task)) => match &task.work {
                Work::Act(action) => {
                    let says = action.to_string();
                    !DROPPED.iter().any(|dropped| says.starts_with(dropped))
                }
                Work::Deliver(delivery) => delivery.to != Address::Channel,
            },
            _ => true,
        }
    }
}

/// What is to be said to somebody, once more.
fn promised_again(change: &Change) -> Option<Change> {
    let Change::Task(task) = change else { return None };
    let Work::Deliver(Delivery { to: Address::Member(_), .. }) = task.work else { return None };
    let (id, last) = (task.id.to_string(), task.id.to_string().pop()?);
    let another = format!("{}{}", &id[..id.len() - 1], if last == '0' { '1' } else { '0' });
    Some(Change::Task(Task { id: another.parse().ok()?, ..task.clone() }))
}

impl Lens for Saboteur {
    fn changes(&self, mut changes: Vec<Change>) -> Vec<Change> {
        changes.retain(|change| self.keeps(change));
        if self.sabotage == Sabotage::Again {
            let again: Vec<Change> = changes.iter().filter_map(promised_again).collect();
            changes.extend(again);
        }
        for change in &mut changes {
            match change {
                Change::Member(member) if self.sabotage == Sabotage::Together => {
                    member.kept_apart.clear();
                    member.blocked.clear();
                }
                _ => {}
            }
        }
        changes
    }

    fn members(&self, mut members: Vec<Member>) -> Vec<Member> {
        if self.sabotage == Sabotage::Night {
            for member in &mut members {
                member.calendar.hours = Hours::parse("daily 0-24").expect("all hours");
                member.calendar.pause = None;
            }
        }
        members
    }

    fn claimed(&self, mut leases: Vec<Lease>) -> Vec<Lease> {
        if self.sabotage == Sabotage::Sure {
            leases.iter_mut().for_each(|lease| lease.in_doubt = false);
        }
        leases
    }

    fn candidates(&self, mut candidates: Vec<Arc<Member>>) -> Vec<Arc<Member>> {
        if self.sabotage == Sabotage::Here {
            candidates.iter_mut().for_each(|mentor| Arc::make_mut(mentor).calendar.pause = None);
        }
        if matches!(self.sabotage, Sabotage::Caps | Sabotage::Busy | Sabotage::Budget) {
            for mentor in candidates.iter_mut().filter_map(|member| Arc::make_mut(member).mentor.as_mut()) {
                (mentor.caps.day, mentor.caps.week, mentor.caps.minutes) = (99, 99, 9999);
            }
        }
        candidates
    }

    fn busy(&self, busy: Vec<Busy>) -> Vec<Busy> {
        if self.sabotage == Sabotage::Busy { Vec::new() } else { busy }
    }

    fn said(&self, said: u32) -> u32 {
        if self.sabotage == Sabotage::Budget { 0 } else { said }
    }
}
