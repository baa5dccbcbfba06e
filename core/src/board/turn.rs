//! Whose turn something is, and since when.

use chrono::{DateTime, Utc};

use crate::ask::{Ask, Stage as AskStage};
use crate::session::{CheckpointStage, Session, Stage};

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// The clock's: a mentor's hours are still to begin.
    MentorsHours,
    /// A mentor's: they have the offer.
    Mentor,
    /// The clock's: nobody has room, and it tries again.
    NobodyHasRoom,
    /// The clock's: it is matched together with others, in the next round.
    NextRound,
    /// Anybody's: it is in the pool.
    Anybody,
    /// The learner's: they pick a time.
    PickATime,
    /// Both wait for the time that they agreed on.
    Booked,
    /// They talk.
    Talking,
    /// One of the two writes the note.
    WriteTheNote,
    /// The learner's: they do what they noted.
    DoIt,
    /// The learner's: they were asked how it went.
    SayHowItWent,
}

impl Turn {
    /// All of them.
    pub const ALL: [Turn; 11] = [
        Turn::MentorsHours,
        Turn::Mentor,
        Turn::NobodyHasRoom,
        Turn::NextRound,
        Turn::Anybody,
        Turn::PickATime,
        Turn::Booked,
        Turn::Talking,
        Turn::WriteTheNote,
        Turn::DoIt,
        Turn::SayHowItWent,
    ];

    /// Whether somebody waits for somebody: not where a time was agreed on, and not where the learner does what they
    /// noted until its day.
    pub fn is_waited_for(self) -> bool {
        !matches!(self, Turn::Booked | Turn::Talking | Turn::DoIt)
    }

    /// The word for it in files, and where it is kept.
    pub fn word(self) -> &'static str {
        match self {
            Turn::MentorsHours => "mentors_hours",
            Turn::Mentor => "mentor",
            Turn::NobodyHasRoom => "nobody_has_room",
            Turn::NextRound => "next_round",
            Turn::Anybody => "anybody",
            Turn::PickATime => "pick_a_time",
            Turn::Booked => "booked",
            Turn::Talking => "talking",
            Turn::WriteTheNote => "write_the_note",
            Turn::DoIt => "do_it",
            Turn::SayHowItWent => "say_how_it_went",
        }
    }

    /// The turn of that word.
    pub fn of(word: &str) -> Option<Turn> {
        Turn::ALL.into_iter().find(|turn| turn.word() == word)
    }
}

/// How much is under way by whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turned {
    /// Whose.
    pub turn: Turn,
    /// How many asks or sessions.
    pub count: u32,
    /// How many of them for longer than was asked about.
    pub long: u32,
    /// Since when the first of them is.
    pub since: DateTime<Utc>,
}

impl Turned {
    /// What some turns come to, in the order of [`Turn::ALL`]; `long` is what began before an instant.
    pub fn of(turns: impl IntoIterator<Item = (Turn, DateTime<Utc>)>, before: DateTime<Utc>) -> Vec<Turned> {
        let turns = turns.into_iter().map(|(turn, since)| {
            let long = u32::from(since < before);
            Turned { turn, count: 1, long, since }
        });
        Turned::together(turns)
    }

    /// What was counted apart, counted together.
    pub fn together(parts: impl IntoIterator<Item = Turned>) -> Vec<Turned> {
        let mut all = [None::<Turned>; Turn::ALL.len()];
        for part in parts {
            let place = &mut all[part.turn as usize];
            let before = place.unwrap_or(Turned { count: 0, long: 0, ..part });
            *place = Some(Turned {
                count: before.count + part.count,
                long: before.long + part.long,
                since: before.since.min(part.since),
                ..part
            });
        }
        all.into_iter().flatten().collect()
    }
}

