//! Lines of books, counted as one window needs them.

use super::book::Line;
use super::what::What;
use crate::kpi::frame::{Day, Frame};
use crate::kpi::repeat::PAIR;
use crate::kpi::retention::Stay;
use crate::kpi::{completion, compliments, response, retention};

/// What was counted so far. Lists go by the numbers of people.
#[derive(Debug, Default)]
pub(super) struct Count {
    /// By kind.
    pub(super) sums: Sums,
    pub(super) askers: Vec<i64>,
    pub(super) fill: Vec<i64>,
    pub(super) matches: Vec<[i64; 2]>,
    /// Of each mentor, the offers that ended, on which they passed, and that they missed.
    pub(super) offered: Vec<[i64; 3]>,
    pub(super) minutes: Vec<[i64; 2]>,
    pub(super) praised: Vec<Praised>,
    pub(super) noted: Vec<i64>,
    pub(super) booked: Vec<i64>,
    pub(super) pairs: Vec<i64>,
    pub(super) said: [i64; 3],
    pub(super) wall: response::Waits,
    pub(super) working: response::Waits,
    /// Those who still wait, by the day and the time of day on which they asked, the earliest first.
    pub(super) open: Vec<(Day, u32, i64)>,
    /// What is put together once the book that is being read was read to its end.
    gathered: Gathered,
    pub(super) returns: Vec<Return>,
    pub(super) mentoring: Vec<i64>,
    pub(super) early: i64,
    pub(super) lately: i64,
    pub(super) young: i64,
    pub(super) stays: retention::Tally,
}

/// Sessions by mentor and day, and asks by day and time of day.
#[derive(Debug, Default)]
struct Gathered {
    held: Vec<((u32, Day), i64)>,
    open: Vec<((Day, u32), i64)>,
}

/// How many lines there are of each kind.
#[derive(Debug)]
pub(super) struct Sums(pub(super) [i64; What::ALL.len() + 1]);

impl Default for Sums {
    fn default() -> Self {
        Sums([0; What::ALL.len() + 1])
    }
}

/// On which days a mentor held their first session that matters, and the one after it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Return {
    pub(super) first: Option<Day>,
    pub(super) second: Option<Day>,
}

impl Return {
    fn meet(&mut self, day: Day, sessions: i64) {
        for _ in 0..sessions.min(2) {
            match (self.first, self.second) {
                (None, _) => self.first = Some(day),
                (Some(_), None) => self.second = Some(day),
                (Some(_), Some(_)) => {}
            }
        }
    }
}

/// What a mentor said: [`compliments::Praise`] as it is summed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Praised {
    sessions: i64,
    density: i64,
    compliments: i64,
    specific: i64,
    landed: i64,
    left_out: i64,
}

impl Praised {
    /// What came of it; nothing of whoever said nothing.
    pub(super) fn told(self) -> Option<compliments::Praise> {
        let praise = compliments::Praise {
            sessions: count(self.sessions),
            density: count(self.density),
            compliments: count(self.compliments),
            specific: count(self.specific),
            landed: count(self.landed),
            left_out: count(self.left_out),
        };
        (praise != compliments::Praise::default()).then_some(praise)
    }
}

/// A list with a place for everybody in some lines, which are in the order of people.
fn placed<'a, T: Copy + Default>(list: &'a mut Vec<T>, lines: &[Line]) -> &'a mut [T] {
    let most = lines.last().map_or(0, |line| line.who as usize + 1);
    if list.len() < most {
        list.resize(most.next_power_of_two(), T::default());
    }
    list
}

/// Adds lines to a list of people.
pub(super) fn add_to(list: &mut Vec<i64>, lines: &[Line]) {
    let list = placed(list, lines);
    lines.iter().for_each(|line| list[line.who as usize] += line.n);
}

/// Adds lines to a list of people: what is measured in each, and how many there are.
fn measure(list: &mut Vec<[i64; 2]>, lines: &[Line], measured: impl Fn(u32) -> i64) {
    let list = placed(list, lines);
    for line in lines {
        let [total, units] = &mut list[line.who as usize];
        *total += measured(line.number) * line.n;
        *units += line.n;
    }
}

/// Adds lines in which minutes stand for people.
fn wait_for(waits: &mut response::Waits, lines: &[Line], ended: bool) {
    lines.iter().for_each(|line| waits.add(line.who, ended, line.n));
}

/// How often something is, whoever of.
fn total(lines: &[Line]) -> i64 {
    lines.iter().map(|line| line.n).sum()
}

/// Sums what stands under one key, in the order of keys.
fn summed<K: Ord + Copy>(mut pairs: Vec<(K, i64)>, mut each: impl FnMut(K, i64)) -> Vec<(K, i64)> {
    // Lines are in the order of keys as far as one day of knowledge goes, of which a stable sort makes use.
    pairs.sort_by_key(|(key, _)| *key);
    for group in pairs.chunk_by(|(one, _), (other, _)| one == other) {
        each(group[0].0, group.iter().map(|(_, n)| n).sum());
    }
    pairs.clear();
    pairs
}

/// How many people are in a list.
pub(super) fn people(list: &[i64]) -> u64 {
    list.iter().filter(|n| **n > 0).count() as u64
}

/// A count of what there is, which is never below zero in the end.
pub(super) fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}

impl Count {
    /// How people stayed who came on a day.
    pub(super) fn stay(&mut self, entry: Day, lines: &[Line], frame: &Frame<'_>) {
        let days = |days: u32| Day::try_from(days).unwrap_or(Day::MAX / 2);
        for line in lines {
            let left = line.number.checked_sub(1).map(|after| entry.saturating_add(days(after)));
            let stay = Stay { entry, gone: entry.saturating_add(days(line.who)), left };
            self.stays.add(stay, count(line.n), frame);
        }
    }

