//! The community that is asked in: 2,000 mentors with room for everybody, 8,000 who learn, and what they type.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use smallwins::wire::SystemMoments;
use smallwins_core::action::Action;
use smallwins_core::calendar::Hours;
use smallwins_core::decision::{Change, tell};
use smallwins_core::id::SessionId;
use smallwins_core::member::{Caps, Member};
use smallwins_core::message::Reply;
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::platform::PlatformName;
use smallwins_core::script::say;
use smallwins_core::session::{Answer, Item};
use smallwins_core::store::{CallId, Commit, Store};
use smallwins_core::task::{Manner, Subject};
use smallwins_store::SqlStore;

use crate::population::{Home, Population};

/// Every nudge has this in it, and nothing else has.
pub(crate) const NUDGE: &str = "Write the failing test first";

/// Those who learn and do not mentor. Each may have two asks open, so one database takes twice as many asks.
pub(crate) const LEARNERS: usize = 8_000;
/// Past sessions: each member has learnt in two.
const SESSIONS: usize = 20_000;
/// More than there is of anybody.
const EVERYBODY: u32 = 100_000;
/// So many changes share a commit.
const TOGETHER: usize = 1_000;

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Help,
    Me,
    Ask,
}

/// In the order in which they are measured. After asks, offers are still on their way out.
pub(crate) const KINDS: [Kind; 3] = [Kind::Help, Kind::Me, Kind::Ask];

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Help => "help",
            Kind::Me => "me",
            Kind::Ask => "ask",
        }
    }
}

/// What is typed after `/mentor`, and by whom.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    /// Their id.
    pub(crate) user: String,
    /// What.
    pub(crate) text: String,
}

/// A community in a database that is only ever copied.
pub(crate) struct Place {
    /// Everybody in it.
    pub(crate) members: Vec<Member>,
    home: Home,
    population: Population,
    template: PathBuf,
}

impl Place {
    /// Settles it in a folder.
    pub(crate) async fn settle(home: Home, folder: &Path) -> Place {
        let template = folder.join("template.db");
        let now = SystemMoments.moment().now;
        let store = open(&template).await;
        let population = Population::settle(&store, home, SESSIONS, now).await;
        let mut members = store.everyone(population.scope, EVERYBODY).await.expect("it answers");
        members.iter_mut().for_each(make_room);
        let changes = members.iter().map(|member| Change::Member(Box::new(member.clone()))).collect();
        commit(&store, home, "room", now, changes).await;
        store.close().await;
        Place { members, home, population, template }
    }

    /// A database of its own for one process, in a folder.
    pub(crate) fn database(&self, folder: &Path) -> PathBuf {
        let database = folder.join("smallwins.db");
        for left_over in ["smallwins.db-wal", "smallwins.db-shm"] {
            // What is not there need not go.
            let _ = std::fs::remove_file(folder.join(left_over));
        }
        std::fs::copy(&self.template, &database).expect("the disk takes a copy");
        database
    }

    /// So many commands of one kind. Asks go round among the learners, from a number on; who types anything else is
    /// drawn by lot, the same for each contender.
    pub(crate) fn typed(&self, kind: Kind, numbers: std::ops::Range<usize>) -> Vec<Typed> {
        let mut chance = StdRng::seed_from_u64(numbers.start as u64);
        let one = |number: usize| match kind {
            Kind::Help | Kind::Me => self.by(chance.random_range(0..LEARNERS), kind.name().to_owned()),
            Kind::Ask => self.by(number, format!("ask {} ({number})", self.population.question(number))),
        };
        numbers.map(one).collect()
    }

    /// Every learner once.
    pub(crate) fn everybody_once(&self) -> Vec<Typed> {
        (0..LEARNERS).map(|number| self.by(number, Kind::Help.name().to_owned())).collect()
    }

    fn by(&self, number: usize, text: String) -> Typed {
        Typed { user: self.population.learner(number % LEARNERS).handle.0, text }
    }

    /// Promises a nudge to so many, all due at one instant.
    pub(crate) async fn promise_nudges(&self, database: &Path, count: usize, due: DateTime<Utc>) {
        let mut moment = Moment::new(due, 5);
        let nudge = |member: &Member| {
            let session: SessionId = moment.id();
            let answers = [
                ("done", Answer::Done),
                ("partly", Answer::Partly),
                ("stuck", Answer::Stuck),
                ("dropped", Answer::Dropped),
            ];
            let mut saying = say("nudge").with("partner", "Ben").with("at", due).with("time", 1_u32);
            for (place, item) in [Item::One, Item::Two].into_iter().enumerate() {
                for (word, answer) in answers {
                    let action = Action::Answer(answer, Some((session, item)));
                    saying = saying.button(format!("{word}{place}"), action);
                }
            }
            let saying = saying.with("actionables", vec![NUDGE, "Read the chapter on tables"]);
            let about = Subject::Session(session);
            tell(member.id, about, Manner::Proactive, saying.message(), &mut moment)
        };
        let changes = self.members.iter().take(count).map(nudge).collect();
        self.commit(database, "nudges", changes).await;
    }

    /// Commits changes to a database that no process has open.
    pub(crate) async fn commit(&self, database: &Path, name: &str, changes: Vec<Change>) {
        let store = open(database).await;
        commit(&store, self.home, name, SystemMoments.moment().now, changes).await;
        store.close().await;
    }

    /// How many asks of learners a database holds that no process has open.
    pub(crate) async fn asks_in(&self, database: &Path) -> usize {
        let store = open(database).await;
        let mut asks = 0;
        for member in self.members.iter().filter(|member| member.mentor.is_none()) {
            let desk = store.desk(self.population.scope, member.id, SystemMoments.moment().now).await;
            asks += desk.expect("it answers").asks.len();
        }
        store.close().await;
        asks
    }
}

/// Nobody is ever out of hours and no mentor ever full: whatever the day, every ask finds its mentor and every
/// message leaves at once.
fn make_room(member: &mut Member) {
    member.calendar.hours = Hours::parse("daily 00:00-24:00").expect("hours");
    if let Some(mentor) = &mut member.mentor {
        mentor.caps = Caps { day: 100_000, week: 100_000, minutes: 10_000_000 };
    }
}

async fn open(database: &Path) -> SqlStore {
    let url = format!("sqlite://{}", database.display());
    smallwins_store::open(&url).await.expect("a database opens")
}

async fn commit(store: &SqlStore, home: Home, name: &str, at: DateTime<Utc>, changes: Vec<Change>) {
    let platform = PlatformName::new(home.platform);
    let community = store.community(&platform, home.external).await;
    let community = community.expect("it answers").expect("it was founded");
    for (number, changes) in changes.chunks(TOGETHER).enumerate() {
        let call = CallId(format!("{name}-{number}"));
        let (scope, changes) = (community.scope(), changes.to_vec());
        let commit = Commit { scope, call, at, reply: Reply::default(), changes };
        store.commit(commit).await.expect("it is written");
    }
}
