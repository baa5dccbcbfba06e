//! What an action comes to: a reply and the changes it makes, or a refusal.

use chrono::{DateTime, Utc};

use crate::action::{Action, Greeting, Misheard, Verb, Words};
use crate::ask::{Ask, Offer};
use crate::audit::{Entry, Noted};
use crate::community::Community;
use crate::fact::{Event, Fact};
use crate::follow_up::Wish;
use crate::id::{FactId, MemberId};
use crate::member::Member;
use crate::message::{Block, Button, Form, Message, Reply};
use crate::moment::Moment;
use crate::parting::Erasure;
use crate::retention::Bygone;
use crate::rights::{Rank, least_to_say};
use crate::script::{Saying, say};
use crate::session::Session;
use crate::signal::{AccountLink, Arrival, Signal};
use crate::task::{Address, Delivery, Manner, Subject, Task, Work};
use crate::text::cut;
use crate::visit::Visit;
use crate::win::Win;

/// What a decision comes to.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// What the one who spoke is answered.
    pub reply: Reply,
    /// What changes, all of it or nothing.
    pub changes: Vec<Change>,
    /// What of it is of people, and told in the audit.
    pub(crate) noted: Option<Noted>,
    /// What a retry is answered where the reply is not to be kept.
    pub(crate) again: Option<Box<Message>>,
}

/// One change. Values are whole; see [`crate::store`] for how versions guard them.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The community as it is from now on. While it is closed none of its tasks is due.
    Community(Box<Community>),
    /// A member as they are from now on.
    Member(Box<Member>),
    /// A win as it is from now on.
    Win(Win),
    /// An ask as it is from now on.
    Ask(Ask),
    /// An offer as it is from now on.
    Offer(Offer),
    /// A session as it is from now on.
    Session(Box<Session>),
    /// A signal as it is from now on. What has ended is forgotten with it.
    Signal(Signal),
    /// Whose an account is from now on.
    Link(AccountLink),
    /// Something arrived from outside.
    Arrived(Arrival),
    /// A new promise.
    Task(Task),
    /// The waiting wake-ups about this come to nothing. What was already promised to be said is still said.
    Drop(Subject),
    /// What waits to be said there about this is not said any more. What is being said at this moment is.
    Unsay(Address, Subject),
    /// What was put off to be said there about this, as until their hours, is not said any more: it would not be
    /// true. What is about to be said is.
    Forgo(Address, Subject),
    /// What waits to be said there is due now, whatever it was put off for.
    Hasten(Address),
    /// Something that happened.
    Fact(Fact),
    /// Something that happened before there was a journal here. It does not wait to be counted: whoever writes such
    /// facts has the books written anew afterwards ([`Store::empty_books`](crate::store::Store::empty_books)).
    Past(Fact),
    /// A line of the audit. The community that goes with it has it as its last.
    Audit(Entry),
    /// What an adapter keeps under a key; `None` lets go of it.
    Keepsake(String, Option<String>),
    /// What is kept under a key is let go of, if it is this still.
    Outdated(String, String),
    /// A link into the dashboard was given out.
    Invite(Visit),
    /// What is too old is not kept any more: what was said, and what calls were answered.
    Forget(Bygone),
    /// A member is erased, after everything else of the same commit.
    Erase(Erasure),
}

/// Puts the facts of a decision into the order in which they happened, with ids that ascend in it: whoever speaks for
/// the first time joins, says yes and then asks, whichever of it was decided first.
pub(crate) fn put_in_order(changes: &mut [Change]) {
    let mut facts: Vec<Fact> = Vec::new();
    let mut places: Vec<&mut Fact> = Vec::new();
    for change in changes {
        if let Change::Fact(fact) = change {
            facts.push(fact.clone());
            places.push(fact);
        }
    }
    let mut ids: Vec<FactId> = facts.iter().map(|fact| fact.id).collect();
    ids.sort_unstable();
    facts.sort_by_key(|fact| match fact.event {
        Event::JoinedCommunity => 0,
        Event::Onboarded => 1,
        Event::Asked { .. } => 2,
        _ => 3,
    });
    for ((place, fact), id) in places.into_iter().zip(facts).zip(ids) {
        *place = Fact { id, ..fact };
    }
}

impl Decision {
    /// A decision that changes nothing so far.
    pub fn reply(reply: impl Into<Reply>) -> Decision {
        Decision { reply: reply.into(), ..Decision::default() }
    }

    /// A decision of the clock: nobody is answered.
    pub fn silent() -> Decision {
        Decision::default()
    }

    /// What a retry of the same call is answered: the reply, unless there is a secret in it, or something that is not
    /// to be kept. That is said once.
    pub(crate) fn kept_reply(&self) -> Reply {
        if self.changes.iter().any(|change| matches!(change, Change::Invite(_))) {
            return say("dashboard.once").button("dashboard", Action::Dashboard).message().into();
        }
        if let Some(again) = &self.again {
            return (**again).clone().into();
        }
        // Nothing of what somebody said is kept before they say yes to that.
        let carries = |button: &Button| matches!(button.action, Action::Welcome(Greeting::Agree(Some(_))));
        let mut blocks = self.reply.message.iter().flat_map(|message| message.blocks.iter());
        if blocks.any(|block| matches!(block, Block::Buttons(buttons) if buttons.iter().any(carries))) {
            let yes = Action::Welcome(Greeting::Agree(None));
            return say("welcome.again").button("yes", yes).message().into();
        }
        self.reply.clone()
    }