    /// A book of a day or a volume was read to its end. They have to be read in the order of their days.
    pub(super) fn end(&mut self) {
        let Gathered { held, open } = std::mem::take(&mut self.gathered);
        let (returns, waiting) = (&mut self.returns, &mut self.open);
        let most = held.iter().map(|((mentor, _), _)| *mentor as usize + 1).max().unwrap_or_default();
        if returns.len() < most {
            returns.resize(most.next_power_of_two(), Return::default());
        }
        let held = summed(held, |(mentor, day), n| returns[mentor as usize].meet(day, n));
        let open = summed(open, |(day, time), n| {
            if n > 0 {
                waiting.push((day, time, n));
            }
        });
        self.gathered = Gathered { held, open };
    }

    /// Lines of one kind in the book of a day.
    pub(super) fn add(&mut self, day: Day, what: What, lines: &[Line], frame: &Frame<'_>) {
        if day > frame.last {
            return self.add_later(day, what, lines, frame);
        }
        if what == What::Held {
            self.hold(lines, |_| day);
        }
        if frame.first.is_none_or(|first| first <= day) {
            if what == What::Open {
                self.wait(lines, |_| day);
            }
            self.add_judged(what, lines);
        }
    }

    /// Adds lines to what mentors said.
    fn praise(&mut self, lines: &[Line], add: impl Fn(&mut Praised, &Line)) {
        let list = placed(&mut self.praised, lines);
        lines.iter().for_each(|line| add(&mut list[line.who as usize], line));
    }

    /// Lines of one kind in a volume, of which all days are judged.
    pub(super) fn add_volume(&mut self, first: Day, what: What, lines: &[Line]) {
        let on = |after: u32| first.saturating_add_unsigned(after);
        match what {
            What::HeldOn => self.hold(lines, |line| on(line.number)),
            What::Open => self.wait(lines, |line| on(line.who)),
            _ => {}
        }
        self.add_judged(what, lines);
    }

    /// Sessions of mentors, without those who came back already.
    fn hold(&mut self, lines: &[Line], day: impl Fn(&Line) -> Day) {
        let returns = &self.returns;
        let unsure = |mentor: u32| returns.get(mentor as usize).is_none_or(|mentor| mentor.second.is_none());
        let unsure = lines.iter().filter(|line| unsure(line.who));
        self.gathered.held.extend(unsure.map(|line| ((line.who, day(line)), line.n)));
    }

    /// Asks that wait.
    fn wait(&mut self, lines: &[Line], day: impl Fn(&Line) -> Day) {
        self.gathered.open.extend(lines.iter().map(|line| ((day(line), line.number), line.n)));
    }

    /// What is not old enough yet.
    fn add_later(&mut self, day: Day, what: What, lines: &[Line], frame: &Frame<'_>) {
        match what {
            What::Filled | What::Unfilled | What::Withdrawn => self.early += total(lines),
            What::Noted if day <= frame.last + completion::DAYS_TO_ANSWER => self.lately += total(lines),
            What::Pair if day <= frame.last + PAIR => self.young += total(lines),
            _ => {}
        }
    }

    fn add_judged(&mut self, what: What, lines: &[Line]) {
        self.sums.0[what as usize] += total(lines);
        match what {
            What::Asked => add_to(&mut self.askers, lines),
            What::Answered => wait_for(&mut self.wall, lines, true),
            What::Stopped => wait_for(&mut self.wall, lines, false),
            What::AnsweredWorking => wait_for(&mut self.working, lines, true),
            What::StoppedWorking => wait_for(&mut self.working, lines, false),
            What::Filled | What::Unfilled => add_to(&mut self.fill, lines),
            What::Matched => measure(&mut self.matches, lines, i64::from),
            What::Accepted | What::Passed | What::Missed => {
                let which = [true, what == What::Passed, what == What::Missed].map(i64::from);
                let list = placed(&mut self.offered, lines);
                for line in lines {
                    let offers = &mut list[line.who as usize];
                    (0..3).for_each(|place| offers[place] += which[place] * line.n);
                }
            }
            What::Held => measure(&mut self.minutes, lines, i64::from),
            What::Praised => {
                self.praise(lines, |praised, line| {
                    let (compliments, specific) = (line.number / 4, line.number % 4);
                    praised.sessions += line.n;
                    praised.density += compliments::density(specific.into()) as i64 * line.n;
                    praised.compliments += i64::from(compliments) * line.n;
                    praised.specific += i64::from(specific) * line.n;
                });
            }
            What::Ring => self.praise(lines, |praised, line| {
                praised.left_out += i64::from(line.number) * line.n;
            }),
            What::Repeated => self.praise(lines, |praised, line| praised.left_out += line.n),
            What::Landed => self.praise(lines, |praised, line| praised.landed += line.n),
            What::Noted => add_to(&mut self.noted, lines),
            What::ShownUp | What::NotShownUp => add_to(&mut self.booked, lines),
            What::Pair => add_to(&mut self.pairs, lines),
            What::Said => lines.iter().for_each(|line| self.said[(line.number as usize).min(2)] += line.n),
            What::Open
            | What::HeldOn
            | What::MatchedUnknown
            | What::Withdrawn
            | What::Unpraised
            | What::Done
            | What::Replied
            | What::CalledOff
            | What::Unheard
            | What::Won
            | What::SaidYes
            | What::SentBack
            | What::Left
            | What::PairAgain
            | What::SaidAny
            | What::OffScale
            | What::Joined
            | What::JoinedOnboarded
            | What::JoinedAsked
            | What::JoinedMet
            | What::JoinedFit
            | What::JoinedDone
            | What::Mentors
            | What::Stay
            | What::Unasked
            | What::TookPlace => {}
        }
    }
}
