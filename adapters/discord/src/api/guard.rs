//! When no call may be made: Discord refuses our token, has asked to wait, or would soon ban the address of this
//! machine.
//!
//! Discord bans for ten thousand answers of 401, 403 and 429 within ten minutes. Whoever comes to a tenth of that is
//! doing something wrong for everybody, so all calls wait then until the oldest of them are forgotten. Only answers to
//! interactions do not: somebody waits for each of those, and they can hardly be refused. They stop shortly before a
//! ban.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use reqwest::StatusCode;
use serenity::http::RatelimitingBucket;
use tokio::sync::watch;
use tokio::time::Instant;

use super::{ApiError, read};

/// So many bad answers,
const MOST: usize = 1000;
/// or so many where somebody waits for an answer,
const MOST_FOR_ANSWERS: usize = 8000;
/// within so long, and nothing more is called.
const WITHIN: Duration = Duration::from_secs(10 * 60);
/// From one question to the next, and how many may be asked at once after a pause: Discord takes fifty calls in a
/// second, of all routes together, and most of those are for what is delivered.
const EVERY: Duration = Duration::from_millis(50);
const AT_ONCE: u32 = 5;
/// Routes that wait are looked through from this many on.
const MANY: usize = 256;

/// What forbids calls.
#[derive(Debug, Default)]
pub(super) struct Guard {
    books: Mutex<Books>,
    refused: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Books {
    /// The bad answers of the last ten minutes.
    bad: VecDeque<Instant>,
    /// When all questions so far would have been asked one after another.
    asked: Option<Instant>,
    /// Until when all routes wait,
    all: Option<Instant>,
    /// and each of these.
    routes: HashMap<RatelimitingBucket, Instant>,
}

impl Guard {
    /// Lets a call through.
    ///
    /// # Errors
    /// It may not be made: as [`ApiError`] says it of one that was.
    pub(super) fn admit(&self, route: Option<RatelimitingBucket>) -> Result<(), ApiError> {
        if *self.refused.borrow() {
            return Err(ApiError::Refused { status: 401, code: 0 });
        }
        let now = Instant::now();
        let mut books = self.lock();
        books.forget(now);
        // Answers to interactions are outside the limit of all routes.
        let all = books.all.filter(|_| route.is_some());
        let own = route.and_then(|route| books.routes.get(&route).copied());
        let most = if route.is_some() { MOST } else { MOST_FOR_ANSWERS };
        let full = books.bad.len().checked_sub(most).map(|eldest| books.bad[eldest] + WITHIN);
        let until = [all, own, full].into_iter().flatten().max().filter(|until| *until > now);
        until.map_or(Ok(()), |until| Err(ApiError::TooMany(until - now)))
    }

    /// Takes the turn of a question; when it comes.
    pub(super) fn turn(&self) -> Instant {
        let now = Instant::now();
        let mut books = self.lock();
        let asked = books.asked.map_or(now, |asked| asked.max(now));
        books.asked = Some(asked + EVERY);
        asked.checked_sub(EVERY * (AT_ONCE - 1)).map_or(now, |turn| turn.max(now))
    }

    /// Remembers what an answer says of all calls.
    pub(super) fn answered(&self, status: StatusCode, headers: &HeaderMap) {
        // What others did is not held against us.
        if matches!(status.as_u16(), 401 | 403 | 429) && !read::is_shared(headers) {
            self.lock().bad.push_back(Instant::now());
        }
        if read::is_for_all(headers) {
            self.hush_all(read::wait(headers));
        }
    }

    /// Remembers what an error says of other calls.
    pub(super) fn learn(&self, route: Option<RatelimitingBucket>, error: &ApiError) {
        match error {
            ApiError::TooMany(after) => {
                if let Some(route) = route {
                    self.lock().hush(route, Instant::now() + *after);
                }
            }
            // An answer speaks by the token of an interaction. Where ours is meant there, it has no code.
            ApiError::Refused { code, .. } if error.refuses_us() && (route.is_some() || *code <= 0) => {
                self.refused.send_replace(true);
            }
            ApiError::Refused { .. } | ApiError::NotReached | ApiError::Unknown(_) => {}
        }
    }

    /// Nothing may be called for so long.
    fn hush_all(&self, after: Duration) {
        let until = Instant::now() + after;
        let mut books = self.lock();
        books.all = books.all.max(Some(until));
    }

    /// Waits until our token is refused.
    pub(super) async fn until_refused(&self) {
        // Its sender is ours, and lives as long as we do.
        let _ = self.refused.subscribe().wait_for(|refused| *refused).await;
    }

