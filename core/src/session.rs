//! A session: the ten to twenty minutes, what was noted in it, and what follows.
//!
//! ```text
//! Choosing ─► Booked ─► Meeting ─► Noting ─► Following ─► Closed
//!   ▲ │          │         │          ├──── unwritten ──────▲
//!   │ └──────────┴─ moved, cancelled, lapsed ───────────────┤
//!   │                      ├──────────┴──── one leaves ─────┘
//!   └─────────── they did not meet, or nobody says so
//! ```

mod attendance;
mod score;

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::follow_up::Busy;
use crate::id::{AskId, MemberId, OfferId, SessionId};
use crate::note::Draft;
use crate::text::Typed;

pub use attendance::{Attendance, Word};
pub use score::{NotAScore, Score};

/// How long a session takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Minutes {
    /// One blocker.
    Ten,
    /// A review.
    Fifteen,
    /// Practice.
    Twenty,
}

impl Minutes {
    /// All lengths, the shortest first.
    pub const ALL: [Minutes; 3] = [Minutes::Ten, Minutes::Fifteen, Minutes::Twenty];

    /// As a number.
    pub fn count(self) -> u32 {
        match self {
            Minutes::Ten => 10,
            Minutes::Fifteen => 15,
            Minutes::Twenty => 20,
        }
    }

    /// The length of that many minutes, if there is one.
    pub fn of(count: u32) -> Option<Minutes> {
        Minutes::ALL.into_iter().find(|minutes| minutes.count() == count)
    }

    /// As a stretch of time.
    pub fn time(self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.count()))
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.count())
    }
}

/// A meeting of a learner and a mentor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its own.
    pub id: SessionId,
    /// How often it was written; 0 before the first time.
    #[serde(skip)]
    pub version: u32,
    /// What it is about.
    pub ask: AskId,
    /// The offer that was accepted.
    pub offer: OfferId,
    /// Who asks.
    pub learner: MemberId,
    /// Who helps.
    pub mentor: MemberId,
    /// How long it takes.
    pub minutes: Minutes,
    /// The compliment by which the mentor accepted.
    pub affirmation: Affirmation,
    /// What was written down so far, while it is not a whole note.
    pub draft: Draft,
    /// How likely the learner is to recommend it, once they said so.
    #[serde(default)]
    pub recommended: Option<Score>,
    /// Who of the two has said that they are free at once. It takes both to begin before a time that was agreed.
    #[serde(default)]
    pub free: Option<Free>,
    /// Who gave it the time that it has.
    #[serde(default)]
    pub booked: Option<Booked>,
    /// Whether the two met, as far as anybody said.
    #[serde(default = "Attendance::of_an_earlier_release")]
    pub attendance: Attendance,
    /// How well the two fit, as far as they said.
    #[serde(default)]
    pub fits: Fits,
    /// The learner's thanks, once they wrote them.
    #[serde(default)]
    pub thanks: Option<Thanks>,
    /// Whether its learner read that no time suits both, and that their ask goes on by itself where none is found.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_time: bool,
    /// Whether its words are forgotten, as it was over for long.
    #[serde(default)]
    pub forgotten: bool,
    /// Where it stands.
    pub stage: Stage,
}

/// One line of thanks, from a learner whose mentor's advice was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thanks {
    /// In the learner's words.
    pub words: Typed,
    /// Who reads it.
    pub share: Share,
    /// When it was written. It is sent a while later, so that it can be taken back.
    pub at: DateTime<Utc>,
}

/// Who reads a line of thanks: the learner alone chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// The mentor.
    Mentor,
    /// The mentor, and everybody in the channel.
    Everybody,
}

/// How well two people fit, as each of them says. Neither hears what the other said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fits {
    /// What the learner says.
    pub learner: Option<Fit>,
    /// What the mentor says.
    pub mentor: Option<Fit>,
}

/// How well two people fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// They gladly meet again.
    Good,
    /// That is still open.
    Deciding,
    /// They had rather not.
    NotGood,
}

/// A time was picked for a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// By whom.
    pub by: MemberId,
    /// When.
    pub at: DateTime<Utc>,
    /// Which time it had before.
    pub was: Option<DateTime<Utc>>,
    /// What was known of the time before, where it had passed and was given up for this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Attendance>,
}

