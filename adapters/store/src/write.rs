//! Writes: what is done inside one transaction. SQLite's writer groups them, PostgreSQL runs each on its own.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::store::{CallId, Commit, Committed};
use smallwins_core::task::Subject;

use crate::db::{Tx, Walls};
use crate::fault::Fault;
use crate::rows::{Kept, Writing};
use crate::statement::Arg;
use crate::table::member_topic::Findable;
use crate::table::{ask, call, community, fact, keepsake, member, member_topic, offer, session, task, win};

/// Something that is done inside one transaction, and may have to be done again from the start.
pub(crate) trait Write: Send + Sync + 'static {
    /// What the one who asked is answered, once it lasts.
    type Answer: Send + 'static;

    /// What the transaction may see.
    fn walls(&self) -> Walls;

    /// Does it, up to but without the commit. A fault undoes the transaction.
    fn run(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Answer, Fault>> + Send;

    /// The rows of a commit, which can be written together with those of others.
    fn drafted(&self) -> Option<&Draft> {
        None
    }

    /// The answer when its rows were written together with those of others.
    fn drafted_answer(&self) -> Option<Self::Answer> {
        None
    }

    /// What an answer means when an earlier attempt may have lasted: its connection was lost.
    fn after_doubt(&self, answer: Self::Answer) -> Self::Answer {
        answer
    }
}

/// A commit as rows, made by the one who asks for it and not by the writer, whose time everybody shares.
///
/// Versioned rows stand by table and id: two values of one row in one commit are one row, and the later stands.
#[derive(Debug)]
pub(crate) struct Draft {
    scope: Scope,
    call: CallId,
    at: DateTime<Utc>,
    reply: Reply,
    call_row: Vec<Arg>,
    versioned: [BTreeMap<String, Vec<Arg>>; 6],
    moved: Option<Vec<Arg>>,
    findables: BTreeMap<String, Findable>,
    drops: BTreeMap<String, Vec<Arg>>,
    hastened: BTreeMap<String, Vec<Arg>>,
    tasks: Vec<Vec<Arg>>,
    abouts: Vec<String>,
    facts: Vec<Vec<Arg>>,
    kept: BTreeMap<String, Vec<Arg>>,
    let_go: BTreeMap<String, Vec<Arg>>,
}

/// The tables of versioned values, in the order in which every commit writes them.
const VERSIONED: [Writing; 6] = [community::PUT, member::PUT, win::PUT, ask::PUT, offer::PUT, session::PUT];
const COMMUNITY: usize = 0;
const MEMBER: usize = 1;
const WIN: usize = 2;
const ASK: usize = 3;
const OFFER: usize = 4;
const SESSION: usize = 5;

impl Draft {
    /// The rows of a commit.
    pub(crate) fn new(commit: &Commit) -> Draft {
        let Commit { scope, call, at, reply, changes } = commit;
        let mut draft = Draft {
            scope: *scope,
            call: call.clone(),
            at: *at,
            reply: reply.clone(),
            call_row: call::row(*scope, call, *at, reply),
            versioned: Default::default(),
            moved: None,
            findables: BTreeMap::new(),
            drops: BTreeMap::new(),
            hastened: BTreeMap::new(),
            tasks: Vec::new(),
            abouts: Vec::new(),
            facts: Vec::new(),
            kept: BTreeMap::new(),
            let_go: BTreeMap::new(),
        };
        changes.iter().for_each(|change| draft.add(change));
        draft
    }

    fn add(&mut self, change: &Change) {
        let scope = self.scope;
        match change {
            Change::Community(community) => {
                self.versioned[COMMUNITY].insert(community.key(), community::row(scope, community));
                self.moved = Some(vec![scope.into()]);
            }
            Change::Member(member) => {
                self.findables.insert(member.id.to_string(), member_topic::findable(scope, member));
                self.versioned[MEMBER].insert(member.id.to_string(), member::row(scope, member));
            }
            Change::Win(win) => {
                self.versioned[WIN].insert(win.id.to_string(), win::row(scope, win));
            }
            Change::Ask(ask) => {
                self.versioned[ASK].insert(ask.id.to_string(), ask::row(scope, ask));
            }
            Change::Offer(offer) => {
                self.versioned[OFFER].insert(offer.id.to_string(), offer::row(scope, offer));
            }
            Change::Session(session) => {
                self.versioned[SESSION].insert(session.id.to_string(), session::row(scope, session));
            }
            Change::Task(task) => {
                self.abouts.push(self.place(task.about));
                self.tasks.push(task::row(scope, task));
            }
            Change::Drop(about) => {
                self.drops.insert(self.place(*about), task::drop_row(scope, *about, self.at));
            }
            Change::Hasten(member) => {
                self.hastened.insert(member.to_string(), task::hasten_row(scope, *member, self.at));
            }
            Change::Fact(fact) => self.facts.push(fact::row(scope, fact)),
            Change::Keepsake(name, Some(value)) => {
                self.let_go.remove(name);
                let row = vec![scope.into(), name.as_str().into(), value.as_str().into()];
                self.kept.insert(name.clone(), row);
            }
            Change::Keepsake(name, None) => {
                self.kept.remove(name);
                self.let_go.insert(name.clone(), vec![scope.into(), name.as_str().into()]);
            }
        }
    }

