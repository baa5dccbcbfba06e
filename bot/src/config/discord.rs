//! Which of Discord's credentials belong together, and what is missing.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use smallwins_discord::{Reach, Settings, Shards};

use super::addresses::is_private;
use super::keys::HIDDEN;
use crate::trouble::Trouble;

/// The values as they are written.
#[derive(Deserialize)]
pub(super) struct Written {
    discord_api_url: String,
    discord_token: Option<SecretString>,
    discord_application_id: Option<Digits>,
    discord_public_key: Option<String>,
    discord_shards: Option<String>,
}

/// What `DISCORD_SHARDS` says where nothing is to stay connected.
const NONE: &str = "none";

/// Digits that a person may have written with quotation marks or without; the environment tells numbers and texts
/// apart for itself.
#[derive(Deserialize)]
#[serde(untagged)]
enum Digits {
    Number(u64),
    Text(String),
}

impl Written {
    /// What they come to; nothing when none is there.
    ///
    /// # Errors
    /// Some are there and the token is not, two exclude each other, or one means nothing.
    pub(super) fn settle(self) -> Result<Option<Settings>, Trouble> {
        let Written {
            discord_api_url,
            discord_token,
            discord_application_id,
            discord_public_key,
            discord_shards,
        } = self;
        let others = [
            ("DISCORD_APPLICATION_ID", discord_application_id.is_some()),
            ("DISCORD_PUBLIC_KEY", discord_public_key.is_some()),
            ("DISCORD_SHARDS", discord_shards.is_some()),
        ];
        let Some(token) = discord_token else {
            return match others.into_iter().find(|(_, is_there)| *is_there) {
                None => Ok(None),
                Some((variable, _)) => Err(Trouble::misused(
                    format!("Discord is set up in part: {variable} is there and DISCORD_TOKEN is missing"),
                    "set DISCORD_TOKEN to the bot's token: Bot, Reset Token",
                )),
            };
        };
        let shards = match discord_shards.as_deref() {
            None => Some(Shards::ALL),
            Some(NONE) => None,
            Some(shards) => Some(read_shards(shards)?),
        };
        let reach = match (discord_public_key, shards) {
            (Some(public_key), lines) => Reach::Http { public_key: read_key(public_key)?, lines },
            (None, Some(shards)) => Reach::Gateway { shards },
            (None, None) => {
                return Err(Trouble::misused(
                    "DISCORD_SHARDS is `none` and there is no DISCORD_PUBLIC_KEY: Discord has no way to tell us anything",
                    "copy the Public Key from General Information, or remove DISCORD_SHARDS",
                ));
            }
        };
        Ok(Some(Settings {
            api_url: read_url(&discord_api_url)?,
            token: read_token(token)?,
            application_id: discord_application_id.map(read_id).transpose()?,
            reach,
        }))
    }
}

/// What may be told of each setting.
pub(super) fn told(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut told = vec![("discord_token", HIDDEN.to_owned())];
    told.extend(settings.application_id.map(|id| ("discord_application_id", id.to_string())));
    let shards = match &settings.reach {
        Reach::Gateway { shards } => Some(*shards),
        Reach::Http { public_key, lines } => {
            told.push(("discord_public_key", public_key.clone()));
            *lines
        }
    };
    let shards = shards.map(|Shards { first, last, total }| format!("{first}-{last}/{total}"));
    told.push(("discord_shards", shards.unwrap_or_else(|| NONE.to_owned())));
    told.push(("discord_api_url", settings.api_url.clone()));
    told
}

/// A bot's token has three parts; the client secret, which stands beside it, has one.
fn read_token(token: SecretString) -> Result<SecretString, Trouble> {
    let text = token.expose_secret();
    let is_token = text.split('.').count() == 3 && !text.contains(char::is_whitespace);
    if is_token {
        return Ok(token);
    }
    Err(Trouble::misused(
        "DISCORD_TOKEN is not a bot's token: those have three parts with dots between them, and no `Bot ` before them",
        "copy it from Bot, Reset Token; the client secret and the public key are something else",
    ))
}

fn read_id(id: Digits) -> Result<u64, Trouble> {
    let id = match id {
        Digits::Number(id) => Some(id),
        Digits::Text(text) => text.parse().ok(),
    };
    id.filter(|id| *id > 0).ok_or_else(|| {
        Trouble::misused(
            "DISCORD_APPLICATION_ID is not a number",
            "copy the Application ID from General Information",
        )
    })
}

