//! The way out: one message to one member or to the community's channel, and what became of it.
//!
//! The core's loop delivers one message after another, so nothing here waits long for a turn: whoever has none is told
//! when to come back ([`Pace`]), as is everybody while Discord does not answer ([`Trouble`]). What breaks off is sent
//! once more at once, as Discord takes the same message once within a few minutes ([`post`]); what an earlier attempt
//! may have sent is looked for first ([`doubt`]). What a refusal means stands in one table ([`meaning`]), and where it
//! leaves open who is gone, Discord is asked ([`whereabouts`]). Whoever shuts us out is not tried all day ([`doors`]),
//! and in the channels of other servers nothing is said ([`whose`]).

mod archive;
mod change;
mod doors;
mod doubt;
mod meaning;
mod post;
mod prints;
mod room;
mod whereabouts;
mod whose;

use std::time::Duration;

use async_trait::async_trait;
use smallwins_chat::count;
use smallwins_chat::pace::{Pace, Rate, Rates, What};
use smallwins_chat::picture::Png;
use smallwins_chat::trouble::Trouble;
use smallwins_core::chart::Chart;
use smallwins_core::community::Community;
use smallwins_core::platform::{DeliveryError, Lost, MessageId, Outgoing, Platform, PlatformName, Recipient};
use tokio::time::Instant;

use crate::api::ApiError;
use crate::discord::{Discord, PLATFORM};
use crate::render::{Guild, posts};

use meaning::{To, UNKNOWN_CHANNEL, meaning};
use post::Stop;

pub(crate) use post::{key, once_more};

/// How long to wait for a memory that does not answer.
const MEMORY: Duration = Duration::from_secs(5);
/// How long what is for everybody waits before it is looked again whether an admin chose the channel for it.
const UNCHOSEN: Duration = Duration::from_secs(60 * 60);
/// How long to leave a message to the next process.
const RESTART: Duration = Duration::from_secs(10);

/// The one team: Discord's limits hold for the whole bot.
const BOT: &str = "bot";

/// As fast as Discord lets us. What it tells of a route with each answer, serenity keeps to besides.
const RATES: Rates = Rates {
    // Five messages in five seconds, as far as it was ever seen.
    channel: Rate { every: Duration::from_secs(1), burst: 5 },
    // Fifty calls in a second, answers to interactions aside; some are left for other calls.
    team: Rate { every: Duration::from_millis(25), burst: 5 },
    // No limit is told, and whoever opens many at once is taken for a spammer.
    opening: Rate { every: Duration::from_secs(3), burst: 3 },
    looking: Rate { every: Duration::from_millis(200), burst: 10 },
};

/// What delivering remembers from one message to the next.
#[derive(Debug)]
pub(crate) struct Outbox {
    pace: Pace,
    trouble: Trouble,
    rooms: room::Rooms,
    doors: doors::Doors,
    whose: whose::Whose,
    sent: doubt::Lately,
}

impl Default for Outbox {
    fn default() -> Self {
        Outbox {
            pace: Pace::at(RATES),
            trouble: Trouble::default(),
            rooms: room::Rooms::default(),
            doors: doors::Doors::default(),
            whose: whose::Whose::default(),
            sent: doubt::Lately::default(),
        }
    }
}

/// To how many people we write at the same time. A call takes a tenth of a second or two, and the pace of each channel
/// and of all together is kept besides.
const AT_ONCE: usize = 16;

#[async_trait]
impl Platform for Discord {
    fn name(&self) -> &PlatformName {
        &self.name
    }

    fn at_once(&self) -> usize {
        AT_ONCE
    }

    async fn deliver(&self, outgoing: Outgoing<'_>) -> Result<MessageId, DeliveryError> {
        if self.worker.is_closing() {
            return Err(later(RESTART, "Smallwins is being stopped"));
        }
        let begun = Instant::now();
        let delivered = self.deliver_now(&outgoing).await;
        if matches!(delivered, Err(DeliveryError::Unknown { .. })) {
            self.outbox.sent.doubt(&outgoing, self.mentoring.now());
        }
        let late = self.mentoring.now() - outgoing.due;
        count::delivery(PLATFORM, &delivered, begun.elapsed(), late.to_std().unwrap_or_default());
        delivered
    }
}

