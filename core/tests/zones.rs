//! Every IANA zone, two years: does the calendar say what Python's zoneinfo says?
//!
//! `zones/table.txt` was made by `zones/make.py`, which walks through both years in steps of five minutes and looks;
//! its head explains the format. Around each change of each clock, three hours to either side in steps of five minutes
//! and three days in steps of five hours (chosen to meet each hour of the day), it holds the answer to each question
//! for six sets of working hours, two of them over midnight. Answers are compared to the second.

use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use smallwins_core::calendar::{self, Calendar, Hours};
use smallwins_core::follow_up::{Policy, Speak, Wish, may_speak};

const TABLE: &str = include_str!("zones/table.txt");

/// In Python's package and not in chrono-tz: the zone of a machine that was never given one.
const FACTORY: &str = "Factory";

#[test]
fn the_table_is_of_the_release_that_is_compiled_in() {
    assert_eq!(Table::read().release, chrono_tz::IANA_TZDB_VERSION);
}

#[test]
fn every_zone_is_in_the_table_once() {
    let mut in_table: Vec<&str> = Table::read().groups.into_iter().flat_map(|group| group.zones).collect();
    let mut compiled_in: Vec<&str> = TZ_VARIANTS.iter().map(|zone| zone.name()).chain([FACTORY]).collect();
    in_table.sort_unstable();
    compiled_in.sort_unstable();
    assert_eq!(in_table, compiled_in);
}

#[test]
fn every_clock_shows_what_the_table_says() {
    let until = instant("2028-01-19T00:00Z");
    for group in Table::read().groups {
        let zones = group.compiled_in();
        let ends = group.clock.iter().skip(1).map(|(at, _)| *at).chain([until]);
        for (&(from, minutes_east), end) in group.clock.iter().zip(ends) {
            let hourly = (0..).map(|hour| from + TimeDelta::hours(hour)).take_while(|at| *at < end);
            for at in hourly.chain([end - TimeDelta::seconds(1)]) {
                for zone in &zones {
                    let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
                    assert_eq!(offset.local_minus_utc(), minutes_east * 60, "{zone} at {at}");
                }
            }
        }
    }
}

#[test]
fn every_question_around_every_change_of_the_clock_is_answered_as_the_table_says() {
    let table = Table::read();
    let next = AtomicUsize::new(0);
    let work_off = || {
        let (mut asked, mut wrong) = (0, Vec::new());
        while let Some(group) = table.groups.get(next.fetch_add(1, Ordering::Relaxed)) {
            for (nth, zone) in group.compiled_in().into_iter().enumerate() {
                let calendars = table.calendars(zone);
                for window in &group.windows {
                    // That the clocks of a group agree has a test of its own, so one zone answers for all and
                    // the others are asked on the half hour.
                    let every = if nth == 0 { 1 } else { 6 };
                    for &block in &window.blocks {
                        asked += table.blocks[block].compare(&calendars, window, every, &mut wrong);
                    }
                }
            }
        }
        (asked, wrong)
    };
    let workers = thread::available_parallelism().map_or(1, |workers| workers.get());
    let found: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work_off)).collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker that does not panic")).collect()
    });
    let asked: usize = found.iter().map(|(asked, _)| asked).sum();
    let wrong: Vec<&String> = found.iter().flat_map(|(_, wrong)| wrong).collect();
    let shown = wrong.iter().take(20).fold(String::new(), |mut shown, wrong| {
        writeln!(shown, "{wrong}").expect("a String takes any text");
        shown
    });
    println!("{asked} questions asked");
    assert!(
        wrong.is_empty(),
        "{} of {asked} answers differ from the table, the first of them:\n{shown}",
        wrong.len()
    );
    assert!(asked > 500_000, "only {asked} questions were found in the table");
}

#[test]
fn a_daily_wish_comes_once_a_day_on_its_day_and_in_hours() {
    let days: Vec<NaiveDate> =
        date("2026-01-01").iter_days().take_while(|day| *day < date("2028-01-01")).collect();
    let times = ["00:00:00", "02:30:00", "23:30:00"].map(|time| time.parse().expect("a time"));
    let table = Table::read();
    for zone in table.groups.iter().filter_map(|group| group.compiled_in().first().copied()) {
        for (_, hours) in &table.hours {
            let calendar = Calendar::new(zone, hours.clone());
            for time in times {
                daily_wish(&calendar, &days, time);
            }
        }
    }
}

