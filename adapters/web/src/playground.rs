//! The playground: a platform whose network is one page.
//!
//! What it remembers (who is there, what was said, where the clock stands) are keepsakes of its community in the
//! store, written before they are shown: a restart in between changes nothing. The copy in memory serves the page.

mod clock;
pub(crate) mod live;
mod memory;
pub(crate) mod players;
pub(crate) mod speak;
mod stage;
pub(crate) mod thread;
mod travel;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use smallwins_core::archive::NAME;
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::message::{Block, Message, Reply, Span, Text};
use smallwins_core::moment::Moments;
use smallwins_core::platform::{
    DeliveryError, Handle, MessageId, Outgoing, Platform, PlatformName, Recipient,
};
use smallwins_core::store::{CallId, Commit, Store, StoreError};
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use crate::board::{Board, Ground};
use clock::PlayClock;
use live::Live;
use memory::Memory;
use players::Player;
use thread::{Draft, Entry, Line, Place};

/// The playground's name as a platform.
pub const PLATFORM: &str = "playground";
/// Watchers that fall behind by more than this start again from what they have seen.
const WATCHERS_LAG: usize = 256;
/// How long a delivery waits after the store failed.
const TRY_AGAIN: std::time::Duration = std::time::Duration::from_secs(5);

/// A community of a few people, all of whom are played by whoever looks at the page.
pub struct Playground {
    name: PlatformName,
    store: Arc<dyn Store>,
    clock: Arc<PlayClock>,
    address: String,
    /// For those who are only played: the people who are there from the beginning, and what is due.
    mentoring: Mentoring,
    /// For whoever joins them: they are welcomed.
    door: Mentoring,
    memory: Mutex<Memory>,
    /// Whoever appends holds it, so that lines become visible in the order of their numbers.
    pen: tokio::sync::Mutex<()>,
    /// Whoever does what is due holds it: one at a time, so that nothing is done out of order.
    turn: tokio::sync::Mutex<()>,
    /// Held by all who play; taken whole to start over.
    curtain: tokio::sync::RwLock<()>,
    live: broadcast::Sender<Live>,
    stirred: Notify,
}

