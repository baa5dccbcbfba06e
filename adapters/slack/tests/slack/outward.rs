//! The way out, to be tried alone: the real adapter on a strict fake Slack, and messages that are handed to it as the
//! core's loop hands them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use secrecy::SecretString;
use smallwins_core::chart::{Chart, Share, Week};
use smallwins_core::community::Community;
use smallwins_core::id::TaskId;
use smallwins_core::member::{Member, Person};
use smallwins_core::mentoring::Mentoring;
use smallwins_core::message::{Block, Message, Receipt, Text};
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::platform::{
    DeliveryError, Handle, MessageId, Outgoing, Platform, PlatformName, Recipient,
};
use smallwins_core::store::Store;
use smallwins_core::task::Manner;
use smallwins_core::tongue::Tongue;
use smallwins_fake_slack::{StandingClock, Workspace};
use smallwins_slack::{Client, Door, PLATFORM, SealKey, Settings, Slack};
use uuid::Uuid;

/// A Tuesday noon.
pub(crate) const NOW: &str = "2026-11-24T12:00:00Z";

pub(crate) const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";

/// The fake's clock, with other chance at each moment.
struct Hands(StandingClock, AtomicU64);

impl Moments for Hands {
    fn moment(&self) -> Moment {
        Moment::new(self.0.now(), self.1.fetch_add(1, Ordering::SeqCst))
    }
}

pub(crate) struct Outward {
    pub(crate) fake: smallwins_fake_slack::Slack,
    pub(crate) workspace: Workspace,
    pub(crate) clock: StandingClock,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) slack: Arc<Slack>,
    pub(crate) community: Community,
}

/// What is handed over; the rest is as it mostly is.
pub(crate) struct Letter<'a> {
    pub(crate) task: u128,
    pub(crate) also: &'a [u128],
    pub(crate) words: &'a str,
    pub(crate) manner: Manner,
    pub(crate) first_try: Option<DateTime<Utc>>,
    pub(crate) in_doubt: bool,
}

impl Default for Letter<'_> {
    fn default() -> Self {
        Letter {
            task: 1,
            also: &[],
            words: "Somebody noticed",
            manner: Manner::Awaited,
            first_try: None,
            in_doubt: false,
        }
    }
}

pub(crate) fn task(number: u128) -> TaskId {
    Uuid::from_u128(number).into()
}

pub(crate) fn mentoring(store: &Arc<dyn Store>, clock: &StandingClock) -> Mentoring {
    Mentoring::new(Arc::clone(store), Arc::new(Hands(clock.clone(), AtomicU64::new(0))))
}

pub(crate) fn settings(fake: &smallwins_fake_slack::Slack, door: Door) -> Settings {
    let public_url = "https://wins.example.org".to_owned();
    Settings { api_url: fake.api(), public_url, door, signing_secret: Some(SECRET.into()), app_token: None }
}

/// The door of an app that is installed by OAuth.
pub(crate) fn installed(fake: &smallwins_fake_slack::Slack, key: u8) -> Door {
    let app =
        fake.app(|app| app.redirect_urls = vec!["https://wins.example.org/slack/oauth/callback".to_owned()]);
    let client = Client { id: app.client_id, secret: SecretString::from(app.client_secret) };
    Door::Installed { client, key: SealKey([key; 32]) }
}

/// Paragraphs of so many characters, each with its number.
pub(crate) fn message(words: &str) -> Message {
    let receipt =
        Receipt { key: "test".to_owned(), version: 1, hash: String::new(), tongue: Tongue::English };
    let block = |line: &str| match line {
        "(chart)" => Block::Chart(Box::new(chart())),
        line => Block::Paragraph(Text::plain(line)),
    };
    Message { receipt, blocks: words.split('\n').map(block).collect() }
}

