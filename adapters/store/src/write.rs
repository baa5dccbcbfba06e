//! Writes: what is done inside one transaction. SQLite's writer groups them, PostgreSQL runs each on its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::decision::Change;
use smallwins_core::id::MemberId;
use smallwins_core::member::Member;
use smallwins_core::message::Reply;
use smallwins_core::parting::Erasure;
use smallwins_core::retention::Bygone;
use smallwins_core::signal::Arrival;
use smallwins_core::store::{CallId, Commit, Committed};
use smallwins_core::task::{Address, PUT_OFF, Subject};

use crate::db::{Tx, Walls};
use crate::erase::erase;
use crate::fault::Fault;
use crate::forget::forget;
use crate::mentors::Mentors;
use crate::rows::{Kept, Writing};
use crate::statement::Arg;
use crate::table::member_topic::Findable;
use crate::table::{
    arrival, ask, audit, call, community, fact, keepsake, link, member, member_topic, offer, rollup, session,
    signal, task, visit, win,
};

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

    /// It is on its way to the disk: what it says of mentors holds for whoever asks next.
    fn is_on_its_way(&self, _: &Mentors) {}

    /// It lasts, or came to nothing.
    fn has_ended(&self, _: Result<&Self::Answer, &Fault>, _: &Mentors) {}

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
    /// The members whom it writes, as they are from then on.
    members: BTreeMap<MemberId, Arc<Member>>,
    versioned: [BTreeMap<String, Vec<Arg>>; 8],
    /// Accounts that are nobody's from then on.
    unlinked: Vec<String>,
    moved: Option<Vec<Arg>>,
    findables: BTreeMap<String, Findable>,
    drops: BTreeMap<String, Vec<Arg>>,
    /// By what it was about, and to whom it was to be said.
    unsaid: BTreeMap<(String, Option<MemberId>), Vec<Arg>>,
    hastened: BTreeMap<String, Vec<Arg>>,
    tasks: Vec<Vec<Arg>>,
    abouts: Vec<String>,
    touched: Vec<String>,
    facts: Vec<Vec<Arg>>,
    waits: Vec<Vec<Arg>>,
    kept: BTreeMap<String, Vec<Arg>>,
    let_go: BTreeMap<String, Vec<Arg>>,
    outdated: BTreeMap<String, Vec<Arg>>,
    invitations: Vec<(MemberId, Vec<Arg>)>,
    arrivals: Vec<Arrival>,
    audits: Vec<Vec<Arg>>,
    audit_names: Vec<Vec<Arg>>,
    bygone: Option<Bygone>,
    erasures: Vec<Erasure>,
}

/// The tables of versioned values, in the order in which every commit writes them.
const VERSIONED: [Writing; 8] =
    [community::PUT, member::PUT, win::PUT, ask::PUT, offer::PUT, session::PUT, signal::PUT, link::PUT];
