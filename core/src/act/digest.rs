//! `digest`: how the week of a community was, for those who run it.
//!
//! What needs attention comes first, then five lines of figures in the words of `kpis`. Where a week has too few cases
//! for a figure, the last four weeks are told instead. A week in which nothing happened, and nobody waits, is one line.
//! Names and people's words stand in none of it: a channel reads it.
//!
//! `attention` says what needs somebody, `weeks` draws the last twelve of them, `schedule` says when and where it comes,
//! and `unheard` what becomes of one that its channel does not take.

mod attention;
mod schedule;
mod unheard;
pub(super) mod weeks;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::action::Action;
use crate::ask::Ask;
use crate::community::Community;
use crate::kpi::{Figure, Reading, Span, Terms};
use crate::message::{Block, Message};
use crate::script::{Phrase, Value, label, record, say};
use crate::store::Mishap;
use attention::Attention;
pub(super) use attention::LONG;
pub(super) use schedule::{READERS, Wish, answered, planned, planned_beside, replanned, week_is_over, wish};
pub(super) use unheard::unheard;
pub(super) use weeks::Weeks;
use weeks::{TOGETHER, weeks_before};

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
    /// A figure of the week; where that is not known and of four weeks it is, that.
    fn told(&self, name: &str) -> Option<Told<'_>> {
        let known = |told: &Told<'_>| matches!(told.figure.reading, Reading::Value { .. });
        let week = of(&self.weeks.single, name, 1);
        let month = of(&self.weeks.together, name, TOGETHER).filter(known);
        match month.filter(|_| week.as_ref().is_none_or(|week| !known(week))) {
            Some(month) => Some(Told { in_four_weeks: true, ..month }),
            None => week,
        }
    }

    /// A figure under a name; nothing of one that is not there.
    fn in_words(&self, name: impl Into<Phrase>, figure: &str) -> Phrase {
        let Some(told) = self.told(figure) else { return Phrase::default() };
        let words = told.figure.in_words(name, told.before);
        if told.in_four_weeks { say("digest.four-weeks").with("words", words).text() } else { words }
    }

    /// How many cases a figure of the week rests on.
    fn cases(&self, figure: &str) -> usize {
        self.weeks.cases(0, figure)
    }

    /// How many asked in the week.
    fn asks(&self) -> usize {
        self.cases("response.wall.median")
    }

    /// How many sessions began in it.
    fn sessions(&self) -> usize {
        self.cases("health.load")
    }
}

/// How the week that ends now was.
pub(super) fn digest(facts: &Facts, place: Place, zone: Tz, now: DateTime<Utc>) -> Message {
    let attention = attention::attention(facts);
    let nothing_happened = facts.asks() == 0 && facts.sessions() == 0;
    let since = weeks_before(now, 1, &Terms::of(zone));
    if nothing_happened && !attention.iter().any(|attention| attention.presses) {
        return say("digest.quiet").with("since", since).button("when", Action::Digest(None)).message();
    }
    let saying = say("digest")
        .with("since", since)
        .with("attention", attention.iter().map(Attention::slot).collect::<Vec<_>>())
        .with("lines", lines(facts))
        .with("direct", place == Place::Direct)
        .button("7d", Action::Kpis(Span::Days7))
        .button("when", Action::Digest(None));
    let mut message = attention.iter().fold(saying, Attention::with_button).message();
    message.blocks.push(Block::Chart(Box::new(facts.weeks.chart(zone, now))));
    message
}

fn lines(facts: &Facts) -> Vec<Value> {
    let count = |key, n: usize| say(key).with("n", n).text();
    let happened = vec![count("digest.asks", facts.asks()), count("digest.sessions", facts.sessions())];
    let first = [("digest.first-response", "response.wall.median"), ("digest.filled", "health.filled")];
    let outcome = [("digest.done", "completion.done"), ("digest.recommended", "recommendation.score")];
    let craft = [("digest.density", "compliments.density"), ("digest.landed", "compliments.landed")];
    let retention = [("digest.stayed", "retention.30"), ("digest.met-again", "repeat.pairs")];
    let load = [("digest.spread", "health.load"), ("digest.missed", "health.missed")];
    vec![
        line("digest.flow", happened, first, facts),
        line("digest.outcome", Vec::new(), outcome, facts),
        line("digest.craft", Vec::new(), craft, facts),
        line("digest.retention", Vec::new(), retention, facts),
        line("digest.load", Vec::new(), load, facts),
    ]
}

/// A line: what happened, the figures that are known, and last those for which there is too little.
fn line(
    title: &'static str,
    mut told: Vec<Phrase>,
    figures: [(&'static str, &str); 2],
    facts: &Facts,
) -> Value {
    let mut too_few = Vec::new();
    for (name, figure) in figures.map(|(key, figure)| (label(key), figure)) {
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
