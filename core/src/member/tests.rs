use chrono_tz::Tz;

use super::*;
use crate::sample::{at, calendar, holding, id, member, mentor, moment, now};

fn room_of(member: &Member, when: &str) -> (u32, u32, u32) {
    let mentor = member.mentor.as_ref().unwrap();
    let room = mentor.room(&member.calendar, at(when), None);
    (room.day, room.week, room.minutes)
}

#[test]
fn a_day_and_a_week_are_those_of_the_mentor() {
    // Sunday 23:30 in Berlin and Monday 00:30 in Berlin are both Sunday in UTC.
    let sunday = holding(mentor("ben"), 1, at("2026-11-22T22:30:00Z"));
    assert_eq!(room_of(&sunday, "2026-11-22T20:00:00Z"), (1, 2, 50));
    assert_eq!(room_of(&sunday, "2026-11-23T08:00:00Z"), (2, 3, 60));
    let monday = holding(mentor("ben"), 1, at("2026-11-22T23:30:00Z"));
    assert_eq!(room_of(&monday, "2026-11-22T20:00:00Z"), (2, 3, 60));
    assert_eq!(room_of(&monday, "2026-11-23T08:00:00Z"), (1, 2, 50));
}

#[test]
fn a_day_of_23_or_25_hours_is_one_day() {
    // Berlin's clock goes back on 25 October 2026 and forward on 28 March 2027.
    for (evening, next) in
        [("2026-10-25T22:30:00Z", "2026-10-25T23:30:00Z"), ("2027-03-28T21:30:00Z", "2027-03-28T22:30:00Z")]
    {
        let ben = holding(mentor("ben"), 1, at(evening));
        let noon = format!("{}T11:00:00Z", &evening[..10]);
        assert_eq!(room_of(&ben, &noon).0, 1, "{evening}");
        assert_eq!(room_of(&ben, next), (2, 3, 60), "{next}");
    }
}

#[test]
fn a_week_with_a_change_of_the_clock_ends_on_its_sunday() {
    let ben = holding(mentor("ben"), 1, at("2026-10-25T22:59:00Z"));
    assert_eq!(room_of(&ben, "2026-10-19T10:00:00Z").1, 2);
    assert_eq!(room_of(&ben, "2026-10-26T10:00:00Z").1, 3);
    // In Havana midnight itself is skipped.
    let havana = Member { calendar: calendar(Tz::America__Havana, "mon-fri 9-18"), ..mentor("ben") };
    let ben = holding(havana, 1, at("2027-03-14T05:00:00Z"));
    assert_eq!(room_of(&ben, "2027-03-14T20:00:00Z").0, 1);
    assert_eq!(room_of(&ben, "2027-03-13T20:00:00Z").0, 2);
}

#[test]
fn a_session_does_not_count_against_its_own_move() {
    let ben = holding(mentor("ben"), 2, now());
    let mentor = ben.mentor.unwrap();
    let own = mentor.held[0].what;
    assert!(!mentor.room(&ben.calendar, now(), None).fits(Minutes::Ten));
    assert!(mentor.room(&ben.calendar, now(), Some(own)).fits(Minutes::Ten));
}

#[test]
fn a_holding_is_there_once_and_an_old_one_is_forgotten() {
    let what = Holding::Session(id("session"));
    let held = |days| Held { what, at: now() + TimeDelta::days(days), minutes: Minutes::Ten };
    let mentor = mentor("ben").mentor.unwrap().holding(held(0), now()).holding(held(1), now());
    assert_eq!(mentor.held, [held(1)]);
    let other = Held { what: Holding::Offer(id("offer")), ..held(16) };
    let mentor = mentor.holding(other, now() + TimeDelta::days(16));
    assert_eq!(mentor.held, [other]);
    assert!(mentor.without(other.what).held.is_empty());
}

#[test]
fn a_platform_tells_a_name_always_and_a_zone_until_the_member_has_told_one() {
    let person = Person {
        handle: Handle("U1".to_owned()),
        name: None,
        zone: Some(Tz::Asia__Tokyo),
        language: None,
        admin: Some(false),
    };
    let ana = Member { zone_told: true, ..member("ana") };
    assert_eq!(ana.described_as(&person, Tz::Africa__Cairo), None);
    let travelling = member("ana").described_as(&person, Tz::Africa__Cairo).unwrap();
    assert_eq!(travelling.calendar, calendar(Tz::Asia__Tokyo, "mon-fri 9-18"));
    let zoneless = Person { zone: None, ..person.clone() };
    assert_eq!(member("ana").described_as(&zoneless, Tz::Africa__Cairo), None);
    let renamed = Person { name: Some("Ana Maria".to_owned()), ..person.clone() };
    let ana = ana.described_as(&renamed, Tz::Africa__Cairo).unwrap();
    assert_eq!((ana.name.as_str(), ana.calendar.zone), ("Ana Maria", Tz::Europe__Berlin));
    let new = Member::new(&person, id("community"), Tz::UTC, &mut moment());
    assert_eq!((new.name.as_str(), new.calendar.zone), ("U1", Tz::Asia__Tokyo));
    let nameless = Person { handle: Handle("\u{200b}".to_owned()), ..person };
    assert_eq!(Member::new(&nameless, id("community"), Tz::UTC, &mut moment()).name.as_str(), "?");
}

#[test]
fn whoever_runs_the_community_does_so_until_the_platform_says_otherwise() {
    let told =
        |admin| Person { handle: Handle("U1".to_owned()), name: None, zone: None, language: None, admin };
    let new = |admin| Member::new(&told(admin), id("community"), Tz::UTC, &mut moment());
    assert_eq!([None, Some(false), Some(true)].map(|admin| new(admin).admin), [false, false, true]);
    let dee = new(Some(true));
    assert_eq!(dee.described_as(&told(None), Tz::UTC), None);
    assert!(!dee.described_as(&told(Some(false)), Tz::UTC).unwrap().admin);
    assert_eq!(new(None).described_as(&told(None), Tz::UTC), None);
}

#[test]
fn whoever_has_told_no_zone_is_in_that_of_the_community_where_the_platform_tells_none() {
    let person = Person {
        handle: Handle("U1".to_owned()),
        name: Some("Ana".to_owned()),
        zone: None,
        language: None,
        admin: None,
    };
    let ana = member("ana");
    assert!(ana.may_be_asked_for_zone(&person));
    let moved = ana.described_as(&person, Tz::Africa__Cairo).unwrap();
    assert_eq!(moved.calendar.zone, Tz::Africa__Cairo);
    let told = Member { zone_told: true, ..member("ana") };
    assert_eq!(told.described_as(&person, Tz::Africa__Cairo), None);
    let asked = Member { zone_asked: true, ..member("ana") };
    let zoned = Person { zone: Some(Tz::Asia__Tokyo), ..person.clone() };
    // Nobody is described just now: the platform may tell their zone later.
    let nameless = Person { name: None, ..person.clone() };
    for (member, person) in [(&told, &person), (&asked, &person), (&ana, &zoned), (&ana, &nameless)] {
        assert!(!member.may_be_asked_for_zone(person));
    }
    assert_eq!(ana.described_as(&nameless, Tz::Africa__Cairo), None);
}
