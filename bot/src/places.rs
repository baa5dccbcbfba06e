//! Where people are: the playground, or the platforms whose credentials are there.

pub mod discord;
pub mod slack;

use smallwins_core::parting::MarkKey;
use smallwins_slack::SealKey;

use crate::config::Config;
use crate::secret_key::secret_key;
use crate::trouble::Trouble;
use crate::wire::Places;

/// Where people are, as far as it is set up.
///
/// # Errors
/// The key that seals tokens cannot be had.
pub fn settle(config: &Config, public_url: &str) -> Result<Places, Trouble> {
    let slack = config.slack.as_ref().map(|slack| slack::settings(config, slack, public_url)).transpose()?;
    let places =
        Places { slack, discord: config.discord.clone(), marks: MarkKey::default(), ..Places::default() };
    // Nobody real is in a playground, and it leaves no key behind.
    Ok(if places.is_playground() { places } else { Places { marks: marks(config)?, ..places } })
}

/// The key under which those who were erased are marked. A server's database without a key of its own has none that is
/// secret: whoever reads it could try whose mark is whose.
fn marks(config: &Config) -> Result<MarkKey, Trouble> {
    let kept_beside = config.database_url.file().is_some();
    let key = if config.secret_key.is_some() || kept_beside { Some(secret_key(config)?) } else { None };
    Ok(key.map_or_else(MarkKey::default, |SealKey(key)| MarkKey::new(key)))
}

/// What is printed once it serves.
pub fn welcome(places: &Places, public_url: &str) -> String {
    if places.is_playground() {
        return format!("Smallwins is at {public_url}/play");
    }
    let slack = places.slack.iter().map(|settings| slack::welcome(settings, public_url));
    let discord = places.discord.iter().map(|settings| discord::welcome(settings, public_url));
    slack.chain(discord).collect::<Vec<_>>().join("\n")
}
