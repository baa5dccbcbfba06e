//! What becomes of everything when a member is erased, and when words are too old: see `erase.rs` and `forget.rs` of
//! the databases, which do the same with their tables.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use smallwins_core::ask::Ask;
use smallwins_core::id::{MemberId, TaskId, earliest};
use smallwins_core::member::Member;
use smallwins_core::message::Reply;
use smallwins_core::parting::Erasure;
use smallwins_core::retention::Bygone;
use smallwins_core::signal::Whose;
use smallwins_core::task::{Kind, Subject, Task};

use super::room::Room;
use crate::rows::body;

/// A value that names somebody, with another name in that place; none where it names them nowhere.
fn renamed<T: Serialize + DeserializeOwned>(
    value: &T,
    name: &str,
    rename: impl Fn(&str) -> String,
) -> Option<T> {
    let body = body(value);
    let anew = || serde_json::from_str(&rename(&body)).expect("an id stands where another stood");
    body.contains(name).then(anew)
}

impl Room {
    pub(super) fn erase(&mut self, Erasure { member, handle, then, again }: &Erasure) {
        let (who, becomes, handle) = (member.to_string(), then.to_string(), handle.0.as_str());
        let rename = |body: &str| body.replace(&who, &becomes);
        self.erase_promises(*member, &who, rename);
        self.visits.retain(|_, visit| visit.member != *member);
        self.calls.values_mut().for_each(|(_, reply)| *reply = Reply::default());
        self.calls.retain(|call, _| !leads_to(&call.0, handle));
        let quoted = format!("\"{handle}\"");
        self.keepsakes.retain(|name, value| {
            let is_report = name.starts_with("report/") || name.starts_with("report-read/");
            let is_of_them = is_report && name.contains(&who);
            let has_their_words = name.starts_with("thread/") && value.contains(&quoted);
            !(leads_to(name, handle) || is_of_them || has_their_words)
        });
        let asked: BTreeSet<_> = self.asks.of(*member).map(|ask| ask.id).collect();
        self.offers.remove_if(|offer| offer.mentor == *member || asked.contains(&offer.ask));
        self.sessions.remove_if(|session| session.partner_of(*member).is_some());
        self.asks.remove_if(|ask| ask.learner == *member);
        self.asks.change(|ask| renamed(ask, &who, rename).map(|anew| Ask { version: ask.version, ..anew }));
        let accounts: BTreeSet<_> = self.links.of(*member).map(|link| link.account.clone()).collect();
        self.signals.remove_if(|signal| match &signal.whose {
            Whose::Member(whose) => whose == member,
            Whose::Account(account) => accounts.contains(account),
        });
        self.links.remove_if(|link| link.member == Some(*member));
        self.audit.values_mut().for_each(|row| row.names.retain(|(_, whom, _)| *whom != who));
        self.wins.remove_if(|win| win.learner == *member);
        self.members.remove(member);
        self.handles.retain(|_, whose| whose != member);
        if let Some(anew) = renamed(&self.community, &who, rename) {
            let version = self.community.version + 1;
            self.community = anew;
            self.community.version = version;
        }
        let others = |body: &str| to_others(body, &who, &becomes, *again);
        self.members.change(|other| {
            renamed(other, &who, others).map(|anew| Member { version: other.version, ..anew })
        });
        for fact in self.facts.values_mut() {
            if let Some(anew) = renamed(fact, &who, rename) {
                *fact = anew;
            }
        }
        // The books know people by their names.
        self.numbers.clear();
    }

    /// A report that somebody else wrote is theirs, and not of whom it is about.
    fn erase_promises(&mut self, member: MemberId, who: &str, rename: impl Fn(&str) -> String) {
        let asked: BTreeSet<_> = self.asks.of(member).map(|ask| ask.id).collect();
        let offers = self.offers.all().filter(|offer| offer.mentor == member || asked.contains(&offer.ask));
        let offers: BTreeSet<_> = offers.map(|offer| offer.id).collect();
        let sessions: BTreeSet<_> = self.sessions.of(member).map(|session| session.id).collect();
        let wins: BTreeSet<_> = self.wins.of(member).map(|win| win.id).collect();
        let is_theirs = |about: Subject| match about {
            Subject::Ask(id) => asked.contains(&id),
            Subject::Offer(id) => offers.contains(&id),
            Subject::Session(id) => sessions.contains(&id),
            Subject::Win(id) => wins.contains(&id),
            Subject::Member(_) | Subject::Pause(_) | Subject::Community(_) => false,
        };
        let meetings: Vec<String> = sessions.iter().map(ToString::to_string).collect();
        let goes = |task: &Task| {
            let names = |body: &str| {
                body.contains(who)
                    || (!body.contains("\"action\":\"report-read ")
                        && meetings.iter().any(|session| body.contains(session)))
            };
            is_theirs(task.about)
                || (task.work.kind() == Kind::Deliver
                    && (task.about == Subject::Member(member) || names(&body(task))))
        };
        self.promises.erase(member, goes, |task| renamed(task, who, &rename));
    }

    pub(super) fn forget(&mut self, Bygone { since, before }: &Bygone) {
        let since = earliest::<TaskId>(since.unwrap_or(DateTime::UNIX_EPOCH));
        self.promises.forget(since, earliest::<TaskId>(*before));
        self.calls.retain(|_, (at, _)| *at >= *before);
        self.keepsakes.retain(|name, line| {
            !name.starts_with("thread/") || written(line).is_none_or(|at| at >= *before)
        });
    }
}

/// Whether a path ends in that, or goes on behind it.
fn leads_to(path: &str, handle: &str) -> bool {
    path.ends_with(&format!("/{handle}")) || path.contains(&format!("/{handle}/"))
}

/// When a line of a playground was written, if it says so.
fn written(line: &str) -> Option<DateTime<Utc>> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    line["at"].as_str()?.parse().ok()
}

/// In the JSON of a member a name stands as a key beside what came of meeting them, and as a text of its own among
/// those with whom they are not to be put together: that alone leads to whoever begins anew.
fn to_others(body: &str, who: &str, then: &str, again: MemberId) -> String {
    let key = body.replace(&format!("\"{who}\":"), &format!("\"{then}\":"));
    key.replace(&format!("\"{who}\""), &format!("\"{again}\"")).replace(who, then)
}