/// Each day with hours gets its own wish, on that day; a wish for a day without hours comes with a later one.
fn daily_wish(calendar: &Calendar, days: &[NaiveDate], time: NaiveTime) {
    let mut before = None;
    for &day in days {
        let wish = Wish { wall: day.and_time(time), zone: calendar.zone, policy: Policy::OnDay };
        let then = wish.resolve(calendar).expect("hours in every week");
        let says = || format!("{wish:?} with {} comes at {then}", calendar.hours);
        let shown = calendar.local(then);
        assert!(calendar.hours.covers(shown) && calendar.is_open(then), "in the night: {}", says());
        assert_eq!(may_speak(calendar, 0, then), Some(Speak::Now), "not to be said: {}", says());
        let (begins, ends) = (calendar.start_of(day), calendar.start_of(day.succ_opt().expect("a next day")));
        if calendar.working_between(begins, ends) > TimeDelta::zero() {
            assert_eq!(shown.date(), day, "on another day: {}", says());
            assert!(before < Some(then), "doubled: {}", says());
            before = Some(then);
        } else {
            assert!(shown.date() > day, "early: {}", says());
        }
    }
}

/// What `make.py` wrote, read.
struct Table {
    release: &'static str,
    hours: Vec<(&'static str, Hours)>,
    blocks: Vec<Block>,
    groups: Vec<Group>,
}

/// Zones whose clocks agree.
#[derive(Default)]
struct Group {
    zones: Vec<&'static str>,
    /// From this instant on, so many minutes east of UTC.
    clock: Vec<(DateTime<Utc>, i32)>,
    windows: Vec<Window>,
}

/// An instant, most often a change of the clock, and the numbers of the blocks that hold around it.
struct Window {
    at: DateTime<Utc>,
    wall: NaiveDateTime,
    blocks: Vec<usize>,
}

/// Questions at even steps around an instant, and their answers.
struct Block {
    step: i32,
    count: i32,
    answers: Vec<Answers>,
}

/// What one question is answered for each start of a window, in minutes after the window's instant.
struct Answers {
    question: &'static str,
    hours: &'static str,
    minutes: Vec<i32>,
}

impl Table {
    fn read() -> Table {
        let mut table = Table { release: "", hours: Vec::new(), blocks: Vec::new(), groups: Vec::new() };
        for line in TABLE.lines() {
            let (word, rest) = line.split_once(' ').expect("a word and what it says");
            match (word, table.groups.last_mut()) {
                ("release", _) => table.release = rest,
                ("hours", _) => {
                    let (name, text) = rest.split_once(' ').expect("a name and its hours");
                    table.hours.push((name, Hours::parse(text).expect("hours in the table")));
                }
                ("answers", _) => table.blocks.push(Block::read(table.blocks.len(), rest)),
                ("zones", _) => {
                    table.groups.push(Group { zones: rest.split(' ').collect(), ..Group::default() });
                }
                ("clock", Some(group)) => group.clock = rest.split(' ').map(reading).collect(),
                ("window", Some(group)) => group.windows.push(Window::read(rest)),
                (question, _) => {
                    table.blocks.last_mut().expect("a block before its answers").add(question, rest)
                }
            }
        }
        table
    }

