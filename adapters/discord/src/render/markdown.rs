//! Text in Discord's Markdown.

use std::collections::BTreeSet;

use smallwins_core::message::{Span, Text};
use smallwins_core::platform::Handle;
use smallwins_core::text::{Link, visible};

use super::address::linked;
use super::escape::{At, escaped, escaped_lines};
use super::times::time;
use super::words::fit;
use crate::commands::called_here;

/// A member's name is shorter.
const NAME: usize = 120;

/// Discord's Markdown in which every mark is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Markdown(String);

impl Markdown {
    /// A text on one line of its own.
    pub(super) fn of(text: &Text) -> Markdown {
        let mut line = String::new();
        let mut ends_in_a_mark = false;
        for run in runs(text) {
            let at = if line.trim().is_empty() { At::LineStart } else { At::Inside };
            let mark = match run {
                Run::Words(look, _) => look.mark(),
                Run::Link { .. } | Run::Made(_) => "",
            };
            // Two marks that touch would be read as one.
            if ends_in_a_mark && !mark.is_empty() {
                line.push('\u{200b}');
            }
            match &run {
                Run::Words(Look::Plain, words) => line.push_str(&escaped(words, at)),
                Run::Words(_, words) => {
                    line.push_str(&format!("{mark}{}{mark}", escaped(words, At::Inside)));
                }
                Run::Link { label, url } => line.push_str(&linked(label, url, at)),
                Run::Made(made) => line.push_str(made),
            }
            ends_in_a_mark = !mark.is_empty();
        }
        Markdown(line)
    }

    /// Words as somebody typed them, over as many lines.
    pub(super) fn typed(words: &str) -> Markdown {
        Markdown(escaped_lines(words))
    }

    /// It, behind a mark of ours that a line begins with.
    pub(super) fn behind(self, mark: &str) -> Markdown {
        Markdown(format!("{mark}{}", self.0))
    }

    /// As Discord takes it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whom a content of ours mentions, each once: in it no bracket of anybody else's is bare.
pub(super) fn mentioned(content: &str) -> BTreeSet<u64> {
    let bare = content.replace("\\\\", "").replace("\\<", "");
    let mentions = bare.split("<@").skip(1).filter_map(|rest| rest.split_once('>'));
    mentions.filter_map(|(id, _)| id.parse().ok()).collect()
}

/// A mention of somebody, when it is an id of Discord's.
fn mention(handle: &Handle) -> Option<String> {
    let id: u64 = handle.0.parse().ok()?;
    Some(format!("<@{id}>"))
}

/// How words look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Strong,
    Emphasis,
}

impl Look {
    fn mark(self) -> &'static str {
        match self {
            Look::Plain => "",
            Look::Strong => "**",
            Look::Emphasis => "*",
        }
    }
}

/// A stretch of a line that looks alike.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Run {
    Words(Look, String),
    Link {
        label: String,
        url: String,
    },
    /// An instant or a mention.
    Made(String),
}

/// The runs of a line. Words of one look are one run, so that no mark hides across their border; spaces around words
/// stand outside their marks, where Discord reads them.
fn runs(text: &Text) -> Vec<Run> {
    let mut runs = Vec::new();
    for span in &text.0 {
        match span {
            Span::Plain(words) => add(&mut runs, Look::Plain, &visible(words)),
            Span::Strong(words) => {
                let words = visible(words);
                marked(&mut runs, Look::Strong, &called_here(&words).unwrap_or_else(|| words.into_owned()));
            }
            Span::Emphasis(words) => marked(&mut runs, Look::Emphasis, &visible(words)),
            Span::Link { label, url } if Link::parse(url).is_ok() => {
                runs.push(Run::Link { label: visible(label).into_owned(), url: url.clone() });
            }
            Span::Link { label, .. } => add(&mut runs, Look::Plain, &visible(label)),
            Span::Time { at, form, .. } => runs.push(Run::Made(time(*at, *form))),
            Span::Mention { handle, name } => match mention(handle) {
                Some(mention) => runs.push(Run::Made(mention)),
                None => add(&mut runs, Look::Plain, &format!("@{}", fit(&visible(name), NAME))),
            },
        }
    }
    runs
}