    /// As it is answered once: a retry is answered with this.
    pub(crate) fn once(self, again: Message) -> Decision {
        Decision { again: Some(Box::new(again)), ..self }
    }

    /// With a change.
    pub fn and(mut self, change: Change) -> Decision {
        self.changes.push(change);
        self
    }

    /// With several changes.
    pub fn and_all(mut self, changes: impl IntoIterator<Item = Change>) -> Decision {
        self.changes.extend(changes);
        self
    }

    /// With several changes that come before its own.
    pub fn after(mut self, changes: impl IntoIterator<Item = Change>) -> Decision {
        self.changes.splice(0..0, changes);
        self
    }

    /// With something that happened.
    pub fn and_fact(self, member: MemberId, event: Event, moment: &mut Moment) -> Decision {
        self.and(Change::Fact(Fact::new(member, event, moment)))
    }

    /// With something to be said to a member as soon as its manner allows.
    pub fn and_tell(
        self,
        member: MemberId,
        about: Subject,
        manner: Manner,
        message: Message,
        moment: &mut Moment,
    ) -> Decision {
        self.and(tell(member, about, manner, message, moment))
    }
}

/// The promise to say something to a member as soon as its manner allows.
pub fn tell(to: MemberId, about: Subject, manner: Manner, message: Message, moment: &mut Moment) -> Change {
    let work = Work::Deliver(Delivery::new(Address::Member(to), message, manner));
    Change::Task(Task { id: moment.id(), due: moment.now, wish: None, not_after: None, about, work })
}

/// As [`tell`], and not at all when it could only be said after `last`.
pub fn tell_until(
    last: DateTime<Utc>,
    to: MemberId,
    about: Subject,
    manner: Manner,
    message: Message,
    moment: &mut Moment,
) -> Change {
    let work = Work::Deliver(Delivery::new(Address::Member(to), message, manner));
    Change::Task(Task { id: moment.id(), due: moment.now, wish: None, not_after: Some(last), about, work })
}

/// The promise to decide something at an instant, with the wish it was computed from.
pub fn wake(
    action: Action,
    due: DateTime<Utc>,
    wish: Option<Wish>,
    about: Subject,
    moment: &mut Moment,
) -> Change {
    Change::Task(Task { id: moment.id(), due, wish, not_after: None, about, work: Work::Act(action) })
}

/// So much of what was typed is shown again: with the rest, Discord's 2000 characters hold it.
pub(crate) const LONGEST_ECHO: usize = 1200;

/// Why an action came to nothing, in terms of what the person can do.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// It could not be understood.
    Misheard(Misheard),
    /// It is somebody else's to say.
    NotYours,
    /// There is no such thing here, or not any more.
    Gone,
    /// The sentence says it.
    Because(Box<Saying>),
    /// The form comes back with what was typed; the sentence is for platforms that cannot reopen one.
    Form(Box<Form>, Box<Saying>),
}

impl Refusal {
    /// A refusal in the words of a sentence.
    pub fn because(saying: Saying) -> Refusal {
        Refusal::Because(Box::new(saying))
    }

    /// A refusal that brings the form back.
    pub fn form(form: Form, saying: Saying) -> Refusal {
        Refusal::Form(Box::new(form), Box::new(saying))
    }

    /// It for somebody of that rank: a word that is not theirs to say is not what they mean.
    pub(crate) fn read_by(self, rank: Rank) -> Refusal {
        match self {
            Refusal::Misheard(Misheard::Unknown { of_admins: Some(word), .. })
                if rank >= least_to_say(word) =>
            {
                Refusal::Misheard(Misheard::Unknown { nearest: Some(word), of_admins: None })
            }
            other => other,
        }
    }

