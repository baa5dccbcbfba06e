//! `digest`: how the week of a community was, for those who run it.
//!
//! What needs attention comes first, then six lines of figures in the words of `kpis`. Where a week has too few cases
//! for a figure, the last four weeks are told instead, and what is missing is counted over those. How much happened is
//! told from the first day on. A week in which nothing happened, and nobody waits, is one line.
//! Names and people's words stand in none of it: a channel reads it.
//!
//! How many messages waited for hours, or for another day as three had been said, is not told: a task that is put off
//! keeps when it is due next, and once it was said nothing tells any more why it came later, be it hours, a full day,
//! or a platform that asked for patience. A count of all of them together would blame respect for what was trouble.
//!
//! `attention` says what needs somebody, `weeks` draws the last twelve of them, `schedule` says when and where it
//! comes, and `unheard` what becomes of one that its channel does not take.

mod attention;
mod schedule;
mod unheard;
pub(super) mod weeks;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::action::{Action, words};
use crate::ask::Ask;
use crate::chart::Chart;
use crate::community::Community;
use crate::kpi::{Counts, FEWEST_PEOPLE, Figure, Kpi, Reading, Span, Terms, explained};
use crate::message::{Block, Blocks, Message};
use crate::script::{Phrase, Value, label, record, say};
use crate::store::Mishap;
use attention::Attention;
pub(super) use attention::LONG;
pub(super) use schedule::{
    READERS, Wish, pictured, planned, planned_beside, replanned, upcoming, week_is_over, when, wish,
};
pub(super) use unheard::unheard;
pub(super) use weeks::Weeks;
use weeks::{SESSIONS, TOGETHER, weeks_before};

/// The figure whose cases are the questions that were asked, and whose people asked them.
const ASKS: &str = "response.wall.median";

/// The figure by which it is known whether anything can be said of those who came in: all steps are of the same people.
const NEWCOMERS: &str = "funnel.onboarded";

/// What a digest is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// The figures of the last weeks.
    pub weeks: Weeks,
    /// Questions that were asked some days ago and are open, the oldest first.
    pub unanswered: Vec<Ask>,
    /// What was tried in vain.
    pub mishaps: Vec<Mishap>,
    /// How many people nothing reaches.
    pub unreachable: usize,
    /// To how many mentors nothing is offered, as they did not answer.
    pub resting: usize,
    /// Whether anybody offers anything.
    pub mentored: bool,
    /// Whether a channel was chosen for open questions.
    pub has_channel: bool,
}

/// Where it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a channel.
    Channel,
    /// In direct messages, until a channel was chosen.
    Direct,
}

impl Place {
    /// Where a community reads it.
    pub(super) fn of(community: &Community) -> Place {
        if community.digest.channel.is_some() { Place::Channel } else { Place::Direct }
    }
}

/// A figure beside those that it is compared with.
struct Told<'a> {
    figure: &'a Figure,
    before: &'a [Figure],
    in_four_weeks: bool,
}

/// The latest figure of that name, beside those of so many weeks before.
fn of<'a>(windows: &'a [Vec<Figure>], name: &str, weeks: usize) -> Option<Told<'a>> {
    let figure = windows.first()?.iter().find(|figure| figure.name == name)?;
    let before = windows.get(weeks).map(Vec::as_slice).unwrap_or_default();
    Some(Told { figure, before, in_four_weeks: false })
}

