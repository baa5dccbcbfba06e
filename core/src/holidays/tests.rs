use proptest::prelude::*;

use super::*;
use crate::sample::at;

fn today() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

fn file(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &[&str]) -> String {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!("BEGIN:VEVENT\r\n{lines}END:VEVENT\r\n")
}

fn told(text: &str) -> Vec<String> {
    let reading = read(text, today()).unwrap_or_else(|problem| panic!("{problem:?}"));
    reading.holidays.lines().lines().map(|line| line.trim_end().to_owned()).collect()
}

fn wrong(text: &str) -> (usize, Why) {
    let problem = read(text, today()).expect_err("it is wrong");
    (problem.line, problem.why)
}

#[test]
fn a_calendar_file_tells_days_with_their_names_and_what_is_no_holiday_is_left_out() {
    let christmas =
        ["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227", "SUMMARY:Christmas\\, both", "  days"];
    let meeting = ["DTSTART;TZID=Europe/Berlin:20261201T090000", "RRULE:FREQ=WEEKLY", "SUMMARY:Standup"];
    let over = ["DTSTART;VALUE=DATE:20251225", "SUMMARY:Christmas"];
    let far = ["DTSTART;VALUE=DATE:20311225"];
    let cancelled = ["DTSTART;VALUE=DATE:20261224", "STATUS:CANCELLED"];
    let alarmed = [
        "DTSTART;VALUE=DATE:20270101",
        "BEGIN:VALARM",
        "TRIGGER:-PT1H",
        "DURATION:PT9H",
        "SUMMARY:Ring",
        "END:VALARM",
        "SUMMARY:New Year",
    ];
    let events = [&christmas[..], &meeting, &over, &far, &cancelled, &alarmed];
    let text = file(&events.map(event).concat());
    assert_eq!(told(&text), ["2026-12-25 - 2026-12-26 Christmas, both days", "2027-01-01 New Year"]);
    let reading = read(&text, today()).unwrap();
    assert_eq!((reading.over, reading.far, reading.timed), (1, 1, 1));
}

#[test]
fn what_comes_back_each_year_is_told_as_far_as_holidays_are_kept() {
    let yearly = |start: &str, rule: &str| {
        let (start, rule) = (format!("DTSTART;VALUE=DATE:{start}"), format!("RRULE:FREQ=YEARLY{rule}"));
        told(&file(&event(&[&start, &rule])))
    };
    assert_eq!(yearly("19700501", ""), ["2027-05-01", "2028-05-01"]);
    assert_eq!(yearly("20240229", ""), ["2028-02-29"]);
    // The fourth Thursday of November, the last Monday of May, the Tuesday after the first Monday of November.
    assert_eq!(yearly("20001123", ";BYMONTH=11;BYDAY=4TH"), ["2026-11-26", "2027-11-25", "2028-11-23"]);
    assert_eq!(yearly("19710531", ";BYMONTH=5;BYDAY=-1MO"), ["2027-05-31", "2028-05-29"]);
    assert_eq!(
        yearly("19961105", ";INTERVAL=4;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU"),
        ["2028-11-07"]
    );
    assert_eq!(yearly("20261225", ";COUNT=2"), ["2026-12-25", "2027-12-25"]);
    assert_eq!(yearly("20261225", ";UNTIL=20271225"), ["2026-12-25", "2027-12-25"]);
    assert_eq!(yearly("20251225", ";UNTIL=20251225T000000Z"), [""; 0]);
}

#[test]
fn a_day_that_is_excepted_or_added_counts() {
    let event = event(&[
        "DTSTART;VALUE=DATE:20261225",
        "RRULE:FREQ=YEARLY;COUNT=3",
        "EXDATE;VALUE=DATE:20271225",
        "RDATE;VALUE=DATE:20270106",
    ]);
    assert_eq!(told(&file(&event)), ["2026-12-25", "2027-01-06", "2028-12-25"]);
}

#[test]
fn the_first_line_that_is_wrong_is_named_with_the_reason() {
    let day = "DTSTART;VALUE=DATE:20261225";
    for (lines, line, why) in [
        (vec!["DTSTART;VALUE=DATE:2026-12-25"], 4, Why::NoDay),
        (vec!["SUMMARY:Nothing"], 3, Why::NoDay),
        (vec![day, "DTEND;VALUE=DATE:20261224"], 3, Why::Backwards),
        (vec![day, "DTEND;VALUE=DATE:20291225"], 3, Why::TooLong),
        (vec![day, "DURATION:P99999W"], 3, Why::TooLong),
        (vec![day, "RRULE:FREQ=DAILY"], 5, Why::Repeats),
        (vec![day, "RRULE:FREQ=SECONDLY;BYSETPOS=-1"], 5, Why::Repeats),
        (vec![day, "RRULE:FREQ=YEARLY;BYDAY=MO"], 5, Why::Repeats),
        (vec![day, "RRULE:FREQ=YEARLY;INTERVAL=0"], 5, Why::Repeats),
        (vec![day, "BEGIN:VEVENT"], 3, Why::Unfinished),
    ] {
        assert_eq!(wrong(&file(&event(&lines))), (line, why), "{lines:?}");
    }
    assert_eq!(wrong("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\n"), (2, Why::Unfinished));
    // A file that breaks off between two events is none with fewer days.
    let cut = file(&event(&[day])).replace("END:VCALENDAR\r\n", "");
    assert_eq!(wrong(&cut), (5, Why::Cut));
}

