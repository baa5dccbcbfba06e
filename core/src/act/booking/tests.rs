mod hidden;
mod off;
mod office;
mod somebody_else;

use super::times::SUGGESTED;
use super::*;
use crate::act::cards;
use crate::action::{Notice, Wake};
use crate::ask::{Ending as AskEnding, OfferStage};
use crate::sample::{
    at, buttons, calendar, holding, id, meeting, member, mentor, moment, now, paused, refused,
};
use crate::task::Address;

fn booked(starts_at: DateTime<Utc>) -> SessionStory {
    meeting(Stage::Booked { starts_at })
}

fn choosing() -> SessionStory {
    meeting(crate::sample::session().stage)
}

fn begun() -> Vec<Stage> {
    let started_at = now() - TimeDelta::minutes(5);
    vec![
        Stage::Meeting { started_at },
        Stage::Noting { started_at, ended_at: now() },
        crate::sample::following(),
    ]
}

fn closed() -> Stage {
    Stage::Closed { at: now(), ending: Ending::Lapsed, note: None }
}

/// Wednesday at ten in Berlin.
fn wednesday() -> DateTime<Utc> {
    at("2026-11-25T09:00:00Z")
}

fn busy(from: DateTime<Utc>) -> Busy {
    Busy::kept_free(from, from + TimeDelta::minutes(10))
}

fn ana_picks(story: SessionStory, at: DateTime<Utc>, busy: &[Busy]) -> Result<Decision, Refusal> {
    pick(story, &member("ana"), at, busy, &mut moment())
}

#[test]
fn a_booking_writes_both_people_so_that_neither_can_be_booked_twice() {
    let decision = ana_picks(choosing(), wednesday(), &[]).unwrap();
    assert!(decision.member("ana").is_some());
    let held = &decision.member("ben").unwrap().mentor.as_ref().unwrap().held;
    assert_eq!(held.iter().map(|held| held.at).collect::<Vec<_>>(), [wednesday()]);
    assert_eq!(decision.told(), [(Address::Member(id("ben")), "booked")]);
    // Once it has begun, nobody needs to hear that it is booked.
    assert_eq!(decision.deliveries().next().unwrap().0.not_after, Some(wednesday()));
}

#[test]
fn a_time_that_does_not_suit_both_is_refused() {
    let key = |at| refused(ana_picks(choosing(), at, &[]));
    assert_eq!(key(now() - TimeDelta::minutes(1)), "pick.past");
    assert_eq!(key(now() + TimeDelta::days(16)), "pick.past");
    assert_eq!(key(at("2026-11-25T20:00:00Z")), "pick.not-working");
    // The reminder ten minutes before would come before nine.
    assert_eq!(key(at("2026-11-25T08:05:00Z")), "pick.not-working");
    let away = SessionStory { mentor: paused(mentor("ben"), 3), ..choosing() };
    assert_eq!(refused(ana_picks(away, wednesday(), &[])), "pick.not-working");
}

#[test]
fn ten_minutes_stay_free_around_every_session() {
    let key = |minutes| {
        let other = busy(wednesday() + TimeDelta::minutes(minutes));
        ana_picks(choosing(), wednesday(), &[other]).map(|_| ()).map_err(|refusal| refusal.key())
    };
    assert_eq!(key(0), Err("pick.taken"));
    assert_eq!(key(19), Err("pick.taken"));
    assert_eq!(key(20), Ok(()));
    assert_eq!(key(-20), Ok(()));
}

#[test]
fn an_old_button_books_neither_noon_nor_a_third_session_in_a_row() {
    // Noon in Berlin, and a minute into it from each side; whoever works around noon alone is met then.
    let key = |at: &str, busy: &[Busy]| {
        ana_picks(choosing(), crate::sample::at(at), busy).map(|_| ()).map_err(|refusal| refusal.key())
    };
    for (time, found) in [("10:50", true), ("10:51", false), ("11:59", false), ("12:00", true)] {
        let expected = if found { Ok(()) } else { Err("pick.noon") };
        assert_eq!(key(&format!("2026-11-25T{time}:00Z"), &[]), expected, "{time}");
    }
    let two = [busy(wednesday() - TimeDelta::minutes(50)), busy(wednesday() - TimeDelta::minutes(25))];
    assert_eq!(key("2026-11-25T09:00:00Z", &two), Err("pick.row"));
    assert_eq!(key("2026-11-25T09:15:00Z", &two), Ok(()));
    let around = [busy(wednesday() - TimeDelta::minutes(30)), busy(wednesday() + TimeDelta::minutes(30))];
    assert_eq!(key("2026-11-25T09:00:00Z", &around), Err("pick.row"));
    assert_eq!(key("2026-11-25T09:00:00Z", &around[..1]), Ok(()));
}

