use super::*;
use crate::id::MemberId;
use crate::sample::{
    ask_in_pool, asked, at, calendar, id, later, member, mentor, moment, now, offered, paused, refused, typed,
};
use crate::text::Link;

fn offer() -> Offer {
    crate::sample::offer()
}

fn planned() -> Offer {
    Offer { stage: OfferStage::Planned { opens_at: now() }, ..offer() }
}

fn volunteered() -> Offer {
    Offer { reasons: vec![Reason::Volunteer], ..offer() }
}

fn cleo() -> Field {
    Field { on_topic: vec![mentor("cleo").into()], ..Field::default() }
}

fn is_with(decision: &Decision, name: &str) -> bool {
    decision.offers().iter().any(|offer| offer.mentor == id(name) && offer.is_open())
}

#[test]
fn a_fourth_message_of_the_day_is_put_off_and_the_learner_hears_until_when() {
    let decision = present(offered(planned()), 3, cleo(), &mut moment());
    assert_eq!(decision.told(), [(Address::Member(id("ana")), "ask.later")]);
    let tomorrow = at("2026-11-25T08:00:00Z");
    assert_eq!(decision.wakes(), [(&Action::Clock(Wake::Present(id("offer"))), tomorrow)]);
    let until = at("2026-11-25T12:00:00Z");
    assert_eq!(decision.ask().stage, Stage::AwaitingMentor { offer: id("offer"), until });
}

#[test]
fn a_mentor_who_has_gone_away_for_longer_is_not_waited_for() {
    for story in [
        OfferStory { mentor: paused(mentor("ben"), 5), ..offered(planned()) },
        OfferStory {
            mentor: Member { calendar: calendar(chrono_tz::UTC, "none"), ..mentor("ben") },
            ..offered(planned())
        },
    ] {
        let decision = present(story, 0, cleo(), &mut moment());
        assert!(is_with(&decision, "cleo"));
        assert_eq!(decision.told(), [(Address::Member(id("ana")), "ask.next")]);
    }
}

#[test]
fn of_two_in_a_row_who_cannot_be_asked_the_learner_hears_once() {
    let away = |tried: Vec<MemberId>, until| {
        let mut story = OfferStory { mentor: paused(mentor("ben"), 5), ..offered(planned()) };
        story.ask.ask.tried = tried;
        story.ask.ask.stage = Stage::AwaitingMentor { offer: id("offer"), until };
        present(story, 0, cleo(), &mut moment())
    };
    let first = away(vec![], now());
    let Stage::AwaitingMentor { until, .. } = first.ask().stage else { panic!("cleo has it") };
    assert_eq!(first.told(), [(Address::Member(id("ana")), "ask.next")]);
    let second = away(vec![id("dan")], until);
    assert!(is_with(&second, "cleo") && second.told().is_empty(), "{:?}", second.told());
    let later = away(vec![id("dan")], until - TimeDelta::hours(1));
    assert_eq!(later.told(), [(Address::Member(id("ana")), "ask.next")], "there is more time than they read");
}

#[test]
fn an_offer_that_was_seen_or_settled_is_not_presented_again() {
    for stage in [offer().stage, OfferStage::Recalled { at: now() }, OfferStage::Accepted { at: now() }] {
        let story = offered(Offer { stage, ..offer() });
        assert!(present(story, 0, cleo(), &mut moment()).changes.is_empty());
    }
}

#[test]
fn an_offer_is_passed_by_its_mentor_alone_and_only_while_it_is_open() {
    let pass = |stage: OfferStage, who: &str| {
        let story = offered(Offer { stage, ..offer() });
        refused(pass(story, &mentor(who), Pass::NotNow, cleo(), &mut moment()))
    };
    let at = now();
    assert_eq!(pass(offer().stage, "cleo"), "refusal.not-yours");
    assert_eq!(pass(OfferStage::Accepted { at }, "ben"), "offer.accepted-already");
    assert_eq!(pass(OfferStage::Passed { at, how: Pass::NotNow }, "ben"), "offer.passed-already");
    assert_eq!(pass(OfferStage::Missed { at }, "ben"), "offer.missed");
    assert_eq!(pass(OfferStage::Recalled { at }, "ben"), "offer.recalled");
}

