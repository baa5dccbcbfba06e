//! Whose turn it is: so many messages in each channel, with short bursts, as a platform asks.
//!
//! Nobody waits here. Whoever has no turn yet is given one, at an instant of their own, and told when to come back: a
//! hundred messages to one channel leave one after another, and each is asked for twice and not a hundred times. The
//! bookkeeping is that of the generic cell rate algorithm: per queue, the instant at which it would be empty.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How fast a queue moves.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// The time from one to the next.
    pub every: Duration,
    /// How many may leave at once after a pause; at least 1.
    pub burst: u32,
}

/// How fast a platform's queues move.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Messages in one channel.
    pub channel: Rate,
    /// Messages in all channels of one team.
    pub team: Rate,
    /// Direct messages that are opened.
    pub opening: Rate,
    /// Looks whether a message arrived.
    pub looking: Rate,
}

/// A turn that nobody took is given up after so long.
const KEPT: Duration = Duration::from_secs(10 * 60);

/// What is over is looked for once in so long, however much there is.
const TIDIED: Duration = Duration::from_secs(1);

/// Who waits for what.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Queue {
    Channel(String, String),
    Team(String),
    Opening(String),
    Looking(String),
}

/// The turns of all teams: those whom a platform's limits hold for together, such as one workspace.
#[derive(Debug)]
pub struct Pace {
    rates: Rates,
    books: Mutex<Books>,
}

#[derive(Debug, Default)]
struct Books {
    /// When each queue would be empty.
    empty: HashMap<Queue, Instant>,
    /// The turn of each task that has been given one, by what it is for.
    turns: HashMap<(String, What), Turn>,
    /// When it was last looked for what is over.
    tidied: Option<Instant>,
}

/// What a turn is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// Posting a message.
    Post,
    /// Opening a direct message.
    Open,
    /// Looking whether a message arrived.
    Look,
    /// Showing a file. It has no queue.
    File,
}

#[derive(Debug)]
struct Turn {
    team: String,
    at: Instant,
}

impl Pace {
    /// Nobody waits yet.
    pub fn at(rates: Rates) -> Pace {
        Pace { rates, books: Mutex::default() }
    }

    /// Takes a turn to post so many parts for these tasks.
    ///
    /// # Errors
    /// How long it takes until the turn comes.
    pub fn turn(&self, team: &str, channel: &str, parts: usize, tasks: &[String]) -> Result<(), Duration> {
        if parts == 0 {
            return Ok(());
        }
        let queues = [
            (Queue::Channel(team.to_owned(), channel.to_owned()), self.rates.channel),
            (Queue::Team(team.to_owned()), self.rates.team),
        ];
        self.take(team, What::Post, &queues, parts, tasks)
    }

    /// Takes a turn to open a direct message for these tasks.
    ///
    /// # Errors
    /// How long it takes until the turn comes.
    pub fn turn_to_open(&self, team: &str, tasks: &[String]) -> Result<(), Duration> {
        self.take(team, What::Open, &[(Queue::Opening(team.to_owned()), self.rates.opening)], 1, tasks)
    }

    /// Takes a turn to look whether these tasks were done.
    ///
    /// # Errors
    /// How long it takes until the turn comes.
    pub fn turn_to_look(&self, team: &str, tasks: &[String]) -> Result<(), Duration> {
        self.take(team, What::Look, &[(Queue::Looking(team.to_owned()), self.rates.looking)], 1, tasks)
    }

    /// Nobody's turn for this comes in a team before so much time has passed. Each thing is counted alone.
    pub fn rest(&self, team: &str, what: What, after: Duration) {
        let (queue, rate) = match what {
            What::Post => (Queue::Team(team.to_owned()), self.rates.team),
            What::Open => (Queue::Opening(team.to_owned()), self.rates.opening),
            What::Look => (Queue::Looking(team.to_owned()), self.rates.looking),
            What::File => return,
        };
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        let until = Instant::now() + after;
        let empty = books.empty.entry(queue).or_insert(until);
        *empty = (*empty).max(until + rate.tolerance());
        books.turns.retain(|(_, other), turn| turn.team != team || *other != what);
    }

    fn take(
        &self,
        team: &str,
        what: What,
        queues: &[(Queue, Rate)],
        count: usize,
        tasks: &[String],
    ) -> Result<(), Duration> {
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        books.tidy(now);
        let given = tasks.iter().find_map(|task| books.turns.get(&(task.clone(), what)).map(|turn| turn.at));
        let at = given.unwrap_or_else(|| books.queue_up(queues, count, now));
        if at <= now {
            tasks.iter().for_each(|task| drop(books.turns.remove(&(task.clone(), what))));
            return Ok(());
        }
        for task in tasks {
            books.turns.insert((task.clone(), what), Turn { team: team.to_owned(), at });
        }
        Err(at - now)
    }
}

impl Books {
    /// The next instant that is free in all these queues; it is taken then. The first is where it takes place: it is
    /// busy at that instant. In the others it counts from now on, so that whoever has to wait long in one channel
    /// keeps no other from moving.
    fn queue_up(&mut self, queues: &[(Queue, Rate)], count: usize, now: Instant) -> Instant {
        let free = |(queue, rate): &(Queue, Rate)| {
            let ahead =
                self.empty.get(queue).map_or(Duration::ZERO, |empty| empty.saturating_duration_since(now));
            now + ahead.saturating_sub(rate.tolerance())
        };
        let at = queues.iter().map(free).max().unwrap_or(now);
        let mut from = at;
        for (queue, rate) in queues {
            let empty = self.empty.entry(queue.clone()).or_insert(from);
            *empty = (*empty).max(from) + rate.every * u32::try_from(count).unwrap_or(u32::MAX);
            from = now;
        }
        at
    }

    /// Lets go of empty queues and of turns that nobody took.
    fn tidy(&mut self, now: Instant) {
        if self.tidied.is_some_and(|tidied| now < tidied + TIDIED) {
            return;
        }
        self.tidied = Some(now);
        if self.empty.len() >= 1024 {
            self.empty.retain(|_, empty| *empty > now);
        }
        if self.turns.len() >= 1024 {
            self.turns.retain(|_, turn| turn.at + KEPT > now);
        }
    }
}

impl Rate {
    /// How far ahead of its time a queue may be.
    fn tolerance(self) -> Duration {
        self.every * (self.burst - 1)
    }
}

#[cfg(test)]
mod tests;
