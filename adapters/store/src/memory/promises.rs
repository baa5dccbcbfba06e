//! What is due and when: promised by a commit, leased by a claim, ended by a settlement.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use smallwins_core::community::Community;
use smallwins_core::id::{MemberId, TaskId};
use smallwins_core::store::{Mishap, Outlook, Waiting};
use smallwins_core::task::{Address, InVain, Kind, Lease, Outcome, PUT_OFF, Settlement, Subject, Task, Work};

use crate::table::task::{is_proactive, reader, recipient};

/// A task that waits, is being done, or was given up.
#[derive(Debug)]
pub(super) struct Promise {
    pub(super) task: Task,
    attempt: u32,
    is_leased: bool,
    in_doubt: bool,
    /// When it may be claimed: when it is due, or when its lease runs out.
    free_at: DateTime<Utc>,
    first_try: Option<DateTime<Utc>>,
    in_vain: Option<InVain>,
    why: String,
}

/// What is due, in the order in which it may be claimed.
type Queue = BTreeSet<(DateTime<Utc>, TaskId)>;

/// The tasks of a community.
#[derive(Debug, Default)]
pub(super) struct Promises {
    waiting: BTreeMap<TaskId, Promise>,
    acts: Queue,
    deliveries: Queue,
    about: HashMap<Subject, BTreeSet<TaskId>>,
    /// Those of which it is not known whether they were done.
    doubts: BTreeSet<TaskId>,
    given_up: BTreeMap<TaskId, Promise>,
    /// Those that ended otherwise.
    over: BTreeSet<TaskId>,
    /// To whom something was said unasked, when, and as which message.
    said: BTreeSet<(MemberId, DateTime<Utc>, String)>,
    last_said: Option<DateTime<Utc>>,
}

impl Promises {
    /// Whether there is or was one of that id.
    pub(super) fn knows(&self, id: TaskId) -> bool {
        self.waiting.contains_key(&id) || self.given_up.contains_key(&id) || self.over.contains(&id)
    }

    pub(super) fn add(&mut self, task: Task) {
        let free_at = task.due;
        self.put(Promise {
            task,
            attempt: 0,
            is_leased: false,
            in_doubt: false,
            free_at,
            first_try: None,
            in_vain: None,
            why: String::new(),
        });
    }

    fn queue(&mut self, kind: Kind) -> &mut Queue {
        match kind {
            Kind::Act => &mut self.acts,
            Kind::Deliver => &mut self.deliveries,
        }
    }

    fn put(&mut self, promise: Promise) {
        let id = promise.task.id;
        self.queue(promise.task.work.kind()).insert((promise.free_at, id));
        self.about.entry(promise.task.about).or_default().insert(id);
        if promise.in_doubt {
            self.doubts.insert(id);
        }
        self.waiting.insert(id, promise);
    }

    fn take(&mut self, id: TaskId) -> Option<Promise> {
        let promise = self.waiting.remove(&id)?;
        self.queue(promise.task.work.kind()).remove(&(promise.free_at, id));
        self.doubts.remove(&id);
        if let Some(ids) = self.about.get_mut(&promise.task.about) {
            ids.remove(&id);
            if ids.is_empty() {
                self.about.remove(&promise.task.about);
            }
        }
        Some(promise)
    }

    /// Takes a task as it becomes something else.
    fn change(&mut self, id: TaskId, change: impl FnOnce(&mut Promise)) {
        if let Some(mut promise) = self.take(id) {
            change(&mut promise);
            self.put(promise);
        }
    }

    fn end(&mut self, id: TaskId) {
        if self.take(id).is_some() {
            self.over.insert(id);
        }
    }

    /// The ids of those that wait and of which that is so.
    fn those(&self, is_so: impl Fn(&Promise) -> bool) -> Vec<TaskId> {
        self.waiting.values().filter(|promise| is_so(promise)).map(|promise| promise.task.id).collect()
    }

    /// The ids of those about something that wait and of which that is so. What is leased is being done.
    fn those_about(&self, about: Subject, is_so: impl Fn(&Promise) -> bool) -> Vec<TaskId> {
        let ids = self.about.get(&about).into_iter().flatten();
        let promises = ids.filter_map(|id| self.waiting.get(id));
        promises.filter(|one| !one.is_leased && is_so(one)).map(|one| one.task.id).collect()
    }

    /// The wake-ups about something come to nothing.
    pub(super) fn drop_about(&mut self, about: Subject) {
        let gone = self.those_about(about, |promise| promise.task.work.kind() == Kind::Act);
        gone.into_iter().for_each(|id| self.end(id));
    }

