//! What tells everybody in the channel of an ask, and what becomes of it there.
//!
//! A card invites anybody to help for as long as the ask is open to everybody. Whatever ends that, be it that the learner
//! takes it back, that somebody takes it, or that it is put to a mentor, changes the card in the same commit: it says what
//! became of the ask, and has no button. One that waits to be said is not said any more. Where a card stands is known
//! only once it was said ([`posted`]); an ask that is settled by then has its card changed at once.

use crate::action::{Action, Affirmable, Saying};
use crate::ask::{Ask, Card, Ending, Stage};
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::platform::Posted;
use crate::script::say;
use crate::task::{Address, Delivery, Manner, Subject, Task, Work};

/// The card of an ask that is open to everybody.
pub(super) fn open(ask: &Ask, learner: &Member) -> Message {
    say("pool.open")
        .with("learner", &learner.name)
        .with("question", &ask.question)
        .with("minutes", ask.minutes)
        .button("claim", Action::Affirm(Affirmable::Ask(ask.id), Saying::Open))
        .message()
}

/// Everybody reads of an ask there from now on.
pub(super) fn posted(mut ask: Ask, at: Posted) -> Decision {
    if ask.cards.iter().any(|card| matches!(card, Card::Posted(known) | Card::Over(known) if *known == at)) {
        return Decision::silent();
    }
    let there = Card::Posted(at);
    match ask.cards.iter_mut().find(|card| **card == Card::Promised) {
        Some(promised) => *promised = there,
        None => ask.cards.push(there),
    }
    Decision::silent().and(Change::Ask(ask))
}

/// An ask is open to everybody again by the card that said it was not.
pub(super) fn reopened(ask: &mut Ask, learner: &Member, moment: &mut Moment) -> Vec<Change> {
    let (about, message) = (Subject::Ask(ask.id), open(ask, learner));
    let mut changed = Vec::new();
    for card in &mut ask.cards {
        if let Card::Over(at) = card {
            changed.push(change(at.clone(), message.clone(), about, moment));
            *card = Card::Posted(at.clone());
        }
    }
    changed
}

/// What stands in the channel of an ask that is put there anew says so, where it said that somebody has it.
pub(super) fn anew(ask: &mut Ask, moment: &mut Moment) -> Vec<Change> {
    let about = Subject::Ask(ask.id);
    let stale = std::mem::replace(&mut ask.cards, vec![Card::Promised]).into_iter();
    let stale = stale.filter_map(|card| match card {
        Card::Posted(at) | Card::Over(at) => Some(at),
        Card::Promised => None,
    });
    stale.map(|at| change(at, say("pool.anew").message(), about, moment)).collect()
}

/// A decision with what becomes of the cards of each ask in it that is not open to everybody any more.
pub(crate) fn with_cards(mut decision: Decision, community: &Community, moment: &mut Moment) -> Decision {
    // What they say stays true whatever becomes of the ask, and of whoever asked.
    let about = Subject::Community(community.scope().community());
    let mut changed = Vec::new();
    for place in 0..decision.changes.len() {
        let Change::Ask(ask) = &mut decision.changes[place] else { continue };
        if matches!(ask.stage, Stage::InPool { .. }) || ask.cards.iter().all(is_over) {
            continue;
        }
        let cards = std::mem::take(&mut ask.cards);
        let (id, before) = (ask.id, ask.clone());
        let mut kept = Vec::new();
        for card in cards {
            match card {
                Card::Promised => changed.push(Change::Unsay(Address::Channel, Subject::Ask(id))),
                Card::Posted(at) => {
                    let message = over(&before, &decision.changes);
                    changed.push(change(at.clone(), message, about, moment));
                    kept.push(Card::Over(at));
                }
                Card::Over(at) => kept.push(Card::Over(at)),
            }
        }
        if let Change::Ask(ask) = &mut decision.changes[place] {
            ask.cards = kept;
        }
    }
    decision.and_all(changed)
}

fn is_over(card: &Card) -> bool {
    matches!(card, Card::Over(_))
}

fn change(at: Posted, message: Message, about: Subject, moment: &mut Moment) -> Change {
    let delivery = Delivery::new(Address::Channel, message, Manner::Awaited);
    let work = Work::Deliver(Delivery { instead_of: Some(at), ..delivery });
    Change::Task(Task { id: moment.id(), due: moment.now, wish: None, not_after: None, about, work })
}

/// What became of an ask, as everybody may read it. What was taken back is not told again.
fn over(ask: &Ask, changes: &[Change]) -> Message {
    let saying = match ask.stage {
        Stage::Closed { ending: Ending::Withdrawn, .. } => say("pool.withdrawn"),
        Stage::Closed { .. } => say("pool.over"),
        Stage::AwaitingLearner { .. } | Stage::Booked { .. } => {
            say("pool.gone").with("question", &ask.question).with("mentor", mentor(ask, changes))
        }
        Stage::AwaitingMentor { .. } | Stage::Waiting { .. } | Stage::InPool { .. } => {
            say("pool.elsewhere-now").with("question", &ask.question)
        }
    };
    saying.message()
}

