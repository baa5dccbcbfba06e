//! How well the two fit, asked beneath the note that ends a session.
//!
//! The learner says it in one of three words, the mentor only that they would gladly meet again. Neither hears what the
//! other said. Where both call it a good fit, no pause lies between two of their sessions; where the learner calls it
//! none, somebody else is offered for the same question, and the two are not put together any more, unless the learner
//! says otherwise or wants to go on with the same mentor.

use crate::action::{Action, Whom};
use crate::decision::{Change, Decision, Refusal};
use crate::fact::Event;
use crate::member::Member;
use crate::message::{Block, Message};
use crate::moment::Moment;
use crate::script::say;
use crate::session::{Fit, Session};
use crate::store::SessionStory;

/// A message about the note, with the question beneath it while its reader has not answered, and the two may meet
/// again.
pub(super) fn asked_beneath(
    mut message: Message,
    session: &Session,
    reader: &Member,
    partner: &Member,
) -> Message {
    let is_learner = reader.id == session.learner;
    let said = if is_learner { session.fits.learner } else { session.fits.mentor };
    if said.is_some() || reader.is_apart_from(partner) {
        return message;
    }
    let question = say(if is_learner { "fit" } else { "fit.mentor" })
        .with("partner", &partner.name)
        .button("good", Action::Fit(session.id, Fit::Good))
        .button("deciding", Action::Fit(session.id, Fit::Deciding))
        .button("unfit", Action::Fit(session.id, Fit::NotGood));
    message.blocks.push(Block::Divider);
    message.blocks.extend(question.message().blocks);
    message
}

/// One of the two says it, or changes their mind.
pub(super) fn fit(
    story: SessionStory,
    speaker: &Member,
    fit: Fit,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let partner = super::booking::partner(&story, speaker)?.clone();
    let SessionStory { mut session, ask, mut learner, mentor } = story;
    if session.note().is_none() {
        return Err(Refusal::Gone);
    }
    let is_learner = speaker.id == learner.id;
    let key = match fit {
        Fit::Good => "fit.good",
        Fit::Deciding => "fit.deciding",
        Fit::NotGood if is_learner => "fit.none",
        Fit::NotGood => return Err(Refusal::NotYours),
    };
    let reply = say(key)
        .with("partner", &partner.name)
        .with("question", &ask.question)
        .button("other", Action::Again(session.id, Whom::Other))
        .button("nobody", Action::Again(session.id, Whom::Nobody));
    let decision = Decision::reply(reply.message());
    let said = if is_learner { &mut session.fits.learner } else { &mut session.fits.mentor };
    if said.replace(fit) == Some(fit) {
        return Ok(decision);
    }
    let before = learner.fits.get(&mentor.id).copied();
    let now = match (session.fits.learner, session.fits.mentor) {
        (Some(Fit::Good), Some(Fit::Good)) => Some(Fit::Good),
        (Some(Fit::NotGood), _) => Some(Fit::NotGood),
        // Of an earlier session stands what was said then, unless the learner says something else now.
        _ if is_learner => None,
        _ => before,
    };
    match now {
        Some(fit) => drop(learner.fits.insert(mentor.id, fit)),
        None => drop(learner.fits.remove(&mentor.id)),
    }
    let changed = (now != before).then(|| Change::Member(Box::new(learner)));
    let event = Event::Fitted { session: session.id, fit };
    Ok(decision.and_fact(speaker.id, event, moment).and_all(changed).and(Change::Session(Box::new(session))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::note::note;
    use crate::affirmation::SaidBefore;
    use crate::sample::{buttons, following, id, meeting, member, mentor, moment, now, refused, words};
    use crate::session::Stage;

    fn says(story: SessionStory, who: &str, said: Fit) -> Result<Decision, Refusal> {
        fit(story, &member(who), said, &mut moment())
    }

    fn between(decision: &Decision) -> Option<Fit> {
        decision.member("ana").and_then(|ana| ana.fits.get(&id("ben")).copied())
    }

    fn asked(message: &Message) -> usize {
        buttons(message).iter().filter(|button| matches!(button.action, Action::Fit(..))).count()
    }

    #[test]
    fn both_are_asked_beneath_the_note_the_learner_for_three_words_and_the_mentor_for_one_press() {
        let whole = words("1. write one test\n2. add the fuzz case\n@ fri 10:00");
        let story = meeting(Stage::Meeting { started_at: now() });
        let decision =
            note(story, &member("ana"), whole.as_ref(), SaidBefore::default(), &mut moment()).unwrap();
        assert_eq!(asked(decision.reply.message.as_ref().unwrap()), 3);
        let (_, told) = decision.deliveries().next().unwrap();
        assert_eq!(asked(&told.message), 1);
        let mut again = meeting(following());
        again.session.draft = decision.session().draft.clone();
        again.session.fits.learner = Some(Fit::Deciding);
        let rewritten =
            note(again, &member("ana"), whole.as_ref(), SaidBefore::default(), &mut moment()).unwrap();
        assert_eq!(asked(rewritten.reply.message.as_ref().unwrap()), 0);
    }

    #[test]
    fn two_who_both_call_it_a_good_fit_need_no_pause_and_neither_hears_of_the_other() {
        let first = says(meeting(following()), "ana", Fit::Good).unwrap();
        assert_eq!((between(&first), first.told().len()), (None, 0));
        let mut story = meeting(following());
        story.session = first.session().clone();
        let second = says(story, "ben", Fit::Good).unwrap();
        assert_eq!((between(&second), second.told().len()), (Some(Fit::Good), 0));
        assert_eq!(first.answered(), second.answered(), "the answer does not tell what the other said");
    }

    #[test]
    fn no_good_fit_offers_somebody_else_and_the_mentor_hears_nothing() {
        let decision = says(meeting(following()), "ana", Fit::NotGood).unwrap();
        assert_eq!((decision.answered(), between(&decision)), ("fit.none", Some(Fit::NotGood)));
        assert!(decision.told().is_empty());
        let offered = buttons(decision.reply.message.as_ref().unwrap())[0].action.clone();
        assert_eq!(offered, Action::Again(id("session"), Whom::Other));
    }

    #[test]
    fn whoever_changes_their_mind_is_heard_and_the_same_word_twice_changes_nothing() {
        let mut story = meeting(following());
        story.learner.fits.insert(id("ben"), Fit::NotGood);
        story.session.fits.learner = Some(Fit::NotGood);
        assert!(says(story.clone(), "ana", Fit::NotGood).unwrap().changes.is_empty());
        let decided = says(story.clone(), "ana", Fit::Deciding).unwrap();
        assert_eq!(decided.member("ana").unwrap().fits, [].into());
        // What the mentor says does not undo what the learner said.
        let mentor = says(story, "ben", Fit::Good).unwrap();
        assert!(mentor.member("ana").is_none());
    }

    #[test]
    fn only_the_two_say_it_and_only_of_a_session_that_was_noted() {
        assert_eq!(refused(says(meeting(following()), "eve", Fit::Good)), "refusal.not-yours");
        assert_eq!(refused(says(meeting(following()), "ben", Fit::NotGood)), "refusal.not-yours");
        let booked = meeting(Stage::Booked { starts_at: now() });
        assert_eq!(refused(fit(booked, &mentor("ben"), Fit::Good, &mut moment())), "refusal.gone");
    }
}
