//! What was told to happen by a moment has happened by then: judged while the rehearsal goes on, once it is over.
//!
//! A moment is what was last written of an ask, an offer or a session: until when a mentor has an offer, when an ask is
//! looked at again, until when a time is picked, when a session begins and ends, when a checkpoint is asked. What is to
//! be said is heard within an hour of its reader's own hours, unless their day is full, they are away, or the platform
//! fails, and in a channel within an hour; what belongs to an appointment within half an hour; and both are reminded
//! before a session begins. What is written to have been asked or shown was promised to be said in the same breath.
//!
//! `ledger` keeps what is late when, `heard` reads by when somebody hears something, `follow_ups` is what follows a
//! session, and `pauses` the word before one ends.

mod follow_ups;
mod heard;
mod ledger;
mod pauses;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::ask::{Ask, Offer, OfferStage, Stage as AskStage};
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::id::{MemberId, SessionId, TaskId};
use smallwins_core::session::{CheckpointStage, Note, Session, Stage};
use smallwins_core::task::{Address, Manner, Subject, Task, Work};

use super::quiet::quiet;
use crate::rehearse::cast::Told;
use follow_ups::{FollowUps, Found};
use heard::{HEARD, STEP, heard_by, within};
use ledger::{Ledger, Promise};
use pauses::Pauses;

/// A session that is booked closer to its beginning is not reminded of.
const REMINDED: TimeDelta = TimeDelta::minutes(11);
/// The words of the picture of a digest, which waits with the digest's own.
const PICTURE: &str = "chart.title";
/// What it means when something was not said by its time.
const UNSAID: &str = "it was to be said, and was not";

/// Something that is to be said.
struct Saying {
    to: Address,
    about: Subject,
    manner: Manner,
    key: String,
    not_after: Option<DateTime<Utc>>,
}

/// How it is with somebody at a moment.
pub(super) struct Reader<'a> {
    /// What they told of themselves.
    pub(super) told: &'a Told,
    /// Whether nothing reaches them any more, or did not for a time.
    pub(super) is_lost: bool,
    /// Whether the platform failed them a short while ago.
    pub(super) is_failed: bool,
    /// Whether they have heard as much on that day as they may unasked.
    pub(super) is_full: bool,
}

/// Everything that is promised and not kept yet.
#[derive(Default)]
pub(crate) struct Promises {
    ledger: Ledger,
    sayings: HashMap<TaskId, Saying>,
    begins: HashMap<SessionId, DateTime<Utc>>,
    follow_ups: FollowUps,
    pauses: Pauses,
    /// When a week was told last.
    told: Option<DateTime<Utc>>,
}

