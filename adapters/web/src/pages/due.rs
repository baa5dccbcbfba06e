//! What is due, in plain words: what, for whom, when here and when there.

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use smallwins_core::action::{Action, Notice, Wake};
use smallwins_core::community::{Community, Scope};
use smallwins_core::id::{AskId, MemberId, OfferId, SessionId};
use smallwins_core::member::Member;
use smallwins_core::message::{Block, Message};
use smallwins_core::platform::Platform;
use smallwins_core::store::{Store, StoreError};
use smallwins_core::task::{Address, Task, Work};

use super::clock::near;
use super::parts;
use crate::playground::Playground;
use crate::playground::players::city;

/// More than this nobody reads; the rest comes nearer by itself.
const MOST: u32 = 8;

/// One thing that is due.
pub(crate) struct Due {
    /// When.
    pub(crate) at: DateTime<Utc>,
    what: What,
    whom: Vec<Whom>,
}

/// For whom something is due.
struct Whom {
    name: String,
    zone: Tz,
}

/// What is due.
enum What {
    Message(Option<String>),
    ChannelMessage(Option<String>),
    Wake(Wake),
    Other,
}

/// The list of what is due.
#[derive(Template)]
#[template(path = "due.html")]
pub(crate) struct DueList<'a> {
    /// What the clock shows.
    pub(crate) now: DateTime<Utc>,
    /// The zone of the first column.
    pub(crate) zone: Tz,
    /// Soonest first.
    pub(crate) due: &'a [Due],
}
parts!(DueList<'a>);

/// The name of something that is due.
#[derive(Template)]
#[template(path = "due_name.html")]
struct Name<'a> {
    due: &'a Due,
    brief: bool,
}
parts!(Name<'a>);

impl Due {
    /// In as few words as fit on a button.
    pub(crate) fn briefly(&self) -> impl askama::filters::HtmlSafe {
        Name { due: self, brief: true }
    }

    fn fully(&self) -> Name<'_> {
        Name { due: self, brief: false }
    }

    fn names(&self) -> String {
        self.whom.iter().map(|whom| whom.name.as_str()).collect::<Vec<_>>().join(" and ")
    }
}

impl DueList<'_> {
    fn here(&self, due: &Due) -> String {
        near(due.at, self.now, self.zone)
    }

    fn city(&self) -> String {
        city(self.zone)
    }

    /// Those whose clocks show something else.
    fn elsewhere<'d>(&self, due: &'d Due) -> Vec<(&'d str, String)> {
        let clock = |zone: Tz| due.at.with_timezone(&zone).naive_local();
        let other = due.whom.iter().filter(|whom| clock(whom.zone) != clock(self.zone));
        other.map(|whom| (whom.name.as_str(), near(due.at, self.now, whom.zone))).collect()
    }
}

/// What is due next in the playground's community.
pub(crate) async fn read(playground: &Playground, members: &[Member]) -> Result<Vec<Due>, StoreError> {
    let (store, scope) = (playground.store(), playground.scope());
    let mut all = Vec::new();
    let community = store.communities(playground.name()).await?;
    let community = community.iter().find(|community| community.scope() == scope);
    for task in store.due(scope, MOST).await? {
        if community.is_some_and(|community| is_void(&task, community)) {
            continue;
        }
        all.push(describe(store, scope, task, members).await?);
    }
    Ok(all)
}

/// Whether nothing comes of it any more: the round or the digest for which it was meant was called off, or comes at
/// another time.
fn is_void(task: &Task, community: &Community) -> bool {
    let is_for = |planned: DateTime<Utc>| planned.timestamp_millis() == task.due.timestamp_millis();
    match task.work {
        Work::Act(Action::Clock(Wake::Round)) => !community.rounds.planned.is_some_and(is_for),
        Work::Act(Action::Clock(Wake::Digest)) => {
            !community.digest.wanted || !community.digest.planned.is_none_or(is_for)
        }
        _ => false,
    }
}

async fn describe(
    store: &dyn Store,
    scope: Scope,
    task: Task,
    members: &[Member],
) -> Result<Due, StoreError> {
    let whom = |id: MemberId| {
        let member = members.iter().find(|member| member.id == id);
        member.map(|member| Whom { name: member.name.as_str().to_owned(), zone: member.calendar.zone })
    };
    let (what, ids) = match task.work {
        Work::Deliver(delivery) => match delivery.to {
            Address::Member(id) => (What::Message(subject(&delivery.message)), vec![id]),
            Address::Channel | Address::Digest => {
                (What::ChannelMessage(subject(&delivery.message)), Vec::new())
            }
        },
        Work::Act(Action::Clock(wake)) => (What::Wake(wake), concerned(store, scope, wake, task.due).await?),
        Work::Act(_) => (What::Other, Vec::new()),
    };
    Ok(Due { at: task.due, what, whom: ids.into_iter().filter_map(whom).collect() })
}

/// Whom a wake-up concerns.
async fn concerned(
    store: &dyn Store,
    scope: Scope,
    wake: Wake,
    now: DateTime<Utc>,
) -> Result<Vec<MemberId>, StoreError> {
    let mentor =
        async |id: OfferId| Ok::<_, StoreError>(store.offer(scope, id, now).await?.map(|it| it.mentor.id));
    let asker = async |id: AskId| {
        let asked = store.ask_stories(scope, &[id], now).await?.pop();
        Ok::<_, StoreError>(asked.map(|it| it.learner.id))
    };
    let pair = async |id: SessionId| {
        let story = store.session(scope, id).await?;
        Ok::<_, StoreError>(story.map(|it| (it.learner.id, it.mentor.id)))
    };
    let learner = |pair: Option<(MemberId, MemberId)>| pair.map(|(learner, _)| learner);
    Ok(match wake {
        Wake::Present(offer) | Wake::Expire(offer) => mentor(offer).await?.into_iter().collect(),
        Wake::Rematch(ask) => asker(ask).await?.into_iter().collect(),
        Wake::Remind(session, _)
        | Wake::Begin(session)
        | Wake::WrapUp(session)
        | Wake::Unwritten(session) => {
            pair(session).await?.into_iter().flat_map(|(learner, mentor)| [learner, mentor]).collect()
        }
        Wake::Lapse(session)
        | Wake::Nudge(session, _)
        | Wake::CheckIn(session)
        | Wake::Thank(session)
        | Wake::Close(session) => learner(pair(session).await?).into_iter().collect(),
        Wake::FirstDays(member)
        | Wake::Claim(member)
        | Wake::PauseEnds(member)
        | Wake::PauseOver(member)
        | Wake::Part(member)
        | Wake::Look(member, _) => vec![member],
        Wake::LetGo | Wake::Digest | Wake::Round | Wake::Forget => Vec::new(),
    })
}

/// What a message is about, in the words of its heading.
fn subject(message: &Message) -> Option<String> {
    message.blocks.iter().find_map(|block| match block {
        Block::Heading(text) => Some(text.bare(Tz::UTC)),
        _ => None,
    })
}