impl Ask {
    /// Whose turn it is while it looks for a mentor, and since when. From the compliment on it is the session that
    /// tells. That a mentor's hours are still to begin the offer tells, which is not known here.
    pub fn turn(&self) -> Option<(Turn, DateTime<Utc>)> {
        match &self.stage {
            AskStage::AwaitingMentor { offer, .. } => Some((Turn::Mentor, offer.made_at())),
            AskStage::InPool { since, .. } => Some((Turn::Anybody, *since)),
            AskStage::Waiting { .. } if self.is_gathered() => Some((Turn::NextRound, self.at)),
            AskStage::Waiting { .. } => Some((Turn::NobodyHasRoom, self.at)),
            AskStage::AwaitingLearner { .. } | AskStage::Booked { .. } | AskStage::Closed { .. } => None,
        }
    }
}

impl Session {
    /// Whose turn it is, and since when; nobody's once it is closed.
    pub fn turn(&self) -> Option<(Turn, DateTime<Utc>)> {
        let made_at = self.id.made_at();
        Some(match &self.stage {
            Stage::Choosing { .. } => (Turn::PickATime, self.attendance.missed_at.unwrap_or(made_at)),
            Stage::Booked { .. } => (Turn::Booked, self.booked.map_or(made_at, |booked| booked.at)),
            Stage::Meeting { started_at } => (Turn::Talking, *started_at),
            Stage::Noting { ended_at, .. } => (Turn::WriteTheNote, *ended_at),
            Stage::Following { note, .. } => match note.checkpoint.stage {
                CheckpointStage::Planned => (Turn::DoIt, note.at),
                CheckpointStage::Asked { at } | CheckpointStage::Answered { at, .. } => {
                    (Turn::SayHowItWent, at)
                }
            },
            Stage::Closed { .. } => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::sample::{id, now, session};
    use crate::session::Booked;

    #[test]
    fn a_turn_reads_back_from_its_word_and_stands_in_its_place() {
        for (place, turn) in Turn::ALL.into_iter().enumerate() {
            assert_eq!((Turn::of(turn.word()), turn as usize), (Some(turn), place));
        }
        assert_eq!(Turn::of(""), None);
    }

    #[test]
    fn turns_are_counted_with_those_that_are_long_and_since_when_the_first_is() {
        let ago = |hours| now() - TimeDelta::hours(hours);
        let turns =
            [(Turn::DoIt, ago(1)), (Turn::Mentor, ago(2)), (Turn::DoIt, ago(30)), (Turn::DoIt, ago(24))];
        let counted = Turned::of(turns, ago(24));
        let turned = |turn, count, long, since| Turned { turn, count, long, since };
        assert_eq!(counted, [turned(Turn::Mentor, 1, 0, ago(2)), turned(Turn::DoIt, 3, 1, ago(30))]);
        let twice = Turned::together(counted.iter().chain(&counted).copied());
        assert_eq!(twice, [turned(Turn::Mentor, 2, 0, ago(2)), turned(Turn::DoIt, 6, 2, ago(30))]);
    }

    #[test]
    fn a_turn_is_since_what_made_it_one() {
        let since = |session: &Session| session.turn().map(|(_, since)| since);
        let (missed_at, at) = (now() - TimeDelta::hours(1), now() - TimeDelta::days(2));
        let mut again = Session { stage: Stage::Choosing { until: now() }, ..session() };
        assert_eq!(since(&again), Some(again.id.made_at()));
        again.attendance.missed_at = Some(missed_at);
        assert_eq!(since(&again), Some(missed_at));
        let booked = Some(Booked { by: id("ana"), at, was: None, before: None });
        let booked = Session { stage: Stage::Booked { starts_at: now() }, booked, ..session() };
        assert_eq!(since(&booked), Some(at));
    }

    #[test]
    fn a_session_says_whose_turn_it_is_from_the_compliment_to_its_end() {
        let turn = |stage| Session { stage, ..session() }.turn().map(|(turn, _)| turn);
        assert_eq!(turn(Stage::Choosing { until: now() }), Some(Turn::PickATime));
        assert_eq!(turn(Stage::Booked { starts_at: now() }), Some(Turn::Booked));
        assert_eq!(turn(Stage::Meeting { started_at: now() }), Some(Turn::Talking));
        assert_eq!(turn(Stage::Noting { started_at: now(), ended_at: now() }), Some(Turn::WriteTheNote));
        let ending = crate::session::Ending::Quiet;
        assert_eq!(turn(Stage::Closed { at: now(), ending, note: None }), None);
    }
}