impl Facts {
    /// A figure of the week; where that is not known, of four weeks, be it known of those or not: what is said of one
    /// that is still missing is how far the longer time has come.
    fn told(&self, name: &str) -> Option<Told<'_>> {
        let known = |told: &Told<'_>| matches!(told.figure.reading, Reading::Value { .. });
        let enough =
            |told: &Told<'_>| known(told) || matches!(told.figure.reading, Reading::NotReached { .. });
        let week = of(&self.weeks.single, name, 1);
        let month = of(&self.weeks.together, name, TOGETHER);
        let of_week = week.filter(|week| known(week) || enough(week) && !month.as_ref().is_some_and(known));
        of_week.or(month.map(|month| Told { in_four_weeks: true, ..month }))
    }

    /// A figure under a name; nothing of one that is not there.
    fn in_words(&self, name: impl Into<Phrase>, figure: &str) -> Phrase {
        let Some(told) = self.told(figure) else { return Phrase::default() };
        let words = told.figure.in_words(name, told.before);
        // From when on something can be known is of no time.
        let is_date = matches!(told.figure.reading, Reading::ObservableOn { .. });
        if told.in_four_weeks && !is_date {
            say("digest.four-weeks").with("words", words).text()
        } else {
            words
        }
    }

    /// How many cases a figure of the week rests on.
    fn cases(&self, figure: &str) -> usize {
        self.weeks.cases(0, figure)
    }

    /// How many asked in the week.
    fn asks(&self) -> usize {
        self.cases(ASKS)
    }

    /// How many sessions began in it.
    fn sessions(&self) -> usize {
        self.cases(SESSIONS)
    }

    /// Whether nothing happened in the week of which more is to be told than how many began.
    fn is_empty(&self) -> bool {
        let Counts { asks: _, sessions: _, unheard, wins: _, said_yes: _, sent_back, left } =
            self.weeks.counts;
        self.asks() == 0 && self.sessions() == 0 && unheard == 0 && sent_back == 0 && left == 0
    }

    /// How many people a figure of the week is of.
    fn people(&self, figure: &str) -> usize {
        let told = of(&self.weeks.single, figure, 1);
        told.map_or(0, |told| usize::try_from(told.figure.people).unwrap_or(usize::MAX))
    }

    /// A count of the week, where it may be told.
    fn counted(&self, figure: &str) -> Option<usize> {
        whole(of(&self.weeks.single, figure, 1)?.figure)
    }

    /// Whether a figure has a value.
    fn is_known(&self, figure: &str) -> bool {
        self.told(figure).is_some_and(|told| matches!(told.figure.reading, Reading::Value { .. }))
    }

    /// The answers of which a score is made, where there are too few for the score and enough to be counted.
    fn answers(&self) -> Option<Phrase> {
        let score = self.told("recommendation.score")?.figure.reading;
        let promoters = self.told("recommendation.promoters")?;
        let in_four_weeks = promoters.in_four_weeks;
        let windows = if in_four_weeks { &self.weeks.together } else { &self.weeks.single };
        let count = |name| whole(of(windows, name, 1)?.figure);
        let words = say("digest.answers")
            .with("promoters", whole(promoters.figure)?)
            .with("passives", count("recommendation.passives")?)
            .with("detractors", count("recommendation.detractors")?)
            .text();
        let words = if in_four_weeks { say("digest.four-weeks").with("words", words).text() } else { words };
        matches!(score, Reading::TooFew { .. }).then_some(words)
    }
}

/// A count as a whole number.
fn whole(figure: &Figure) -> Option<usize> {
    match figure.reading {
        Reading::Value { value, .. } => Some(value as usize),
        _ => None,
    }
}

/// A count, where there is anything to count.
fn some(count: u64) -> Option<usize> {
    usize::try_from(count).ok().filter(|count| *count > 0)
}

/// One thing that a line says.
enum Part {
    /// Something in words.
    Said(Phrase),
    /// A figure under the name by which it is called here.
    Figure(&'static str, &'static str),
}

/// How the week was that ended with the midnight before an instant.
pub(super) fn digest(facts: &Facts, place: Place, zone: Tz, until: DateTime<Utc>) -> Message {
    let attention = attention::attention(facts);
    let terms = Terms::of(zone);
    let (since, to) = (weeks_before(until, 1, &terms), weeks_before(until, 0, &terms).pred_opt());
    if facts.is_empty() && !attention.iter().any(|attention| attention.presses) {
        return say("digest.quiet")
            .with("since", since)
            .with("until", to)
            .with("wins", some(facts.weeks.counts.wins))
            .with("said_yes", some(facts.weeks.counts.said_yes))
            .button("when", Action::Digest(None))
            .message();
    }
    let saying = say("digest")
        .with("since", since)
        .with("until", to)
        .with("attention", attention.iter().map(Attention::slot).collect::<Vec<_>>())
        .with("lines", lines(facts))
        .with("direct", place == Place::Direct)
        .button("7d", Action::Kpis(Span::Days7))
        .button("when", Action::Digest(None));
    attention.iter().fold(explained(saying), Attention::with_button).message()
}

/// The digest as an answer, with the chart where it can be shown in it, and a way to it where it cannot. A quiet week
/// is one line here too.
pub(super) fn shown(facts: &Facts, place: Place, zone: Tz, now: DateTime<Utc>) -> Message {
    let mut message = digest(facts, place, zone, now);
    if !facts.is_empty() {
        message.blocks.extend(beneath(facts.weeks.chart(zone, now)));
    }
    message
}

/// What stands beneath an answer with figures: the weeks as a chart, and the button that has them come as a picture.
pub(super) fn beneath(chart: Chart) -> Blocks {
    let mut blocks = Blocks::default();
    blocks.push(Block::Chart(Box::new(chart)));
    blocks.extend(say("digest.weeks").button("weeks", Action::Digest(words("chart"))).message().blocks);
    blocks
}

