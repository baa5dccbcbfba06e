//! Sessions one right after the other in office hours, and nowhere else.

use proptest::prelude::*;

use super::super::hidden::Hidden;
use super::hidden::hidden_of;
use super::*;
use crate::calendar::OfficeHours;
use crate::member::{Caps, Mentor};
use crate::session::Minutes;

/// Ben, who would give a lot, with office hours on Tuesdays from two to half past three in Berlin.
fn ben() -> Member {
    let mut ben = mentor("ben");
    let profile = ben.mentor.as_mut().unwrap();
    profile.office = OfficeHours::parse("tue 14:00-15:30").ok();
    profile.caps = Caps { day: 8, week: 40, minutes: 600 };
    ben
}

/// A session of somebody with Ben that waits for its time.
fn waits(name: &str, minutes: Minutes) -> Session {
    Session { id: id(name), learner: id(name), minutes, ..choosing().session }
}

fn with_time(session: &Session, starts_at: DateTime<Utc>) -> Session {
    Session { stage: Stage::Booked { starts_at }, ..session.clone() }
}

/// Today, a Tuesday, in Berlin.
fn today(clock: &str) -> DateTime<Utc> {
    let wall = format!("2026-11-24T{clock}:00").parse().unwrap();
    member("ana").calendar.instant(wall)
}

fn clocks(times: &[DateTime<Utc>]) -> Vec<String> {
    times.iter().map(|at| member("ana").calendar.local(*at).format("%a %-d %H:%M").to_string()).collect()
}

fn first(name: &str, busy: &[Busy]) -> Times {
    first_times(&waits(name, Minutes::Ten), &member(name), &ben(), busy, now())
}

#[test]
fn a_learner_is_offered_what_is_right_after_the_last_one_and_another_time_beside_it() {
    let times = first("ana", &[]);
    assert_eq!(clocks(&times.at)[..2], ["Tue 24 14:00", "Tue 24 14:10"]);
    assert_eq!(times.office, times.at[..2]);
    assert_eq!(times.at.len(), SUGGESTED, "and another time for whoever cannot come then");
    let booked = with_time(&waits("cleo", Minutes::Fifteen), today("14:00"));
    let times = first("ana", &[booked.busy().unwrap()]);
    assert_eq!(clocks(&times.at)[0], "Tue 24 14:15");
}

/// What Ana reads who presses one button after the other for other times: the times, and whether they come again.
fn looked_at(story: &SessionStory, presses: usize) -> Vec<(Vec<String>, bool)> {
    let shows = |after| {
        let shown = times(story, &story.learner, after, &[], &moment()).unwrap().reply.message.unwrap();
        let again = shown.bare(chrono_tz::Europe::Berlin).contains("from the beginning");
        let actions = buttons(&shown).into_iter().map(|button| button.action.clone());
        let (mut at, mut then) = (Vec::new(), None);
        for action in actions {
            match action {
                Action::Pick(_, time) => at.push(time),
                Action::Times(_, after) => then = after,
                _ => {}
            }
        }
        (at, again, then)
    };
    let mut seen = Vec::new();
    let mut after = None;
    for _ in 0..presses {
        let (at, again, then) = shows(after);
        seen.push((clocks(&at), again));
        after = then;
    }
    seen
}

#[test]
fn other_times_are_none_that_were_shown_and_come_in_order_until_all_were() {
    let story = SessionStory { session: waits("ana", Minutes::Ten), mentor: ben(), ..choosing() };
    let pages = looked_at(&story, 40);
    let first_again = pages.iter().position(|(_, again)| *again).unwrap();
    let others = &pages[1..first_again];
    let mut seen: Vec<&String> = pages[..first_again].iter().flat_map(|(at, _)| at).collect();
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), count, "some were shown twice: {pages:?}");
    assert_eq!(others[0].0.len(), SUGGESTED);
    let in_order = |at: &[String]| {
        let day = |at: &String| at.split(' ').nth(1).unwrap().parse::<u32>().unwrap();
        at.windows(2).all(|two| day(&two[0]) != day(&two[1]) || two[0][6..] < two[1][6..])
    };
    assert!(pages[1..].iter().all(|(at, _)| in_order(at)), "{pages:?}");
    // The first come once more, as they come.
    let (mut first, mut again) = (pages[0].0.clone(), pages[first_again].0.clone());
    first.sort_unstable();
    again.sort_unstable();
    assert_eq!(first, again);
}