impl Discord {
    async fn deliver_now(&self, outgoing: &Outgoing<'_>) -> Result<MessageId, DeliveryError> {
        if let Some(after) = self.outbox.trouble.wait(BOT) {
            return Err(later(after, "Discord did not answer a moment ago"));
        }
        let Ok(guild) = outgoing.community.external.parse() else {
            return Err(DeliveryError::Never { why: "its community is no server of Discord's".to_owned() });
        };
        if let Recipient::Member(member) = outgoing.to
            && self.outbox.doors.is_left_alone(&member.handle.0, self.mentoring.now())
        {
            let why = "they were tried just now, and take no direct messages".to_owned();
            return Err(DeliveryError::Unreachable { lost: Lost::Shut, why });
        }
        let instead = match outgoing.to {
            Recipient::Member(member) if outgoing.message.has_archive() => {
                self.hand_over(outgoing, member).await?
            }
            _ => None,
        };
        if let Some(chart) = outgoing.message.chart_alone() {
            return self.show_alone(outgoing, chart).await;
        }
        let posts = posts(instead.as_ref().unwrap_or(outgoing.message), Guild(guild));
        if let Some(old) = outgoing.instead_of {
            return match self.change(outgoing, &posts, old).await {
                Ok(()) => Ok(old.clone()),
                Err(stop) => Err(self.stopped(outgoing, stop).await),
            };
        }
        let mut posted = self.post(outgoing, &posts).await;
        if let (Err(Stop::Discord(_, error)), Recipient::Member(member)) = (&posted, outgoing.to)
            && error.code() == Some(UNKNOWN_CHANNEL)
            && self.leave_room(outgoing.community, &member.handle.0).await
        {
            posted = self.post(outgoing, &posts).await;
        }
        match posted {
            Ok(said) => {
                self.wrote(outgoing.to, Guild(guild));
                if said.is_new {
                    self.show_charts(outgoing, &said.id).await;
                }
                Ok(said.id)
            }
            Err(stop) => Err(self.stopped(outgoing, stop).await),
        }
    }

    /// Shows a chart that is a message of its own: Discord takes it once within minutes. What is in doubt for longer
    /// counts as shown, as none is shown twice.
    async fn show_alone(&self, outgoing: &Outgoing<'_>, chart: &Chart) -> Result<MessageId, DeliveryError> {
        if outgoing.in_doubt && !self.outbox.sent.is_fresh(outgoing, self.mentoring.now()) {
            return Ok(MessageId("in doubt".to_owned()));
        }
        let Some(png) = Png::of(chart).await else {
            return Err(DeliveryError::Never { why: "the chart could not be painted".to_owned() });
        };
        match self.place(outgoing).await {
            Ok(channel) => self.upload(outgoing.community, &channel, png, "").await,
            Err(stop) => Err(self.stopped(outgoing, stop).await),
        }
    }

    /// Somebody who answers in their direct message means the community that wrote there last; and their door is open.
    fn wrote(&self, to: Recipient<'_>, guild: Guild) {
        let Recipient::Member(member) = to else { return };
        self.outbox.doors.opened(&member.handle.0);
        if let Ok(user) = member.handle.0.parse() {
            self.guilds.spoke(user, guild, None);
        }
    }

    /// What a stop means, and what those who come next have to know of it.
    async fn stopped(&self, outgoing: &Outgoing<'_>, stop: Stop) -> DeliveryError {
        match stop {
            Stop::Turn(after) => later(after, "its turn has not come"),
            Stop::Memory => later(MEMORY, "the memory does not answer"),
            Stop::Unchosen => later(UNCHOSEN, "no channel was chosen"),
            Stop::Never(why) => DeliveryError::Never { why },
            Stop::Discord(what, error) => self.refused(outgoing.community, outgoing.to, what, error).await,
            Stop::Between(error) => {
                self.heed(&error);
                DeliveryError::Unknown { why: format!("only its first part arrived: {error}") }
            }
        }
    }

    /// What an error means for something that went to a channel.
    pub(crate) async fn refused_in_channel(
        &self,
        community: &Community,
        what: What,
        error: ApiError,
    ) -> DeliveryError {
        self.refused(community, Recipient::Channel(None), what, error).await
    }

    async fn refused(
        &self,
        community: &Community,
        to: Recipient<'_>,
        what: What,
        error: ApiError,
    ) -> DeliveryError {
        let after = self.heed(&error);
        let means = match error {
            ApiError::TooMany(_) | ApiError::NotReached => return later(after, &error.to_string()),
            // Nothing was said so far.
            ApiError::Unknown(_) if matches!(what, What::Open | What::Look) => {
                return later(after, &error.to_string());
            }
            ApiError::Unknown(_) => return DeliveryError::Unknown { why: error.to_string() },
            ApiError::Refused { status, code } => meaning(status, code, To::of(to)),
        };
        let means = self.found_out(community, to, &error, means).await;
        let now = self.mentoring.now();
        match (&means, to) {
            (DeliveryError::Closed { .. }, _) => self.shut.add(&community.external, now),
            (DeliveryError::Unreachable { lost: Lost::Shut, .. }, Recipient::Member(member)) => {
                self.outbox.doors.refused(&member.handle.0, now);
            }
            _ => {}
        }
        means
    }

    /// Lets rest what an error concerns, as long as it asks for.
    fn heed(&self, error: &ApiError) -> Duration {
        match error {
            // The API knows which calls have to wait, and how long.
            ApiError::TooMany(after) => *after,
            ApiError::NotReached | ApiError::Unknown(_) => self.outbox.trouble.stumbled(BOT),
            ApiError::Refused { code, .. } => {
                self.outbox.trouble.over(BOT);
                if let Some(rest) = meaning::opens_nothing_for(*code) {
                    self.outbox.pace.rest(BOT, What::Open, rest);
                }
                Duration::ZERO
            }
        }
    }
}

fn later(after: Duration, why: &str) -> DeliveryError {
    DeliveryError::Later { after, why: why.to_owned() }
}
