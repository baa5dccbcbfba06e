//! A line of thanks, once an actionable is done: the learner chooses who reads it, and has ten minutes to take it back.
//!
//! Nothing of it is sent before that, and nothing before everybody that the learner did not choose to say there.

use super::forms;
use super::undo::{FOR, is_fresh};
use crate::action::{Action, Undoable, Wake, Words};
use crate::affirmation::runs_down;
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::member::Member;
use crate::moment::Moment;
use crate::safety::sounds_heavy;
use crate::script::say;
use crate::session::{Answer, Item, Session, Share, Thanks};
use crate::store::SessionStory;
use crate::task::{Address, Delivery, Manner, Subject, Task, Work};
use crate::text::{Limit, Typed};

/// The learner of a session thanks its mentor. Without words the form opens.
pub(super) fn thank(
    story: SessionStory,
    speaker: &Member,
    said: Option<&(Share, Words)>,
    has_channel: bool,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let SessionStory { mut session, learner, mentor, .. } = story;
    if speaker.id != learner.id || !something_is_done(&session) {
        return Err(Refusal::NotYours);
    }
    if session.thanks.is_some() {
        return Err(Refusal::because(say("thank.already").with("partner", &mentor.name)));
    }
    let id = session.id;
    let Some((share, words)) = said else {
        return Ok(Decision::reply(forms::thank(id, has_channel, Share::Mentor, "", None)));
    };
    let words = Typed::parse(words.get(), Limit::WIN).map_err(|problem| {
        let problem = forms::text_problem(&problem);
        let form = forms::thank(id, has_channel, *share, words.get(), Some(problem.clone()));
        Refusal::form(form, say("thank.problem").with("problem", problem))
    })?;
    let share = if has_channel { *share } else { Share::Mentor };
    let harsh = runs_down(&words);
    // Words that run somebody down, or are about more than thanks, are put before nobody but whom they are for.
    if share == Share::Everybody && (harsh.is_some() || sounds_heavy(words.as_str())) {
        let found = harsh.as_ref().map(|harsh| harsh.get().as_str());
        let problem = say("thank.not-everybody").with("partner", &mentor.name).with("found", found).text();
        let form = forms::thank(id, has_channel, Share::Mentor, words.as_str(), Some(problem.clone()));
        return Err(Refusal::form(form, say("thank.problem").with("problem", problem)));
    }
    let due = moment.now + FOR;
    let reply = say("thank.kept")
        .with("partner", &mentor.name)
        .with("everybody", share == Share::Everybody)
        .with("at", due)
        .button("undo", Action::Undo(Some(Undoable::Thanks(id))))
        .message();
    session.thanks = Some(Thanks { words, share, at: moment.now });
    // Not about the session: what was answered of it may end it meanwhile.
    let about = Subject::Ask(session.ask);
    Ok(Decision::reply(reply)
        .and(wake(Action::Clock(Wake::Thank(id)), due, None, about, moment))
        .and(Change::Session(Box::new(session))))
}

fn something_is_done(session: &Session) -> bool {
    let done = |item| session.note().and_then(|note| note.answer(item)) == Some(Answer::Done);
    done(Item::One) || done(Item::Two)
}

/// It was not taken back: the mentor reads it, and everybody where the learner chose so.
pub(super) fn send(story: SessionStory, moment: &mut Moment) -> Decision {
    let SessionStory { session, learner, mentor, .. } = story;
    let Some(Thanks { words, share, at }) = &session.thanks else { return Decision::silent() };
    // Thanks that were taken back and written again have a time of their own.
    if is_fresh(*at, moment.now) {
        return Decision::silent();
    }
    let about = Subject::Session(session.id);
    let saying = |key| {
        say(key).with("learner", &learner.name).with("mentor", &mentor.name).with("words", words).message()
    };
    let shared = *share == Share::Everybody;
    let event = Event::Thanked { session: session.id, shared };
    let decision = Decision::silent().and_fact(learner.id, event, moment).and_tell(
        mentor.id,
        about,
        Manner::Proactive,
        saying("thanked"),
        moment,
    );
    if !shared {
        return decision;
    }
    let delivery = Delivery::new(Address::Channel, saying("thanked.everybody"), Manner::Awaited);
    let work = Work::Deliver(delivery);
    let task = Task { id: moment.id(), due: moment.now, wish: None, not_after: None, about, work };
    decision.and(Change::Task(task))
}

