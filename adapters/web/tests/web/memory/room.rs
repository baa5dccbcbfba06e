//! What is kept of one community.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use smallwins_core::ask::{Ask, Offer};
use smallwins_core::audit::Row;
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::fact::Fact;
use smallwins_core::id::{AskId, FactId, MemberId, OfferId, SessionId, SignalId, TaskId, WinId};
use smallwins_core::member::Member;
use smallwins_core::message::Reply;
use smallwins_core::parting::Erasure;
use smallwins_core::session::Session;
use smallwins_core::signal::{Account, AccountLink, Arrival, Outcome, Signal, Source, Tally, Whose};
use smallwins_core::store::{AskStory, Belongings, CallId, Which};
use smallwins_core::task::{Address, Kind, Task, Work};
use smallwins_core::win::Win;

pub(super) struct Room {
    pub(super) community: Community,
    pub(super) members: Vec<Member>,
    pub(super) wins: BTreeMap<WinId, Win>,
    pub(super) asks: BTreeMap<AskId, Ask>,
    pub(super) offers: BTreeMap<OfferId, Offer>,
    pub(super) sessions: BTreeMap<SessionId, Session>,
    pub(super) signals: BTreeMap<SignalId, Signal>,
    pub(super) arrivals: Vec<Arrival>,
    pub(super) links: BTreeMap<Account, AccountLink>,
    pub(super) tasks: Vec<Task>,
    pub(super) done: HashSet<TaskId>,
    pub(super) calls: HashMap<CallId, Reply>,
    pub(super) facts: BTreeMap<FactId, Fact>,
    pub(super) keepsakes: BTreeMap<String, String>,
    pub(super) audit: Vec<Row>,
}

impl Room {
    /// That of a community in which nothing has happened.
    pub(super) fn of(community: Community) -> Room {
        Room {
            community,
            members: Vec::new(),
            wins: BTreeMap::new(),
            asks: BTreeMap::new(),
            offers: BTreeMap::new(),
            sessions: BTreeMap::new(),
            signals: BTreeMap::new(),
            arrivals: Vec::new(),
            links: BTreeMap::new(),
            tasks: Vec::new(),
            done: HashSet::new(),
            calls: HashMap::new(),
            facts: BTreeMap::new(),
            keepsakes: BTreeMap::new(),
            audit: Vec::new(),
        }
    }

    pub(super) fn apply(&mut self, change: Change) {
        match change {
            Change::Community(mut community) => {
                community.version += 1;
                self.community = *community;
            }
            Change::Member(mut member) => {
                self.members.retain(|other| other.id != member.id);
                member.version += 1;
                self.members.push(*member);
            }
            Change::Win(mut win) => {
                win.version += 1;
                self.wins.insert(win.id, win);
            }
            Change::Ask(mut ask) => {
                ask.version += 1;
                self.asks.insert(ask.id, ask);
            }
            Change::Offer(mut offer) => {
                offer.version += 1;
                self.offers.insert(offer.id, offer);
            }
            Change::Session(mut session) => {
                session.version += 1;
                self.sessions.insert(session.id, *session);
            }
            Change::Signal(mut signal) => {
                signal.version += 1;
                self.signals.insert(signal.id, signal);
            }
            Change::Arrived(arrival) => self.arrivals.push(arrival),
            Change::Link(mut link) => {
                link.version += 1;
                self.links.insert(link.account.clone(), link);
            }
            Change::Drop(subject) => {
                let void = |task: &&Task| task.about == subject && task.work.kind() == Kind::Act;
                let void: Vec<TaskId> = self.tasks.iter().filter(void).map(|task| task.id).collect();
                self.done.extend(void);
            }
            Change::Unsay(to, subject) | Change::Forgo(to, subject) => {
                let said_to = |task: &Task| match &task.work {
                    Work::Deliver(delivery) => delivery.to == to,
                    Work::Act(_) => false,
                };
                let void = self.tasks.iter().filter(|task| task.about == subject && said_to(task));
                let void: Vec<TaskId> = void.map(|task| task.id).collect();
                self.done.extend(void);
            }
            Change::Hasten(_) => {}
            Change::Fact(fact) | Change::Past(fact) => drop(self.facts.insert(fact.id, fact)),
            Change::Task(task) => self.tasks.push(task),
            Change::Audit(entry) => self.audit.push(entry.row()),
            Change::Keepsake(key, Some(json)) => drop(self.keepsakes.insert(key, json)),
            Change::Keepsake(key, None) => drop(self.keepsakes.remove(&key)),
            Change::Outdated(key, json) => {
                if self.keepsakes.get(&key) == Some(&json) {
                    self.keepsakes.remove(&key);
                }
            }
            // They stand outside of the room.
            Change::Invite(_) => {}
            // Nothing in it is so old.
            Change::Forget(_) => {}
            Change::Erase(erasure) => self.erase(&erasure),
        }
    }

