//! How often mentors have to be asked.
//!
//! - `health.offers`: offers that were made for an ask until it found a mentor, and the one that a mentor took out of
//!   the pool, per ask that first found one in the window. The interval goes by how learners differ. Left out: asks
//!   that began before the journal did.
//! - `health.passed`: offers on which a mentor passed / offers that ended in the window by a yes, a pass or running
//!   out. `health.missed`: those that ran out / the same. What was taken out of the pool was not offered, and what was
//!   recalled did not end. What a mentor took back within their ten minutes, a yes or a pass, was not said. Some
//!   mentors answer each offer and some none, so the intervals go by how they differ: Wilson's of as many independent
//!   offers as say as much ([`clustered_share`](crate::stats::ratio::clustered_share)).

use std::collections::{BTreeMap, BTreeSet};

use super::cell;
use crate::id::{MemberId, OfferId};
use crate::kpi::compliments::SHARE_BY_MENTOR;
use crate::kpi::figure::{Figure, LeftOut, Unit};
use crate::kpi::frame::Frame;
use crate::kpi::journal::{Asking, Journal, OfferEnd};
use crate::kpi::sample::{Sample, clusters};
use crate::stats::ratio::Cluster;

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::kpi) struct Tally {
    /// What each learner adds: offers, of asks.
    pub(in crate::kpi) learners: Vec<Cluster>,
    /// Asks of which only the end is known.
    pub(in crate::kpi) unknown: u64,
    /// What became of the offers to each mentor, in any order.
    pub(in crate::kpi) mentors: Vec<Offers>,
}

/// The offers to one mentor.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::kpi) struct Offers {
    /// Those that ended.
    pub(in crate::kpi) ended: u64,
    pub(in crate::kpi) passed: u64,
    pub(in crate::kpi) missed: u64,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let mut learners: BTreeMap<MemberId, Cluster> = BTreeMap::new();
    let mut unknown = 0;
    for ask in journal.asks.values() {
        let Some(offers) = offers_until_match(ask, frame) else { continue };
        let Some((_, learner)) = ask.asked.first(frame.until()) else {
            unknown += 1;
            continue;
        };
        let cluster = learners.entry(*learner).or_insert(Cluster { total: 0.0, units: 0.0 });
        cluster.total += offers as f64;
        cluster.units += 1.0;
    }
    let mut mentors: BTreeMap<MemberId, Offers> = BTreeMap::new();
    for (mentor, end) in ends(journal, frame) {
        let offers = mentors.entry(mentor).or_default();
        offers.ended += 1;
        offers.passed += u64::from(end == OfferEnd::Passed);
        offers.missed += u64::from(end == OfferEnd::Missed);
    }
    Tally { learners: clusters(learners.into_values()), unknown, mentors: mentors.into_values().collect() }
}

/// How many offers it took, if that was in the window.
fn offers_until_match(ask: &Asking, frame: &Frame<'_>) -> Option<usize> {
    let (matched, accepted) = ask.matched(frame.until(), frame.until())?;
    let made = ask.offered.before(frame.until()).filter(|(at, _)| *at <= matched).map(|(_, offer)| *offer);
    let offers: BTreeSet<OfferId> = made.chain([accepted]).collect();
    frame.holds(frame.day(matched)).then_some(offers.len())
}

fn ends(journal: &Journal, frame: &Frame<'_>) -> Vec<(MemberId, OfferEnd)> {
    let until = frame.until();
    journal
        .offers
        .values()
        .filter_map(|offer| Some((offer.offered.first(until)?.1, offer.end(until)?)))
        .filter(|(_, (at, _))| frame.holds(frame.day(*at)))
        .map(|(mentor, (_, end))| (*mentor, end))
        .collect()
}