#[test]
fn a_time_that_is_refused_comes_with_others_that_can_be_picked_by_one_press() {
    let Err(Refusal::Because(saying)) = ana_picks(choosing(), at("2026-11-25T11:00:00Z"), &[]) else {
        panic!("refused")
    };
    let picks: Vec<DateTime<Utc>> = buttons(&saying.message())
        .iter()
        .filter_map(|button| match button.action {
            Action::Pick(_, at) => Some(at),
            _ => None,
        })
        .collect();
    assert_eq!(picks.len(), SUGGESTED);
    assert!(picks.iter().all(|at| ana_picks(choosing(), *at, &[]).is_ok()));
}

#[test]
fn two_who_both_say_so_meet_at_noon_and_yet_not_a_third_time_in_a_row() {
    let noon = at("2026-11-24T11:30:00Z");
    let two = [busy(noon - TimeDelta::minutes(50)), busy(noon - TimeDelta::minutes(25))];
    let mut story = choosing();
    story.session.free = Some(Free { who: id("ben"), until: noon + FREE_FOR });
    let says = |busy: &[Busy]| super::now(story.clone(), &member("ana"), busy, &mut Moment::new(noon, 9));
    let met = says(&two[1..]).unwrap();
    assert!(matches!(met.session().stage, Stage::Meeting { .. }));
    let Err(Refusal::Because(saying)) = says(&two) else { panic!("refused") };
    assert_eq!(saying.key(), "pick.row");
    let picks = |button: &&&crate::message::Button| matches!(button.action, Action::Pick(..));
    assert_eq!(buttons(&saying.message()).iter().filter(picks).count(), SUGGESTED);
}

#[test]
fn a_day_on_which_the_mentor_is_at_their_cap_is_neither_suggested_nor_booked() {
    let mut story = choosing();
    story.mentor = holding(story.mentor, 2, wednesday());
    let decision = times(&story, &member("ana"), None, &[], &moment()).unwrap();
    let suggested: Vec<String> = buttons(decision.reply.message.as_ref().unwrap())
        .iter()
        .map(|button| button.label.to_string())
        .collect();
    assert_eq!(suggested, ["Tue 10:30", "Tue 13:30", "Thu 09:30", "Later ones"]);
    assert_eq!(refused(ana_picks(story, wednesday(), &[])), "pick.no-room");
}

#[test]
fn later_times_come_round_again_and_none_lies_too_far_ahead() {
    let story = choosing();
    let last = now() + BOOKABLE - TimeDelta::hours(1);
    let decision = times(&story, &member("ana"), Some(last), &[], &moment()).unwrap();
    let picks: Vec<DateTime<Utc>> = buttons(decision.reply.message.as_ref().unwrap())
        .iter()
        .filter_map(|button| match button.action {
            Action::Pick(_, at) => Some(at),
            _ => None,
        })
        .collect();
    assert!(!picks.is_empty());
    assert!(picks.iter().all(|at| *at <= now() + BOOKABLE), "{picks:?}");
}

#[test]
fn a_session_that_has_begun_or_is_over_gets_no_other_time() {
    for stage in begun() {
        assert_eq!(refused(ana_picks(meeting(stage.clone()), wednesday(), &[])), "book.held");
        assert_eq!(refused(now_(meeting(stage.clone()), &[])), "book.held");
        assert_eq!(refused(times(&meeting(stage), &member("ana"), None, &[], &moment())), "book.held");
    }
    assert_eq!(refused(ana_picks(meeting(closed()), wednesday(), &[])), "book.over");
    assert_eq!(refused(now_(meeting(closed()), &[])), "book.over");
    assert_eq!(refused(ana_picks(booked(wednesday()), wednesday(), &[])), "booked.already");
}

fn now_(story: SessionStory, busy: &[Busy]) -> Result<Decision, Refusal> {
    super::now(story, &member("ana"), busy, &mut moment())
}

#[test]
fn only_the_two_may_say_anything_about_a_session() {
    let eve = member("eve");
    let story = || booked(wednesday());
    assert_eq!(refused(pick(story(), &eve, wednesday(), &[], &mut moment())), "refusal.not-yours");
    assert_eq!(refused(super::now(story(), &eve, &[], &mut moment())), "refusal.not-yours");
    assert_eq!(refused(times(&story(), &eve, None, &[], &moment())), "refusal.not-yours");
    assert_eq!(refused(cancel(story(), &eve, &[], Field::default(), &mut moment())), "refusal.not-yours");
    assert_eq!(refused(on_my_way(&story(), &eve, &mut moment())), "refusal.not-yours");
}