#[test]
fn a_day_a_line_is_read_as_people_write_it_and_reads_back() {
    let text = "# ours\n\n24 dec - 2 jan Closed\n2027-05-01 May Day\n2025-01-01 Over\n";
    let days = ["2026-12-24 - 2027-01-02 Closed", "2027-05-01 May Day"];
    assert_eq!(told(text), days);
    assert_eq!(read(text, today()).unwrap().over, 1);
    let holidays = read(text, today()).unwrap().holidays;
    assert_eq!(read(&holidays.lines(), today()).unwrap().holidays, holidays);
    assert_eq!(wrong("24 dec\nwhenever we like"), (2, Why::NoDay));
    assert_eq!(wrong("24 dec - soon"), (1, Why::NoDay));
}

#[test]
fn whatever_a_file_repeats_or_how_large_it_is_there_is_one_answer() {
    let over = event(&["DTSTART;VALUE=DATE:20200101"]);
    let many = read(&file(&over.repeat(MOST_EVENTS)), today()).unwrap();
    assert_eq!((many.over, many.holidays.count()), (MOST_EVENTS, 0));
    let (line, why) = wrong(&file(&over.repeat(MOST_EVENTS + 1)));
    assert_eq!((line, why), (3 + 3 * MOST_EVENTS, Why::TooMany));
    let endless = event(&[
        "DTSTART;VALUE=DATE:19000101",
        "RRULE:FREQ=YEARLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31",
    ]);
    assert_eq!(wrong(&file(&endless.repeat(5000))).1, Why::TooMany);
    let different: String = (0..200).map(|day| format!("{}\n", today() + Days::new(2 * day))).collect();
    assert_eq!(wrong(&different), (MOST + 1, Why::TooMany));
    assert_eq!(wrong(&"x".repeat(MOST_BYTES + 1)), (1, Why::TooLarge));
}

#[test]
fn what_would_fall_on_a_holiday_comes_on_the_next_day_that_is_none() {
    let zone = Tz::Europe__Berlin;
    let holidays = read("2026-12-25 - 2026-12-28 Closed", today()).unwrap().holidays;
    let moved = |text: &str| holidays.not_on_one(at(text), zone);
    assert_eq!(moved("2026-12-28T08:00:00Z"), at("2026-12-29T08:00:00Z"));
    assert_eq!(moved("2026-12-21T08:00:00Z"), at("2026-12-21T08:00:00Z"));
    let friday = read("2026-11-27", today()).unwrap().holidays;
    assert_eq!(friday.not_on_one(at("2026-11-27T08:00:00Z"), zone), at("2026-11-30T08:00:00Z"));
}

proptest! {
    #[test]
    fn whatever_is_in_a_file_it_is_read_or_refused(lines in proptest::collection::vec(
        prop_oneof![
            Just("BEGIN:VEVENT".to_owned()),
            Just("END:VEVENT".to_owned()),
            Just("BEGIN:VALARM".to_owned()),
            "DTSTART(;VALUE=DATE)?:2026(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(T120000Z)?",
            "DTEND:2026(1[0-2])([0-9]{2})",
            "RRULE:FREQ=(YEARLY|DAILY)(;(COUNT|INTERVAL|BYMONTH|BYMONTHDAY|BYDAY|UNTIL)=[-0-9A-Z,]{0,9}){0,3}",
            "DURATION:P[0-9]{0,20}[DWT]",
            "(EXDATE|RDATE|SUMMARY|STATUS)[:;\\\\]?.{0,20}",
            ".{0,30}",
        ], 0..30
    )) {
        if let Ok(reading) = read(&format!("BEGIN:VCALENDAR\n{}", lines.join("\n")), today()) {
            prop_assert!(reading.holidays.count() <= MOST);
            for holiday in reading.holidays.iter() {
                prop_assert!(holiday.days.from <= holiday.days.to && holiday.days.to >= today());
                prop_assert!(holiday.days.days() <= LONGEST && holiday.name.chars().count() <= 41);
            }
        }
    }
}
