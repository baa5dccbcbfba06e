//! Whether a callback is the one that was asked for.

use serde_json::Value;

use crate::contender::Contender;
use crate::http::Answer;

/// So much of another answer is shown.
const SHOWN: usize = 120;
/// The callback that is a message, as opposed to one that says that it comes later.
const MESSAGE: u64 = 4;
/// The mark of a message that the speaker alone sees.
const EPHEMERAL: u64 = 1 << 6;

/// What is wrong with the answer to what was typed; `None` when nothing is.
///
/// It has to be a message that only the speaker sees: of Smallwins under the heading of what was asked for, of the
/// others with the speaker's words. A refusal has another heading.
pub(crate) fn problem(contender: &Contender, text: &str, answer: &Answer) -> Option<String> {
    if answer.status != 200 {
        return Some(format!("status {}", answer.status));
    }
    let told: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let is_seen_alone = told["data"]["flags"].as_u64().is_some_and(|flags| flags & EPHEMERAL != 0);
    let content = told["data"]["content"].as_str().unwrap_or_default();
    let right = match contender {
        Contender::Smallwins | Contender::SmallwinsHttp => answers(text, content),
        Contender::DiscordJs(_) | Contender::DiscordPy(_) | Contender::Bare => {
            content == format!("You said: {text}")
        }
    };
    let is_right = told["type"] == MESSAGE && is_seen_alone && right;
    let shown = || answer.body.chars().take(SHOWN).collect::<String>();
    (!is_right).then(|| format!("answered with {}", shown()))
}

fn answers(text: &str, content: &str) -> bool {
    let heading = match text.split_once(' ') {
        None if text == "help" => "Ten minutes with somebody who knows".to_owned(),
        None if text == "me" => "What is open for".to_owned(),
        Some(("ask", question)) => format!("Asked: {question}"),
        _ => return false,
    };
    // Marks in people's words are escaped.
    content.replace('\\', "").contains(&heading)
}
