//! The kinds of lines in books. Their numbers stand in books, so they stay as they are.

use crate::kpi::Kpi;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum What {
    /// An ask of a learner, on its day.
    Asked = 1,
    /// An ask that still waits, on its day; the number says when on that day it came. In a volume stands for "of whom"
    /// on which of its days, counted from 0.
    Open = 2,
    /// An answered ask, on its day; for "of whom" stands how many minutes it waited.
    Answered = 3,
    /// An ask for which nobody waits any longer, likewise.
    Stopped = 4,
    /// An ask of a learner that found its mentor in time, on the day after its last one; these three are all asks.
    Filled = 5,
    /// One that did not.
    Unfilled = 6,
    /// One that was taken back before.
    Withdrawn = 7,
    /// A match of a learner, on its day; the number is how many offers it took.
    Matched = 8,
    /// A match of an unknown ask.
    MatchedUnknown = 9,
    /// An offer to a mentor that was accepted, on the day on which it ended.
    Accepted = 10,
    /// One on which the mentor passed.
    Passed = 11,
    /// One that ran out.
    Missed = 12,
    /// A session of a mentor, on its day; the number is its minutes.
    Held = 13,
    /// A session of a mentor whose compliments count, likewise; the number is four times the compliments and those of
    /// them that are specific.
    Praised = 14,
    /// A session of which the compliment is not known.
    Unpraised = 15,
    /// A session of a mentor in a ring; the number is how many compliments were said in it.
    Ring = 16,
    /// A compliment of a mentor that was said before.
    Repeated = 17,
    /// A compliment of a mentor that landed.
    Landed = 18,
    /// A note of a learner, on the day on which it is judged.
    Noted = 19,
    /// An actionable that was done, likewise.
    Done = 20,
    /// An actionable of which anything was said, likewise.
    Replied = 21,
    /// A time of a learner's session at which it took place, on the day after it.
    ShownUp = 22,
    /// One that did not.
    NotShownUp = 23,
    /// One that was called off in time.
    CalledOff = 24,
    /// A pair of a learner, on the day on which it is judged.
    Pair = 25,
    /// A pair that met again, likewise.
    PairAgain = 26,
    /// The last answer of somebody, on its day; the number is 0 for a detractor, 1 for a passive, 2 for a promoter.
    Said = 27,
    /// Any answer, on its day.
    SaidAny = 28,
    /// An answer that is not on the scale, on its day.
    OffScale = 29,
    /// Somebody who joined, on that day.
    Joined = 30,
    /// One of them who asked.
    JoinedAsked = 31,
    /// One of them who met a mentor.
    JoinedMet = 32,
    /// One of them who did something.
    JoinedDone = 33,
    /// Somebody who mentors.
    Mentors = 34,
    /// How somebody stayed: for the day of knowledge stands their first day, for "of whom" after how many days they
    /// are gone, and the number is one more than after how many they left.
    Stay = 35,
    /// Somebody of those who joined who said yes to what is held about them, or asked before anybody was asked for it.
    JoinedOnboarded = 36,
    /// One who joined, and said of somebody they met that the two fit well.
    JoinedFit = 37,
    /// A time of a learner's session of which it is not known whether the two met, on the day after it.
    Unheard = 38,
    /// A win that was noted, less one that was taken back, on the day on which that was done; so are the next three,
    /// and none of them is of anybody.
    Won = 39,
    /// Somebody said yes to what is held about them.
    SaidYes = 40,
    /// A compliment that came back.
    SentBack = 41,
    /// Somebody left.
    Left = 42,
    /// An answered ask once more, on its day; for "of whom" stands how many minutes of working time it waited.
    AnsweredWorking = 43,
    /// An ask for which nobody waits any longer, likewise.
    StoppedWorking = 44,
    /// A session of a mentor once more, in volumes alone; the number is on which of its days, counted from 0.
    HeldOn = 45,
    /// An ask that a mentor took without having been offered it, on that day. These two are in no volume.
    Unasked = 46,
    /// A session that took place, on the day on which its mentor took it on.
    TookPlace = 47,
}

impl What {
    pub(super) const ALL: [What; 47] = [
        What::Asked,
        What::Open,
        What::Answered,
        What::Stopped,
        What::Filled,
        What::Unfilled,
        What::Withdrawn,
        What::Matched,
        What::MatchedUnknown,
        What::Accepted,
        What::Passed,
        What::Missed,
        What::Held,
        What::Praised,
        What::Unpraised,
        What::Ring,
        What::Repeated,
        What::Landed,
        What::Noted,
        What::Done,
        What::Replied,
        What::ShownUp,
        What::NotShownUp,
        What::CalledOff,
        What::Pair,
        What::PairAgain,
        What::Said,
        What::SaidAny,
        What::OffScale,
        What::Joined,
        What::JoinedAsked,
        What::JoinedMet,
        What::JoinedDone,
        What::Mentors,
        What::Stay,
        What::JoinedOnboarded,
        What::JoinedFit,
        What::Unheard,
        What::Won,
        What::SaidYes,
        What::SentBack,
        What::Left,
        What::AnsweredWorking,
        What::StoppedWorking,
        What::HeldOn,
        What::Unasked,
        What::TookPlace,
    ];

    /// Whether a number is told out of such lines.
    pub(super) fn serves(self, kpi: Kpi) -> bool {
        match self {
            What::Asked
            | What::Open
            | What::Answered
            | What::AnsweredWorking
            | What::Stopped
            | What::StoppedWorking => kpi == Kpi::Response,
            What::Held => matches!(kpi, Kpi::Health | Kpi::Repeat),
            What::Filled
            | What::Unfilled
            | What::Withdrawn
            | What::Matched
            | What::MatchedUnknown
            | What::Accepted
            | What::Passed
            | What::Missed
            | What::ShownUp
            | What::NotShownUp
            | What::CalledOff
            | What::Unheard
            | What::Mentors => kpi == Kpi::Health,
            What::Praised | What::Unpraised | What::Ring | What::Repeated | What::Landed => {
                kpi == Kpi::Compliments
            }
            What::Noted | What::Done | What::Replied => kpi == Kpi::Completion,
            What::HeldOn | What::Pair | What::PairAgain => kpi == Kpi::Repeat,
            What::Said | What::SaidAny | What::OffScale => kpi == Kpi::Recommendation,
            What::Joined
            | What::JoinedOnboarded
            | What::JoinedAsked
            | What::JoinedMet
            | What::JoinedFit
            | What::JoinedDone => kpi == Kpi::Funnel,
            // They are told where every number is.
            What::Won | What::SaidYes | What::SentBack | What::Left => kpi == Kpi::Funnel,
            What::Stay => kpi == Kpi::Retention,
            // What single mentors gave is no number.
            What::Unasked | What::TookPlace => false,
        }
    }

    /// The kind of that byte.
    pub(super) fn of(byte: u8) -> Option<What> {
        What::ALL.get(usize::from(byte).checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_reads_back_from_its_byte() {
        for what in What::ALL {
            assert_eq!(What::of(what as u8), Some(what));
        }
        assert_eq!((What::of(0), What::of(48)), (None, None));
    }
}
