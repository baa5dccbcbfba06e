//! Everything that is said and done, as one hash: the same seed has to tell the same story to the letter.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use smallwins_core::mentoring::Said;
use smallwins_core::message::{Block, Form, Message, Reply};

use super::cast::HERE;
use super::silence::Arrived;

/// The hash so far.
#[derive(Default)]
pub(crate) struct Transcript(Sha256);

impl Transcript {
    fn line(&mut self, line: &str) {
        self.0.update(line.as_bytes());
        self.0.update(b"\n");
    }

    /// Somebody says something and is answered.
    pub(crate) fn said(&mut self, at: DateTime<Utc>, who: usize, said: &Said, reply: &Reply) {
        self.line(&format!("{} p{who} {said:?}", at.timestamp_millis()));
        if let Some(message) = &reply.message {
            self.message(message);
        }
        if let Some(form) = &reply.form {
            self.form(form);
        }
    }

    /// Something reaches somebody.
    pub(crate) fn heard(&mut self, arrived: &Arrived) {
        let to = arrived.to.as_deref().unwrap_or("everybody");
        self.line(&format!("{} to {to}", arrived.at.timestamp_millis()));
        self.message(&arrived.message);
    }

    fn message(&mut self, message: &Message) {
        self.line(&message.bare(HERE));
        for block in &message.blocks {
            let Block::Buttons(buttons) = block else { continue };
            for button in buttons {
                self.line(&format!("[{}] {}", button.label, button.action));
            }
        }
    }

    fn form(&mut self, form: &Form) {
        self.line(&format!("{}: {}", form.title, form.action));
        for field in &form.fields {
            self.line(&format!("{}: {} {:?}", field.name, field.value, field.problem));
        }
    }

    /// In hexadecimal.
    pub(crate) fn hash(self) -> String {
        hex::encode(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_or_one_second_makes_another_story() {
        let hash = |text: &str, seconds: i64| {
            let mut transcript = Transcript::default();
            let at = DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("in range");
            transcript.said(at, 1, &Said::Line(text.to_owned()), &Reply::default());
            transcript.hash()
        };
        assert_eq!(hash("me", 0), hash("me", 0));
        assert_eq!(hash("me", 0).len(), 64);
        assert_ne!(hash("me", 0), hash("help", 0));
        assert_ne!(hash("me", 0), hash("me", 1));
    }
}
