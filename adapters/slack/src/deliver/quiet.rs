//! Do Not Disturb: what nobody waits for waits until it is over.
//!
//! An answer that somebody waits for and the reminder of an appointment are said all the same; Slack itself keeps the
//! notification back then. Where Slack does not answer nobody is kept waiting; where it asks us to wait we do.
//!
//! Asking has a pace of its own, and one question is for as many as wait for it: a hundred people are asked about in
//! three calls.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use smallwins_chat::pace::{Pace, Rate, Rates, What};
use smallwins_core::platform::{DeliveryError, Outgoing, Recipient};
use smallwins_core::task::Manner;
use tokio::time::{Instant, timeout};

use super::later;
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

/// About how many people Slack answers at once.
const AT_ONCE: usize = 50;
/// How fast questions follow one another: those about many are of Tier 2, twenty in a minute.
const ASKING: Rate = Rate { every: Duration::from_millis(3500), burst: 4 };

/// A stretch in which somebody is not to be disturbed, in Unix seconds.
type Stretch = Option<(i64, i64)>;

/// Who is not to be disturbed, as far as it was asked lately.
#[derive(Debug)]
pub(super) struct Quiet {
    known: Mutex<HashMap<(String, String), (Stretch, Instant)>>,
    /// Workspaces in which we may not ask.
    closed: Mutex<HashSet<String>>,
    /// About whom it is to be asked next, by workspace.
    wanted: Mutex<HashMap<String, BTreeSet<String>>>,
    /// Asking is the only thing in it.
    pace: Pace,
}

impl Default for Quiet {
    fn default() -> Self {
        let rates = Rates { channel: ASKING, team: ASKING, opening: ASKING, looking: ASKING };
        let (known, closed, wanted) = Default::default();
        Quiet { known, closed, wanted, pace: Pace::at(rates) }
    }
}

/// What `dnd.teamInfo` answers.
#[derive(Debug, Deserialize)]
struct Told {
    users: BTreeMap<String, Dnd>,
}

impl Slack {
    /// Somebody's Do Not Disturb is so from now on.
    pub(crate) fn quieted(&self, team: &str, user: &str, stretch: Stretch) {
        self.outbox.quiet.put(team, user, stretch);
    }

    /// Whether a message may be said to its reader now.
    ///
    /// # Errors
    /// It waits for the end of a stretch, or for its turn to ask whether there is one.
    pub(super) async fn undisturbed(
        &self,
        workspace: &Workspace,
        outgoing: &Outgoing<'_>,
    ) -> Result<(), DeliveryError> {
        let Recipient::Member(member) = outgoing.to else { return Ok(()) };
        match outgoing.manner {
            Manner::Appointment | Manner::Awaited => return Ok(()),
            Manner::Proactive => {}
        }
        let user = &member.handle.0;
        let stretch = match self.outbox.quiet.get(&workspace.team, user) {
            Some(stretch) => stretch,
            None => {
                let asked = self.ask_when_quiet(workspace, user).await;
                asked.map_err(|after| later(after, "its turn has not come"))?
            }
        };
        match wait(stretch, self.mentoring.now().timestamp()) {
            Some(after) => Err(later(after, "they do not want to be disturbed")),
            None => Ok(()),
        }
    }

    /// Asks when somebody is quiet, and about all who wait for that; or answers how long it takes until their turn.
    async fn ask_when_quiet(&self, workspace: &Workspace, user: &str) -> Result<Stretch, Duration> {
        let (quiet, team) = (&self.outbox.quiet, &workspace.team);
        if quiet.may_not_ask(team) {
            return Ok(None);
        }
        let users = quiet.turn_to_ask(team, user)?;
        let mut asked = self.dnd(workspace, &users).await;
        if users.len() > 1 && matches!(&asked, Err(ApiError::Refused(code)) if code != "missing_scope") {
            // One of them may be somebody whom Slack does not know any more.
            asked = self.dnd(workspace, &[user.to_owned()]).await;
        }
        match asked {
            Ok(told) => {
                for (user, dnd) in &told {
                    quiet.put(team, user, dnd.stretch());
                }
                Ok(told.get(user).and_then(Dnd::stretch))
            }
            Err(ApiError::TooMany(after)) => {
                quiet.pace.rest(team, What::Look, after);
                Err(after)
            }
            Err(error) => {
                if error.code() == Some("missing_scope") && quiet.close(team) {
                    tracing::warn!(team, "Do Not Disturb cannot be respected: the app lacks dnd:read");
                }
                Ok(None)
            }
        }
    }

    async fn dnd(&self, workspace: &Workspace, users: &[String]) -> Result<BTreeMap<String, Dnd>, ApiError> {
        let token = &workspace.token;
        let asked = async {
            match users {
                [user] => {
                    let dnd = self.api.read(token, "dnd.info", &[("user", user)]).await?;
                    Ok(BTreeMap::from([(user.clone(), dnd)]))
                }
                users => {
                    let args = [("users", users.join(","))];
                    let args = args.each_ref().map(|(name, users)| (*name, users.as_str()));
                    let told: Told = self.api.read(token, "dnd.teamInfo", &args).await?;
                    Ok(told.users)
                }
            }
        };
        timeout(PATIENCE, asked).await.unwrap_or(Err(ApiError::Unknown("no answer in two seconds")))
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

    /// Takes the turn to ask about somebody, and about those who came before them and have had none. All who wait in a
    /// workspace wait for the same turn.
    fn turn_to_ask(&self, team: &str, user: &str) -> Result<Vec<String>, Duration> {
        let mut wanted = lock(&self.wanted);
        let wanted = wanted.entry(team.to_owned()).or_default();
        wanted.insert(user.to_owned());
        self.pace.turn_to_look(team, &[format!("quiet of {team}")])?;
        wanted.remove(user);
        let others = std::iter::from_fn(|| wanted.pop_first()).take(AT_ONCE - 1);
        Ok(std::iter::once(user.to_owned()).chain(others).collect())
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
        lock(&self.wanted).remove(team);
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

    #[tokio::test(start_paused = true)]
    async fn one_question_is_for_all_who_wait_for_it() {
        let quiet = Quiet::default();
        let turns: Vec<_> = (0..64).map(|user| quiet.turn_to_ask("T1", &format!("U{user:02}"))).collect();
        let asked: Vec<_> = turns.iter().filter_map(|turn| turn.as_ref().ok()).map(Vec::len).collect();
        assert_eq!(asked, [1; ASKING.burst as usize]);
        assert!(turns[4..].iter().all(|turn| turn.as_ref() == Err(&ASKING.every)), "{turns:?}");
        assert!(quiet.turn_to_ask("T2", "U1").is_ok(), "another workspace waits for nobody");
        tokio::time::advance(ASKING.every).await;
        assert_eq!(quiet.turn_to_ask("T1", "U63").unwrap().len(), AT_ONCE);
        assert!(quiet.turn_to_ask("T1", "U62").is_err());
        tokio::time::advance(ASKING.every).await;
        assert_eq!(quiet.turn_to_ask("T1", "U62").unwrap().len(), 64 - 4 - AT_ONCE);
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