/// The weeks as a picture, which is a message of its own: it is promised, and tried again, as any other.
pub(super) fn picture(weeks: &Weeks, zone: Tz, until: DateTime<Utc>) -> Message {
    let mut message = say("chart.title").message();
    message.blocks = Blocks::default();
    message.blocks.push(Block::Chart(Box::new(weeks.chart(zone, until))));
    message
}

fn lines(facts: &Facts) -> Vec<Value> {
    use Part::{Figure, Said};
    // How many asked is told as what they do is: of five and more.
    let learners = Some(facts.people(ASKS)).filter(|people| *people as u64 >= FEWEST_PEOPLE);
    let asks = say("digest.asks").with("n", facts.asks()).with("learners", learners).text();
    let counts = &facts.weeks.counts;
    let unheard = some(counts.unheard);
    let sessions = say("digest.sessions").with("n", facts.sessions()).with("unheard", unheard).text();
    let counted = |key, count: u64| say(key).with("n", usize::try_from(count).unwrap_or(usize::MAX)).text();
    let mentors = say("digest.mentors")
        .with("n", facts.people(SESSIONS))
        .with("minutes", facts.counted("health.minutes"))
        .text();
    let recommended = match facts.answers() {
        Some(answers) => Said(answers),
        None => Figure("digest.recommended", "recommendation.score"),
    };
    let mut flow = vec![Said(asks), Said(sessions), Said(counted("digest.wins", counts.wins))];
    flow.extend(some(counts.said_yes).map(|_| Said(counted("digest.yes", counts.said_yes))));
    // Where nothing can be said of the half, nothing can be of nine in ten.
    let nine_in_ten = facts.is_known("response.working.median");
    flow.push(Figure("digest.first-response", "response.working.median"));
    flow.extend(nine_in_ten.then_some(Figure("digest.nine-in-ten", "response.working.p90")));
    flow.push(Figure("digest.filled", "health.filled"));
    let outcome = vec![Figure("digest.done", "completion.done"), recommended];
    let mut craft =
        vec![Figure("digest.density", "compliments.density"), Figure("digest.landed", "compliments.landed")];
    craft.extend(some(counts.sent_back).map(|_| Said(counted("digest.sent-back", counts.sent_back))));
    let retention = vec![Figure("digest.stayed", "retention.30"), Figure("digest.met-again", "repeat.pairs")];
    let load = vec![
        Said(mentors),
        Figure("digest.spread", "health.load"),
        Figure("digest.missed", "health.missed"),
        Said(counted("digest.left", counts.left)),
    ];
    vec![
        line("digest.flow", flow, facts),
        line("digest.outcome", outcome, facts),
        line("digest.craft", craft, facts),
        line("digest.retention", retention, facts),
        newcomers(facts),
        line("digest.load", load, facts),
    ]
}

/// How far those who came in have come: the steps are of the same people, so of which time they are is said once.
fn newcomers(facts: &Facts) -> Value {
    let in_four_weeks = facts.told(NEWCOMERS).is_some_and(|told| told.in_four_weeks);
    let windows = if in_four_weeks { &facts.weeks.together } else { &facts.weeks.single };
    let of = |window: usize| windows.get(window).map_or(&[][..], Vec::as_slice);
    let figures = Kpi::Funnel.in_words(of(0), of(if in_four_weeks { TOGETHER } else { 1 }));
    let title = Kpi::Funnel.title();
    let title = if in_four_weeks { say("digest.four-weeks").with("words", title).text() } else { title };
    record([("title", title.into()), ("figures", figures.into())])
}

/// A line: what is known in its order, and last the figures for which there is too little.
fn line(title: &'static str, parts: Vec<Part>, facts: &Facts) -> Value {
    let (mut told, mut too_few) = (Vec::new(), Vec::new());
    for part in parts {
        let (name, figure) = match part {
            Part::Said(words) => {
                told.push(words);
                continue;
            }
            Part::Figure(key, figure) => (label(key), figure),
        };
        match facts.told(figure).map(|told| (told.figure.n, told.figure.reading)) {
            Some((n, Reading::TooFew { needed })) => {
                let (n, needed) = (n.to_string(), needed.to_string());
                let few = say("digest.too-few-of").with("name", name).with("n", n).with("needed", needed);
                too_few.push(few.text());
            }
            Some(_) => told.push(facts.in_words(name, figure)),
            None => {}
        }
    }
    if !too_few.is_empty() {
        told.push(say("digest.too-few").with("figures", too_few).text());
    }
    record([("title", label(title).into()), ("figures", told.into())])
}

#[cfg(test)]
mod tests;
