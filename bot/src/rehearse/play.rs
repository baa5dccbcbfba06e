//! The rehearsal itself: time moves from one event to the next, and everything that happens is seen.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::digest::week;
use smallwins_core::kpi::{Terms, read_figures};
use smallwins_core::mentoring::{Call, Mentoring, Who};
use smallwins_core::message::{Block, Message, Reply, Span};
use smallwins_core::moment::Moments;
use smallwins_core::platform::{Platform, PlatformName};
use smallwins_core::store::{CallId, Store, StoreError};
use smallwins_core::work_off::work_off;

use super::act::{Act, Diary, Means};
use super::cast::{self, Caps, HERE, Someone, cast};
use super::checks::Judge;
use super::clock::Clock;
use super::fill::fill;
use super::life::life;
use super::plan::Plan;
use super::react::{Way, react};
use super::report::{Months, Report};
use super::silence::Silence;
use super::temper::happens;
use super::transcript::Transcript;
use super::witness::Witness;

/// Of a hundred calls, so many are told twice by the platform.
const TOLD_TWICE: u32 = 1;
/// Of a hundred buttons and forms, so many are pressed and sent twice.
const PRESSED_TWICE: u32 = 2;

/// Everything that a rehearsal is played with.
struct Play {
    plan: Plan,
    clock: Arc<Clock>,
    witness: Arc<Witness>,
    silence: Silence,
    mentoring: Mentoring,
    community: Community,
    scope: Scope,
    cast: Vec<Someone>,
    diary: Diary,
    judge: Judge,
    months: Months,
    transcript: Transcript,
    /// When the next task is due, as far as is known.
    due: Option<DateTime<Utc>>,
    calls: u64,
}

/// Rehearses a plan on an empty memory, and tells how many days are over.
///
/// # Errors
/// The memory does not answer.
pub(crate) async fn play(
    plan: Plan,
    store: Arc<dyn Store>,
    mut tell: impl FnMut(u32),
) -> Result<Report, StoreError> {
    let mut play = Play::prepared(plan, store).await?;
    let mut told = 0;
    while let Some(now) = play.next().filter(|now| *now < plan.ends()) {
        play.clock.move_to(now);
        if plan.day(now) > told {
            told = plan.day(now);
            tell(told - 1);
            play.reads(told, now).await?;
        }
        play.step().await?;
    }
    play.clock.move_to(plan.ends());
    play.work().await?;
    play.ended().await
}

