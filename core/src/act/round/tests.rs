use super::*;
use crate::act::ask::{Request, ask};
use crate::act::route::Field;
use crate::ask::Ask;
use crate::sample::{
    ask_in_pool, at, buttons, community as new_community, id, later, member, mentor, moment, now, paused,
    signal, typed,
};
use crate::signal::{Kind, Signal, urgency};
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

fn worked_out(facts: Facts) -> Matching {
    matched(facts, &terms(&new_community()), now())
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
    assert_eq!(wishes("weekly mo 10:00"), on(Weekday::Mon));
    assert_eq!(wishes("weekly Freitag"), on(Weekday::Fri));
    let of = |who: &str| Wish::Why(Some(who.to_owned()));
    let others = [("preview", Wish::Preview), ("run", Wish::Run), ("off", Wish::Weekly(None))];
    let others = others.into_iter().chain([("why", Wish::Why(None)), ("why @Ana May", of("@Ana May"))]);
    for (text, wish) in others {
        assert_eq!(wishes(text), Ok(wish));
    }
    for text in ["weekly often", "mon 25:00", "monday at ten o'clock", "weekly mon 10:00 please"] {
        assert_eq!(wishes(text), Err("round.problem"), "{text}");
    }
}

#[test]
fn a_round_that_is_wished_for_is_planned_and_one_that_is_not_is_forgotten() {
    let decision = settled(Some((Weekday::Mon, TEN)), vec![], &new_community(), &mut moment());
    let [(Action::Clock(Wake::Round), due)] = decision.wakes()[..] else { panic!("a round") };
    assert_eq!(due, at("2026-11-30T09:00:00Z"));
    let off = settled(None, vec![], &weekly(), &mut moment());
    let [Change::Community(off)] = &off.changes[..] else { panic!("{:?}", off.changes) };
    assert_eq!(off.rounds, Rounds::default());
}

#[test]
fn what_waits_for_a_round_that_is_moved_waits_for_the_new_one_and_for_none_when_there_are_none() {
    let monday = at("2026-11-30T09:00:00Z");
    let waiting = |again_at| Ask { stage: Stage::Waiting { again_at, tries: 0 }, ..crate::sample::ask() };
    let gathered = |at| vec![(waiting(at), member("ana"))];
    let moved = settled(Some((Weekday::Fri, TEN)), gathered(monday), &new_community(), &mut moment());
    let friday = at("2026-11-27T09:00:00Z");
    assert_eq!(moved.ask().stage, waiting(friday).stage);
    assert_eq!(moved.told(), [(Address::Member(id("ana")), "round.moved")]);
    assert!(moved.changes.contains(&Change::Drop(Subject::Ask(id("ask")))));
    let rematch = |decision: &Decision| {
        let mut wakes = decision.wakes().into_iter();
        wakes.find(|(action, _)| matches!(action, Action::Clock(Wake::Rematch(_)))).map(|(_, due)| due)
    };
    assert_eq!(rematch(&moved), Some(friday + AFTERWARDS));
    let off = settled(None, gathered(monday), &weekly(), &mut moment());
    assert_eq!((off.ask().stage.clone(), rematch(&off)), (waiting(now()).stage, Some(now())));
    assert!(off.told().is_empty());
    // Nothing happens to what waits for that time already.
    let same = settled(Some((Weekday::Mon, TEN)), gathered(monday), &new_community(), &mut moment());
    assert!(same.told().is_empty() && rematch(&same).is_none());
}

#[test]
fn where_more_wait_than_a_round_takes_what_presses_and_what_waits_longest_is_in_it() {
    let mut stories: Vec<AskStory> = (0..MOST + 2)
        .map(|n| {
            let mut story = waits(&format!("learner {n}"));
            story.ask.at = now() - TimeDelta::minutes((MOST + 2 - n) as i64);
            story
        })
        .collect();
    let due = Signal { until: now() + TimeDelta::hours(8), ..signal(Kind::Deadline) };
    stories.last_mut().unwrap().signals = vec![due];
    let matching = worked_out(Facts { waiting: stories, mentors: vec![] });
    let inside = |n: usize| matching.waiting.iter().any(|one| one.learner.id == id(&format!("learner {n}")));
    assert_eq!((matching.waiting.len(), matching.beyond), (MOST, 2));
    assert_eq!([0, MOST - 2, MOST - 1, MOST, MOST + 1].map(inside), [true, true, false, false, true]);
    assert!(matching.waiting.is_sorted_by_key(|one| one.ask.at));
    let told = bare(&preview(&matching, &moment()));
    assert!(told.contains("2 more asks wait") && told.contains(&format!("takes {MOST} at most")), "{told}");
}

