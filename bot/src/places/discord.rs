//! Discord, as a place where people are.

use smallwins_discord::{NotOpened, Reach, Settings};

use crate::trouble::Trouble;

/// What is printed once it serves.
pub fn welcome(settings: &Settings, public_url: &str) -> String {
    match &settings.reach {
        Reach::Gateway { .. } => "Smallwins is in Discord, by the gateway: type /mentor there".to_owned(),
        Reach::Http { .. } => {
            format!(
                "Smallwins is in Discord: its Interactions Endpoint URL is {public_url}/discord/interactions"
            )
        }
    }
}

/// Discord does not let us in.
pub fn refused(error: &NotOpened) -> Trouble {
    let fix = match error {
        NotOpened::Token => "press Reset Token under Bot, and put the new one into DISCORD_TOKEN",
        NotOpened::Silent(_) => "see that this machine reaches discord.com over HTTPS, and start again",
        NotOpened::Tls => "see that this machine has random numbers and memory left, and start again",
        NotOpened::PublicKey => "copy the Public Key from General Information into DISCORD_PUBLIC_KEY",
        NotOpened::Intents => {
            "no intent that Smallwins asks for has to be granted: see that DISCORD_TOKEN is a bot's, and start again"
        }
        NotOpened::Sessions(_) => {
            "find out what ends its sessions (the log names each end), and start again tomorrow; or have Discord call \
             Smallwins over HTTPS: DISCORD_PUBLIC_KEY"
        }
        NotOpened::Store(_) => "see that the database runs; `smallwins doctor` looks at it",
    };
    Trouble::failed(error.to_string(), fix)
}