impl Play {
    async fn prepared(plan: Plan, store: Arc<dyn Store>) -> Result<Play, StoreError> {
        let clock = Arc::new(Clock::at(plan.begins(), plan.seed));
        let witness = Arc::new(Witness::of(store));
        let mut cast = cast(&plan);
        let silence = Silence::new(Arc::clone(&clock), &cast, plan.seed);
        let mentoring =
            Mentoring::new(Arc::clone(&witness) as Arc<dyn Store>, Arc::clone(&clock) as Arc<dyn Moments>);
        let community = founded(&mentoring, silence.name(), &clock).await?;
        let scope = community.scope();
        let mut diary = Diary::default();
        for someone in &mut cast {
            for act in life(someone, &plan) {
                diary.write(someone.number, act);
            }
        }
        let (judge, months, transcript) = (Judge::new(plan), Months::of(plan), Transcript::default());
        let (due, calls) = (None, 0);
        Ok(Play {
            plan,
            clock,
            witness,
            silence,
            mentoring,
            community,
            scope,
            cast,
            diary,
            judge,
            months,
            transcript,
            due,
            calls,
        })
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// When the next thing happens.
    fn next(&self) -> Option<DateTime<Utc>> {
        self.diary.next().into_iter().chain(self.due).min()
    }

    /// People say what they have come to, then what is due is done.
    async fn step(&mut self) -> Result<(), StoreError> {
        let now = self.now();
        self.judge.passes(now, &self.cast, &self.silence);
        while let Some((who, act)) = self.diary.take(now) {
            self.says(who, act).await;
        }
        if self.due.is_some_and(|due| due <= now) { self.work().await } else { Ok(()) }
    }

    async fn says(&mut self, who: usize, act: Act) {
        let now = self.now();
        self.calls += 1;
        let person = self.cast[who].person.clone();
        let id = CallId(format!("act-{}", self.calls));
        let call = Call { id, scope: self.scope, who: Who::Person(person), said: act.said.clone() };
        let mut reply = self.mentoring.act(call.clone()).await;
        // Platforms tell a call twice when they are not sure that it was heard.
        if happens(TOLD_TWICE, &mut self.cast[who].chance) {
            reply = self.mentoring.act(call).await;
        }
        self.months.at(now).said += 1;
        self.transcript.said(now, who, &act.said, &reply);
        if let Some(message) = &reply.message {
            learn(&mut self.cast[who], message, act.means, now);
        }
        self.looks();
        self.answered(who, reply);
    }

    fn answered(&mut self, who: usize, reply: Reply) {
        let (now, someone) = (self.now(), &mut self.cast[who]);
        // A form that opens is what people look at.
        let acts = match (reply.form, reply.message) {
            (Some(form), _) => fill(someone, &form, now).into_iter().collect(),
            (None, Some(message)) => react(someone, &message, Way::Answer, now),
            (None, None) => Vec::new(),
        };
        self.means_to(who, acts);
    }

    /// Somebody will say these things; some buttons they press twice.
    fn means_to(&mut self, who: usize, acts: Vec<Act>) {
        for act in acts {
            if happens(PRESSED_TWICE, &mut self.cast[who].chance) {
                self.diary.write(who, act.clone());
            }
            self.diary.write(who, act);
        }
    }

    /// When a month is over, its last week is read as those who run the community would read it.
    async fn reads(&mut self, day: u32, now: DateTime<Utc>) -> Result<(), StoreError> {
        if let Some(month) = self.months.over(day) {
            month.week = week(&*self.witness, &self.community, now).await?.bare(HERE);
        }
        Ok(())
    }

    /// Does what is due, and lets everybody read what they are told.
    async fn work(&mut self) -> Result<(), StoreError> {
        let now = self.now();
        let next = work_off(&self.mentoring, &self.silence).await?;
        self.looks();
        // What is late and cannot be done now is looked at again, and found at the end.
        self.due = next.map(|due| due.max(now + TimeDelta::seconds(1)));
        for arrived in self.silence.arrived() {
            self.months.at(now).heard += 1;
            self.transcript.heard(&arrived);
            self.judge.heard(&arrived, &self.cast);
            let readers = match arrived.to.as_deref().map(cast::number) {
                Some(reader) => reader.into_iter().collect::<Vec<usize>>(),
                None => (0..self.cast.len()).collect(),
            };
            let way = if arrived.to.is_some() { Way::Direct } else { Way::Channel };
            for reader in readers {
                let acts = react(&mut self.cast[reader], &arrived.message, way, now);
                self.means_to(reader, acts);
            }
        }
        Ok(())
    }

    /// Sees what was written.
    fn looks(&mut self) {
        let now = self.now();
        let changes = self.witness.seen();
        let promised = changes.iter().filter_map(|change| match change {
            Change::Task(task) => Some(task.due),
            Change::Hasten(_) => Some(now),
            _ => None,
        });
        self.due = promised.chain(self.due).min();
        self.judge.decided(&changes, now, &self.cast);
        self.months.count(now, &changes);
    }

    async fn ended(mut self) -> Result<Report, StoreError> {
        self.reads(self.plan.days + 1, self.plan.ends()).await?;
        let waiting = self.witness.due(self.scope, MOST_PROMISES).await?;
        self.judge.ends(&waiting, &self.silence.live(), self.plan.ends());
        let terms = Terms::of(HERE);
        let windows = self.months.windows();
        self.months.told(read_figures(&*self.witness, self.scope, &windows, &terms).await?);
        Ok(self.months.report(self.judge.violations, self.transcript.hash()))
    }
}

/// What the community of a pilot is called.
pub(crate) const PILOT: &str = "pilot";

/// The community of a pilot, whose admins have chosen a channel.
pub(crate) async fn founded(
    mentoring: &Mentoring,
    name: &PlatformName,
    clock: &Clock,
) -> Result<Community, StoreError> {
    let mut community = Community::new(name.clone(), PILOT.to_owned(), HERE, &mut clock.moment());
    community.channel = Some("everybody".to_owned());
    mentoring.store().found(community).await
}

/// More promises than the largest pilot leaves.
const MOST_PROMISES: u32 = 10_000_000;

/// Somebody learns from an answer what Smallwins now knows of them.
pub(crate) fn learn(someone: &mut Someone, message: &Message, means: Means, now: DateTime<Utc>) {
    let told = &mut someone.told;
    match (message.receipt.key.as_str(), means) {
        ("hours.done", Means::Week(week)) => told.week = week,
        ("zone.done", Means::Zone(zone)) => told.zone = zone,
        ("join.done", Means::Mentors(caps)) => told.before = told.mentor.replace(caps),
        ("join.done", _) => told.before = told.mentor.replace(told.mentor.unwrap_or(Caps::USUAL)),
        ("office", Means::Office(office)) => told.offices.push(office),
        ("leave.done", _) => told.before = told.mentor.take(),
        ("undo.join" | "undo.leave", _) => told.mentor = told.before.take(),
        ("pause.done" | "undo.pause" | "undo.resume", _) => told.pauses(instant(message), now),
        ("resume.done", _) => told.pauses(None, now),
        _ => {}
    }
}

/// The first instant that a message names.
fn instant(message: &Message) -> Option<DateTime<Utc>> {
    let texts = message.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(text) => Some(text),
        _ => None,
    });
    texts.flat_map(|text| &text.0).find_map(|span| match span {
        Span::Time { at, .. } => Some(*at),
        _ => None,
    })
}
