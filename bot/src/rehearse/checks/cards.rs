//! What stands in the channel of an ask is true: anybody may take it there for as long as it is open to everybody.

use std::collections::HashMap;

use smallwins_core::ask::{Ask, Card, Stage};
use smallwins_core::id::AskId;
use smallwins_core::task::{Task, Work};

use super::kept::UnderWay;

/// The messages by which an ask can be taken, as everybody sees them.
pub(crate) type Live = HashMap<String, AskId>;

/// Cards that say something else than what holds: the id of the ask, and why. What waits to be changed is not wrong
/// yet.
pub(super) fn untrue(live: &Live, under_way: &UnderWay, waiting: &[Task]) -> Vec<(String, String)> {
    let changes = |message: &str| {
        waiting.iter().any(|task| match &task.work {
            Work::Deliver(delivery) => {
                delivery.instead_of.as_ref().is_some_and(|place| place.message.0 == message)
            }
            Work::Act(_) => false,
        })
    };
    let shown = |ask: &Ask, message: &str| {
        matches!(ask.stage, Stage::InPool { .. })
            && ask.cards.iter().any(|card| matches!(card, Card::Posted(at) if at.message.0 == message))
    };
    let taken = live.iter().filter(|(message, ask)| {
        !under_way.asks.get(*ask).is_some_and(|ask| shown(ask, message)) && !changes(message)
    });
    let taken =
        taken.map(|(_, ask)| (ask.to_string(), "it can be taken in the channel, and is not open".to_owned()));
    let cards = under_way.asks.values().flat_map(|ask| ask.cards.iter().map(move |card| (ask, card)));
    let missing = cards.filter_map(|(ask, card)| match card {
        Card::Posted(at) if !live.contains_key(&at.message.0) && !changes(&at.message.0) => {
            Some((ask.id.to_string(), "it is open, and cannot be taken by its card".to_owned()))
        }
        Card::Posted(_) | Card::Promised | Card::Over(_) => None,
    });
    let mut found: Vec<_> = taken.chain(missing).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use smallwins_core::message::Message;
    use smallwins_core::moment::Moment;
    use smallwins_core::platform::{MessageId, Posted};
    use smallwins_core::script::say;
    use smallwins_core::session::Minutes;
    use smallwins_core::task::{Address, Delivery, Manner, Subject};
    use smallwins_core::text::{Limit, Typed};

    use super::*;

    fn at() -> Posted {
        Posted { channel: "everybody".to_owned(), message: MessageId("1".to_owned()) }
    }

    /// What is found of an ask at a stage, with one card, whose message can be taken or not.
    fn found(in_pool: bool, card: Option<Card>, live: bool, waits: bool) -> usize {
        let mut moment = Moment::new(DateTime::from_timestamp(1_790_000_000, 0).unwrap(), 1);
        let now = moment.now;
        let stage = if in_pool {
            Stage::InPool { since: now, tries: 1 }
        } else {
            Stage::Waiting { again_at: now, tries: 1 }
        };
        let ask = Ask {
            id: moment.id(),
            version: 1,
            learner: moment.id(),
            question: Typed::parse("how do I test a parser", Limit::ASK).unwrap(),
            minutes: Minutes::Ten,
            at: now,
            tried: Vec::new(),
            first_response: None,
            stage,
            cards: card.into_iter().collect(),
            taken_out: false,
        };
        let message: Message = say("pool.over").message();
        let delivery = Delivery::new(Address::Channel, message, Manner::Awaited);
        let work = Work::Deliver(Delivery { instead_of: Some(at()), ..delivery });
        let about = Subject::Ask(ask.id);
        let change = Task { id: moment.id(), due: now, wish: None, not_after: None, about, work };
        let live = if live { [("1".to_owned(), ask.id)].into() } else { Live::new() };
        let mut under_way = UnderWay::default();
        under_way.asks.insert(ask.id, ask);
        untrue(&live, &under_way, if waits { std::slice::from_ref(&change) } else { &[] }).len()
    }

    #[test]
    fn a_card_by_which_somebody_takes_what_is_not_open_is_found_and_so_is_one_that_is_missing() {
        let (open, over) = (|| Some(Card::Posted(at())), || Some(Card::Over(at())));
        assert_eq!(found(true, open(), true, false), 0);
        assert_eq!(found(false, over(), false, false), 0);
        assert_eq!(found(true, Some(Card::Promised), false, false), 0);
        assert_eq!(found(false, over(), true, false), 1);
        assert_eq!(found(false, over(), true, true), 0);
        assert_eq!(found(true, open(), false, false), 1);
        assert_eq!(found(true, open(), false, true), 0);
        // A card that nobody remembers.
        assert_eq!(found(true, None, true, false), 1);
    }
}