impl Promises {
    /// Something was decided and written. What is about it and was not promised with it: its id, and why.
    pub(super) fn decided<'a>(
        &mut self,
        changes: &[Change],
        before: &super::UnderWay,
        now: DateTime<Utc>,
        told: impl Fn(MemberId) -> Option<&'a Told>,
    ) -> Vec<(String, String)> {
        let mut unsaid = Vec::new();
        for change in changes {
            if let Change::Member(member) = change {
                self.follow_ups.described(member, now);
                self.pauses.described(&mut self.ledger, member, told(member.id), now);
            }
            match change {
                Change::Ask(ask) => self.asked(ask),
                Change::Offer(offer) => {
                    let was = before.offers.get(&offer.id).map(|offer| &offer.stage);
                    // Who came forward has it by that, and what is taken back was shown before.
                    let is_new = matches!(was, None | Some(OfferStage::Planned { .. }));
                    let is_new = is_new && !offer.is_volunteered();
                    if self.offered(offer)
                        && is_new
                        && !is_said(changes, Subject::Offer(offer.id), "offer.prompt")
                    {
                        unsaid.push((
                            offer.id.to_string(),
                            "it is offered, and not shown to its mentor".to_owned(),
                        ));
                    }
                }
                Change::Session(session) => {
                    let was = before.sessions.get(&session.id);
                    unsaid.extend(self.met(session, changes, was, now));
                    let follows = self.follow_ups.met(&mut self.ledger, session, was, changes, now, &told);
                    unsaid.extend(follows.map(|why| (session.id.to_string(), why.to_owned())));
                }
                Change::Task(task) => self.promised(task, now, &told),
                Change::Community(community) => unsaid.extend(self.planned(community, changes)),
                Change::Unsay(to, about) | Change::Forgo(to, about) => {
                    self.lets_go(|saying| saying.to == *to && saying.about == *about);
                }
                // With them goes whatever has words of theirs in it, and waits for others.
                Change::Erase(erasure) => {
                    self.lets_go(|saying| {
                        saying.to == Address::Member(erasure.member)
                            || is_of(before, saying.about, erasure.member)
                    });
                }
                // Whoever has left hears nothing until they say something, and who is not in yet nothing unasked.
                Change::Member(member) if member.parting.is_some() || !member.welcome.is_in() => {
                    let is_over =
                        |saying: &Saying| member.parting.is_some() || saying.manner == Manner::Proactive;
                    let to = Address::Member(member.id);
                    self.lets_go(|saying| saying.to == to && is_over(saying));
                }
                _ => {}
            }
        }
        unsaid
    }

    fn asked(&mut self, ask: &Ask) {
        let promise = Promise::Ask(ask.id);
        match ask.stage {
            AskStage::AwaitingMentor { until, .. } => {
                self.set(promise, until + STEP, "its mentor had it until then, and it did not go on");
            }
            AskStage::Waiting { again_at, .. } => {
                self.set(promise, again_at + STEP, "it was to be looked at again, and was not");
            }
            AskStage::InPool { .. }
            | AskStage::AwaitingLearner { .. }
            | AskStage::Booked { .. }
            | AskStage::Closed { .. } => self.clear(promise),
        }
    }

    /// An offer was written; whether its mentor has it.
    fn offered(&mut self, offer: &Offer) -> bool {
        let promise = Promise::Offer(offer.id);
        let OfferStage::Offered { until } = offer.stage else {
            self.clear(promise);
            return false;
        };
        self.set(promise, until + STEP, "it was to run out, and did not");
        true
    }

    fn met(
        &mut self,
        session: &Session,
        changes: &[Change],
        before: Option<&Session>,
        now: DateTime<Utc>,
    ) -> Option<(String, String)> {
        let (promise, about) = (Promise::Session(session.id), Subject::Session(session.id));
        let unsaid = |why: &str| Some((session.id.to_string(), why.to_owned()));
        let checkpoint = Promise::Checkpoint(session.id, session.learner);
        if !matches!(session.stage, Stage::Following { .. }) {
            self.clear(checkpoint);
        }
        if !matches!(session.stage, Stage::Booked { .. }) {
            self.begins.remove(&session.id);
            self.both(session).into_iter().for_each(|reminder| self.clear(reminder));
        }
        match &session.stage {
            Stage::Choosing { until } => {
                self.set(promise, *until + STEP, "a time was to be picked by then, and it was not let go");
            }
            Stage::Booked { starts_at } => {
                self.set(promise, *starts_at + STEP, "it was to begin, and did not");
                self.booked(session, *starts_at, now);
            }
            Stage::Meeting { started_at } => {
                self.set(
                    promise,
                    *started_at + session.minutes.time() + STEP,
                    "its minutes are over, and it is not",
                );
                let is_new = !matches!(before.map(|before| &before.stage), Some(Stage::Meeting { .. }));
                if is_new && !is_said(changes, about, "agenda") {
                    return unsaid("it began, and nobody has the agenda");
                }
            }
            Stage::Following { note, .. } => {
                self.clear(promise);
                let planned = |note: &Note| {
                    let is_planned = matches!(note.checkpoint.stage, CheckpointStage::Planned);
                    is_planned.then_some(note.checkpoint.due)
                };
                if let Some(due) = planned(note) {
                    // What is known already may wait for a pause to end, or for other hours.
                    if before.and_then(Session::note).and_then(planned) != Some(due) {
                        self.set(checkpoint, due + STEP, "its checkpoint was to be asked, and was not");
                    }
                    return None;
                }
                self.clear(checkpoint);
                let asked = before.and_then(Session::note).map(|note| &note.checkpoint.stage);
                let is_new = matches!(asked, Some(CheckpointStage::Planned))
                    && matches!(note.checkpoint.stage, CheckpointStage::Asked { .. });
                if is_new && !is_said(changes, about, "checkpoint") {
                    return unsaid("its checkpoint counts as asked, and nobody is asked");
                }
            }
            Stage::Noting { .. } | Stage::Closed { .. } => self.clear(promise),
        }
        None
    }

    fn both(&self, session: &Session) -> [Promise; 2] {
        [session.learner, session.mentor].map(|member| Promise::Reminder(session.id, member))
    }

    /// A session has a time: both are reminded of one that they did not have before.
    fn booked(&mut self, session: &Session, starts_at: DateTime<Utc>, now: DateTime<Utc>) {
        if self.begins.insert(session.id, starts_at) == Some(starts_at) {
            return;
        }
        for reminder in self.both(session) {
            if starts_at - now > REMINDED {
                self.set(reminder, starts_at, "one of the two was not reminded that it begins");
            } else {
                self.clear(reminder);
            }
        }
    }

    /// When the next week is told. One that counts as told was told in the channel that was chosen for it.
    fn planned(&mut self, community: &Community, changes: &[Change]) -> Option<(String, String)> {
        let digest = &community.digest;
        match digest.planned.filter(|_| digest.wanted) {
            Some(at) => self.set(Promise::Digest, at + STEP, "the week was to be told, and was not"),
            None => self.clear(Promise::Digest),
        }
        let before = std::mem::replace(&mut self.told, digest.told);
        let to_it = |change: &Change| match change {
            Change::Task(Task { work: Work::Deliver(delivery), .. }) => delivery.to == Address::Digest,
            _ => false,
        };
        let unsaid = digest.told != before && digest.channel.is_some() && !changes.iter().any(to_it);
        let id = community.scope().community().to_string();
        unsaid.then(|| (id, "its week counts as told, and nothing is said in the channel".to_owned()))
    }

    fn promised<'a>(
        &mut self,
        task: &Task,
        now: DateTime<Utc>,
        told: &impl Fn(MemberId) -> Option<&'a Told>,
    ) {
        let Work::Deliver(delivery) = &task.work else { return };
        if delivery.instead_of.is_some() {
            return;
        }
        let (to, key) = (delivery.to, delivery.message.receipt.key.clone());
        // The picture of a digest waits with its words.
        let manner = if key == PICTURE { Manner::Proactive } else { delivery.manner };
        let from = task.due.max(now);
        match to {
            Address::Channel | Address::Digest => self.set(Promise::Said(task.id), from + HEARD, UNSAID),
            Address::Member(member) => {
                let Some(told_of_them) = told(member) else { return };
                match (key.as_str(), task.about) {
                    ("unwritten", Subject::Session(session)) => {
                        self.follow_ups.asked_for_note(&mut self.ledger, session, member, now, told);
                    }
                    ("pause.ends", _) => self.pauses.told(&mut self.ledger, member),
                    _ => {}
                }
                self.waits(task.id, told_of_them, manner, from);
            }
        }
        let saying = Saying { to, about: task.about, manner, key, not_after: task.not_after };
        self.sayings.insert(task.id, saying);
    }

    /// Something is to be said to somebody from an instant on.
    fn waits(&mut self, task: TaskId, told: &Told, manner: Manner, from: DateTime<Utc>) {
        match heard_by(told, manner, from) {
            Some(late) => self.set(Promise::Said(task), late, UNSAID),
            None => self.clear(Promise::Said(task)),
        }
    }

    /// Something was said. Whether there was anything in it that nobody waited for.
    pub(super) fn heard(&mut self, tasks: &[TaskId]) -> bool {
        let mut speaks_first = false;
        for task in tasks {
            self.clear(Promise::Said(*task));
            let Some(saying) = self.sayings.remove(task) else { continue };
            speaks_first |= saying.manner == Manner::Proactive && saying.key != PICTURE;
            if let ("remind.minutes", Subject::Session(session), Address::Member(member)) =
                (saying.key.as_str(), saying.about, saying.to)
            {
                self.clear(Promise::Reminder(session, member));
            }
        }
        speaks_first
    }

    /// What is late at an instant and was not done: its id, since when, and why. Each is told once.
    pub(super) fn late<'a>(
        &mut self,
        now: DateTime<Utc>,
        reader: impl Fn(MemberId, DateTime<Utc>) -> Option<Reader<'a>>,
    ) -> Vec<(String, DateTime<Utc>, String)> {
        let mut found = Vec::new();
        while let Some((at, promise, why)) = self.ledger.take_late(now) {
            let id = match promise {
                Promise::Ask(id) => id.to_string(),
                Promise::Offer(id) => id.to_string(),
                Promise::Session(id) => id.to_string(),
                Promise::Checkpoint(id, member) => match reader(member, at) {
                    // Whom it cannot be said to then is asked when it can: after a pause, in other hours, on another
                    // day.
                    Some(Reader { told, is_full, .. })
                        if is_full || quiet(told, Manner::Proactive, at - STEP).is_some() =>
                    {
                        if let Some(back) = heard_by(told, Manner::Proactive, at) {
                            self.set(promise, back, why);
                        }
                        continue;
                    }
                    Some(_) => id.to_string(),
                    None => continue,
                },
                Promise::Reminder(id, member) => match reader(member, at) {
                    Some(reader) if !reader.is_lost && !reader.is_failed => id.to_string(),
                    _ => continue,
                },
                Promise::Nudge(id, _) | Promise::Note(id) | Promise::Close(id) => {
                    match self.follow_ups.late(promise, at, &reader) {
                        Found::Broken => id.to_string(),
                        Found::Waits(by) => {
                            self.set(promise, by, why);
                            continue;
                        }
                        Found::Over => continue,
                    }
                }
                Promise::Word(member) => match reader(member, at) {
                    Some(_) => member.to_string(),
                    None => continue,
                },
                Promise::Digest => "digest".to_owned(),
                Promise::Said(task) => match self.is_unheard(task, at, &reader) {
                    true => task.to_string(),
                    false => continue,
                },
            };
            let what = match promise {
                Promise::Said(task) => self.sayings.remove(&task).map(|saying| saying.key),
                _ => None,
            };
            let why = what.map_or_else(|| why.to_owned(), |key| format!("{why}: {key}"));
            found.push((id, at, why));
        }
        found
    }

    /// Whether somebody should have heard something by an instant. Where they could not, it waits on.
    fn is_unheard<'a>(
        &mut self,
        task: TaskId,
        at: DateTime<Utc>,
        reader: &impl Fn(MemberId, DateTime<Utc>) -> Option<Reader<'a>>,
    ) -> bool {
        let Some(saying) = self.sayings.get(&task) else { return false };
        let manner = saying.manner;
        let too_late = saying.not_after.is_some_and(|last| last < at);
        let reached = match saying.to {
            _ if too_late => None,
            Address::Channel | Address::Digest => return true,
            Address::Member(member) => reader(member, at).filter(|reader| !reader.is_lost),
        };
        let Some(Reader { told, is_failed, is_full, .. }) = reached else {
            self.sayings.remove(&task);
            return false;
        };
        let could = [at - within(manner), at].iter().all(|at| quiet(told, manner, *at).is_none());
        if could && !is_failed && !(is_full && manner == Manner::Proactive) {
            return true;
        }
        self.waits(task, told, manner, at);
        false
    }

    fn set(&mut self, promise: Promise, late: DateTime<Utc>, why: &'static str) {
        self.ledger.set(promise, late, why);
    }

    fn clear(&mut self, promise: Promise) {
        self.ledger.clear(promise);
    }

    fn lets_go(&mut self, is_over: impl Fn(&Saying) -> bool) {
        let over: Vec<TaskId> =
            self.sayings.iter().filter(|(_, saying)| is_over(saying)).map(|(task, _)| *task).collect();
        for task in over {
            self.sayings.remove(&task);
            self.clear(Promise::Said(task));
        }
    }
}

/// Whether something is of one of two people.
fn is_of(under_way: &super::UnderWay, about: Subject, member: MemberId) -> bool {
    match about {
        Subject::Ask(id) => under_way.asks.get(&id).is_some_and(|ask| ask.learner == member),
        Subject::Offer(id) => under_way.offers.get(&id).is_some_and(|offer| offer.mentor == member),
        Subject::Session(id) => {
            let session = under_way.sessions.get(&id);
            session.is_some_and(|session| session.partner_of(member).is_some())
        }
        Subject::Member(_) | Subject::Pause(_) | Subject::Win(_) | Subject::Community(_) => false,
    }
}

/// Whether these changes promise to say something about that.
fn is_said(changes: &[Change], about: Subject, key: &str) -> bool {
    changes.iter().any(|change| match change {
        Change::Task(Task { about: of, work: Work::Deliver(delivery), .. }) => {
            *of == about && delivery.message.receipt.key == key
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests;
