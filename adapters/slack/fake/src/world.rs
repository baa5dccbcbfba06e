//! Everything Slack knows: its workspaces, and who may still do what with which ticket.

pub(crate) mod app;
pub(crate) mod channel;
mod make;
pub(crate) mod message;
pub(crate) mod team;
pub(crate) mod ticket;
pub(crate) mod upload;
pub(crate) mod view;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use crate::calls::Called;
use crate::fault::Faults;
use crate::inbound::Pending;
use crate::limit::Limits;
use crate::refusal::Violation;

pub use app::App;
use team::Team;
use ticket::{Code, ReplyUrl, Trigger};
use upload::Upload;
use view::View;

/// The state behind every answer.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) teams: BTreeMap<String, Team>,
    pub(crate) views: BTreeMap<String, View>,
    pub(crate) triggers: HashMap<String, Trigger>,
    pub(crate) replies: HashMap<String, ReplyUrl>,
    pub(crate) codes: HashMap<String, Code>,
    pub(crate) uploads: BTreeMap<String, Upload>,
    /// Tickets of `apps.connections.open` that nobody has used.
    pub(crate) tickets: HashMap<String, DateTime<Utc>>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) calls: Vec<Called>,
    pub(crate) faults: Faults,
    pub(crate) limits: Limits,
    /// Mentions that the test means: `<@U00001ANA>`, `<!here>`, or the beginning of one.
    pub(crate) intended: Vec<String>,
    /// Who presses "Allow" on the page of `/oauth/v2/authorize`: team and member.
    pub(crate) installer: Option<(String, String)>,
    /// Events that are to be sent when their time has come.
    pub(crate) pending: Vec<Pending>,
    /// Where the next id comes from.
    next: u64,
    /// The youngest `ts`, in microseconds.
    last_ts: i64,
}

impl World {
    pub(crate) fn new() -> World {
        World {
            app: App::default(),
            teams: BTreeMap::new(),
            views: BTreeMap::new(),
            triggers: HashMap::new(),
            replies: HashMap::new(),
            codes: HashMap::new(),
            uploads: BTreeMap::new(),
            tickets: HashMap::new(),
            violations: Vec::new(),
            calls: Vec::new(),
            faults: Faults::default(),
            limits: Limits::default(),
            intended: Vec::new(),
            installer: None,
            pending: Vec::new(),
            next: 0,
            last_ts: 0,
        }
    }

    /// A number nobody has had before.
    pub(crate) fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// An id in Slack's form (nine characters or more) that a person can read: `U00001ANA`, `C00007GENERAL`.
    pub(crate) fn id(&mut self, kind: &str, name: &str) -> String {
        let number = self.number();
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let width = 8usize.saturating_sub(name.len()).max(5);
        format!("{kind}{number:0width$}{}", name.to_ascii_uppercase())
    }

    /// The next `ts`: unique, and never older than the one before.
    pub(crate) fn ts(&mut self, now: DateTime<Utc>) -> String {
        self.last_ts = now.timestamp_micros().max(self.last_ts + 1);
        format!("{}.{:06}", self.last_ts / 1_000_000, self.last_ts % 1_000_000)
    }

    pub(crate) fn violate(&mut self, of: &str, error: &str, why: &str, at: DateTime<Utc>) {
        let (of, error, why) = (of.to_owned(), error.to_owned(), why.to_owned());
        self.violations.push(Violation { of, error, why, at });
    }

    /// A workspace that is known to exist.
    pub(crate) fn team(&self, id: &str) -> &Team {
        self.teams.get(id).expect("a team's id comes from the team")
    }

    /// The same, to be changed.
    pub(crate) fn team_mut(&mut self, id: &str) -> &mut Team {
        self.teams.get_mut(id).expect("a team's id comes from the team")
    }
}
