//! A crowd that does anything: besides what people do about what they read, somebody says anything at all, at any time.
//!
//! Buttons of long ago and of other people, every word with and without what belongs behind it, forms full of nonsense,
//! other cities and hours, what other tools tell, whom those who run it keep apart, and now and then somebody who wants
//! to be erased. Whatever it is, every promise of `checks` is kept, whoever was erased does not come back but by their
//! own word, nothing is held of anybody before their yes, and whoever is kept apart stays so. What each promise is
//! worth is shown by a memory that breaks it; that of the journal's order by what its judge finds in facts.

mod bounds;
mod erased;
mod hooks;
mod nonsense;
mod sabotage;
mod shown;
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use smallwins_core::action::{Action, Care, Resolve};
use smallwins_core::community::Scope;
use smallwins_core::decision::Change;
use smallwins_core::fact::Event;
use smallwins_core::member::Person;
use smallwins_core::mentoring::{Call, Mentoring, Said, Who};
use smallwins_core::message::{Block, Message, Reply};
use smallwins_core::moment::Moments;
use smallwins_core::news::News;
use smallwins_core::platform::Platform;
use smallwins_core::store::{CallId, Store};
use smallwins_core::work_off::work_off;
use smallwins_store::Memory;

use super::act::{Act, Diary, Means};
use super::cast::{self, HERE, Someone, ZONES, cast};
use super::checks::{Judge, Rule, Violation};
use super::clock::Clock;
use super::fill::fill;
use super::hours::USUAL;
use super::life::life;
use super::plan::Plan;
use super::play::{founded, learn};
use super::react::{Way, react};
use super::silence::Silence;
use super::temper::happens;
use super::witness::Witness;
use bounds::Bounds;
use erased::Erased;
use sabotage::{Sabotage, Saboteur};
use shown::Shown;

/// How many people, for how long, and how often somebody says anything at all.
#[derive(Debug, Clone, Copy)]
struct Size {
    plan: Plan,
    anything: u32,
    /// Of a hundred things that people would do by themselves, so many they do.
    own: u32,
}

/// What a run came to.
struct Outcome {
    violations: Vec<Violation>,
    reappeared: Vec<String>,
    crossed: Vec<String>,
    /// How often somebody asked who is kept apart from somebody.
    tried: u32,
    /// How often each sentence was answered or told.
    sentences: BTreeMap<String, u32>,
    noted: u32,
    /// How often something that other tools told was a reason for somebody.
    signals: u32,
    erased: usize,
}

impl Outcome {
    fn broken(&self) -> BTreeSet<Rule> {
        self.violations.iter().map(|violation| violation.rule).collect()
    }

    fn said(&self, key: &str) -> u32 {
        self.sentences.get(key).copied().unwrap_or_default()
    }
}

struct Crowd {
    plan: Plan,
    clock: Arc<Clock>,
    witness: Arc<Witness>,
    silence: Silence,
    mentoring: Mentoring,
    scope: Scope,
    cast: Vec<Someone>,
    /// Whose zone is what they said it is.
    zone_told: BTreeSet<usize>,
    diary: Diary,
    judge: Judge,
    erased: Erased,
    bounds: Bounds,
    shown: Shown,
    sentences: BTreeMap<String, u32>,
    noted: u32,
    signals: u32,
    chance: StdRng,
    /// What other tools tell goes by a chance of its own.
    tools: StdRng,
    due: Option<DateTime<Utc>>,
    calls: u64,
}

/// What a crowd comes to in a memory of the process.
async fn crowd(size: Size, sabotage: Sabotage) -> Outcome {
    crowd_in(Arc::new(Memory::default()), size, sabotage).await
}

async fn crowd_in(store: Arc<dyn Store>, size: Size, sabotage: Sabotage) -> Outcome {
    let mut crowd = Crowd::gathered(store, size, sabotage).await;
    let (begins, length) = (size.plan.begins(), size.plan.ends() - size.plan.begins());
    for number in 0..size.anything {
        let at = begins + length / i32::try_from(size.anything).unwrap() * i32::try_from(number).unwrap();
        crowd.time_passes(at).await;
        crowd.somebody_says_anything().await;
        if happens(15, &mut crowd.tools) {
            crowd.something_arrives().await;
        }
    }
    crowd.time_passes(size.plan.ends()).await;
    crowd.ended().await
}

