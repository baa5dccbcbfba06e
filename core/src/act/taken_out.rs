//! `safety withdraw`: those who run a community take out what somebody asks of everybody, where it has no place there.
//!
//! They name who asks and see what stands open to everybody, and nothing that is put to one mentor alone. What stood in
//! the channel says calmly that it was taken out, whoever asked reads so with what holds here, and a mentor who had it
//! to answer hears that they need not. It is a line of the audit.

use super::ask::recall;
use super::cards;
use super::safety::beneath_contact;
use crate::action::{Action, Words, words};
use crate::ask::{Ask, Ending, Offer, Stage};
use crate::audit::Noted;
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::fact::Event;
use crate::id::AskId;
use crate::member::Member;
use crate::moment::Moment;
use crate::safety::sounds_heavy;
use crate::script::say;
use crate::store::AskStory;
use crate::task::{Manner, Subject};
use crate::text::Link;

/// What an admin wants to take out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wish<'a> {
    /// What somebody asks.
    Of(&'a str),
    /// This one.
    This(AskId),
}

/// `withdraw @ana`, or with the ask that a button names.
pub(super) fn wish(said: Option<&Words>) -> Option<Wish<'_>> {
    let (first, rest) = said?.get().split_once(char::is_whitespace)?;
    let rest = rest.trim();
    (first == "withdraw" && !rest.is_empty()).then(|| rest.parse().map_or(Wish::Of(rest), Wish::This))
}

/// Nobody is meant by a word, or more than one.
pub(super) fn unknown(part: &str) -> Refusal {
    Refusal::because(say("safety.who").with("part", part))
}

/// What somebody asks of everybody, each with the button that takes it out.
pub(super) fn look(learner: &Member, asks: &[Ask]) -> Decision {
    let open: Vec<&Ask> = asks.iter().filter(|ask| everybody_reads(ask)).collect();
    let questions = open.iter().map(|ask| &ask.question).collect::<Vec<_>>();
    let mut saying = say("safety.withdraw").with("name", &learner.name).with("asks", questions);
    for (place, ask) in open.iter().enumerate() {
        let take = Action::Safety(words(&format!("withdraw {}", ask.id)));
        saying = saying.button(format!("withdraw{place}"), take);
    }
    Decision::reply(saying.message())
}

fn everybody_reads(ask: &Ask) -> bool {
    !ask.taken_out && (matches!(ask.stage, Stage::InPool { .. }) || !ask.cards.is_empty())
}

