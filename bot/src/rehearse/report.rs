//! What a rehearsal comes to, for people and for machines.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use smallwins_core::decision::Change;
use smallwins_core::fact::Event;
use smallwins_core::id::SessionId;
use smallwins_core::kpi::{Figure, Kpi, Reading, Smallest, Terms, Unit, Window};

use super::cast::HERE;
use super::checks::{Rule, Violation};
use super::plan::Plan;

/// A month of a rehearsal has so many days.
const MONTH: u32 = 30;
/// So many violations are shown to people; machines get all.
const SHOWN: usize = 20;

/// What happened, and what was violated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// What was rehearsed.
    pub plan: Plan,
    /// The first instant.
    pub begins: DateTime<Utc>,
    /// The last.
    pub ends: DateTime<Utc>,
    /// What happened, by months of thirty days.
    pub months: Vec<Month>,
    /// What the numbers say of all of it, and how small a change they could not show.
    pub whole: Vec<Whole>,
    /// How often each promise was broken.
    pub violated: BTreeMap<Rule, usize>,
    /// What was violated, in the order in which it was.
    pub violations: Vec<Violation>,
    /// SHA-256 over everything that was said and done, in hexadecimal.
    pub transcript: String,
}

/// A figure of a whole rehearsal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Whole {
    /// It.
    #[serde(flatten)]
    pub figure: Figure,
    /// The smallest change that it would show beside an equally large group, four times in five at 5 %, where that is
    /// known.
    pub smallest: Option<Smallest>,
}

/// What happened in thirty days.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Month {
    /// Learners asked.
    pub asks: u32,
    /// Mentors were shown an offer.
    pub offers: u32,
    /// Mentors accepted by a compliment.
    pub compliments: u32,
    /// Sessions took place, and neither of the two says otherwise.
    pub sessions: u32,
    /// Sessions of which it is not known whether they did: the two said nothing, or not the same.
    pub unsure: u32,
    /// Times at which two people did not meet.
    pub missed: u32,
    /// Sessions that were called off when less than three hours were left.
    pub late: u32,
    /// Notes were written.
    pub notes: u32,
    /// Learners said how something went.
    pub answers: u32,
    /// Things people said, by words, buttons and forms.
    pub said: u32,
    /// Messages that reached somebody.
    pub heard: u32,
    /// How its last week reads, as those who run the community would be told.
    pub week: String,
    /// What the numbers say of it, and where they cannot say anything yet.
    pub figures: Vec<Figure>,
}

impl Month {
    fn count(&mut self, event: &Event) {
        match event {
            Event::Asked { .. } => self.asks += 1,
            Event::Offered { .. } => self.offers += 1,
            Event::Affirmed { .. } => self.compliments += 1,
            Event::Cancelled { late: true, .. } => self.late += 1,
            Event::Noted { .. } => self.notes += 1,
            Event::Answered { .. } => self.answers += 1,
            _ => {}
        }
    }
}

/// The months of a rehearsal while it goes on.
pub(crate) struct Months {
    plan: Plan,
    /// The first instant of each, in the community, and that of the day after the last.
    starts: Vec<DateTime<Utc>>,
    months: Vec<Month>,
    whole: Vec<Whole>,
    /// What is known of each session whose time has come.
    met: BTreeMap<SessionId, Met>,
}

/// What is known of a session.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    /// In which month it was first told that it took place.
    held: Option<usize>,
    /// In which it was first told that this is not known, while nothing else was told since.
    unsure: Option<usize>,
}

impl Months {
    pub(crate) fn of(plan: Plan) -> Months {
        let calendar = Terms::of(HERE).calendar;
        let months = vec![Month::default(); plan.days.div_ceil(MONTH) as usize];
        let start = |month: usize| {
            let at = plan.begins() + TimeDelta::days(i64::from(MONTH) * month as i64);
            calendar.start_of(calendar.local_date(at))
        };
        let last = calendar.start_of(calendar.local_date(plan.ends()));
        let starts = (0..months.len()).map(start).chain([last]).collect();
        Months { plan, starts, months, whole: Vec::new(), met: BTreeMap::new() }
    }

