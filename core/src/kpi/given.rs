//! What each who mentored gave in a window: the parts of which `health.minutes`, `health.load` and `health.missed` are
//! the whole, by the same rules. It is read out of books ([`rollup::given`](super::rollup::given)).

/// What somebody gave in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Given {
    /// Sessions that took place, as both agree.
    pub sessions: u32,
    /// Their minutes.
    pub minutes: u32,
    /// Offers to them that ended: by a yes, a pass, or running out.
    pub ended: u32,
    /// Those of them that ran out.
    pub missed: u32,
    /// Asks that they took on, offered to them or out of the pool, without those that they gave back.
    pub taken_on: u32,
    /// Of the sessions that they took on in the window, those that took place, whenever that was, as both agree.
    pub took_place: u32,
}

#[cfg(test)]
pub(super) mod scan {
    //! The same out of the whole journal, which is what tests hold the books to.

    use std::collections::BTreeMap;

    use super::Given;
    use crate::fact::{Event, Fact};
    use crate::id::MemberId;
    use crate::kpi::frame::Frame;
    use crate::kpi::journal::{Journal, OfferEnd};
    use crate::kpi::{Terms, Window};

    pub(in crate::kpi) fn given(facts: &[Fact], window: &Window, terms: &Terms) -> BTreeMap<MemberId, Given> {
        let (journal, frame) = (facts.iter().collect::<Journal>(), Frame::of(*window, terms));
        let mut given: BTreeMap<MemberId, Given> = BTreeMap::new();
        for (at, held, meeting) in journal.agreed(frame.until()) {
            let one = given.entry(held.mentor).or_default();
            if frame.holds(frame.day(at)) {
                one.sessions += 1;
                one.minutes += held.minutes.count();
            }
            let took_on = meeting.affirmed.first(frame.until());
            one.took_place += u32::from(took_on.is_some_and(|(at, _)| frame.holds(frame.day(at))));
        }
        for (id, offer) in &journal.offers {
            let made = offer.offered.first(frame.until()).map(|(_, mentor)| *mentor);
            let Some((at, end)) = offer.end(frame.until()) else { continue };
            let took = facts.iter().find(|fact| {
                fact.at == at && matches!(fact.event, Event::Affirmed { offer, .. } if offer == *id)
            });
            let took = took.filter(|_| end == OfferEnd::Accepted).map(|fact| fact.member);
            let Some(mentor) = made.or(took).filter(|_| frame.holds(frame.day(at))) else { continue };
            let one = given.entry(mentor).or_default();
            one.taken_on += u32::from(end == OfferEnd::Accepted);
            if made.is_some() {
                one.ended += 1;
                one.missed += u32::from(end == OfferEnd::Missed);
            }
        }
        given.retain(|_, given| *given != Given::default());
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Event;
    use crate::kpi::Kpi;
    use crate::kpi::told::{Told, days_ago, last_days, terms, value};
    use crate::sample::id;

    #[test]
    fn what_each_gave_adds_up_to_what_the_numbers_say() {
        let mut told = Told::default();
        for n in 0..12 {
            told.held(days_ago(3), &format!("s{n}"), &format!("p{n}"), &format!("m{}", n % 5));
            let (offer, ask) = (id(&format!("o{n}")), id(&format!("a{n}")));
            told.say(days_ago(5), &format!("m{}", n % 5), Event::Offered { offer, ask });
            let first_response = None;
            told.say(
                days_ago(4),
                &format!("m{}", n % 5),
                match n {
                    0..4 => Event::Missed { offer, ask },
                    _ => Event::Passed { offer, ask, first_response },
                },
            );
        }
        // What was long ago, what is in doubt and what was taken out of the pool is none of it.
        told.held(days_ago(40), "before", "p0", "m0");
        told.held(days_ago(2), "doubt", "p0", "m0");
        told.say(days_ago(1), "p0", Event::SessionUnheard { session: id("doubt") });
        told.say(days_ago(1), "m1", Event::Missed { offer: id("pooled"), ask: id("a") });
        let given = scan::given(&told.facts, &last_days(30), &terms());
        let figures = told.read(Kpi::Health, last_days(30));
        let sum = |of: fn(&Given) -> u32| given.values().map(of).sum::<u32>();
        assert_eq!(f64::from(sum(|one| one.minutes)), value(&figures, "health.minutes"));
        let missed = f64::from(sum(|one| one.missed)) / f64::from(sum(|one| one.ended));
        assert_eq!(missed, value(&figures, "health.missed"));
        assert_eq!(
            given[&id("m0")],
            Given { sessions: 3, minutes: 30, ended: 3, missed: 1, ..Given::default() }
        );
    }
}
