//! What can go wrong between an app and Discord, and when it is planned to.

use std::time::Duration;

use crate::refusal::Scope;

/// One way for one call to go wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// Status 429 with `Retry-After`: so many seconds, and whose limit it is. Whoever comes back earlier, on the
    /// injected clock, breaks the rules.
    RateLimited(u32, Scope),
    /// This status (500, 502 …) and a page that is no JSON; nothing was done.
    Status(u16),
    /// Everything is done, and the answer is this status all the same.
    StatusAfter(u16),
    /// The right answer, after this much real time.
    Slow(Duration),
    /// The connection is reset before anything is done.
    ResetBefore,
    /// The connection is reset after everything is done: the caller cannot know.
    ResetAfter,
    /// Everything is done, and half of the answer arrives.
    HalfBody,
    /// Everything is done, and no answer ever comes.
    SilentAfter,
    /// Nothing is done, and no answer ever comes.
    Silent,
    /// Nothing is done; this status, and an error with this code.
    Error(u16, u32),
}

/// Faults that wait for their call.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Planned>);

#[derive(Debug)]
struct Planned {
    route: String,
    /// How many calls go by before it.
    spared: u32,
    /// How many calls run into it.
    times: u32,
    fault: Fault,
}

impl Faults {
    pub(crate) fn plan(&mut self, route: &str, spared: u32, times: u32, fault: Fault) {
        self.0.push(Planned { route: route.to_owned(), spared, times, fault });
    }

    /// What happens to this call: the earliest plan whose turn it is.
    pub(crate) fn next(&mut self, route: &str) -> Option<Fault> {
        let mut due = None;
        let meant = |planned: &Planned| planned.route == route || planned.route == "*";
        for (place, planned) in self.0.iter_mut().enumerate().filter(|(_, planned)| meant(planned)) {
            match planned.spared {
                0 => due = due.or(Some(place)),
                _ => planned.spared -= 1,
            }
        }
        let place = due?;
        self.0[place].times -= 1;
        match self.0[place].times {
            0 => Some(self.0.remove(place).fault),
            _ => Some(self.0[place].fault.clone()),
        }
    }

    /// How many calls are still to run into something.
    pub(crate) fn left(&self) -> usize {
        self.0.iter().map(|planned| planned.times as usize).sum()
    }
}