    /// Counts what was written at an instant. Of a session what was told last stands.
    pub(crate) fn count(&mut self, at: DateTime<Utc>, changes: &[Change]) {
        for change in changes {
            let (Change::Fact(fact), place) = (change, self.place(at)) else { continue };
            match fact.event {
                Event::SessionHeld { session, .. } => {
                    let met = self.met.entry(session).or_default();
                    *met = Met { held: met.held.or(Some(place)), unsure: None };
                }
                Event::SessionUnheard { session } => {
                    self.met.entry(session).or_default().unsure.get_or_insert(place);
                }
                Event::SessionMissed { session } => {
                    self.met.entry(session).or_default().unsure = None;
                    self.months[place].missed += 1;
                }
                _ => self.months[place].count(&fact.event),
            }
        }
    }

    /// Which month an instant lies in; the last instant belongs to the last.
    fn place(&self, at: DateTime<Utc>) -> usize {
        let begun = self.starts.partition_point(|start| *start <= at);
        begun.clamp(1, self.months.len()) - 1
    }

    /// The month of an instant.
    pub(crate) fn at(&mut self, at: DateTime<Utc>) -> &mut Month {
        let place = self.place(at);
        &mut self.months[place]
    }

    /// The last month that is over on a day, while its last week was not told; the last of all ends with the plan.
    pub(crate) fn over(&mut self, day: u32) -> Option<&mut Month> {
        let over = if day > self.plan.days { self.months.len() } else { ((day - 1) / MONTH) as usize };
        let month = &mut self.months[over.checked_sub(1)?];
        month.week.is_empty().then_some(month)
    }

    /// The time of each month, in whole days of the community, and that of all of them.
    pub(crate) fn windows(&self) -> Vec<Window> {
        let months = self.starts.windows(2).map(|two| Window { from: Some(two[0]), to: two[1] });
        let whole = Window { from: self.starts.first().copied(), to: self.starts[self.months.len()] };
        months.chain([whole]).collect()
    }

    /// What the numbers say of each of [`Months::windows`].
    pub(crate) fn told(&mut self, mut figures: Vec<Vec<Figure>>) {
        let whole = figures.split_off(self.months.len()).concat();
        let shown = |figure: Figure| Whole { smallest: figure.smallest(), figure };
        self.whole = whole.into_iter().map(shown).collect();
        for (month, figures) in self.months.iter_mut().zip(figures) {
            month.figures = figures;
        }
    }

    /// Everything together.
    pub(crate) fn report(mut self, violations: Vec<Violation>, transcript: String) -> Report {
        for met in self.met.into_values() {
            match met {
                Met { unsure: Some(place), .. } => self.months[place].unsure += 1,
                Met { held: Some(place), .. } => self.months[place].sessions += 1,
                Met { .. } => {}
            }
        }
        let count = |rule| violations.iter().filter(|violation| violation.rule == rule).count();
        Report {
            plan: self.plan,
            begins: self.plan.begins(),
            ends: self.plan.ends(),
            months: self.months,
            whole: self.whole,
            violated: Rule::ALL.into_iter().map(|rule| (rule, count(rule))).collect(),
            violations,
            transcript,
        }
    }
}

impl Report {
    /// The command that shows the same again.
    pub fn again(&self) -> String {
        let Plan { days, members, mentors, seed, asks_every } = self.plan;
        format!(
            "smallwins rehearse --days {days} --members {members} --mentors {mentors} --seed {seed} --asks-every {asks_every}"
        )
    }
}

impl Whole {
    /// Whether people read it here: shares, means and scores, as for these it is known what could be seen.
    fn is_shown(&self) -> bool {
        matches!(self.figure.unit, Unit::Share | Unit::PerSession | Unit::PerMatch | Unit::Points)
    }

    /// Whether it has a value, beside which it stands what it could not show.
    fn has_value(&self) -> bool {
        matches!(self.figure.reading, Reading::Value { .. })
    }

    fn line(&self) -> String {
        let figure = &self.figure;
        let unseen = figure.unseen().map(|unseen| format!(": {unseen}")).unwrap_or_default();
        format!("{}: {}{unseen}", figure.kpi.title(), figure.in_words(figure.label(), &[]))
    }
}