#[test]
fn whoever_wants_later_ones_sees_all_as_they_come_and_nothing_in_the_block_that_would_leave_a_gap() {
    let ana = member("ana");
    let first = first("ana", &[]);
    let later_of = |minutes, after| {
        let ahead = (now(), now() + BOOKABLE);
        suggest(&waits("ana", minutes), &ana, &ben(), &[], ahead, Order::After(after))
    };
    let later = |after| later_of(Minutes::Ten, after);
    let next = later(first.then.unwrap());
    assert!(next.at.is_sorted(), "{next:?}");
    // Of the block two were shown, and the next is right after those.
    let afternoon = later(today("13:30"));
    assert_eq!(clocks(&afternoon.at)[0], "Tue 24 14:20");
    assert!(clocks(&afternoon.at).iter().skip(1).all(|at| !at.starts_with("Tue 24 14")), "{afternoon:?}");
    // So it is with longer ones, and none leaves less than one.
    for (minutes, next) in [(Minutes::Fifteen, "Tue 24 14:30"), (Minutes::Twenty, "Tue 24 14:40")] {
        assert_eq!(clocks(&later_of(minutes, today("14:00")).at)[0], next);
    }
    let hidden = hidden_of(&ana, &ben(), &[]);
    let block: Vec<_> = hidden.iter().filter(|of| of.why == Hidden::Office).collect();
    // Its starts are ten minutes apart, so of the quarters every second is none of them.
    assert!(block.iter().any(|of| of.first == today("14:15")), "{hidden:?}");
    assert!(block.iter().all(|of| of.first != today("14:00") && of.first != today("14:30")), "{hidden:?}");
}

#[test]
fn without_office_hours_or_in_the_hours_of_a_cap_that_is_reached_none_is_offered() {
    let caps = Caps { day: 1, week: 3, minutes: 60 };
    let mut full = ben();
    full.mentor = full.mentor.map(|profile| Mentor { caps, ..profile });
    full = holding(full, 1, today("11:00"));
    let times = first_times(&waits("ana", Minutes::Ten), &member("ana"), &full, &[], now());
    assert_eq!(clocks(&times.office), ["Tue 1 14:00", "Tue 1 14:10"]);
    assert!(
        first_times(&waits("ana", Minutes::Ten), &member("ana"), &mentor("ben"), &[], now())
            .office
            .is_empty()
    );
}

#[test]
fn a_time_right_after_another_can_be_picked_in_the_block_alone() {
    let story = |session: Session| SessionStory { session, mentor: ben(), ..choosing() };
    let picks = |clock: &str, busy: &[Busy]| ana_picks(story(waits("ana", Minutes::Ten)), today(clock), busy);
    let before =
        |clock: &str, name: &str| with_time(&waits(name, Minutes::Ten), today(clock)).busy().unwrap();
    let row = [before("14:00", "cleo"), before("14:10", "dan"), before("14:20", "eve")];
    assert!(picks("14:30", &row).is_ok());
    assert_eq!(refused(picks("14:25", &row)), "pick.taken");
    // The block ends at half past three.
    let last = [before("15:10", "cleo"), before("15:20", "dan")];
    assert_eq!(refused(picks("15:30", &last)), "pick.taken");
    assert_eq!(refused(picks("15:45", &last)), "pick.row");
    assert_eq!(refused(picks("11:10", &[before("11:00", "cleo")])), "pick.taken");
    // With somebody else Ana keeps her ten minutes.
    let other = Session { mentor: id("eve"), ..with_time(&waits("ana", Minutes::Ten), today("14:00")) };
    assert_eq!(refused(picks("14:10", &[other.busy().unwrap()])), "pick.taken");
    assert!(picks("14:20", &[other.busy().unwrap()]).is_ok());
}

