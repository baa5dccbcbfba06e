//! A pause ends by itself, with a word on the day before.
//!
//! The word comes at ten, in the hours that they would have on the last day before the end on which they have any; a
//! pause whose word would come within half a day of its beginning needs none.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use smallwins_core::id::MemberId;
use smallwins_core::member::Member;

use super::heard::{APPOINTED, ten_oclock};
use super::ledger::{Ledger, Promise};
use crate::rehearse::cast::Told;
use crate::rehearse::hours::{Week, date};

/// A word that would come sooner is none. That is half a day, and as much as a decision may take.
const SOON: TimeDelta = TimeDelta::hours(13);

/// A pause as it was said last, and by which clock and hours its word comes.
#[derive(PartialEq, Eq)]
struct Pause {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    zone: Tz,
    week: &'static Week,
    is_told: bool,
}

/// Everybody who is left alone for a time.
#[derive(Default)]
pub(super) struct Pauses(HashMap<MemberId, Pause>);

impl Pauses {
    /// Somebody was written, as whoever told this of themselves.
    pub(super) fn described(
        &mut self,
        ledger: &mut Ledger,
        member: &Member,
        told: Option<&Told>,
        now: DateTime<Utc>,
    ) {
        let promise = Promise::Word(member.id);
        let told = told.filter(|_| member.parting.is_none());
        let pause = told.and_then(|told| {
            let (from, until) = told.pause.filter(|(_, until)| *until > now)?;
            // Whoever knows when a pause ends is not told again, in whatever hours.
            let is_told = self.0.get(&member.id).is_some_and(|known| known.until == until && known.is_told);
            Some(Pause { from, until, zone: told.zone, week: told.week, is_told })
        });
        if self.0.get(&member.id) == pause.as_ref() {
            return;
        }
        ledger.clear(promise);
        self.0.remove(&member.id);
        let Some(pause) = pause else { return };
        if !pause.is_told
            && let Some(word) = pause.word().filter(|word| *word - now > SOON)
        {
            ledger.set(promise, word + APPOINTED, "a pause was to end with a word on the day before");
        }
        self.0.insert(member.id, pause);
    }

    /// Somebody is told that their pause ends.
    pub(super) fn told(&mut self, ledger: &mut Ledger, member: MemberId) {
        ledger.clear(Promise::Word(member));
        if let Some(pause) = self.0.get_mut(&member) {
            pause.is_told = true;
        }
    }
}

impl Pause {
    /// When its word comes.
    fn word(&self) -> Option<DateTime<Utc>> {
        let eve = date(self.zone, self.until) - Days::new(1);
        (0..7).find_map(|back| self.opening(eve - Days::new(back)))
    }

    /// Ten o'clock of a day, or when they have hours on it next; where those are over by then, the first of them.
    fn opening(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let ten = ten_oclock(self.zone, day);
        let quarter = |quarter: i64| ten + TimeDelta::minutes(15 * quarter);
        let on_that_day =
            |at: &DateTime<Utc>| date(self.zone, *at) == day && self.week.covers(self.zone, *at);
        (0..56).map(quarter).find(on_that_day).or_else(|| (-40..0).map(quarter).find(on_that_day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearse::hours::{NEVER, USUAL, WEEKS};

    #[test]
    fn the_word_comes_at_ten_on_their_last_day_before_the_end_or_when_their_hours_begin_on_it() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let word = |until: &str, week| {
            let from = DateTime::UNIX_EPOCH;
            Pause { from, until: at(until), zone: Tz::Asia__Tokyo, week, is_told: false }.word()
        };
        // The pause ends as Wednesday begins in Tokyo.
        assert_eq!(word("2026-09-08T15:00:00Z", &USUAL), Some(at("2026-09-08T01:00:00Z")));
        // And as Monday does: the word is said on Friday.
        assert_eq!(word("2026-09-13T15:00:00Z", &USUAL), Some(at("2026-09-11T01:00:00Z")));
        // From noon on, and from ten in the evening.
        assert_eq!(word("2026-09-08T15:00:00Z", &WEEKS[5]), Some(at("2026-09-08T03:00:00Z")));
        assert_eq!(word("2026-09-08T15:00:00Z", &WEEKS[4]), Some(at("2026-09-08T13:00:00Z")));
        assert_eq!(word("2026-09-08T15:00:00Z", &NEVER), None);
    }
}
