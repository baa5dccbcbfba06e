//! Whether two people met, as far as they did or said anything that tells.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What is known of whether two people met.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// What the learner did or said about the time that was agreed on last.
    pub learner: Option<Word>,
    /// What the mentor did or said about it.
    pub mentor: Option<Word>,
    /// Whether it took place.
    pub held: bool,
    /// How often it had a time at which the two did not meet.
    pub missed: u32,
    /// When it came to wait for another time last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<DateTime<Utc>>,
    /// When its last time began, while it is not known whether they met then and it waits for another: neither of them
    /// has said so, or what they say differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unheard: Option<DateTime<Utc>>,
}

/// What somebody did or said about whether they met the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// They did something that shows that they came.
    Came,
    /// They say that they met.
    Met,
    /// They say that they did not meet.
    NotMet,
}

impl Attendance {
    /// What stands in a session that was written by a release in which every session was held that began.
    pub(super) fn of_an_earlier_release() -> Attendance {
        Attendance { held: true, ..Attendance::default() }
    }

    /// Whether both came, and neither says that they did not meet.
    pub fn both_came(self) -> bool {
        let came = |word| matches!(word, Some(Word::Came | Word::Met));
        came(self.learner) && came(self.mentor)
    }

    /// Whether it is to be taken for held when nobody says any more: somebody came, and nobody was alone.
    pub fn seems_held(self) -> bool {
        (self.learner.is_some() || self.mentor.is_some()) && !self.somebody_is_alone()
    }

    /// Whether one of them says that they did not meet.
    pub fn somebody_is_alone(self) -> bool {
        self.learner == Some(Word::NotMet) || self.mentor == Some(Word::NotMet)
    }

    /// Whether one of them says that they met, or it was noted so.
    pub fn somebody_met(self) -> bool {
        self.held || self.learner == Some(Word::Met) || self.mentor == Some(Word::Met)
    }

    /// Whether neither of them did or said anything that tells.
    pub fn is_silent(self) -> bool {
        self.learner.is_none() && self.mentor.is_none()
    }

    /// Whether what they say differs: one says that they did not meet, and the other says that they did, or it was
    /// noted so.
    pub fn differs(self) -> bool {
        self.somebody_met() && self.somebody_is_alone()
    }

    /// Whether both say that they did not meet.
    pub fn nobody_met(self) -> bool {
        self.learner == Some(Word::NotMet) && self.mentor == Some(Word::NotMet)
    }

    /// Whether the learner was there and nothing was heard of the mentor.
    pub(crate) fn is_mentor_missing(self) -> bool {
        self.learner == Some(Word::NotMet) && self.mentor.is_none()
    }

    /// What is known once a time has passed at which they did not meet.
    pub(crate) fn after_missing(self, now: DateTime<Utc>) -> Attendance {
        Attendance { missed: self.missed + 1, missed_at: Some(now), ..Attendance::default() }
    }

    /// What is known once it waits for another time, and whether they met at the one that began then is not known:
    /// neither of them has said so, or their words differ, which stay.
    pub(crate) fn left_open(self, at: DateTime<Utc>, now: DateTime<Utc>) -> Attendance {
        Attendance { missed_at: Some(now), unheard: Some(at), ..self }
    }

    /// What is known once it has another time than the one that they spoke of.
    pub(crate) fn of_another_time(self) -> Attendance {
        Attendance { learner: None, mentor: None, unheard: None, ..self }
    }
}
