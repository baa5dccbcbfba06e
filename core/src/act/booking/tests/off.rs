//! A session that does not take place, and what becomes of its ask.

use super::*;

#[test]
fn a_learner_who_calls_off_closes_the_ask_and_frees_the_mentor() {
    for story in [choosing(), booked(wednesday())] {
        let decision = cancel(story, &member("ana"), &[], Field::default(), &mut moment()).unwrap();
        assert_eq!(decision.ask().stage, AskStage::Closed { at: now(), ending: AskEnding::Lapsed });
        assert!(decision.member("ben").unwrap().mentor.as_ref().unwrap().held.is_empty());
        assert_eq!(decision.told(), [(Address::Member(id("ben")), "cancelled.by-learner")]);
    }
}

#[test]
fn a_learner_who_called_off_by_mistake_asks_the_same_mentor_again_by_one_press() {
    let says = |who: &Member| cancel(booked(wednesday()), who, &[], Field::default(), &mut moment()).unwrap();
    let decision = says(&member("ana"));
    let reply = decision.reply.message.as_ref().unwrap();
    let same = Action::Again(id("session"), Whom::Same);
    assert_eq!(buttons(reply).iter().map(|button| &button.action).collect::<Vec<_>>(), [&same]);
    let mut over = booked(wednesday());
    over.session = decision.session().clone();
    let free = decision.member("ben").unwrap().clone();
    over.mentor = free;
    let asked = crate::act::follow::again(
        over,
        &member("ana"),
        Whom::Same,
        &crate::store::Desk::default(),
        Field::default(),
        &mut moment(),
    );
    let asked = asked.unwrap();
    let [offer] = asked.offers()[..] else { panic!("one offer") };
    assert!(offer.mentor == id("ben") && !offer.reasons.contains(&crate::matching::Reason::Again));
    assert!(buttons(says(&mentor("ben")).reply.message.as_ref().unwrap()).is_empty());
    // What was taken out is not asked again.
    let mut taken_out = booked(wednesday());
    taken_out.ask.taken_out = true;
    let called_off = cancel(taken_out, &member("ana"), &[], Field::default(), &mut moment()).unwrap();
    assert!(buttons(called_off.reply.message.as_ref().unwrap()).is_empty());
}

#[test]
fn a_mentor_who_calls_off_is_not_asked_for_the_same_ask_again() {
    let field = Field { on_topic: vec![mentor("ben").into(), mentor("cleo").into()], ..Field::default() };
    let decision = cancel(booked(wednesday()), &mentor("ben"), &[], field, &mut moment()).unwrap();
    let [offer] = decision.offers()[..] else { panic!("one offer") };
    assert!(matches!(offer.stage, OfferStage::Planned { .. }));
    assert_eq!(offer.mentor, id("cleo"));
    assert_eq!(decision.ask().tried, [id("ben")]);
}

#[test]
fn what_has_begun_or_is_closed_cannot_be_called_off() {
    let cancel = |stage| cancel(meeting(stage), &member("ana"), &[], Field::default(), &mut moment());
    let key = |stage| refused(cancel(stage));
    for stage in begun() {
        assert_eq!(key(stage), "cancel.held");
    }
    assert_eq!(key(closed()), "cancel.over");
}

#[test]
fn a_cancellation_is_late_when_less_than_three_hours_are_left() {
    let late = |left| {
        let story = booked(now() + left);
        let decision = cancel(story, &member("ana"), &[], Field::default(), &mut moment()).unwrap();
        decision.changes.iter().any(|change| {
            matches!(change, Change::Fact(fact) if matches!(fact.event, Event::Cancelled { late: true, .. }))
        })
    };
    assert!(late(TimeDelta::minutes(179)));
    assert!(!late(TimeDelta::hours(3)));
}

#[test]
fn a_session_lapses_only_while_a_time_is_still_to_be_picked() {
    let due = || crate::sample::later(TimeDelta::days(2));
    let lapses = |story, moment: &mut Moment| lapse(story, &[], Field::default(), moment);
    let decision = lapses(choosing(), &mut due());
    assert_eq!(decision.told().len(), 2);
    assert!(!decision.session().is_open() && !decision.ask().is_open());
    assert!(lapses(choosing(), &mut moment()).changes.is_empty());
    for stage in begun().into_iter().chain([Stage::Booked { starts_at: wednesday() }, closed()]) {
        assert!(lapses(meeting(stage), &mut due()).changes.is_empty());
    }
}

#[test]
fn where_no_time_suits_both_the_ask_stays_open_and_nobody_is_said_to_have_picked_none() {
    let story = never_together(choosing());
    let decision = lapse(story, &[], Field::default(), &mut crate::sample::later(TimeDelta::days(2)));
    assert!(matches!(decision.session().stage, Stage::Closed { ending: Ending::Lapsed, .. }));
    assert!(matches!(decision.ask().stage, AskStage::InPool { .. }));
    assert_eq!(decision.ask().tried, [id("ben")]);
    assert!(decision.member("ben").unwrap().mentor.as_ref().unwrap().held.is_empty());
    let said: Vec<_> = decision
        .deliveries()
        .filter(|(_, said)| said.to != Address::Channel)
        .map(|(_, said)| said.message.bare(chrono_tz::UTC))
        .collect();
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|said| said.contains("I found no time that suits you and")), "{said:?}");
}

#[test]
fn a_learner_whom_no_time_suits_finds_somebody_else_by_one_press() {
    let decision =
        cancel(never_together(choosing()), &member("ana"), &[], Field::default(), &mut moment()).unwrap();
    assert!(matches!(decision.ask().stage, AskStage::InPool { .. }));
    assert!(decision.told().contains(&(Address::Member(id("ben")), "lapsed.mentor")));
    let reply = decision.reply.message.unwrap().bare(chrono_tz::UTC);
    assert!(reply.contains("Your ask stays open"), "{reply}");
}

#[test]
fn a_card_that_says_who_has_an_ask_says_otherwise_once_they_step_back() {
    let at = crate::platform::Posted {
        channel: "C1".to_owned(),
        message: crate::platform::MessageId("1".to_owned()),
    };
    let shown = |mut story: SessionStory| {
        story.ask.cards = vec![crate::ask::Card::Over(at.clone())];
        story
    };
    let changed = |who: &str, field: Field| {
        let decision = cancel(shown(choosing()), &mentor(who), &[], field, &mut moment()).unwrap();
        let decision = cards::with_cards(decision, &crate::sample::community(), &mut moment());
        let changed = decision.deliveries().filter(|(_, said)| said.instead_of.as_ref() == Some(&at));
        changed.map(|(_, said)| said.message.receipt.key.clone()).collect::<Vec<_>>()
    };
    let cleo = || Field { on_topic: vec![mentor("cleo").into()], ..Field::default() };
    assert_eq!(changed("ben", cleo()), ["pool.elsewhere-now"]);
    assert_eq!(changed("ben", Field::default()), ["pool.anew"]);
    // Whoever has room another day is not waited for where everybody reads that somebody has it.
    let away = Field { on_topic: vec![paused(mentor("cleo"), 9).into()], ..Field::default() };
    assert_eq!(changed("ben", away), ["pool.anew"]);
    assert_eq!(changed("ana", cleo()), ["pool.over"]);
}
