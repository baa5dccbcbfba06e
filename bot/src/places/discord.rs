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
        NotOpened::Silent(_) => "see that this machine reaches discord.com, or what DISCORD_API_URL names, and start again",
        NotOpened::Tls => "see that this machine has random numbers and memory left, and start again",
        NotOpened::PublicKey => "copy the Public Key from General Information into DISCORD_PUBLIC_KEY",
        NotOpened::Intents => {
            "no intent that Smallwins asks for has to be granted: see that DISCORD_TOKEN is a bot's, and start again"
        }
        NotOpened::Sessions(_) => {
            let fix = "find out what ends its sessions (the log tells how each ended, and how long it lived), and start \
                       again tomorrow; or have Discord call Smallwins over HTTPS, and open none: DISCORD_PUBLIC_KEY and \
                       DISCORD_SHARDS=none";
            return Trouble::not_now(error.to_string(), fix);
        }
        NotOpened::Store(_) => "see that the database runs; `smallwins doctor` looks at it",
    };
    Trouble::failed(error.to_string(), fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::Kind;

    #[test]
    fn what_would_cost_the_token_is_not_started_again_and_there_is_a_way_without_it() {
        let trouble = refused(&NotOpened::Sessions(200));
        assert_eq!(trouble.kind, Kind::NotNow);
        assert!(trouble.fix.contains("DISCORD_SHARDS=none"), "{}", trouble.fix);
        assert_eq!(refused(&NotOpened::Token).kind, Kind::Failed);
        let unit = include_str!("../../../deploy/smallwins.service");
        assert!(unit.contains("RestartPreventExitStatus=2 3\n"));
    }
}
