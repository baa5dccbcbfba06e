//! Micro-notes: plain lines in, affirmation, two actionables and a checkpoint out.
//!
//! `+` affirms, `1.` and `2.` (also `1)` and `1:`) are what the learner will do, `@ fri 10:00` is when Smallwins
//! asks, with the question after it if there is one. Lines come in any order and over several messages; an
//! unmarked line goes on with the one above it. What [`Draft`] displays parses back, so the form of a note and
//! its text are the same thing.

mod days;
pub(crate) mod german;
mod shape;
mod when;

use std::fmt;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::text::{Limit, TextProblem, Typed, clean_lines};

pub use days::{DaysRead, parse_days};
pub use shape::{Shape, shape};
pub use when::{FIRST_DAY, LAST_DAY, When, WhenProblem, parse_when, parse_when_within};

/// A note as far as it has been written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// What was good.
    pub affirmation: Option<Typed>,
    /// Whether the learner wrote that. A compliment is what the mentor noticed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_learner: bool,
    /// What the learner will do, in their order.
    pub actionables: [Option<Typed>; 2],
    /// When Smallwins asks, and what.
    pub checkpoint: Option<Checkpoint>,
}

/// The end of a session's loop: a day in the writer's zone and a yes/no question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The day, and the time if one was given.
    pub when: When,
    /// The question to be answered then.
    pub question: Option<Typed>,
}

/// A part of a note, in the order of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The line `+`.
    Affirmation,
    /// The line `1.`
    FirstActionable,
    /// The line `2.`
    SecondActionable,
    /// The line `@`.
    Checkpoint,
}

/// Why a note is not taken, and where: nothing of a message with a problem is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the note: {why}")]
pub struct NoteProblem {
    /// The line of the message, counted from one.
    pub line: usize,
    /// The part it was meant to be, where the line says so.
    pub part: Option<Part>,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a line of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It begins with none of the four marks, and no marked line stands above it.
    #[error("it begins with none of the marks of a note")]
    Unmarked,
    /// The same part stands twice in one message, so one of them would be lost.
    #[error("this part stands twice in one message")]
    Twice,
    /// It is a third thing to do; a session ends with exactly two.
    #[error("a note has two actionables")]
    ThirdActionable,
    /// Its text is empty or too long.
    #[error(transparent)]
    Text(#[from] TextProblem),
    /// Its day cannot be read or lies outside the days of a checkpoint.
    #[error(transparent)]
    When(#[from] WhenProblem),
}

impl Draft {
    /// This draft with every part that a newer one has; a new day keeps the older question, and what was good stays
    /// whose it was where it comes again in the same words, as from a form.
    pub fn merge(&self, newer: Draft) -> Draft {
        let [first, second] = newer.actionables;
        let old_question = || self.checkpoint.as_ref().and_then(|checkpoint| checkpoint.question.clone());
        let is_new = newer.affirmation.is_some() && newer.affirmation != self.affirmation;
        Draft {
            by_learner: if is_new { newer.by_learner } else { self.by_learner },
            affirmation: newer.affirmation.or_else(|| self.affirmation.clone()),
            actionables: [
                first.or_else(|| self.actionables[0].clone()),
                second.or_else(|| self.actionables[1].clone()),
            ],
            checkpoint: match newer.checkpoint {
                Some(Checkpoint { when, question }) => {
                    Some(Checkpoint { when, question: question.or_else(old_question) })
                }
                None => self.checkpoint.clone(),
            },
        }
    }

    /// The words in it that did not stand in its place before.
    pub(crate) fn adds_to<'a>(&'a self, before: &'a Draft) -> impl Iterator<Item = &'a Typed> {
        fn question(draft: &Draft) -> Option<&Typed> {
            draft.checkpoint.as_ref()?.question.as_ref()
        }
        let words = |draft: &'a Draft| {
            let [first, second] = &draft.actionables;
            [draft.affirmation.as_ref(), first.as_ref(), second.as_ref(), question(draft)]
        };
        words(self).into_iter().zip(words(before)).filter(|(new, old)| new != old).filter_map(|(new, _)| new)
    }

    /// The parts nobody has written yet, in the order of the lines. A checkpoint without a question is whole.
    pub fn missing(&self) -> Vec<Part> {
        [
            (Part::Affirmation, self.affirmation.is_some()),
            (Part::FirstActionable, self.actionables[0].is_some()),
            (Part::SecondActionable, self.actionables[1].is_some()),
            (Part::Checkpoint, self.checkpoint.is_some()),
        ]
        .into_iter()
        .filter_map(|(part, there)| (!there).then_some(part))
        .collect()
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = &self.actionables;
        let lines = [
            self.affirmation.as_ref().map(|text| format!("+ {text}")),
            first.as_ref().map(|text| format!("1. {text}")),
            second.as_ref().map(|text| format!("2. {text}")),
            self.checkpoint.as_ref().map(|checkpoint| format!("@ {checkpoint}")),
        ];
        f.write_str(&lines.into_iter().flatten().collect::<Vec<_>>().join("\n"))
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.question {
            Some(question) if self.when.could_swallow(question.as_str()) => {
                write!(f, "{}: {question}", self.when)
            }
            Some(question) => write!(f, "{} {question}", self.when),
            None => write!(f, "{}", self.when),
        }
    }
}

/// Does this text of a DM look like a note? Its first line has to begin with a mark and be more than a `+1`,
/// a number or a mention.
pub fn is_note(text: &str) -> bool {
    match clean_lines(text).lines().next().and_then(mark) {
        Some((Mark::Part(Part::Checkpoint), spaced, rest)) => spaced || when::begins_with_a_day(rest),
        Some((Mark::Part(_), _, rest)) => !rest.is_empty(),
        Some((Mark::Third, ..)) | None => false,
    }
}

/// Reads the lines of one message. `now_local` is the writer's wall clock.
///
/// A message of a single line may hold a whole note, `+ … 1. … 2. … @ …` in this order, because Enter sends.
pub fn parse_lines(text: &str, now_local: NaiveDateTime) -> Result<Draft, NoteProblem> {
    let mut draft = Draft::default();
    let mut seen = Vec::new();
    let (lines, problem) = lines(text);
    problem.map_or(Ok(()), Err)?;
    for Line { number, part, words } in lines {
        let problem = |why| NoteProblem { line: number, part: Some(part), why };
        if seen.contains(&part) {
            return Err(problem(Why::Twice));
        }
        seen.push(part);
        let typed = |limit| Typed::parse(&words, limit).map_err(|why| problem(why.into()));
        match part {
            Part::Affirmation => draft.affirmation = Some(typed(Limit::COMPLIMENT)?),
            Part::FirstActionable => draft.actionables[0] = Some(typed(Limit::ACTIONABLE)?),
            Part::SecondActionable => draft.actionables[1] = Some(typed(Limit::ACTIONABLE)?),
            Part::Checkpoint => draft.checkpoint = Some(checkpoint(&words, now_local).map_err(problem)?),
        }
    }
    Ok(draft)
}

struct Line {
    number: usize,
    part: Part,
    words: String,
}

/// What was typed for each part, as far as the lines say which part they are: of a message that [`parse_lines`] does
/// not take, too.
pub fn typed_parts(text: &str) -> Vec<(Part, String)> {
    lines(text).0.into_iter().map(|line| (line.part, line.words)).collect()
}

/// The lines that are marked, with what goes on beneath them; and what is wrong first, if anything is.
fn lines(text: &str) -> (Vec<Line>, Option<NoteProblem>) {
    let text = clean_lines(text);
    let text = whole_note_in_one_line(&text).unwrap_or(text);
    let (mut lines, mut problem): (Vec<Line>, _) = (Vec::new(), None);
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty()) {
        let mut wrong = |why| {
            problem.get_or_insert(NoteProblem { line: number, part: None, why });
        };
        match (mark(line), lines.last_mut()) {
            (Some((Mark::Part(part), _, words)), _) => {
                lines.push(Line { number, part, words: words.to_owned() });
            }
            (Some((Mark::Third, ..)), _) => wrong(Why::ThirdActionable),
            (None, Some(above)) => {
                above.words.push(' ');
                above.words.push_str(line);
            }
            (None, None) => wrong(Why::Unmarked),
        }
    }
    if lines.is_empty() {
        problem.get_or_insert(NoteProblem { line: 1, part: None, why: Why::Unmarked });
    }
    (lines, problem)
}