#[test]
fn an_offer_that_runs_out_counts_as_missed_and_frees_its_place() {
    let decision = expire(offered(offer()), cleo(), &mut later(TimeDelta::hours(3)));
    let ben = decision.member("ben").unwrap().mentor.as_ref().unwrap();
    assert_eq!((ben.record.missed, ben.held.len()), (1, 0));
    assert!(is_with(&decision, "cleo"));
    assert_eq!(decision.ask().tried, [id("ben")]);
    assert_eq!(decision.told(), [(Address::Member(id("ana")), "ask.next-missed")]);
}

#[test]
fn the_third_offer_in_a_row_that_runs_out_is_the_last_until_they_are_back() {
    let mut story = offered(offer());
    story.mentor.unanswered.times = 2;
    let decision = expire(story, cleo(), &mut later(TimeDelta::hours(3)));
    assert!(decision.member("ben").unwrap().rests());
    let (ana, ben) = (Address::Member(id("ana")), Address::Member(id("ben")));
    assert_eq!(decision.told(), [(ana, "ask.next-missed"), (ben, "rest")]);
    // What was planned for them meanwhile goes to somebody else before they see it.
    let rests = decision.member("ben").unwrap().clone();
    let next = present(OfferStory { mentor: rests, ..offered(planned()) }, 0, cleo(), &mut moment());
    assert!(is_with(&next, "cleo") && next.told() == [(ana, "ask.next")]);
}

#[test]
fn an_offer_does_not_run_out_before_its_time_unless_its_mentor_is_away() {
    assert!(expire(offered(offer()), cleo(), &mut moment()).changes.is_empty());
    let left = OfferStory { mentor: member("ben"), ..offered(offer()) };
    let decision = expire(left, cleo(), &mut moment());
    assert!(is_with(&decision, "cleo"));
    let mut apart = offered(offer());
    apart.ask.learner.kept_apart.insert(id("ben"));
    assert!(is_with(&expire(apart, cleo(), &mut moment()), "cleo"), "they are kept apart meanwhile");
    let recalled = OfferStage::Recalled { at: now() };
    assert!(decision.offers().iter().any(|offer| offer.stage == recalled));
}

#[test]
fn a_draft_of_somebody_who_came_forward_lapses_without_a_word() {
    let about = asked(ask_in_pool(), vec![]);
    let story = OfferStory { ask: about, ..offered(volunteered()) };
    let decision = expire(story, cleo(), &mut later(TimeDelta::hours(3)));
    assert_eq!(decision.offers().len(), 1);
    assert!(decision.told().is_empty());
    let ben = decision.member("ben").unwrap().mentor.as_ref().unwrap();
    assert_eq!((ben.record.missed, ben.held.len()), (0, 0));
}

#[test]
fn somebody_who_is_writing_is_not_asked_for_the_same_ask_as_well() {
    let about = asked(ask_in_pool(), vec![volunteered()]);
    let field = Field { on_topic: vec![mentor("ben").into()], ..Field::default() };
    let decision = rematch(about.clone(), field, &mut moment());
    assert!(decision.offers().is_empty());
    assert!(is_with(&rematch(about, cleo(), &mut moment()), "cleo"));
}

#[test]
fn an_ask_that_nobody_takes_is_closed_with_a_word_in_the_end() {
    let ask = Ask { stage: Stage::InPool { since: now(), tries: LAST_LOOK }, ..ask_in_pool() };
    let decision = rematch(asked(ask, vec![]), cleo(), &mut moment());
    assert_eq!(decision.told(), [(Address::Member(id("ana")), "pool.closed")]);
    assert!(!decision.ask().is_open());
    let reason = decision.changes.iter().any(|change| matches!(change, Change::Signal(_)));
    assert!(reason, "a reason to help her with the next");
}

#[test]
fn the_clock_does_not_look_for_somebody_when_it_is_somebodys_turn_or_not_yet_time() {
    let not_yet = Stage::Waiting { again_at: now() + TimeDelta::hours(1), tries: 1 };
    let closed = Stage::Closed { at: now(), ending: Ending::Withdrawn };
    for stage in [crate::sample::ask().stage, not_yet, closed] {
        let about = asked(Ask { stage, ..crate::sample::ask() }, vec![]);
        assert!(rematch(about, cleo(), &mut moment()).changes.is_empty());
    }
}

