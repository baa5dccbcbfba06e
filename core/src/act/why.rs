//! `why`: what a match went by, for the learner whose ask it is and for the mentor who has it.
//!
//! What is told was kept with the offer, so it is the same a week later. The mentor reads every part with its points.
//! How somebody answered others before is no business of the learner's, nor can it be worked out: they read which parts
//! about the pair spoke for it most, and neither points nor what all parts come to.

use super::route::Field;
use crate::action::{Action, Affirmable};
use crate::ask::{Ask, Offer, OfferStage, Stage};
use crate::decision::Refusal;
use crate::id::MemberId;
use crate::matching::{Excluded, PRESSES, Part, Reason, Why, rank};
use crate::member::Member;
use crate::message::{Message, Receipt};
use crate::moment::Moment;
use crate::script::{Phrase, Value, label, record, say};
use crate::store::{AskStory, Desk};
use crate::text::{Typed, cut};

/// So many things can be asked about at once.
const MOST: usize = 4;
/// So much of the hash of a wording is shown.
const HASH_SHOWN: usize = 8;
/// So much of a question stands on a button.
const ON_A_BUTTON: usize = 60;
/// So many parts a learner is told of.
const MOST_TELLING: usize = 3;

/// What there is to explain.
#[derive(Debug, Clone)]
pub(super) enum Facts {
    /// An ask that was put to somebody.
    Offered(Box<(Ask, Offer)>),
    /// An ask that nobody has.
    Nobody(Box<(AskStory, Field)>),
}

/// What somebody can have explained: their own open asks, and the offers that they see.
#[derive(Debug, Clone)]
pub(super) struct Explainable {
    /// Which.
    pub what: Affirmable,
    /// The question.
    pub question: Typed,
}

/// Which one is meant, when none is named.
pub(super) fn which(named: Option<Affirmable>, all: &[Explainable]) -> Result<Affirmable, Refusal> {
    match (named, all) {
        (Some(what), _) => Ok(what),
        (None, []) => Err(Refusal::because(say("why.nothing"))),
        (None, [only]) => Ok(only.what),
        (None, several) => {
            let several = &several[..several.len().min(MOST)];
            let shown = several.iter().map(|one| cut(one.question.as_str(), ON_A_BUTTON)).collect::<Vec<_>>();
            let mut saying = say("why.which").with("questions", shown);
            for (place, one) in several.iter().enumerate() {
                saying = saying.button(format!("why{place}"), Action::Why(Some(one.what)));
            }
            Err(Refusal::because(saying))
        }
    }
}

/// What can be explained to a member out of what is open for them; questions of offers come with their asks.
pub(super) fn explainable(desk: &Desk, offered: impl IntoIterator<Item = (Offer, Ask)>) -> Vec<Explainable> {
    let asks = desk.asks.iter().map(|ask| (Affirmable::Ask(ask.id), ask));
    let asks = asks.map(|(what, ask)| Explainable { what, question: ask.question.clone() });
    let offers = offered.into_iter().filter(|(offer, _)| matches!(offer.stage, OfferStage::Offered { .. }));
    let offers =
        offers.map(|(offer, ask)| Explainable { what: Affirmable::Offer(offer.id), question: ask.question });
    asks.chain(offers).collect()
}