/// The learner takes it back before anybody has read it.
pub(super) fn undo(story: SessionStory, speaker: &Member, moment: &Moment) -> Result<Decision, Refusal> {
    let SessionStory { mut session, learner, .. } = story;
    if speaker.id != learner.id {
        return Err(Refusal::NotYours);
    }
    let reply = Decision::reply(say("thank.undone").message());
    match session.thanks.take() {
        None => Ok(reply),
        Some(thanks) if is_fresh(thanks.at, moment.now) => Ok(reply.and(Change::Session(Box::new(session)))),
        Some(_) => Err(Refusal::because(say("thank.late"))),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::act::follow::answer;
    use crate::sample::{buttons, following, id, later, meeting, member, moment, now, refused, words};
    use crate::session::ActionableStage;

    fn done() -> SessionStory {
        let mut story = meeting(following());
        let stage = ActionableStage::Answered { answer: Answer::Done, at: now() };
        story.session.note_mut().unwrap().actionables[0].stage = stage;
        story
    }

    fn thanks(story: SessionStory, who: &str, share: Share) -> Result<Decision, Refusal> {
        let said = (share, words("The table made every case readable").unwrap());
        thank(story, &member(who), Some(&said), true, &mut moment())
    }

    fn sent(share: Share, after: i64) -> Decision {
        let mut story = done();
        story.session = thanks(done(), "ana", share).unwrap().session().clone();
        send(story, &mut later(TimeDelta::minutes(after)))
    }

    #[test]
    fn who_says_that_something_is_done_can_say_thanks() {
        let asked = |said, item| {
            let decision = answer(meeting(following()), &member("ana"), said, item, &mut moment()).unwrap();
            let buttons = buttons(decision.reply.message.as_ref().unwrap());
            buttons.iter().any(|button| button.action == Action::Thank(id("session"), None))
        };
        assert!(asked(Answer::Done, Item::One) && asked(Answer::Done, Item::Two));
        assert!(!asked(Answer::Partly, Item::One) && !asked(Answer::Done, Item::Checkpoint));
    }

    #[test]
    fn thanks_are_read_after_ten_minutes_and_by_everybody_only_where_the_learner_chose_so() {
        let decision = thanks(done(), "ana", Share::Mentor).unwrap();
        assert_eq!(decision.answered(), "thank.kept");
        assert!(decision.told().is_empty(), "nobody reads it yet");
        assert_eq!(decision.wakes(), [(&Action::Clock(Wake::Thank(id("session"))), now() + FOR)]);
        let ben = Address::Member(id("ben"));
        assert_eq!(sent(Share::Mentor, 10).told(), [(ben, "thanked")]);
        let everybody = sent(Share::Everybody, 10);
        assert_eq!(everybody.told(), [(ben, "thanked"), (Address::Channel, "thanked.everybody")]);
    }

    #[test]
    fn thanks_that_were_taken_back_are_not_read_by_anybody() {
        let mut story = done();
        story.session = thanks(done(), "ana", Share::Everybody).unwrap().session().clone();
        let undone = undo(story.clone(), &member("ana"), &later(TimeDelta::minutes(9))).unwrap();
        let mut back = story.clone();
        back.session = undone.session().clone();
        assert!(send(back, &mut later(FOR)).changes.is_empty());
        assert_eq!(refused(undo(story.clone(), &member("ana"), &later(FOR))), "thank.late");
        assert_eq!(refused(undo(story, &member("ben"), &moment())), "refusal.not-yours");
        // Written once more, they wait their own ten minutes.
        assert!(sent(Share::Mentor, 9).changes.is_empty());
    }

    #[test]
    fn only_a_learner_who_did_something_thanks_and_does_so_once() {
        assert_eq!(refused(thanks(done(), "ben", Share::Mentor)), "refusal.not-yours");
        assert_eq!(refused(thanks(meeting(following()), "ana", Share::Mentor)), "refusal.not-yours");
        let mut again = done();
        again.session = thanks(done(), "ana", Share::Mentor).unwrap().session().clone();
        assert_eq!(refused(thanks(again, "ana", Share::Mentor)), "thank.already");
        let long = (Share::Mentor, words(&"thanks ".repeat(90)).unwrap());
        let long = thank(done(), &member("ana"), Some(&long), true, &mut moment());
        assert_eq!(refused(long), "thank.problem");
    }

    #[test]
    fn what_runs_somebody_down_or_sounds_heavy_is_not_put_before_everybody_as_thanks() {
        let says = |share, text: &str| {
            let said = (share, words(text).unwrap());
            thank(done(), &member("ana"), Some(&said), true, &mut moment())
        };
        for (text, why) in [
            ("Thanks, you are an Idiot", "“Idiot” can sound harsh where everybody reads it."),
            ("Danke, du bist dumm", "“dumm” can sound harsh where everybody reads it."),
            ("Thank you, and I want to die", "This sounds heavier than thanks."),
        ] {
            let refusal = says(Share::Everybody, text).unwrap_err();
            assert_eq!(refusal.key(), "thank.problem", "{text}");
            let reply = refusal.reply(None);
            let told = reply.message.unwrap().bare(chrono_tz::UTC);
            let way =
                format!("I sent nothing yet. {why} Choose “Only your mentor” and Ben reads it as it is");
            assert!(told.starts_with(&way), "{told}");
            let form = reply.form.unwrap();
            assert_eq!((&form.fields[0].value[..], &form.fields[1].value[..]), (text, "mentor"));
        }
        assert!(says(Share::Mentor, "Thank you, and I want to die").is_ok());
        for harmless in [
            "Thanks, no question was too stupid for you",
            "Thanks for finding my stupid bug",
            "Danke, keine Frage war zu dumm",
            "Danke, peinlich war nur mein Code",
        ] {
            assert!(says(Share::Everybody, harmless).is_ok(), "{harmless}");
        }
    }

    #[test]
    fn without_a_channel_nobody_is_asked_about_it_and_nothing_goes_there() {
        let fields = |has_channel| {
            let form = thank(done(), &member("ana"), None, has_channel, &mut moment()).unwrap().reply.form;
            form.unwrap().fields.len()
        };
        assert_eq!((fields(true), fields(false)), (2, 1));
        let said = (Share::Everybody, words("Thank you").unwrap());
        let decision = thank(done(), &member("ana"), Some(&said), false, &mut moment()).unwrap();
        assert_eq!(decision.session().thanks.as_ref().unwrap().share, Share::Mentor);
    }
}