/// A line of all four parts in their order, taken apart; anything less is one part with numbers in its text.
fn whole_note_in_one_line(text: &str) -> Option<String> {
    let plus = text.strip_prefix('+').filter(|_| !text.contains('\n'))?;
    let (affirmation, rest) = plus.split_once(" 1. ")?;
    let (first, rest) = rest.split_once(" 2. ")?;
    let (second, checkpoint) = rest.rsplit_once(" @ ")?;
    when::begins_with_a_day(checkpoint)
        .then(|| format!("+ {affirmation}\n1. {first}\n2. {second}\n@ {checkpoint}"))
}

enum Mark {
    Part(Part),
    Third,
}

/// The mark at the beginning of a line, whether white space follows it, and the words after it.
fn mark(line: &str) -> Option<(Mark, bool, &str)> {
    let mut chars = line.chars();
    let (mark, after) = match chars.next()? {
        '+' => (Mark::Part(Part::Affirmation), chars.as_str()),
        '@' => (Mark::Part(Part::Checkpoint), chars.as_str()),
        digit @ '1'..='9' => {
            let after = chars.as_str().strip_prefix(['.', ')', ':'])?;
            let mark = match digit {
                '1' => Mark::Part(Part::FirstActionable),
                '2' => Mark::Part(Part::SecondActionable),
                _ => Mark::Third,
            };
            (mark, after)
        }
        _ => return None,
    };
    let words = after.trim_start();
    let spaced = words.len() < after.len() || after.is_empty();
    let glued_to = |wrong: fn(char) -> bool| !spaced && after.starts_with(wrong);
    let belongs_to_more = match mark {
        Mark::Part(Part::Affirmation) => glued_to(|c| c.is_ascii_digit() || matches!(c, '+' | '=')),
        Mark::Part(Part::Checkpoint) => glued_to(|c| c == '@'),
        Mark::Part(_) | Mark::Third => glued_to(|c| c.is_ascii_digit() || matches!(c, '.' | ')' | ':')),
    };
    (!belongs_to_more).then_some((mark, spaced, words))
}

fn checkpoint(words: &str, now_local: NaiveDateTime) -> Result<Checkpoint, Why> {
    let (when, rest) = parse_when(words, now_local)?;
    let first = when::first_day(now_local.date());
    if when.date < first {
        return Err(WhenProblem::TooSoon { first }.into());
    }
    let question = if rest.is_empty() { None } else { Some(Typed::parse(rest, Limit::QUESTION)?) };
    Ok(Checkpoint { when, question })
}

#[cfg(test)]
mod tests;