const COMMUNITY: usize = 0;
const MEMBER: usize = 1;
const WIN: usize = 2;
const ASK: usize = 3;
const OFFER: usize = 4;
const SESSION: usize = 5;
const SIGNAL: usize = 6;
const LINK: usize = 7;

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
            members: BTreeMap::new(),
            versioned: Default::default(),
            unlinked: Vec::new(),
            moved: None,
            findables: BTreeMap::new(),
            drops: BTreeMap::new(),
            unsaid: BTreeMap::new(),
            hastened: BTreeMap::new(),
            tasks: Vec::new(),
            abouts: Vec::new(),
            touched: Vec::new(),
            facts: Vec::new(),
            waits: Vec::new(),
            kept: BTreeMap::new(),
            let_go: BTreeMap::new(),
            outdated: BTreeMap::new(),
            invitations: Vec::new(),
            arrivals: Vec::new(),
            audits: Vec::new(),
            audit_names: Vec::new(),
            bygone: None,
            erasures: Vec::new(),
        };
        changes.iter().for_each(|change| draft.add(change));
        draft.touched = draft.touches();
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
                let written = Member { version: member.version + 1, ..Member::clone(member).as_kept() };
                self.members.insert(member.id, Arc::new(written));
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
            Change::Signal(signal) => {
                self.versioned[SIGNAL].insert(signal.key(), signal::row(scope, signal));
            }
            Change::Link(link) => {
                self.versioned[LINK].insert(link.key(), link::row(scope, link));
                if link.member.is_none() {
                    self.unlinked.push(link.key());
                }
            }
            Change::Task(task) => {
                self.abouts.push(self.place(task.about));
                self.tasks.push(task::row(scope, task));
            }
            Change::Drop(about) => {
                self.drops.insert(self.place(*about), task::drop_row(scope, *about, self.at));
            }
            Change::Unsay(to, about) => {
                let row = task::unsay_row(scope, *to, *about, self.at, DateTime::<Utc>::UNIX_EPOCH);
                self.unsaid.insert((self.place(*about), task::reader(*to)), row);
            }
            Change::Forgo(to, about) => {
                let row = task::unsay_row(scope, *to, *about, self.at, self.at + PUT_OFF);
                self.unsaid.entry((self.place(*about), task::reader(*to))).or_insert(row);
            }
            Change::Hasten(to) => {
                let place = match to {
                    Address::Member(member) => member.to_string(),
                    Address::Channel => String::new(),
                    Address::Digest => "digest".to_owned(),
                };
                self.hastened.insert(place, task::hasten_row(scope, *to, self.at));
            }
            Change::Fact(fact) => {
                self.facts.push(fact::row(scope, fact));
                self.waits.push(rollup::wait_row(scope, fact));
            }
            Change::Past(fact) => self.facts.push(fact::row(scope, fact)),
            Change::Audit(entry) => {
                self.audits.push(audit::row(scope, entry));
                self.audit_names.extend(audit::names(scope, entry));
            }
            Change::Keepsake(name, Some(value)) => {
                self.let_go.remove(name);
                let row = vec![scope.into(), name.as_str().into(), value.as_str().into()];
                self.kept.insert(name.clone(), row);
            }
            Change::Keepsake(name, None) => {
                self.kept.remove(name);
                self.let_go.insert(name.clone(), vec![scope.into(), name.as_str().into()]);
            }
            Change::Outdated(name, value) => {
                let row = vec![scope.into(), name.as_str().into(), value.as_str().into()];
                self.outdated.insert(name.clone(), row);
            }
            Change::Arrived(arrival) => self.arrivals.push(arrival.clone()),
            Change::Invite(visit) => self.invitations.push((visit.member, visit::row(scope, visit))),
            Change::Forget(bygone) => self.bygone = Some(*bygone),
            Change::Erase(erasure) => self.erasures.push(erasure.clone()),
        }
    }

    /// A subject inside its community.
    fn place(&self, about: Subject) -> String {
        format!("{} {about}", self.scope.community())
    }

    fn touches(&self) -> Vec<String> {
        let community = self.scope.community();
        let rows = self.versioned.iter().flat_map(BTreeMap::keys);
        let names = self.kept.keys().chain(self.let_go.keys()).chain(self.outdated.keys());
        let names = names.map(|name| format!("keepsake {name}"));
        let call = std::iter::once(format!("call {}", self.call.0));
        rows.cloned().chain(names).chain(call).map(|what| format!("{community} {what}")).collect()
    }

    /// Whether signals that have ended are looked for: as often as any are written, anything arrives, or words are
    /// forgotten, so that they go also where nothing is told any more.
    fn sweeps_signals(&self) -> bool {
        !self.versioned[SIGNAL].is_empty() || !self.arrivals.is_empty() || self.bygone.is_some()
    }

    /// What no other commit of a group may touch as well.
    pub(crate) fn touched(&self) -> &[String] {
        &self.touched
    }

    /// What its promises are about, and what it takes promises back of. That comes first when commits are written
    /// together, so one that takes back what an earlier one promises has to wait.
    pub(crate) fn promised(&self) -> &[String] {
        &self.abouts
    }

    /// See [`Draft::promised`].
    pub(crate) fn dropped(&self) -> impl Iterator<Item = &String> {
        self.drops.keys().chain(self.unsaid.keys().map(|(about, _)| about))
    }
}

/// Why commits were not written together.
pub(crate) enum Apart {
    /// A row did not pass, be it a call that was answered before.
    Refused(Refused),
    /// It is not known whose fault it was.
    Fault(Fault),
}

/// Whose rows did not pass: each of them is to be run on its own, for its own verdict.
pub(crate) enum Refused {
    /// It was not asked who they are.
    Somebody,
    /// Those at these places.
    These(BTreeSet<usize>),
}

/// Whether it is asked whose rows did not pass. It takes a row back for each row, and there are hardly ever any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Asked,
    Spared,
}

impl From<Fault> for Apart {
    fn from(fault: Fault) -> Apart {
        Apart::Fault(fault)
    }
}

/// Writes several commits at once.
pub(crate) async fn write_together(tx: &mut Tx, drafts: &[&Draft], names: Names) -> Result<(), Apart> {
    let calls = drafts.iter().enumerate().map(|(of, draft)| (of, draft.call_row.as_slice())).collect();
    put(tx, &call::PUT, calls, names).await?;
    write(tx, drafts, names).await
}

