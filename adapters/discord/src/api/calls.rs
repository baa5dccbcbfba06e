//! The calls that this crate makes, by name. Ids come and go as the texts that Discord writes them in; what is no id is
//! as unknown to Discord as one that it never gave.

use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use serenity::all::{ApplicationId, ChannelId, CreateAttachment, GuildId, MessageId, UserId};
use serenity::http::{LightMethod, Multipart, MultipartUpload, Request, Route};
use tokio::time::{Instant, sleep_until};

use super::{Api, ApiError, PATIENCE};

/// How many messages are read at once.
pub(crate) const PAGE: usize = 100;
/// How many guilds are read at once.
const GUILDS: usize = 200;

/// What a code of Discord's says is unknown.
const APPLICATION: isize = 10_002;
const CHANNEL: isize = 10_003;
const MESSAGE: isize = 10_008;
pub(super) const GUILD: isize = 10_004;
pub(super) const USER: isize = 10_013;

/// Our application, as Discord knows it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Application {
    /// Its id.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) name: String,
    /// With what its requests to us are signed.
    pub(crate) verify_key: String,
    /// Where interactions are sent, when not to the gateway.
    pub(crate) interactions_endpoint_url: Option<String>,
    /// What it may do besides, bit by bit.
    #[serde(default)]
    pub(crate) flags: u64,
}

/// A message that was sent.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    /// Its id.
    pub(crate) id: String,
}

/// A message as it stands in a channel: as much of it as tells ours apart.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Written {
    /// Its id.
    pub(crate) id: String,
    /// By whom.
    pub(crate) author: Author,
    /// What it says. Empty where somebody else wrote it, as we may not read that.
    #[serde(default)]
    pub(crate) content: String,
    /// Its rows of buttons.
    #[serde(default)]
    pub(crate) components: Vec<Value>,
    /// There when it answers an interaction.
    pub(crate) interaction_metadata: Option<Value>,
}

/// Who wrote a message.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Author {
    /// Whether it is no person.
    #[serde(default)]
    pub(crate) bot: bool,
}

/// A channel.
#[derive(Debug, Deserialize)]
pub(crate) struct Place {
    /// Its id.
    pub(crate) id: String,
    /// In which guild; none where it is a direct message.
    #[serde(default)]
    pub(crate) guild_id: Option<String>,
    /// The last message in it, when there ever was one.
    #[serde(default)]
    pub(crate) last_message_id: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
}

impl Api {
    /// Our application.
    ///
    /// # Errors
    /// See [`ApiError`], as of every call.
    pub(crate) async fn application(&self) -> Result<Application, ApiError> {
        self.look("/applications/@me").await?.json()
    }