/// Somebody has said that they are free for half an hour.
fn free(mut story: SessionStory, who: &str) -> SessionStory {
    story.session.free = Some(Free { who: id(who), until: now() + FREE_FOR });
    story
}

#[test]
fn nobody_begins_at_once_without_the_other() {
    for story in [choosing(), free(choosing(), "eve")] {
        let decision = now_(story, &[]).unwrap();
        assert_eq!(decision.answered(), "now.asked");
        assert_eq!(decision.told(), [(Address::Member(id("ben")), "now.suits")]);
        let asked = decision.session().clone();
        assert_eq!(asked.stage, choosing().session.stage);
        // A question that is not read in time is of no use.
        assert_eq!(decision.deliveries().next().unwrap().0.not_after, Some(now() + FREE_FOR));
        let again = now_(SessionStory { session: asked.clone(), ..choosing() }, &[]).unwrap();
        assert!(again.changes.is_empty() && again.answered() == "now.asked");
        let yes = SessionStory { session: asked, ..choosing() };
        let yes =
            |after| super::now(yes.clone(), &mentor("ben"), &[], &mut crate::sample::later(after)).unwrap();
        assert!(matches!(yes(TimeDelta::minutes(30)).session().stage, Stage::Meeting { .. }));
        assert_eq!(yes(TimeDelta::minutes(31)).answered(), "now.asked");
    }
}

#[test]
fn two_meet_now_while_the_other_works_and_neither_has_anything_else() {
    let decision = now_(free(choosing(), "ben"), &[]).unwrap();
    assert!(matches!(decision.session().stage, Stage::Meeting { .. }));
    assert_eq!(decision.ask().stage, AskStage::Booked { session: id("session") });
    assert!(decision.session().attendance.both_came(), "both said that they are free");
    let asleep = SessionStory {
        mentor: Member { calendar: calendar(chrono_tz::America::Chicago, "9-17"), ..mentor("ben") },
        ..choosing()
    };
    assert_eq!(refused(now_(asleep, &[])), "now.not-working");
    assert_eq!(refused(now_(choosing(), &[busy(now() - TimeDelta::minutes(5))])), "now.busy");
    assert_eq!(refused(now_(choosing(), &[busy(now() + TimeDelta::minutes(15))])), "now.busy");
    let full = SessionStory { mentor: holding(mentor("ben"), 2, now()), ..choosing() };
    assert_eq!(refused(now_(full, &[])), "now.no-room");
}

#[test]
fn a_session_does_not_stand_in_its_own_way() {
    let soon = now() + TimeDelta::minutes(5);
    let own = [booked(soon).session.busy().unwrap()];
    let decision = now_(free(booked(soon), "ben"), &own).unwrap();
    assert!(matches!(decision.session().stage, Stage::Meeting { .. }));
    let moved = ana_picks(booked(soon), soon + TimeDelta::minutes(10), &own).unwrap();
    assert_eq!(moved.session().stage, Stage::Booked { starts_at: soon + TimeDelta::minutes(10) });
}

/// Ben works while Ana sleeps.
fn never_together(story: SessionStory) -> SessionStory {
    let night = calendar(chrono_tz::Europe::Berlin, "mon-fri 20-23");
    SessionStory { mentor: Member { calendar: night, ..story.mentor }, ..story }
}

#[test]
fn whoever_says_that_they_are_free_is_so_also_outside_their_hours() {
    let asked = |story| now_(never_together(story), &[]);
    assert!(matches!(asked(free(choosing(), "ben")).unwrap().session().stage, Stage::Meeting { .. }));
    let Err(Refusal::Because(told)) = asked(choosing()) else { panic!("not refused") };
    let told = told.with("typed", "").message();
    let words = told.bare(chrono_tz::Europe::Berlin);
    assert!(words.contains("They work again from Tue 20:00") && !words.contains("Here are times"), "{words}");
    assert_eq!(buttons(&told)[0].action, Action::Now(id("session")));
}

#[test]
fn each_is_reminded_once_and_in_their_hours() {
    let in_chicago = |story| SessionStory {
        mentor: Member { calendar: calendar(chrono_tz::America::Chicago, "mon-fri 9-18"), ..mentor("ben") },
        ..story
    };
    // Monday, half past four in the afternoon in Berlin, half past nine in the morning in Chicago.
    let starts_at = at("2026-11-30T15:30:00Z");
    let decision = ana_picks(in_chicago(choosing()), starts_at, &[]).unwrap();
    let remind = Action::Clock(Wake::Remind(id("session"), Notice::Day));
    let days: Vec<_> =
        decision.wakes().into_iter().filter(|(action, _)| **action == remind).map(|(_, due)| due).collect();
    // Ben begins half an hour before it: the reminder of ten minutes is enough for him.
    assert_eq!(days, [at("2026-11-30T08:00:00Z")]);
    let told = |now| {
        let story = in_chicago(booked(starts_at));
        let decision = remind_(&story, Notice::Day, now);
        decision.told().into_iter().map(|(to, _)| to).collect::<Vec<_>>()
    };
    assert_eq!(told(days[0]), [Address::Member(id("ana"))]);
    assert_eq!(told(days[0] + TimeDelta::hours(2)), []);
}

