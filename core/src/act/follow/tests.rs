use chrono::TimeDelta;

use super::*;
use crate::sample::{
    at, buttons, following, holding, id, later, meeting, member, mentor, moment, note, now, refused, typed,
};
use crate::task::Address;

fn with_note(note: Note) -> SessionStory {
    meeting(Stage::Following { started_at: now(), note })
}

fn asked_at(at: DateTime<Utc>) -> Note {
    let mut note = note();
    note.checkpoint.stage = CheckpointStage::Asked { at };
    note
}

fn answered(answers: [Option<Answer>; 3]) -> Note {
    let mut note = note();
    for (item, answer) in [Item::One, Item::Two, Item::Checkpoint].into_iter().zip(answers) {
        if let Some(answer) = answer {
            note.set(item, answer, now());
        }
    }
    note
}

fn says(note: Note, said: Answer, item: Item) -> Decision {
    answer(with_note(note), &member("ana"), said, item, &mut moment()).unwrap()
}

fn thanks(decision: &Decision) -> bool {
    decision.told() == [(Address::Member(id("ben")), "thanks")]
}

#[test]
fn a_mentor_hears_that_their_advice_was_used_even_after_a_first_try() {
    assert!(thanks(&says(note(), Answer::Done, Item::One)));
    for first in [Answer::Partly, Answer::Stuck, Answer::Dropped] {
        assert!(thanks(&says(answered([Some(first), None, None]), Answer::Done, Item::One)));
    }
    let twice = says(answered([Some(Answer::Done), None, None]), Answer::Done, Item::One);
    assert!(twice.changes.is_empty());
}

#[test]
fn a_checkpoint_that_is_done_asks_about_the_two_things_and_answers_for_neither() {
    let asked = |decision: &Decision| -> Vec<Item> {
        let pressed = buttons(decision.reply.message.as_ref().unwrap()).into_iter();
        let items = pressed.filter_map(|button| match button.action {
            Action::Answer(Answer::Done, Some((_, item))) => Some(item),
            _ => None,
        });
        items.collect()
    };
    let done = says(note(), Answer::Done, Item::Checkpoint);
    assert_eq!(done.told(), [(Address::Member(id("ben")), "thanks.checkpoint")]);
    assert_eq!(asked(&done), [Item::One, Item::Two]);
    let after = done.session().note().unwrap();
    assert_eq!([Item::One, Item::Two].map(|item| after.answer(item)), [None, None]);
    let one_left = answered([Some(Answer::Stuck), None, None]);
    let partly = says(one_left, Answer::Partly, Item::Checkpoint);
    assert_eq!((asked(&partly), partly.told().len()), (vec![Item::Two], 0));
    for answer in [Answer::Stuck, Answer::Dropped] {
        assert!(asked(&says(note(), answer, Item::Checkpoint)).is_empty());
    }
    let nothing_left = answered([Some(Answer::Done), Some(Answer::Done), None]);
    assert!(asked(&says(nothing_left, Answer::Done, Item::Checkpoint)).is_empty());
}

#[test]
fn the_same_mentor_is_not_asked_where_nobody_can_be_reached() {
    let again = |whom| {
        let field = Field { reach: Reach::Closed, ..Field::default() };
        again(with_note(note()), &member("ana"), whom, &Desk::default(), field, &mut moment())
    };
    assert_eq!(refused(again(Whom::Same)), "again.closed");
    assert_eq!(again(Whom::Other).unwrap().answered(), "ask.kept");
}

#[test]
fn a_session_closes_when_everything_is_answered() {
    let all_but_one = answered([Some(Answer::Done), None, Some(Answer::Partly)]);
    let decision = says(all_but_one, Answer::Dropped, Item::Two);
    assert!(matches!(decision.session().stage, Stage::Closed { ending: Ending::Answered, .. }));
    assert!(decision.session().note().is_some());
}

#[test]
fn only_the_learner_answers_and_only_what_was_noted() {
    let answer =
        |story, who: &str| refused(answer(story, &member(who), Answer::Done, Item::One, &mut moment()));
    assert_eq!(answer(with_note(note()), "ben"), "refusal.not-yours");
    assert_eq!(answer(meeting(Stage::Meeting { started_at: now() }), "ana"), "refusal.gone");
}

