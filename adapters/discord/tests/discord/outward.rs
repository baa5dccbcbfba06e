//! The way out, to be tried alone: the real adapter on a strict fake Discord, and messages that are handed to it as the
//! core's loop hands them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use smallwins_core::action::Action;
use smallwins_core::chart::{Chart, Share, Week};
use smallwins_core::community::Community;
use smallwins_core::id::TaskId;
use smallwins_core::member::{Member, Person};
use smallwins_core::mentoring::Mentoring;
use smallwins_core::message::{Block, Button, Message, Receipt, Span, Text, Weight};
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::platform::{
    DeliveryError, Handle, MessageId, Outgoing, Platform, PlatformName, Recipient,
};
use smallwins_core::store::Store;
use smallwins_core::task::Manner;
use smallwins_core::tongue::Tongue;
use smallwins_discord::{Discord, PLATFORM, Reach, Settings, Shards};
use smallwins_fake_discord::{Guild, StandingClock};
use uuid::Uuid;

/// A Tuesday noon.
pub(crate) const NOW: &str = "2026-11-24T12:00:00Z";

pub(crate) const SEND: &str = "POST /channels/{channel}/messages";
pub(crate) const LIST: &str = "GET /channels/{channel}/messages";
pub(crate) const LOOK: &str = "GET /channels/{channel}";
pub(crate) const OPEN: &str = "POST /users/@me/channels";

/// The fake's clock, with other chance at each moment.
struct Hands(StandingClock, AtomicU64);

impl Moments for Hands {
    fn moment(&self) -> Moment {
        Moment::new(self.0.now(), self.1.fetch_add(1, Ordering::SeqCst))
    }
}

pub(crate) struct Outward {
    pub(crate) fake: smallwins_fake_discord::Discord,
    pub(crate) guild: Guild,
    pub(crate) clock: StandingClock,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) discord: Arc<Discord>,
    pub(crate) community: Community,
}

/// What is handed over; the rest is as it mostly is.
pub(crate) struct Letter<'a> {
    pub(crate) task: u128,
    pub(crate) also: &'a [u128],
    /// A line is a paragraph, `[…]` a button, `@…` somebody who is called, and `---` the border between bundled
    /// messages.
    pub(crate) words: &'a str,
    pub(crate) manner: Manner,
    pub(crate) in_doubt: bool,
}

impl Default for Letter<'_> {
    fn default() -> Self {
        Letter { task: 1, also: &[], words: "Somebody noticed", manner: Manner::Awaited, in_doubt: false }
    }
}

pub(crate) fn task(number: u128) -> TaskId {
    Uuid::from_u128(number).into()
}

pub(crate) fn mentoring(store: &Arc<dyn Store>, clock: &StandingClock) -> Mentoring {
    Mentoring::new(Arc::clone(store), Arc::new(Hands(clock.clone(), AtomicU64::new(0))))
}

pub(crate) fn settings(fake: &smallwins_fake_discord::Discord) -> Settings {
    let reach = Reach::Gateway { shards: Shards::ALL };
    Settings { api_url: fake.api(), token: fake.token().into(), application_id: None, reach }
}

fn message(words: &str) -> Message {
    let receipt =
        Receipt { key: "test".to_owned(), version: 1, hash: String::new(), tongue: Tongue::English };
    let block = |line: &str| match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
        _ if line == "---" => Block::Divider,
        _ if line == "(chart)" => Block::Chart(Box::new(chart())),
        None if line.starts_with('@') => {
            let (handle, name) = (Handle(line[1..].to_owned()), "Ana".to_owned());
            Block::Paragraph(Text(vec![Span::Mention { handle, name }]))
        }
        None => Block::Paragraph(Text::plain(line)),
        Some(label) => {
            let (label, action) = (label.into(), Action::Me);
            Block::Buttons(vec![Button { label, action, weight: Weight::Plain }])
        }
    };
    Message { receipt, blocks: words.split('\n').map(block).collect() }
}

/// A week in which six sessions began.
pub(crate) fn chart() -> Chart {
    let words = |words: &str| words.into();
    let from = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
    let week = Week { from, sessions: 6, share: Some(Share::of(0.75, 0.6, 0.9)) };
    Chart {
        title: words("The @everyone last weeks"),
        bars: words("Sessions"),
        line: words("Done"),
        nothing: words("Too few"),
        alt: words("Six sessions, and 75 % done (60 to 90 %, n 40)"),
        weeks: vec![week],
        tongue: Tongue::English,
    }
}