#[test]
fn nobody_begins_early_while_the_one_before_goes_on() {
    let booked = with_time(&waits("ana", Minutes::Ten), today("14:10"));
    let story = SessionStory { session: booked, mentor: ben(), ..choosing() };
    let before = with_time(&waits("cleo", Minutes::Ten), today("14:00")).busy().unwrap();
    let begins = |clock: &str, busy: &[Busy]| {
        let mut moment = Moment::new(today(clock), 7);
        super::super::super::meeting::start(story.clone(), &member("ana"), busy, &mut moment)
    };
    assert_eq!(refused(begins("14:05", &[before])), "now.busy");
    assert!(begins("14:10", &[before]).is_ok());
    assert!(begins("14:05", &[]).is_ok());
}

/// What somebody presses: how long they want, which of the buttons, and how often they look for later ones first.
fn presses() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    prop::collection::vec((0..3_usize, 0..SUGGESTED, 0..4_usize), 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_two_overlap_caps_hold_and_nothing_outside_the_block_is_packed(
        presses in presses(), day in 2..8_u32, week in 4..20_u32
    ) {
        let mut ben = ben();
        let caps = Caps { day, week, minutes: week * 12 };
        ben.mentor = ben.mentor.map(|profile| Mentor { caps, ..profile });
        let mut booked: Vec<Session> = Vec::new();
        for (who, (length, button, looks)) in presses.into_iter().enumerate() {
            // Six people, each of whom comes several times.
            let name = format!("learner {}", who % 6);
            let session = Session { id: id(&format!("session {who}")), ..waits(&name, Minutes::ALL[length]) };
            let (learner, story) = (member(&name), choosing());
            let busy: Vec<Busy> = booked.iter().filter_map(Session::busy).collect();
            let theirs = |busy: &Busy| busy.two.unwrap().contains(&learner.id) || busy.two.unwrap()[1] == ben.id;
            let busy: Vec<Busy> = busy.into_iter().filter(theirs).collect();
            let mut times = first_times(&session, &learner, &ben, &busy, now());
            for _ in 0..looks {
                let Some(then) = times.then else { break };
                let ahead = (now(), now() + BOOKABLE);
                times = suggest(&session, &learner, &ben, &busy, ahead, Order::After(then));
            }
            let Some(at) = times.at.get(button).copied() else { continue };
            let story = SessionStory { session: session.clone(), learner: learner.clone(), mentor: ben.clone(), ..story };
            let decision = pick(story, &learner, at, &busy, &mut moment());
            prop_assert!(decision.is_ok(), "{at} was offered and is refused");
            ben = decision.unwrap().member("ben").unwrap().clone();
            booked.push(with_time(&session, at));
        }
        booked.sort_by_key(|session| session.starts_at());
        let office = ben.mentor.as_ref().unwrap().office.clone().unwrap();
        let lies_in_it = |busy: &Busy| office.block_around(&ben.calendar, busy.from, busy.to);
        let all: Vec<Busy> = booked.iter().filter_map(Session::busy).collect();
        for two in all.windows(2) {
            let between = two[1].from - two[0].to;
            prop_assert!(between >= TimeDelta::zero(), "{two:?}");
            let packed = lies_in_it(&two[0]).is_some() && lies_in_it(&two[0]) == lies_in_it(&two[1]);
            prop_assert!(between >= BUFFER || packed, "packed outside the block: {two:?}");
            let same = two[0].two == two[1].two;
            prop_assert!(between >= BUFFER || !same, "the learner has no break: {two:?}");
        }
        let apart = TimeDelta::minutes(30);
        for three in all.windows(3) {
            let is_row = three[1].from - three[0].to < apart && three[2].from - three[1].to < apart;
            prop_assert!(!is_row || three.iter().any(|busy| lies_in_it(busy).is_some()), "{three:?}");
        }
        for session in &booked {
            let at = session.starts_at().unwrap();
            let on = |of: fn(&crate::calendar::Calendar, DateTime<Utc>) -> DateTime<Utc>| {
                let same = booked.iter().filter(move |other| {
                    of(&mentor("ben").calendar, other.starts_at().unwrap()) == of(&mentor("ben").calendar, at)
                });
                same.map(|other| other.minutes.count()).collect::<Vec<_>>()
            };
            let in_week = on(crate::calendar::Calendar::week_start);
            prop_assert!(on(crate::calendar::Calendar::day_start).len() <= day as usize);
            prop_assert!(in_week.len() <= week as usize && in_week.iter().sum::<u32>() <= caps.minutes);
        }
    }
}