    /// The zone with each of the hours, and without any as `-`.
    fn calendars(&self, zone: Tz) -> Vec<(&'static str, Calendar)> {
        let named = self.hours.iter().cloned().chain([("-", Hours::none())]);
        named.map(|(name, hours)| (name, Calendar::new(zone, hours))).collect()
    }
}

impl Group {
    fn compiled_in(&self) -> Vec<Tz> {
        let names = self.zones.iter().filter(|name| **name != FACTORY);
        names.map(|name| name.parse().expect("a zone that chrono-tz knows")).collect()
    }
}

impl Window {
    fn read(text: &str) -> Window {
        let words: Vec<&str> = text.split(' ').collect();
        let [at, wall, blocks @ ..] = &words[..] else { panic!("{text} is no window") };
        let wall = NaiveDateTime::parse_from_str(wall, "%Y-%m-%dT%H:%M").expect("a wall time");
        let blocks = blocks.iter().map(|block| block.parse().expect("a number")).collect();
        Window { at: instant(at), wall, blocks }
    }
}

impl Block {
    fn read(nth: usize, text: &str) -> Block {
        let words: Vec<&str> = text.split(' ').collect();
        let [number_of_block, step, count] = words[..] else { panic!("{text} is no block") };
        assert_eq!(number_of_block, nth.to_string(), "blocks are in order");
        Block { step: number(step), count: number(count), answers: Vec::new() }
    }

    fn add(&mut self, question: &'static str, text: &'static str) {
        let mut words = text.split(' ');
        let hours = words.next().expect("the name of hours");
        let mut minutes = Vec::new();
        for run in words {
            let (count, answer) = run.split_once(['=', '+']).expect("a run");
            for _ in 0..number(count) {
                let moved = if run.contains('+') { self.asked(minutes.len()) } else { 0 };
                minutes.push(number(answer) + moved);
            }
        }
        assert_eq!(minutes.len(), self.count as usize, "{question} {text}");
        self.answers.push(Answers { question, hours, minutes });
    }

    /// Minutes after the window's instant at which its n-th question is asked.
    fn asked(&self, nth: usize) -> i32 {
        (nth as i32 - self.count / 2) * self.step
    }

    /// Asks the calendars of a zone around a window, each question for every n-th start, and returns how often.
    fn compare(
        &self,
        calendars: &[(&str, Calendar)],
        window: &Window,
        every: usize,
        wrong: &mut Vec<String>,
    ) -> usize {
        let mut asked = 0;
        for Answers { question, hours, minutes } in &self.answers {
            let named = |(name, _): &&(&str, Calendar)| name == hours;
            let (_, calendar) = calendars.iter().find(named).expect("hours of that name");
            for (nth, &minutes) in minutes.iter().enumerate().step_by(every) {
                let after = TimeDelta::minutes(self.asked(nth).into());
                let (from, wall) = (window.at + after, window.wall + after);
                let expected = Some(window.at + TimeDelta::minutes(minutes.into()));
                asked += 1;
                let answer = answer(question, calendar, from, wall);
                if answer != expected {
                    let zone = calendar.zone;
                    wrong.push(format!(
                        "{zone}, {hours}: {question} of {from} or {wall} is {expected:?}, not {answer:?}"
                    ));
                }
            }
        }
        asked
    }
}

/// What smallwins answers. Where it has two ways to say the same, they have to agree.
fn answer(
    question: &str,
    calendar: &Calendar,
    from: DateTime<Utc>,
    wall: NaiveDateTime,
) -> Option<DateTime<Utc>> {
    let resolve = |policy| Wish { wall, zone: calendar.zone, policy }.resolve(calendar);
    match question {
        "instant" => {
            let instant = calendar.instant(wall);
            let again = Wish::at(instant, calendar, Policy::Exactly).resolve(calendar);
            resolve(Policy::Exactly).filter(|exactly| *exactly == instant && again == Some(instant))
        }
        "day_start" => Some(calendar.day_start(from)),
        "week_start" => Some(calendar.week_start(from)),
        "opening" => {
            let opening = calendar.opening(from)?;
            let speak = if calendar.is_open(from) { Speak::Now } else { Speak::Later(opening) };
            (may_speak(calendar, 0, from) == Some(speak)).then_some(opening)
        }
        "after_four_hours" => calendar.after_working(from, calendar::hours(4)),
        "in_hours" => resolve(Policy::InHours),
        "on_day" => resolve(Policy::OnDay),
        question => panic!("{question} is no question"),
    }
}

fn reading(text: &str) -> (DateTime<Utc>, i32) {
    let (at, minutes_east) = text.split_once('=').expect("an instant and an offset");
    (instant(at), number(minutes_east))
}

fn instant(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%MZ").expect("an instant").and_utc()
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn number(text: &str) -> i32 {
    text.parse().expect("a number")
}
