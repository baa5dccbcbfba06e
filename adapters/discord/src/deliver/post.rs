//! Posting: the parts of a message in their order, each under a key of its own, which Discord takes once.
//!
//! Discord remembers the key for "a few minutes" and answers with the message that it has. So what breaks off (a server
//! error, a connection that is lost) is simply sent once more within seconds, and as long as Discord surely remembers
//! the key. Whatever is refused after that says nothing of the first attempt: it stays in doubt.

use std::time::Duration;

use serde::Serialize;
use sha2::{Digest, Sha256};
use smallwins_chat::pace::What;
use smallwins_core::platform::{MessageId, Outgoing, Recipient};
use tokio::time::{Instant, sleep};

use super::BOT;
use super::doubt::Seen;
use crate::api::ApiError;
use crate::discord::Discord;
use crate::render::Post;

/// How long the parts of a message may wait for one another: well within the lease of its task.
const BETWEEN: Duration = Duration::from_secs(20);
/// The shortest wait between two parts.
const A_MOMENT: Duration = Duration::from_secs(1);
/// So long a turn is waited for.
const HALF_A_SECOND: Duration = Duration::from_millis(500);
/// When what broke off is sent once more.
const ONCE_MORE: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_millis(800), Duration::from_secs(2)];
/// After so long it is not: others wait, and the lease of its task runs.
const AT_LAST: Duration = Duration::from_secs(8);

/// Why a message was not posted.
#[derive(Debug)]
pub(super) enum Stop {
    /// Its turn comes after so long. Nothing was sent.
    Turn(Duration),
    /// The memory does not answer. Nothing was sent.
    Memory,
    /// It is for the channel, and none was chosen. Nothing was sent.
    Unchosen,
    /// It cannot be posted. Nothing was sent by this attempt.
    Never(String),
    /// An error of Discord's, before any part arrived.
    Discord(What, ApiError),
    /// An error of Discord's after a part had arrived.
    Between(ApiError),
}

/// A message that has arrived.
#[derive(Debug)]
pub(super) struct Said {
    /// The id of its first part.
    pub(super) id: MessageId,
    /// Whether this attempt said any of it; else an earlier one had said it all.
    pub(super) is_new: bool,
}

/// A message with its key.
#[derive(Serialize)]
struct Keyed<'a> {
    #[serde(flatten)]
    post: &'a Post,
    nonce: String,
    enforce_nonce: bool,
}

impl Discord {
    /// Posts what has not been posted yet, and answers with the id of the first part, and whether anything was.
    pub(super) async fn post(&self, outgoing: &Outgoing<'_>, posts: &[Post]) -> Result<Said, Stop> {
        let channel = self.place(outgoing).await?;
        let must_look = outgoing.in_doubt && !self.outbox.sent.is_fresh(outgoing, self.mentoring.now());
        let mut seen = match must_look {
            true => self.look(&channel, outgoing, posts).await?,
            false => Seen::default(),
        };
        let missing: Vec<usize> = (1..=posts.len()).filter(|part| !seen.has(*part)).collect();
        let is_new = !missing.is_empty();
        let tasks = tasks(outgoing);
        in_turn(|| self.outbox.pace.turn(BOT, &channel, missing.len(), &tasks)).await?;
        let until = Instant::now() + BETWEEN;
        for part in missing {
            let post = &posts[part - 1];
            let keyed = Keyed { post, nonce: nonce(outgoing, part, posts.len()), enforce_nonce: true };
            let posted = match seen.is_empty() {
                true => self.post_one(&channel, &keyed).await,
                false => self.post_next(&channel, &keyed, until).await,
            };
            match posted {
                Ok(id) => {
                    self.outbox.sent.add(&id, outgoing);
                    seen.add(part, id);
                }
                Err(error) if seen.is_empty() => return Err(Stop::Discord(What::Post, error)),
                Err(error) => return Err(Stop::Between(error)),
            }
        }
        self.outbox.trouble.over(BOT);
        let first = seen.first().ok_or_else(|| Stop::Never("there is nothing to show".to_owned()))?;
        Ok(Said { id: MessageId(format!("{channel}/{first}")), is_new })
    }

    /// Posts a part after others that have arrived. The rest of a message is worth a wait that a whole one is not: in
    /// a channel it would be lost.
    async fn post_next(&self, channel: &str, keyed: &Keyed<'_>, until: Instant) -> Result<String, ApiError> {
        loop {
            let error = match self.post_one(channel, keyed).await {
                Ok(id) => return Ok(id),
                Err(error) => error,
            };
            let nothing_sent = matches!(error, ApiError::TooMany(_) | ApiError::NotReached);
            let after = self.heed(&error).max(A_MOMENT);
            if !nothing_sent || Instant::now() + after > until {
                return Err(error);
            }
            sleep(after).await;
        }
    }

    async fn post_one(&self, channel: &str, keyed: &Keyed<'_>) -> Result<String, ApiError> {
        once_more(|| self.api.send(channel, keyed)).await.map(|sent| sent.id)
    }