impl Playground {
    /// Opens the playground where it was left, or sets the stage when it is new. It is found in a browser at `address`.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open(
        store: Arc<dyn Store>,
        moments: Arc<dyn Moments>,
        address: &str,
    ) -> Result<Arc<Playground>, StoreError> {
        let name = PlatformName::new(PLATFORM);
        let clock = Arc::new(PlayClock::over(moments));
        let mentoring = Mentoring::new(Arc::clone(&store), Arc::clone(&clock) as Arc<dyn Moments>);
        let mentoring = mentoring.found_at(address);
        let door = mentoring.clone().welcoming();
        let known = store.community(&name, stage::EXTERNAL).await?;
        let is_new = known.is_none();
        let community = match known {
            Some(community) => community,
            None => stage::found(store.as_ref(), &clock).await?,
        };
        let (memory, offset) = Memory::load(store.as_ref(), community).await?;
        clock.keep_offset(offset.unwrap_or_default());
        let playground = Arc::new(Playground {
            name,
            store,
            clock,
            address: address.to_owned(),
            mentoring,
            door,
            memory: Mutex::new(memory),
            pen: tokio::sync::Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            curtain: tokio::sync::RwLock::default(),
            live: broadcast::Sender::new(WATCHERS_LAG),
            stirred: Notify::new(),
        });
        if is_new || offset.is_none() {
            playground.set_the_stage().await?;
        }
        Ok(playground)
    }

    /// What decides, on the playground's clock.
    pub fn mentoring(&self) -> &Mentoring {
        &self.mentoring
    }

    /// The dashboard of its community, on its clock. What is said in the playground is kept, the link there as well:
    /// whoever reads its memory plays everybody anyway.
    pub(crate) fn board(&self) -> Arc<Board> {
        let moments = Arc::clone(&self.clock) as Arc<dyn Moments>;
        Board::new(Arc::clone(&self.store), moments, &self.address, Ground::Playground)
    }

    /// What its clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Its memory.
    pub(crate) fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// Its community.
    pub(crate) fn community(&self) -> Community {
        self.memory().community.clone()
    }

    /// The walls of its community.
    pub(crate) fn scope(&self) -> Scope {
        self.memory().community.scope()
    }

    /// Everybody who is there, in the order in which they came.
    pub(crate) fn players(&self) -> Vec<Player> {
        self.memory().players.clone()
    }

    /// The player of that handle.
    pub(crate) fn player(&self, handle: &str) -> Option<Player> {
        self.memory().players.iter().find(|player| player.handle.0 == handle).cloned()
    }

    /// Every line after the one of that number, in order.
    pub(crate) fn lines_after(&self, seq: u64) -> Vec<Arc<Entry>> {
        self.memory().entries.iter().filter(|entry| entry.seq > seq).cloned().collect()
    }

    /// The line above another one in a player's column.
    pub(crate) fn line_before(&self, entry: &Entry, player: &Player) -> Option<Arc<Entry>> {
        let memory = self.memory();
        let mut above = memory.entries.iter().rev().filter(|other| other.seq < entry.seq);
        above.find(|other| other.is_seen_by(&player.handle)).cloned()
    }

    /// A line by its key.
    pub(crate) fn line(&self, key: &str) -> Option<Arc<Entry>> {
        self.memory().entries.iter().find(|entry| entry.key == key).cloned()
    }

    /// A message with the way to the reader's archive, where that belongs to it: a page has no files.
    fn with_way_to_archive(&self, message: &Message, to: Recipient<'_>) -> Message {
        let mut message = message.clone();
        if let Recipient::Member(member) = to
            && message.has_archive()
        {
            let url = format!("{}/play/people/{}/archive", self.address, member.handle.0);
            let way = Text(vec![Span::Link { label: NAME.to_owned(), url }]);
            message.blocks.push(Block::Paragraph(way));
        }
        message
    }

    /// A name for a call that nothing else bears.
    pub(crate) fn fresh_call(&self) -> CallId {
        CallId(format!("play-{}", self.clock.moment().id::<Uuid>().simple()))
    }

    /// Writes lines that are not there yet, first to the store and then into the columns.
    async fn append(&self, drafts: Vec<Draft>) -> Result<(), StoreError> {
        let _pen = self.pen.lock().await;
        let at = self.clock.now();
        let entries = self.memory().number(drafts, at);
        if entries.is_empty() {
            return Ok(());
        }
        self.keep(entries.iter().map(|entry| memory::keepsake_of_line(entry)).collect()).await?;
        for entry in entries {
            self.memory().hold(Arc::clone(&entry));
            self.tell(Live::Line(entry));
        }
        Ok(())
    }

    /// A line that was delivered says something else from now on. One that is not there needs no change.
    async fn change(&self, key: &str, message: Message) -> Result<(), StoreError> {
        let _pen = self.pen.lock().await;
        let Some(old) = self.line(key) else { return Ok(()) };
        let entry = Arc::new(Entry { what: Line::Delivered(message), changed: true, ..(*old).clone() });
        self.keep(vec![memory::keepsake_of_line(&entry)]).await?;
        self.memory().change(Arc::clone(&entry));
        self.tell(Live::Changed(entry));
        Ok(())
    }

    /// Keeps keepsakes in one commit.
    async fn keep(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        let commit = Commit {
            scope: self.scope(),
            call: self.fresh_call(),
            at: self.clock.now(),
            reply: Reply::default(),
            changes,
        };
        self.store.commit(commit).await.map(drop)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Platform for Playground {
    fn name(&self) -> &PlatformName {
        &self.name
    }

    /// Appends to the column; a line of the same task is never appended twice, so doubt is no trouble here.
    async fn deliver(&self, outgoing: Outgoing<'_>) -> Result<MessageId, DeliveryError> {
        let place = match outgoing.to {
            Recipient::Member(member) => Place::Direct(Handle(member.handle.0.clone())),
            Recipient::Channel(_) => Place::Channel,
        };
        let key = outgoing.task.to_string();
        let also = outgoing.also.iter().map(ToString::to_string).collect();
        let message = self.with_way_to_archive(outgoing.message, outgoing.to);
        let (said, id) = match outgoing.instead_of {
            Some(old) => (self.change(&old.0, message).await, old.clone()),
            None => {
                let draft = Draft { key: key.clone(), also, place, what: Line::Delivered(message) };
                (self.append(vec![draft]).await, MessageId(key))
            }
        };
        said.map(|()| id).map_err(|error| DeliveryError::Later { after: TRY_AGAIN, why: error.to_string() })
    }
}
