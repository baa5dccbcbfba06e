//! What follows a session: a note that is missing is asked for, of what was noted is asked twice, and what is not
//! answered is closed quietly.
//!
//! A note is asked for a working day after the minutes. How it goes with the two actionables is asked two and five days
//! after they were noted, at ten, unless the day of the checkpoint has come. Two working days after the last question
//! the session is closed. Each comes within an hour of the learner's own hours; on a full day it waits for another one,
//! and a nudge that would wait for more than two days is left, as is one to whoever rests.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::decision::Change;
use smallwins_core::id::{MemberId, SessionId};
use smallwins_core::member::Member;
use smallwins_core::session::{ActionableStage, CheckpointStage, Note, Session, Stage};
use smallwins_core::task::{Manner, Subject};

use super::heard::{HEARD, STEP, days_later, heard_by, working_days_later};
use super::ledger::{Ledger, Promise};
use super::{Reader, is_said};
use crate::rehearse::cast::Told;
use crate::rehearse::checks::quiet::quiet;
use crate::rehearse::hours::date;

/// The two nudges, and how many days after the note each comes.
const NUDGES: [(u32, u64); 2] = [(1, 2), (2, 5)];
/// A nudge that has to wait for longer may be left. That is two days, less what an hour more or less comes to.
const LEFT: TimeDelta = TimeDelta::hours(46);

/// How far from each other two may be that are meant for the same day.
const HALF_A_DAY: TimeDelta = TimeDelta::hours(12);

/// What was noted.
struct Noted {
    at: DateTime<Utc>,
    /// How often it was asked.
    asked: u32,
    checkpoint: DateTime<Utc>,
}

/// From when on a learner is waited for, and until when.
struct Waited {
    whom: MemberId,
    since: DateTime<Utc>,
    lasts: Lasts,
}

/// Days of anybody's, or working days of the learner's.
enum Lasts {
    Days(u64),
    WorkingDays(u32),
}

/// What becomes of a promise that seems to be late.
pub(super) enum Found {
    Broken,
    /// It could not be kept yet.
    Waits(DateTime<Utc>),
    Over,
}

/// Everything that is to follow.
#[derive(Default)]
pub(super) struct FollowUps {
    noted: HashMap<SessionId, Noted>,
    waited: HashMap<Promise, Waited>,
    /// Who rests, or until when they did.
    rests: HashMap<MemberId, Option<DateTime<Utc>>>,
}