/// An ask is taken out, once and for good. Where somebody has said yes to it already, their session stands; should it
/// not take place, nobody else is asked.
pub(super) fn take(
    story: AskStory,
    offers: Vec<(Offer, Member)>,
    owner: Option<&Member>,
    community: &Community,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let AskStory { mut ask, learner, .. } = story;
    if !ask.is_open() || !everybody_reads(&ask) {
        let key = if ask.is_open() { "safety.not-there" } else { "withdraw.over" };
        return Err(Refusal::because(say(key)));
    }
    let planned = matches!(ask.stage, Stage::AwaitingLearner { .. } | Stage::Booked { .. });
    let reply = say("safety.withdrawn").with("name", &learner.name).with("planned", planned).message();
    let owner = owner.filter(|owner| owner.id != learner.id).map(|owner| &owner.name);
    let told = if sounds_heavy(ask.question.as_str()) {
        // Whom to turn to comes first, and nobody is told that they do not fit.
        let kind = say("withdrawn.heavy").with("planned", planned).with("owner", owner).message();
        beneath_contact(kind, &community.safety)
    } else {
        say("withdrawn.learner")
            .with("question", &ask.question)
            .with("planned", planned)
            .with("conduct", community.safety.conduct.as_ref().map(Link::as_str))
            .with("owner", owner)
            .message()
    };
    let mut decision = Decision::reply(reply);
    if !planned {
        ask.stage = Stage::Closed { at: moment.now, ending: Ending::Withdrawn };
        decision = decision
            .and_fact(learner.id, Event::Withdrew { ask: ask.id }, moment)
            .and(Change::Drop(Subject::Ask(ask.id)));
        for (offer, mentor) in offers {
            decision = recall(decision, offer, mentor, "withdrawn.mentor", &learner, &ask, moment);
        }
    }
    cards::taken_out(&mut ask);
    let noted = Noted { word: "ask", whom: vec![learner.id], was: "open", is: "withdrawn" };
    let about = Subject::Member(learner.id);
    let decision = decision.and_tell(learner.id, about, Manner::Awaited, told, moment).and(Change::Ask(ask));
    Ok(Decision { noted: Some(noted), ..decision })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::Card;
    use crate::platform::{MessageId, Posted};
    use crate::sample::{self, ask_in_pool, buttons, community, id, member, mentor, moment, refused};
    use crate::task::Address;

    fn there() -> Posted {
        Posted { channel: "C1".to_owned(), message: MessageId("m1".to_owned()) }
    }

    fn shown(stage: Stage, cards: &[Card]) -> Ask {
        Ask { stage, cards: cards.to_vec(), ..ask_in_pool() }
    }

    fn taken(ask: Ask, offers: Vec<(Offer, Member)>) -> Result<Decision, Refusal> {
        let decision = take(sample::asked(ask, vec![]), offers, None, &community(), &mut moment())?;
        Ok(cards::with_cards(decision, &community(), &mut moment()))
    }

    #[test]
    fn a_name_or_a_button_says_what_is_taken_out() {
        let said = |text: &str| words(text);
        assert_eq!(wish(said("withdraw @ana").as_ref()), Some(Wish::Of("@ana")));
        let button = said(&format!("withdraw {}", id::<AskId>("ask")));
        assert_eq!(wish(button.as_ref()), Some(Wish::This(id("ask"))));
        for text in ["withdraw", "me", "contact withdraw"] {
            assert_eq!(wish(said(text).as_ref()), None, "{text}");
        }
    }

    #[test]
    fn what_is_put_to_one_mentor_alone_is_not_shown() {
        let until = sample::now();
        let alone = shown(Stage::AwaitingMentor { offer: id("offer"), until }, &[]);
        let looked = look(&member("ana"), &[ask_in_pool(), alone.clone()]);
        assert_eq!(buttons(looked.reply.message.as_ref().unwrap()).len(), 1);
        let nothing = look(&member("ana"), std::slice::from_ref(&alone)).reply.message.unwrap();
        assert!(
            buttons(&nothing).is_empty() && !nothing.bare(chrono_tz::UTC).contains(alone.question.as_str())
        );
        assert_eq!(refused(taken(alone, vec![])), "safety.not-there");
    }

    #[test]
    fn what_is_taken_out_is_over_everywhere_and_everybody_concerned_reads_so_in_calm_words() {
        let (offer, ben) = (sample::offered(sample::offer()).offer, mentor("ben"));
        let decision =
            taken(shown(ask_in_pool().stage, &[Card::Posted(there())]), vec![(offer, ben)]).unwrap();
        assert!(matches!(decision.ask().stage, Stage::Closed { ending: Ending::Withdrawn, .. }));
        let told = decision.told();
        let ana = Address::Member(id("ana"));
        assert!(told.contains(&(ana, "withdrawn.learner")));
        assert!(told.contains(&(Address::Member(id("ben")), "withdrawn.mentor")));
        assert!(told.contains(&(Address::Channel, "pool.taken-out")));
        let question = ask_in_pool().question;
        for (task, delivery) in decision.deliveries().filter(|(_, one)| one.to != ana) {
            let shown = delivery.message.bare(chrono_tz::UTC);
            assert!(!shown.contains(question.as_str()), "{}: {shown}", task.id);
        }
        let noted = decision.noted.as_ref().unwrap();
        assert_eq!((noted.word, noted.is, &noted.whom[..]), ("ask", "withdrawn", &[id("ana")][..]));
    }

    #[test]
    fn whose_heavy_ask_is_taken_out_reads_whom_to_turn_to_and_kind_words() {
        let question = sample::typed("I don't want to live any more, how do I go on");
        let decision = taken(Ask { question, ..ask_in_pool() }, vec![]).unwrap();
        let (_, told) = decision.deliveries().find(|(_, one)| one.to == Address::Member(id("ana"))).unwrap();
        let told = told.message.bare(chrono_tz::UTC);
        assert!(told.starts_with("That sounds heavy") && told.contains("emergency number"), "{told}");
        assert!(told.contains("nothing wrong") && !told.contains("does not fit"), "{told}");
        assert!(!told.contains("want to live"), "{told}");
    }

    #[test]
    fn a_session_that_came_of_it_stands_and_its_card_is_taken_out_all_the_same() {
        let booked = shown(Stage::Booked { session: id("session") }, &[Card::Over(there())]);
        let decision = taken(booked.clone(), vec![]).unwrap();
        assert_eq!(decision.ask().stage, booked.stage);
        assert!(decision.told().contains(&(Address::Channel, "pool.taken-out")));
        let once = decision.ask().clone();
        assert!(once.taken_out && !everybody_reads(&once));
        let looked = look(&member("ana"), std::slice::from_ref(&once)).reply.message.unwrap();
        assert!(buttons(&looked).is_empty());
        assert_eq!(refused(taken(once, vec![])), "safety.not-there", "it is taken out once");
        let closed = Stage::Closed { at: sample::now(), ending: Ending::Withdrawn };
        assert_eq!(refused(taken(shown(closed, &[Card::Over(there())]), vec![])), "withdraw.over");
    }
}