/// What stands in the columns.
const COLUMNS: &str = "
asks: questions of learners; offers: put to a mentor; compliments: by which a mentor accepted; sessions: took place, and
neither says otherwise; unsure: it is not known whether they did; missed: times at which the two did not meet; late:
called off with less than three hours left; notes: written, or written anew; answers: how an actionable or a checkpoint
went; said: typed, pressed or filled in; heard: messages that reached somebody. Many a session that a compliment began
gets no time, or is called off.
";

fn counted(many: u32, what: &str) -> String {
    if many == 1 { format!("1 {what}") } else { format!("{many} {what}s") }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { days, members, mentors, seed, asks_every } = self.plan;
        let (all, people, every) =
            (counted(days, "day"), counted(members, "member"), counted(asks_every, "day"));
        let mentor = if mentors == 1 { "mentors" } else { "mentor" };
        writeln!(
            f,
            "{all}: {people}, of whom {mentors} {mentor}; each asks about once in {every}; seed {seed}\n"
        )?;
        writeln!(
            f,
            "{:<12}{:>7}{:>8}{:>13}{:>10}{:>8}{:>8}{:>6}{:>7}{:>9}{:>8}{:>8}",
            "days",
            "asks",
            "offers",
            "compliments",
            "sessions",
            "unsure",
            "missed",
            "late",
            "notes",
            "answers",
            "said",
            "heard"
        )?;
        for (place, month) in (0_u32..).zip(&self.months) {
            let (first, last) = (place * MONTH + 1, ((place + 1) * MONTH).min(days));
            let Month {
                asks,
                offers,
                compliments,
                sessions,
                unsure,
                missed,
                late,
                notes,
                answers,
                said,
                heard,
                ..
            } = month;
            writeln!(
                f,
                "{:<12}{asks:>7}{offers:>8}{compliments:>13}{sessions:>10}{unsure:>8}{missed:>8}{late:>6}{notes:>7}{answers:>9}{said:>8}{heard:>8}",
                format!("{first}–{last}")
            )?;
        }
        f.write_str(COLUMNS)?;
        for (place, month) in (0_u32..).zip(&self.months) {
            let (first, last) = (place * MONTH + 1, ((place + 1) * MONTH).min(days));
            let before = place.checked_sub(1).map_or(&[][..], |place| &self.months[place as usize].figures);
            writeln!(f, "\nDays {first}–{last} in numbers")?;
            for kpi in Kpi::ALL {
                writeln!(f, "  {}: {}", kpi.title(), kpi.in_words(&month.figures, before).join(" · "))?;
            }
            writeln!(f, "\nThe digest at the end of day {last}")?;
            for line in month.week.lines().filter(|line| !line.trim().is_empty()) {
                writeln!(f, "  {line}")?;
            }
        }
        writeln!(
            f,
            "\nWhat {all} together could show and what not, beside an equally large group (power 80 %, at 5 %)"
        )?;
        let (told, missing): (Vec<_>, Vec<_>) =
            self.whole.iter().filter(|whole| whole.is_shown()).partition(|whole| whole.has_value());
        for whole in told {
            writeln!(f, "  {}", whole.line())?;
        }
        if !missing.is_empty() {
            let missing: Vec<String> = missing.into_iter().map(Whole::line).collect();
            writeln!(f, "  Nothing yet of: {}", missing.join("; "))?;
        }
        writeln!(f)?;
        for (rule, count) in &self.violated {
            writeln!(f, "{count:>5}  {}", rule.says())?;
        }
        if !self.violations.is_empty() {
            writeln!(f)?;
        }
        for Violation { rule, at, day, ids, what } in self.violations.iter().take(SHOWN) {
            let at = at.format("%Y-%m-%d %H:%M:%SZ");
            writeln!(f, "day {day}, {at}: {}: {what} ({})", rule.says(), ids.join(", "))?;
        }
        if self.violations.len() > SHOWN {
            writeln!(f, "and {} more; --json shows all", self.violations.len() - SHOWN)?;
        }
        writeln!(f, "\ntranscript {}", self.transcript)
    }
}