/// Who has taken it, where that is decided just now.
fn mentor(ask: &Ask, changes: &[Change]) -> Option<String> {
    let mentor = changes.iter().find_map(|change| match change {
        Change::Session(session) if session.ask == ask.id => Some(session.mentor),
        _ => None,
    })?;
    changes.iter().find_map(|change| match change {
        Change::Member(member) if member.id == mentor => Some(member.name.as_str().to_owned()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::MessageId;
    use crate::sample::{ask_in_pool, community, id, member, mentor as mentoring, moment, now, session};

    fn at(message: &str) -> Posted {
        Posted { channel: "C1".to_owned(), message: MessageId(message.to_owned()) }
    }

    fn shown(cards: &[Card]) -> Ask {
        Ask { cards: cards.to_vec(), ..ask_in_pool() }
    }

    fn settled(stage: Stage, cards: &[Card], beside: Vec<Change>) -> Decision {
        let decision = Decision::silent().and(Change::Ask(Ask { stage, ..shown(cards) })).and_all(beside);
        with_cards(decision, &community(), &mut moment())
    }

    /// The words that take the place of others, and where.
    fn changed(decision: &Decision) -> Vec<(Posted, Message)> {
        let deliveries = decision.changes.iter().filter_map(|change| match change {
            Change::Task(Task { work: Work::Deliver(delivery), .. }) => Some(delivery.clone()),
            _ => None,
        });
        deliveries.map(|delivery| (delivery.instead_of.unwrap(), delivery.message)).collect()
    }

    fn withdrawn() -> Stage {
        Stage::Closed { at: now(), ending: Ending::Withdrawn }
    }

    #[test]
    fn a_card_of_what_was_taken_back_says_so_without_the_question_and_without_a_button() {
        let decision = settled(withdrawn(), &[Card::Posted(at("1"))], vec![]);
        let [(place, message)] = &changed(&decision)[..] else { panic!("one card") };
        assert_eq!((place, message.receipt.key.as_str()), (&at("1"), "pool.withdrawn"));
        let words = message.bare(chrono_tz::UTC);
        assert!(!words.contains("parser") && !words.contains("Ana") && message.rows() == 0, "{words}");
        assert_eq!(decision.ask().cards, [Card::Over(at("1"))]);
    }

    #[test]
    fn a_card_of_what_somebody_takes_says_who_has_it() {
        let taken = Stage::AwaitingLearner { session: id("session") };
        let beside = vec![Change::Session(Box::new(session())), Change::Member(Box::new(mentoring("ben")))];
        let decision = settled(taken.clone(), &[Card::Posted(at("1"))], beside);
        let [(_, message)] = &changed(&decision)[..] else { panic!("one card") };
        assert_eq!(message.receipt.key, "pool.gone");
        assert!(message.bare(chrono_tz::UTC).contains("Ben has it") && message.rows() == 0);
        let unnamed = settled(taken, &[Card::Posted(at("1"))], vec![]);
        assert!(changed(&unnamed)[0].1.bare(chrono_tz::UTC).contains("Somebody has it"));
    }

    #[test]
    fn a_card_changes_also_when_nobody_came_and_when_a_mentor_is_asked() {
        let cards = [Card::Posted(at("1"))];
        let key = |stage| changed(&settled(stage, &cards, vec![]))[0].1.receipt.key.clone();
        assert_eq!(key(Stage::Closed { at: now(), ending: Ending::Unanswered }), "pool.over");
        assert_eq!(key(Stage::AwaitingMentor { offer: id("offer"), until: now() }), "pool.elsewhere-now");
    }

    #[test]
    fn a_card_stays_as_it_is_while_anybody_may_take_the_ask_and_changes_once() {
        let open = ask_in_pool().stage;
        assert_eq!(settled(open, &[Card::Posted(at("1"))], vec![]).changes.len(), 1);
        assert_eq!(settled(withdrawn(), &[Card::Over(at("1"))], vec![]).changes.len(), 1);
    }

    #[test]
    fn a_card_that_waits_to_be_said_is_not_said_any_more() {
        let decision = settled(withdrawn(), &[Card::Promised], vec![]);
        assert!(decision.changes.contains(&Change::Unsay(Address::Channel, Subject::Ask(id("ask")))));
        assert_eq!((changed(&decision).len(), decision.ask().cards.len()), (0, 0));
    }

    #[test]
    fn where_a_card_stands_is_kept_once_and_it_changes_at_once_when_the_ask_is_settled_by_then() {
        let decision = posted(shown(&[Card::Promised]), at("1"));
        assert_eq!(decision.ask().cards, [Card::Posted(at("1"))]);
        assert!(posted(shown(&[Card::Posted(at("1"))]), at("1")).changes.is_empty());
        let late = posted(Ask { stage: withdrawn(), ..shown(&[]) }, at("1"));
        let late = with_cards(late, &community(), &mut moment());
        assert_eq!(changed(&late).len(), 1);
    }

    #[test]
    fn what_is_open_again_is_so_by_the_same_card() {
        let mut ask = shown(&[Card::Over(at("1"))]);
        let changes = reopened(&mut ask, &member("ana"), &mut moment());
        let decision = Decision::silent().and_all(changes);
        assert_eq!(changed(&decision)[0].1.receipt.key, "pool.open");
        assert_eq!(ask.cards, [Card::Posted(at("1"))]);
    }

    #[test]
    fn what_is_put_there_anew_says_so_where_it_said_that_somebody_has_it() {
        let mut ask = shown(&[Card::Over(at("1"))]);
        let decision = Decision::silent().and_all(anew(&mut ask, &mut moment()));
        let [(place, message)] = &changed(&decision)[..] else { panic!("one card") };
        assert_eq!((place, message.receipt.key.as_str(), message.rows()), (&at("1"), "pool.anew", 0));
        assert_eq!(ask.cards, [Card::Promised]);
    }
}