impl Tally {
    /// Offers for each match, and the shares on which was passed and that ran out.
    pub(super) fn figures(&self, frame: &Frame<'_>) -> [Figure; 3] {
        let asks = self.learners.iter().map(|learner| learner.units).sum::<f64>() as u64;
        let left_out = vec![LeftOut { what: "asked_before_the_journal", n: self.unknown }];
        let per_match = cell(frame, asks, self.learners.len() as u64, left_out).figure(
            "health.offers",
            Unit::PerMatch,
            "ratio with t interval over learners",
            Sample::PerUnit(self.learners.clone()),
        );
        let n = self.mentors.iter().map(|mentor| mentor.ended).sum();
        let cell = cell(frame, n, self.mentors.len() as u64, Vec::new());
        let share = |name, of: fn(&Offers) -> u64| {
            let each = self.mentors.iter();
            let each = each.map(|mentor| Cluster { total: of(mentor) as f64, units: mentor.ended as f64 });
            cell.figure(name, Unit::Share, SHARE_BY_MENTOR, Sample::ShareByPerson(clusters(each)))
        };
        [
            per_match,
            share("health.passed", |mentor| mentor.passed),
            share("health.missed", |mentor| mentor.missed),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Event;
    use crate::kpi::Kpi;
    use crate::kpi::figure::Reading;
    use crate::kpi::told::{Told, days_ago, last_days, value, value_of};
    use crate::sample::id;

    fn read(told: &Told, days: i64, name: &str) -> Figure {
        let figures = told.read(Kpi::Health, last_days(days));
        crate::kpi::told::figure(&figures, name).clone()
    }

    fn offered(told: &mut Told, n: i64, offer: &str, days: i64) {
        let event = Event::Offered { offer: id(offer), ask: id(&format!("a{n}")) };
        told.say(days_ago(days), &format!("m{}", n % 6), event);
    }

    fn affirmed(told: &mut Told, n: i64, offer: &str, days: i64) {
        let (ask, offer, session) = (id(&format!("a{n}")), id(offer), id(&format!("s{n}")));
        let (specific, warned, repeated, first_response) = (true, false, false, None);
        let event = Event::Affirmed { offer, ask, session, specific, warned, repeated, first_response };
        told.say(days_ago(days), &format!("m{}", n % 6), event);
    }

    /// Ten asks of ten learners; each is offered once and accepted.
    fn ten() -> Told {
        let mut told = Told::default();
        for n in 0..10 {
            told.asked(days_ago(9), &format!("a{n}"), &format!("p{n}"));
            offered(&mut told, n, &format!("o{n}"), 8);
            affirmed(&mut told, n, &format!("o{n}"), 7);
        }
        told
    }

    fn passed_on(told: &mut Told, n: i64, offer: &str, days: i64) {
        let event = Event::Passed { offer: id(offer), ask: id(&format!("a{n}")), first_response: None };
        told.say(days_ago(days), &format!("m{}", n % 6), event);
    }

    #[test]
    fn offers_before_the_match_count_and_later_ones_do_not() {
        let mut told = ten();
        offered(&mut told, 0, "first", 9);
        offered(&mut told, 0, "second", 8);
        offered(&mut told, 1, "after a cancellation", 5);
        affirmed(&mut told, 1, "after a cancellation", 4);
        assert_eq!(value_of(&read(&told, 30, "health.offers").reading), 1.2);
    }

    #[test]
    fn what_a_mentor_takes_out_of_the_pool_is_one_more() {
        let mut told = ten();
        told.asked(days_ago(9), "a10", "p10");
        offered(&mut told, 10, "missed", 8);
        affirmed(&mut told, 10, "from the pool", 7);
        affirmed(&mut told, 11, "of an ask before the journal", 7);
        let figure = read(&told, 30, "health.offers");
        assert_eq!((figure.n, figure.left_out[0].n, value(&[figure], "health.offers")), (11, 1, 12.0 / 11.0));
    }

    #[test]
    fn an_ask_counts_in_the_window_of_its_first_match() {
        assert_eq!(read(&ten(), 7, "health.offers").n, 10);
        assert_eq!(read(&ten(), 6, "health.offers").n, 0);
    }

    #[test]
    fn passes_and_misses_are_shares_of_the_offers_that_ended() {
        let mut told = ten();
        for n in 10..16 {
            offered(&mut told, n, &format!("o{n}"), 8);
        }
        (10..13).for_each(|n| passed_on(&mut told, n, &format!("o{n}"), 7));
        told.say(days_ago(7), "m1", Event::Missed { offer: id("o13"), ask: id("a13") });
        affirmed(&mut told, 17, "from the pool", 7);
        assert_eq!(value_of(&read(&told, 30, "health.passed").reading), 3.0 / 14.0);
        assert_eq!(value_of(&read(&told, 30, "health.missed").reading), 1.0 / 14.0);
        assert_eq!(read(&told, 30, "health.passed").people, 6);
    }

    #[test]
    fn a_pass_that_was_taken_back_is_none_and_what_follows_is_the_end() {
        let mut told = ten();
        for n in 10..13 {
            offered(&mut told, n, &format!("o{n}"), 8);
            passed_on(&mut told, n, &format!("o{n}"), 7);
        }
        for n in [10, 11] {
            let event = Event::Reopened { offer: id(&format!("o{n}")), ask: id(&format!("a{n}")) };
            told.say(days_ago(6), "m1", event);
        }
        told.say(days_ago(5), "m4", Event::Missed { offer: id("o10"), ask: id("a10") });
        // Eleven ends besides that which was taken back and came to nothing else.
        let figure = read(&told, 30, "health.passed");
        assert_eq!((figure.n, value_of(&figure.reading)), (12, 1.0 / 12.0));
        assert_eq!(value_of(&read(&told, 30, "health.missed").reading), 1.0 / 12.0);
    }

    #[test]
    fn a_match_that_was_taken_back_is_none() {
        let mut told = ten();
        told.say(days_ago(6), "m3", Event::Reopened { offer: id("o3"), ask: id("a3") });
        assert_eq!(read(&told, 30, "health.offers").reading, Reading::TooFew { needed: 10 });
        affirmed(&mut told, 3, "o3", 5);
        assert_eq!(value_of(&read(&told, 30, "health.offers").reading), 1.0);
    }

    #[test]
    fn offers_to_four_mentors_are_not_shown() {
        let mut told = Told::default();
        for n in (0..18).filter(|n| n % 6 < 4) {
            offered(&mut told, n, &format!("o{n}"), 8);
            passed_on(&mut told, n, &format!("o{n}"), 7);
        }
        assert_eq!(read(&told, 30, "health.passed").reading, Reading::Suppressed);
    }
}