#[cfg(test)]
mod tests {
    use smallwins_core::fact::Fact;
    use smallwins_core::id::MemberId;
    use smallwins_core::moment::Moment;
    use smallwins_core::session::Minutes;

    use super::*;

    const PLAN: Plan = Plan { days: 40, members: 12, mentors: 3, seed: 9, asks_every: 24 };

    fn report() -> Report {
        let mut months = Months::of(PLAN);
        months.at(PLAN.begins()).asks = 5;
        months.at(PLAN.ends()).heard = 8;
        assert!(months.over(30).is_none());
        months.over(31).unwrap().week = "The week of Wed 30 Sep\n\n• Flow: 5 questions".to_owned();
        assert!(months.over(32).is_none());
        months.over(41).unwrap().week = "The week of Sat 10 Oct was quiet".to_owned();
        let at = PLAN.begins() + TimeDelta::hours(50);
        let violation = |number: usize| Violation {
            rule: Rule::Caps,
            at,
            day: PLAN.day(at),
            ids: vec![format!("session_{number}")],
            what: "3 sessions on a day, of at most 2".to_owned(),
        };
        months.report((0..22).map(violation).collect(), "abc".to_owned())
    }

    #[test]
    fn a_report_says_what_was_violated_where_and_how_to_see_it_again() {
        let report = report();
        let shown = report.to_string();
        for line in [
            "40 days: 12 members, of whom 3 mentor; each asks about once in 24 days; seed 9",
            "The digest at the end of day 30",
            "  • Flow: 5 questions",
            "The digest at the end of day 40",
            "  The week of Sat 10 Oct was quiet",
            "   22  a mentor over what they want to give",
            "    0  said twice",
            "day 3, 2026-09-09 02:00:00Z: a mentor over what they want to give: 3 sessions on a day, of at most 2 (session_0)",
            "and 2 more; --json shows all",
            "transcript abc",
        ] {
            assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
        }
        assert_eq!(
            report.again(),
            "smallwins rehearse --days 40 --members 12 --mentors 3 --seed 9 --asks-every 24"
        );
    }

    #[test]
    fn a_session_counts_once_by_what_was_told_last_and_each_time_that_was_missed() {
        let mut months = Months::of(PLAN);
        let mut moment = Moment::new(PLAN.begins(), 1);
        let (session, mentor): (SessionId, MemberId) = (moment.id(), moment.id());
        let mut tell = |day: i64, hours: i64, event: Event| {
            let at = PLAN.begins() + TimeDelta::days(day) + TimeDelta::hours(hours);
            months.count(at, &[Change::Fact(Fact::new(mentor, event, &mut moment))]);
        };
        let held = Event::SessionHeld { session, mentor, minutes: Minutes::Ten };
        tell(29, 21, held.clone());
        tell(31, 0, Event::SessionUnheard { session });
        tell(32, 0, held);
        // They missed their first time, met at another, and then said different things.
        let session = SessionId::from(uuid::Uuid::from_u128(8));
        tell(28, 0, Event::SessionMissed { session });
        tell(33, 0, Event::SessionHeld { session, mentor, minutes: Minutes::Ten });
        tell(34, 0, Event::SessionUnheard { session });
        // In Lisbon the second month begins an hour before midnight in Greenwich.
        tell(29, 23, Event::SessionMissed { session: SessionId::from(uuid::Uuid::from_u128(7)) });
        let report = months.report(Vec::new(), String::new());
        let told: Vec<_> =
            report.months.iter().map(|month| (month.sessions, month.unsure, month.missed)).collect();
        assert_eq!(told, [(1, 0, 1), (0, 1, 1)]);
    }

    #[test]
    fn a_report_is_the_same_for_machines() {
        let json = serde_json::to_value(report()).unwrap();
        assert_eq!(json["plan"]["seed"], 9);
        assert_eq!(json["months"][0]["asks"], 5);
        assert_eq!(json["months"][1]["heard"], 8);
        assert_eq!((&json["violated"]["caps"], &json["violated"]["quiet"]), (&22.into(), &0.into()));
        assert_eq!(json["violations"].as_array().map(Vec::len), Some(22));
    }
}