    /// The channel in which it is said.
    pub(super) async fn place(&self, outgoing: &Outgoing<'_>) -> Result<String, Stop> {
        match outgoing.to {
            Recipient::Member(member) => {
                self.room(outgoing.community, &member.handle.0, &tasks(outgoing)).await
            }
            Recipient::Channel(channel) => self.own(outgoing, channel.ok_or(Stop::Unchosen)?).await,
        }
    }
}

/// Takes a turn. One that comes in a moment is waited for: whoever is put off is so for seconds, and the turns of all
/// together are a fortieth of one apart.
pub(super) async fn in_turn(take: impl Fn() -> Result<(), Duration>) -> Result<(), Stop> {
    let begun = Instant::now();
    loop {
        match take() {
            Ok(()) => return Ok(()),
            Err(after) if begun.elapsed() + after <= HALF_A_SECOND => sleep(after).await,
            Err(after) => return Err(Stop::Turn(after)),
        }
    }
}

/// Makes a call that Discord does once however often it is made, again while nobody knows what became of it.
pub(crate) async fn once_more<T, C>(call: impl Fn() -> C) -> Result<T, ApiError>
where
    C: Future<Output = Result<T, ApiError>>,
{
    let (begun, mut waits, mut doubt) = (Instant::now(), ONCE_MORE.into_iter(), None);
    loop {
        let why = match (call().await, doubt) {
            (Ok(done), _) => return Ok(done),
            (Err(ApiError::Unknown(why)), _) => why,
            (Err(error), None) => return Err(error),
            (Err(_), Some(why)) => return Err(ApiError::Unknown(why)),
        };
        match waits.next().filter(|wait| begun.elapsed() + *wait <= AT_LAST) {
            Some(wait) => sleep(wait).await,
            None => return Err(ApiError::Unknown(why)),
        }
        doubt = Some(why);
    }
}

/// The ids of every promise that a message keeps.
pub(super) fn tasks(outgoing: &Outgoing<'_>) -> Vec<String> {
    [outgoing.task].iter().chain(outgoing.also).map(ToString::to_string).collect()
}

/// The key under which Discord takes a part once: 125 bits of a hash of its first task.
fn nonce(outgoing: &Outgoing<'_>, part: usize, of: usize) -> String {
    let task = outgoing.task;
    key(if of == 1 { task.to_string() } else { format!("{task}/{part}") }.as_bytes())
}

/// A key that says nothing, of the longest length that Discord takes: 25 characters.
pub(crate) fn key(of: &[u8]) -> String {
    const LENGTH: usize = 25;
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let hash = Sha256::digest(of);
    let bit = |place: usize| usize::from(hash[place / 8] >> (7 - place % 8) & 1);
    let digit = |place: usize| DIGITS[(0..5).fold(0, |digit, next| digit << 1 | bit(place * 5 + next))];
    (0..LENGTH).map(|place| char::from(digit(place))).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::ready;

    use super::*;

    const BROKEN: ApiError = ApiError::Unknown("a server error");
    const SHUT: ApiError = ApiError::Refused { status: 403, code: 50_007 };

    async fn called(answers: &[Result<(), ApiError>]) -> (Result<(), ApiError>, usize) {
        let calls = Cell::new(0);
        let answer = once_more(|| {
            calls.set(calls.get() + 1);
            ready(answers[(calls.get() - 1).min(answers.len() - 1)].clone())
        });
        (answer.await, calls.get())
    }

    #[tokio::test(start_paused = true)]
    async fn what_breaks_off_is_sent_once_more_within_seconds() {
        let begun = Instant::now();
        assert_eq!(called(&[Err(BROKEN), Ok(())]).await, (Ok(()), 2));
        assert_eq!(called(&[Err(BROKEN)]).await, (Err(BROKEN), 4));
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn what_discord_refuses_or_puts_off_is_not() {
        for error in [SHUT, ApiError::NotReached, ApiError::TooMany(A_MOMENT)] {
            assert_eq!(called(&[Err(error.clone())]).await, (Err(error), 1));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_after_a_doubt_leaves_it_a_doubt() {
        for error in [SHUT, ApiError::NotReached, ApiError::TooMany(A_MOMENT)] {
            assert_eq!(called(&[Err(BROKEN), Err(error)]).await, (Err(BROKEN), 2));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_comes_in_a_moment_is_waited_for() {
        let begun = Instant::now();
        let comes_after = |after: Duration| {
            in_turn(move || {
                let left = after.saturating_sub(begun.elapsed());
                if left.is_zero() { Ok(()) } else { Err(left) }
            })
        };
        assert!(comes_after(Duration::from_millis(300)).await.is_ok());
        assert!(matches!(comes_after(Duration::from_millis(1000)).await, Err(Stop::Turn(_))));
        assert_eq!(begun.elapsed(), Duration::from_millis(300));
    }

    #[test]
    fn a_key_is_25_characters_of_base_32() {
        // sha256("abc") = ba7816bf 8f01cfea 414140de 5dae2223
        assert_eq!(key(b"abc"), "xj4bnp4pahh6uqkbidpf3lrce"[..25]);
        assert_ne!(key(b"abc"), key(b"abd"));
    }
}
