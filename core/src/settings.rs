//! The settings of a community that are whole numbers: each with its bounds, and what it is until somebody changes it.
//!
//! To add one: a variant, its word and its bounds below, its sentence `setting.WORD` in the script, a place in a form
//! of `act/settings`, and whoever goes by it asks [`Settings::of`].

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::calendar::{WorkingTime, hours};

/// A setting that is a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// An offer waits for its mentor's answer for so many of their working hours.
    OfferHours,
    /// After so many mentors were asked, one after the other, everybody may answer.
    OffersBeforePool,
    /// A pair meets again after so many weeks, unless both called it a good fit.
    CoolDownWeeks,
    /// The most sessions on a day that a mentor may offer.
    SessionsADay,
    /// The most sessions in a week.
    SessionsAWeek,
    /// The most minutes in a week.
    MinutesAWeek,
    /// After so many days the words of a note are forgotten.
    NotesKeptDays,
}

/// A number that a setting does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is from {} to {}", .setting.word(), .setting.bounds().start(), .setting.bounds().end())]
pub struct OutOfBounds {
    /// Which setting.
    pub setting: Setting,
}

impl Setting {
    /// All of them, in the order in which they are told.
    pub const ALL: [Setting; 7] = [
        Setting::OfferHours,
        Setting::OffersBeforePool,
        Setting::CoolDownWeeks,
        Setting::SessionsADay,
        Setting::SessionsAWeek,
        Setting::MinutesAWeek,
        Setting::NotesKeptDays,
    ];

    /// The word by which it is kept and named.
    pub fn word(self) -> &'static str {
        match self {
            Setting::OfferHours => "offer-hours",
            Setting::OffersBeforePool => "offers-before-pool",
            Setting::CoolDownWeeks => "cool-down-weeks",
            Setting::SessionsADay => "sessions-a-day",
            Setting::SessionsAWeek => "sessions-a-week",
            Setting::MinutesAWeek => "minutes-a-week",
            Setting::NotesKeptDays => "notes-kept-days",
        }
    }

    /// The setting of that word, if there is one.
    pub fn named(word: &str) -> Option<Setting> {
        Setting::ALL.into_iter().find(|setting| setting.word() == word)
    }

    /// What it is until somebody changes it.
    pub fn usual(self) -> u32 {
        match self {
            Setting::OfferHours => 4,
            Setting::OffersBeforePool => 3,
            Setting::CoolDownWeeks => 6,
            Setting::SessionsADay => 8,
            Setting::SessionsAWeek => 40,
            Setting::MinutesAWeek => 600,
            Setting::NotesKeptDays => 180,
        }
    }

    /// The least and the most that it can be.
    pub fn bounds(self) -> RangeInclusive<u32> {
        match self {
            Setting::OfferHours => 1..=40,
            Setting::OffersBeforePool => 1..=10,
            Setting::CoolDownWeeks => 0..=26,
            // Whoever wants to give more has a full-time job.
            Setting::SessionsADay => 1..=8,
            Setting::SessionsAWeek => 1..=40,
            Setting::MinutesAWeek => 10..=600,
            // What a checkpoint may still ask about is not forgotten before it was asked.
            Setting::NotesKeptDays => 30..=730,
        }
    }
}

/// The settings of a community. What stands in no place is as usual, and a word that this release does not know stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(BTreeMap<String, u32>);

impl Settings {
    /// What a setting is here.
    pub fn of(&self, setting: Setting) -> u32 {
        let bounds = setting.bounds();
        let kept = self.0.get(setting.word()).copied().unwrap_or(setting.usual());
        kept.clamp(*bounds.start(), *bounds.end())
    }

    /// With another value for a setting.
    ///
    /// # Errors
    /// See [`OutOfBounds`].
    pub fn with(mut self, setting: Setting, value: u32) -> Result<Settings, OutOfBounds> {
        if !setting.bounds().contains(&value) {
            return Err(OutOfBounds { setting });
        }
        if value == setting.usual() {
            self.0.remove(setting.word());
        } else {
            self.0.insert(setting.word().to_owned(), value);
        }
        Ok(self)
    }

    /// How asks find somebody here.
    pub fn pace(&self) -> Pace {
        Pace {
            offer_lasts: hours(self.of(Setting::OfferHours)),
            offers_before_pool: self.of(Setting::OffersBeforePool) as usize,
            cool_down: TimeDelta::weeks(self.of(Setting::CoolDownWeeks).into()),
        }
    }

    /// For how long the words of a note are kept.
    pub fn notes_kept(&self) -> TimeDelta {
        TimeDelta::days(self.of(Setting::NotesKeptDays).into())
    }
}

/// How asks find somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// A mentor has an offer for so much of their working time.
    pub offer_lasts: WorkingTime,
    /// After so many offers without a yes an ask goes to the pool.
    pub offers_before_pool: usize,
    /// A pair meets again after so long, unless both called it a good fit.
    pub cool_down: TimeDelta,
}

impl Default for Pace {
    fn default() -> Pace {
        Settings::default().pace()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_community_that_was_kept_before_settings_came_has_the_usual_ones() {
        let kept: Settings = serde_json::from_str("{}").unwrap();
        for setting in Setting::ALL {
            assert_eq!(kept.of(setting), setting.usual(), "{setting:?}");
            assert!(setting.bounds().contains(&setting.usual()), "{setting:?}");
            assert_eq!(Setting::named(setting.word()), Some(setting));
        }
        assert_eq!(kept.notes_kept(), TimeDelta::days(180));
    }

    #[test]
    fn what_was_kept_by_hand_or_by_a_later_release_is_read_within_the_bounds_and_stays() {
        let kept: Settings = serde_json::from_str(r#"{"notes-kept-days":1,"later":7}"#).unwrap();
        assert_eq!(kept.of(Setting::NotesKeptDays), 30);
        let changed = kept.with(Setting::NotesKeptDays, 60).unwrap();
        assert_eq!(serde_json::to_string(&changed).unwrap(), r#"{"later":7,"notes-kept-days":60}"#);
    }

    proptest! {
        #[test]
        fn a_setting_is_what_it_was_set_to_or_stays_where_that_is_out_of_bounds(
            which in 0..Setting::ALL.len(),
            value in 0..2_000_u32,
        ) {
            let setting = Setting::ALL[which];
            match Settings::default().with(setting, value) {
                Ok(settings) => prop_assert_eq!(settings.of(setting), value),
                Err(error) => {
                    prop_assert!(!setting.bounds().contains(&value));
                    prop_assert!(error.to_string().contains(&setting.bounds().end().to_string()));
                }
            }
        }
    }
}