    /// The key of its sentence.
    pub fn key(&self) -> &'static str {
        match self {
            Refusal::Misheard(Misheard::Nothing) => "refusal.nothing",
            Refusal::Misheard(Misheard::Unknown { .. }) => "refusal.unknown",
            Refusal::Misheard(Misheard::Garbled { .. }) => "refusal.garbled",
            Refusal::NotYours => "refusal.not-yours",
            Refusal::Gone => "refusal.gone",
            Refusal::Because(saying) | Refusal::Form(_, saying) => saying.key(),
        }
    }

    /// The answer: what happened, why and what to do, with what was typed so that nothing is lost.
    pub fn reply(self, typed: Option<Words>) -> Reply {
        let key = self.key();
        let typed = typed.map(|words| cut(words.get(), LONGEST_ECHO));
        let saying = match self {
            Refusal::Misheard(Misheard::Unknown { nearest, .. }) => {
                say(key).with("nearest", nearest).with("typed", typed)
            }
            Refusal::Misheard(Misheard::Garbled { verb }) => {
                let follows = Verb::named(verb).map(Verb::choices);
                say(key)
                    .with("verb", verb)
                    .with("alone", follows.as_ref().is_some_and(Vec::is_empty))
                    .with("choices", follows.unwrap_or_default())
                    .with("typed", typed)
            }
            Refusal::Because(saying) => saying.with("typed", typed),
            Refusal::Form(form, saying) => {
                return Reply { message: Some(saying.with("typed", typed).message()), form: Some(*form) };
            }
            Refusal::Misheard(Misheard::Nothing) => say(key),
            Refusal::NotYours | Refusal::Gone => say(key).with("typed", typed),
        };
        saying.button("help", Action::Help).button("me", Action::Me).message().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::words;
    use crate::sample::{buttons, id, moment, now};

    fn quotes(reply: &Reply) -> Vec<String> {
        let blocks = reply.message.iter().flat_map(|message| &message.blocks);
        let quote = blocks.filter_map(|block| match block {
            Block::Quote(text) => Some(text.bare(chrono_tz::UTC)),
            _ => None,
        });
        quote.collect()
    }

    #[test]
    fn a_refusal_gives_back_what_was_typed() {
        let typed = || words("aks how do I *test* it");
        for refusal in [
            Refusal::Misheard(Misheard::Unknown { nearest: Some("ask"), of_admins: None }),
            Refusal::Misheard(Misheard::Garbled { verb: "me" }),
            Refusal::NotYours,
            Refusal::Gone,
            Refusal::because(say("pool.taken")),
            Refusal::because(say("offer.passed-already")),
            Refusal::because(say("note.closed")),
        ] {
            let key = refusal.key();
            assert_eq!(quotes(&refusal.reply(typed())), ["aks how do I *test* it"], "{key}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_answered_with_how_it_is_said() {
        for (typed, said) in [
            ("kpis 3x", "/mentor kpis 7d"),
            ("kpis 3x", "/mentor kpis all"),
            ("when-removed never", "/mentor when-removed erase"),
            ("health now", "alone: /mentor health"),
            ("practise twice", "/mentor help shows"),
        ] {
            let refusal = Refusal::Misheard(typed.parse::<Action>().unwrap_err());
            let answer = refusal.reply(words(typed)).message.unwrap().bare(chrono_tz::UTC);
            assert!(answer.contains(said), "{answer}");
        }
    }

    #[test]
    fn a_refusal_of_a_button_quotes_nothing_and_shows_the_way() {
        let reply = Refusal::NotYours.reply(None);
        assert!(quotes(&reply).is_empty());
        assert_eq!(buttons(reply.message.as_ref().unwrap())[0].action, Action::Me);
    }

    #[test]
    fn what_was_typed_is_given_back_as_far_as_a_message_holds_it() {
        let reply = Refusal::Gone.reply(words(&"word ".repeat(1000)));
        assert!(reply.message.unwrap().length() <= 2000);
    }

    #[test]
    fn a_promise_is_due_at_once_unless_it_says_when() {
        let mut moment = moment();
        let about = Subject::Member(id("ana"));
        let message = || say("appointment.none").message();
        let decision = Decision::silent()
            .and_tell(id("ana"), about, Manner::Awaited, message(), &mut moment)
            .and(wake(Action::Help, now() + chrono::TimeDelta::hours(1), None, about, &mut moment));
        let due: Vec<_> = decision.tasks().map(|task| task.due).collect();
        assert_eq!(due, [now(), now() + chrono::TimeDelta::hours(1)]);
    }

    #[test]
    fn facts_stand_in_the_order_in_which_they_happened_and_their_ids_ascend() {
        let mut moment = moment();
        let (ask, ana) = (moment.id(), id("ana"));
        let about = Subject::Member(ana);
        let wakes = wake(Action::Help, now(), None, about, &mut moment);
        let asked = Event::Asked { ask, minutes: crate::session::Minutes::Ten };
        let mut decision = Decision::silent()
            .and_fact(ana, Event::Pooled { ask }, &mut moment)
            .and_fact(ana, asked.clone(), &mut moment)
            .and(wakes.clone())
            .and_fact(ana, Event::Onboarded, &mut moment)
            .and_fact(ana, Event::JoinedCommunity, &mut moment);
        put_in_order(&mut decision.changes);
        assert_eq!(decision.changes[2], wakes);
        let facts = decision.changes.iter().filter_map(|change| match change {
            Change::Fact(fact) => Some(fact),
            _ => None,
        });
        let facts: Vec<&Fact> = facts.collect();
        let events: Vec<&Event> = facts.iter().map(|fact| &fact.event).collect();
        assert_eq!(events, [&Event::JoinedCommunity, &Event::Onboarded, &asked, &Event::Pooled { ask }]);
        assert!(facts.is_sorted_by_key(|fact| fact.id));
    }
}