#[test]
fn a_round_says_what_waits_so_that_room_is_left_for_what_presses() {
    let mut community = new_community();
    for days in 1..=8 {
        let at = now() - TimeDelta::days(9 - days);
        community.pressed = community.pressed.with(Topic::parse("parsing").unwrap(), at);
    }
    let ben = crate::sample::holding(mentor("ben"), 2, at("2026-11-26T09:00:00Z"));
    let matching = matched(facts(&["ana"], vec![ben]), &terms(&community), now());
    let told = bare(&preview(&matching, &moment()));
    assert!(told.contains("1 of them so that room is left"), "{told}");
    assert!(run(matching, &community, &mut moment()).offers().is_empty());
}

#[test]
fn a_look_at_a_round_changes_nothing_and_says_who_would_be_asked_why_and_who_is_on_leave() {
    let facts = facts(&["ana"], vec![mentor("ben"), paused(mentor("cleo"), 9)]);
    let message = preview(&worked_out(facts), &moment());
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
    let decision = run(worked_out(facts), &new_community(), &mut moment());
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
    let told = |facts| bare(&preview(&worked_out(facts), &moment()));
    assert!(told(facts(&[], vec![mentor("ben")])).contains("Nobody waits"));
    let alone = told(facts(&["ana"], vec![]));
    assert!(alone.contains("0 of 1 ask") && alone.contains("1 ask finds nobody"), "{alone}");
}

#[test]
fn on_time_the_next_is_planned_and_those_who_run_it_read_what_came_of_it() {
    let one = worked_out(facts(&["ana"], vec![mentor("ben")]));
    let decision = on_time(one, &weekly(), &[admin()], &mut moment());
    assert!(decision.told().contains(&(Address::Member(id("dee")), "round.report")));
    let round = decision.wakes().into_iter().find(|(action, _)| **action == Action::Clock(Wake::Round));
    assert_eq!(round.unwrap().1, at("2026-11-30T09:00:00Z"));
    let nobody = worked_out(facts(&[], vec![mentor("ben")]));
    let quiet = on_time(nobody, &weekly(), &[admin()], &mut moment());
    assert!(quiet.told().is_empty());
}

#[test]
fn what_is_asked_before_a_round_waits_for_it_unless_it_presses() {
    let mut community = weekly();
    community.rounds.planned = Some(at("2026-11-30T09:00:00Z"));
    let asks = |community: &Community, desk: &Desk| {
        let urgency = urgency(&member("ana"), &desk.signals, now());
        let field = Field { on_topic: vec![mentor("ben").into()], ..Field::default() };
        let field = field.within(community, urgency);
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
    let told = bare(&preview(&worked_out(facts), &moment()));
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
        let field = Field { on_topic: vec![ben().into()], ..Field::default() };
        field.within(&community, urgency(&member("ana"), signals, now()))
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
    let free = Field { on_topic: vec![mentor("ben").into()], ..Field::default() };
    let free = free.within(&community, urgency(&member("ana"), &[], now()));
    assert_eq!(asks(free).unwrap().answered(), "ask.offered");
}

#[test]
fn what_pressed_is_written_in_the_community() {
    let asked = || Decision::silent().and(Change::Ask(crate::sample::ask()));
    let decision = counted(asked(), Topic::parse("parsing"), &new_community(), &moment());
    let [_, Change::Community(community)] = &decision.changes[..] else { panic!("{:?}", decision.changes) };
    assert_ne!(community.pressed, new_community().pressed);
    assert_eq!(counted(asked(), None, &new_community(), &moment()).changes.len(), 1);
    let nobody = counted(Decision::silent(), Topic::parse("parsing"), &new_community(), &moment());
    assert!(nobody.changes.is_empty(), "what is asked of nobody is no ask");
}
