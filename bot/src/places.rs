//! Where people are: the playground, or the platforms whose credentials are there.

pub mod discord;
pub mod slack;

use crate::config::Config;
use crate::trouble::Trouble;
use crate::wire::Places;

/// Where people are, as far as it is set up.
///
/// # Errors
/// The key that seals tokens cannot be had.
pub fn settle(config: &Config, public_url: &str) -> Result<Places, Trouble> {
    let slack = config.slack.as_ref().map(|slack| slack::settings(config, slack, public_url)).transpose()?;
    Ok(Places { slack, discord: config.discord.clone() })
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
