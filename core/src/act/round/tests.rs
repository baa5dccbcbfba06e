use super::*;
use crate::act::ask::{Request, ask};
use crate::act::route::Field;
use crate::ask::Ask;
use crate::sample::{
    ask_in_pool, at, buttons, community as new_community, id, later, member, mentor, moment, now, paused,
    signal, typed,
};
use crate::signal::{Kind, Signal};
use crate::store::Desk;
use crate::task::Address;

const TEN: NaiveTime = NaiveTime::from_hms_opt(10, 0, 0).unwrap();

fn admin() -> Member {
    Member { admin: true, ..member("dee") }
}

fn wishes(text: &str) -> Result<Wish, &'static str> {
    wish(words(text).as_ref(), &admin()).map_err(|refusal| refusal.key())
}

fn weekly() -> Community {
    let mut community = new_community();
    community.rounds.weekly = Some((Weekday::Mon, TEN));
    community.rounds.planned = Some(now());
    community
}

fn waits(name: &str) -> AskStory {
    let ask = Ask { id: id(&format!("ask of {name}")), learner: id(name), ..ask_in_pool() };
    AskStory { ask, learner: member(name), offers: vec![], wins: vec![], signals: vec![] }
}

fn facts(learners: &[&str], mentors: Vec<Member>) -> Facts {
    Facts {
        waiting: learners.iter().map(|name| waits(name)).collect(),
        mentors: mentors.into_iter().map(Arc::new).collect(),
    }
}

fn bare(message: &Message) -> String {
    message.bare(chrono_tz::UTC)
}

#[test]
fn rounds_are_for_those_who_run_the_community() {
    assert_eq!(wish(None, &member("ana")).unwrap_err().key(), "admins.only");
}

#[test]
fn when_rounds_are_held_is_read_as_people_write_it() {
    let on = |day| Ok(Wish::Weekly(Some((day, TEN))));
    assert_eq!(wishes("weekly"), on(Weekday::Mon));
    assert_eq!(wishes("weekly fri"), on(Weekday::Fri));
    assert_eq!(wishes("Weekly Fri 10:00"), on(Weekday::Fri));
    assert_eq!(wishes("fri 10:00"), on(Weekday::Fri));
    let others = [("preview", Wish::Preview), ("run", Wish::Run), ("off", Wish::Weekly(None))];
    for (text, wish) in others {
        assert_eq!(wishes(text), Ok(wish));
    }
    for text in ["weekly often", "mon 25:00", "monday at ten o'clock", "weekly mon 10:00 please"] {
        assert_eq!(wishes(text), Err("round.problem"), "{text}");
    }
}

#[test]
fn a_round_that_is_wished_for_is_planned_and_one_that_is_not_is_forgotten() {
    let decision = settled(Some((Weekday::Mon, TEN)), &new_community(), &mut moment());
    let [(Action::Clock(Wake::Round), due)] = decision.wakes()[..] else { panic!("a round") };
    assert_eq!(due, at("2026-11-30T09:00:00Z"));
    let off = settled(None, &weekly(), &mut moment());
    let [Change::Community(off)] = &off.changes[..] else { panic!("{:?}", off.changes) };
    assert_eq!(off.rounds, Rounds::default());
}