fn marked(runs: &mut Vec<Run>, look: Look, words: &str) {
    let start = words.len() - words.trim_start().len();
    let (before, rest) = words.split_at(start);
    let (inside, after) = rest.split_at(rest.trim_end().len());
    add(runs, Look::Plain, before);
    add(runs, look, inside);
    add(runs, Look::Plain, after);
}

fn add(runs: &mut Vec<Run>, look: Look, words: &str) {
    match runs.last_mut() {
        _ if words.is_empty() => {}
        Some(Run::Words(last, before)) if *last == look => before.push_str(words),
        _ => runs.push(Run::Words(look, words.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use smallwins_core::message::TimeForm;
    use smallwins_core::tongue::Tongue;

    use super::*;

    fn written(spans: Vec<Span>) -> String {
        Markdown::of(&Text(spans)).as_str().to_owned()
    }

    fn plain(words: &str) -> Span {
        Span::Plain(words.into())
    }

    fn strong(words: &str) -> Span {
        Span::Strong(words.into())
    }

    fn emphasis(words: &str) -> Span {
        Span::Emphasis(words.into())
    }

    #[test]
    fn what_admins_type_is_called_as_it_is_registered() {
        let spans = vec![strong("/mentor health"), plain(" shows it, "), strong("/mentor me"), plain(" too")];
        assert_eq!(written(spans), "**/mentor-admin health** shows it, **/mentor me** too");
    }

    #[test]
    fn a_line_is_marked_as_it_says() {
        let at = DateTime::from_timestamp(1_795_424_400, 0).unwrap();
        let spans = vec![
            plain("Yours until "),
            Span::Time { at, form: TimeForm::DayClock, tongue: Tongue::English },
            plain(": "),
            strong("1. is yours"),
            plain(", "),
            emphasis("R_D"),
            plain(" "),
            Span::Link { label: "here".into(), url: "https://a.example/".into() },
        ];
        assert_eq!(
            written(spans),
            "Yours until <t:1795424400:F>: **1. is yours**, *R\\_D* [here](<https://a.example/>)"
        );
    }

    #[test]
    fn somebody_is_mentioned_by_their_id_alone() {
        let mention = |id: &str| Span::Mention { handle: Handle(id.into()), name: "B*n".into() };
        assert_eq!(
            written(vec![mention("80351110224678912"), plain(", hello")]),
            "<@80351110224678912>, hello"
        );
        for id in ["", "&1", "1>", "everyone", "18446744073709551616"] {
            assert_eq!(written(vec![mention(id)]), "@B\\*n", "{id}");
        }
        let typed =
            written(vec![plain("<@1> \\<@2> "), mention("3"), plain("\\"), mention("4"), mention("3")]);
        assert_eq!(mentioned(&typed), BTreeSet::from([3, 4]));
    }

    #[test]
    fn marks_touch_words_and_not_one_another() {
        assert_eq!(written(vec![plain("a"), strong(" b "), plain("c")]), "a **b** c");
        assert_eq!(written(vec![strong("a"), emphasis("b")]), "**a**\u{200b}*b*");
        assert_eq!(written(vec![emphasis("a"), emphasis("b"), strong(" ")]), "*ab* ");
    }

    #[test]
    fn no_mark_hides_across_a_border() {
        assert_eq!(written(vec![plain("@"), plain("here :ta"), plain("da:")]), "\\@here \\:tada:");
        let nowhere = Span::Link { label: "here".into(), url: "nowhere".into() };
        assert_eq!(written(vec![plain("@"), nowhere]), "\\@here");
        assert_eq!(written(vec![plain(" -"), strong(" a")]), " \\- **a**");
        assert_eq!(written(vec![plain(" "), plain("# a")]), " \\# a");
    }
}