impl Crowd {
    async fn gathered(store: Arc<dyn Store>, Size { plan, own, .. }: Size, sabotage: Sabotage) -> Crowd {
        let clock = Arc::new(Clock::at(plan.begins(), plan.seed));
        let witness = Arc::new(Witness::through(Box::new(Saboteur::of(sabotage)), store));
        let mut cast = cast(&plan);
        let silence = Silence::new(Arc::clone(&clock), &cast, plan.seed);
        let mentoring =
            Mentoring::new(Arc::clone(&witness) as Arc<dyn Store>, Arc::clone(&clock) as Arc<dyn Moments>);
        let founded = founded(&mentoring, silence.name(), &clock).await;
        let scope = founded.expect("the memory answers").scope();
        let mut diary = Diary::default();
        for someone in &mut cast {
            for act in life(someone, &plan) {
                if happens(own, &mut someone.chance) {
                    diary.write(someone.number, act);
                }
            }
        }
        Crowd {
            plan,
            clock,
            witness,
            silence,
            mentoring,
            scope,
            shown: Shown::to(cast.len()),
            cast,
            zone_told: BTreeSet::new(),
            diary,
            judge: Judge::new(plan),
            erased: Erased::default(),
            bounds: Bounds::default(),
            sentences: BTreeMap::new(),
            noted: 0,
            signals: 0,
            chance: StdRng::seed_from_u64(plan.seed),
            tools: StdRng::seed_from_u64(!plan.seed),
            due: None,
            calls: 0,
        }
    }

    /// What is due in between is done at its time, and people say what they have come to.
    async fn time_passes(&mut self, until: DateTime<Utc>) {
        while let Some(now) = self.diary.next().into_iter().chain(self.due).min().filter(|at| *at <= until) {
            self.clock.move_to(now);
            let now = self.clock.now();
            self.judge.passes(now, &self.cast, &self.silence);
            while let Some((who, act)) = self.diary.take(now) {
                self.says(who, act).await;
            }
            if self.due.is_some_and(|due| due <= now) {
                self.works().await;
            }
        }
        self.clock.move_to(until);
    }

    async fn somebody_says_anything(&mut self) {
        let (now, all) = (self.clock.now(), self.cast.len());
        // Those who run it have more to say.
        let who = if happens(10, &mut self.chance) { 0 } else { self.chance.random_range(0..all) };
        if happens(3, &mut self.chance) {
            return self.moves(who).await;
        }
        let act = match self.chance.random_range(0..100) {
            _ if who == 0 && happens(80, &mut self.chance) => {
                Some(nonsense::of_people(all, &mut self.chance))
            }
            0..3 => Some((Said::Line("/mentor privacy erase".to_owned()), Means::Nothing)),
            3..35 => self.shown.button(who, &mut self.chance),
            35..42 => self.shown.button(self.chance.random_range(0..all), &mut self.chance),
            42..55 => self.shown.form(who).map(|form| nonsense::filled(&form, &mut self.chance)),
            55..80 => Some(nonsense::word(all, &mut self.chance)),
            _ => Some(nonsense::line(&mut self.chance)),
        };
        if let Some((said, means)) = act {
            self.says(who, Act { at: now, said, means }).await;
        }
    }

    /// Somebody's platform says that they are in another city.
    async fn moves(&mut self, who: usize) {
        let zone = ZONES[self.chance.random_range(0..ZONES.len())];
        let someone = &mut self.cast[who];
        someone.person.zone = Some(zone);
        let person = Person { admin: None, ..someone.person.clone() };
        self.calls += 1;
        let id = CallId(format!("news-{}", self.calls));
        self.mentoring.tell(id, self.scope, News::Described(person)).await.expect("the memory answers");
        if !self.zone_told.contains(&who) {
            self.cast[who].told.zone = zone;
        }
        self.looks();
    }

    /// Another tool tells something.
    async fn something_arrives(&mut self) {
        let incoming = hooks::delivery(self.clock.now(), &mut self.tools);
        self.calls += 1;
        let id = CallId(format!("hook-{}", self.calls));
        self.mentoring.receive(id, self.scope, incoming).await.expect("the memory answers");
        self.looks();
    }

    async fn says(&mut self, who: usize, act: Act) {
        let now = self.clock.now();
        self.calls += 1;
        let id = CallId(format!("act-{}", self.calls));
        let person = self.cast[who].person.clone();
        let call = Call { id, scope: self.scope, who: Who::Person(person), said: act.said };
        let reply = self.mentoring.act(call).await;
        if let Some(message) = &reply.message {
            self.learns(who, message, act.means, now);
        }
        self.looks();
        self.answered(who, reply);
    }

