//! What tells everybody in the channel of an ask, and what becomes of it there.
//!
//! A card invites anybody to help for as long as the ask is open to everybody. Whatever ends that, be it that the
//! learner takes it back, that somebody takes it, or that it is put to a mentor, changes the card in the same commit:
//! it says what became of the ask, and has no button. One that waits to be said is not said any more. Where a card
//! stands is known only once it was said ([`posted`]); an ask that is settled by then has its card changed at once.

use super::route::{LAST_LOOK, LOOK_APART, working_days_later};
use crate::action::{Action, Affirmable, Saying};
use crate::ask::{Ask, Card, Ending, Stage};
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::id::SessionId;
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

/// An ask that a session had is open to everybody again: by the card that said it was not, where that still stands in
/// the channel, else by one that is put there anew. That the session has it is not said any more, where that was still
/// to be tried again.
pub(super) fn reopened(
    ask: &mut Ask,
    session: SessionId,
    learner: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Vec<Change> {
    let outdated = Change::Unsay(Address::Channel, Subject::Session(session));
    let here = |card: &Card| match card {
        Card::Over(at) => community.channel.as_deref() == Some(at.channel.as_str()),
        Card::Promised | Card::Posted(_) => true,
    };
    if ask.cards.is_empty() || !ask.cards.iter().all(here) {
        return [vec![outdated], put_there(ask, learner, moment)].concat();
    }
    let (about, message) = (Subject::Ask(ask.id), open(ask, learner));
    let mut changed = vec![outdated];
    for card in &mut ask.cards {
        if let Card::Over(at) = card {
            changed.push(change(at.clone(), message.clone(), about, moment));
            *card = Card::Posted(at.clone());
        }
    }
    changed
}

/// An ask is put into the channel, for as long as it is open to everybody. What stands of it anywhere says so, where it
/// said that somebody has it.
pub(super) fn put_there(ask: &mut Ask, learner: &Member, moment: &mut Moment) -> Vec<Change> {
    let about = Subject::Community(learner.community);
    let stale = std::mem::replace(&mut ask.cards, vec![Card::Promised]).into_iter();
    let stale = stale.filter_map(|card| match card {
        Card::Posted(at) | Card::Over(at) => Some(at),
        Card::Promised => None,
    });
    let mut changes: Vec<_> = stale.map(|at| change(at, say("pool.anew").message(), about, moment)).collect();
    let work = Work::Deliver(Delivery::new(Address::Channel, open(ask, learner), Manner::Awaited));
    // Where no channel is chosen it waits, and is of no use any more once the ask is closed.
    let not_after = Some(working_days_later(learner, moment.now, LAST_LOOK * LOOK_APART));
    let (id, about) = (moment.id(), Subject::Ask(ask.id));
    changes.push(Change::Task(Task { id, due: moment.now, wish: None, not_after, about, work }));
    changes
}

/// What stands in the channel of an ask does not hold any more: by [`with_cards`] it says what does. What was taken out
/// says so for good.
pub(super) fn untrue(ask: &mut Ask) {
    if ask.taken_out {
        return;
    }
    for card in &mut ask.cards {
        if let Card::Over(at) = card {
            *card = Card::Posted(at.clone());
        }
    }
}

/// Wherever an ask stands in the channel, it was taken out by those who run the community, and its words with it.
pub(super) fn taken_out(ask: &mut Ask) {
    untrue(ask);
    ask.taken_out = true;
}

/// A decision with what becomes of the cards of each ask in it that is not open to everybody any more.
pub(crate) fn with_cards(mut decision: Decision, community: &Community, moment: &mut Moment) -> Decision {
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
                    // What was to be said of it before may be tried again after this.
                    changed.push(Change::Unsay(Address::Channel, Subject::Ask(id)));
                    let (about, message) = over(&before, &decision.changes, community);
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

/// What became of an ask, as everybody may read it, and about whom that is. What was taken back is not told again.
///
/// What is in nobody's words stays true whatever becomes of the ask, and of whoever asked. What names people or their
/// question is about them: as long as it waits, it is gone with either of them.
fn over(ask: &Ask, changes: &[Change], community: &Community) -> (Subject, Message) {
    let everybody = Subject::Community(community.scope().community());
    if ask.taken_out {
        return (everybody, say("pool.taken-out").message());
    }
    match ask.stage {
        Stage::Closed { ending: Ending::Withdrawn, .. } => (everybody, say("pool.withdrawn").message()),
        Stage::Closed { .. } => (everybody, say("pool.over").message()),
        Stage::AwaitingLearner { session } | Stage::Booked { session } => {
            let gone = say("pool.gone").with("question", &ask.question).with("mentor", mentor(ask, changes));
            (Subject::Session(session), gone.message())
        }
        Stage::AwaitingMentor { .. } | Stage::Waiting { .. } | Stage::InPool { .. } => {
            (Subject::Ask(ask.id), say("pool.elsewhere-now").with("question", &ask.question).message())
        }
    }
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
        deliveries.filter_map(|delivery| Some((delivery.instead_of?, delivery.message))).collect()
    }

    fn with_channel(channel: Option<&str>) -> Community {
        let mut community = community();
        community.channel = channel.map(str::to_owned);
        community
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
        let changes =
            reopened(&mut ask, id("session"), &member("ana"), &with_channel(Some("C1")), &mut moment());
        let decision = Decision::silent().and_all(changes);
        assert_eq!(changed(&decision)[0].1.receipt.key, "pool.open");
        assert_eq!(ask.cards, [Card::Posted(at("1"))]);
        // An older word of it that is tried again later would make it untrue.
        let outdated = Change::Unsay(Address::Channel, Subject::Session(id("session")));
        assert!(decision.changes.contains(&outdated));
        let taken = settled(withdrawn(), &[Card::Posted(at("1"))], vec![]);
        assert!(taken.changes.contains(&Change::Unsay(Address::Channel, Subject::Ask(id("ask")))));
    }

    #[test]
    fn what_is_open_again_where_its_card_stands_no_more_is_put_there_anew_and_nothing_live_stays_behind() {
        for (cards, channel) in [
            (vec![Card::Over(at("1"))], Some("C2")),
            (vec![Card::Over(at("1"))], None),
            (vec![], Some("C1")),
            (vec![], None),
        ] {
            let mut ask = shown(&cards);
            let changes =
                reopened(&mut ask, id("session"), &member("ana"), &with_channel(channel), &mut moment());
            let decision = Decision::silent().and_all(changes);
            let said: Vec<_> = decision
                .deliveries()
                .map(|(_, said)| (said.instead_of.clone(), said.message.receipt.key.as_str()))
                .collect();
            let behind = cards.iter().map(|_| (Some(at("1")), "pool.anew"));
            assert_eq!(said, behind.chain([(None, "pool.open")]).collect::<Vec<_>>(), "{channel:?}");
            assert_eq!(ask.cards, [Card::Promised]);
        }
    }

    #[test]
    fn what_names_people_or_their_question_is_about_them_and_what_does_not_is_about_nobody() {
        let about = |stage| {
            let decision = settled(stage, &[Card::Posted(at("1"))], vec![]);
            decision.deliveries().next().unwrap().0.about
        };
        let session = id("session");
        assert_eq!(about(Stage::AwaitingLearner { session }), Subject::Session(session));
        let asked = Stage::AwaitingMentor { offer: id("offer"), until: now() };
        assert_eq!(about(asked), Subject::Ask(id("ask")));
        let everybody = Subject::Community(community().scope().community());
        assert_eq!(about(withdrawn()), everybody);
        assert_eq!(about(Stage::Closed { at: now(), ending: Ending::Lapsed }), everybody);
    }

    #[test]
    fn a_card_that_does_not_hold_any_more_says_what_does() {
        let mut ask = shown(&[Card::Over(at("1"))]);
        untrue(&mut ask);
        let ended = Ask { stage: Stage::Closed { at: now(), ending: Ending::Lapsed }, ..ask };
        let decision = Decision::silent().and(Change::Ask(ended));
        let decision = with_cards(decision, &community(), &mut moment());
        assert_eq!(changed(&decision)[0].1.receipt.key, "pool.over");
        assert_eq!(decision.ask().cards, [Card::Over(at("1"))]);
    }

    #[test]
    fn what_was_taken_out_says_so_for_good_also_where_it_is_said_only_now() {
        let stages = [ask_in_pool().stage, withdrawn(), Stage::Booked { session: id("session") }];
        for (stage, said) in stages.into_iter().zip([0, 1, 1]) {
            let mut ask = Ask { stage, ..shown(&[Card::Over(at("1"))]) };
            taken_out(&mut ask);
            let decision = with_cards(Decision::silent().and(Change::Ask(ask)), &community(), &mut moment());
            let keys: Vec<_> =
                changed(&decision).into_iter().map(|(_, message)| message.receipt.key).collect();
            assert_eq!(keys, vec!["pool.taken-out"; said]);
            let mut ask = decision.ask().clone();
            let before = ask.cards.clone();
            untrue(&mut ask);
            assert_eq!(ask.cards, before);
        }
        let late = posted(Ask { stage: withdrawn(), taken_out: true, ..shown(&[]) }, at("2"));
        let late = with_cards(late, &community(), &mut moment());
        assert_eq!(changed(&late)[0].1.receipt.key, "pool.taken-out");
    }

    #[test]
    fn what_a_mentor_is_asked_says_that_it_is_withdrawn_once_its_learner_withdraws_or_leaves() {
        let asked = Stage::AwaitingMentor { offer: id("offer"), until: now() };
        let elsewhere = || Ask { stage: asked.clone(), ..shown(&[Card::Over(at("1"))]) };
        let ana = member("ana");
        let withdrawn = super::super::ask::withdraw(elsewhere(), &ana, vec![], &mut moment()).unwrap();
        let story = crate::sample::asked(elsewhere(), vec![]);
        let left = super::super::parting::from_ask(story, vec![], &ana, &mut moment());
        for decision in [withdrawn, left] {
            let decision = with_cards(decision, &community(), &mut moment());
            let changed = changed(&decision);
            let [(place, message)] = &changed[..] else { panic!("one card") };
            assert_eq!((place, message.receipt.key.as_str()), (&at("1"), "pool.withdrawn"));
            assert_eq!(decision.ask().cards, [Card::Over(at("1"))]);
        }
    }

    #[test]
    fn what_is_put_there_anew_says_so_where_it_said_that_somebody_has_it() {
        let mut ask = shown(&[Card::Over(at("1"))]);
        let decision = Decision::silent().and_all(put_there(&mut ask, &member("ana"), &mut moment()));
        let [(_, stale), (_, anew)] = &decision.deliveries().collect::<Vec<_>>()[..] else { panic!("two") };
        assert_eq!(stale.instead_of, Some(at("1")));
        assert_eq!((stale.message.receipt.key.as_str(), stale.message.rows()), ("pool.anew", 0));
        assert_eq!((anew.message.receipt.key.as_str(), &anew.instead_of), ("pool.open", &None));
        assert_eq!(ask.cards, [Card::Promised]);
    }
}