    /// What waits to be said somewhere about something is not said any more.
    pub(super) fn unsay(&mut self, to: Address, about: Subject) {
        let gone = self.those_about(about, |promise| says_to(&promise.task, reader(to)));
        gone.into_iter().for_each(|id| self.end(id));
    }

    /// As [`Promises::unsay`], of what was put off.
    pub(super) fn forgo(&mut self, to: Address, about: Subject, at: DateTime<Utc>) {
        let is_put_off = |promise: &Promise| promise.task.due >= at + PUT_OFF;
        let gone =
            self.those_about(about, |promise| says_to(&promise.task, reader(to)) && is_put_off(promise));
        gone.into_iter().for_each(|id| self.end(id));
    }

    /// What waits to be said somewhere is due.
    pub(super) fn hasten(&mut self, to: Address, at: DateTime<Utc>) {
        let sooner = self.those(|promise| {
            !promise.is_leased && promise.task.due > at && says_to(&promise.task, reader(to))
        });
        for id in sooner {
            self.change(id, |promise| (promise.task.due, promise.free_at) = (at, at));
        }
    }

    /// When the next of them may be claimed.
    pub(super) fn next(&self) -> Option<DateTime<Utc>> {
        [&self.acts, &self.deliveries].into_iter().filter_map(|queue| queue.first()).map(|(at, _)| *at).min()
    }