/// Writes the rows of one or more commits, by table.
///
/// What a commit drops is what waited before it: its own new wake-ups about the same stay.
async fn write(tx: &mut Tx, drafts: &[&Draft], names: Names) -> Result<(), Apart> {
    task::DROP.run(tx, &rows(gather(drafts, |draft| draft.drops.values()))).await?;
    task::UNSAY.run(tx, &rows(gather(drafts, |draft| draft.unsaid.values()))).await?;
    task::HASTEN.run(tx, &rows(gather(drafts, |draft| draft.hastened.values()))).await?;
    for draft in drafts.iter().filter(|draft| draft.sweeps_signals()) {
        signal::sweep(tx, draft.scope, draft.at).await?;
    }
    for (table, writing) in VERSIONED.iter().enumerate() {
        put(tx, writing, gather(drafts, |draft| draft.versioned[table].values()), names).await?;
    }
    for draft in drafts {
        for account in &draft.unlinked {
            link::sweep(tx, draft.scope, account).await?;
        }
    }
    task::PARK.run(tx, &rows(gather(drafts, |draft| &draft.moved))).await?;
    let findables: Vec<&Findable> = drafts.iter().flat_map(|draft| draft.findables.values()).collect();
    member_topic::put(tx, &findables).await?;
    put(tx, &task::PUT, gather(drafts, |draft| &draft.tasks), names).await?;
    put(tx, &fact::PUT, gather(drafts, |draft| &draft.facts), names).await?;
    rollup::WAIT.run(tx, &rows(gather(drafts, |draft| &draft.waits))).await?;
    put(tx, &audit::PUT, gather(drafts, |draft| &draft.audits), names).await?;
    audit::NAME.run(tx, &rows(gather(drafts, |draft| &draft.audit_names))).await?;
    keepsake::DROP.run(tx, &rows(gather(drafts, |draft| draft.let_go.values()))).await?;
    keepsake::OUTDATE.run(tx, &rows(gather(drafts, |draft| draft.outdated.values()))).await?;
    keepsake::PUT.run(tx, &rows(gather(drafts, |draft| draft.kept.values()))).await?;
    for draft in drafts.iter().filter(|draft| !draft.invitations.is_empty()) {
        visit::sweep(tx, draft.scope, draft.at).await?;
        // One after the other: of two links for one person that come at once, one ends the other.
        for (member, row) in &draft.invitations {
            visit::take_back(tx, draft.scope, *member, draft.at).await?;
            visit::PUT.run(tx, &[row.as_slice()]).await?;
        }
    }
    for draft in drafts.iter().filter(|draft| !draft.arrivals.is_empty()) {
        arrival::sweep(tx, draft.scope, draft.at).await?;
    }
    let counts = counted(drafts);
    arrival::ADD.run(tx, &counts.iter().map(Vec::as_slice).collect::<Vec<_>>()).await?;
    for (draft, bygone) in drafts.iter().filter_map(|draft| Some((draft, draft.bygone?))) {
        forget(tx, draft.scope, &bygone, draft.at).await?;
    }
    for draft in drafts {
        for erasure in &draft.erasures {
            erase(tx, draft.scope, erasure).await?;
        }
    }
    Ok(())
}

/// What arrived, counted over all of them.
fn counted(drafts: &[&Draft]) -> Vec<Vec<Arg>> {
    let mut arrived = Vec::new();
    for draft in drafts {
        arrived.extend(draft.arrivals.iter().map(|arrival| (draft.scope, arrival)));
    }
    arrival::rows(arrived.into_iter())
}

/// Rows, each with the place of the commit that it belongs to.
type Gathered<'a> = Vec<(usize, &'a [Arg])>;

fn gather<'a, I>(drafts: &[&'a Draft], rows: impl Fn(&'a Draft) -> I) -> Gathered<'a>
where
    I: IntoIterator<Item = &'a Vec<Arg>>,
{
    let of = |(of, draft): (usize, &&'a Draft)| rows(draft).into_iter().map(move |row| (of, row.as_slice()));
    drafts.iter().enumerate().flat_map(of).collect()
}

fn rows(gathered: Gathered<'_>) -> Vec<&[Arg]> {
    gathered.into_iter().map(|(_, row)| row).collect()
}

async fn put(tx: &mut Tx, writing: &Writing, gathered: Gathered<'_>, names: Names) -> Result<(), Apart> {
    let (of, rows): (Vec<usize>, Vec<&[Arg]>) = gathered.into_iter().unzip();
    match names {
        Names::Spared if writing.passes(tx, &rows).await? => Ok(()),
        Names::Spared => Err(Apart::Refused(Refused::Somebody)),
        Names::Asked => {
            let refused = writing.refused(tx, &rows).await?;
            let these: BTreeSet<usize> = refused.into_iter().map(|row| of[row]).collect();
            if these.is_empty() { Ok(()) } else { Err(Apart::Refused(Refused::These(these))) }
        }
    }
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
        match write(tx, &[self], Names::Spared).await {
            Ok(()) => Ok(Committed::Now),
            Err(Apart::Refused(_)) => Err(Fault::Clash),
            Err(Apart::Fault(fault)) => Err(fault),
        }
    }

    fn is_on_its_way(&self, mentors: &Mentors) {
        mentors.note(self.scope, self.members.values());
    }

    fn has_ended(&self, verdict: Result<&Committed, &Fault>, mentors: &Mentors) {
        if !self.erasures.is_empty() {
            mentors.forget(self.scope);
        }
        match verdict {
            Ok(Committed::Now) => mentors.note(self.scope, self.members.values()),
            Ok(Committed::Before(_)) | Err(_) => mentors.doubt(self.scope, self.members.values()),
        }
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