    /// Sends a message into a channel.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn send(
        &self,
        channel: &str,
        message: &(impl Serialize + Sync),
    ) -> Result<Sent, ApiError> {
        self.call(LightMethod::Post, messages_of(channel)?, Some(message)).await
    }

    /// Changes a message of ours, to all of what is given.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn change(
        &self,
        channel: &str,
        message: &str,
        to: &(impl Serialize + Sync),
    ) -> Result<(), ApiError> {
        let channel_id = ChannelId::from(id(channel, CHANNEL)?);
        let message_id = MessageId::from(id(message, MESSAGE)?);
        self.tell(LightMethod::Patch, Route::ChannelMessage { channel_id, message_id }, Some(to)).await
    }

    /// Sends a message with a picture. Its `attachments` name the file by the number 0.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn send_file(
        &self,
        channel: &str,
        message: &Value,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Sent, ApiError> {
        let multipart = Multipart {
            upload: MultipartUpload::Attachments(vec![CreateAttachment::bytes(bytes, name)]),
            fields: Vec::new(),
            payload_json: Some(message.to_string()),
        };
        let request = Request::new(messages_of(channel)?, LightMethod::Post).multipart(Some(multipart));
        self.ask(request, PATIENCE).await?.json()
    }

    /// The last messages of a channel, newest first: at most [`PAGE`], and older than that one.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn messages(
        &self,
        channel: &str,
        before: Option<&str>,
    ) -> Result<Vec<Written>, ApiError> {
        self.turn().await;
        let mut params = vec![("limit", PAGE.to_string())];
        params.extend(before.map(|id| ("before", id.to_owned())));
        let request = Request::new(messages_of(channel)?, LightMethod::Get).params(Some(params));
        self.ask(request, PATIENCE).await?.json()
    }

    /// The direct message with a user: Discord answers with the one that there is.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn open_dm(&self, user: &str) -> Result<Place, ApiError> {
        id(user, USER)?;
        let with = json!({ "recipient_id": user });
        self.call(LightMethod::Post, Route::UserMeDmChannels, Some(&with)).await
    }

    /// A channel.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn channel(&self, channel: &str) -> Result<Place, ApiError> {
        let channel_id = ChannelId::from(id(channel, CHANNEL)?);
        self.call(LightMethod::Get, Route::Channel { channel_id }, NOTHING).await
    }

    /// Whether we are in a guild.
    ///
    /// # Errors
    /// We are not, or as of every call.
    pub(crate) async fn guild(&self, guild: &str) -> Result<(), ApiError> {
        let guild_id = GuildId::from(id(guild, GUILD)?);
        self.turn().await;
        self.tell(LightMethod::Get, Route::Guild { guild_id }, NOTHING).await
    }

    /// What a guild is called.
    ///
    /// # Errors
    /// We are not in it, or as of every call.
    pub(crate) async fn guild_name(&self, guild: &str) -> Result<String, ApiError> {
        let guild_id = GuildId::from(id(guild, GUILD)?);
        let Named { name } = self.call(LightMethod::Get, Route::Guild { guild_id }, NOTHING).await?;
        Ok(name)
    }

    /// Whether somebody is in a guild.
    ///
    /// # Errors
    /// They are not, or we are not, or as of every call.
    pub(crate) async fn member(&self, guild: &str, user: &str) -> Result<(), ApiError> {
        let (guild_id, user_id) = (GuildId::from(id(guild, GUILD)?), UserId::from(id(user, USER)?));
        self.turn().await;
        self.tell(LightMethod::Get, Route::GuildMember { guild_id, user_id }, NOTHING).await
    }

    /// The guilds in which we are, in the order of their ids.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn guilds(&self) -> Result<Vec<String>, ApiError> {
        let mut guilds: Vec<String> = Vec::new();
        loop {
            let mut params = vec![("limit", GUILDS.to_string())];
            params.extend(guilds.last().map(|last| ("after", last.clone())));
            let request = Request::new(Route::UserMeGuilds, LightMethod::Get).params(Some(params));
            let page: Vec<Listed> = self.ask(request, PATIENCE).await?.json()?;
            let is_last = page.len() < GUILDS;
            guilds.extend(page.into_iter().map(|guild| guild.id));
            if is_last {
                return Ok(guilds);
            }
        }
    }

    /// The commands that are registered everywhere, with the words of every language.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn commands(&self) -> Result<Value, ApiError> {
        let params = vec![("with_localizations", "true".to_owned())];
        let route = Route::Commands { application_id: self.ours()? };
        self.ask(Request::new(route, LightMethod::Get).params(Some(params)), PATIENCE).await?.json()
    }

    /// Registers these commands everywhere, in place of those that are.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn put_commands(&self, commands: &Value) -> Result<(), ApiError> {
        self.tell(LightMethod::Put, Route::Commands { application_id: self.ours()? }, Some(commands)).await
    }

    /// Waits for the turn of a question that may come in bulk: after each refusal, or page after page.
    async fn turn(&self) {
        let comes = self.guard.turn();
        // A sleep until now takes a millisecond.
        if comes > Instant::now() {
            sleep_until(comes).await;
        }
    }

    /// The application in whose name calls about it are made.
    fn ours(&self) -> Result<ApplicationId, ApiError> {
        self.http.application_id().ok_or(ApiError::Refused { status: 404, code: APPLICATION })
    }
}

/// Where nothing is sent along.
pub(super) const NOTHING: Option<&()> = None;

fn messages_of(channel: &str) -> Result<Route<'static>, ApiError> {
    Ok(Route::ChannelMessages { channel_id: ChannelId::from(id(channel, CHANNEL)?) })
}

pub(super) fn id(text: &str, unknown: isize) -> Result<NonZeroU64, ApiError> {
    text.parse().map_err(|_| ApiError::Refused { status: 404, code: unknown })
}