fn read_key(key: String) -> Result<String, Trouble> {
    if key.len() == 64 && key.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Ok(key);
    }
    Err(Trouble::misused(
        "DISCORD_PUBLIC_KEY is not 64 hexadecimal digits",
        "copy the Public Key from General Information",
    ))
}

fn read_shards(text: &str) -> Result<Shards, Trouble> {
    let read = || {
        let (mine, total) = text.split_once('/')?;
        let (first, last) = mine.split_once('-').unwrap_or((mine, mine));
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let shards = Shards { first: number(first)?, last: number(last)?, total: number(total)? };
        (shards.first <= shards.last && shards.last < shards.total).then_some(shards)
    };
    read().ok_or_else(|| {
        Trouble::misused(
            format!("DISCORD_SHARDS has no meaning: {text}"),
            "name the shards of this process, counted from 0, and how many there are in all, such as 0-1/4; or none",
        )
    })
}

fn read_url(url: &str) -> Result<String, Trouble> {
    if is_private(url) {
        return Ok(url.trim_end_matches('/').to_owned());
    }
    Err(Trouble::misused(
        "DISCORD_API_URL would send the token in plain text",
        "remove it, or begin it with https://",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::Kind;

    const TOKEN: &str = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
    const KEY: &str = "e7f8a2a2d2dfe7f8a2a2d2dfe7f8a2a2d2dfe7f8a2a2d2dfe7f8a2a2d2df0011";

    fn settle(values: &[(&str, &str)]) -> Result<Option<Settings>, Trouble> {
        let value = |name: &str| {
            let found = values.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let written = Written {
            discord_api_url: value("api").unwrap_or_else(|| smallwins_discord::API_URL.to_owned()),
            discord_token: value("token").map(SecretString::from),
            discord_application_id: value("id").map(Digits::Text),
            discord_public_key: value("key"),
            discord_shards: value("shards"),
        };
        written.settle()
    }

    fn refusal(values: &[(&str, &str)]) -> String {
        let trouble = settle(values).unwrap_err();
        assert_eq!(trouble.kind, Kind::Misused);
        trouble.says
    }

    #[test]
    fn the_token_alone_opens_the_gateway_and_a_public_key_our_address() {
        assert!(settle(&[]).unwrap().is_none());
        let reach = |values: &[(&str, &str)]| settle(values).unwrap().unwrap().reach;
        assert!(matches!(reach(&[("token", TOKEN)]), Reach::Gateway { shards: Shards::ALL }));
        assert!(matches!(
            reach(&[("token", TOKEN), ("key", KEY)]),
            Reach::Http { lines: Some(Shards::ALL), .. }
        ));
        let alone = reach(&[("token", TOKEN), ("key", KEY), ("shards", "none")]);
        assert!(matches!(alone, Reach::Http { lines: None, .. }));
        let Reach::Gateway { shards } = reach(&[("token", TOKEN), ("shards", "2-3/8")]) else { panic!() };
        assert_eq!(shards, Shards { first: 2, last: 3, total: 8 });
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = "Discord is set up in part: DISCORD_PUBLIC_KEY is there and DISCORD_TOKEN is missing";
        assert_eq!(refusal(&[("key", KEY)]), missing);
        assert!(refusal(&[("token", TOKEN), ("shards", "none")]).contains("no way to tell us"));
    }

    #[test]
    fn what_means_nothing_is_refused_and_no_secret_is_repeated() {
        let swapped = refusal(&[("token", "hunter2")]);
        assert!(swapped.starts_with("DISCORD_TOKEN") && !swapped.contains("hunter2"), "{swapped}");
        assert!(settle(&[("token", &format!("Bot {TOKEN}"))]).is_err());
        for shards in ["", "1", "1/1", "3-2/4", "0-4/4", "a/b", "0-1-2/4"] {
            assert!(settle(&[("token", TOKEN), ("shards", shards)]).is_err(), "{shards}");
        }
        for id in ["0", "ana", "-1"] {
            assert!(settle(&[("token", TOKEN), ("id", id)]).is_err(), "{id}");
        }
        assert!(settle(&[("token", TOKEN), ("key", "e7f8")]).is_err());
        assert!(settle(&[("token", TOKEN), ("api", "http://discord.com")]).is_err());
    }
}