fn remind_(story: &SessionStory, notice: Notice, now: DateTime<Utc>) -> Decision {
    remind(story, notice, &mut Moment::new(now, 9))
}

#[test]
fn a_session_that_was_moved_is_not_near() {
    let told = |starts_at, notice| remind(&booked(starts_at), notice, &mut moment()).told().len();
    assert_eq!(told(now() + TimeDelta::hours(24), Notice::Day), 2);
    assert_eq!(told(now() + TimeDelta::hours(48), Notice::Day), 0);
    assert_eq!(told(now() + TimeDelta::minutes(10), Notice::Minutes), 2);
    assert_eq!(told(now() + TimeDelta::hours(2), Notice::Minutes), 0);
    for stage in begun().into_iter().chain([choosing().session.stage, closed()]) {
        assert!(remind(&meeting(stage), Notice::Minutes, &mut moment()).changes.is_empty());
    }
}

#[test]
fn who_is_on_the_way_says_so_once() {
    let mut story = booked(now() + TimeDelta::minutes(10));
    let first = on_my_way(&story, &member("ana"), &mut moment()).unwrap();
    assert_eq!(first.told(), [(Address::Member(id("ben")), "on-my-way.told")]);
    story.session = first.session().clone();
    let again = on_my_way(&story, &member("ana"), &mut moment()).unwrap();
    assert_eq!((again.answered(), again.changes.len()), ("on-my-way", 0));
}

#[test]
fn on_my_way_wakes_nobody_long_before_the_time() {
    let manner = |left| {
        let decision = on_my_way(&booked(now() + left), &member("ana"), &mut moment()).unwrap();
        decision.deliveries().map(|(_, delivery)| delivery.manner).collect::<Vec<_>>()
    };
    assert_eq!(manner(TimeDelta::minutes(10)), [Manner::Appointment]);
    assert_eq!(manner(TimeDelta::hours(20)), [Manner::Awaited]);
    assert_eq!(refused(on_my_way(&choosing(), &member("ana"), &mut moment())), "on-my-way.over");
}

#[test]
fn who_moves_a_session_is_not_offered_the_time_that_it_has() {
    let (story, ana) = (booked(wednesday()), member("ana"));
    let from = wednesday() - TimeDelta::minutes(30);
    let later = |session: &Session| {
        suggest(session, &ana, &story.mentor, &[], (now(), now() + BOOKABLE), Order::After(from)).at
    };
    let times = later(&story.session);
    assert_eq!(times.len(), SUGGESTED);
    assert!(!times.contains(&wednesday()), "{times:?}");
    let times = later(&choosing().session);
    assert!(times.contains(&wednesday()), "{times:?}");
}

/// Who is not told any more what waits to be said to them of the session.
fn told_no_more(decision: &Decision) -> Vec<Address> {
    let about = Subject::Session(id("session"));
    let unsaid = decision.changes.iter().filter_map(|change| match change {
        Change::Forgo(to, what) if *what == about => Some(*to),
        _ => None,
    });
    unsaid.collect()
}

#[test]
fn what_waits_to_be_said_of_a_time_that_is_moved_or_called_off_is_not_said_any_more() {
    let both = ["ben", "ana"].map(|name| Address::Member(id(name)));
    let cancel =
        |who: &str| cancel(booked(wednesday()), &member(who), &[], Field::default(), &mut moment()).unwrap();
    assert_eq!(told_no_more(&cancel("ana")), both);
    assert_eq!(told_no_more(&cancel("ben")), both);
    let thursday = wednesday() + TimeDelta::days(1);
    assert_eq!(told_no_more(&ana_picks(booked(wednesday()), thursday, &[]).unwrap()), both);
    assert_eq!(told_no_more(&ana_picks(choosing(), wednesday(), &[]).unwrap()), []);
}

#[test]
fn a_compliment_that_its_learner_has_not_read_is_said_whatever_becomes_of_the_time() {
    let mut story = booked(wednesday());
    story.learner.calendar = calendar(chrono_tz::Asia::Tokyo, "mon-fri 9-17");
    story.session.id = moment().id();
    let about = Subject::Session(story.session.id);
    let decision = cancel(story, &mentor("ben"), &[], Field::default(), &mut moment()).unwrap();
    assert!(!decision.changes.contains(&Change::Forgo(Address::Member(id("ana")), about)));
}