#[test]
fn whoever_waited_for_a_round_hears_once_that_nobody_has_room() {
    let full = || crate::sample::holding(mentor("cleo"), 2, now());
    let looks = |tries| {
        let stage = Stage::Waiting { again_at: now() - TimeDelta::minutes(1), tries };
        let field = Field { on_topic: vec![full().into()], ..Field::default() };
        rematch(asked(Ask { stage, ..crate::sample::ask() }, vec![]), field, &mut moment())
    };
    let first = looks(0);
    assert_eq!(first.told(), [(Address::Member(id("ana")), "ask.next-waiting")]);
    let told = first.deliveries().next().unwrap().1.message.bare(chrono_tz::UTC);
    assert!(told.contains("everybody who could help is at their limit"), "{told}");
    assert!(looks(1).told().is_empty());
    // After three working days she chooses whether she waits on.
    let asks = looks(WAITED - 1);
    assert_eq!(asks.told(), [(Address::Member(id("ana")), "ask.still")]);
    let (ask, message) = (id("ask"), &asks.deliveries().next().unwrap().1.message);
    let actions: Vec<_> =
        crate::sample::buttons(message).iter().map(|button| button.action.clone()).collect();
    assert_eq!(actions, [Action::OpenUp(ask), Action::Withdraw(Some(ask))]);
    assert!(looks(WAITED).told().is_empty());
}

/// Somebody who cannot be asked for Ana, in each way that no day changes.
fn who_cannot_come() -> (Member, Vec<Member>) {
    let mut ana = member("ana");
    ana.kept_apart.insert(id("cleo"));
    ana.fits.insert(id("dan"), crate::session::Fit::NotGood);
    let tokyo = crate::sample::calendar(chrono_tz::Tz::Asia__Tokyo, "mon-fri 9-16");
    let far = Member { calendar: tokyo, ..mentor("eve") };
    let lost = Member { unreachable: Some(now()), ..mentor("finn") };
    (ana, vec![mentor("cleo"), mentor("dan"), far, lost])
}

#[test]
fn an_ask_is_opened_at_the_hour_that_was_told_when_nobody_else_can_come_to_be_asked() {
    let (ana, others) = who_cannot_come();
    let field = |others: &[Member]| Field {
        on_topic: others.iter().cloned().map(Into::into).collect(),
        has_channel: true,
        ..Field::default()
    };
    let mut story = offered(offer());
    story.ask.learner = ana;
    let opened = expire(story.clone(), field(&others), &mut later(TimeDelta::hours(3)));
    assert!(matches!(opened.ask().stage, Stage::InPool { .. }), "{:?}", opened.ask().stage);
    assert_eq!(
        opened.told(),
        [(Address::Channel, "pool.open"), (Address::Member(id("ana")), "ask.next-pool")]
    );
    let told = opened.deliveries().nth(1).unwrap().1.message.bare(chrono_tz::UTC);
    assert!(told.contains("did not get to it in time"), "{told}");
    assert!(
        told.contains("1 without hours in common") && told.contains("3 who cannot be asked now"),
        "{told}"
    );
    // Whoever has no room today has some another day, and is waited for.
    let full = [others, vec![crate::sample::holding(mentor("gus"), 2, now())]].concat();
    let waits = expire(story, field(&full), &mut later(TimeDelta::hours(3)));
    assert!(matches!(waits.ask().stage, Stage::Waiting { .. }));
}

#[test]
fn three_who_were_asked_open_an_ask_to_everybody() {
    let mut story = offered(offer());
    story.ask.ask.tried = vec![id("dan"), id("eve")];
    let decision = pass(story, &mentor("ben"), Pass::NotForMe, cleo(), &mut moment()).unwrap();
    assert!(matches!(decision.ask().stage, Stage::InPool { .. }));
    // Nobody else is asked, so the mentor does not read that somebody is.
    let shown = decision.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
    assert!(shown.contains("only hears") && !shown.contains("somebody else"), "{shown}");
    assert_eq!(decision.told()[0], (Address::Channel, "pool.open"));
}

#[test]
fn wins_are_shown_as_far_as_a_message_holds_them() {
    let win = |deed: usize, link: usize| Win {
        id: id("win"),
        version: 1,
        learner: id("ana"),
        deed: typed(&"d".repeat(deed)),
        link: Link::parse(&format!("https://e.example/{}", "x".repeat(link))).ok(),
        at: now() - TimeDelta::days(2),
        undone: None,
    };
    let shown = |wins: &[Win]| win_slots(wins, &member("ana"), &moment()).len();
    assert_eq!(shown(&vec![win(280, 100); 5]), 3);
    assert_eq!(shown(&vec![win(280, 500); 5]), 1);
    let slots = win_slots(&[win(280, 1900)], &member("ana"), &moment());
    assert!(matches!(slots[0].field("link"), Value::Nothing));
    assert!(matches!(slots[0].field("days"), Value::Number(2)));
}
