//! Whether an answer is the one that was asked for.

use serde_json::Value;

use crate::contender::Contender;
use crate::http::Answer;

/// So much of another answer is shown.
const SHOWN: usize = 80;

/// What is wrong with the answer to what was typed; `None` when nothing is.
///
/// Smallwins has to answer in blocks that only the speaker sees, under the heading of what was asked for. A refusal
/// has another heading, and so has the word that an answer comes later. An echo bot has to echo.
pub(crate) fn problem(contender: &Contender, text: &str, answer: &Answer) -> Option<String> {
    if answer.status != 200 {
        return Some(format!("status {}", answer.status));
    }
    let right = match contender {
        Contender::Smallwins => answers(text, &answer.body),
        Contender::BoltJs(_) | Contender::BoltPython(_) => answer.body == format!("You said: {text}"),
    };
    let shown = || answer.body.chars().take(SHOWN).collect::<String>();
    (!right).then(|| format!("answered with {}", shown()))
}

fn answers(text: &str, body: &str) -> bool {
    let heading = match text.split_once(' ') {
        None if text == "help" => "Ten minutes with somebody who knows".to_owned(),
        None if text == "me" => "What is open for".to_owned(),
        Some(("ask", question)) => format!("Asked: {question}"),
        _ => return false,
    };
    let Ok(body) = serde_json::from_str::<Value>(body) else { return false };
    let block = |block: &Value| block.to_string().contains(&heading);
    body["response_type"] == "ephemeral" && body["blocks"].as_array().is_some_and(|all| all.iter().any(block))
}
