//! How somebody is welcomed: they read what would be held about them before anything of theirs is, and say yes; then two
//! small steps, each of which they may skip and take up later.
//!
//! ```text
//! Missing ─► Given      a step: Ahead ─► Shown ─► Done
//!    ▲ └── declined           └──────────┴──────► Skipped
//! ```
//!
//! What somebody said before their yes is not lost and not kept: the button that says yes carries it. Only what is too
//! long for a button waits with us, for an hour, and they read that it does. Nothing else is known of them before: they
//! become a member by their yes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::waiting::Waiting;

/// How far a member has been welcomed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Whether they said yes to what is held about them.
    pub consent: Consent,
    /// Telling of a recent win.
    pub win: Stage,
    /// Asking for the first ten minutes.
    pub ask: Stage,
    /// What they said before their yes, where no button carries it. It is kept by itself: before their yes they are no
    /// member of whom anything could be. Only an earlier release wrote it here.
    #[serde(default, skip_serializing)]
    pub waiting: Option<Waiting>,
}

/// Whether somebody said yes to what is held about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// They have not, so they are no member: nothing of theirs is held and nothing is said to them unasked.
    Missing,
    /// They did.
    Given {
        /// When.
        at: DateTime<Utc>,
    },
    /// They were here before anybody was asked.
    Earlier,
}

/// What a step has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It was not shown yet.
    Ahead,
    /// It was shown, and waits on the card of what is open.
    Shown,
    /// They did it.
    Done,
    /// They would rather not.
    Skipped,
}

/// A step of the welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Tell of a recent win.
    Win,
    /// Ask for the first ten minutes.
    Ask,
}

impl Welcome {
    /// That of somebody who is new.
    pub fn begins() -> Welcome {
        Welcome { consent: Consent::Missing, win: Stage::Ahead, ask: Stage::Ahead, waiting: None }
    }

    /// That of somebody who needs none: they were here before there was one.
    pub fn over() -> Welcome {
        Welcome { consent: Consent::Earlier, win: Stage::Done, ask: Stage::Done, waiting: None }
    }

    /// Whether they said yes, so that they may be heard and spoken to.
    pub fn is_in(&self) -> bool {
        self.consent != Consent::Missing
    }

    /// They say yes. Answers with what waited for it.
    pub(crate) fn agree(&mut self, now: DateTime<Utc>) -> Option<Action> {
        self.consent = Consent::Given { at: now };
        self.waiting.take().filter(|waiting| now < waiting.until)?.action()
    }

    /// The next step, unless they are through.
    pub fn next(&self) -> Option<Step> {
        let is_open = |stage| matches!(stage, Stage::Ahead | Stage::Shown);
        match (self.is_in(), is_open(self.win), is_open(self.ask)) {
            (true, true, _) => Some(Step::Win),
            (true, false, true) => Some(Step::Ask),
            _ => None,
        }
    }

    /// What a step has come to.
    pub fn stage(&self, step: Step) -> Stage {
        match step {
            Step::Win => self.win,
            Step::Ask => self.ask,
        }
    }

    /// It with a step at that stage.
    pub(crate) fn with(mut self, step: Step, stage: Stage) -> Welcome {
        match step {
            Step::Win => self.win = stage,
            Step::Ask => self.ask = stage,
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::action::words;
    use crate::sample::now;

    #[test]
    fn steps_come_one_after_the_other_and_none_before_a_yes() {
        let mut welcome = Welcome::begins();
        assert_eq!((welcome.is_in(), welcome.next()), (false, None));
        assert_eq!(welcome.agree(now()), None);
        assert_eq!(welcome.next(), Some(Step::Win));
        let shown = welcome.with(Step::Win, Stage::Shown);
        assert_eq!(shown.next(), Some(Step::Win));
        let skipped = shown.with(Step::Win, Stage::Skipped);
        assert_eq!(skipped.next(), Some(Step::Ask));
        assert_eq!(skipped.with(Step::Ask, Stage::Done).next(), None);
        assert_eq!((Welcome::over().is_in(), Welcome::over().next()), (true, None));
    }

    #[test]
    fn what_an_earlier_release_let_wait_is_read_and_not_written_any_more() {
        let ask = Action::Ask(words("how do I test a parser"));
        let waiting = Waiting::begins(&ask, now());
        let mut kept = serde_json::to_value(Welcome::begins()).unwrap();
        kept["waiting"] = serde_json::to_value(&waiting).unwrap();
        let read: Welcome = serde_json::from_value(kept).unwrap();
        assert_eq!(read.waiting, Some(waiting));
        assert!(serde_json::to_value(&read).unwrap().get("waiting").is_none());
    }

    #[test]
    fn what_waits_goes_on_within_an_hour_and_is_of_no_use_later() {
        let ask = Action::Ask(words("how do I test a parser"));
        for (minutes, left) in [(59, true), (60, false)] {
            let mut welcome = Welcome { waiting: Some(Waiting::begins(&ask, now())), ..Welcome::begins() };
            let went_on = welcome.agree(now() + TimeDelta::minutes(minutes));
            assert_eq!(went_on, left.then(|| ask.clone()), "{minutes}");
            assert_eq!(welcome.waiting, None);
        }
    }
}