#[test]
fn an_answer_without_a_name_is_about_the_checkpoint_once_it_was_asked() {
    let which = |note| which(&member("ana"), &[with_note(note).session]).map(|(_, item)| item);
    assert_eq!(which(note()), Some(Item::One));
    assert_eq!(which(answered([Some(Answer::Done), None, None])), Some(Item::Two));
    assert_eq!(which(asked_at(now())), Some(Item::Checkpoint));
    assert_eq!(which(answered([Some(Answer::Done), Some(Answer::Done), None])), None);
}

#[test]
fn an_answer_without_a_name_reaches_what_was_closed_quietly_and_not_what_is_forgotten() {
    let closed = |note| close(with_note(note), &mut later(TimeDelta::days(2))).session().clone();
    let item = |session| which(&member("ana"), &[session]).map(|(_, item)| item);
    assert_eq!(item(closed(asked_at(now()))), Some(Item::One));
    let mut one_done = asked_at(now());
    one_done.set(Item::One, Answer::Done, now());
    assert_eq!(item(closed(one_done.clone())), Some(Item::Two));
    one_done.set(Item::Two, Answer::Dropped, now());
    assert_eq!(item(closed(one_done)), Some(Item::Checkpoint));
    assert_eq!(item(Session { forgotten: true, ..closed(asked_at(now())) }), None);
}

#[test]
fn a_nudge_asks_what_is_open_and_leaves_the_checkpoints_day_alone() {
    let decision = nudge(with_note(answered([Some(Answer::Done), None, None])), 1, &mut moment());
    let (_, delivery) = decision.deliveries().next().unwrap();
    assert_eq!(buttons(&delivery.message).len(), 4);
    let friday = || later(at("2026-11-27T08:00:00Z") - now());
    assert!(nudge(with_note(note()), 2, &mut friday()).changes.is_empty());
    let both = answered([Some(Answer::Done), Some(Answer::Partly), None]);
    assert!(nudge(with_note(both), 1, &mut moment()).changes.is_empty());
    assert!(nudge(meeting(Stage::Meeting { started_at: now() }), 1, &mut moment()).changes.is_empty());
}

#[test]
fn a_question_that_is_left_counts_and_after_the_third_no_more_is_asked_until_they_are_back() {
    let times = |decision: &Decision| decision.member("ana").map(|ana| ana.unanswered.times);
    let asked_once = |mut note: Note| {
        note.actionables[0].stage = ActionableStage::Open { nudges: 1 };
        note
    };
    assert_eq!(times(&nudge(with_note(note()), 1, &mut moment())), None);
    assert_eq!(times(&nudge(with_note(asked_once(note())), 2, &mut moment())), Some(1));
    let mut third = with_note(asked_once(asked_at(now())));
    third.learner.unanswered.times = 2;
    let decision = close(third.clone(), &mut later(TimeDelta::days(9)));
    let ana = Address::Member(id("ana"));
    assert_eq!(decision.told(), [(ana, "closed-quietly"), (ana, "rest")]);
    third.learner = decision.member("ana").unwrap().clone();
    let next = SessionStory { learner: third.learner, ..with_note(note()) };
    assert!(nudge(next.clone(), 1, &mut moment()).changes.is_empty());
    // The day that they chose is asked about all the same.
    assert_eq!(check_in(next, &mut moment()).told(), [(ana, "checkpoint")]);
}

#[test]
fn a_checkpoint_is_asked_once() {
    let decision = check_in(with_note(note()), &mut moment());
    assert_eq!(decision.told(), [(Address::Member(id("ana")), "checkpoint")]);
    assert!(check_in(with_note(asked_at(now())), &mut moment()).changes.is_empty());
    assert!(
        check_in(with_note(answered([None, None, Some(Answer::Done)])), &mut moment()).changes.is_empty()
    );
}