/// Somebody is free at once, for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Free {
    /// Who.
    pub who: MemberId,
    /// For how long.
    pub until: DateTime<Utc>,
}

/// One compliment tied to a deed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Affirmation {
    /// The mentor's words.
    pub words: Typed,
    /// Whether it names a deed or a piece of work.
    pub specific: bool,
    /// When the learner said that it landed.
    pub landed: Option<DateTime<Utc>>,
    /// When the mentor took it back. Nobody reads it any more, and no other is held against it.
    #[serde(default)]
    pub undone: Option<DateTime<Utc>>,
}

/// Where a session stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The learner picks a time.
    Choosing {
        /// Until when, before the mentor is freed again.
        until: DateTime<Utc>,
    },
    /// It has a time.
    Booked {
        /// When it starts.
        starts_at: DateTime<Utc>,
    },
    /// They are talking.
    Meeting {
        /// When it began.
        started_at: DateTime<Utc>,
    },
    /// It is over, and the note is still to be written.
    Noting {
        /// When it began.
        started_at: DateTime<Utc>,
        /// When it ended.
        ended_at: DateTime<Utc>,
    },
    /// The note is written; actionables and checkpoint are followed up.
    Following {
        /// When the session began.
        started_at: DateTime<Utc>,
        /// What was noted.
        note: Note,
    },
    /// Nothing more will be said of it.
    Closed {
        /// Since when.
        at: DateTime<Utc>,
        /// How it ended.
        ending: Ending,
        /// What was noted, if anything was.
        note: Option<Note>,
    },
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Everything was answered.
    Answered,
    /// The follow-ups were not answered and ended quietly.
    Quiet,
    /// One of the two called it off.
    Cancelled {
        /// Who.
        by: MemberId,
    },
    /// No time was picked.
    Lapsed,
    /// They did not meet, as far as anybody said, and have no other time: none was picked, or one of them left.
    Missed,
    /// They met, and no note was written.
    Unwritten,
}

/// What a session leaves behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// What was good, said in the session.
    pub affirmation: Option<Typed>,
    /// What the learner will do.
    pub actionables: [Actionable; 2],
    /// When Smallwins asks how it went.
    pub checkpoint: Checkpoint,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Whether it was the mentor who wrote it last.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_mentor: bool,
}

/// Something that the learner will do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Actionable {
    /// In the learner's words.
    pub words: Typed,
    /// Where it stands.
    pub stage: ActionableStage,
}

/// Where an actionable stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionableStage {
    /// Nothing was heard yet.
    Open {
        /// How often Smallwins asked.
        nudges: u32,
    },
    /// The learner said how it went.
    Answered {
        /// How.
        answer: Answer,
        /// When.
        at: DateTime<Utc>,
    },
    /// Two nudges came back unanswered; nothing more is asked.
    Quiet {
        /// Since when.
        at: DateTime<Utc>,
    },
}

/// A day and a yes-or-no question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// When it is asked.
    pub due: DateTime<Utc>,
    /// The question, in the writer's words; without one Smallwins asks about the actionables.
    pub question: Option<Typed>,
    /// Where it stands.
    pub stage: CheckpointStage,
}

/// Where a checkpoint stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckpointStage {
    /// Its day has not come.
    Planned,
    /// It was asked.
    Asked {
        /// When.
        at: DateTime<Utc>,
    },
    /// The learner answered.
    Answered {
        /// How.
        answer: Answer,
        /// When.
        at: DateTime<Utc>,
    },
}

/// How something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is done.
    Done,
    /// Some of it is.
    Partly,
    /// It does not move.
    Stuck,
    /// It is off the list; no reason is needed.
    Dropped,
}

/// One of the three things that are followed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// The first actionable.
    One,
    /// The second actionable.
    Two,
    /// The checkpoint.
    Checkpoint,
}

impl Note {
    /// Whether somebody wrote it, of the two in a session.
    pub(crate) fn is_by(&self, session: &Session, member: MemberId) -> bool {
        member == if self.by_mentor { session.mentor } else { session.learner }
    }
}

impl Session {
    /// Whether the two met, as far as it says. Where what they say differs, it does not.
    pub(crate) fn took_place(&self) -> bool {
        !self.attendance.differs()
            && match self.stage {
                Stage::Choosing { .. } | Stage::Booked { .. } => false,
                Stage::Meeting { .. } | Stage::Noting { .. } | Stage::Following { .. } => true,
                Stage::Closed { ending, .. } => {
                    matches!(ending, Ending::Answered | Ending::Quiet | Ending::Unwritten)
                }
            }
    }