    /// How many bad answers are remembered.
    #[cfg(test)]
    pub(super) fn held_against_us(&self) -> usize {
        self.lock().bad.len()
    }

    fn lock(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Books {
    fn hush(&mut self, route: RatelimitingBucket, until: Instant) {
        let known = self.routes.entry(route).or_insert(until);
        *known = until.max(*known);
    }

    fn forget(&mut self, now: Instant) {
        while self.bad.front().is_some_and(|at| now - *at >= WITHIN) {
            self.bad.pop_front();
        }
        if self.routes.len() >= MANY {
            self.routes.retain(|_, until| *until > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use serenity::all::ChannelId;
    use serenity::http::Route;

    use super::*;

    fn route(channel: u64) -> Option<RatelimitingBucket> {
        Some(Route::ChannelMessages { channel_id: ChannelId::new(channel) }.ratelimiting_bucket())
    }

    const TOO_MANY: ApiError = ApiError::TooMany(Duration::from_secs(30));

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_ends_everything_and_a_refused_answer_nothing() {
        let guard = Guard::default();
        guard.learn(None, &ApiError::Refused { status: 401, code: 50027 });
        assert_eq!(guard.admit(route(1)), Ok(()));
        for code in [0, 40001] {
            let guard = Guard::default();
            guard.learn(route(1), &ApiError::Refused { status: 401, code });
            tokio::time::advance(WITHIN * 2).await;
            let refused = ApiError::Refused { status: 401, code: 0 };
            assert_eq!((guard.admit(route(2)), guard.admit(None)), (Err(refused.clone()), Err(refused)));
            guard.until_refused().await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_route_that_was_asked_to_wait_waits_alone() {
        let guard = Guard::default();
        guard.learn(route(1), &TOO_MANY);
        assert_eq!((guard.admit(route(1)), guard.admit(route(2))), (Err(TOO_MANY), Ok(())));
        tokio::time::advance(Duration::from_secs(30)).await;
        assert_eq!(guard.admit(route(1)), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn too_many_of_all_routes_concerns_all_but_answers() {
        let guard = Guard::default();
        guard.hush_all(Duration::from_secs(30));
        guard.hush_all(Duration::from_secs(1));
        assert_eq!((guard.admit(route(1)), guard.admit(None)), (Err(TOO_MANY), Ok(())));
    }

    #[tokio::test(start_paused = true)]
    async fn questions_take_turns_after_a_burst() {
        let (guard, begun) = (Guard::default(), Instant::now());
        let turns: Vec<_> = (0..7).map(|_| (guard.turn() - begun).as_millis()).collect();
        assert_eq!(turns, [0, 0, 0, 0, 0, 50, 100]);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(guard.turn(), Instant::now());
    }

    fn answered(guard: &Guard, status: u16, scope: &'static str) {
        let headers = [("x-ratelimit-scope", scope)]
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        guard.answered(StatusCode::from_u16(status).unwrap(), &HeaderMap::from_iter(headers));
    }

    #[tokio::test(start_paused = true)]
    async fn long_before_a_ban_nothing_is_called_until_bad_answers_are_forgotten() {
        let guard = Guard::default();
        for _ in 0..MOST - 1 {
            answered(&guard, 403, "user");
            answered(&guard, 404, "user");
            answered(&guard, 429, "shared");
        }
        assert_eq!(guard.admit(route(1)), Ok(()));
        tokio::time::advance(Duration::from_secs(60)).await;
        answered(&guard, 429, "user");
        assert_eq!(guard.admit(route(1)), Err(ApiError::TooMany(WITHIN - Duration::from_secs(60))));
        tokio::time::advance(WITHIN - Duration::from_secs(60)).await;
        assert_eq!(guard.admit(route(1)), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_for_an_answer_has_one_until_shortly_before_a_ban() {
        let guard = Guard::default();
        for _ in 0..MOST_FOR_ANSWERS - 1 {
            answered(&guard, 403, "user");
        }
        assert_eq!((guard.admit(route(1)), guard.admit(None)), (Err(ApiError::TooMany(WITHIN)), Ok(())));
        tokio::time::advance(Duration::from_secs(60)).await;
        answered(&guard, 403, "user");
        assert_eq!(guard.admit(None), Err(ApiError::TooMany(WITHIN - Duration::from_secs(60))));
        assert_eq!(guard.admit(route(1)), Err(ApiError::TooMany(WITHIN - Duration::from_secs(60))));
    }
}
