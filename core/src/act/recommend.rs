//! The one question about the whole: how likely somebody is to recommend it.
//!
//! It stands beneath the answer to a checkpoint's question, which ends what a session was for: after somebody's first
//! session, and then at most every sixty days. Who does not answer is not asked again before.

use chrono::{DateTime, TimeDelta, Utc};

use crate::action::Action;
use crate::decision::{Change, Decision, Refusal};
use crate::fact::Event;
use crate::id::SessionId;
use crate::member::Member;
use crate::message::Block;
use crate::moment::Moment;
use crate::script::say;
use crate::session::Score;
use crate::store::SessionStory;

/// Nobody is asked more often.
const EVERY: TimeDelta = TimeDelta::days(60);

/// A decision whose answer also asks the learner of a session, when it is time to.
pub(super) fn asked_beneath(
    mut decision: Decision,
    learner: Member,
    session: SessionId,
    moment: &Moment,
) -> Decision {
    let answer = decision.reply.message.as_mut().filter(|_| is_time(&learner, moment.now));
    let Some(answer) = answer else { return decision };
    let question = Score::all().fold(say("recommend"), |saying, score| {
        saying.button(format!("score{score}"), Action::Recommend(session, score))
    });
    if answer.rows() > 0 {
        // What is pressed above it is about something else.
        answer.blocks.push(Block::Divider);
    }
    answer.blocks.extend(question.message().blocks);
    let asked_to_recommend = Some(moment.now);
    decision.and(Change::Member(Box::new(Member { asked_to_recommend, ..learner })))
}

fn is_time(learner: &Member, now: DateTime<Utc>) -> bool {
    learner.asked_to_recommend.is_none_or(|last| now - last >= EVERY)
}

/// A learner says how likely it is, or changes their mind.
pub(super) fn recommend(
    story: SessionStory,
    speaker: &Member,
    score: Score,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let SessionStory { mut session, learner, mentor, .. } = story;
    if speaker.id != learner.id || session.note().is_none() {
        return Err(Refusal::NotYours);
    }
    let reply = say("recommend.done").with("score", u32::from(u8::from(score))).with("mentor", &mentor.name);
    let decision = Decision::reply(reply.message());
    if session.recommended == Some(score) {
        return Ok(decision);
    }
    session.recommended = Some(score);
    let event = Event::Recommended { session: session.id, score: score.into() };
    Ok(decision.and_fact(learner.id, event, moment).and(Change::Session(Box::new(session))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::follow::answer;
    use crate::sample::{buttons, following, id, meeting, member, moment, now, refused};
    use crate::session::{Answer, Item, Stage};

    fn answered(item: Item, last: Option<DateTime<Utc>>) -> Decision {
        let mut story = meeting(following());
        story.learner.asked_to_recommend = last;
        answer(story, &member("ana"), Answer::Done, item, &mut moment()).unwrap()
    }

    fn scores(decision: &Decision) -> usize {
        let actions = buttons(decision.reply.message.as_ref().unwrap()).into_iter().map(|it| &it.action);
        actions.filter(|action| matches!(action, Action::Recommend(..))).count()
    }

    fn facts(decision: &Decision) -> Vec<&Event> {
        let facts = decision.changes.iter().filter_map(|change| match change {
            Change::Fact(fact) => Some(&fact.event),
            _ => None,
        });
        facts.collect()
    }

    fn said(score: u8, before: Option<u8>, who: &str) -> Result<Decision, Refusal> {
        let mut story = meeting(following());
        story.session.recommended = before.map(|score| score.try_into().unwrap());
        recommend(story, &member(who), score.try_into().unwrap(), &mut moment())
    }

    #[test]
    fn the_question_stands_beneath_the_answer_to_a_checkpoint_once_in_sixty_days() {
        let first = answered(Item::Checkpoint, None);
        assert_eq!(scores(&first), 11);
        assert_eq!(first.member("ana").unwrap().asked_to_recommend, Some(now()));
        let soon = answered(Item::Checkpoint, Some(now() - EVERY + TimeDelta::seconds(1)));
        assert_eq!((scores(&soon), soon.member("ana")), (0, None));
        assert_eq!(scores(&answered(Item::Checkpoint, Some(now() - EVERY))), 11);
        assert_eq!(scores(&answered(Item::One, None)), 0);
    }

    #[test]
    fn a_score_is_a_fact_and_the_same_one_twice_is_not() {
        let decision = said(9, None, "ana").unwrap();
        assert_eq!(decision.answered(), "recommend.done");
        assert_eq!(decision.session().recommended, Some(9.try_into().unwrap()));
        let fact = Event::Recommended { session: id("session"), score: 9 };
        assert_eq!(facts(&decision), [&fact]);
        assert!(said(9, Some(9), "ana").unwrap().changes.is_empty());
        assert_eq!(facts(&said(3, Some(9), "ana").unwrap()).len(), 1);
        assert!(decision.told().is_empty());
    }

    #[test]
    fn only_the_learner_of_a_session_that_came_to_something_is_asked() {
        assert_eq!(refused(said(9, None, "ben")), "refusal.not-yours");
        let story = meeting(Stage::Meeting { started_at: now() });
        let score = 9.try_into().unwrap();
        assert_eq!(refused(recommend(story, &member("ana"), score, &mut moment())), "refusal.not-yours");
    }

    #[test]
    fn a_score_goes_from_nought_to_ten() {
        assert_eq!(Score::all().count(), 11);
        for text in ["11", "-1", "9.5", "", "ten"] {
            assert!(text.parse::<Score>().is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Score>("11").is_err());
    }
}