/// A week in which six sessions began.
pub(crate) fn chart() -> Chart {
    let words = |words: &str| words.into();
    let from = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
    let week = Week { from, sessions: 6, share: Some(Share::of(0.75, 0.6, 0.9)) };
    Chart {
        title: words("The <!channel> last weeks"),
        bars: words("Sessions"),
        line: words("Done"),
        nothing: words("Too few"),
        alt: words("Six sessions, and 75 % done (60 to 90 %, n 40)"),
        weeks: vec![week],
        tongue: Tongue::English,
    }
}

impl Outward {
    /// One workspace, by its token.
    pub(crate) async fn set() -> Outward {
        let clock = StandingClock::at(NOW.parse().unwrap());
        let fake = smallwins_fake_slack::Slack::start(clock.clock()).await;
        let workspace = fake.workspace("small");
        let door = Door::One(workspace.token().into());
        Outward::behind(door, fake, workspace, clock).await
    }

    pub(crate) async fn behind(
        door: Door,
        fake: smallwins_fake_slack::Slack,
        workspace: Workspace,
        clock: StandingClock,
    ) -> Outward {
        let store: Arc<dyn Store> = Arc::new(smallwins_store::open("sqlite::memory:").await.unwrap());
        let mentoring = mentoring(&store, &clock);
        let slack = Slack::open(settings(&fake, door), mentoring.clone()).await.unwrap();
        let community =
            mentoring.community(&PlatformName::new(PLATFORM), &workspace.id, Tz::UTC).await.unwrap();
        Outward { fake, workspace, clock, store, slack, community }
    }

    /// Time passes, on the clock of all and for whoever counts seconds.
    pub(crate) async fn wait(&self, time: Duration) {
        tokio::time::pause();
        tokio::time::advance(time).await;
        tokio::time::resume();
        self.clock.pass(TimeDelta::from_std(time).unwrap());
    }

    /// Somebody as the core knows them.
    pub(crate) fn member(&self, id: &str) -> Member {
        let handle = Handle(id.to_owned());
        let person = Person { handle, name: None, zone: None, language: None, admin: Some(false) };
        let mut moment = Moment::new(self.clock.now(), 1);
        Member::new(&person, self.community.scope().community(), Tz::UTC, &mut moment)
    }

    /// Hands over a message to somebody.
    pub(crate) async fn tell(&self, user: &str, letter: Letter<'_>) -> Result<MessageId, DeliveryError> {
        let member = self.member(user);
        self.hand_over(&self.slack, Recipient::Member(&member), letter).await
    }

    /// Hands over a message to the channel.
    pub(crate) async fn announce(&self, letter: Letter<'_>) -> Result<MessageId, DeliveryError> {
        self.hand_over(&self.slack, Recipient::Channel(self.community.channel.as_deref()), letter).await
    }

    pub(crate) async fn hand_over(
        &self,
        slack: &Slack,
        to: Recipient<'_>,
        letter: Letter<'_>,
    ) -> Result<MessageId, DeliveryError> {
        self.hand_over_instead(slack, to, letter, None).await
    }

    /// Changes what stands in the channel.
    pub(crate) async fn change(
        &self,
        old: &MessageId,
        letter: Letter<'_>,
    ) -> Result<MessageId, DeliveryError> {
        let channel = Recipient::Channel(self.community.channel.as_deref());
        self.hand_over_instead(&self.slack, channel, letter, Some(old)).await
    }

    async fn hand_over_instead(
        &self,
        slack: &Slack,
        to: Recipient<'_>,
        letter: Letter<'_>,
        instead_of: Option<&MessageId>,
    ) -> Result<MessageId, DeliveryError> {
        let Letter { task: number, also, words, manner, first_try, in_doubt } = letter;
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
            first_try,
            in_doubt,
        };
        slack.deliver(outgoing).await
    }

    /// How often a method was called.
    pub(crate) fn calls(&self, method: &str) -> usize {
        self.fake.calls_of(method).len()
    }
}
