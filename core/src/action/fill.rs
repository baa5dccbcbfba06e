//! From a form that was filled in to an action.

use super::{Action, Meet, Practice, Saying, words};
use crate::message::Values;
use crate::session::Share;
use crate::text;

/// Where a form has no day: no day can be read out of it.
const NO_DAY: &str = "?";
/// What stands between the day and the question of a form, so that each finds its field again where no day can be read.
const BEFORE_QUESTION: &str = " — ";

/// A day and a question as they stood in their fields, out of the line of a checkpoint in which no day can be read. What
/// was typed as a line is all day.
pub(crate) fn day_and_question(line: &str) -> (&str, Option<&str>) {
    match line.split_once(BEFORE_QUESTION) {
        Some((NO_DAY, question)) => ("", Some(question)),
        Some((day, question)) => (day, Some(question)),
        None => (line, None),
    }
}

impl Action {
    /// The action completed with what came back from its form.
    ///
    /// Values that the form does not have are left out, and missing ones are taken as empty: the action answers
    /// an incomplete form with the form, and with what was typed.
    pub fn filled_in(self, values: &Values) -> Action {
        let value = |name: &str| values.get(name).and_then(|value| words(value));
        let one_line = |name: &str| value(name).map(|value| text::clean(value.get()));
        match self {
            Action::Win(_) => Action::Win(value("win")),
            Action::Deadline(_) => {
                let (when, what) =
                    (one_line("when").unwrap_or_default(), one_line("what").unwrap_or_default());
                Action::Deadline(words(&format!("{when} {what}")))
            }
            Action::Ask(_) => {
                let question = one_line("question").unwrap_or_default();
                let minutes = one_line("minutes").unwrap_or_default();
                Action::Ask(words(&format!("{minutes} {question}")))
            }
            Action::Join(_) => {
                let part =
                    |name| one_line(name).map(|value| format!("; {name}: {value}")).unwrap_or_default();
                let topics = one_line("topics").unwrap_or_default();
                let rest = ["day", "week", "minutes", "languages"].map(part).concat();
                Action::Join(words(&format!("{topics}{rest}")))
            }
            Action::Practise(Practice::Anyway) => Action::Practise(Practice::Anyway),
            Action::Practise(_) => Action::Practise(value("words").map_or(Practice::Open, Practice::Words)),
            Action::Hours(_) => {
                let (hours, zone) =
                    (one_line("hours").unwrap_or_default(), one_line("zone").unwrap_or_default());
                Action::Hours(words(&format!("{hours} {zone}")))
            }
            Action::Office(_) => {
                Action::Office(one_line("office").map_or_else(|| words("off"), |text| words(&text)))
            }
            Action::Zone(_) => Action::Zone(one_line("zone").and_then(|zone| words(&zone))),
            Action::Pause(_) => Action::Pause(value("until")),
            Action::Holidays(seen) => {
                let seen = seen.as_ref().map_or("", |seen| seen.get().as_str());
                let days = value("days").map_or_else(String::new, |days| days.get().clone());
                Action::Holidays(words(&format!("{seen}\n{days}")))
            }
            Action::Affirm(what, so_far) => {
                let meet = if values.get("meet").is_some_and(|meet| meet == "now") {
                    Meet::Now
                } else {
                    Meet::Times
                };
                let saying = match (so_far, value("words")) {
                    (Saying::Anyway(_), words) => Saying::Anyway(words.map(|words| (meet, words))),
                    (_, None) => Saying::Open,
                    (_, Some(words)) => Saying::Words(meet, words),
                };
                Action::Affirm(what, saying)
            }
            Action::Note(session, _) => {
                let line = |sign: &str, name| {
                    one_line(name).map(|value| format!("{sign} {value}\n")).unwrap_or_default()
                };
                let checkpoint = match (one_line("day"), one_line("question")) {
                    (None, None) => None,
                    // A question is not lost for the want of a day, and none of its words is taken for one.
                    (day, question) => {
                        let day = day.as_deref().unwrap_or(NO_DAY);
                        let question = question.map(|question| format!("{BEFORE_QUESTION}{question}"));
                        Some(format!("@ {day}{}", question.unwrap_or_default()))
                    }
                };
                let lines = [
                    line("+", "affirmation"),
                    line("1.", "first"),
                    line("2.", "second"),
                    checkpoint.unwrap_or_default(),
                ];
                Action::Note(session, words(&lines.concat()))
            }
            Action::Thank(session, _) => {
                let everybody = values.get("share").is_some_and(|share| share == "everybody");
                let share = if everybody { Share::Everybody } else { Share::Mentor };
                Action::Thank(session, value("thanks").map(|thanks| (share, thanks)))
            }
            Action::Settings(group) => {
                let group = group.as_ref().map_or("", |group| group.get().as_str());
                let lines = values.iter().map(|(name, value)| format!("\n{name}: {}", text::clean(value)));
                Action::Settings(words(&format!("{group}{}", lines.collect::<String>())))
            }
            Action::Report(session, _) => Action::Report(session, value("happened")),
            other => other,
        }
    }
}