    /// As far as pages show it.
    fn erase(&mut self, Erasure { member, .. }: &Erasure) {
        self.members.retain(|other| other.id != *member);
        self.wins.retain(|_, win| win.learner != *member);
        self.asks.retain(|_, ask| ask.learner != *member);
        self.offers.retain(|_, offer| offer.mentor != *member);
        self.sessions.retain(|_, session| session.partner_of(*member).is_none());
        self.signals.retain(|_, signal| signal.whose != Whose::Member(*member));
        self.links.retain(|_, link| link.member != Some(*member));
        let named = member.to_string();
        self.audit.iter_mut().for_each(|row| row.names.retain(|(_, member, _)| *member != named));
    }

    pub(super) fn member(&self, id: MemberId) -> Option<Member> {
        self.members.iter().find(|member| member.id == id).cloned()
    }

    pub(super) fn recent_wins(&self, learner: MemberId, since: DateTime<Utc>) -> Vec<Win> {
        let recent = |win: &&Win| win.learner == learner && win.at >= since && win.undone.is_none();
        self.wins.values().rev().filter(recent).cloned().collect()
    }

    pub(super) fn ask_story(&self, id: AskId, since: DateTime<Utc>) -> Option<AskStory> {
        let ask = self.asks.get(&id)?.clone();
        let learner = self.member(ask.learner)?;
        let offers =
            self.offers.values().filter(|offer| offer.ask == id && offer.is_open()).cloned().collect();
        let wins = self.recent_wins(ask.learner, since);
        let signals = self.signals_of(Which::Of(&[Whose::Member(ask.learner)]), since);
        Some(AskStory { ask, learner, offers, wins, signals })
    }

    pub(super) fn signals_of(&self, which: Which<'_>, now: DateTime<Utc>) -> Vec<Signal> {
        let is_asked_for = |signal: &Signal| match which {
            Which::Of(whose) => whose.contains(&signal.whose),
            Which::Told(source, key) => signal.source == *source && signal.key == key,
        };
        let live = |signal: &&Signal| is_asked_for(signal) && signal.is_live(now);
        let mut signals: Vec<Signal> = self.signals.values().filter(live).cloned().collect();
        signals.sort_by_key(|signal| (signal.until, signal.id));
        signals
    }

    pub(super) fn tallies(&self, since: DateTime<Utc>) -> Vec<Tally> {
        let mut counts: BTreeMap<(Source, Outcome), u32> = BTreeMap::new();
        for arrival in self.arrivals.iter().filter(|arrival| arrival.at >= since) {
            *counts.entry((arrival.source.clone(), arrival.outcome)).or_default() += arrival.times;
        }
        counts.into_iter().map(|((source, outcome), count)| Tally { source, outcome, count }).collect()
    }

    pub(super) fn links_of(&self, whose: &Whose) -> Vec<AccountLink> {
        let theirs = |link: &&AccountLink| match whose {
            Whose::Member(member) => link.member == Some(*member),
            Whose::Account(account) => link.account == *account,
        };
        self.links.values().filter(theirs).cloned().collect()
    }

    pub(super) fn belongings(&self, member: MemberId) -> Belongings {
        let theirs = |session: &&Session| [session.learner, session.mentor].contains(&member);
        let to_them =
            |task: &&Task| matches!(&task.work, Work::Deliver(said) if said.to == Address::Member(member));
        Belongings {
            wins: self.wins.values().filter(|win| win.learner == member).cloned().collect(),
            asks: self.asks.values().filter(|ask| ask.learner == member).cloned().collect(),
            offers: self.offers.values().filter(|offer| offer.mentor == member).cloned().collect(),
            sessions: self.sessions.values().filter(theirs).cloned().collect(),
            signals: self
                .signals
                .values()
                .filter(|signal| signal.whose == Whose::Member(member))
                .cloned()
                .collect(),
            links: self.links_of(&Whose::Member(member)),
            waiting: self.waiting().filter(to_them).cloned().collect(),
        }
    }

    pub(super) fn waiting(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| !self.done.contains(&task.id))
    }
}
