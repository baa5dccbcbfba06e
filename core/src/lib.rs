//! What Smallwins does, free of any database, network and platform.
//!
//! One way through, and nothing flows backwards: a stimulus becomes an [`action::Action`]; [`mentoring::Mentoring`]
//! loads facts from the [`store::Store`], a plain function under `act` decides, one commit stores the
//! [`decision::Change`]s, and [`work_off`](work_off()) does what is due: it decides what the clock says and delivers
//! what was promised through a [`platform::Platform`].
//!
//! # Reading order
//! 1. [`action`]: everything that can be said, in one text form. [`message`]: everything that is said back.
//! 2. The nouns and their stages: [`community`] with its [`settings`], [`digest`], [`rounds`], [`holidays`] and
//!    [`retention`], [`member`] with their [`welcome`], what is [`waiting`] for another word of theirs, and
//!    [`parting`], [`win`], [`signal`], [`ask`], [`session`], [`topic`], [`safety`]; what happened is a [`fact`], what
//!    is promised a [`task`].
//! 3. `act`: a verb a file; [`rights`]: who may say it. [`decision`]: what a verb comes to, or why it is refused.
//!    [`script`]: every sentence, and [`tongue`] in which language it is said.
//! 4. [`mentoring`]: load, decide, commit, reply. [`complete`]: what somebody could mean who is still typing.
//!    [`work_off`](work_off()): claim, decide or deliver, settle.
//! 5. What Smallwins exists for: [`matching`] (who is asked first), [`affirmation`] (frames and the lint), [`note`]
//!    (micro-notes), [`follow_up`] on top of [`calendar`] (when to speak).
//! 6. What the journal tells of all of it: [`kpi`] (the numbers), with [`stats`] (what a number can claim: intervals,
//!    curves and tests on plain numbers), [`micro_session`] (the journal as an open format) and [`archive`] (what is
//!    held about one member, as a file). [`pace`] is what whoever asks may expect. [`visit`]: who may look at them in a
//!    browser, [`board`]: what is under way besides, [`audit`]: what they changed, in a chain, [`chart`]: how numbers
//!    are drawn.
//! 7. The edges: [`id`], [`moment`] (time and chance), [`text`] (what people type), [`store`] and [`platform`]; what a
//!    platform tells besides what people say is [`news`], and what its adapter says by itself an [`interlude`].
//!
//! # To add an action
//! A variant with its words in [`action`], a file in `act` with a plain function and its tests, an arm in `act.rs`
//! that loads its facts, and its sentences in `script/en.md`. No adapter has to know of it.
//!
//! # Words
//! A *community* is a tenant; a *member* a person in it, as *learner*, *mentor* or *admin*. A *win* is recent work
//! worth noticing. An *ask* is a request, an *offer* an ask put to one mentor, who accepts by an *affirmation*. A
//! *session* is the meeting, its *note* holds two *actionables* and one *checkpoint*. A *fact* is a line of the
//! journal, a *task* something due, a *receipt* the wording that a message was made from.

mod act;
pub mod action;
pub mod affirmation;
pub mod archive;
mod aside;
pub mod ask;
pub mod audit;
pub mod board;
pub mod calendar;
pub mod chart;
pub mod community;
pub mod complete;
pub mod decision;
pub mod digest;
pub mod fact;
pub mod follow_up;
pub mod holidays;
pub mod id;
pub mod interlude;
pub mod kpi;
pub mod matching;
pub mod member;
pub mod mentoring;
pub mod message;
pub mod micro_session;
pub mod moment;
pub mod news;
pub mod note;
pub mod pace;
pub mod parting;
pub mod platform;
pub mod retention;
pub mod rights;
pub mod rounds;
pub mod safety;
#[cfg(test)]
mod sample;
pub mod script;
pub mod session;
pub mod settings;
pub mod signal;
pub mod stats;
pub mod store;
pub mod task;
pub mod text;
pub mod tongue;
pub mod topic;
pub mod visit;
pub mod waiting;
pub mod welcome;
pub mod win;
pub mod work_off;
