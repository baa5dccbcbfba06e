//! Teams for which a platform does not answer: nobody else's messages wait for its time limits meanwhile.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The first pause; each is three times the one before.
const FIRST: Duration = Duration::from_secs(2);
/// The longest pause: so late may the platform's return be noticed.
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// The teams in trouble.
#[derive(Debug, Default)]
pub struct Trouble {
    known: Mutex<HashMap<String, Pause>>,
}

#[derive(Debug, Clone, Copy)]
struct Pause {
    until: Instant,
    lasts: Duration,
}

impl Trouble {
    /// How long nothing is to be tried in a team.
    pub fn wait(&self, team: &str) -> Option<Duration> {
        let pause = self.lock().get(team).copied()?;
        Some(pause.until.saturating_duration_since(Instant::now())).filter(|wait| !wait.is_zero())
    }

    /// The platform did not answer. Answers with how long nothing is to be tried now. Whoever was under way when it
    /// began says nothing new: only a failure after the pause makes the next one longer.
    pub fn stumbled(&self, team: &str) -> Duration {
        let mut known = self.lock();
        let now = Instant::now();
        if let Some(pause) = known.get(team).filter(|pause| pause.until > now) {
            return pause.until - now;
        }
        let lasts = known.get(team).map_or(FIRST, |pause| (pause.lasts * 3).min(LONGEST));
        known.insert(team.to_owned(), Pause { until: now + lasts, lasts });
        lasts
    }

    /// The platform answers.
    pub fn over(&self, team: &str) {
        self.lock().remove(team);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Pause>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_team_in_trouble_rests_longer_each_time_and_alone() {
        let trouble = Trouble::default();
        let mut pauses = Vec::new();
        for _ in 0..9 {
            pauses.push(trouble.stumbled("T1").as_secs());
            assert!(trouble.wait("T1").is_some());
            assert!(trouble.wait("T2").is_none());
            tokio::time::advance(Duration::from_secs(pauses[pauses.len() - 1])).await;
            assert!(trouble.wait("T1").is_none());
        }
        assert_eq!(pauses, [2, 6, 18, 54, 162, 300, 300, 300, 300]);
        trouble.over("T1");
        assert_eq!(trouble.stumbled("T1"), FIRST);
    }

    #[tokio::test(start_paused = true)]
    async fn sixteen_that_fail_at_the_same_instant_are_one_trouble() {
        let trouble = Trouble::default();
        let pauses: Vec<Duration> = (0..16).map(|_| trouble.stumbled("T1")).collect();
        assert_eq!(pauses, [FIRST; 16]);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(trouble.stumbled("T1"), Duration::from_secs(1));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(trouble.wait("T1"), None);
        assert_eq!(trouble.stumbled("T1"), FIRST * 3);
    }
}