/// What a match went by.
pub(super) fn why(facts: Facts, speaker: &Member, moment: &Moment) -> Result<Message, Refusal> {
    match facts {
        Facts::Offered(offered) => {
            let (ask, offer) = *offered;
            let reader = match speaker.id {
                id if id == offer.mentor => Reader::Mentor,
                id if id == ask.learner => Reader::Learner,
                _ => return Err(Refusal::NotYours),
            };
            Ok(match &offer.why {
                Some(why) => told(why, &offer, &ask, reader),
                None if offer.is_volunteered() => {
                    say("why.volunteer").with("question", &ask.question).message()
                }
                None => say("why.not-kept").with("question", &ask.question).message(),
            })
        }
        Facts::Nobody(about) => nobody(*about, speaker.id, moment),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Mentor,
    Learner,
}

impl Reader {
    /// The parts that they are told of.
    fn parts(self, why: &Why) -> Vec<Value> {
        let points = |(part, points): &(Part, i64)| {
            record([("says", says(*part).into()), ("points", (*points).into())])
        };
        match self {
            Reader::Mentor => why.parts.iter().map(points).collect(),
            Reader::Learner => {
                let theirs = |(part, points): &&(Part, i64)| *part != Part::Record && *points > 0;
                let mut most: Vec<_> = why.parts.iter().filter(theirs).collect();
                most.sort_by_key(|(part, points)| (-points, *part));
                most.into_iter()
                    .take(MOST_TELLING)
                    .map(|(part, _)| record([("says", says(*part).into())]))
                    .collect()
            }
        }
    }
}

fn told(why: &Why, offer: &Offer, ask: &Ask, reader: Reader) -> Message {
    say("why")
        .with("mine", reader == Reader::Mentor)
        .with("question", &ask.question)
        .with("parts", reader.parts(why))
        .with("total", Value::from(why.total()))
        .with("together", why.together)
        .with("urgency", why.urgency)
        .with("kept", why.kept.map(|kept| kept.kept))
        .with("free", why.kept.map(|kept| kept.free))
        .with("presses", why.urgency >= PRESSES)
        .with("price", Value::from(why.price))
        .with("same", offer.reasons.contains(&Reason::Again))
        .with("able", why.able)
        .with("left_out", left_out(&why.excluded))
        .with("version", why.weights)
        .with("prompt", offer.prompt.as_ref().map(wording))
        .message()
}

/// Which wording the mentor was asked in: its key, its version and the beginning of its hash.
fn wording(receipt: &Receipt) -> Value {
    let hash: String = receipt.hash.chars().take(HASH_SHOWN).collect();
    record([("key", receipt.key.as_str().into()), ("version", receipt.version.into()), ("hash", hash.into())])
}

/// What a part is about, in words.
pub(super) fn says(part: Part) -> Phrase {
    label(match part {
        Part::Topic => "part.topic",
        Part::Overlap => "part.overlap",
        Part::Room => "part.room",
        Part::Soon => "part.soon",
        Part::Record => "part.record",
        Part::Language => "part.language",
        Part::Fit => "part.fit",
        Part::CoolDown => "part.cool-down",
    })
}

/// How many were left out, a clause for each reason. Whoever is kept apart from them reads as away: a word of their own
/// would tell that somebody blocked them.
pub(super) fn left_out(excluded: &Excluded) -> Vec<Phrase> {
    let Excluded { asked, language, other, lost, away, hours, room } = *excluded;
    let counts = [
        ("left-out.room", room),
        ("left-out.hours", hours),
        ("left-out.away", away + lost + other),
        ("left-out.language", language),
        ("left-out.asked", asked),
    ];
    let some = counts.into_iter().filter(|(_, count)| *count > 0);
    some.map(|(key, count)| say(key).with("n", count).text()).collect()
}

/// Why an ask is nobody's turn now.
fn nobody((about, field): (AskStory, Field), speaker: MemberId, moment: &Moment) -> Result<Message, Refusal> {
    let AskStory { ask, learner, .. } = about;
    if ask.learner != speaker {
        return Err(Refusal::NotYours);
    }
    let again_at = match ask.stage {
        Stage::Waiting { again_at, .. } => Some(again_at),
        Stage::InPool { .. } => None,
        _ => return Err(Refusal::because(say("why.over"))),
    };
    let known = !field.on_topic.is_empty();
    let mentors = if known { field.on_topic } else { field.nearby };
    let ranking = rank(&ask, &learner, &mentors, &field.terms, moment.now);
    Ok(say("why.nobody")
        .with("question", &ask.question)
        .with("round", ask.is_gathered())
        .with("known", known)
        .with("able", ranking.able)
        .with("kept", ranking.kept.filter(|_| ranking.holds_back(&field.terms)).map(|kept| kept.kept))
        .with("free", ranking.kept.map(|kept| kept.free))
        .with("left_out", left_out(&ranking.excluded))
        .with("again_at", again_at)
        .button("withdraw", Action::Withdraw(Some(ask.id)))
        .message())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::Ending;
    use crate::sample::{
        ask, ask_in_pool, asked, buttons, holding, id, member, mentor, moment, now, offer, typed,
    };

    fn bare(message: &Message) -> String {
        message.bare(chrono_tz::UTC)
    }

    fn kept() -> Why {
        let parts = vec![(Part::Topic, 40), (Part::Record, 5), (Part::CoolDown, -30)];
        let excluded = Excluded { room: 2, away: 1, ..Excluded::default() };
        Why { weights: 3, parts, able: 4, excluded, ..Why::default() }
    }

    fn explained(why: Option<Why>, reader: &str) -> Result<Message, Refusal> {
        let facts = Facts::Offered(Box::new((ask(), Offer { why, ..offer() })));
        super::why(facts, &member(reader), &moment())
    }

    #[test]
    fn a_mentor_reads_every_part_with_its_points_and_who_was_left_out() {
        let told = bare(&explained(Some(kept()), "ben").unwrap());
        for words in [
            "topic: 40",
            "before: 5",
            "met before: -30",
            "15 points",
            "4 ",
            "2 without room",
            "1 who cannot be asked now",
            "version 3",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
    }

    #[test]
    fn a_learner_reads_what_spoke_for_somebody_and_nothing_that_tells_how_they_answered_others() {
        let told = |record: i64| {
            let parts = [(Part::Soon, 2), (Part::Topic, 40), (Part::Record, record), (Part::Overlap, 20)];
            let parts = parts.into_iter().chain([(Part::Room, 15), (Part::CoolDown, -30)]).collect();
            bare(&explained(Some(Why { parts, ..kept() }), "ana").unwrap())
        };
        let one = told(1);
        assert!(one.contains("most: the topic, hours in common, room this week."), "{one}");
        assert!(!one.contains("before") && !one.contains("points."), "{one}");
        assert_eq!(one, told(9));
    }

    #[test]
    fn who_is_kept_apart_and_whom_nothing_reaches_are_counted_together_so_that_nobody_reads_which() {
        let told =
            |excluded| left_out(&excluded).iter().map(|phrase| format!("{phrase:?}")).collect::<Vec<_>>();
        let none = Excluded::default;
        assert_eq!(told(Excluded { other: 2, ..none() }), told(Excluded { lost: 2, ..none() }));
        assert_eq!(told(Excluded { other: 1, lost: 1, ..none() }), told(Excluded { lost: 2, ..none() }));
        assert_eq!(told(Excluded { other: 1, away: 1, ..none() }), told(Excluded { away: 2, ..none() }));
    }

    #[test]
    fn what_is_nobody_elses_business_is_not_explained_to_them() {
        assert_eq!(explained(Some(kept()), "eve").unwrap_err().key(), "refusal.not-yours");
        let facts = Facts::Nobody(Box::new((asked(ask_in_pool(), vec![]), Field::default())));
        assert_eq!(super::why(facts, &member("eve"), &moment()).unwrap_err().key(), "refusal.not-yours");
    }

    #[test]
    fn an_offer_without_a_reckoning_says_why_it_has_none() {
        assert_eq!(explained(None, "ben").unwrap().receipt.key, "why.not-kept");
        let facts = Facts::Offered(Box::new((ask(), Offer { reasons: vec![Reason::Volunteer], ..offer() })));
        assert_eq!(super::why(facts, &member("ana"), &moment()).unwrap().receipt.key, "why.volunteer");
    }

    #[test]
    fn why_nobody_has_it_is_counted() {
        let full = holding(mentor("ben"), 2, now());
        let field = Field { on_topic: vec![full.into()], ..Field::default() };
        let facts = |ask, field| Facts::Nobody(Box::new((asked(ask, vec![]), field)));
        let told = super::why(facts(ask_in_pool(), field), &member("ana"), &moment()).unwrap();
        assert!(bare(&told).contains("1 without room"), "{}", bare(&told));
        let strange = super::why(facts(ask_in_pool(), Field::default()), &member("ana"), &moment()).unwrap();
        assert!(bare(&strange).contains("Nobody here offers"), "{}", bare(&strange));
        let closed = Ask { stage: Stage::Closed { at: now(), ending: Ending::Met }, ..ask() };
        let over = super::why(facts(closed, Field::default()), &member("ana"), &moment());
        assert_eq!(over.unwrap_err().key(), "why.over");
    }

    #[test]
    fn which_one_is_meant_is_asked_only_when_there_are_several() {
        let one = Ask { id: id("one"), ..ask() };
        let desk = |asks| Desk { asks, ..Desk::default() };
        let all = explainable(&desk(vec![one.clone()]), []);
        assert_eq!(which(None, &all).unwrap(), Affirmable::Ask(one.id));
        assert_eq!(which(None, &[]).unwrap_err().key(), "why.nothing");
        let other = Ask { id: id("other"), question: typed("Why so slow?"), ..ask() };
        let all = explainable(&desk(vec![one]), [(offer(), other)]);
        let reply = which(None, &all).unwrap_err().reply(None).message.unwrap();
        let labels: Vec<_> = buttons(&reply).iter().map(|button| button.label.clone()).collect();
        assert_eq!(labels[..2], ["How do I test a parser?", "Why so slow?"]);
    }
}