#[test]
fn a_look_at_a_round_changes_nothing_and_says_who_would_be_asked_why_and_who_is_on_leave() {
    let facts = facts(&["ana"], vec![mentor("ben"), paused(mentor("cleo"), 9)]);
    let message = preview(facts, &new_community(), &moment());
    let told = bare(&message);
    for words in
        ["1 of 1 ask would", "Ana → Ben: 95 points (the topic 40", "left out: Cleo until", "Nobody is told"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(buttons(&message)[0].action, Action::Round(words("run")));
}

#[test]
fn a_round_makes_offers_as_an_ask_alone_does_and_writes_each_mentor_once() {
    let facts = facts(&["ana", "ivo", "uma"], vec![mentor("ben"), mentor("cleo")]);
    let decision = run(facts, &new_community(), &mut moment());
    assert_eq!(decision.offers().len(), 3);
    assert!(decision.offers().iter().all(|offer| offer.why.as_ref().unwrap().together == Some(3)));
    let members = decision.changes.iter().filter(|change| matches!(change, Change::Member(_)));
    assert_eq!(members.count(), 2);
    let held = |name| decision.member(name).unwrap().mentor.as_ref().unwrap().held.len();
    assert_eq!(held("ben") + held("cleo"), 3);
    let told: Vec<_> = decision.told().into_iter().filter(|(_, key)| *key == "ask.found").collect();
    assert_eq!(told.len(), 3);
    assert!(decision.changes.contains(&Change::Drop(Subject::Ask(id("ask of ana")))));
}

#[test]
fn a_round_in_which_nobody_waits_or_nobody_mentors_says_so() {
    let told = |facts| bare(&preview(facts, &new_community(), &moment()));
    assert!(told(facts(&[], vec![mentor("ben")])).contains("Nobody waits"));
    let alone = told(facts(&["ana"], vec![]));
    assert!(alone.contains("0 of 1 ask") && alone.contains("1 ask finds nobody"), "{alone}");
}

#[test]
fn on_time_the_next_is_planned_and_those_who_run_it_read_what_came_of_it() {
    let one = facts(&["ana"], vec![mentor("ben")]);
    let decision = on_time(one, &weekly(), &[admin()], &mut moment());
    assert!(decision.told().contains(&(Address::Member(id("dee")), "round.report")));
    let round = decision.wakes().into_iter().find(|(action, _)| **action == Action::Clock(Wake::Round));
    assert_eq!(round.unwrap().1, at("2026-11-30T09:00:00Z"));
    let quiet = on_time(facts(&[], vec![mentor("ben")]), &weekly(), &[admin()], &mut moment());
    assert!(quiet.told().is_empty());
}

#[test]
fn what_is_asked_before_a_round_waits_for_it_unless_it_presses() {
    let mut community = weekly();
    community.rounds.planned = Some(at("2026-11-30T09:00:00Z"));
    let asks = |community: &Community, desk: &Desk| {
        let field = Field { on_topic: vec![mentor("ben").into()], ..Field::default() }.within(community);
        let field = field.pressed_by(&member("ana"), &desk.signals, now());
        ask(Request::parse("parsing").unwrap(), &member("ana"), desk, field, &mut moment()).unwrap()
    };
    let calm = asks(&community, &Desk::default());
    assert_eq!(calm.answered(), "ask.gathered");
    assert!(calm.ask().is_gathered() && calm.offers().is_empty());
    let [(Action::Clock(Wake::Rematch(_)), due)] = calm.wakes()[..] else { panic!("a look afterwards") };
    assert_eq!(due, at("2026-11-30T10:00:00Z"));
    let due_today = Signal { until: now() + TimeDelta::hours(8), ..signal(Kind::Deadline) };
    let pressed = Desk { signals: vec![due_today], ..Desk::default() };
    assert_eq!(asks(&community, &pressed).answered(), "ask.offered");
    community.rounds = Rounds::default();
    assert_eq!(asks(&community, &Desk::default()).answered(), "ask.offered");
}

#[test]
fn whoever_presses_goes_first_in_a_round_and_it_is_said_so() {
    let mut facts = facts(&["ana", "ivo"], vec![crate::sample::holding(mentor("ben"), 1, now())]);
    let due =
        Signal { until: now() + TimeDelta::hours(8), what: typed("homework"), ..signal(Kind::Deadline) };
    facts.waiting[1].signals = vec![due];
    let told = bare(&preview(facts, &new_community(), &moment()));
    assert!(told.contains("Ivo → Ben") && told.contains("it presses"), "{told}");
}

#[test]
fn a_digest_that_is_planned_anew_does_not_lose_the_round() {
    let mut community = weekly();
    community.rounds.planned = Some(at("2026-11-30T09:00:00Z"));
    let decision =
        Decision::silent().and_all(crate::act::digest::planned(&community, &mut later(TimeDelta::hours(1))));
    let wakes = decision.wakes();
    assert!(wakes.iter().any(|(action, _)| **action == Action::Clock(Wake::Round)), "{wakes:?}");
}

#[test]
fn room_is_kept_for_what_presses_and_what_does_not_waits_and_reads_why() {
    let topic = || Topic::parse("parsing").unwrap();
    let mut community = new_community();
    // Eight in four weeks: until Sunday night, one and a half are to be expected, so one seat is kept.
    for days in 1..=8 {
        community.pressed = community.pressed.with(topic(), now() - TimeDelta::days(9 - days));
    }
    let ben = || crate::sample::holding(mentor("ben"), 2, at("2026-11-26T09:00:00Z"));
    let field = |signals: &[Signal]| {
        let field = Field { on_topic: vec![ben().into()], ..Field::default() }.within(&community);
        field.pressed_by(&member("ana"), signals, now())
    };
    let asks = |field| {
        ask(Request::parse("parsing").unwrap(), &member("ana"), &Desk::default(), field, &mut moment())
    };
    let calm = asks(field(&[])).unwrap();
    assert_eq!(calm.answered(), "ask.waiting");
    assert!(bare(calm.reply.message.as_ref().unwrap()).contains("kept for what presses"));
    let about = AskStory { ask: calm.ask().clone(), ..waits("ana") };
    let facts = crate::act::why::Facts::Nobody(Box::new((about, field(&[]))));
    let why = bare(&crate::act::why::why(facts, &member("ana"), &moment()).unwrap());
    assert!(why.contains("1 session is free") && why.contains("1 is kept"), "{why}");
    let due = Signal { until: now() + TimeDelta::hours(8), ..signal(Kind::Deadline) };
    let pressed = asks(field(std::slice::from_ref(&due))).unwrap();
    assert_eq!(pressed.answered(), "ask.offered");
    assert_eq!(field(&[due]).pressing_topic("how do I test a parser"), Some(topic()));
    assert_eq!(field(&[]).pressing_topic("how do I test a parser"), None);
    // With room enough nobody waits.
    let free = Field { on_topic: vec![mentor("ben").into()], ..Field::default() }.within(&community);
    assert_eq!(asks(free).unwrap().answered(), "ask.offered");
}

#[test]
fn what_pressed_is_written_in_the_community() {
    let decision = counted(Decision::silent(), Topic::parse("parsing"), &new_community(), &moment());
    let [Change::Community(community)] = &decision.changes[..] else { panic!("{:?}", decision.changes) };
    assert_ne!(community.pressed, new_community().pressed);
    assert!(counted(Decision::silent(), None, &new_community(), &moment()).changes.is_empty());
}
