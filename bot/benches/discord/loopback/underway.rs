//! Interactions that wait for their callback, so many at a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::timeout;

use super::gateway::Event;
use super::{Seen, World};
use crate::cores;
use crate::http::Answer;
use crate::load::Load;

/// When no callback comes for so long, none will.
const PATIENCE: Duration = Duration::from_secs(30);
/// As long as the token of an interaction is.
const TOKEN: usize = 180;

/// Some that have been sent, and some that will be.
pub(super) struct Underway {
    /// Each without its beginning, which is its id and its token.
    interactions: Vec<String>,
    /// The id of each that was sent, and when.
    sent: Vec<(u64, Instant)>,
    /// What each was answered with, and how long that took.
    answers: Vec<Option<(Duration, Answer)>>,
    /// How many were.
    answered: usize,
    /// Told when all of them were.
    done: Arc<Notify>,
}

/// Sends each once, so many at a time, and waits until all are answered.
pub(super) async fn load(world: &World, interactions: Vec<String>, callers: usize) -> Load {
    let count = interactions.len();
    let done = Arc::new(Notify::new());
    let (began, spent) = (Instant::now(), cores::spent());
    {
        let mut seen = world.lock();
        let answers = (0..count).map(|_| None).collect();
        let done = Arc::clone(&done);
        seen.underway =
            Some(Underway { interactions, sent: Vec::with_capacity(count), answers, answered: 0, done });
        for _ in 0..callers {
            seen.send_next(world);
        }
    }
    let mut so_far = 0;
    while timeout(PATIENCE, done.notified()).await.is_err() {
        let answered = world.lock().underway.as_ref().map_or(count, |underway| underway.answered);
        if answered == so_far {
            break;
        }
        so_far = answered;
    }
    let took = began.elapsed();
    let busy = (cores::spent() - spent).as_secs_f64() / took.as_secs_f64();
    let underway = world.lock().underway.take().expect("nobody else takes it");
    let unanswered = || (PATIENCE, Err("no answer in time".to_owned()));
    let answers = underway.answers.into_iter().enumerate().map(|(number, answer)| {
        let (took, answer) = answer.map_or_else(unanswered, |(took, answer)| (took, Ok(answer)));
        (number, took, answer)
    });
    Load { answers: answers.collect(), took, busy }
}

impl Underway {
    /// An interaction is answered; `None` when there is no such, or not any more.
    pub(super) fn answered(&mut self, id: u64, body: &[u8]) -> Option<()> {
        let number = self.sent.iter().rposition(|(sent, _)| *sent == id)?;
        let answer = self.answers.get_mut(number)?;
        if answer.is_some() {
            return None;
        }
        let body = String::from_utf8_lossy(body).into_owned();
        *answer = Some((self.sent[number].1.elapsed(), Answer { status: 200, body }));
        self.answered += 1;
        if self.answered == self.answers.len() {
            self.done.notify_one();
        }
        Some(())
    }
}

impl Seen {
    /// Sends the next interaction, when there is one and somebody who listens.
    pub(super) fn send_next(&mut self, world: &World) {
        let (Some(underway), Some(gateway)) = (&mut self.underway, &self.gateway) else { return };
        let Some(interaction) = underway.interactions.get(underway.sent.len()) else { return };
        self.interactions += 1;
        let id = world.id(self.interactions);
        let data = format!(r#"{{"id":"{id}","token":"{id:0>TOKEN$}",{interaction}"#);
        underway.sent.push((id, Instant::now()));
        // Whoever hung up hears no more.
        let _ = gateway.send(Event { name: "INTERACTION_CREATE", data });
    }
}
