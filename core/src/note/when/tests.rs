use chrono::{Datelike, NaiveDate, NaiveDateTime};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{When, WhenProblem, begins_with_a_day, parse_when};

/// Tuesday, 24 November 2026, 10:10.
fn now() -> NaiveDateTime {
    day("2026-11-24").and_hms_opt(10, 10, 0).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn read(text: &str) -> Result<String, WhenProblem> {
    parse_when(text, now()).map(|(when, rest)| format!("{when}|{rest}"))
}

#[test]
fn days_are_read_the_way_people_write_them() {
    for (text, expected) in [
        ("fri", "2026-11-27|"),
        ("Friday", "2026-11-27|"),
        ("FRI.", "2026-11-27|"),
        ("on friday", "2026-11-27|"),
        ("by thurs", "2026-11-26|"),
        ("mon", "2026-11-30|"),
        ("next fri", "2026-12-04|"),
        ("next Monday", "2026-11-30|"),
        ("tomorrow", "2026-11-25|"),
        ("today", "2026-11-24|"),
        ("in 3 days", "2026-11-27|"),
        ("in a week", "2026-12-01|"),
        ("in two weeks", "2026-12-08|"),
        ("in one day", "2026-11-25|"),
        ("+3d", "2026-11-27|"),
        ("+ 2w", "2026-12-08|"),
        ("27 nov", "2026-11-27|"),
        ("27. Nov.", "2026-11-27|"),
        ("27th of November", "2026-11-27|"),
        ("1st december 2026", "2026-12-01|"),
        ("nov 27", "2026-11-27|"),
        ("Nov 27th, 2026", "2026-11-27|"),
        ("27.11.", "2026-11-27|"),
        ("27.11", "2026-11-27|"),
        ("27.11.2026", "2026-11-27|"),
        ("27/11", "2026-11-27|"),
        ("1/12", "2026-12-01|"),
        ("27/11/26", "2026-11-27|"),
        ("2026-11-27", "2026-11-27|"),
        ("fri 27 nov", "2026-11-27|"),
        ("Friday, 27.11.", "2026-11-27|"),
        ("fri 4 dec", "2026-12-04|"),
        ("on Tuesday, Dec 1st", "2026-12-01|"),
    ] {
        assert_eq!(read(text), Ok(expected.into()), "{text}");
    }
}

#[test]
fn times_follow_the_day() {
    for (text, expected) in [
        ("fri 10", "2026-11-27 10:00|"),
        ("tue 1 dec 14:00 Did it?", "2026-12-01 14:00|Did it?"),
        ("fri 10:30", "2026-11-27 10:30|"),
        ("fri, 10:30", "2026-11-27 10:30|"),
        ("fri at 9", "2026-11-27 09:00|"),
        ("fri 10am", "2026-11-27 10:00|"),
        ("fri 3 pm", "2026-11-27 15:00|"),
        ("fri 12am", "2026-11-27 00:00|"),
        ("fri 12:15 P.M.", "2026-11-27 12:15|"),
        ("fri noon", "2026-11-27 12:00|"),
        ("27.11. 10:00", "2026-11-27 10:00|"),
        ("nov 27 at 10", "2026-11-27 10:00|"),
        ("27 nov 10", "2026-11-27 10:00|"),
        ("2026-11-27 10:00", "2026-11-27 10:00|"),
        ("in 3 days at 8:05", "2026-11-27 08:05|"),
        ("in 3 Tagen um 8:05 Uhr", "2026-11-27 08:05|"),
        ("in einer Woche", "2026-12-01|"),
        ("in zwei Wochen 10:00", "2026-12-08 10:00|"),
        ("27. Nov. 10:00", "2026-11-27 10:00|"),
        ("fr 10:00", "2026-11-27 10:00|"),
        ("fr um 10:00", "2026-11-27 10:00|"),
    ] {
        assert_eq!(read(text), Ok(expected.into()), "{text}");
    }
}

#[test]
fn a_question_may_follow() {
    for (text, expected) in [
        ("fri 10:00 Did it pass?", "2026-11-27 10:00|Did it pass?"),
        ("fri 10 Did it pass?", "2026-11-27 10:00|Did it pass?"),
        ("fri Did it pass?", "2026-11-27|Did it pass?"),
        ("fri: did it pass?", "2026-11-27|did it pass?"),
        ("fri 10:00 – did it pass?", "2026-11-27 10:00|did it pass?"),
        ("fri, did it pass?", "2026-11-27|did it pass?"),
        ("fri 3 tests green?", "2026-11-27|3 tests green?"),
        ("fri 10:00 Am I done?", "2026-11-27 10:00|Am I done?"),
        ("fri 10:00 am I done?", "2026-11-27 10:00|am I done?"),
        ("fri at the desk?", "2026-11-27|at the desk?"),
        ("fri 10:00 ¿Pasó?", "2026-11-27 10:00|¿Pasó?"),
    ] {
        assert_eq!(read(text), Ok(expected.into()), "{text}");
    }
}

#[test]
fn a_weekday_is_today_only_while_its_time_is_ahead() {
    assert_eq!(read("tue"), Ok("2026-12-01|".into()));
    assert_eq!(read("tue 10:00"), Ok("2026-12-01 10:00|".into()));
    assert_eq!(read("tue 10:10"), Ok("2026-12-01 10:10|".into()));
    assert_eq!(read("tue 10:11"), Ok("2026-11-24 10:11|".into()));
}

#[test]
fn a_day_that_cannot_be_is_explained() {
    for text in [
        "",
        "soon",
        "friendly",
        "may be later",
        "31.11.",
        "30 feb",
        "2026-13-01",
        "nov",
        "27",
        "27-11",
        "+3",
        "in days",
        "99999 nov",
        "ben",
        "27.11x",
    ] {
        assert_eq!(read(text), Err(WhenProblem::NotADate), "{text}");
    }
    assert_eq!(read("11/27"), Err(WhenProblem::MonthFirst { meant: day("2026-11-27") }));
    assert_eq!(read("wed 1 dec 14:00"), Err(WhenProblem::OtherWeekday { date: day("2026-12-01") }));
    for text in ["fri 25:00", "fri at 25:00 does it work?", "Fr um 10:75", "27 nov 24:00"] {
        assert_eq!(read(text), Err(WhenProblem::NoSuchTime), "{text}");
    }
    assert_eq!(read("23 nov"), Err(WhenProblem::Past { date: day("2026-11-23") }));
    assert_eq!(read("today 9:00"), Err(WhenProblem::Past { date: day("2026-11-24") }));
    assert_eq!(read("in 15 days"), Err(WhenProblem::TooFar { last: day("2026-12-08") }));
    assert_eq!(read("9.1."), Err(WhenProblem::TooFar { last: day("2026-12-08") }));
}

#[test]
fn a_date_without_a_year_crosses_the_year() {
    let eve = day("2026-12-28").and_hms_opt(9, 0, 0).unwrap();
    assert_eq!(parse_when("3 jan", eve).unwrap().0.date, day("2027-01-03"));
    let leap = day("2028-02-20").and_hms_opt(9, 0, 0).unwrap();
    assert_eq!(parse_when("29.2.", leap).unwrap().0.date, day("2028-02-29"));
}

#[test]
fn days_are_read_as_people_write_them_in_german() {
    for (text, expected) in [
        ("fr 10:00", "2026-11-27 10:00|"),
        ("Freitag um 10 Uhr Läuft der Test?", "2026-11-27 10:00|Läuft der Test?"),
        ("morgen", "2026-11-25|"),
        ("übermorgen 9:30", "2026-11-26 09:30|"),
        ("do, 26. Nov.", "2026-11-26|"),
        ("am 1. Dez. Steht der Entwurf?", "2026-12-01|Steht der Entwurf?"),
        ("4 dez", "2026-12-04|"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
    // Two letters are words of their own where something else follows.
    for text in [
        "do the tests pass",
        "so it works",
        "mi casa",
        "sam asks",
        "die Tests laufen",
        "frei ab 10:00",
        "so um die zehn",
    ] {
        assert_eq!(read(text), Err(WhenProblem::NotADate), "{text}");
    }
}

#[test]
fn a_name_is_not_a_day() {
    assert!(begins_with_a_day("fri 10:00"));
    assert!(begins_with_a_day("27/11"));
    assert!(!begins_with_a_day("ben can you help"));
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in any::<String>()) {
        let _ = read(&text);
    }

    #[test]
    fn dates_and_fragments_can_be_read(text in "((in|on|at|next|fri|nov|tomorrow|am|noon|[0-9]{1,5}|[+.,:/ -]) ?){1,8}") {
        let _ = read(&text);
    }

    #[test]
    fn what_is_shown_is_read_back(days in 1u64..=14, minutes in proptest::option::of(0u32..1440)) {
        let when = When {
            date: now().date() + chrono::Days::new(days),
            time: minutes.map(|m| chrono::NaiveTime::from_hms_opt(m / 60, m % 60, 0).unwrap()),
        };
        let shown = when.to_string();
        prop_assert_eq!(parse_when(&shown, now()), Ok((when, "")));
    }

    #[test]
    fn a_weekday_is_within_a_week_and_never_past(
        offset in 0u64..3000, hour in 0u32..24, name in "(mon|tue|wed|thu|fri|sat|sun)", time in 0u32..24
    ) {
        let now = (day("2024-01-01") + chrono::Days::new(offset)).and_hms_opt(hour, 30, 0).unwrap();
        let text = format!("{name} {time}:00");
        let (when, _) = parse_when(&text, now).unwrap();
        prop_assert!(when.date.and_time(when.time.unwrap()) > now);
        prop_assert!(when.date - now.date() <= chrono::Duration::days(7));
        prop_assert_eq!(when.date.weekday().to_string().to_lowercase(), name);
    }
}