/// Four paragraphs that do not fit into one message.
pub(crate) fn long() -> String {
    let paragraph = |number| format!("{number} {}", "word ".repeat(250));
    (1..=4).map(paragraph).collect::<Vec<_>>().join("\n")
}

/// How a delivery ended.
pub(crate) fn kind<T>(delivered: &Result<T, DeliveryError>) -> &'static str {
    match delivered {
        Ok(_) => "arrived",
        Err(DeliveryError::Later { .. }) => "later",
        Err(DeliveryError::Never { .. }) => "never",
        Err(DeliveryError::Unknown { .. }) => "unknown",
        Err(DeliveryError::Unreachable { .. }) => "unreachable",
        Err(DeliveryError::Closed { .. }) => "closed",
    }
}

/// How long a delivery is to wait.
pub(crate) fn wait<T: std::fmt::Debug>(delivered: Result<T, DeliveryError>) -> Duration {
    match delivered {
        Err(DeliveryError::Later { after, .. }) => after,
        other => panic!("{other:?}"),
    }
}

/// Lets so much time pass for whoever waits, and none for Discord.
pub(crate) async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

impl Outward {
    /// One server.
    pub(crate) async fn set() -> Outward {
        let clock = StandingClock::at(NOW.parse().unwrap());
        let fake = smallwins_fake_discord::Discord::start(clock.clock()).await;
        let guild = fake.guild("small");
        let store: Arc<dyn Store> = Arc::new(smallwins_store::open("sqlite::memory:").await.unwrap());
        let mentoring = mentoring(&store, &clock);
        let discord = Discord::open(settings(&fake), mentoring.clone()).await.unwrap();
        let community = mentoring.community(&PlatformName::new(PLATFORM), &guild.id, Tz::UTC).await.unwrap();
        Outward { fake, guild, clock, store, discord, community }
    }

    /// As after a restart.
    pub(crate) async fn restart(&mut self) {
        let mentoring = mentoring(&self.store, &self.clock);
        self.discord = Discord::open(settings(&self.fake), mentoring).await.unwrap();
    }

    /// The community has a channel.
    pub(crate) fn with_channel(&mut self) -> String {
        let channel = self.guild.channel("mentoring");
        self.community.channel = Some(channel.clone());
        channel
    }

    /// Somebody as the core knows them.
    pub(crate) fn member(&self, id: &str) -> Member {
        let handle = Handle(id.to_owned());
        let person = Person { handle, name: None, zone: None, language: None, admin: None };
        let mut moment = Moment::new(self.clock.now(), 1);
        Member::new(&person, self.community.scope().community(), Tz::UTC, &mut moment)
    }

    /// Hands over a message to somebody.
    pub(crate) async fn tell(&self, user: &str, letter: Letter<'_>) -> Result<MessageId, DeliveryError> {
        let member = self.member(user);
        self.hand_over(Recipient::Member(&member), letter).await
    }

    /// Hands over a message to the channel.
    pub(crate) async fn announce(&self, letter: Letter<'_>) -> Result<MessageId, DeliveryError> {
        self.hand_over(Recipient::Channel(self.community.channel.as_deref()), letter).await
    }

    async fn hand_over(&self, to: Recipient<'_>, letter: Letter<'_>) -> Result<MessageId, DeliveryError> {
        self.hand_over_instead(to, letter, None).await
    }

    /// Changes what stands in the channel.
    pub(crate) async fn change(
        &self,
        old: &MessageId,
        letter: Letter<'_>,
    ) -> Result<MessageId, DeliveryError> {
        let channel = Recipient::Channel(self.community.channel.as_deref());
        self.hand_over_instead(channel, letter, Some(old)).await
    }

    async fn hand_over_instead(
        &self,
        to: Recipient<'_>,
        letter: Letter<'_>,
        instead_of: Option<&MessageId>,
    ) -> Result<MessageId, DeliveryError> {
        let Letter { task: number, also, words, manner, in_doubt } = letter;
        let (also, message) = (also.iter().map(|number| task(*number)).collect::<Vec<_>>(), message(words));
        let outgoing = Outgoing {
            task: task(number),
            also: &also,
            community: &self.community,
            to,
            message: &message,
            instead_of,
            due: self.clock.now(),
            manner,
            first_try: Some(NOW.parse().unwrap()),
            in_doubt,
        };
        self.discord.deliver(outgoing).await
    }

    /// How often a route was called.
    pub(crate) fn calls(&self, route: &str) -> usize {
        self.fake.calls_of(route).len()
    }
}