#[test]
fn whoever_was_asked_late_has_as_long_to_answer_as_anybody() {
    let two_days = TimeDelta::days(2);
    let decision = close(with_note(asked_at(now())), &mut later(TimeDelta::days(1)));
    let again = Action::Clock(Wake::Close(id("session")));
    assert_eq!(decision.wakes(), [(&again, now() + two_days)]);
    let decision = close(with_note(asked_at(now())), &mut later(two_days));
    assert!(matches!(decision.session().stage, Stage::Closed { ending: Ending::Quiet, .. }));
    // Not asked yet: the learner was away.
    let decision = close(with_note(note()), &mut moment());
    assert_eq!(decision.wakes(), [(&again, now() + two_days)]);
}

#[test]
fn what_is_closed_quietly_can_still_be_answered() {
    let closed = close(with_note(asked_at(now())), &mut later(TimeDelta::days(2)));
    let mut story = with_note(note());
    story.session = closed.session().clone();
    let decision = answer(story, &member("ana"), Answer::Done, Item::One, &mut moment()).unwrap();
    assert!(thanks(&decision));
    assert!(matches!(decision.session().stage, Stage::Closed { ending: Ending::Quiet, .. }));
}

#[test]
fn a_close_with_nothing_left_to_do_lists_nothing() {
    let mut note = answered([Some(Answer::Done), Some(Answer::Done), None]);
    note.checkpoint.stage = CheckpointStage::Asked { at: now() };
    let decision = close(with_note(note), &mut later(TimeDelta::days(2)));
    let (_, delivery) = decision.deliveries().next().unwrap();
    assert_eq!(delivery.message.blocks.len(), 1);
}

fn again_with(story: SessionStory, whom: Whom, desk: Desk) -> Result<Decision, Refusal> {
    again(story, &member("ana"), whom, &desk, Field::default(), &mut moment())
}

fn stuck() -> SessionStory {
    with_note(answered([None, Some(Answer::Stuck), None]))
}

#[test]
fn whoever_is_stuck_asks_about_what_is_stuck() {
    let mut story = stuck();
    story.mentor = mentor("ben");
    let decision = again_with(story, Whom::Same, Desk::default()).unwrap();
    assert_eq!(decision.ask().question, typed("add the fuzz case"));
    let [offer] = decision.offers()[..] else { panic!("one offer") };
    assert_eq!((offer.mentor, &offer.reasons[0]), (id("ben"), &Reason::Again));
    assert_eq!(offer.reasons.len(), 3);
    let decision = again_with(stuck(), Whom::Other, Desk::default()).unwrap();
    assert_eq!(decision.ask().tried, [id("ben")]);
    assert!(again_with(stuck(), Whom::Nobody, Desk::default()).unwrap().changes.is_empty());
}

#[test]
fn what_was_taken_out_or_sounds_heavy_is_asked_again_by_no_press() {
    let taken_out = |mut story: SessionStory| {
        story.ask.taken_out = true;
        story
    };
    for whom in [Whom::Same, Whom::Other] {
        let over = again_with(taken_out(with_note(note())), whom, Desk::default());
        assert_eq!(refused(over), "again.taken-out");
        let mut heavy = with_note(note());
        heavy.ask.question = typed("how do I go on when I want to die");
        assert_eq!(refused(again_with(heavy, whom, Desk::default())), "again.heavy");
    }
    // What is stuck is another question.
    assert!(again_with(taken_out(stuck()), Whom::Other, Desk::default()).is_ok());
}

#[test]
fn a_second_click_asks_nothing_twice_and_a_third_ask_waits() {
    let ask =
        |name: &str, question: &str| Ask { id: id(name), question: typed(question), ..crate::sample::ask() };
    let desk = |asks| Desk { asks, ..Desk::default() };
    let twice = desk(vec![ask("a", "add the fuzz case")]);
    assert_eq!(refused(again_with(stuck(), Whom::Other, twice)), "ask.already");
    let full = desk(vec![ask("a", "one"), ask("b", "two")]);
    assert_eq!(refused(again_with(stuck(), Whom::Other, full)), "again.too-many");
    let other = again(stuck(), &mentor("ben"), Whom::Same, &Desk::default(), Field::default(), &mut moment());
    assert_eq!(refused(other), "refusal.not-yours");
}

#[test]
fn a_mentor_without_room_or_who_left_is_not_asked_again() {
    let full = SessionStory { mentor: holding(mentor("ben"), 2, now()), ..stuck() };
    assert_eq!(refused(again_with(full, Whom::Same, Desk::default())), "again.no-room");
    let left = SessionStory { mentor: member("ben"), ..stuck() };
    assert_eq!(refused(again_with(left, Whom::Same, Desk::default())), "again.no-room");
}