    /// Whether it is still to come, or it is not known whether the two met.
    pub fn is_unsettled(&self) -> bool {
        let attendance = self.attendance;
        !self.was_taken_back()
            && match self.stage {
                Stage::Choosing { .. } | Stage::Booked { .. } => true,
                // Before anybody has said so, nothing tells that both came.
                Stage::Meeting { .. } | Stage::Noting { .. } => !attendance.held || attendance.differs(),
                Stage::Following { .. } | Stage::Closed { .. } => attendance.differs(),
            }
    }

    /// Whether its mentor took their yes back: what they said yes to goes on without it, so it counts as none.
    pub(crate) fn was_taken_back(&self) -> bool {
        self.affirmation.undone.is_some()
    }

    /// Whether more will be said of it.
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Closed { .. })
    }

    /// Until when somebody is free at once, if they are.
    pub fn free_until(&self, who: MemberId, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.free.filter(|free| free.who == who && now <= free.until).map(|free| free.until)
    }

    /// When it starts or started, once that is known.
    pub fn starts_at(&self) -> Option<DateTime<Utc>> {
        match self.stage {
            Stage::Booked { starts_at } => Some(starts_at),
            Stage::Meeting { started_at }
            | Stage::Noting { started_at, .. }
            | Stage::Following { started_at, .. } => Some(started_at),
            Stage::Choosing { .. } | Stage::Closed { .. } => None,
        }
    }

    /// The stretch of time that it takes from both people, while it does.
    pub fn busy(&self) -> Option<Busy> {
        match self.stage {
            Stage::Booked { starts_at: from } | Stage::Meeting { started_at: from } => {
                Some(Busy { from, to: from + self.minutes.time(), two: Some([self.learner, self.mentor]) })
            }
            _ => None,
        }
    }

    /// The other of the two.
    pub fn partner_of(&self, member: MemberId) -> Option<MemberId> {
        match member {
            id if id == self.learner => Some(self.mentor),
            id if id == self.mentor => Some(self.learner),
            _ => None,
        }
    }

    /// What one of the two did or said about whether they met.
    pub fn word_of(&self, member: MemberId) -> Option<Word> {
        if member == self.learner { self.attendance.learner } else { self.attendance.mentor }
    }

    /// One of the two did or said something about it.
    pub(crate) fn say(&mut self, member: MemberId, word: Word) {
        if member == self.learner {
            self.attendance.learner = Some(word);
        } else {
            self.attendance.mentor = Some(word);
        }
    }

    /// One of the two did something that shows that they came. While the minutes run, whoever was alone until then is
    /// not any more; afterwards, and once it counts as held, each speaks for themselves.
    pub(crate) fn comes(&mut self, member: MemberId) {
        let runs = !matches!(self.stage, Stage::Noting { .. }) && !self.attendance.held;
        for (who, word) in
            [(self.learner, &mut self.attendance.learner), (self.mentor, &mut self.attendance.mentor)]
        {
            let concerned = runs || who == member;
            *word = word.map(|said| if said == Word::NotMet && concerned { Word::Came } else { said });
        }
        if self.word_of(member).is_none() {
            self.say(member, Word::Came);
        }
    }

    /// What was noted, if a note was written.
    pub fn note(&self) -> Option<&Note> {
        match &self.stage {
            Stage::Following { note, .. } => Some(note),
            Stage::Closed { note, .. } => note.as_ref(),
            _ => None,
        }
    }

    /// What its mentor said in compliments that stand: by which they accepted, and in the note.
    pub fn compliments(&self) -> impl Iterator<Item = &Typed> {
        let accepted = self.affirmation.undone.is_none().then_some(&self.affirmation.words);
        let noted = self.note().filter(|_| !self.draft.by_learner);
        accepted.into_iter().chain(noted.and_then(|note| note.affirmation.as_ref()))
    }

    /// What was noted, to be changed.
    pub(crate) fn note_mut(&mut self) -> Option<&mut Note> {
        match &mut self.stage {
            Stage::Following { note, .. } => Some(note),
            Stage::Closed { note, .. } => note.as_mut(),
            _ => None,
        }
    }
}