    /// Those of a kind that may be claimed at an instant, in their order.
    pub(super) fn due(
        &self,
        kind: Kind,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = (DateTime<Utc>, TaskId)> {
        let queue = match kind {
            Kind::Act => &self.acts,
            Kind::Deliver => &self.deliveries,
        };
        queue.iter().copied().take_while(move |(free_at, _)| *free_at <= now)
    }

    /// Leases one of them.
    pub(super) fn lease(
        &mut self,
        id: TaskId,
        community: &Community,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Option<Lease> {
        self.change(id, |promise| {
            promise.first_try = if promise.attempt == 0 { Some(now) } else { promise.first_try };
            promise.attempt += 1;
            promise.in_doubt |= promise.is_leased;
            promise.is_leased = true;
            promise.free_at = until;
        });
        let promise = self.waiting.get(&id)?;
        Some(Lease {
            community: community.clone(),
            task: promise.task.clone(),
            attempt: promise.attempt,
            first_try: promise.first_try,
            in_doubt: promise.in_doubt,
            in_vain: promise.in_vain,
        })
    }

    /// How a lease ended; answers whether it was still held.
    pub(super) fn settle(&mut self, settlement: &Settlement, now: DateTime<Utc>) -> bool {
        let is_held = |promise: &Promise| promise.is_leased && promise.attempt == settlement.attempt;
        if !self.waiting.get(&settlement.task).is_some_and(is_held) {
            return false;
        }
        let Some(mut promise) = self.take(settlement.task) else { return false };
        promise.is_leased = false;
        match &settlement.outcome {
            Outcome::Done { message } => {
                self.over.insert(promise.task.id);
                self.is_said(&promise.task, message.as_deref(), now);
            }
            Outcome::Dropped { .. } => drop(self.over.insert(promise.task.id)),
            Outcome::Failed { why } => {
                promise.tried_in_vain(why, now);
                self.given_up.insert(promise.task.id, promise);
            }
            Outcome::Later { due, why } => {
                promise.again(*due, why);
                self.put(promise);
            }
            Outcome::Again { due, why } => {
                promise.tried_in_vain(why, now);
                promise.again(*due, why);
                self.put(promise);
            }
            Outcome::Unknown { due, why } => {
                promise.tried_in_vain(why, now);
                promise.again(*due, why);
                promise.in_doubt = true;
                self.put(promise);
            }
        }
        true
    }

    fn is_said(&mut self, task: &Task, message: Option<&str>, now: DateTime<Utc>) {
        if task.work.kind() == Kind::Deliver {
            self.last_said = self.last_said.max(Some(now));
        }
        if let (Some(member), true) = (recipient(task), is_proactive(task)) {
            let message = message.map_or_else(|| task.id.to_string(), str::to_owned);
            self.said.insert((member, now, message));
        }
    }

    /// How many messages were said to a member unasked since an instant.
    pub(super) fn said_since(&self, member: MemberId, since: DateTime<Utc>) -> u32 {
        let since = self.said.range((member, since, String::new())..);
        let theirs = since.take_while(|(to, _, _)| *to == member);
        let messages: BTreeSet<&str> = theirs.map(|(_, _, message)| message.as_str()).collect();
        u32::try_from(messages.len()).unwrap_or(u32::MAX)
    }

    /// When it is looked for next whether what was to be said to a member unasked has arrived.
    pub(super) fn in_doubt(&self, member: MemberId, since: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let doubts = self.doubts.iter().map(|id| &self.waiting[id]);
        let is_theirs = |promise: &&Promise| {
            let lately = promise.in_vain.is_some_and(|in_vain| in_vain.since >= since);
            lately && recipient(&promise.task) == Some(member) && is_proactive(&promise.task)
        };
        doubts.filter(is_theirs).map(|promise| promise.free_at).max()
    }

    /// Those that wait, in order of due time and id.
    pub(super) fn in_order(&self) -> Vec<&Task> {
        let mut tasks: Vec<&Task> = self.waiting.values().map(|promise| &promise.task).collect();
        tasks.sort_by_key(|task| (task.due, task.id));
        tasks
    }

    /// When the clock next does something by itself about each of some.
    pub(super) fn planned(&self, about: &[Subject]) -> Vec<(Subject, DateTime<Utc>)> {
        let acts = |subject: &Subject| {
            let tasks = self.about.get(subject)?.iter().map(|id| &self.waiting[id].task);
            let due = tasks.filter(|task| task.work.kind() == Kind::Act).map(|task| task.due).min()?;
            Some((*subject, due))
        };
        about.iter().filter_map(acts).collect()
    }

    pub(super) fn waiting(&self) -> Waiting {
        Waiting {
            count: u32::try_from(self.waiting.len()).unwrap_or(u32::MAX),
            oldest: self.waiting.values().map(|promise| promise.task.due).min(),
            said: self.last_said,
        }
    }

    /// What was tried in vain since an instant, latest first. A single try in vain is no trouble yet.
    pub(super) fn in_trouble(&self, since: DateTime<Utc>, most: usize) -> Vec<Mishap> {
        let given_up = self.given_up.values().map(|promise| (promise, true));
        let waiting = self.waiting.values().map(|promise| (promise, false));
        let mishaps = given_up.chain(waiting).filter_map(|(promise, given_up)| promise.mishap(given_up));
        let mut mishaps: Vec<Mishap> = mishaps.filter(|mishap| mishap.since >= since).collect();
        mishaps.sort_by_key(|mishap| (std::cmp::Reverse(mishap.since), mishap.task));
        mishaps.truncate(most);
        mishaps
    }

    /// What was promised in a stretch of time and still waits to be said is not said any more.
    pub(super) fn forget(&mut self, since: TaskId, before: TaskId) {
        let gone = self.those(|Promise { task, is_leased, .. }| {
            (since..before).contains(&task.id) && task.work.kind() == Kind::Deliver && !is_leased
        });
        gone.into_iter().for_each(|id| self.end(id));
    }

    /// Somebody is erased: some tasks go, others become something else. Nothing was said to them.
    pub(super) fn erase(
        &mut self,
        member: MemberId,
        goes: impl Fn(&Task) -> bool,
        becomes: impl Fn(&Task) -> Option<Task>,
    ) {
        let is_theirs = |promise: &Promise| recipient(&promise.task) == Some(member);
        self.said.retain(|(to, _, _)| *to != member);
        self.given_up.retain(|_, promise| !is_theirs(promise));
        for id in self.those(|promise| is_theirs(promise) || goes(&promise.task)) {
            self.take(id);
        }
        for id in self.those(|_| true) {
            self.change(id, |promise| {
                if let Some(task) = becomes(&promise.task) {
                    promise.task = task;
                }
            });
        }
    }
}

impl Promise {
    fn again(&mut self, due: DateTime<Utc>, why: &str) {
        (self.task.due, self.free_at, self.why) = (due, due, why.to_owned());
    }

    fn tried_in_vain(&mut self, why: &str, now: DateTime<Utc>) {
        let (times, since) = self.in_vain.map_or((0, now), |vain| (vain.times, vain.since));
        self.in_vain = Some(InVain { times: times + 1, since });
        why.clone_into(&mut self.why);
    }

    fn mishap(&self, given_up: bool) -> Option<Mishap> {
        let InVain { times, since } = self.in_vain?;
        let outlook = match self.in_doubt {
            _ if given_up => Outlook::GivenUp,
            true => Outlook::InDoubt { again_at: self.free_at },
            false if times > 1 => Outlook::Waiting { again_at: self.free_at },
            false => return None,
        };
        let to = match &self.task.work {
            Work::Act(_) => None,
            Work::Deliver(delivery) => Some(reader(delivery.to).map_or(Address::Channel, Address::Member)),
        };
        Some(Mishap { task: self.task.id, to, since, why: self.why.clone(), outlook })
    }
}

/// Whether a task is to say something to that reader, or to everybody.
fn says_to(task: &Task, to: Option<MemberId>) -> bool {
    matches!(&task.work, Work::Deliver(delivery) if reader(delivery.to) == to)
}