#[test]
fn whoever_the_learner_avoids_is_neither_offered_again_nor_said_to_have_no_room() {
    let mut blocking = member("ana");
    blocking.blocked.insert(id("ben"));
    let mut unfit = member("ana");
    unfit.fits.insert(id("ben"), Fit::NotGood);
    let says = |learner: &Member, said| {
        let story = SessionStory { learner: learner.clone(), mentor: mentor("ben"), ..with_note(note()) };
        answer(story, learner, said, Item::One, &mut moment()).unwrap().reply.message.unwrap()
    };
    let same = |message: &Message| {
        buttons(message).iter().any(|button| matches!(button.action, Action::Again(_, Whom::Same)))
    };
    let thank =
        |message: &Message| buttons(message).iter().any(|button| matches!(button.action, Action::Thank(..)));
    let (stuck, done) = (says(&member("ana"), Answer::Stuck), says(&member("ana"), Answer::Done));
    assert!(same(&stuck) && stuck.bare(chrono_tz::UTC).contains("Ben") && thank(&done));
    for learner in [&blocking, &unfit] {
        let stuck = says(learner, Answer::Stuck);
        assert!(!same(&stuck) && !stuck.bare(chrono_tz::UTC).contains("Ben"));
    }
    assert!(!thank(&says(&blocking, Answer::Done)) && thank(&says(&unfit, Answer::Done)));
    let story = SessionStory { learner: blocking, mentor: mentor("ben"), ..self::stuck() };
    let refused = again_with(story, Whom::Same, Desk::default()).unwrap_err().reply(None);
    assert!(!refused.message.unwrap().bare(chrono_tz::UTC).contains("room"));
}

#[test]
fn a_compliment_lands_once_and_for_the_learner_alone() {
    let story = meeting(following());
    assert_eq!(refused(landed(story.clone(), &mentor("ben"), &mut moment())), "refusal.not-yours");
    let first = landed(story.clone(), &member("ana"), &mut moment()).unwrap();
    assert_eq!(first.told(), [(Address::Member(id("ben")), "landed.mentor")]);
    let story = SessionStory { session: first.session().clone(), ..story };
    let again = landed(story.clone(), &member("ana"), &mut moment()).unwrap();
    assert_eq!((again.answered(), again.changes.len()), ("landed.before", 0));
    let mut undone = story;
    undone.session.affirmation.undone = Some(now());
    assert_eq!(refused(landed(undone, &member("ana"), &mut moment())), "landed.undone");
}

#[test]
fn nothing_that_is_asked_later_quotes_what_sounds_heavy() {
    let heavy = || {
        let mut heavy = note();
        heavy.actionables[0].words = typed("kill myself tonight");
        heavy.checkpoint.question = Some(typed("did I kill myself?"));
        heavy
    };
    let asked = |decision: &Decision| -> String {
        decision.deliveries().map(|(_, one)| one.message.bare(chrono_tz::UTC)).collect()
    };
    let nudged = asked(&nudge(with_note(heavy()), 1, &mut moment()));
    assert!(nudged.contains(note().actionables[1].words.as_str()) && !nudged.contains("kill"), "{nudged}");
    let checkpoint = asked(&check_in(with_note(heavy()), &mut later(TimeDelta::days(4))));
    assert!(
        checkpoint.contains("Today is the day you picked") && !checkpoint.contains("kill"),
        "{checkpoint}"
    );
    let answered = says(heavy(), Answer::Done, Item::One);
    let reply = answered.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
    let told = asked(&answered);
    assert!(told.contains("did one of the two things") && !(told + &reply).contains("kill"));
    let both =
        Note { actionables: [heavy().actionables[0].clone(), heavy().actionables[0].clone()], ..heavy() };
    let silent = asked(&nudge(with_note(both.clone()), 1, &mut moment()));
    assert!(silent.is_empty(), "{silent}");
    let alone = asked(&check_in(with_note(both), &mut later(TimeDelta::days(4))));
    assert!(alone.contains("how are you with what you noted?"), "{alone}");
}
