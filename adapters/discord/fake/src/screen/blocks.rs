//! Markdown by lines: headings, small words, quotes, lists, code.

use super::line::Line;
use super::words::Eyes;

/// The lines of a text; neighbouring ones of no special kind stay together.
pub(super) fn blocks(eyes: &Eyes<'_>, text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut is_code = false;
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```").filter(|language| !language.contains("```")) {
            is_code = !is_code || !language.is_empty();
            continue;
        }
        let words = match is_code {
            true => line.to_owned(),
            false => match special(eyes, line) {
                Ok(special) => {
                    lines.push(special);
                    continue;
                }
                Err(words) => words,
            },
        };
        match lines.last_mut() {
            Some(Line::Text(before)) => {
                before.push('\n');
                before.push_str(&words);
            }
            _ => lines.push(Line::Text(words)),
        }
    }
    lines
}

/// A line of a kind of its own; the words of any other.
fn special(eyes: &Eyes<'_>, line: &str) -> Result<Line, String> {
    for mark in ["# ", "## ", "### "] {
        if let Some(words) = line.strip_prefix(mark) {
            return Ok(Line::Header(eyes.read(words)));
        }
    }
    if let Some(words) = line.strip_prefix("-# ") {
        return Ok(Line::Context(eyes.read(words)));
    }
    let indent = line.len() - line.trim_start_matches(' ').len();
    let (space, rest) = line.split_at(indent);
    for mark in ["- ", "* "] {
        if let Some(words) = rest.strip_prefix(mark) {
            return Err(format!("{space}• {}", eyes.read(words)));
        }
    }
    match line.strip_prefix("> ") {
        Some(words) => Err(format!("> {}", eyes.read(words))),
        None => Err(eyes.read(line)),
    }
}
