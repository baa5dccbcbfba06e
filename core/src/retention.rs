//! How long words are kept: what people wrote in a session goes some time after it ended, and what they did is counted
//! for good.
//!
//! They are kept for as many days as those who run a community settle. Once a week, on the community's Sunday at three,
//! everything that is older is forgotten: the compliment of a session, its note with what was to be done and asked, its
//! thanks, and every message in which any of it was said. That a session was, between whom, and how things went stays,
//! and so do all numbers. It is planned as a digest is: [`Retention::planned`] stands in the community's row, so of two
//! who plan at the same time one comes too late.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::note::Draft;
use crate::session::{Session, Stage};
use crate::settings::{Setting, Settings};
use crate::text::Typed;

/// When words are forgotten in a community.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// For when the next look is planned; none while none is.
    pub planned: Option<DateTime<Utc>>,
    /// Up to when everything is forgotten.
    pub done_to: Option<DateTime<Utc>>,
}

/// What has become too old to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bygone {
    /// What was before that is forgotten already.
    pub since: Option<DateTime<Utc>>,
    /// What was before this goes.
    pub before: DateTime<Utc>,
}

impl Retention {
    /// When words are looked at next, after an instant.
    pub fn next(after: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let time = NaiveTime::MIN + TimeDelta::hours(3);
        Digest { day: Weekday::Sun, time, ..Digest::default() }.next(after, zone)
    }

    /// What is too old at an instant. Once words are kept for longer than before, nothing is for a while.
    pub fn bygone(&self, settings: &Settings, now: DateTime<Utc>) -> Bygone {
        let days = settings.of(Setting::NotesKeptDays);
        Bygone { since: self.done_to, before: now - TimeDelta::days(days.into()) }
    }
}

impl Session {
    /// Since when it is over and still holds words, if that is so.
    pub fn words_since(&self) -> Option<DateTime<Utc>> {
        match self.stage {
            Stage::Closed { at, .. } if !self.forgotten => Some(at),
            _ => None,
        }
    }

    /// The session without a word that anybody wrote: what was done and answered stays.
    pub(crate) fn without_words(mut self) -> Session {
        self.forgotten = true;
        self.affirmation.words = Typed::forgotten();
        self.draft = Draft::default();
        if let Some(thanks) = &mut self.thanks {
            thanks.words = Typed::forgotten();
        }
        if let Some(note) = self.note_mut() {
            note.affirmation = None;
            note.checkpoint.question = None;
            for actionable in &mut note.actionables {
                actionable.words = Typed::forgotten();
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{at, following, note, now, session, typed};
    use crate::session::{Ending, Share, Thanks};

    #[test]
    fn a_session_that_is_forgotten_has_no_word_left_and_says_all_the_same_how_it_went() {
        let ending = Ending::Quiet;
        let mut full = session();
        full.stage = Stage::Closed { at: now(), ending, note: Some(note()) };
        full.draft.affirmation = Some(typed("What a draft"));
        full.thanks = Some(Thanks { words: typed("Thank you"), share: Share::Mentor, at: now() });
        assert_eq!(full.words_since(), Some(now()));
        let gone = full.clone().without_words();
        assert_eq!(gone.words_since(), None);
        let json = serde_json::to_string(&gone).unwrap();
        for words in [
            full.affirmation.words.as_str(),
            full.note().unwrap().actionables[0].words.as_str(),
            full.note().unwrap().actionables[1].words.as_str(),
            "What a draft",
            "Thank you",
        ] {
            assert!(serde_json::to_string(&full).unwrap().contains(words), "{words}");
            assert!(!json.contains(words), "{words}");
        }
        let stages = |session: &Session| session.note().unwrap().actionables.clone().map(|one| one.stage);
        assert_eq!(stages(&gone), stages(&full));
        assert_eq!((gone.id, gone.learner, gone.mentor), (full.id, full.learner, full.mentor));
        assert_eq!(Session { stage: following(), ..full }.words_since(), None);
    }

    #[test]
    fn it_is_looked_at_on_sunday_nights_by_the_clock_of_the_community() {
        let next = Retention::next(now(), Tz::Europe__Berlin);
        assert_eq!(next, at("2026-11-29T02:00:00Z"));
        let bygone = Retention::default().bygone(&Settings::default(), next);
        assert_eq!(bygone, Bygone { since: None, before: at("2026-06-02T02:00:00Z") });
    }
}