    /// A subject inside its community.
    fn place(&self, about: Subject) -> String {
        format!("{} {about}", self.scope.community())
    }

    /// What no other commit of a group may touch as well.
    pub(crate) fn touched(&self) -> impl Iterator<Item = String> {
        let community = self.scope.community();
        let rows = self.versioned.iter().flat_map(BTreeMap::keys);
        let names = self.kept.keys().chain(self.let_go.keys()).map(|name| format!("keepsake {name}"));
        let call = std::iter::once(format!("call {}", self.call.0));
        rows.cloned().chain(names).chain(call).map(move |what| format!("{community} {what}"))
    }

    /// What its wake-ups are about, and what it drops the wake-ups of. Drops come first when commits are written
    /// together, so one that drops what an earlier one promises has to wait.
    pub(crate) fn promised(&self) -> &[String] {
        &self.abouts
    }

    /// See [`Draft::promised`].
    pub(crate) fn dropped(&self) -> impl Iterator<Item = &String> {
        self.drops.keys()
    }
}

/// Writes several commits at once. `Clash` when a row of any of them did not pass, be it a call that was answered
/// before: then each is to be run on its own, for its own verdict.
pub(crate) async fn write_together(tx: &mut Tx, drafts: &[&Draft]) -> Result<(), Fault> {
    let calls: Vec<&[Arg]> = drafts.iter().map(|draft| draft.call_row.as_slice()).collect();
    call::PUT.run_all(tx, &calls).await?;
    write(tx, drafts).await
}

/// Writes the rows of one or more commits, by table.
///
/// What a commit drops is what waited before it: its own new wake-ups about the same stay.
async fn write(tx: &mut Tx, drafts: &[&Draft]) -> Result<(), Fault> {
    task::DROP.run(tx, &gather(drafts, |draft| draft.drops.values())).await?;
    task::HASTEN.run(tx, &gather(drafts, |draft| draft.hastened.values())).await?;
    for (table, writing) in VERSIONED.iter().enumerate() {
        writing.run_all(tx, &gather(drafts, |draft| draft.versioned[table].values())).await?;
    }
    task::PARK.run(tx, &gather(drafts, |draft| &draft.moved)).await?;
    let findables: Vec<&Findable> = drafts.iter().flat_map(|draft| draft.findables.values()).collect();
    member_topic::put(tx, &findables).await?;
    task::PUT.run_all(tx, &gather(drafts, |draft| &draft.tasks)).await?;
    fact::PUT.run_all(tx, &gather(drafts, |draft| &draft.facts)).await?;
    keepsake::DROP.run(tx, &gather(drafts, |draft| draft.let_go.values())).await?;
    keepsake::PUT.run(tx, &gather(drafts, |draft| draft.kept.values())).await?;
    Ok(())
}

fn gather<'a, I>(drafts: &[&'a Draft], rows: impl Fn(&'a Draft) -> I) -> Vec<&'a [Arg]>
where
    I: IntoIterator<Item = &'a Vec<Arg>>,
{
    drafts.iter().flat_map(|draft| rows(draft)).map(Vec::as_slice).collect()
}

impl Write for Draft {
    type Answer = Committed;

    fn walls(&self) -> Walls {
        self.scope.into()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Committed, Fault> {
        if call::PUT.run(tx, &[&self.call_row]).await?.is_empty() {
            let reply = call::reply(tx, self.scope, &self.call).await?;
            return reply.map(Committed::Before).ok_or(Fault::Clash);
        }
        write(tx, &[self]).await.map(|()| Committed::Now)
    }

    fn drafted(&self) -> Option<&Draft> {
        Some(self)
    }

    fn drafted_answer(&self) -> Option<Committed> {
        Some(Committed::Now)
    }

    fn after_doubt(&self, answer: Committed) -> Committed {
        match answer {
            Committed::Before(reply) if reply == self.reply => Committed::Now,
            answer => answer,
        }
    }
}
