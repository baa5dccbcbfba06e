//! What stands between people: nothing of anybody is held before their yes, and two who are kept apart, by those who
//! run the community or by a block, are not brought together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use smallwins_core::decision::Change;
use smallwins_core::id::{AskId, MemberId, OfferId, SessionId};

/// Who said yes, who is kept from whom, and what did not heed it.
#[derive(Default)]
pub(super) struct Bounds {
    known: BTreeSet<MemberId>,
    apart: BTreeMap<MemberId, BTreeSet<MemberId>>,
    learners: BTreeMap<AskId, MemberId>,
    offers: BTreeSet<OfferId>,
    sessions: BTreeSet<SessionId>,
    /// How often two who are kept apart could have been brought together: asks by somebody who is.
    pub(super) tried: u32,
    pub(super) crossed: Vec<String>,
    /// Whether somebody was just told that two may come together again.
    lifted: bool,
}

impl Bounds {
    /// Somebody was answered.
    pub(super) fn answered(&mut self, key: &str) {
        self.lifted = matches!(key, "apart.lifted" | "block.lifted");
    }

    /// Something was decided and written. What is said of somebody in it holds for all of it.
    pub(super) fn decided(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Member(member) if member.welcome.is_in() => {
                    self.known.insert(member.id);
                    let kept = self.apart.entry(member.id).or_default();
                    // Without a word nobody is let near again.
                    if self.lifted {
                        kept.clear();
                    }
                    kept.extend(member.kept_apart.union(&member.blocked));
                }
                Change::Member(member) => self.crosses("is a member without a yes", &member.id),
                Change::Ask(ask) => {
                    let is_new = self.learners.insert(ask.id, ask.learner).is_none();
                    let is_apart = self.apart.get(&ask.learner).is_some_and(|kept| !kept.is_empty());
                    self.tried += u32::from(is_new && is_apart);
                }
                _ => {}
            }
        }
        for change in changes {
            match change {
                Change::Ask(ask) => self.holds(&[ask.learner], &ask.id),
                Change::Win(win) => self.holds(&[win.learner], &win.id),
                Change::Offer(offer) => {
                    let learner = self.learners.get(&offer.ask).copied();
                    if self.offers.insert(offer.id) {
                        self.brings(learner, offer.mentor, &offer.id);
                    }
                }
                Change::Session(session) if self.sessions.insert(session.id) => {
                    self.brings(Some(session.learner), session.mentor, &session.id);
                }
                _ => {}
            }
        }
        self.lifted = false;
    }

    fn holds(&mut self, people: &[MemberId], what: &dyn Debug) {
        if people.iter().any(|person| !self.known.contains(person)) {
            self.crosses("is held of somebody without a yes", what);
        }
    }

    fn brings(&mut self, learner: Option<MemberId>, mentor: MemberId, what: &dyn Debug) {
        let Some(learner) = learner else { return self.crosses("is for an ask that nobody made", what) };
        self.holds(&[learner, mentor], what);
        let shuts_out = |one: MemberId, other| self.apart.get(&one).is_some_and(|kept| kept.contains(&other));
        if shuts_out(learner, mentor) || shuts_out(mentor, learner) {
            self.crosses("brings together two who are kept apart", what);
        }
    }

    fn crosses(&mut self, how: &str, what: &dyn Debug) {
        self.crossed.push(format!("{what:?} {how}"));
    }
}
