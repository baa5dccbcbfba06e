//! To whom an ask goes on once its session does not take place, or that it goes to nobody.

use super::*;

#[test]
fn whoever_read_that_no_time_suits_gets_somebody_else_also_where_one_is_found_by_then() {
    let told = |mut story: SessionStory| {
        story.session.no_time = true;
        story
    };
    let pressed = somebody_else(told(choosing()), &member("ana"), Field::default(), &mut moment()).unwrap();
    assert!(matches!(pressed.ask().stage, AskStage::InPool { .. }));
    let mut unheard = choosing();
    unheard.session.attendance.unheard = Some(now());
    let pressed = somebody_else(unheard, &member("ana"), Field::default(), &mut moment()).unwrap();
    assert!(matches!(pressed.ask().stage, AskStage::InPool { .. }));
    let not_theirs = somebody_else(told(choosing()), &mentor("ben"), Field::default(), &mut moment());
    assert!(matches!(not_theirs, Err(Refusal::NotYours)));
    // What was promised holds when the time to choose is over.
    let later = || crate::sample::later(TimeDelta::days(2));
    assert!(lapse(told(choosing()), &[], Field::default(), &mut later()).ask().is_open());
    assert!(!lapse(choosing(), &[], Field::default(), &mut later()).ask().is_open());
    // Whoever saw times has them to choose from.
    let ana = told(choosing()).learner;
    let shown = times(&told(choosing()), &ana, None, &[], &moment()).unwrap();
    assert!(!shown.session().no_time);
    let seen_by_ben = times(&told(choosing()), &mentor("ben"), None, &[], &moment()).unwrap();
    assert!(seen_by_ben.changes.is_empty());
    let none = times(&never_together(choosing()), &ana, None, &[], &moment()).unwrap();
    let other = Action::Again(id("session"), crate::action::Whom::Other);
    let found = buttons(none.reply.message.as_ref().unwrap());
    assert!(found.iter().any(|button| button.action == other));
}

#[test]
fn what_was_taken_out_comes_before_nobody_else_however_its_session_ends() {
    let at = crate::platform::Posted {
        channel: "C1".to_owned(),
        message: crate::platform::MessageId("1".to_owned()),
    };
    let out = |mut story: SessionStory| {
        story.ask.cards = vec![crate::ask::Card::Over(at.clone())];
        story.ask.taken_out = true;
        story
    };
    let field = || Field { on_topic: vec![mentor("cleo").into()], ..Field::default() };
    let calls_off = |who: &str| cancel(out(choosing()), &mentor(who), &[], field(), &mut moment()).unwrap();
    let by_an_admin =
        called_off(Decision::silent(), out(choosing()), id("dee"), true, field(), &mut moment());
    let unheard =
        lapse(out(never_together(choosing())), &[], field(), &mut crate::sample::later(TimeDelta::days(3)));
    for decision in [calls_off("ben"), calls_off("ana"), by_an_admin, unheard] {
        let decision = cards::with_cards(decision, &crate::sample::community(), &mut moment());
        assert!(!decision.ask().is_open() && decision.offers().is_empty() && !decision.session().is_open());
        assert_eq!(decision.ask().cards, [crate::ask::Card::Over(at.clone())]);
        assert!(decision.told().iter().all(|(to, _)| *to != crate::task::Address::Channel));
        for (_, said) in decision.deliveries() {
            let words = said.message.bare(chrono_tz::UTC);
            assert!(!words.contains("stays open") && !words.contains("somebody else"), "{words}");
        }
    }
    let reads = calls_off("ben").reply.message.unwrap().bare(chrono_tz::UTC);
    assert!(reads.contains("Nobody else is asked"), "{reads}");
}
