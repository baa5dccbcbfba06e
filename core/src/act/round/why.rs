//! `round why`: by what the last round matched those whom it brought together.
//!
//! It is read from what was kept with the offers, so it is what counted then. What a round brought together and is over
//! by now, or went on to somebody else, is not told any more.

use std::collections::BTreeMap;

use super::{SHOWN, paired};
use crate::act::block::named;
use crate::act::why::left_out;
use crate::ask::Offer;
use crate::decision::Refusal;
use crate::id::MemberId;
use crate::matching::{PRESSES, Why};
use crate::member::Member;
use crate::message::Message;
use crate::script::say;
use crate::text::cut;

/// So much of a name that nobody has is shown.
const LONGEST_PART: usize = 100;

/// Two whom a round brought together.
#[derive(Debug, Clone)]
pub(in crate::act) struct Pair {
    /// What was kept of it.
    pub offer: Offer,
    /// Who asked.
    pub learner: Member,
    /// Who was asked.
    pub mentor: Member,
}

/// Those offers that the last round made. All offers of a round are of the same instant.
pub(in crate::act) fn of_the_last(mut offers: Vec<Offer>) -> Vec<Offer> {
    offers.retain(|offer| together(offer).is_some());
    let last = offers.iter().map(|offer| offer.id.made_at()).max();
    offers.retain(|offer| Some(offer.id.made_at()) == last);
    offers.sort_by_key(|offer| offer.id);
    offers
}

/// Among how many asks it was matched, when that was in a round.
fn together(offer: &Offer) -> Option<usize> {
    offer.why.as_ref()?.together
}

/// Why the last round matched as it did: everybody, or somebody who is named.
pub(in crate::act) fn why(pairs: &[Pair], who: Option<&str>) -> Result<Message, Refusal> {
    let all = pairs.iter().flat_map(|pair| [&pair.learner, &pair.mentor]);
    let everyone: BTreeMap<MemberId, Member> = all.map(|member| (member.id, member.clone())).collect();
    let everyone: Vec<Member> = everyone.into_values().collect();
    let nobody = |who: Option<&str>| {
        Refusal::because(say("round.why-none").with("part", who.map(|who| cut(who, LONGEST_PART))))
    };
    let meant = who.map(|who| named(who, &everyone).ok_or_else(|| nobody(Some(who)))).transpose()?;
    let is_meant =
        |pair: &&Pair| meant.is_none_or(|one| one.id == pair.learner.id || one.id == pair.mentor.id);
    let told: Vec<(&Pair, &Why)> = pairs
        .iter()
        .filter(is_meant)
        .filter_map(|pair| pair.offer.why.as_ref().map(|why| (pair, why)))
        .collect();
    let Some((first, its)) = told.first() else { return Err(nobody(who)) };
    let only = told.len() == 1;
    let shown = told.iter().take(SHOWN).map(|(pair, why)| {
        paired(pair.learner.name.as_str(), pair.mentor.name.as_str(), why, why.urgency >= PRESSES)
    });
    Ok(say("round.why")
        .with("at", first.offer.id.made_at())
        .with("n", its.together)
        .with("pairs", shown.collect::<Vec<_>>())
        .with("more", told.len().saturating_sub(SHOWN))
        .with("able", only.then_some(its.able))
        .with("left_out", if only { left_out(&its.excluded) } else { Vec::new() })
        .message())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::{Excluded, Part};
    use crate::sample::{member, mentor, offer};

    fn pair(learner: &str, with: &str) -> Pair {
        let excluded = Excluded { room: 2, ..Excluded::default() };
        let parts = vec![(Part::Topic, 40), (Part::Soon, 3)];
        let why = Why { parts, able: 4, excluded, together: Some(3), ..Why::default() };
        let offer = Offer { why: Some(why), ..offer() };
        Pair { offer, learner: member(learner), mentor: mentor(with) }
    }

    fn told(pairs: &[Pair], who: Option<&str>) -> Result<String, &'static str> {
        why(pairs, who).map(|message| message.bare(chrono_tz::UTC)).map_err(|refusal| refusal.key())
    }

    #[test]
    fn each_pair_is_told_with_what_it_was_matched_by() {
        let told = told(&[pair("ana", "ben"), pair("eve", "cleo")], None).unwrap();
        for words in ["Ana → Ben: 43 points (the topic 40", "Eve → Cleo", "3 asks"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(!told.contains("without room"), "{told}");
    }

    #[test]
    fn of_somebody_who_is_named_it_is_told_who_else_could_have_been_asked() {
        let pairs = [pair("ana", "ben"), pair("eve", "cleo")];
        for who in ["@Eve", "cleo"] {
            let told = told(&pairs, Some(who)).unwrap();
            assert!(told.contains("Eve → Cleo") && !told.contains("Ana"), "{told}");
            assert!(told.contains("2 without room"), "{told}");
        }
        assert_eq!(told(&pairs, Some("@dee")), Err("round.why-none"));
        assert_eq!(told(&[], None), Err("round.why-none"));
    }

    #[test]
    fn only_what_the_last_round_offered_counts() {
        let made = |at: &str, in_round: bool| {
            let mut offer = pair("ana", "ben").offer;
            offer.id = crate::moment::Moment::new(crate::sample::at(at), 7).id();
            offer.why = offer.why.map(|why| Why { together: why.together.filter(|_| in_round), ..why });
            offer
        };
        let last = made("2026-11-24T10:00:00Z", true);
        let all = vec![made("2026-11-17T10:00:00Z", true), last.clone(), made("2026-11-24T11:00:00Z", false)];
        assert_eq!(of_the_last(all), [last]);
    }
}
