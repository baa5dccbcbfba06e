//! What stands in the channel of an ask is true: anybody may take it there for as long as it is open to everybody.
//!
//! It is looked at an hour after an ask was opened to everybody, or is not open any more, or has another card; and all
//! of it at the end.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::ask::{Ask, Card, Stage};
use smallwins_core::id::AskId;
use smallwins_core::task::{Task, Work};

use super::kept::UnderWay;

/// Within so long the channel says what holds.
const CHANGED: TimeDelta = TimeDelta::hours(1);

/// The messages by which an ask can be taken, as everybody sees them.
pub(crate) type Live = HashMap<String, AskId>;

/// Whose cards are to be looked at, and when.
#[derive(Default)]
pub(super) struct Cards {
    due: BTreeSet<(DateTime<Utc>, AskId)>,
    at: HashMap<AskId, DateTime<Utc>>,
}

impl Cards {
    /// An ask was written.
    pub(super) fn asked(&mut self, ask: &Ask, before: Option<&Ask>, now: DateTime<Utc>) {
        let is_as_before = match before {
            Some(before) => is_open(before) == is_open(ask) && before.cards == ask.cards,
            None => !is_open(ask) && ask.cards.is_empty(),
        };
        if is_as_before {
            return;
        }
        let at = now + CHANGED;
        if let Some(earlier) = self.at.insert(ask.id, at) {
            self.due.remove(&(earlier, ask.id));
        }
        self.due.insert((at, ask.id));
    }

    /// Cards that say something else than what holds by an instant, though they had the time: the id of the ask, since
    /// when, and why.
    pub(super) fn late(
        &mut self,
        now: DateTime<Utc>,
        live: impl Fn() -> Live,
        under_way: &UnderWay,
    ) -> Vec<(String, DateTime<Utc>, String)> {
        let mut found = Vec::new();
        while let Some((at, ask)) = self.due.first().copied().filter(|(at, _)| *at < now) {
            self.due.remove(&(at, ask));
            self.at.remove(&ask);
            let untrue = untrue_of(ask, &live(), under_way, |_| false);
            found.extend(untrue.into_iter().map(|(id, why)| (id, at, why)));
        }
        found
    }
}

fn is_open(ask: &Ask) -> bool {
    matches!(ask.stage, Stage::InPool { .. })
}

/// All cards that say something else than what holds: the id of the ask, and why. What waits to be changed is not wrong
/// yet.
pub(super) fn untrue(live: &Live, under_way: &UnderWay, waiting: &[Task]) -> Vec<(String, String)> {
    let waits = |message: &str| {
        waiting.iter().any(|task| match &task.work {
            Work::Deliver(delivery) => {
                delivery.instead_of.as_ref().is_some_and(|place| place.message.0 == message)
            }
            Work::Act(_) => false,
        })
    };
    let asks: BTreeSet<AskId> = live.values().chain(under_way.asks.keys()).copied().collect();
    asks.into_iter().flat_map(|ask| untrue_of(ask, live, under_way, waits)).collect()
}

/// The cards of one ask that say something else than what holds.
fn untrue_of(
    id: AskId,
    live: &Live,
    under_way: &UnderWay,
    waits: impl Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let ask = under_way.asks.get(&id);
    let is_shown = |message: &str| {
        ask.is_some_and(|ask| {
            let is_it = |card: &Card| matches!(card, Card::Posted(at) if at.message.0 == message);
            is_open(ask) && ask.cards.iter().any(is_it)
        })
    };
    let taken =
        live.iter().filter(|(message, of)| **of == id && !is_shown(message) && !waits(message)).count();
    let cards = ask.into_iter().flat_map(|ask| &ask.cards);
    let missing = cards.filter(|card| match card {
        Card::Posted(at) => !live.contains_key(&at.message.0) && !waits(&at.message.0),
        Card::Promised | Card::Over(_) => false,
    });
    let found = |count: usize, why: &str| vec![(id.to_string(), why.to_owned()); count];
    [
        found(taken, "it can be taken in the channel, and is not open"),
        found(missing.count(), "it is open, and cannot be taken by its card"),
    ]
    .concat()
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
        let mut cards = Cards::default();
        cards.asked(&ask, None, now);
        under_way.asks.insert(ask.id, ask);
        let in_time = cards.late(now + CHANGED, || live.clone(), &under_way);
        let late = cards.late(now + CHANGED + TimeDelta::seconds(1), || live.clone(), &under_way);
        let all = untrue(&live, &under_way, if waits { std::slice::from_ref(&change) } else { &[] });
        // After an hour nothing waits any more.
        assert_eq!((in_time.len(), late.len()), (0, untrue(&live, &under_way, &[]).len()));
        all.len()
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
