use chrono::Days;
use chrono_tz::TZ_VARIANTS;
use proptest::prelude::*;

use super::*;
use crate::calendar::week::tests::any_hours;

fn calendar(zone: Tz, hours: &str) -> Calendar {
    Calendar::new(zone, hours.parse().unwrap())
}

fn berlin() -> Calendar {
    calendar(Tz::Europe__Berlin, "mon-fri 9-18")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn wall(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

#[test]
fn an_instant_is_open_from_the_first_minute_up_to_the_last() {
    let berlin = berlin();
    assert!(!berlin.is_open(at("2026-06-05T06:59:59Z")));
    assert!(berlin.is_open(at("2026-06-05T07:00:00Z")));
    assert!(berlin.is_open(at("2026-06-05T15:59:59Z")));
    assert!(!berlin.is_open(at("2026-06-05T16:00:00Z")));
}

#[test]
fn a_weekend_opens_on_monday_in_summer_time() {
    assert_eq!(berlin().opening(at("2026-03-27T17:30:00Z")), Some(at("2026-03-30T07:00:00Z")));
}

#[test]
fn an_opening_now_is_now() {
    let now = at("2026-06-05T10:11:12.345Z");
    assert_eq!(berlin().opening(now), Some(now));
}

#[test]
fn a_pause_puts_the_opening_off_until_it_ends() {
    let pause = Some(Pause { from: at("2026-06-01T00:00:00Z"), until: at("2026-06-10T11:00:00Z") });
    let paused = Calendar { pause, ..berlin() };
    assert_eq!(paused.opening(at("2026-06-02T10:00:00Z")), Some(at("2026-06-10T11:00:00Z")));
    assert!(!paused.is_open(at("2026-06-02T10:00:00Z")));
    assert_eq!(
        paused.working_between(at("2026-06-10T00:00:00Z"), at("2026-06-11T00:00:00Z")),
        TimeDelta::hours(5)
    );
}

#[test]
fn a_pause_that_ends_before_it_begins_is_none() {
    let pause = Some(Pause { from: at("2026-06-10T00:00:00Z"), until: at("2026-06-01T00:00:00Z") });
    let odd = Calendar { pause, ..berlin() };
    let (from, to) = (at("2026-05-20T00:00:00Z"), at("2026-06-20T00:00:00Z"));
    assert_eq!(odd.working_between(from, to), berlin().working_between(from, to));
}

#[test]
fn without_hours_nothing_ever_opens() {
    let never = calendar(Tz::UTC, "none");
    assert_eq!(never.opening(at("2026-06-02T10:00:00Z")), None);
    assert_eq!(never.after_working(at("2026-06-02T10:00:00Z"), minutes(1)), None);
    assert_eq!(never.working_days_after(at("2026-06-02T10:00:00Z"), 1), None);
}

#[test]
fn four_working_hours_from_friday_afternoon_end_on_monday() {
    assert_eq!(
        berlin().after_working(at("2026-03-27T15:00:00Z"), hours(4)),
        Some(at("2026-03-30T09:00:00Z"))
    );
    assert_eq!(
        berlin().after_working(at("2026-03-27T13:00:00Z"), hours(4)),
        Some(at("2026-03-27T17:00:00Z"))
    );
}

#[test]
fn a_night_in_which_the_clock_changes_is_an_hour_shorter_or_longer() {
    let night = calendar(Tz::Europe__Berlin, "daily 22-6");
    let length = |from, to| night.working_between(at(from), at(to));
    assert_eq!(length("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), TimeDelta::hours(7));
    assert_eq!(length("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), TimeDelta::hours(9));
}

#[test]
fn hours_that_the_clock_shows_twice_are_open_twice() {
    let early = calendar(Tz::Europe__Berlin, "daily 2:00-2:30");
    let spans: Vec<_> = early.open_spans(at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z")).collect();
    assert_eq!(
        spans,
        [
            (at("2026-10-25T00:00:00Z"), at("2026-10-25T00:30:00Z")),
            (at("2026-10-25T01:00:00Z"), at("2026-10-25T01:30:00Z"))
        ]
    );
}

#[test]
fn a_wall_time_in_a_gap_is_the_first_instant_after_it() {
    assert_eq!(berlin().instant(wall("2026-03-29T02:30:00")), at("2026-03-29T01:00:00Z"));
    let apia = calendar(Tz::Pacific__Apia, "9-17");
    assert_eq!(apia.instant(wall("2011-12-30T12:00:00")), at("2011-12-30T10:00:00Z"));
}

#[test]
fn a_wall_time_in_a_fold_is_the_earlier() {
    assert_eq!(berlin().instant(wall("2026-10-25T02:30:00")), at("2026-10-25T00:30:00Z"));
}

#[test]
fn a_day_without_midnight_begins_at_one() {
    let havana = calendar(Tz::America__Havana, "9-17");
    let start = havana.day_start(at("2026-03-08T20:00:00Z"));
    assert_eq!(havana.local(start), wall("2026-03-08T01:00:00"));
}

#[test]
fn a_week_begins_on_the_local_monday() {
    let tokyo = calendar(Tz::Asia__Tokyo, "9-17");
    assert_eq!(tokyo.week_start(at("2026-06-07T16:00:00Z")), at("2026-06-07T15:00:00Z"));
    assert_eq!(tokyo.week_start(at("2026-06-07T14:00:00Z")), at("2026-05-31T15:00:00Z"));
}

#[test]
fn three_working_days_after_thursday_is_tuesday() {
    let date = |text: &str| text.parse::<NaiveDate>().ok();
    assert_eq!(berlin().working_days_after(at("2026-06-04T10:00:00Z"), 3), date("2026-06-09"));
    assert_eq!(berlin().working_days_after(at("2026-06-04T10:00:00Z"), 0), date("2026-06-04"));
    let pause = Some(Pause { from: at("2026-06-05T00:00:00Z"), until: at("2026-06-09T09:00:00Z") });
    let paused = Calendar { pause, ..berlin() };
    assert_eq!(paused.working_days_after(at("2026-06-04T10:00:00Z"), 1), date("2026-06-09"));
    assert_eq!(paused.working_days_after(at("2026-06-04T10:00:00Z"), u32::MAX), None);
}

#[test]
fn a_shift_over_midnight_is_one_working_day() {
    let night = calendar(Tz::Europe__Berlin, "mon-fri 22-6");
    let friday = at("2026-06-05T10:00:00Z");
    assert_eq!(night.working_days_after(friday, 1), "2026-06-08".parse().ok());
}

#[test]
fn two_people_overlap_when_both_are_open() {
    let new_york = calendar(Tz::America__New_York, "9-17");
    let (from, to) = (at("2026-03-09T00:00:00Z"), at("2026-03-10T00:00:00Z"));
    // Between the American and the European change, New York is five hours behind Berlin.
    assert_eq!(
        overlap(&berlin(), &new_york, from, to),
        [(at("2026-03-09T13:00:00Z"), at("2026-03-09T17:00:00Z"))]
    );
}

#[test]
fn a_calendar_reads_back_from_its_json() {
    let json = serde_json::to_string(&berlin()).unwrap();
    assert_eq!(json, r#"{"zone":"Europe/Berlin","hours":"mon-fri 09:00-18:00","pause":null}"#);
    assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), berlin());
}

pub(crate) fn any_calendar() -> impl Strategy<Value = Calendar> {
    let pause = prop::option::of((any_instant(), 0..30_i64));
    (prop::sample::select(&TZ_VARIANTS[..]), any_hours(), pause).prop_map(|(zone, hours, pause)| {
        let pause = pause.map(|(from, days)| Pause { from, until: from + TimeDelta::days(days) });
        Calendar { pause, ..Calendar::new(zone, hours) }
    })
}

/// Some second of the years 2000 to 2035.
pub(crate) fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (946_684_800..2_082_758_400_i64).prop_map(|at| DateTime::from_timestamp(at, 0).expect("in range"))
}

proptest! {
    #[test]
    fn an_opening_is_open_and_nothing_before_it_is(calendar in any_calendar(), from in any_instant()) {
        let opening = calendar.opening(from).expect("some hours");
        prop_assert!(opening >= from && calendar.is_open(opening));
        prop_assert_eq!(calendar.working_between(from, opening), TimeDelta::zero());
    }

    #[test]
    fn working_time_between_is_the_inverse_of_working_time_after(
        calendar in any_calendar(), from in any_instant(), amount in 0..3_000_u32
    ) {
        if let Some(then) = calendar.after_working(from, minutes(amount)) {
            prop_assert_eq!(calendar.working_between(from, then), minutes(amount).delta());
        }
    }

    #[test]
    fn working_time_adds_up(calendar in any_calendar(), from in any_instant(), a in 0..30_i64, b in 0..30_i64) {
        let (middle, to) = (from + TimeDelta::hours(a * 7), from + TimeDelta::hours((a + b) * 7));
        prop_assert_eq!(
            calendar.working_between(from, middle) + calendar.working_between(middle, to),
            calendar.working_between(from, to)
        );
    }

    #[test]
    fn in_one_walk_working_time_is_the_same_as_in_many(
        calendar in any_calendar(), from in any_instant(), hours in prop::collection::vec(0..300_i64, 0..9)
    ) {
        let (mut begins, to) = (hours, from + TimeDelta::hours(200));
        begins.sort_unstable();
        let begins: Vec<_> = begins.into_iter().map(|hours| from + TimeDelta::hours(hours)).collect();
        let each: Vec<_> = begins.iter().map(|begin| calendar.working_between(*begin, to)).collect();
        prop_assert_eq!(calendar.working_from_each(&begins, to), each);
    }

    #[test]
    fn open_spans_are_open_and_apart(calendar in any_calendar(), from in any_instant()) {
        let to = from + TimeDelta::days(10);
        let mut before = None;
        for (opens, closes) in calendar.open_spans(from, to) {
            prop_assert!(from <= opens && opens < closes && closes <= to);
            prop_assert!(before < Some(opens));
            prop_assert!(calendar.is_open(opens) && calendar.is_open(closes - TimeDelta::seconds(1)));
            prop_assert!(closes == to || !calendar.is_open(closes));
            before = Some(closes);
        }
    }

    #[test]
    fn a_day_begins_on_its_date_and_not_before(calendar in any_calendar(), at in any_instant()) {
        let start = calendar.day_start(at);
        prop_assert!(start <= at);
        prop_assert_eq!(calendar.local_date(start), calendar.local_date(at));
        prop_assert!(calendar.local_date(start - TimeDelta::seconds(1)) < calendar.local_date(at));
        prop_assert!(calendar.week_start(at) <= start);
    }

    #[test]
    fn an_instant_shows_its_wall_time_or_is_the_end_of_a_gap(
        calendar in any_calendar(), at in any_instant()
    ) {
        let wall = at.naive_utc();
        let instant = calendar.instant(wall);
        prop_assert!(calendar.local(instant) >= wall);
        prop_assert!(calendar.local(instant - TimeDelta::seconds(1)) < wall);
    }

    #[test]
    fn working_days_come_in_order(calendar in any_calendar(), at in any_instant(), days in 1..10_u32) {
        if let Some(later) = calendar.working_days_after(at, days + 1) {
            let sooner = calendar.working_days_after(at, days).expect("the one before");
            prop_assert!(calendar.local_date(at) < sooner && sooner < later);
            prop_assert!(later <= sooner + Days::new(45));
        }
    }
}
