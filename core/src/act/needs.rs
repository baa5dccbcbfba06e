//! What waits for somebody's hand: a paragraph each, with the buttons that answer it.
//!
//! The same that was said to them when it came up, in short: whoever has missed that, or is not reached by direct
//! messages, can go on from here.

use std::collections::BTreeMap;

use super::follow::answers;
use super::meeting::EARLY;
use super::welcome;
use crate::action::{Action, Affirmable, Met, Saying as Compliment};
use crate::ask::OfferStage;
use crate::id::MemberId;
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::script::{Saying, say};
use crate::session::{ActionableStage, CheckpointStage, Item, Session, Stage};
use crate::store::{Desk, OfferStory};
use crate::text::{Typed, cut};

/// So much of what people wrote is shown: with the rest of the card, Discord's 2000 characters hold it.
const COMPLIMENT_SHOWN: usize = 160;
const QUESTION_SHOWN: usize = 70;
const WORDS_SHOWN: usize = 80;

/// What waits for a member: first where two people are in the middle of something, then where somebody waits for
/// them, then what they were asked, then what comes next, and last what is left of their welcome.
pub(super) fn needs(
    member: &Member,
    desk: &Desk,
    offers: &[OfferStory],
    others: &BTreeMap<MemberId, Typed>,
    moment: &Moment,
) -> Vec<Message> {
    let sessions = || desk.sessions.iter().map(|session| (session, partner(session, member, others)));
    let notes = sessions().filter_map(|(session, partner)| note(session, partner));
    let choices = sessions().filter(|(session, _)| session.learner == member.id);
    let choices = choices.filter_map(|(session, partner)| choice(session, partner));
    let asked = sessions().filter(|(session, _)| session.learner == member.id);
    let asked = asked.flat_map(|(session, partner)| asked_about(session, partner));
    let next = sessions().filter(|(session, _)| matches!(session.stage, Stage::Booked { .. }));
    let next = next.min_by_key(|(session, _)| session.starts_at());
    let next = next.and_then(|(session, partner)| appointment(session, partner, moment));
    let offers = offers.iter().filter_map(offer);
    let all = notes.chain(offers).chain(choices).chain(asked).chain(next).chain(welcome::step(member));
    all.map(Saying::message).collect()
}

fn partner<'a>(session: &Session, member: &Member, others: &'a BTreeMap<MemberId, Typed>) -> &'a str {
    let partner = session.partner_of(member.id);
    partner.and_then(|partner| others.get(&partner)).map_or("", Typed::as_str)
}

fn note(session: &Session, partner: &str) -> Option<Saying> {
    let (Stage::Meeting { .. } | Stage::Noting { .. }) = session.stage else { return None };
    let over = matches!(session.stage, Stage::Noting { .. });
    let saying = say("me.note")
        .with("partner", partner)
        .button("note", Action::Note(Some(session.id), None))
        .button_if(over && !session.attendance.held, "no", Action::Met(session.id, Met::No));
    Some(saying)
}

fn offer(story: &OfferStory) -> Option<Saying> {
    let OfferStory { offer, ask, .. } = story;
    let OfferStage::Offered { until } = offer.stage else { return None };
    let saying = say("me.offer")
        .with("learner", &ask.learner.name)
        .with("question", cut(ask.ask.question.as_str(), QUESTION_SHOWN))
        .with("until", until)
        .button("affirm", Action::Affirm(Affirmable::Offer(offer.id), Compliment::Open))
        .button("not_now", Action::NotNow(offer.id))
        .button("not_for_me", Action::NotForMe(offer.id));
    Some(saying)
}

fn choice(session: &Session, partner: &str) -> Option<Saying> {
    let Stage::Choosing { .. } = session.stage else { return None };
    let saying = say("me.affirmed")
        .with("partner", partner)
        .with("words", cut(session.affirmation.words.as_str(), COMPLIMENT_SHOWN))
        .button("times", Action::Times(session.id, None))
        .button_if(session.affirmation.landed.is_none(), "landed", Action::Landed(session.id));
    Some(saying)
}

/// What the learner was asked about and has not answered: the checkpoint once its day has come, else each actionable.
fn asked_about(session: &Session, partner: &str) -> Vec<Saying> {
    let Stage::Following { started_at, note } = &session.stage else { return Vec::new() };
    let ask = |item: Item, words: Option<&Typed>| {
        let saying = say("me.answer")
            .with("at", *started_at)
            .with("partner", partner)
            .with("words", words.map(|words| cut(words.as_str(), WORDS_SHOWN)));
        answers(saying, session.id, item, "")
    };
    if let CheckpointStage::Asked { .. } = note.checkpoint.stage {
        return vec![ask(Item::Checkpoint, note.checkpoint.question.as_ref())];
    }
    let items = [Item::One, Item::Two].into_iter().zip(&note.actionables);
    let open = items
        .filter(|(_, actionable)| matches!(actionable.stage, ActionableStage::Open { nudges } if nudges > 0));
    open.map(|(item, actionable)| ask(item, Some(&actionable.words))).collect()
}

fn appointment(session: &Session, partner: &str, moment: &Moment) -> Option<Saying> {
    let Stage::Booked { starts_at } = session.stage else { return None };
    let near = starts_at - moment.now <= EARLY;
    let saying = say("me.next")
        .with("partner", partner)
        .with("at", starts_at)
        .button_if(near, "start", Action::Start(Some(session.id)))
        .button("move", Action::Move(Some(session.id)))
        .button("cancel", Action::Cancel(Some(session.id)));
    Some(saying)
}