    /// Somebody knows from an answer what holds for them.
    fn learns(&mut self, who: usize, message: &Message, means: Means, now: DateTime<Utc>) {
        self.count(message);
        self.bounds.answered(&message.receipt.key);
        learn(&mut self.cast[who], message, means, now);
        let someone = &mut self.cast[who];
        match message.receipt.key.as_str() {
            "zone.done" => drop(self.zone_told.insert(who)),
            "left" => someone.told.mentor = None,
            "erase.going" => {
                let told = &mut someone.told;
                (told.zone, told.week) = (someone.person.zone.unwrap_or(HERE), &USUAL);
                (told.pause, told.mentor) = (None, None);
                self.zone_told.remove(&who);
            }
            "erased.back" => self.erased.comes_back(&someone.person.handle.0),
            _ => {}
        }
    }

    fn count(&mut self, message: &Message) {
        *self.sentences.entry(message.receipt.key.clone()).or_default() += 1;
    }

    fn answered(&mut self, who: usize, reply: Reply) {
        let now = self.clock.now();
        if let Some(message) = &reply.message {
            self.shown.read(who, message);
        }
        let someone = &mut self.cast[who];
        let mut acts = match (&reply.form, &reply.message) {
            // In it a zone would be told along with the hours, and nothing of what is told is to be overlooked.
            (Some(form), _) if matches!(form.action, Action::Hours(_)) => Vec::new(),
            (Some(form), _) => fill(someone, form, now).into_iter().collect(),
            (None, Some(message)) => react(someone, message, Way::Answer, now),
            (None, None) => Vec::new(),
        };
        // Whoever is asked whether they are sure, mostly is.
        acts.extend(reply.message.iter().flat_map(resolve).filter_map(|action| {
            happens(70, &mut self.chance).then(|| Act::presses(action, now + TimeDelta::seconds(40)))
        }));
        if let Some(form) = reply.form {
            self.shown.open(who, form);
        }
        acts.into_iter().for_each(|act| self.diary.write(who, act));
    }

    async fn works(&mut self) {
        let now = self.clock.now();
        let next = work_off(&self.mentoring, &self.silence).await.expect("the memory answers");
        self.looks();
        self.due = next.map(|due| due.max(now + TimeDelta::seconds(1)));
        for arrived in self.silence.arrived() {
            self.judge.heard(&arrived, &self.cast);
            self.erased.heard(&arrived);
            self.count(&arrived.message);
            let reader = arrived.to.as_deref().and_then(cast::number);
            let readers = reader.map_or(0..self.cast.len(), |reader| reader..reader + 1);
            let way = if reader.is_some() { Way::Direct } else { Way::Channel };
            for reader in readers {
                self.shown.read(reader, &arrived.message);
                for act in react(&mut self.cast[reader], &arrived.message, way, now) {
                    self.diary.write(reader, act);
                }
            }
        }
    }

    fn looks(&mut self) {
        let now = self.clock.now();
        let changes = self.witness.seen();
        for change in &changes {
            match change {
                Change::Task(task) => self.due = self.due.into_iter().chain([task.due]).min(),
                Change::Hasten(_) => self.due = Some(now),
                Change::Signal(_) => self.signals += 1,
                Change::Fact(fact) => self.noted += u32::from(matches!(fact.event, Event::Noted { .. })),
                _ => {}
            }
        }
        self.judge.decided(&changes, now, &self.cast);
        self.erased.decided(&changes);
        self.bounds.decided(&changes);
    }

    async fn ended(mut self) -> Outcome {
        let waiting = self.witness.due(self.scope, 1_000_000).await.expect("the memory answers");
        self.judge.ends(&waiting, &self.silence.live(), self.plan.ends());
        let everyone = self.witness.everyone(self.scope, 1_000_000).await.expect("the memory answers");
        self.erased.ends(&everyone);
        Outcome {
            violations: self.judge.violations,
            erased: self.erased.count(),
            reappeared: self.erased.reappeared,
            crossed: self.bounds.crossed,
            tried: self.bounds.tried,
            sentences: self.sentences,
            noted: self.noted,
            signals: self.signals,
        }
    }
}

/// The buttons of a message by which somebody is surer that they want to be erased, or wants to be known again.
fn resolve(message: &Message) -> Vec<Action> {
    let rows = message.blocks.iter().filter_map(|block| match block {
        Block::Buttons(buttons) => Some(buttons),
        _ => None,
    });
    let surer = |action: &Action| {
        let erase = Action::Privacy(Care::Erase(Resolve::Sure));
        *action == erase || matches!(action, Action::Privacy(Care::Erase(Resolve::ForGood(_)) | Care::Return))
    };
    rows.flatten().map(|button| button.action.clone()).filter(surer).collect()
}