impl FollowUps {
    /// A session was written. What about it was to be said beside it, and is not.
    pub(super) fn met<'a>(
        &mut self,
        ledger: &mut Ledger,
        session: &Session,
        before: Option<&Session>,
        changes: &[Change],
        now: DateTime<Utc>,
        told: &impl Fn(MemberId) -> Option<&'a Told>,
    ) -> Option<&'static str> {
        let (id, learner) = (session.id, session.learner);
        match &session.stage {
            Stage::Noting { .. } => {
                if matches!(before.map(|before| &before.stage), Some(Stage::Noting { .. })) {
                    return None;
                }
                self.is_over(ledger, id);
                let waited = Waited { whom: learner, since: now, lasts: Lasts::WorkingDays(1) };
                self.waits(
                    ledger,
                    Promise::Note(id),
                    waited,
                    told,
                    "its note was to be asked for, and was not",
                );
                None
            }
            Stage::Following { note, .. } => {
                self.ends(ledger, Promise::Note(id));
                self.closes(ledger, session, note, before.and_then(Session::note), told);
                self.nudged(ledger, session, note, changes, now, told)
            }
            Stage::Choosing { .. } | Stage::Booked { .. } | Stage::Meeting { .. } | Stage::Closed { .. } => {
                self.is_over(ledger, id);
                None
            }
        }
    }

    /// A note that is missing is asked for: then the session waits for it, and is closed without.
    pub(super) fn asked_for_note<'a>(
        &mut self,
        ledger: &mut Ledger,
        session: SessionId,
        learner: MemberId,
        now: DateTime<Utc>,
        told: &impl Fn(MemberId) -> Option<&'a Told>,
    ) {
        self.ends(ledger, Promise::Note(session));
        let waited = Waited { whom: learner, since: now, lasts: Lasts::WorkingDays(2) };
        self.waits(ledger, Promise::Close(session), waited, told, CLOSES);
    }

    /// Somebody rests from now on, or is back.
    pub(super) fn described(&mut self, member: &Member, now: DateTime<Utc>) {
        if member.rests() {
            self.rests.insert(member.id, None);
        } else if let Some(until @ None) = self.rests.get_mut(&member.id) {
            *until = Some(now);
        }
    }

    /// What becomes of something that was not done by an instant.
    pub(super) fn late<'a>(
        &self,
        promise: Promise,
        at: DateTime<Utc>,
        reader: &impl Fn(MemberId, DateTime<Utc>) -> Option<Reader<'a>>,
    ) -> Found {
        let Some(waited) = self.waited.get(&promise) else { return Found::Over };
        let Some(who) = reader(waited.whom, at) else { return Found::Over };
        let told = who.told;
        // It was decided while they were away.
        let is_back = told.resumed.is_some_and(|back| at - HEARD <= back && back <= at);
        if let Promise::Nudge(session, _) = promise
            && (is_back || self.rested(waited.whom, at - HEARD) || self.is_asked_anyway(session, told, at))
        {
            return Found::Over;
        }
        match waited.by(told) {
            // They have other hours by now.
            Some(by) if by > at => return Found::Waits(by),
            Some(_) => {}
            None => return Found::Over,
        }
        let could = [at - HEARD, at - STEP].iter().all(|at| quiet(told, Manner::Proactive, *at).is_none());
        // What was tried in vain may have filled their day.
        if could && !is_back && !who.is_full && !who.is_lost && !who.is_failed {
            return Found::Broken;
        }
        match heard_by(told, Manner::Proactive, at) {
            Some(back) if matches!(promise, Promise::Nudge(..)) && back - at > LEFT => Found::Over,
            Some(back) => Found::Waits(back),
            None => Found::Over,
        }
    }

    /// The day of the checkpoint has come, and its question is the one that counts.
    fn is_asked_anyway(&self, session: SessionId, told: &Told, at: DateTime<Utc>) -> bool {
        let noted = self.noted.get(&session);
        noted.is_none_or(|noted| date(told.zone, noted.checkpoint) <= date(told.zone, at))
    }

    fn rested(&self, member: MemberId, since: DateTime<Utc>) -> bool {
        self.rests.get(&member).is_some_and(|until| until.is_none_or(|until| until >= since))
    }

    fn nudged<'a>(
        &mut self,
        ledger: &mut Ledger,
        session: &Session,
        note: &Note,
        changes: &[Change],
        now: DateTime<Utc>,
        told: &impl Fn(MemberId) -> Option<&'a Told>,
    ) -> Option<&'static str> {
        let id = session.id;
        let open = note.actionables.iter().filter_map(|actionable| match actionable.stage {
            ActionableStage::Open { nudges } => Some(nudges),
            ActionableStage::Answered { .. } | ActionableStage::Quiet { .. } => None,
        });
        let Some(asked) = open.max() else {
            NUDGES.into_iter().for_each(|(time, _)| self.ends(ledger, Promise::Nudge(id, time)));
            self.noted.remove(&id);
            return None;
        };
        let noted = Noted { at: note.at, asked, checkpoint: note.checkpoint.due };
        match self.noted.insert(id, noted) {
            Some(known) if known.at == note.at => {
                if asked == known.asked {
                    return None;
                }
                let next = NUDGES.into_iter().map(|(time, _)| Promise::Nudge(id, time));
                if let Some(nudge) = next.into_iter().find(|nudge| ledger.holds(*nudge)) {
                    self.ends(ledger, nudge);
                }
                // Where the first was let go, this is the second.
                let has_come = |days| note.at + TimeDelta::days(days) - HALF_A_DAY <= now;
                for (time, _) in NUDGES.into_iter().filter(|(_, days)| has_come(*days as i64)) {
                    self.ends(ledger, Promise::Nudge(id, time));
                }
                let is_said = is_said(changes, Subject::Session(id), "nudge");
                (!is_said).then_some("what was noted counts as asked about, and nobody is asked")
            }
            _ => {
                for (time, days) in NUDGES.into_iter().filter(|(time, _)| *time > asked) {
                    let waited = Waited { whom: session.learner, since: note.at, lasts: Lasts::Days(days) };
                    let why = "how it goes was to be asked, and was not";
                    self.waits(ledger, Promise::Nudge(id, time), waited, told, why);
                }
                None
            }
        }
    }

    /// Once the checkpoint was asked, the session is closed by itself some days later.
    fn closes<'a>(
        &mut self,
        ledger: &mut Ledger,
        session: &Session,
        note: &Note,
        before: Option<&Note>,
        told: &impl Fn(MemberId) -> Option<&'a Told>,
    ) {
        let promise = Promise::Close(session.id);
        let at = match note.checkpoint.stage {
            CheckpointStage::Planned => return self.ends(ledger, promise),
            CheckpointStage::Asked { at } | CheckpointStage::Answered { at, .. } => at,
        };
        if before.is_none_or(|before| matches!(before.checkpoint.stage, CheckpointStage::Planned)) {
            let since = at.max(note.checkpoint.due);
            let waited = Waited { whom: session.learner, since, lasts: Lasts::WorkingDays(2) };
            self.waits(ledger, promise, waited, told, CLOSES);
        }
    }

    fn waits<'a>(
        &mut self,
        ledger: &mut Ledger,
        promise: Promise,
        waited: Waited,
        told: &impl Fn(MemberId) -> Option<&'a Told>,
        why: &'static str,
    ) {
        match told(waited.whom).and_then(|told| waited.by(told)) {
            Some(by) => ledger.set(promise, by, why),
            None => ledger.clear(promise),
        }
        self.waited.insert(promise, waited);
    }

    fn ends(&mut self, ledger: &mut Ledger, promise: Promise) {
        ledger.clear(promise);
        self.waited.remove(&promise);
    }

    /// Nothing is to follow a session any more.
    fn is_over(&mut self, ledger: &mut Ledger, session: SessionId) {
        let nudges = NUDGES.into_iter().map(|(time, _)| Promise::Nudge(session, time));
        let all = nudges.chain([Promise::Note(session), Promise::Close(session)]);
        all.for_each(|promise| self.ends(ledger, promise));
        self.noted.remove(&session);
    }
}

const CLOSES: &str = "it was to be closed quietly, and was not";

impl Waited {
    /// By when it is over, in the hours that the learner told.
    fn by(&self, told: &Told) -> Option<DateTime<Utc>> {
        match self.lasts {
            Lasts::Days(days) => days_later(told, self.since, days),
            Lasts::WorkingDays(days) => working_days_later(told, self.since, days),
        }
    }
}
