//! Do Not Disturb: what nobody waits for waits until it is over.
//!
//! An answer that somebody waits for and the reminder of an appointment are said all the same; Slack itself keeps the
//! notification back then. Without an answer of Slack's nobody is kept waiting.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use smallwins_core::platform::{Outgoing, Recipient};
use smallwins_core::task::Manner;
use tokio::time::{Instant, timeout};

use crate::api::ApiError;
use crate::inbound::Dnd;
use crate::slack::Slack;
use crate::workspaces::Workspace;

/// How long an answer holds.
const HOLDS: Duration = Duration::from_secs(15 * 60);
/// How long Slack may take to tell.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many people are remembered at most, at about 100 bytes each.
const MOST: usize = 20_000;

/// A stretch in which somebody is not to be disturbed, in Unix seconds.
type Stretch = Option<(i64, i64)>;

/// Who is not to be disturbed, as far as it was asked lately.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    known: Mutex<HashMap<(String, String), (Stretch, Instant)>>,
    /// Workspaces in which we may not ask.
    closed: Mutex<HashSet<String>>,
}

impl Slack {
    /// Somebody's Do Not Disturb is so from now on.
    pub(crate) fn quieted(&self, team: &str, user: &str, stretch: Stretch) {
        self.outbox.quiet.put(team, user, stretch);
    }

    /// How long this message waits for its reader, when it does.
    pub(super) async fn undisturbed(
        &self,
        workspace: &Workspace,
        outgoing: &Outgoing<'_>,
    ) -> Option<Duration> {
        let Recipient::Member(member) = outgoing.to else { return None };
        match outgoing.manner {
            Manner::Appointment | Manner::Awaited => return None,
            Manner::Proactive => {}
        }
        let (team, user) = (&workspace.team, &member.handle.0);
        let stretch = match self.outbox.quiet.get(team, user) {
            Some(stretch) => stretch,
            None => self.ask_when_quiet(workspace, user).await,
        };
        wait(stretch, self.mentoring.now().timestamp())
    }

    async fn ask_when_quiet(&self, workspace: &Workspace, user: &str) -> Stretch {
        let quiet = &self.outbox.quiet;
        if quiet.may_not_ask(&workspace.team) {
            return None;
        }
        let args = [("user", user)];
        let asked = self.api.read::<Dnd>(&workspace.token, "dnd.info", &args);
        match timeout(PATIENCE, asked).await.unwrap_or(Err(ApiError::Unknown("no answer in two seconds"))) {
            Ok(told) => {
                let stretch = told.stretch();
                quiet.put(&workspace.team, user, stretch);
                stretch
            }
            Err(error) => {
                if error.code() == Some("missing_scope") && quiet.close(&workspace.team) {
                    tracing::warn!(
                        team = workspace.team,
                        "Do Not Disturb cannot be respected: the app lacks dnd:read"
                    );
                }
                None
            }
        }
    }
}

fn wait(stretch: Stretch, now: i64) -> Option<Duration> {
    let (start, end) = stretch?;
    let within = (start..end).contains(&now);
    within.then(|| Duration::from_secs(u64::try_from(end - now).unwrap_or_default()))
}

impl Quiet {
    fn get(&self, team: &str, user: &str) -> Option<Stretch> {
        let known = lock(&self.known);
        let (stretch, until) = known.get(&(team.to_owned(), user.to_owned()))?;
        (Instant::now() < *until).then_some(*stretch)
    }

    fn put(&self, team: &str, user: &str, stretch: Stretch) {
        let mut known = lock(&self.known);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert((team.to_owned(), user.to_owned()), (stretch, Instant::now() + HOLDS));
    }

    fn may_not_ask(&self, team: &str) -> bool {
        lock(&self.closed).contains(team)
    }

    /// We may not ask there; `true` when that was not known.
    fn close(&self, team: &str) -> bool {
        lock(&self.closed).insert(team.to_owned())
    }

    /// Forgets a workspace. Whoever installs anew may have given the right to ask.
    pub(super) fn forget(&self, team: &str) {
        lock(&self.closed).remove(team);
        lock(&self.known).retain(|(other, _), _| other != team);
    }
}

fn lock<T>(known: &Mutex<T>) -> MutexGuard<'_, T> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_keeps_messages_until_its_end() {
        assert_eq!(wait(Some((100, 200)), 150), Some(Duration::from_secs(50)));
        assert_eq!(wait(Some((100, 200)), 100), Some(Duration::from_secs(100)));
        for now in [99, 200, 5000] {
            assert_eq!(wait(Some((100, 200)), now), None, "{now}");
        }
        assert_eq!(wait(None, 150), None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_holds_for_a_quarter_of_an_hour() {
        let quiet = Quiet::default();
        quiet.put("T1", "U1", Some((100, 200)));
        assert_eq!(quiet.get("T1", "U1"), Some(Some((100, 200))));
        assert_eq!(quiet.get("T2", "U1"), None);
        tokio::time::advance(HOLDS).await;
        assert_eq!(quiet.get("T1", "U1"), None);
    }

    #[test]
    fn a_missing_right_is_told_once_until_somebody_installs_anew() {
        let quiet = Quiet::default();
        assert!(quiet.close("T1"));
        assert!(!quiet.close("T1"));
        assert!(quiet.may_not_ask("T1") && !quiet.may_not_ask("T2"));
        quiet.forget("T1");
        assert!(!quiet.may_not_ask("T1"));
    }
}
