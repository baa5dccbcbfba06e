//! Who may do what: one table, by which actions are refused, and out of which help and `/mentor roles` tell it.
//!
//! Those who run a community on its platform are its owners. An owner can make somebody else an organiser, who sees how
//! it goes and changes nothing. What is everybody's stands in no row.

use crate::script::{Phrase, label};

/// What somebody is in a community, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// One of everybody.
    Member,
    /// Somebody whom an owner let see how it goes.
    Organiser,
    /// Somebody who runs the community on its platform.
    Owner,
}

/// Something that is not everybody's to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// To read the numbers.
    Numbers,
    /// To look at them, and at what is under way, in a browser.
    Dashboard,
    /// To see what does not go as it should.
    Health,
    /// To read how the week was, and when the next is told.
    Week,
    /// To see what a round would come to.
    Rounds,
    /// To see what would be said now.
    DryRun,
    /// To see what a match goes by, and what would change it.
    Weights,
    /// To see what arrives from other tools.
    Signals,
    /// To say when and where the week is told.
    SetWeek,
    /// To hold rounds.
    HoldRounds,
    /// To change what a match goes by.
    SetWeights,
    /// To say which tools are heard.
    SetSignals,
    /// To choose the channel for what concerns everybody.
    Channel,
    /// To choose the zone of whoever has told none.
    Zone,
    /// To choose the language of whoever has told none.
    Language,
    /// To change what is settled.
    Settings,
    /// To say on which days everybody is free.
    Holidays,
    /// To say who reads reports, what holds here, and whom to turn to.
    Safety,
    /// To keep two people apart.
    Apart,
    /// To say what becomes of everything when the app is removed.
    OnRemoval,
    /// To make somebody an organiser.
    Roles,
    /// To see who changed what.
    Audit,
}

/// No word of the chat: it is a page of the dashboard.
const PAGE: &str = "";

/// The table: what it is, the words by which it is said, and the least that somebody has to be.
const TABLE: [(Right, &str, Rank); 22] = [
    (Right::Numbers, "kpis", Rank::Organiser),
    (Right::Dashboard, "dashboard", Rank::Organiser),
    (Right::Health, "health", Rank::Organiser),
    (Right::Week, "digest now", Rank::Organiser),
    (Right::Rounds, "round preview", Rank::Organiser),
    (Right::DryRun, "dry-run", Rank::Organiser),
    (Right::Weights, "weights", Rank::Organiser),
    (Right::Signals, "signals", Rank::Organiser),
    (Right::SetWeek, "digest fri 17:00", Rank::Owner),
    (Right::HoldRounds, "round run", Rank::Owner),
    (Right::SetWeights, "weights use", Rank::Owner),
    (Right::SetSignals, "signals off", Rank::Owner),
    (Right::Channel, "channel", Rank::Owner),
    (Right::Zone, "default-zone", Rank::Owner),
    (Right::Language, "default-language", Rank::Owner),
    (Right::Settings, "settings", Rank::Owner),
    (Right::Holidays, "holidays", Rank::Owner),
    (Right::Safety, "safety", Rank::Owner),
    (Right::Apart, "apart", Rank::Owner),
    (Right::OnRemoval, "when-removed", Rank::Owner),
    (Right::Roles, "roles", Rank::Owner),
    (Right::Audit, PAGE, Rank::Owner),
];

impl Right {
    /// The least that somebody has to be.
    pub fn needs(self) -> Rank {
        TABLE.into_iter().find(|(right, ..)| *right == self).map_or(Rank::Owner, |(_, _, rank)| rank)
    }

    /// Whether somebody of a rank has it.
    pub fn is_of(self, rank: Rank) -> bool {
        rank >= self.needs()
    }

    /// The words by which everything is said for which one has to be of a rank, in the order of the table.
    pub fn words_of(rank: Rank) -> impl Iterator<Item = Phrase> {
        let said = |words: &'static str| if words == PAGE { label("right.audit") } else { words.into() };
        TABLE.into_iter().filter(move |(.., needs)| *needs == rank).map(move |(_, words, _)| said(words))
    }
}

/// The least that somebody has to be for whom any of what begins with this word of those who run a community is meant.
pub(crate) fn least_to_say(word: &str) -> Rank {
    let begins_so = |words: &str| words.split(' ').next() == Some(word);
    let ranks = TABLE.into_iter().filter(|(_, words, _)| begins_so(words)).map(|(.., rank)| rank);
    ranks.min().unwrap_or(Rank::Owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_more_may_do_all_that_who_is_less_may() {
        for (right, words, _) in TABLE {
            assert!(right.is_of(Rank::Owner), "{words}");
            assert!(!right.is_of(Rank::Member), "{words}");
        }
        assert!(Right::Numbers.is_of(Rank::Organiser) && !Right::Safety.is_of(Rank::Organiser));
    }

    #[test]
    fn every_right_stands_in_the_table_once() {
        let all: Vec<Right> = TABLE.into_iter().map(|(right, ..)| right).collect();
        for right in &all {
            assert_eq!(all.iter().filter(|other| *other == right).count(), 1, "{right:?}");
        }
        assert_eq!(all.last(), Some(&Right::Audit));
        assert_eq!(all.len(), Right::Audit as usize + 1);
    }
}
